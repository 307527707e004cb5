"""Decides where the embedded servers keep what: one home folder, with two exceptions recorded in it.

The home (`COUNTERCLAIM_HOME`, `./var` by default) holds `postgres/`, `valkey/`, `run/` (sockets), `secrets/`, `logs/`
and `lock/`. Two things may not fit there. A socket address holds 107 bytes, so a deep home gets its sockets in a short
private folder, named in `run-folder`. And started by root, the servers run under an unprivileged account which may
be shut out of the home (a clone under /root); then their data live in a folder below /var/lib, named in
`state-folder`. Reading a home (`locate`) never writes; only the process that is about to start servers calls `prepare`.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.services.account import Account, closed_folder, nearest_existing, server_account
from config.services.errors import ServiceError

REPOSITORY = Path(__file__).resolve().parents[2]
STATE_PARENT = Path("/var/lib/counterclaim")
# sun_path has 108 bytes, the last of them zero; PostgreSQL's socket name is the longest one in the folder.
SOCKET_PATH_BYTES = 107
LONGEST_SOCKET = "/.s.PGSQL.5432"
SPACE_FOR_A_NEW_HOME = 300 * 2**20  # initdb writes 40 MB, the first write-ahead log segments and tables the rest
SPACE_TO_START = 50 * 2**20


@dataclass(frozen=True)
class Home:
    """The folders of one home; `state` is the home itself unless the servers cannot reach it."""

    path: Path
    state: Path
    run: Path

    @property
    def postgres(self) -> Path:
        return self.state / "postgres"

    @property
    def valkey(self) -> Path:
        return self.state / "valkey"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def valkey_socket(self) -> Path:
        return self.run / "valkey.sock"


def home_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the home that the environment names, absolute; `var` in the repository by default."""
    return Path(environ.get("COUNTERCLAIM_HOME") or REPOSITORY / "var").expanduser().resolve()


def locate(path: Path) -> Home:
    """Return where the parts of this home are, without touching the disk."""
    path = path.expanduser().resolve()
    state = _pointer(path / "state-folder") or path
    return Home(path, state, _pointer(path / "run-folder") or state / "run")


def prepare(path: Path) -> tuple[Home, Account]:
    """Create what a home lacks and return it with the account of its servers.

    The caller holds the home's lock. Raises ServiceError naming the folder and the remedy.
    """
    home = locate(path)
    account = server_account(home.path, home.postgres)
    _check_owner(home, account)
    try:
        make_folder(home.path, 0o711 if account.demoted else 0o700)
        home = _with_reachable_state(home, account)
        for folder in (home.secrets, home.logs, home.lock):
            make_folder(folder, 0o700)
        give(home.valkey, account)
        home = _with_short_run_folder(home, account)
    except OSError as error:
        raise unwritable(Path(error.filename or home.path), error) from error
    check_space(home)
    return home, account


def make_folder(path: Path, mode: int) -> None:
    """Create a folder and its missing parents with this mode, owned by the owner of what they stand in."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode, exist_ok=True)
        folder.chmod(mode)  # the umask may have narrowed it
        keep_owner(folder)


def keep_owner(path: Path) -> None:
    """Under root, hand a new file to the owner of its folder, so that he can go on without root."""
    if os.geteuid() == 0:
        parent = path.parent.stat()
        os.chown(path, parent.st_uid, parent.st_gid)


def give(folder: Path, account: Account) -> None:
    """Create a folder that only the servers' account may enter."""
    folder.mkdir(0o700, exist_ok=True)
    if account.demoted:
        os.chown(folder, account.uid, account.gid)


def read_secret(home: Home, name: str) -> str:
    """Return a stored secret, or an empty text where there is none yet."""
    try:
        return (home.secrets / name).read_text().strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise unwritable(home.secrets / name, error) from error


def ensure_secret(home: Home, name: str) -> str:
    """Return a stored secret; create it, readable by its owner only, where it is missing."""
    if value := read_secret(home, name):
        return value
    try:
        if not home.path.exists():
            make_folder(home.path, 0o711 if os.geteuid() == 0 else 0o700)
        make_folder(home.secrets, 0o700)
        handle, temporary = tempfile.mkstemp(dir=home.secrets, prefix=f".{name}-")
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        keep_owner(Path(temporary))
        try:
            os.link(temporary, home.secrets / name)  # fails where another process was first: then his counts
        except FileExistsError:
            pass
        finally:
            os.unlink(temporary)
    except OSError as error:
        raise unwritable(home.secrets, error) from error
    return read_secret(home, name)


