"""Decides who runs the servers of a home, and who merely uses them.

Two advisory locks, which the kernel gives back however a process ends. The owner holds `lock/owner` alone for as long
as it runs servers, and writes into it who it is. Every other command that uses these servers holds `lock/users`
together with the rest; an owner that has finished its own work waits there until nobody uses them, then stops them.
"""

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from config.services.home import Home, keep_owner, make_folder, unwritable


@dataclass(frozen=True)
class Owner:
    """The process that runs the servers: its number, what it does ("serve", "demo", "exec"), its web address if any."""

    pid: int
    purpose: str
    address: str = ""


class Lock:
    """One lock file, opened for the life of this object."""

    def __init__(self, path: Path) -> None:
        try:
            make_folder(path.parent.parent, 0o711 if os.geteuid() == 0 else 0o700)
            make_folder(path.parent, 0o700)
            is_new = not path.exists()
            self._file: IO[str] = path.open("a+")
            if is_new:
                keep_owner(path)
        except OSError as error:
            raise unwritable(Path(error.filename or path), error) from error

    def take(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free now; one that is held is changed to the other kind."""
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self) -> None:
        """Wait until nobody else holds the lock, and take it alone."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def release(self) -> None:
        """Give the lock back, to take it again later."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def write(self, text: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()

    def close(self) -> None:
        """Give the lock back for good."""
        self._file.close()


def owner_lock(home: Home) -> Lock:
    return Lock(home.lock / "owner")


def users_lock(home: Home) -> Lock:
    return Lock(home.lock / "users")


def announce(lock: Lock, owner: Owner) -> None:
    """Write into the held owner lock who holds it."""
    lock.write(json.dumps(asdict(owner)) + "\n")


def current_owner(home: Home) -> Owner | None:
    """Return who runs the servers of this home now, or None."""
    path = home.lock / "owner"
    try:
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                with contextlib.suppress(ValueError, TypeError):
                    return Owner(**json.loads(file.read()))
                return Owner(0, "starting")
            return None
    except OSError:
        return None
