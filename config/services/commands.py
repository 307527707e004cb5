"""How commands run beside the servers: their environment, their signals, their exit code."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from config.services.child import tie_to_parent
from config.services.errors import ServiceError
from config.services.programs import installed
from config.services.running import Endpoints, secret_key


class Terminated(Exception):  # noqa: N818  (a signal, not an error)
    """SIGTERM or SIGHUP arrived."""


def command_environ(path: Path, addresses: Endpoints, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which commands find servers, secret key and the database's client programs."""
    path_list = [environ.get("PATH", os.defpath)]
    with contextlib.suppress(ServiceError):  # servers of one's own need no programs of ours
        path_list.append(str(installed().postgres.parent))
    return {
        **environ,
        "COUNTERCLAIM_HOME": str(path),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "SECRET_KEY": environ.get("SECRET_KEY") or secret_key(path),
        "PATH": os.pathsep.join(path_list),
    }


def run_command(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command in the foreground, pass on the signals that the terminal does not send it, return its code."""
    try:
        process = subprocess.Popen(  # noqa: S603
            list(command),
            env=dict(environ),
            preexec_fn=tie_to_parent(signal.SIGTERM),  # noqa: PLW1509  (the launcher has one thread)
        )
    except OSError as error:
        raise ServiceError(f"Cannot run {command[0]}: {error.strerror}") from error
    while True:
        try:
            code = process.wait()
            break
        except KeyboardInterrupt:
            continue  # the terminal sent it to the command as well, which decides what it means
        except Terminated:
            process.terminate()
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Turn SIGTERM into an exception for the duration of the block, so that everything is put away on the way out."""

    def raise_terminated(sign: int, frame: FrameType | None) -> None:
        raise Terminated

    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, raise_terminated)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with it ignored
    try:
        yield
    except Terminated:
        raise SystemExit(128 + signal.SIGTERM) from None
