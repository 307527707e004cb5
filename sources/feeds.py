"""Decides when a feed is polled, what it lists, and which of it is new.

A feed is RSS or Atom (feedparser), a JSON Feed, or a news sitemap. Polling is claimed by a conditional UPDATE, and
what the server said of its state (ETag, Last-Modified) is kept only once the new entries are on their way: a worker
that dies in between loses nothing.
"""

from __future__ import annotations

import calendar
import datetime
import io
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urljoin

import feedparser
from django.db.models import Max
from lxml import etree

from sources.errors import AnswerError, FetchError, TextError
from sources.fetching import FEED_TYPES, MAX_URL_CHARACTERS, Fetched, fetch
from sources.ingest import plain_address
from sources.models import Article, Feed
from sources.text import parse_date

INTERVAL: Final = datetime.timedelta(minutes=15)
# A failing feed is asked again after 15, 30, 60 … minutes, a day at most.
LONGEST_INTERVAL: Final = datetime.timedelta(days=1)
# Longer than a poll can take; after that a poll whose worker died is due again.
CLAIM: Final = datetime.timedelta(minutes=5)
# A first poll of a long sitemap takes its articles in portions.
MAX_NEW_ENTRIES: Final = 200
GONE: Final = 410

_SITEMAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a feed lists; `url` is what it is known by. Dates carry a zone."""

    url: str
    title: str = ""
    byline: str = ""
    published_at: datetime.datetime | None = None
    updated_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that worked: the entries to fetch, and what to keep of the answer once they are on their way."""

    feed: Feed
    entries: list[Entry]
    etag: str = ""
    last_modified: str = ""


def due_feeds(*, now: datetime.datetime) -> list[int]:
    """Ids of the active feeds whose time has come, the longest overdue first."""
    due = Feed.objects.filter(active=True, next_poll_at__lte=now).order_by("next_poll_at", "pk")
    return list(due.values_list("pk", flat=True))


def poll(*, feed_id: int, now: datetime.datetime) -> Poll | None:
    """Ask one feed for news, if it is due and nobody else is asking; None if there is nothing to do.

    A failure is written to the feed, which is then asked again after a growing while; one that is gone for good is
    switched off. After a success call `finish`.
    """
    due = Feed.objects.filter(pk=feed_id, active=True, next_poll_at__lte=now)
    if not due.update(next_poll_at=now + CLAIM):
        return None
    feed = Feed.objects.select_related("source").get(pk=feed_id)
    try:
        answer = fetch(feed.url, types=FEED_TYPES, etag=feed.etag, last_modified=feed.last_modified)
        if answer.not_modified:
            return Poll(feed, [], etag=feed.etag, last_modified=feed.last_modified)
        entries = _unknown(feed, parse_feed(answer))
    except (FetchError, TextError) as error:
        _record_failure(feed, error, now=now)
        return None
    if len(entries) > MAX_NEW_ENTRIES:
        # Without its ETag the next answer lists the others again.
        return Poll(feed, entries[:MAX_NEW_ENTRIES])
    return Poll(feed, entries, etag=answer.etag[:200], last_modified=answer.last_modified[:100])


def finish(done: Poll, *, now: datetime.datetime) -> None:
    """Record a poll whose entries have been handed on."""
    Feed.objects.filter(pk=done.feed.pk).update(
        etag=done.etag,
        last_modified=done.last_modified,
        polled_at=now,
        next_poll_at=now + INTERVAL,
        failures=0,
        last_error="",
    )


def _record_failure(feed: Feed, error: Exception, *, now: datetime.datetime) -> None:
    failures = min(feed.failures + 1, 1000)
    pause = min(INTERVAL * 2 ** min(failures - 1, 10), LONGEST_INTERVAL)
    is_gone = isinstance(error, AnswerError) and error.status == GONE
    Feed.objects.filter(pk=feed.pk).update(
        failures=failures,
        last_error=str(error),
        polled_at=now,
        next_poll_at=now + pause,
        active=not is_gone,
    )


