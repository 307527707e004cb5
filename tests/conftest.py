"""Shared fixtures: the real database and broker of `script/test`, and a real Celery worker on the test database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from config.celery import app

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the annotated articles and corpora; tests that read it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no annotated articles beside the project")
    return SHARED


def on_test_database() -> dict[str, str]:
    """The environment for a process that works on the database of the running test."""
    url = urlsplit(os.environ["DATABASE_URL"])
    test_url = urlunsplit(url._replace(path="/" + str(connection.settings_dict["NAME"])))
    return {**os.environ, "DATABASE_URL": test_url, "DJANGO_SETTINGS_MODULE": "config.settings"}


def start_worker(*, log: Path, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a Celery worker in a process group of its own and wait until it answers."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "default,models", "-c", "1", "-l", "INFO"],
            cwd=ROOT,
            env=on_test_database() | (environment or {}),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until(lambda: "ready." in log.read_text(), seconds=120, what=f"the worker to start (see {log})")
    return process


def kill_group(process: subprocess.Popen[bytes], *, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a process and its children and wait for its end."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    process.wait(timeout=60)


def wait_until(condition: Callable[[], bool], *, seconds: float = 120, what: str) -> None:
    """Poll until the condition holds; fail with its name when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.1)


def empty_queues() -> None:
    """Drop the messages of earlier tests; `app.control.purge` knows the default queue alone."""
    with app.connection_for_write() as broker:
        for queue in ("default", "models"):
            broker.default_channel.queue_purge(queue)


@contextmanager
def running_worker(log: Path, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    empty_queues()
    process = start_worker(log=log, environment=environment)
    try:
        yield process
    finally:
        kill_group(process)
        empty_queues()


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker on the test database for one test; its log is worker.log in the test's folder."""
    with running_worker(tmp_path / "worker.log") as process:
        yield process
