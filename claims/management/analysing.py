"""Decides when the analysis of given versions is over, and runs a worker for that long where none answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from celery import current_app
from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from tqdm import tqdm

from claims.models import Analysis
from claims.tasks import FINISHED, RUN_VERSION, pull, start_analysis

POLL_SECONDS: Final = 0.5
# As often as the scheduler of script/serve: takes up what a killed worker has left.
PULL_SECONDS: Final = 15.0
PING_SECONDS: Final = 2.0
STILL_SECONDS: Final = 60.0
STOP_SECONDS: Final = 60.0


class NoWorkerError(Exception):
    """Nobody works on the analyses; the message says what to start or where to look."""


@dataclass(slots=True)
class Result:
    """How analyses ended: how many well, and the messages of the others by version id."""

    done: int = 0
    skipped: dict[int, str] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)


def begin(version_ids: Collection[int]) -> None:
    """Enqueue the analysis of those versions that have no finished one."""
    finished = set(_analyses(version_ids).filter(stage__in=FINISHED).values_list("version_id", flat=True))
    for version_id in version_ids:
        if version_id not in finished:
            start_analysis.delay(version_id=version_id)


def wait_for(version_ids: Collection[int]) -> Result:
    """Have the versions analysed and return when all are through; shows a progress bar on a terminal.

    Raises NoWorkerError where for a minute nothing moves and no worker answers, or where our own one has died.
    """
    rows = _analyses(version_ids)
    if rows.filter(stage__in=FINISHED).count() < len(version_ids):
        with _worker() as own:
            begin(version_ids)
            _watch(version_ids, own)
    result = Result()
    for row in rows.only("version_id", "stage", "message").order_by("version_id"):
        if row.stage == Analysis.Stage.DONE:
            result.done += 1
        elif row.stage == Analysis.Stage.SKIPPED:
            result.skipped[row.version_id] = row.message
        else:
            result.failed[row.version_id] = row.message or "no reason was recorded; the worker's log may tell"
    return result


def _analyses(version_ids: Collection[int]) -> QuerySet[Analysis]:
    return Analysis.objects.filter(version_id__in=version_ids, pipeline_version=RUN_VERSION)


@dataclass(frozen=True, slots=True)
class _OwnWorker:
    process: subprocess.Popen[bytes]
    log: Path


def _watch(version_ids: Collection[int], own: _OwnWorker | None) -> None:
    last_state: object = None
    moved_at = pulled_at = time.monotonic()
    with tqdm(
        total=len(version_ids), desc="Analysing", unit=" articles", file=sys.stderr, disable=not sys.stderr.isatty()
    ) as bar:
        while True:
            counts = _analyses(version_ids).order_by().values_list("stage")
            state = sorted(counts.annotate(rows=Count("pk"), tries=Sum("attempts")))
            bar.n = sum(rows for stage, rows, _ in state if stage in FINISHED)
            bar.refresh()
            if bar.n == len(version_ids):
                return
            if own and own.process.poll() is not None:
                raise NoWorkerError(f"The worker has ended before its time. Its log is {own.log}.")
            now = time.monotonic()
            if state != last_state:
                last_state, moved_at = state, now
            elif now - moved_at > STILL_SECONDS:
                if not _answers():
                    raise NoWorkerError("No worker has answered for a minute. Start script/serve and run this again.")
                moved_at = now
            if now - pulled_at > PULL_SECONDS:
                pull.delay()
                pulled_at = now
            time.sleep(POLL_SECONDS)


def _answers() -> bool:
    return bool(current_app.control.ping(timeout=PING_SECONDS))


@contextmanager
def _worker() -> Iterator[_OwnWorker | None]:
    """A worker for the time of the block where none answers; nothing where one does."""
    if _answers():
        yield None
        return
    log = settings.HOME / "logs" / "ingest-worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = ["-m", "celery", "-A", "config", "worker", "-Q", "default,models", "--concurrency", "2", "-P", "prefork"]
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *command, "--loglevel", "INFO"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches this command alone, which then stops the worker
        )
    # Ended by a signal, this command must not leave the worker behind.
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield _OwnWorker(process, log)
    finally:
        signal.signal(signal.SIGTERM, before)
        process.terminate()  # the worker finishes what it holds; the rest waits in the queue
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
