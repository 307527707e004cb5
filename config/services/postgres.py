"""The embedded PostgreSQL: how its cluster is made, tuned, started and filled with role, database and extensions.

One cluster per home, reached through a unix socket only, with scram passwords kept in the home's secrets. The
application's role is no superuser, so the extensions go into `template1`: every database made later, that of the
tests included, has them from birth.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.services.account import Account
from config.services.child import Spec
from config.services.errors import ServiceError
from config.services.home import Home, ensure_secret, give, read_secret
from config.services.programs import NO_AVX2, Programs

ROLE = DATABASE = "counterclaim"
ADMIN = "postgres"
EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gist")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108

# For a small machine that also runs the models: about 300 MB at work. A newsroom that outgrows it sets DATABASE_URL.
TUNING = {
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",  # an HNSW index is built several times faster while it fits in here
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",  # solid state disks
    "max_parallel_workers_per_gather": "1",
    "jit": "off",  # compiling costs more than it saves on queries of milliseconds
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%t [%p] ",
    "log_checkpoints": "off",
}
# A database that is thrown away with its folder need not survive a power cut.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def database_url(home: Home) -> str:
    """Return the application's URL, in the form that libpq, psycopg and django-environ read alike."""
    return _url(home, ROLE, read_secret(home, "postgres"), DATABASE)


def _url(home: Home, role: str, password: str, database: str) -> str:
    return f"postgres://{role}:{quote(password, safe='')}@/{database}?host={quote(str(home.run), safe='')}"


def initialise(home: Home, account: Account, programs: Programs, *, durable: bool) -> None:
    """Make the cluster where there is none yet; a cluster that was broken off half-way is begun anew."""
    if home.postgres.exists():
        _check_version(home)
        return
    unfinished = home.state / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    give(unfinished, account)
    password = ensure_secret(home, "postgres-admin")
    handle, password_file = tempfile.mkstemp(dir=home.state, prefix="postgres-password-")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(password + "\n")
        if account.demoted:
            os.chown(password_file, account.uid, account.gid)
        result = subprocess.run(  # noqa: S603
            [
                str(programs.initdb),
                *("--pgdata", str(unfinished), "--username", ADMIN, "--pwfile", password_file),
                *("--auth-local", "scram-sha-256", "--auth-host", "reject", "--encoding", "UTF8"),
                *("--locale-provider", "builtin", "--locale", "C.UTF-8"),  # this build has no ICU
                *(() if durable else ("--no-sync",)),
            ],
            env=_environ(),
            cwd=home.state,
            user=account.uid if account.demoted else None,
            group=account.gid if account.demoted else None,
            extra_groups=[] if account.demoted else None,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.unlink(password_file)
    if result.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise ServiceError(f"PostgreSQL could not make its data folder {home.postgres}:\n{result.stderr.strip()}")
    unfinished.rename(home.postgres)


def _check_version(home: Home) -> None:
    try:
        found = (home.postgres / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise ServiceError(
            f"{home.postgres} is not a PostgreSQL data folder ({error.strerror}). Move it away, or name another "
            "folder: COUNTERCLAIM_HOME=/path/to/folder"
        ) from error
    expected = "18"
    if found != expected:
        raise ServiceError(
            f"The database in {home.postgres} was made by PostgreSQL {found}, and this release brings {expected}. Dump "
            "it with the release that made it, move the folder away, and load the dump (docs/services.md, Backup)."
        )


def spec(home: Home, account: Account, programs: Programs, *, durable: bool) -> Spec:
    """Return how to run the server in the foreground."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home.run).replace('"', '""'),
        "unix_socket_permissions": "0700",
        **TUNING,
        **({} if durable else THROW_AWAY),
    }
    if _little_shared_memory():
        settings["dynamic_shared_memory_type"] = "mmap"
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Spec(
        name="postgres",
        argv=[str(programs.postgres), "-D", str(home.postgres), *options],
        environ=_environ(),
        cwd=home.state,
        # Fast shutdown first: it ends the sessions and writes a checkpoint. Immediate: the next start recovers.
        stop=((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)),
        orphan_signal=signal.SIGINT,
        account=account,
    )


def _little_shared_memory() -> bool:
    # A container's 64 MB do not hold one parallel index build.
    try:
        return shutil.disk_usage(SHARED_MEMORY).free < 2 * 256 * 2**20
    except OSError:
        return True


def _environ() -> dict[str, str]:
    # None of the caller's PG* variables: PGHOST or PGOPTIONS would reach into the server.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def is_ready(home: Home, role: str = ADMIN) -> bool:
    """Say whether the server takes connections of this role.

    Raises ServiceError where it refuses the stored password of the administrator; the application's role may still be
    in the making.
    """
    database, name = (DATABASE, "postgres") if role == ROLE else ("postgres", "postgres-admin")
    try:
        # Line 8 is the server's own word; asking it too early would fill its log with refusals.
        if (home.postgres / "postmaster.pid").read_text().splitlines()[7].strip() != "ready":
            return False
    except (OSError, IndexError):
        return False
    try:
        psycopg.connect(_url(home, role, read_secret(home, name), database), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if role == ADMIN and "password authentication failed" in str(error):
            raise ServiceError(
                f"The database in {home.postgres} does not know the password in {home.secrets / name}. Put the "
                f"secrets folder back that belongs to it, or move {home.postgres} away to begin with an empty one."
            ) from error
        return False
    return True


def provision(home: Home) -> bool:
    """Create role, extensions and database where they are missing; say whether the database is new.

    The database comes last and from `template1`: where it exists, everything else does.
    """
    password = ensure_secret(home, "postgres")
    admin = read_secret(home, "postgres-admin")
    with psycopg.connect(_url(home, ADMIN, admin, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return False
        verb = (
            "ALTER" if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone() else "CREATE"
        )
        connection.execute(
            sql.SQL(verb + " ROLE {} LOGIN CREATEDB PASSWORD {}").format(sql.Identifier(ROLE), sql.Literal(password))
        )
    try:
        with psycopg.connect(_url(home, ADMIN, admin, "template1"), autocommit=True) as template:
            for extension in EXTENSIONS:
                template.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    except psycopg.OperationalError as error:
        if "terminated abnormally" in str(error) or "closed the connection unexpectedly" in str(error):
            raise ServiceError(NO_AVX2) from error
        raise
    with psycopg.connect(_url(home, ADMIN, admin, "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template1").format(
                sql.Identifier(DATABASE), sql.Identifier(ROLE)
            )
        )
    return True


def clear_stale_lock(home: Home) -> None:
    """Remove the lock file of a server that is gone.

    After a reboot the number in it may belong to any other process of the same account, and PostgreSQL would refuse to
    start for ever. The caller holds the home's own lock and has seen that no server works in the folder.
    """
    if Path("/proc/self/cwd").exists():
        (home.postgres / "postmaster.pid").unlink(missing_ok=True)
