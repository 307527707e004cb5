"""The two ways to run the whole product in the foreground: on the user's own data, and as a demonstration.

The order of a start: the home's lock, the port, the servers, tables and static files, worker, scheduler, web server.
The order of a stop: web server, scheduler, worker, broker, database.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from config.services.application import Web, application_specs
from config.services.child import Child, Spec
from config.services.commands import command_environ
from config.services.errors import ServiceError
from config.services.home import REPOSITORY, locate
from config.services.lock import Owner, announce, current_owner, owner_lock
from config.services.running import Endpoints, Servers, endpoints
from config.services.supervisor import TICK, Say, Stopped, Supervisor

EXEC_PATIENCE = 60.0


def serve(path: Path, environ: Mapping[str, str], say: Say) -> int:
    """Run everything on a home until a signal comes."""
    return _run(path, environ, say, script="script/serve", purpose="serve")


def demo(path: Path, environ: Mapping[str, str], say: Say, *, once: bool) -> int:
    """Run everything on a home, load the sample stories and show the report; go on until a signal, unless `once`."""

    def show(supervisor: Supervisor, environ: Mapping[str, str]) -> int | None:
        say("Reading the sample stories")
        code = supervisor.run_in_view([sys.executable, str(REPOSITORY / "manage.py"), "load_demo"], environ)
        return code if once or code else None

    return _run(path, environ, say, script="script/demo", purpose="demo", then=show)


def _run(
    path: Path,
    environ: Mapping[str, str],
    say: Say,
    *,
    script: str,
    purpose: str,
    then: Callable[[Supervisor, Mapping[str, str]], int | None] | None = None,
) -> int:
    web = Web.from_environ(environ)
    supervisor = Supervisor(path, web, say, quiet=then is not None)
    supervisor.install_signals()
    own = owner_lock(locate(path))
    servers = None
    try:
        _await_ownership(supervisor, own.take)
        announce(own, Owner(os.getpid(), purpose, web.address))
        web.require_free(script)
        wanted = frozenset(
            n for n, url in (("postgres", "DATABASE_URL"), ("valkey", "REDIS_URL")) if not environ.get(url)
        )
        servers = Servers(path, wanted=wanted, durable=True, report=say)
        servers.start(while_waiting=supervisor.stop_if_told)
        for name in servers.children:
            _seat_server(supervisor, servers, name)
        settings = _environ(path, web, environ)
        _start_applications(supervisor, settings)
        supervisor.await_web()
        if then is not None and (code := then(supervisor, settings)) is not None:
            return code
        say(f"Counterclaim is ready: {web.address}")
        if purpose == "serve" and os.geteuid() == 0:
            say("Worker and web server run as root, as this was started. For real data, start as an ordinary user.")
        if purpose == "serve" and servers.is_new:
            say("Create an account in another terminal: script/manage createsuperuser")
        say("Press Ctrl-C to stop.")
        while True:
            supervisor.tick()
    except Stopped:
        say("Stopping")
        return 0
    finally:
        supervisor.stop_applications()
        if servers is not None:
            _stop_servers(supervisor, servers)
        own.close()


def _await_ownership(supervisor: Supervisor, take: Callable[[], bool]) -> None:
    deadline = time.monotonic() + EXEC_PATIENCE
    has_said = False
    while not take():
        other = current_owner(locate(supervisor.path))
        if other and other.address:
            raise ServiceError(
                f"Counterclaim already runs on {supervisor.path}: {other.address} (process {other.pid}). Stop it with "
                "Ctrl-C there, or start a second one on a folder of its own: COUNTERCLAIM_HOME=/path/to/folder"
            )
        if other and time.monotonic() > deadline:
            raise ServiceError(
                f"A command of process {other.pid} still uses the database in {supervisor.path}. Start again when it "
                "has ended."
            )
        if other and other.pid and not has_said:
            supervisor.say(f"Waiting for the command of process {other.pid} to end.")
            has_said = True
        supervisor.stop_if_told()
        time.sleep(TICK)


def _seat_server(supervisor: Supervisor, servers: Servers, name: str) -> None:
    def start() -> Child:
        servers.children[name] = servers.launch(name)
        return servers.children[name]

    supervisor.seat(name, start, lambda: servers.is_ready(name), servers.children[name])


def _environ(path: Path, web: Web, environ: Mapping[str, str]) -> dict[str, str]:
    own = endpoints(path)
    addresses = Endpoints(environ.get("DATABASE_URL") or own.database_url, environ.get("REDIS_URL") or own.redis_url)
    return {
        **command_environ(path, addresses, environ),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "COUNTERCLAIM_ADDRESS": web.address,
        "PYTHONUNBUFFERED": "1",
    }


def _start_applications(supervisor: Supervisor, environ: Mapping[str, str]) -> None:
    manage = [sys.executable, str(REPOSITORY / "manage.py")]
    supervisor.run_once(
        [
            Spec("migrate", [*manage, "migrate", "--no-input"], environ, REPOSITORY),
            Spec("collectstatic", [*manage, "collectstatic", "--no-input", "-v", "0"], environ, REPOSITORY),
        ]
    )
    logs = locate(supervisor.path).logs
    for spec in application_specs(supervisor.web, environ):
        is_ready = supervisor.web.answers if spec.name == "web" else _always
        supervisor.seat(spec.name, partial(Child, spec, logs / f"{spec.name}.log"), is_ready)


def _always() -> bool:
    return True


def _stop_servers(supervisor: Supervisor, servers: Servers) -> None:
    running = [name for name in ("valkey", "postgres") if name in servers.children]
    servers.stop()
    for name in running:
        if place := supervisor.places.get(name):
            supervisor.pass_on(name, place)
