"""Looks after running children: passes on what they write, starts a crashed one again, stops them in order.

One loop in one thread. A crashed child comes back after a pause that doubles with every crash, and the terminal says
so. A signal ends the loop at its next turn; a second one cuts the waiting for gentle ends short.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.services.application import Web
from config.services.child import Child, Spec, rotate, tie_to_parent
from config.services.errors import ServiceError
from config.services.home import REPOSITORY, locate

Say = Callable[[str], None]

STOP_ORDER = ("web", "beat", "worker")  # the servers follow: valkey, postgres
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY_AFTER = 60.0  # a child that ran this long begins again with the first pause
WEB_PATIENCE = 120.0
TICK = 0.1


class Stopped(Exception):  # noqa: N818  (a request, not an error)
    """A signal asked for the end while something was being waited for."""


@dataclass
class Place:
    """A child's place: who sits in it, how to fill it again, and when."""

    child: Child
    start: Callable[[], Child]
    is_ready: Callable[[], bool]
    read_to: int
    pause: float = FIRST_PAUSE
    restart_at: float = 0.0
    is_recovering: bool = False


@dataclass
class Supervisor:
    """All children of one home. `quiet` keeps their lines in the log files."""

    path: Path
    web: Web
    say: Say
    quiet: bool = False
    places: dict[str, Place] = field(default_factory=dict)
    signals: int = 0

    def install_signals(self) -> None:
        def count(sign: int, frame: FrameType | None) -> None:
            self.signals += 1

        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, count)

    def seat(
        self, name: str, start: Callable[[], Child], is_ready: Callable[[], bool], child: Child | None = None
    ) -> None:
        """Start a child, or take in one that runs already, and look after it from now on."""
        child = child or start()
        self.places[name] = Place(child, start, is_ready, child.begin)

    def tick(self) -> None:
        """Pass on new lines, start what is due. Raises Stopped after a signal."""
        for name, place in self.places.items():
            self.pass_on(name, place)
            self._look_after(name, place)
        self.stop_if_told()
        time.sleep(TICK)

    def stop_if_told(self) -> None:
        """Raise Stopped after a signal."""
        if self.signals:
            raise Stopped

    def pass_on(self, name: str, place: Place) -> None:
        """Copy what a child has written since the last time to the terminal, line by line."""
        rotate(place.child.log)
        with place.child.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(place.read_to if place.read_to <= size else 0)
            text = file.read(2**20)
            whole = text.rfind(b"\n") + 1
            place.read_to = file.tell() - len(text) + whole
        if not self.quiet:
            for line in text[:whole].decode(errors="replace").splitlines():
                self.say(f"{name:8} | {line}")

    def _look_after(self, name: str, place: Place) -> None:
        now = time.monotonic()
        if place.restart_at:
            if now >= place.restart_at:
                try:
                    place.child = place.start()
                    place.restart_at = 0.0
                except ServiceError as error:
                    self.say(str(error))
                    self._schedule(place)
        elif not place.child.is_alive:
            place.child.kill()  # what it started must not outlive it
            if now - place.child.started_at > STEADY_AFTER:
                place.pause = FIRST_PAUSE
            self.say(f"{name} ended {place.child.ending()}; starting it again in {place.pause:.0f} s.")
            if self.quiet:
                self.say(place.child.tail())
            place.is_recovering = True
            self._schedule(place)
        elif place.is_recovering and place.is_ready():
            place.is_recovering = False
            self.say(f"{name} is up again.")

    @staticmethod
    def _schedule(place: Place) -> None:
        place.restart_at = time.monotonic() + place.pause
        place.pause = min(place.pause * 2, LONGEST_PAUSE)

    def run_once(self, specs: Sequence[Spec]) -> None:
        """Run short commands side by side to their end. Raises ServiceError with the output of one that fails."""
        logs = locate(self.path).logs
        children = [Child(spec, logs / f"{spec.name}.log") for spec in specs]
        try:
            while any(child.is_alive for child in children):
                self.tick()
        finally:
            for child in children:
                child.stop()
        for child in children:
            if child.process.returncode != 0:
                raise ServiceError(f"{child.spec.name} failed {child.ending()}:\n{child.tail(40)}")

    def run_in_view(self, argv: Sequence[str], environ: Mapping[str, str]) -> int:
        """Run a command whose output belongs on the terminal, and return its code."""
        process = subprocess.Popen(  # noqa: S603
            list(argv),
            env=dict(environ),
            cwd=REPOSITORY,
            start_new_session=True,
            preexec_fn=tie_to_parent(signal.SIGTERM),  # noqa: PLW1509  (the launcher has one thread)
        )
        try:
            while process.poll() is None:
                self.tick()
        finally:
            process.terminate()
            process.wait()
        return process.returncode

    def await_web(self) -> None:
        """Wait until the web server answers. Raises ServiceError where it does not."""
        deadline = time.monotonic() + WEB_PATIENCE
        while not self.web.answers():
            self.tick()
            child = self.places["web"].child
            if not child.is_alive or time.monotonic() > deadline:
                raise ServiceError(f"The web server did not start:\n{child.tail(40)}")

    def stop_applications(self) -> None:
        """Stop web, scheduler and worker, in this order; a second signal cuts the waiting short."""
        for name in STOP_ORDER:
            if place := self.places.get(name):
                place.child.stop(hurry=lambda: self.signals > 1)
                self.pass_on(name, place)
