"""Fetching from a real server, and from hostile ones."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from typing import Any

import pytest
from pytest_django import Settings

from sources.errors import AddressError, AnswerError, FetchError, TemporaryFetchError
from sources.fetching import FEED_TYPES, MAX_REDIRECTS, Limits, fetch
from tests.integration.local_web import Handler, LocalWeb

PAGE = "<html><body>Ærø ferry</body></html>"


def redirect(location: str) -> Any:
    return lambda handler: handler.reply(b"", status=302, Location=location)


def test_a_page_comes_with_what_describes_it(web: LocalWeb) -> None:
    url = web.on("/page", PAGE, content_type="text/html; charset=UTF-8", ETag='"1"', Last_Modified="yesterday")
    answer = fetch(url)
    assert answer.body.decode() == PAGE
    assert (answer.url, answer.content_type, answer.charset) == (url, "text/html", "utf-8")
    assert (answer.etag, answer.last_modified) == ('"1"', "yesterday")
    headers = web.requests[0].headers
    assert headers["Host"] == f"127.0.0.1:{web.port}"
    assert "Counterclaim" in headers["User-Agent"]
    assert "Cookie" not in headers


def test_a_known_state_is_asked_for_changes_only(web: LocalWeb) -> None:
    url = web.on("/feed", status=304)
    answer = fetch(url, types=FEED_TYPES, etag='"1"', last_modified="yesterday")
    assert answer.not_modified
    assert web.requests[0].headers["If-None-Match"] == '"1"'
    assert web.requests[0].headers["If-Modified-Since"] == "yesterday"


def test_packed_pages_are_unpacked(web: LocalWeb) -> None:
    url = web.on("/page", gzip.compress(b"one ") + gzip.compress(b"two"), Content_Encoding="gzip")
    assert fetch(url).body == b"one two"


class TestRedirects:
    def test_are_followed_and_the_last_address_is_told(self, web: LocalWeb) -> None:
        web.on("/page", PAGE)
        web.answers["/a"] = redirect("/b?x=1")
        web.answers["/b?x=1"] = redirect(web.url("/page"))
        assert fetch(web.url("/a")).url == web.url("/page")
        assert web.paths() == ["/a", "/b?x=1", "/page"]

    def test_end_after_five(self, web: LocalWeb) -> None:
        web.on("/0", PAGE)
        for i in range(1, MAX_REDIRECTS + 2):
            web.answers[f"/{i}"] = redirect(f"/{i - 1}")
        assert fetch(web.url(f"/{MAX_REDIRECTS}")).body
        with pytest.raises(AnswerError, match="leads on and on"):
            fetch(web.url(f"/{MAX_REDIRECTS + 1}"))

    @pytest.mark.parametrize(
        "location",
        [
            "http://127.0.0.1/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:a00:1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://127.1/",
            "http://localhost/",
            "//localhost/",
        ],
    )
    def test_into_the_inner_network_are_refused(self, web: LocalWeb, location: str) -> None:
        web.answers["/a"] = redirect(location)
        with pytest.raises(AddressError, match="not on the public internet"):
            fetch(web.url("/a"))

    @pytest.mark.parametrize(
        ("location", "reason"),
        [
            ("file:///etc/passwd", "not a web address"),
            ("ftp://news.example/", "not a web address"),
            ("http://user:secret@news.example/", "user name"),
            ("http://news.example:6379/", "only 80 and 443"),
            ("http://news.example:none/", "cannot be read"),
        ],
    )
    def test_to_other_things_than_web_pages_are_refused(self, web: LocalWeb, location: str, reason: str) -> None:
        web.answers["/a"] = redirect(location)
        with pytest.raises(FetchError, match=reason):
            fetch(web.url("/a"))

    def test_to_another_port_of_an_exempt_host_are_refused(self, web: LocalWeb) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            web.answers["/a"] = redirect(f"http://127.0.0.1:{other.getsockname()[1]}/")
            with pytest.raises(AddressError, match="only 80 and 443"):
                fetch(web.url("/a"))


class TestNames:
    """What a name stands for is decided by the outside world, so here, and only here, its answers are played."""

    @staticmethod
    def play(monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> list[str]:
        """Have the resolver give these answers in turn for names, and tell which names were asked."""
        real, asked = socket.getaddrinfo, []

        def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            if not str(host).endswith(".example"):
                return real(host, port, *args, **kwargs)
            asked.append(host)
            addresses = answers[min(len(asked), len(answers)) - 1]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    def test_one_private_address_among_several_is_enough_to_refuse(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.play(monkeypatch, [["93.184.216.34", "10.0.0.5"]])
        with pytest.raises(AddressError, match="not on the public internet") as caught:
            fetch("http://news.example/")
        assert "10.0.0.5" not in str(caught.value)

    def test_the_connection_goes_to_the_address_that_was_checked(
        self, monkeypatch: pytest.MonkeyPatch, web: LocalWeb, settings: Settings
    ) -> None:
        settings.FETCH_ALLOWED_HOSTS = [f"news.example:{web.port}"]
        web.on("/page", PAGE)
        # A second look-up would lead elsewhere, where nobody listens.
        asked = self.play(monkeypatch, [["127.0.0.1"], ["127.0.0.9"]])
        assert fetch(f"http://news.example:{web.port}/page").body.decode() == PAGE
        assert asked == ["news.example"]

    def test_the_next_address_is_tried_where_one_does_not_answer(
        self, monkeypatch: pytest.MonkeyPatch, web: LocalWeb, settings: Settings
    ) -> None:
        settings.FETCH_ALLOWED_HOSTS = [f"news.example:{web.port}"]
        web.on("/page", PAGE)
        self.play(monkeypatch, [["127.0.0.9", "127.0.0.1"]])
        assert fetch(f"http://news.example:{web.port}/page").body.decode() == PAGE

    def test_a_name_of_this_machine_is_refused(self) -> None:
        with pytest.raises(AddressError, match="not on the public internet"):
            fetch("http://localhost/")

    def test_an_unknown_name_is_told_from_a_resolver_in_trouble(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def failing(code: int) -> Any:
            def getaddrinfo(*args: Any, **kwargs: Any) -> Any:
                raise socket.gaierror(code, "played")

            return getaddrinfo

        monkeypatch.setattr(socket, "getaddrinfo", failing(socket.EAI_NONAME))
        with pytest.raises(AddressError, match=r"There is no host news\.example"):
            fetch("http://news.example/")
        monkeypatch.setattr(socket, "getaddrinfo", failing(socket.EAI_AGAIN))
        with pytest.raises(TemporaryFetchError, match="could not be looked up"):
            fetch("http://news.example/")


class TestTime:
    def test_a_slow_body_ends_at_the_limit(self, web: LocalWeb) -> None:
        def trickle(handler: Handler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
            for _ in range(200):
                handler.wfile.write(b"x")
                time.sleep(0.05)

        web.answers["/slow"] = trickle
        self.takes_no_longer(web.url("/slow"))

    def test_slow_headers_end_at_the_limit(self, web: LocalWeb) -> None:
        def trickle(handler: Handler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(200):
                handler.wfile.write(b"x")
                time.sleep(0.05)

        web.answers["/slow"] = trickle
        self.takes_no_longer(web.url("/slow"))

    def test_a_server_that_says_nothing_ends_at_the_limit(self, web: LocalWeb) -> None:
        done = threading.Event()
        web.answers["/slow"] = lambda handler: done.wait(10) and None
        self.takes_no_longer(web.url("/slow"))
        done.set()

    def test_redirects_share_one_limit(self, web: LocalWeb) -> None:
        def slow_redirect(handler: Handler) -> None:
            time.sleep(0.3)
            handler.reply(b"", status=302, Location="/slow")

        web.answers["/slow"] = slow_redirect
        self.takes_no_longer(web.url("/slow"))

    @staticmethod
    def takes_no_longer(url: str) -> None:
        start = time.monotonic()
        with pytest.raises(TemporaryFetchError, match="within 1 seconds"):
            fetch(url, limits=Limits(total_seconds=1))
        assert time.monotonic() - start < 3

    def test_a_closed_port_is_told_at_once(self, settings: Settings) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
        with pytest.raises(TemporaryFetchError, match=r"connection to 127\.0\.0\.1 failed"):
            fetch(f"http://127.0.0.1:{port}/")


class TestSize:
    LIMITS = Limits(max_bytes=100_000)

    def test_an_endless_body_stops_at_the_limit(self, web: LocalWeb) -> None:
        sent = 0

        def endless(handler: Handler) -> None:
            nonlocal sent
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
            while True:
                handler.wfile.write(b"x" * 10_000)
                sent += 10_000

        web.answers["/endless"] = endless
        with pytest.raises(AnswerError, match=r"larger than 0\.1 MB"):
            fetch(web.url("/endless"), limits=self.LIMITS)
        assert sent < 50_000_000  # what fitted into the buffers of the connection

    def test_a_small_answer_that_unpacks_to_gigabytes_stops_at_the_limit(self, web: LocalWeb) -> None:
        packer = zlib.compressobj(9, wbits=31)
        zeros = bytes(2**20)
        bomb = b"".join(packer.compress(zeros) for _ in range(256)) + packer.flush()
        assert len(bomb) < 300_000
        url = web.on("/bomb", bomb, Content_Encoding="gzip")
        tracemalloc.start()
        try:
            with pytest.raises(AnswerError, match=r"larger than 0\.1 MB"):
                fetch(url, limits=self.LIMITS)
            assert tracemalloc.get_traced_memory()[1] < 10_000_000
        finally:
            tracemalloc.stop()

    def test_a_page_of_just_the_limit_passes(self, web: LocalWeb) -> None:
        body = b"x" * self.LIMITS.max_bytes
        assert fetch(web.on("/a", body), limits=self.LIMITS).body == body
        assert fetch(web.on("/b", gzip.compress(body), Content_Encoding="gzip"), limits=self.LIMITS).body == body
        with pytest.raises(AnswerError):
            fetch(web.on("/c", body + b"x"), limits=self.LIMITS)


class TestAnswers:
    @pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/octet-stream", "text/css"])
    def test_of_another_type_are_refused(self, web: LocalWeb, content_type: str) -> None:
        with pytest.raises(AnswerError, match=f"sent {content_type}"):
            fetch(web.on("/a", b"%PDF", content_type=content_type))

    def test_without_a_type_are_refused(self, web: LocalWeb) -> None:
        def untyped(handler: Handler) -> None:
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(b"x")

        web.answers["/a"] = untyped
        with pytest.raises(AnswerError, match="sent no content type"):
            fetch(web.url("/a"))

    def test_a_page_is_no_feed_and_a_feed_no_page(self, web: LocalWeb) -> None:
        with pytest.raises(AnswerError):
            fetch(web.on("/a", PAGE), types=FEED_TYPES)
        with pytest.raises(AnswerError):
            fetch(web.on("/b", "<rss/>", content_type="application/rss+xml"))

    @pytest.mark.parametrize(
        ("status", "error", "remedy"),
        [
            (401, AnswerError, "Paste the text"),
            (403, AnswerError, "Paste the text"),
            (404, AnswerError, "Check the address"),
            (410, AnswerError, "Check the address"),
            (429, TemporaryFetchError, "Try again later"),
            (500, TemporaryFetchError, "Try again later"),
            (503, TemporaryFetchError, "Try again later"),
        ],
    )
    def test_that_are_no_success_say_what_to_do(
        self, web: LocalWeb, status: int, error: type[FetchError], remedy: str
    ) -> None:
        with pytest.raises(error, match=f"{status}.*{remedy}"):
            fetch(web.on("/a", PAGE, status=status))

    def test_packed_in_another_way_are_refused(self, web: LocalWeb) -> None:
        with pytest.raises(AnswerError, match="packed as br"):
            fetch(web.on("/a", b"x", Content_Encoding="br"))

    def test_damaged_or_cut_short_are_refused(self, web: LocalWeb) -> None:
        packed = gzip.compress(PAGE.encode() * 50)
        with pytest.raises(AnswerError, match="damaged"):
            fetch(web.on("/a", b"not gzip at all", Content_Encoding="gzip"))
        with pytest.raises(TemporaryFetchError, match="cut short"):
            fetch(web.on("/b", packed[:-20], Content_Encoding="gzip"))
        with pytest.raises(TemporaryFetchError, match="failed"):
            fetch(web.on("/c", PAGE, Content_Length="9999"))
