"""What the launcher decides before it starts anything: addresses, folders, accounts, arguments, messages."""

import os
import stat
from pathlib import Path
from urllib.parse import quote

import environ
import pytest
import redis

from config.services import ServiceError, broker_url, endpoints, home_folder, secret_key
from config.services import home as homes
from config.services.account import Account, closed_folder, nearest_existing
from config.services.application import Web, application_specs
from config.services.child import LOG_BYTES, rotate
from config.services.home import REPOSITORY, fits, locate
from config.services.lock import Owner, announce, current_owner, owner_lock, users_lock
from config.services.programs import installed, require_avx2
from config.services.valkey import without_password

ME = Account("me", os.getuid(), os.getgid(), demoted=False)
STRANGER = Account("stranger", 54_321, 54_321, demoted=True)


def with_secrets(home: Path) -> None:
    (home / "secrets").mkdir(parents=True)
    (home / "secrets" / "postgres").write_text("s3-cr_t\n")
    (home / "secrets" / "valkey").write_text("k3-y_\n")


def test_home_is_var_in_the_repository_unless_named(tmp_path: Path) -> None:
    assert home_folder({}) == REPOSITORY / "var"
    assert home_folder({"COUNTERCLAIM_HOME": str(tmp_path / "here" / ".." / "there")}) == tmp_path / "there"


def test_django_reads_the_database_url(tmp_path: Path) -> None:
    home = tmp_path / "a folder, with % and ?"
    with_secrets(home)

    settings = environ.Env.db_url_config(endpoints(home).database_url)

    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["NAME"], settings["USER"], settings["PASSWORD"]) == ("counterclaim", "counterclaim", "s3-cr_t")
    assert settings["OPTIONS"] == {"host": str(home / "run")}


def test_redis_client_and_broker_read_the_redis_url(tmp_path: Path) -> None:
    home = tmp_path / "a folder"
    with_secrets(home)
    url = endpoints(home).redis_url

    options = redis.ConnectionPool.from_url(url).connection_kwargs
    assert (options["path"], options["password"], options["db"]) == (str(home / "run" / "valkey.sock"), "k3-y_", 0)

    assert broker_url(url) == f"redis+socket://:k3-y_@{quote(str(home))}/run/valkey.sock?virtual_host=0"


def test_other_broker_urls_stay_as_they_are() -> None:
    assert broker_url("redis://:word@queue.example:6379/1") == "redis://:word@queue.example:6379/1"


def test_addresses_of_an_empty_home_leave_it_empty(tmp_path: Path) -> None:
    endpoints(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_secret_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "new")
    assert len(key) >= 43
    assert secret_key(tmp_path / "new") == key
    assert stat.S_IMODE((tmp_path / "new/secrets/django").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new/secrets").stat().st_mode) == 0o700


def test_passwords_stay_off_the_terminal() -> None:
    assert "word" not in without_password("postgres://counterclaim:word@/counterclaim?host=%2Frun")
    assert without_password("redis://localhost/0") == "redis://localhost/0"


def test_a_socket_address_holds_107_bytes() -> None:
    assert fits(Path("/" + "x" * 92))
    assert not fits(Path("/" + "x" * 93))
    assert not fits(Path("/" + "é" * 47)), "bytes count, not letters"


def test_a_folder_closed_to_the_servers_is_found(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "home").mkdir(parents=True)
    closed.chmod(0o700)
    assert closed_folder(closed / "home", STRANGER) in {closed, *closed.parents}
    assert closed_folder(closed / "home" / "not yet made", ME) is None


def test_nearest_existing_folder(tmp_path: Path) -> None:
    assert nearest_existing(tmp_path / "a" / "b") == tmp_path
    assert nearest_existing(tmp_path) == tmp_path


def test_full_disk_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 20 * 2**20

    monkeypatch.setattr(homes.shutil, "disk_usage", lambda path: Usage)
    with pytest.raises(ServiceError, match=r"Only 20 MB are free in .*; 300 MB are needed.*COUNTERCLAIM_HOME="):
        homes.check_space(locate(tmp_path))


@pytest.mark.parametrize(("flags", "runs"), [("fpu sse2 avx avx2", True), ("fpu sse2 avx", False)])
def test_processor_without_avx2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, runs: bool) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(
        f"processor\t: 0\nmodel name\t: Example\nflags\t\t: {flags}\n\nprocessor\t: 1\nflags\t\t: {flags}\n"
    )
    if runs:
        require_avx2(cpuinfo)
    else:
        with pytest.raises(ServiceError, match=r"AVX2.*DATABASE_URL="):
            require_avx2(cpuinfo)


def test_processor_that_says_nothing_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    require_avx2(tmp_path / "missing")


def test_server_programs_are_installed() -> None:
    programs = installed()
    assert all(os.access(program, os.X_OK) for program in (programs.postgres, programs.initdb, programs.valkey))


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(ServiceError, match=r"no valkey-server for .* on riscv64.*REDIS_URL"):
        installed()


def test_one_owner_at_a_time(tmp_path: Path) -> None:
    home = locate(tmp_path / "home")
    assert current_owner(home) is None

    first, second = owner_lock(home), owner_lock(home)
    assert first.take()
    announce(first, Owner(123, "serve", "http://127.0.0.1:8000/"))
    assert not second.take()
    assert current_owner(home) == Owner(123, "serve", "http://127.0.0.1:8000/")

    first.close()
    assert current_owner(home) is None
    assert second.take()
    second.close()


def test_users_share_and_the_owner_waits_for_them(tmp_path: Path) -> None:
    home = locate(tmp_path / "home")
    one, two, owner = users_lock(home), users_lock(home), users_lock(home)
    assert one.take(shared=True)
    assert two.take(shared=True)
    assert not owner.take()
    one.close()
    two.close()
    assert owner.take()
    owner.close()


def test_a_long_log_is_moved_aside(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (LOG_BYTES + 1))
    with log.open("ab") as writer:
        rotate(log)
        writer.write(b"next\n")
    assert log.read_bytes() == b"next\n"
    assert (tmp_path / "web.log.1").stat().st_size == LOG_BYTES + 1


def test_web_reads_its_settings() -> None:
    everywhere = "0.0.0.0"  # noqa: S104
    web = Web.from_environ({"COUNTERCLAIM_BIND": everywhere, "COUNTERCLAIM_PORT": "9000", "COUNTERCLAIM_WORKERS": "3"})
    assert (web.address, web.socket) == ("http://127.0.0.1:9000/", f"{everywhere}:9000")
    worker, beat, gunicorn = application_specs(web, {})
    assert worker.argv[worker.argv.index("--concurrency") + 1] == "3"
    assert worker.argv[worker.argv.index("--queues") + 1] == "default,models"
    assert beat.name == "beat"
    assert gunicorn.argv[gunicorn.argv.index("--bind") + 1] == f"{everywhere}:9000"


def test_web_on_an_ipv6_address() -> None:
    assert Web(bind="::", port=9000).address == "http://[::1]:9000/"
    assert Web(bind="::1", port=9000).socket == "[::1]:9000"


@pytest.mark.parametrize("name", ["COUNTERCLAIM_PORT", "COUNTERCLAIM_WORKERS"])
@pytest.mark.parametrize("value", ["eight", "0", "-1", "99999999"])
def test_settings_that_are_no_numbers_are_named(name: str, value: str) -> None:
    with pytest.raises(ServiceError, match=f"{name}={value} is not a number between 1 and"):
        Web.from_environ({name: value})