def unwritable(path: Path, error: OSError) -> ServiceError:
    """Return the message for a folder that cannot be read or written."""
    return ServiceError(
        f"Cannot use {path}: {error.strerror or error}. Make it writable for you, or name another folder: "
        "COUNTERCLAIM_HOME=/path/to/folder"
    )


def _pointer(file: Path) -> Path | None:
    try:
        text = file.read_text().strip()
    except OSError:
        return None
    return Path(text) if text else None


def _record(file: Path, target: Path) -> None:
    temporary = file.with_suffix(".new")
    temporary.write_text(f"{target}\n")
    keep_owner(temporary)
    temporary.replace(file)


def _check_owner(home: Home, account: Account) -> None:
    if account.demoted or not home.postgres.exists():
        return
    owner = home.postgres.stat().st_uid
    if owner != account.uid:
        raise ServiceError(
            f"The database in {home.postgres} belongs to user id {owner}, and you are {account.name}. Start as the "
            "user who made it (root, if root did), or name another folder: COUNTERCLAIM_HOME=/path/to/folder"
        )


def _with_reachable_state(home: Home, account: Account) -> Home:
    if not account.demoted:
        return home
    if home.state == home.path:
        closed = closed_folder(home.path, account)
        if closed is None:
            return home
        if home.postgres.exists():
            raise ServiceError(
                f"{closed} is closed to the account {account.name}, which runs the database in {home.postgres}. "
                f"Open it with: chmod o+x {closed}"
            )
    if home.state == home.path or not home.state.exists():
        state = STATE_PARENT / secrets.token_hex(6)
        make_folder(state, 0o711)
        if closed := closed_folder(state, account):
            raise ServiceError(
                f"Neither {home.path} nor {state} can be reached by the account {account.name} ({closed} is closed). "
                "Name a folder that it can reach: COUNTERCLAIM_HOME=/srv/counterclaim"
            )
        (state / "home").write_text(f"{home.path}\n")
        _record(home.path / "state-folder", state)
        home = locate(home.path)
    return home


def _with_short_run_folder(home: Home, account: Account) -> Home:
    # The folder for small files stays in the home even where data or sockets move out.
    make_folder(home.path / "run", 0o700)
    give(home.state / "run", account)
    if fits(home.state / "run"):
        (home.path / "run-folder").unlink(missing_ok=True)
        return locate(home.path)
    if not _is_private(home.run, account):
        _record(home.path / "run-folder", _short_folder(account))
    return locate(home.path)


def fits(run: Path) -> bool:
    """Say whether the longest socket in this folder has an address of at most 107 bytes."""
    return len(os.fsencode(str(run) + LONGEST_SOCKET)) <= SOCKET_PATH_BYTES


def _is_private(folder: Path, account: Account) -> bool:
    """A temporary folder may have been swept away, and its name taken by somebody else."""
    if not fits(folder) or folder.is_symlink() or not folder.is_dir():
        return False
    status = folder.stat()
    return status.st_uid == account.uid and status.st_mode & 0o077 == 0


def _short_folder(account: Account) -> Path:
    for parent in dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))):  # noqa: S108
        if not parent.is_dir() or closed_folder(parent, account) or not fits(parent / "counterclaim-12345678"):
            continue
        folder = Path(tempfile.mkdtemp(prefix="counterclaim-", dir=parent))
        if account.demoted:
            os.chown(folder, account.uid, account.gid)
        return folder
    raise ServiceError(
        f"A socket needs an address of at most {SOCKET_PATH_BYTES} bytes, and no temporary folder is short enough. "
        "Name a home with a shorter path: COUNTERCLAIM_HOME=/srv/counterclaim"
    )


def check_space(home: Home) -> None:
    """Raise ServiceError where the disk has no room for the servers to start."""
    needed = SPACE_TO_START if home.postgres.exists() else SPACE_FOR_A_NEW_HOME
    free = shutil.disk_usage(nearest_existing(home.state)).free
    if free < needed:
        raise ServiceError(
            f"Only {free // 2**20} MB are free in {home.state}; {needed // 2**20} MB are needed. Free some space, or "
            "name a folder on another disk: COUNTERCLAIM_HOME=/path/to/folder"
        )
