"""The command line of the launcher: `python -m config.services serve|demo|exec|status|stop`."""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from config.services import postgres, valkey
from config.services.errors import ServiceError
from config.services.home import REPOSITORY, home_folder, locate
from config.services.lock import current_owner
from config.services.programs import installed
from config.services.running import Endpoints, running, secret_key

STOPPED = 3  # the exit code of "status" where nothing runs, as init scripts have it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ServiceError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def say(message: str) -> None:
    """Write a line for the person at the terminal; standard output belongs to the commands we run."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.services", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run everything until Ctrl-C")
    serve.set_defaults(run=_serve)

    demo = commands.add_parser("demo", help="run everything on a home of its own, with the sample stories")
    demo.add_argument("--once", action="store_true", help="end after the report")
    demo.set_defaults(run=_demo)

    execute = commands.add_parser("exec", help="run a command with the embedded servers up")
    execute.add_argument("--throw-away", action="store_true", help="on a home that is deleted afterwards")
    execute.add_argument("--migrate", action="store_true", help="make the tables first where the database is new")
    execute.add_argument("command", nargs="+", metavar="-- CMD", help="the command and its arguments")
    execute.set_defaults(run=_exec)

    commands.add_parser("status", help="say what runs on this home").set_defaults(run=_status)
    commands.add_parser("stop", help="stop what runs on this home").set_defaults(run=_stop)
    return parser


def _serve(options: argparse.Namespace) -> int:
    from config.services.supervisor import serve

    return serve(home_folder(), os.environ, say)


def _demo(options: argparse.Namespace) -> int:
    from config.services.supervisor import demo

    return demo(home_folder() / "demo", os.environ, say, once=options.once)


def _exec(options: argparse.Namespace) -> int:
    with _throw_away_home() if options.throw_away else contextlib.nullcontext(home_folder()) as home:
        with _terminable():
            return execute(home, options.command, os.environ, durable=not options.throw_away, migrate=options.migrate)


def execute(
    home: Path, command: Sequence[str], environ: Mapping[str, str], *, durable: bool = True, migrate: bool = False
) -> int:
    """Run a command with the servers up and return its exit code."""
    with running(
        home,
        database_url=environ.get("DATABASE_URL", ""),
        redis_url=environ.get("REDIS_URL", ""),
        durable=durable,
        report=say,
    ) as addresses:
        return run_command(command, command_environ(home, addresses, environ))


def command_environ(home: Path, addresses: Endpoints, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which commands find servers, secret key and the database's client programs."""
    return {
        **environ,
        "COUNTERCLAIM_HOME": str(home),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "SECRET_KEY": environ.get("SECRET_KEY") or secret_key(home),
        "PATH": os.pathsep.join((environ.get("PATH", os.defpath), str(installed().postgres.parent))),
    }


def run_command(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command in the foreground, hand it the signals that it does not get from the terminal, return its code."""
    try:
        process = subprocess.Popen(list(command), env=dict(environ))  # noqa: S603
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


class Terminated(Exception):  # noqa: N818  (a signal, not an error)
    """SIGTERM or SIGHUP arrived."""


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
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


@contextlib.contextmanager
def _throw_away_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="counterclaim-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the servers' account must pass
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _status(options: argparse.Namespace) -> int:
    home = locate(home_folder())
    owner = current_owner(home)
    lines = [f"home      {home.path}"]
    if home.state != home.path:
        lines.append(f"data      {home.state}")
    if owner:
        lines.append(f"running   {owner.purpose}, process {owner.pid}")
        if owner.address:
            lines.append(f"web       {owner.address}")
        lines.append(f"database  {valkey.without_password(postgres.database_url(home))}")
        lines.append(f"broker    {valkey.without_password(valkey.redis_url(home))}")
    else:
        lines.append("running   nothing")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if owner else STOPPED


def _stop(options: argparse.Namespace) -> int:
    home = locate(home_folder())
    owner = current_owner(home)
    if owner is None:
        say(f"Nothing runs on {home.path}.")
        return 0
    if owner.pid == 0:
        raise ServiceError(f"Something is just being started on {home.path}; try again in a moment.")
    try:
        os.kill(owner.pid, signal.SIGTERM)
    except PermissionError:
        raise ServiceError(f"Process {owner.pid} belongs to another user; stop it as that user.") from None
    except ProcessLookupError:
        pass
    deadline = time.monotonic() + 60
    while (now := current_owner(home)) is not None and now.pid == owner.pid:
        if time.monotonic() > deadline:
            raise ServiceError(f"Process {owner.pid} has not stopped within a minute. End it with: kill -9 {owner.pid}")
        time.sleep(0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
