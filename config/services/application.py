"""Decides how the product's own processes run: web server, worker and scheduler, and where the web server listens."""

import http.client
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from config.services.child import Spec
from config.services.errors import ServiceError
from config.services.home import REPOSITORY

# Short, since the supervisor does nothing else meanwhile; a slow first page is simply asked for again.
ANSWER_SECONDS = 3.0


@dataclass(frozen=True)
class Web:
    """Where the web server listens, and how many processes do which work."""

    bind: str = "127.0.0.1"
    port: int = 8000
    processes: int = 2
    workers: int = 1

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Web":
        def number(name: str, default: int, most: int) -> int:
            text = environ.get(name, "") or str(default)
            if not text.isdecimal() or not 1 <= int(text) <= most:
                raise ServiceError(f"{name}={text} is not a number between 1 and {most}. Example: {name}={default}")
            return int(text)

        return cls(
            environ.get("COUNTERCLAIM_BIND") or cls.bind,
            number("COUNTERCLAIM_PORT", cls.port, 65_535),
            number("COUNTERCLAIM_WEB_WORKERS", cls.processes, 64),
            number("COUNTERCLAIM_WORKERS", cls.workers, 64),
        )

    @property
    def host(self) -> str:
        """The address to reach it from this machine."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind, self.bind)  # noqa: S104

    @property
    def address(self) -> str:
        return f"http://{_bracketed(self.host)}:{self.port}/"

    @property
    def socket(self) -> str:
        return f"{_bracketed(self.bind)}:{self.port}"

    def require_free(self, script: str) -> None:
        """Raise ServiceError where the web server could not listen."""
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(self.bind, self.port, type=socket.SOCK_STREAM)[0]
        except OSError as error:
            raise ServiceError(f"COUNTERCLAIM_BIND={self.bind} is not an address of this machine: {error}") from error
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except PermissionError:
                reason = "may not be used without root"
            except OSError as error:
                reason = (
                    "is in use by another program" if "in use" in str(error) else f"cannot be used: {error.strerror}"
                )
            else:
                return
        raise ServiceError(
            f"Port {self.port} on {self.bind} {reason}. Choose another one: "
            f"COUNTERCLAIM_PORT={self.port + 1 if 1023 < self.port < 65_535 else 8001} {script}"
        )

    def answers(self) -> bool:
        """Say whether the web server answers a request, whatever it says."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def application_specs(web: Web, environ: Mapping[str, str]) -> list[Spec]:
    """Return worker, scheduler and web server, in the order of their start."""
    # The launcher says in its own words what it means to start as root.
    unwarned = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [sys.executable, *unwarned, "-m", "celery", "--quiet", "-A", "config"]
    return [
        Spec(
            "worker",
            [
                *celery,
                *("worker", "--queues", "default,models", "--concurrency", str(web.workers)),
                *("--hostname", "worker@%h", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
            ],
            environ,
            REPOSITORY,
            # A warm end finishes the task at hand; after that a cold one, whose task is delivered again.
            stop=((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0)),
            # Without a supervisor nobody would follow up an end that hangs, and a lost task is delivered again anyway.
            orphan_signal=signal.SIGKILL,
        ),
        Spec(
            "beat",
            [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
            environ,
            REPOSITORY,
            ((signal.SIGTERM, 5.0),),
        ),
        Spec(
            "web",
            [
                *(sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", web.socket, "--no-control-socket"),
                *("--preload", "--workers", str(web.processes), "--threads", "4"),  # one import for all processes
                *("--timeout", "120", "--graceful-timeout", "8"),
            ],
            environ,
            REPOSITORY,
            stop=((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0)),
            orphan_signal=signal.SIGQUIT,
        ),
    ]
