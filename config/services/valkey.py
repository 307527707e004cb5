"""The embedded Valkey: broker, cache and rate limits behind a unix socket with a password.

A socket rather than a loopback port: no port to choose, to lose to another program, or to leave open to the other
users of the machine. Nothing that was accepted is lost by a restart, and nothing is evicted: tasks are data.
"""

import signal
import socket
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from config.services.account import Account
from config.services.child import Spec
from config.services.home import Home, ensure_secret, read_secret
from config.services.programs import Programs


def redis_url(home: Home) -> str:
    """Return the URL in the form that redis-py and Django's cache read."""
    return f"unix://:{read_secret(home, 'valkey')}@{quote(str(home.valkey_socket))}?db=0"


def broker_url(url: str) -> str:
    """Return the same server in the form that Celery reads, which differs for a unix socket."""
    if not url.startswith("unix://"):
        return url
    return "redis+socket" + url.removeprefix("unix").replace("?db=", "?virtual_host=")


def spec(home: Home, account: Account, programs: Programs, *, durable: bool) -> Spec:
    """Return how to run the server in the foreground; the configuration goes in through its standard input."""
    settings = [
        "port 0",
        f"unixsocket {_quoted(home.valkey_socket)}",
        "unixsocketperm 700",
        f"requirepass {ensure_secret(home, 'valkey')}",  # on the command line every user could read it
        f"dir {_quoted(home.valkey)}",
        f"appendonly {'yes' if durable else 'no'}",
        "appendfsync everysec",
        'save ""',  # the append-only file is the one record
        "maxmemory-policy noeviction",
        "daemonize no",
        'logfile ""',
        "loglevel warning",
    ]
    return Spec(
        name="valkey",
        argv=[str(programs.valkey), "-"],
        environ={"LC_ALL": "C", "TZ": "UTC"},
        cwd=home.valkey,
        stop=((signal.SIGTERM, 10.0),),
        orphan_signal=signal.SIGTERM,
        account=account,
        stdin="\n".join(settings) + "\n",
    )


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_ready(home: Home) -> bool:
    """Say whether the server answers; while it reads its log back in it does not yet."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(home.valkey_socket))
            client.sendall(f"AUTH {read_secret(home, 'valkey')}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := client.recv(4096)):
                answer += part
    except OSError:
        return False
    return answer.endswith(b"+PONG\r\n")


def without_password(url: str) -> str:
    """Return a URL fit for the terminal."""
    parts = urlsplit(url)
    return unquote(url.replace(f":{parts.password}@", ":...@") if parts.password else url)
