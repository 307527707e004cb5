"""The supervisor: everything comes up with one command, comes back after a crash, and ends with it."""

import os
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis

from config.services import endpoints
from config.services.child import servers_in
from config.services.home import REPOSITORY, locate
from tests.integration.test_services import (
    PATIENCE,
    bare_environ,
    is_up,
    launcher,
    make_home,
    processes_of,
    remove_home,
    wait_until,
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Serving:
    """One `serve` and what it has written so far."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def environ(self) -> dict[str, str]:
        return bare_environ(self.home) | {"COUNTERCLAIM_PORT": str(self.port)}

    def has_said(self, text: str) -> bool:
        if self.process.poll() is not None and text not in self.log.read_text():
            pytest.fail(f"the supervisor ended while waiting for {text!r}:\n{self.log.read_text()}")
        return text in self.log.read_text()

    def pid_of(self, what: str) -> int:
        for line in processes_of(self.home):
            pid, arguments = line.split(" ", 1)
            if what in arguments and Path(f"/proc/{pid}/stat").read_text().split()[3] == str(self.process.pid):
                return int(pid)
        pytest.fail(f"no {what} among {processes_of(self.home)}")


def launch(home: Path) -> Serving:
    port, log = free_port(), home / "serve.out"
    with log.open("wb") as output:
        process = subprocess.Popen(
            launcher("serve"),
            cwd=REPOSITORY,
            env=bare_environ(home) | {"COUNTERCLAIM_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Serving(home, port, process, log)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home for all tests of the module: the tables are made once."""
    folder = make_home()
    yield folder
    remove_home(folder)


@pytest.fixture
def serving(home: Path) -> Iterator[Serving]:
    serving = launch(home)
    wait_until(lambda: serving.has_said("Counterclaim is ready"), "the supervisor to be ready")
    yield serving
    if serving.process.poll() is None:
        serving.process.kill()
        serving.process.wait()
    wait_until(lambda: not processes_of(home), "everything to end")


def test_everything_is_up_then_shared_then_refused_twice_then_stopped(serving: Serving, home: Path) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        urllib.request.urlopen(f"http://127.0.0.1:{serving.port}/no-such-page")
    missing.value.close()

    status = subprocess.run(
        launcher("status"), cwd=REPOSITORY, env=serving.environ, check=True, capture_output=True, text=True
    )
    assert f"http://127.0.0.1:{serving.port}/" in status.stdout
    assert (home / "secrets" / "postgres").read_text().strip() not in status.stdout

    shared = subprocess.run(
        launcher("exec", "--", "sh", "-c", 'echo "$DATABASE_URL"'),
        cwd=REPOSITORY,
        env=serving.environ,
        check=True,
        capture_output=True,
        text=True,
    )
    assert shared.stdout.strip() == endpoints(home).database_url

    second = subprocess.run(
        launcher("serve"), cwd=REPOSITORY, env=serving.environ, check=False, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert f"already runs on {home}: http://127.0.0.1:{serving.port}/" in second.stderr

    elsewhere = make_home()
    try:
        taken = subprocess.run(
            launcher("serve"),
            cwd=REPOSITORY,
            env=bare_environ(elsewhere) | {"COUNTERCLAIM_PORT": str(serving.port)},
            check=False,
            capture_output=True,
            text=True,
        )
    finally:
        remove_home(elsewhere)
    assert taken.returncode == 1
    assert f"Port {serving.port} on 127.0.0.1 is in use by another program" in taken.stderr
    assert re.search(r"COUNTERCLAIM_PORT=\d+ script/serve", taken.stderr)
    assert serving.process.poll() is None

    subprocess.run(launcher("stop"), cwd=REPOSITORY, env=serving.environ, check=True)  # by SIGTERM
    assert serving.process.wait(PATIENCE) == 0
    assert processes_of(home) == []


def test_killed_children_come_back_and_end_with_a_killed_supervisor(serving: Serving, home: Path) -> None:
    os.kill(min(servers_in(locate(home).postgres)), signal.SIGKILL)
    os.kill(min(servers_in(locate(home).valkey)), signal.SIGKILL)
    os.kill(serving.pid_of("worker"), signal.SIGKILL)
    for name in ("postgres", "valkey", "worker"):
        wait_until(lambda name=name: serving.has_said(f"{name} is up again"), f"{name} to come back")
        assert serving.has_said(f"{name} ended by signal SIGKILL; starting it again in 1 s.")
    psycopg.connect(endpoints(home).database_url).close()
    assert redis.Redis.from_url(endpoints(home).redis_url).ping()
    workers = [line for line in processes_of(home) if "celery" in line and "--queues" in line]
    assert len(workers) <= 2, "one worker and the one process of its pool"

    serving.process.kill()  # the supervisor itself
    serving.process.wait()
    wait_until(lambda: not processes_of(home), "the children of the supervisor to end")


def test_ctrl_c_during_the_start_leaves_nothing_running() -> None:
    home = make_home()
    try:
        serving = launch(home)
        wait_until(lambda: is_up(home), "the first servers")
        serving.process.send_signal(signal.SIGINT)
        assert serving.process.wait(PATIENCE) == 0
        assert processes_of(home) == []
        assert serving.log.read_text().splitlines().count("Stopping") == 1
    finally:
        remove_home(home)