def _unknown(feed: Feed, entries: Iterable[Entry]) -> list[Entry]:
    """Entries that are not on record for the feed's source, or that were changed since they were fetched."""
    listed = {entry.url: entry for entry in entries}
    fetched: dict[str, datetime.datetime] = dict(
        Article.objects.filter(source=feed.source, external_id__in=list(listed))
        .annotate(last=Max("versions__fetched_at"))
        .exclude(last=None)
        .order_by()
        .values_list("external_id", "last")
    )
    return [
        entry
        for entry in listed.values()
        if entry.url not in fetched or (entry.updated_at is not None and entry.updated_at > fetched[entry.url])
    ]


def parse_feed(answer: Fetched) -> list[Entry]:
    """The entries of a feed in the feed's order; those without an address are left out. Raises TextError."""
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith(b"{"):
        entries = _json_entries(body)
    elif (root := _sitemap_root(body)) is not None:
        entries = _sitemap_entries(root)
    else:
        entries = _xml_entries(answer)
    addressed = (replace(entry, url=_address(answer.url, entry.url)) for entry in entries if entry.url)
    return [entry for entry in addressed if entry.url]


def _address(feed_url: str, link: str) -> str:
    """The full address of a link in a feed, empty where it leads to no web page."""
    try:
        url = plain_address(urljoin(feed_url, link.strip()))
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) and len(url) <= MAX_URL_CHARACTERS else ""


def _xml_entries(answer: Fetched) -> list[Entry]:
    # A stream, because feedparser takes a string for an address or a file name and would open it.
    parsed = feedparser.parse(io.BytesIO(answer.body), response_headers={"content-type": answer.content_type})
    if not parsed.get("version"):
        raise TextError("This is not a feed. Give the address of an RSS, Atom or JSON feed, or of a news sitemap.")
    return [
        Entry(
            url=str(item.get("link", "")),
            title=str(item.get("title", "")),
            byline=str(item.get("author", "")),
            published_at=_from_utc(dict.get(item, "published_parsed")),
            # Its own look-up would give the time of publication where there is none of a change.
            updated_at=_from_utc(dict.get(item, "updated_parsed")),
        )
        for item in parsed.entries
    ]


def _from_utc(moment: Any) -> datetime.datetime | None:
    """feedparser gives the time in UTC as a tuple, or None."""
    if not moment:
        return None
    try:
        return datetime.datetime.fromtimestamp(calendar.timegm(moment), tz=datetime.UTC)
    except (ValueError, OverflowError):
        return None


def _json_entries(body: bytes) -> list[Entry]:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        feed = {}
    items = feed.get("items")
    if not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/") or not isinstance(items, list):
        raise TextError("This is JSON, but not a JSON Feed. Give the address of a feed.")
    entries = []
    for item in items:
        if isinstance(item, dict):
            authors = item.get("authors") or [item.get("author")]
            names = [str(author.get("name", "")) for author in authors if isinstance(author, dict)]
            entries.append(
                Entry(
                    url=str(item.get("url") or ""),
                    title=str(item.get("title") or ""),
                    byline=", ".join(filter(None, names)),
                    published_at=_moment(item.get("date_published")),
                    updated_at=_moment(item.get("date_modified")),
                )
            )
    return entries


def _moment(value: object) -> datetime.datetime | None:
    if isinstance(value, str) and value:
        with suppress(TextError):
            return parse_date(value)
    return None


def _sitemap_root(body: bytes) -> Any:
    """The root of a sitemap, None for any other document; raises TextError for a list of sitemaps."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    if root is not None and root.tag == f"{_SITEMAP}sitemapindex":
        raise TextError("This is a list of sitemaps. Give the address of the news sitemap among them.")
    return root if root is not None and root.tag == f"{_SITEMAP}urlset" else None


def _sitemap_entries(root: Any) -> list[Entry]:
    return [
        Entry(
            url=(page.findtext(f"{_SITEMAP}loc") or "").strip(),
            title=page.findtext(f"{_NEWS}news/{_NEWS}title") or "",
            published_at=_moment(page.findtext(f"{_NEWS}news/{_NEWS}publication_date")),
            updated_at=_moment(page.findtext(f"{_SITEMAP}lastmod")),
        )
        for page in root.iter(f"{_SITEMAP}url")
        # A page without the news extension is an archive or a section, not an article of these days.
        if page.find(f"{_NEWS}news") is not None
    ]
