"""Starts the embedded servers of a home, waits until they can be used, and stops what it started.

`Servers` is the mechanism, used by the supervisor as well; `running` is the context manager for one command.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from config.services import postgres, valkey
from config.services.account import Account
from config.services.child import Child, Spec, end_leftovers
from config.services.errors import ServiceError
from config.services.home import Home, ensure_secret, locate, prepare
from config.services.lock import Lock, Owner, announce, current_owner, owner_lock, users_lock
from config.services.programs import Programs, reachable, require_avx2

# Recovery after a kill takes seconds, and the first start on a busy small machine makes a cluster.
PATIENCE = 90.0
# A killed server's shared memory and lock file linger; within this time they go away or something is wrong.
LEFTOVERS = 15.0


@dataclass(frozen=True)
class Endpoints:
    """Where database and broker are."""

    database_url: str
    redis_url: str


def endpoints(path: Path) -> Endpoints:
    """Return the addresses of the embedded servers of this home. Reads the home, never writes to it."""
    home = locate(path)
    return Endpoints(postgres.database_url(home), valkey.redis_url(home))


def secret_key(path: Path) -> str:
    """Return Django's secret key of this home; it is made at the first call."""
    return ensure_secret(locate(path), "django")


def report_nothing(message: str) -> None:
    """Stand in where nobody wants to read what the launcher does."""


class Servers:
    """The servers that one owner runs. Construct only with the owner lock held.

    `wanted` names those that are not replaced by the environment; `children` are the running ones.
    """

    def __init__(
        self,
        path: Path,
        *,
        wanted: frozenset[str],
        durable: bool,
        report: Callable[[str], None] = report_nothing,
    ) -> None:
        self.home: Home
        self.home, account = prepare(path)
        self.account: Account = account
        self.durable = durable
        self.is_new = False
        self.children: dict[str, Child] = {}
        self._report = report
        self.wanted = wanted

    @cached_property
    def _programs(self) -> Programs:
        return reachable(self.home, self.account)

    def start(self, *, while_waiting: Callable[[], None] = lambda: None) -> None:
        """Start all, wait until they are ready, and make role and database where they are missing."""
        if "postgres" in self.wanted:
            require_avx2()
            if not self.home.postgres.exists():
                self._report(f"Creating a database in {self.home.postgres}")
            ensure_secret(self.home, "postgres")
            postgres.initialise(self.home, self.account, self._programs, durable=self.durable)
        for name in ("valkey", "postgres"):
            if name in self.wanted:
                self.children[name] = self.launch(name)
        self._wait(while_waiting)
        if "postgres" in self.wanted:
            try:
                self.is_new = postgres.provision(self.home)
            except psycopg.Error as error:
                raise ServiceError(
                    f"The database could not be prepared: {error}\n{self.children['postgres'].tail()}"
                ) from error

    def launch(self, name: str) -> Child:
        """Start one server and return its process, not yet ready."""
        folder, sign = (self.home.postgres, signal.SIGINT) if name == "postgres" else (self.home.valkey, signal.SIGTERM)
        if left := end_leftovers(folder, sign, LEFTOVERS):
            raise ServiceError(
                f"Processes {', '.join(map(str, left))} of an earlier start still work in {folder}. End them with: "
                f"kill -QUIT {' '.join(map(str, left))}"
            )
        if name == "postgres":
            postgres.clear_stale_lock(self.home)
        return Child(self.spec(name), self.home.logs / f"{name}.log")

    def spec(self, name: str) -> Spec:
        """Return how to run one of the servers."""
        make = postgres.spec if name == "postgres" else valkey.spec
        return make(self.home, self.account, self._programs, durable=self.durable)

    def is_ready(self, name: str) -> bool:
        """Say whether a server can be used now."""
        return postgres.is_ready(self.home) if name == "postgres" else valkey.is_ready(self.home)

    def _wait(self, while_waiting: Callable[[], None]) -> None:
        began = time.monotonic()
        waiting = set(self.children)
        while waiting:
            while_waiting()
            for name in sorted(waiting):
                child = self.children[name]
                if self.is_ready(name):
                    waiting.discard(name)
                elif not child.is_alive:
                    text = child.tail()
                    is_lasting = any(cause in text for cause in ("No space left", "Permission denied", "invalid value"))
                    if is_lasting or time.monotonic() - began > LEFTOVERS:
                        raise ServiceError(self._failure(child))
                    time.sleep(0.5)
                    self.children[name] = self.launch(name)
            if waiting and time.monotonic() - began > PATIENCE:
                child = self.children[min(waiting)]
                raise ServiceError(f"{child.spec.name} was not ready after {PATIENCE:.0f} s.\n{child.tail()}")
            if waiting:
                time.sleep(0.03)

    def _failure(self, child: Child) -> str:
        text = child.tail()
        remedy = "See docs/services.md, Errors."
        if "No space left" in text:
            remedy = f"The disk of {self.home.state} is full: free some space, or set COUNTERCLAIM_HOME elsewhere."
        elif "Permission denied" in text:
            remedy = f"Make {self.home.state} writable for {self.account.name}, or set COUNTERCLAIM_HOME elsewhere."
        return f"{child.spec.name} ended {child.ending()}:\n{text}\n{remedy}"

    def stop(self) -> None:
        """Stop what was started; by now nothing uses it."""
        for child in self.children.values():
            child.ask_to_stop()
        for name in ("valkey", "postgres"):
            if name in self.children:
                self.children.pop(name).stop()


