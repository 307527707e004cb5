"""Decides what becomes of an article that comes in: a new article, a new version of a known one, or nothing.

The way in for all: feeds, the web form, the API and the command. Texts are immutable and unique within an article,
so storing twice changes nothing. Nothing here reads the network inside a transaction.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Lower

from sources import copies
from sources.errors import IngestError
from sources.fetching import MAX_URL_CHARACTERS, fetch
from sources.models import Article, Source, Version
from sources.text import Page, correction_note, decode, plain, read_page

HTML_SUFFIXES: Final = frozenset({".html", ".htm", ".xhtml"})
SUFFIXES: Final = HTML_SUFFIXES | {".txt"}
MAX_FILE_BYTES: Final = 5_000_000
UNKNOWN_SOURCE: Final = "Unknown source"
# Parameters that say where a reader came from, not what is read.
TRACKING: Final = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_cid|mc_eid|cmpid)(=|$)", re.IGNORECASE)
_WORD: Final = re.compile(r"\w")

_GIVEN: Final = Article.DateBasis.METADATA
_KIND: Final = Source.Kind.OTHER

__all__ = [
    "Details",
    "IngestError",
    "PageDetails",
    "StoredVersion",
    "ingest_file",
    "ingest_html",
    "ingest_page",
    "ingest_text",
    "plain_address",
    "store_version",
]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version that is on record now, with article and source loaded; `created` if it was not before."""

    version: Version
    created: bool

    @property
    def is_new_article(self) -> bool:
        return self.created and self.version.number == 1


class PageDetails(TypedDict, total=False):
    """What is known of an article beside its text and address. Missing or empty: not known; a page itself may say it.

    `published_at` carries its zone.
    """

    source_name: str
    external_id: str
    title: str
    byline: str
    published_at: datetime.datetime | None
    published_basis: Article.DateBasis
    source_kind: Source.Kind


class Details(PageDetails, total=False):
    url: str


def store_version(
    *,
    source_name: str,
    external_id: str,
    text: str,
    title: str = "",
    url: str = "",
    byline: str = "",
    published_at: datetime.datetime | None = None,
    published_basis: Article.DateBasis = _GIVEN,
    source_kind: Source.Kind = _KIND,
) -> StoredVersion:
    """Put the text of an article on record, once.

    The article is known by source (case aside) and external id. A text that it has had already is the version of
    then; any other becomes its next version. Line ends become newlines and a leading byte order mark goes; every
    other character stays, so that offsets into the given text hold. Title, address, byline and date fill what is
    still empty in a known article and never replace what is there: a person may have corrected it. `source_kind`
    matters for a new source alone. Safe to call from several processes at once. Raises IngestError.
    """
    text = plain(text)
    sha256 = _check_text(text)
    source_name, external_id = _clean(source_name), _clean(external_id)
    if not source_name or len(source_name) > 200:
        raise IngestError("The name of the source is missing or longer than 200 characters. Give it as “source”.")
    if not external_id or len(external_id) > 1000:
        raise IngestError("The external id is missing or longer than 1,000 characters. Give a shorter “external_id”.")
    given = {
        "title": _shortened(title, 500),
        "byline": _shortened(byline, 300),
        "url": _checked_url(url),
        "published_at": published_at,
    }
    found = (
        Version.objects.select_related("article__source")
        .alias(source_key=Lower("article__source__name"))
        .filter(source_key=Lower(Value(source_name)), article__external_id=external_id, sha256=sha256)
        .first()
    )
    if found and not _gaps(found.article, given):
        return StoredVersion(found, created=False)

    runs = copies.shingles(text)
    version = Version(sha256=sha256, text=text, bands=copies.bands(runs), correction_note=correction_note(text))
    with transaction.atomic():
        copies.lock()
        source = _source(source_name, source_kind)
        article, _ = Article.objects.select_related("source").get_or_create(source=source, external_id=external_id)
        gaps = _gaps(article, given)
        for name in gaps:
            setattr(article, name, given[name])
        if "published_at" in gaps:
            article.published_basis = published_basis
            gaps.append("published_basis")
        if gaps:
            article.save(update_fields=gaps)
        known = article.versions.filter(sha256=sha256).first()
        if known is None:
            version.article = article
            version.number = (article.versions.aggregate(last=Max("number"))["last"] or 0) + 1
            version.save(force_insert=True)
            copies.link_copies(version=version, runs=runs)
        elif "published_at" in gaps:
            copies.choose_original(article=article)
    if known is None:
        return StoredVersion(version, created=True)
    known.article = article
    return StoredVersion(known, created=False)


def ingest_page(*, url: str, **details: Unpack[PageDetails]) -> StoredVersion:
    """Fetch the article at an address and store it; raises FetchError or another IngestError.

    What is given beside the address wins over what the page says. Without an external id the article is known by its
    address: the canonical one that the page names on its own host, or else where redirects led, without tracking
    parameters. Without a source it belongs to the one whose homepage is on that host, or else to one named after it.
    """
    answer = fetch(url)
    is_html = answer.content_type != "text/plain"
    content = decode(answer.body, declared=answer.charset, is_html=is_html)
    page = read_page(content, url=answer.url) if is_html else Page(text=content)
    return _store_page(page, {"url": _own_address(page, answer.url), **details})


