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
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.services import postgres, valkey
from config.services.child import servers_in
from config.services.commands import command_environ, run_command, terminable
from config.services.errors import ServiceError
from config.services.home import REPOSITORY, home_folder, locate
from config.services.lock import current_owner
from config.services.running import Endpoints, running
from config.services.serving import demo, serve

STOPPED = 3  # the exit code of "status" where nothing runs, as init scripts have it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    # Everything after the first "--" is the command's own, further "--" included.
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    options = _parser().parse_args(arguments[:cut], argparse.Namespace(command=arguments[cut + 1 :]))
    try:
        return int(options.run(options))
    except ServiceError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def say(message: str) -> None:
    """Write a line for the person at the terminal; standard output belongs to the commands we run."""
    with contextlib.suppress(OSError):  # the terminal may be gone; what was started must still be stopped
        sys.stderr.write(message + "\n")
        sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.services", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    commands.add_parser("serve", help="run everything until Ctrl-C").set_defaults(run=_serve)

    show = commands.add_parser("demo", help="run everything on a home of its own, with the sample stories")
    show.add_argument("--once", action="store_true", help="end after the report")
    show.set_defaults(run=_demo)

    execute = commands.add_parser("exec", help="run a command with the embedded servers up: exec [OPTIONS] -- CMD...")
    execute.add_argument("--throw-away", action="store_true", help="on a home that is deleted afterwards")
    execute.add_argument("--migrate", action="store_true", help="make the tables first where the database is new")
    execute.set_defaults(run=_exec)

    commands.add_parser("status", help="say what runs on this home").set_defaults(run=_status)
    commands.add_parser("stop", help="stop what runs on this home").set_defaults(run=_stop)
    return parser


def _serve(options: argparse.Namespace) -> int:
    return serve(home_folder(), os.environ, say)


def _demo(options: argparse.Namespace) -> int:
    return demo(home_folder() / "demo", os.environ, say, once=options.once)


def _exec(options: argparse.Namespace) -> int:
    command: list[str] = options.command
    if not command:
        raise ServiceError("usage: python -m config.services exec [--throw-away] [--migrate] -- CMD...")

    def make_tables(addresses: Endpoints) -> None:
        if options.migrate and "migrate" not in command:
            migrate(command_environ(home, addresses, os.environ))

    with (
        terminable(),
        _throw_away_home() if options.throw_away else contextlib.nullcontext(home_folder()) as home,
        running(
            home,
            database_url=os.environ.get("DATABASE_URL", ""),
            redis_url=os.environ.get("REDIS_URL", ""),
            durable=not options.throw_away,
            report=say,
            on_new=make_tables,
        ) as addresses,
    ):
        return run_command(command, command_environ(home, addresses, os.environ))


def migrate(environ: dict[str, str]) -> None:
    """Make the tables of a new database; what Django says about it is of interest only where it fails."""
    say("Creating the tables")
    result = subprocess.run(  # noqa: S603
        [sys.executable, str(REPOSITORY / "manage.py"), "migrate", "--no-input"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise ServiceError(f"The tables could not be made:\n{result.stdout}{result.stderr}")


@contextlib.contextmanager
def _throw_away_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="counterclaim-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the servers' account must pass
    try:
        yield folder.resolve()
    finally:
        home = locate(folder)
        for path in {home.run, home.state, home.path}:  # the first two may lie elsewhere
            shutil.rmtree(path, ignore_errors=True)


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
        if servers_in(home.postgres):
            lines.append(f"database  {valkey.without_password(postgres.database_url(home))}")
        if servers_in(home.valkey):
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
