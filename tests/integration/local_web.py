"""A web server of the test's own: paths answered by functions, each free to be as slow or as hostile as it likes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "LocalWeb"
    body = b""

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers["content-length"]))
        self.do_GET()

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.requests.append(self)
        answer = self.server.answers.get(self.path)
        # A client that has had enough hangs up; that is not the server's trouble.
        with suppress(ConnectionError):
            if answer:
                answer(self)
            else:
                self.reply(b"", status=404)

    def reply(self, body: bytes, *, status: int = 200, content_type: str = "text/html", **headers: str) -> None:
        """Answer in one piece; header names are given with underscores."""
        self.send_response(status)
        for name, value in {"content_type": content_type, "content_length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


class LocalWeb(ThreadingHTTPServer):
    """`answers` maps paths to functions that get the handler; `requests` are all handlers so far, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.requests: list[Handler] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def on(self, path: str, body: str | bytes = b"", **reply: Any) -> str:
        """Answer a path with a body; returns its address."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = lambda handler: handler.reply(data, **reply)
        return self.url(path)

    def paths(self) -> list[str]:
        return [handler.path for handler in self.requests]


@contextmanager
def local_web() -> Iterator[LocalWeb]:
    server = LocalWeb()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