def ingest_html(*, html: str, **details: Unpack[Details]) -> StoredVersion:
    """Store the article of a page that is at hand. Raises IngestError.

    What is given wins over what the page says; `url` is where the page came from. Without an external id or any
    address it is known by a hash of its text.
    """
    return _store_page(read_page(html, url=details.get("url", "")), details)


def ingest_text(*, text: str, **details: Unpack[Details]) -> StoredVersion:
    """Store a plain text; without external id or address it is known by a hash of its text. Raises IngestError."""
    return _store_page(Page(text=text), details)


def ingest_file(*, path: Path, **details: Unpack[Details]) -> StoredVersion:
    """Store a .txt or .html file; without an external id it is known by the file's name. Raises IngestError."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise IngestError(f"A file ending in “{path.suffix}” cannot be read. Convert it to .txt or .html.")
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise IngestError(f"The file is larger than {MAX_FILE_BYTES / 1e6:g} MB. Split it into single articles.")
        data = path.read_bytes()
    except OSError as error:
        raise IngestError(f"The file cannot be opened ({error.strerror}). Check its name and permissions.") from error
    content = decode(data, is_html=suffix in HTML_SUFFIXES)
    details = {**details, "external_id": details.get("external_id") or path.name}
    if suffix in HTML_SUFFIXES:
        return ingest_html(html=content, **details)
    return ingest_text(text=content, **details)


def plain_address(url: str) -> str:
    """An address without its fragment and tracking parameters: what an article from the web is known by."""
    if not url:
        return ""
    parts = urlsplit(url)
    query = "&".join(part for part in parts.query.split("&") if not TRACKING.match(part))
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", query, ""))


def _store_page(page: Page, details: Details) -> StoredVersion:
    url = _checked_url(details.get("url", "")) or _own_address(page, "")
    digest = hashlib.sha256(plain(page.text).encode(errors="replace")).hexdigest()
    published_at = details.get("published_at")
    return store_version(
        source_name=details.get("source_name") or (_source_name(url) if url else UNKNOWN_SOURCE),
        external_id=details.get("external_id") or plain_address(url) or f"text:{digest[:16]}",
        text=page.text,
        title=details.get("title") or page.title,
        url=url,
        byline=details.get("byline") or page.byline,
        published_at=published_at or page.published_at,
        published_basis=details.get("published_basis", _GIVEN) if published_at else Article.DateBasis.PAGE,
        source_kind=details.get("source_kind", _KIND),
    )


def _own_address(page: Page, address: str) -> str:
    """The canonical address a page names, unless it is on another host than the page: any page can name any address."""
    if _is_web(page.canonical_url) and (not address or _host(page.canonical_url) == _host(address)):
        return plain_address(page.canonical_url)
    return plain_address(address)


def _source_name(url: str) -> str:
    host = _host(url)
    for source in Source.objects.filter(homepage__icontains=host):
        if _host(source.homepage) == host:
            return source.name
    return host


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _source(name: str, kind: Source.Kind) -> Source:
    named = Source.objects.alias(key=Lower("name")).filter(key=Lower(Value(name)))
    found = named.first()
    if found is None:
        Source.objects.bulk_create([Source(name=name, kind=kind)], ignore_conflicts=True)
        found = named.get()
    return found


def _gaps(article: Article, given: dict[str, Any]) -> list[str]:
    """The fields that are empty in the article and not in what was given."""
    return [name for name, value in given.items() if value and not getattr(article, name)]


def _check_text(text: str) -> str:
    """Return the SHA-256 of a text that can be stored; raises IngestError for any other."""
    if not _WORD.search(text):
        raise IngestError("The text is empty: there is nothing to record.")
    if len(text) > settings.MAX_ARTICLE_CHARACTERS:
        raise IngestError(
            f"The text has {len(text):,} characters; {settings.MAX_ARTICLE_CHARACTERS:,} are the most. "
            "Split it into single articles."
        )
    if "\0" in text:
        raise IngestError("The text holds NUL characters, as binary files do. Remove them and try again.")
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise IngestError(
            f"The text holds half a character at position {error.start:,} (a lone surrogate). Remove it and try again."
        ) from None


def _clean(value: str) -> str:
    """One line that the database can hold."""
    return " ".join(value.replace("\0", "").encode(errors="replace").decode().split())


def _shortened(value: str, length: int) -> str:
    value = _clean(value)
    return value if len(value) <= length else value[: length - 1] + "…"


def _checked_url(url: str) -> str:
    """An address that may stand in a link: http or https, nothing else. Raises IngestError."""
    url = _clean(url)
    if not url:
        return ""
    if not _is_web(url) or len(url) > MAX_URL_CHARACTERS:
        raise IngestError(
            f"“{url[:80]}” is not a web address, or longer than {MAX_URL_CHARACTERS:,} characters. "
            "Correct it or leave it out."
        )
    return url


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and " " not in url
