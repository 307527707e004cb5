"""Decides which addresses may be fetched and how much is read: the one place where pages and feeds are asked for.

Addresses come from users, feeds and redirects, so each is treated as hostile. The name is resolved by us, every
resolved address must be on the public internet, and the connection goes to the very address that was checked: a
name that resolves differently a moment later gains nothing. Time and size are bounded whatever the server does.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final

import httpcore
import httpx
from django.conf import settings

from sources.errors import AddressError, AnswerError, TemporaryFetchError

USER_AGENT: Final = "Counterclaim/0.1 (news claim tracker)"
MAX_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# 408 and 425 ask to come again, 429 and the 5xx are states of the server, not of the page.
TEMPORARY: Final = frozenset({408, 425, 429})
MAX_URL_CHARACTERS: Final = 1000  # as wide as the columns that store one

PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
FEED_TYPES: Final = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
        "application/feed+json",
        "application/json",
    }
)

# Global unicast, the only part of IPv6 where public servers live (IANA); leaves out loopback, link-local, site-local,
# unique-local, multicast, IPv4-mapped and NAT64. Inside it, 6to4 and Teredo wrap an IPv4 address that may be private.
IPV6_PUBLIC: Final = ipaddress.IPv6Network("2000::/3")
IPV6_TUNNELS: Final = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))
# 6to4 relays, which ipaddress counts as global.
IPV4_RELAYS: Final = ipaddress.IPv4Network("192.88.99.0/24")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds to connect, seconds in all with redirects, bytes after decompression."""

    connect_seconds: float = 10.0
    total_seconds: float = 30.0
    max_bytes: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: `url` after redirects, and a body that is empty where the server said that nothing has changed."""

    url: str
    body: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


def fetch(
    url: str,
    *,
    types: frozenset[str] = PAGE_TYPES,
    etag: str = "",
    last_modified: str = "",
    limits: Limits = Limits(),
) -> Fetched:
    """Fetch an address by GET, following at most five redirects, each checked like the first.

    With `etag` or `last_modified` of an earlier answer the server is asked for changes only. Raises FetchError.
    Blocks up to `limits.total_seconds`, plus the time of the system's resolver.
    """
    deadline = time.monotonic() + limits.total_seconds
    address = check_address(url)
    headers: dict[bytes | str, bytes | str] = {
        "User-Agent": USER_AGENT,
        "Accept": ", ".join(sorted(types)) + ", */*;q=0.1",
        "Accept-Encoding": "gzip",
    }
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(address, headers=headers, types=types, deadline=deadline, limits=limits)
        if isinstance(answer, Fetched):
            return answer
        address = check_address(str(_join(address, answer)))
    raise AnswerError(f"{url} leads on and on ({MAX_REDIRECTS} redirects were followed). Give the final address.")


def check_address(url: str) -> httpx.URL:
    """Parse an address and refuse what may never be fetched; raises AddressError. Resolves no name."""
    if len(url) > MAX_URL_CHARACTERS:
        raise AddressError(f"The address is longer than {MAX_URL_CHARACTERS:,} characters.")
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError):
        raise AddressError(f"“{url}” is not a web address. Give the full address, with https://.") from None
    if address.scheme not in {"http", "https"} or not address.host:
        raise AddressError(f"“{url}” is not a web address. Give the full address, with https://.")
    if address.userinfo:
        raise AddressError("The address holds a user name or password. Give it without.")
    if address.port not in {None, 80, 443} and not is_exempt(address.raw_host.decode("ascii"), address.port):
        raise AddressError(
            f"{address.host} is asked for on port {address.port}; only 80 and 443 are allowed. An administrator can "
            f"exempt {address.host}:{address.port} in COUNTERCLAIM_FETCH_ALLOWED_HOSTS."
        )
    return address


def is_exempt(host: str, port: int) -> bool:
    """Whether the newsroom has named this host (or host:port) as one of its own, private or not."""
    named = f"[{host}]" if ":" in host else host
    return bool({host, named, f"{named}:{port}"} & set(settings.FETCH_ALLOWED_HOSTS))


def is_public(address: str) -> bool:
    """Whether an IP address is an ordinary one on the public internet."""
    ip = ipaddress.ip_address(address)
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip not in IPV4_RELAYS
    return ip in IPV6_PUBLIC and not any(ip in network for network in IPV6_TUNNELS)


def _join(address: httpx.URL, location: str) -> httpx.URL:
    try:
        return address.join(location)
    except (httpx.InvalidURL, UnicodeError):
        raise AnswerError(f"{address.host} redirects to an address that cannot be read.") from None


def _resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, all of them public; raises FetchError if one is not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise TemporaryFetchError(f"The name {host} could not be looked up just now. Try again later.") from None
        raise AddressError(f"There is no host {host}. Check the spelling of the address.") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not is_exempt(host, port) and not all(map(is_public, addresses)):
        # Which address it was stays unsaid: the message reaches users, and would map the inner network for them.
        raise AddressError(
            f"{host} is not on the public internet and is not fetched. An administrator can exempt it in "
            "COUNTERCLAIM_FETCH_ALLOWED_HOSTS."
        )
    return addresses


class BoundedStream(httpcore.NetworkStream):
    """A connection whose every operation ends by one deadline, so that a slow trickle cannot hold a worker."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def _seconds_left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout=self._seconds_left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._seconds_left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout=self._seconds_left())
        return BoundedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to public addresses alone: resolves, checks, and connects to the address it checked."""

    def __init__(self, deadline: float, connect_seconds: float) -> None:
        self._deadline = deadline
        self._connect_seconds = connect_seconds
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port)
        until = min(self._deadline, time.monotonic() + self._connect_seconds)
        failure: Exception = httpcore.ConnectTimeout("the time is over")
        for address in addresses:
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                stream = self._backend.connect_tcp(address, port, timeout=left, socket_options=socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return BoundedStream(stream, self._deadline)
        raise failure


@functools.cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _get(
    address: httpx.URL,
    *,
    headers: Mapping[bytes | str, bytes | str],
    types: frozenset[str],
    deadline: float,
    limits: Limits,
) -> Fetched | str:
    """One request: the answer, or the place that it redirects to."""
    backend = _GuardedBackend(deadline, limits.connect_seconds)
    target = httpcore.URL(
        scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path or b"/"
    )
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=backend) as pool,
            pool.stream("GET", target, headers=headers) as answer,
        ):
            return _read(answer, address=address, types=types, limits=limits)
    except httpcore.ConnectTimeout:
        raise TemporaryFetchError(f"{address.host} accepts no connection. Try again later.") from None
    except httpcore.TimeoutException:
        raise TemporaryFetchError(
            f"{address.host} did not answer in full within {limits.total_seconds:.0f} seconds. Try again later."
        ) from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        detail = f" ({error})" if str(error) else ""
        raise TemporaryFetchError(f"The connection to {address.host} failed{detail}. Try again later.") from None


def _read(answer: httpcore.Response, *, address: httpx.URL, types: frozenset[str], limits: Limits) -> Fetched | str:
    headers = httpx.Headers(answer.headers)
    if answer.status in REDIRECTS and "location" in headers:
        return str(headers["location"])
    if answer.status == 304:
        return Fetched(url=str(address), body=b"", not_modified=True)
    if answer.status in TEMPORARY or answer.status >= 500:
        raise TemporaryFetchError(f"{address.host} answers {answer.status}. Try again later.")
    if answer.status in {401, 402, 403, 451}:
        raise AnswerError(
            f"{address.host} does not show this page to us ({answer.status}). Paste the text instead.",
            status=answer.status,
        )
    if answer.status != 200:
        raise AnswerError(f"{address.host} answers {answer.status}. Check the address.", status=answer.status)
    content_type, charset = _content_type(headers.get("content-type", ""))
    if content_type not in types:
        raise AnswerError(
            f"{address.host} sent {content_type or 'no content type'}; what can be read is {', '.join(sorted(types))}."
        )
    return Fetched(
        url=str(address),
        body=_read_body(answer, encoding=headers.get("content-encoding", "").strip().lower(), limits=limits),
        content_type=content_type,
        charset=charset,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
    )


def _content_type(header: str) -> tuple[str, str]:
    if not header:
        return "", ""
    message = Message()
    message["content-type"] = header
    return message.get_content_type(), message.get_content_charset("")


def _read_body(answer: httpcore.Response, *, encoding: str, limits: Limits) -> bytes:
    """The body, unpacked piece by piece, so that a small answer that unpacks to gigabytes stops at the limit."""
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise AnswerError(f"The page came packed as {encoding[:20]}, which was not asked for.")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    is_complete = True
    body = bytearray()
    for chunk in answer.iter_stream():
        rest = chunk
        while rest and len(body) <= limits.max_bytes:
            if unpacker is None:
                body += rest
                break
            try:
                body += unpacker.decompress(rest, limits.max_bytes + 1 - len(body))
            except zlib.error:
                raise AnswerError("The page came damaged: its compressed content cannot be unpacked.") from None
            rest, is_complete = unpacker.unconsumed_tail, unpacker.eof
            if unpacker.eof:  # what follows is one more gzip member
                rest = unpacker.unused_data
                unpacker = zlib.decompressobj(wbits=31)
        if len(body) > limits.max_bytes:
            raise AnswerError(f"The page is larger than {limits.max_bytes / 1e6:g} MB. Paste the text instead.")
    if not is_complete:
        raise TemporaryFetchError("The page came cut short. Try again later.")
    return bytes(body)