@contextmanager
def running(
    path: Path,
    *,
    database_url: str = "",
    redis_url: str = "",
    durable: bool = True,
    report: Callable[[str], None] = report_nothing,
    on_new: Callable[[Endpoints], None] = lambda _: None,
) -> Iterator[Endpoints]:
    """Have the servers of this home up for the duration of the block, and yield their addresses.

    A URL that is given replaces the respective server, which is then not started. `on_new` is called first where the
    database has just been made. Servers that another command of the same home runs are used and left running. Must be
    called from the main thread. Raises ServiceError.
    """
    wanted = frozenset(name for name, url in (("postgres", database_url), ("valkey", redis_url)) if not url)
    if not wanted:
        yield Endpoints(database_url, redis_url)
        return
    with hold(path, Owner(os.getpid(), "exec"), wanted) as held:
        servers = None
        try:
            if held.owner:
                servers = Servers(path, wanted=wanted, durable=durable, report=report)
                servers.start()
            own = endpoints(path)
            addresses = Endpoints(database_url or own.database_url, redis_url or own.redis_url)
            if servers and servers.is_new:
                on_new(addresses)
            yield addresses
            if held.owner and not held.users.take():
                report("Other commands still use the servers of this home; waiting for them to end.")
                held.users.wait()
        finally:
            if servers:
                servers.stop()


@dataclass
class Held:
    """The locks of this process; `owner` is None where the servers belong to another one."""

    owner: Lock | None
    users: Lock


@contextmanager
def hold(path: Path, owner: Owner, wanted: frozenset[str]) -> Iterator[Held]:
    """Become the owner of the home's servers, or one of their users once another owner has them ready."""
    home = locate(path)
    own, users = owner_lock(home), users_lock(home)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            if own.take():
                announce(own, owner)
                yield Held(own, users)
                return
            if users.take(shared=True):
                if _await_shared(path, wanted):
                    yield Held(None, users)
                    return
                users.release()  # the owner has ended meanwhile
            if time.monotonic() > deadline:  # the owner waits to stop, and does not
                other = current_owner(home)
                raise ServiceError(f"Process {other.pid if other else '?'} holds {home.path} and does not end.")
            time.sleep(0.05)
    finally:
        users.close()
        own.close()


def _await_shared(path: Path, wanted: frozenset[str]) -> bool:
    """Wait until the servers of another process can be used; say no where it ends instead."""
    deadline = time.monotonic() + PATIENCE
    while True:
        home = locate(path)  # the other process may still be making it
        missing = [
            name
            for name in sorted(wanted)
            if not (postgres.is_ready(home, postgres.ROLE) if name == "postgres" else valkey.is_ready(home))
        ]
        if not missing:
            return True
        if current_owner(home) is None:
            return False
        if time.monotonic() > deadline:
            raise ServiceError(
                f"Another command uses {home.path}, and its {missing[0]} does not answer. Try again when it has ended; "
                f"its messages are in {home.logs}."
            )
        time.sleep(0.1)
