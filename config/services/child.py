"""One child process: started in a session of its own, tied to the life of its parent, stopped by degrees.

Every child appends to a log file instead of a pipe, so that it never blocks on, or dies with, the process that reads
its output. The kernel sends `orphan_signal` to the child when its parent dies by whatever cause; this holds for
children started from the main thread, which is the only one the launcher uses.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.services.account import Account
from config.services.home import keep_owner

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10 * 2**20  # beyond this a log is moved aside; two generations bound the disk that logs take
SERVERS = {"postgres", "valkey-server"}
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Spec:
    """What to run and how it wants to be asked to stop: (signal, seconds to wait for its effect), in turn."""

    name: str
    argv: Sequence[str]
    environ: Mapping[str, str]
    cwd: Path
    stop: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 10.0),)
    orphan_signal: signal.Signals = signal.SIGTERM
    account: Account | None = None
    stdin: str = field(default="", repr=False)  # may hold a password


class Child:
    """A running child. Its log is `path`; `begin` is where this child's part of it starts."""

    def __init__(self, spec: Spec, log: Path) -> None:
        self.spec = spec
        self.log = log
        self.started_at = time.monotonic()
        rotate(log)
        is_new = not log.exists()
        with log.open("ab") as output, _text_file(spec.stdin) as stdin:
            if is_new:
                log.chmod(0o600)
                keep_owner(log)
            self.begin = output.tell()
            account = spec.account if spec.account and spec.account.demoted else None
            self.process = subprocess.Popen(  # noqa: S603
                list(spec.argv),
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(spec.environ),
                cwd=spec.cwd,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the children in order
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                umask=0o077,
                preexec_fn=tie_to_parent(spec.orphan_signal),  # noqa: PLW1509  (the launcher has one thread)
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ending(self) -> str:
        """Say how the process ended."""
        code = self.process.returncode
        if code is not None and code < 0:
            return f"by signal {signal.Signals(-code).name}"
        return f"with code {code}"

    def tail(self, lines: int = 12) -> str:
        """Return the last lines that this child wrote."""
        with self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            begin = self.begin if self.begin <= size else 0  # moved aside meanwhile
            file.seek(max(begin, size - 16_384))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

    def ask_to_stop(self) -> None:
        """Send the first and gentlest stop signal."""
        self._send(self.spec.stop[0][0])

    def stop(self, *, hurry: Callable[[], bool] = lambda: False) -> None:
        """Stop the process and whatever it left in its session; `hurry` cuts the waiting short."""
        for sign, seconds in self.spec.stop:
            if not self.is_alive:
                break
            self._send(sign)
            deadline = time.monotonic() + seconds
            while self.is_alive and time.monotonic() < deadline and not hurry():
                time.sleep(0.02)
        self.kill()

    def kill(self) -> None:
        """End the process and its whole session at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def _send(self, sign: signal.Signals) -> None:
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sign)


def rotate(log: Path) -> None:
    """Move the contents of a log that has grown too long to `NAME.1`; writers go on in the same file."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size <= LOG_BYTES:
            return
        old = log.with_name(log.name + ".1")
        old.write_bytes(log.read_bytes())
        old.chmod(0o600)
        keep_owner(old)
        os.truncate(log, 0)  # they append, so the next line lands at the start


def servers_in(folder: Path) -> list[int]:
    """Return the server processes that have this folder as their working directory.

    Both servers change into their data folder, so this finds what a killed supervisor left behind, even where the
    number in a lock file now belongs to another program.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone meanwhile, or of another user
            program = Path(os.readlink(entry / "exe")).name.split(" ")[0]
            if program in SERVERS and Path(os.readlink(entry / "cwd")) == folder:
                found.append(int(entry.name))
    return found


def end_leftovers(folder: Path, sign: signal.Signals, seconds: float) -> list[int]:
    """Ask servers left behind in this folder to stop; return those that are still there after so many seconds."""
    left = servers_in(folder)
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, sign)
    deadline = time.monotonic() + seconds
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = servers_in(folder)
    return left


def tie_to_parent(sign: signal.Signals) -> Callable[[], None]:
    """Return what a child does before exec so that the kernel signals it when its parent dies."""
    parent = os.getpid()

    def tie() -> None:
        if _libc is not None:
            # After setuid, which would clear it again.
            _libc.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return tie


@contextlib.contextmanager
def _text_file(text: str) -> Iterator[IO[bytes]]:
    # An unnamed file rather than a pipe: nobody has to feed it, and nobody else can open it.
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        file.seek(0)
        yield file
