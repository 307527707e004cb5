"""Decides what the words of an article are: bytes to text, a web page to its article and what it says of itself.

Pure: no database, no network. Plain text stays exactly as it is apart from its newlines, because quotations are
bound to it by character offsets.
"""

from __future__ import annotations

import codecs
import datetime
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import htmldate
import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document
from trafilatura.utils import load_html

from sources.errors import TextError

# It must stand within the first 1024 bytes (HTML Standard, "Specifying the document's character encoding").
_META_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{1,40})["']""", re.IGNORECASE)
# Pages that declare Latin-1 or ASCII mean windows-1252; browsers read them so (Encoding Standard, "Names and labels").
_AS_WINDOWS_1252: Final = {"iso8859-1", "ascii"}

_CORRECTION_HEAD: Final = re.compile(
    r"""^[\s(\[*]*(?:
        (?:corrections?|clarification|erratum|corrects)(?:\s\([^)]{1,40}\))?\s?(?:[:.]|[–—]|\s-\s)
      | this\s(?:version|article|story|report|post|page)\s(?:was|has\sbeen|is\sbeen)?\s?
        (?:\w+\s){0,2}?(?:corrects|corrected|amended|updated)\b
      | (?:an?|the)\s(?:earlier|previous|original)\sversion\sof\sthis\s(?:article|story|report|post|page)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_EDITORS_NOTE: Final = re.compile(r"^[\s(\[*]*editor[’']?s[’']?\snote\b", re.IGNORECASE)
_CORRECTED: Final = re.compile(
    r"\b(?:correct(?:s|ed|ion)|amend(?:s|ed)|clarif(?:y|ies|ied)|earlier version)\b", re.IGNORECASE
)
MAX_NOTE_CHARACTERS: Final = 1000

_PUBLISHED: Final = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content"
    " | //meta[@itemprop='datePublished']/@content"
)
_ARTICLE_TYPE: Final = re.compile(r"Article|Report|BlogPosting")

EARLIEST_YEAR, LATEST_YEAR = 1600, 2200  # a newspaper archive begins in 1605; outside of these it is a slip


@dataclass(frozen=True, slots=True)
class Page:
    """The article on a web page and what the page says of it; empty where it says nothing."""

    text: str
    title: str = ""
    byline: str = ""
    canonical_url: str = ""
    published_at: datetime.datetime | None = None


def decode(data: bytes, *, declared: str = "", is_html: bool = False) -> str:
    """Turn the bytes of a file or an answer into text.

    A byte order mark decides; then UTF-8 is tried, because bytes that are no UTF-8 by accident hardly ever pass; then
    the declared encoding (`declared`, from a Content-Type header, or the one in the head of an HTML page). Nothing is
    guessed: wrongly decoded letters would end up in quotations. Raises TextError for binary data and for bytes that
    do not fit.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise TextError("This looks like UTF-16 text but is damaged. Save it as UTF-8 and try again.") from None
    if b"\0" in data:
        raise TextError("This is a binary file, not text. Convert it to .txt or .html first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start
    label = declared or (_declared_in_html(data) if is_html else "")
    if not label:
        raise TextError(f"The text is not UTF-8 (byte {place:,} does not fit). Save it as UTF-8 and try again.")
    try:
        name = codecs.lookup(label).name
        return data.decode("cp1252" if name in _AS_WINDOWS_1252 else name)
    except (LookupError, ValueError):
        raise TextError(
            f"The text is neither UTF-8 nor {label}, which it claims to be. Save it as UTF-8 and try again."
        ) from None


def _declared_in_html(data: bytes) -> str:
    head = data[:1024]
    found = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    return found[1].decode("ascii") if found else ""


def plain(text: str) -> str:
    """Drop a leading byte order mark and write every line end as one newline; nothing else changes.

    The same as Python's universal newlines, so that offsets into the result are offsets into the file as read.
    """
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_page(html: str, *, url: str = "") -> Page:
    """Find the article on a web page (trafilatura) and its date (htmldate, mark-up only: no guess from running text).

    `url` is where the page came from. Paragraphs are separated by an empty line. Raises TextError where there is no
    article, as on a page that builds itself by script or stops at a paywall.
    """
    # Third-party parsers fail on broken pages in ways of their own; one such page must not stop a batch.
    try:
        # A parsed tree, so that the two libraries do not parse twice and never take a string for an address to fetch.
        tree = load_html(html.replace("\0", ""))
        if tree is None:
            raise TextError("This is not an HTML page. Give a plain text as a .txt file.")
        published_at = _published(tree, url)
        document = trafilatura.bare_extraction(
            tree, url=url or None, with_metadata=True, include_comments=False, include_tables=False
        )
    except TextError:
        raise
    except Exception as error:
        raise TextError(
            f"The page is too broken to read ({type(error).__name__}). Copy the text from the browser and paste it."
        ) from error
    text = document.text if isinstance(document, Document) and document.text else ""
    if not isinstance(document, Document) or not text.strip():
        raise TextError("No article text was found on the page. Copy the text from the browser and paste it instead.")
    return Page(
        text="\n\n".join(line.strip() for line in text.splitlines() if line.strip()),
        title=document.title or "",
        byline=(document.author or "").replace("; ", ", "),
        canonical_url=document.url or "",
        published_at=published_at,
    )


def _published(tree: HtmlElement, url: str) -> datetime.datetime | None:
    """The date the mark-up gives, with its hour and zone where it has them, or else the day that htmldate finds."""
    for value in (*tree.xpath(_PUBLISHED), *_published_in_json(tree)):
        with suppress(TextError):
            return parse_date(value)
    found = htmldate.find_date(
        tree, extensive_search=False, original_date=True, url=url or None, deferred_url_extractor=True
    )
    with suppress(TextError):
        return parse_date(found) if found else None
    return None


def _published_in_json(tree: HtmlElement) -> Iterator[str]:
    """`datePublished` of what the page itself is (schema.org), not of the other articles that it lists."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        things = data.get("@graph", [data]) if isinstance(data, dict) else data
        for thing in things if isinstance(things, list) else []:
            if isinstance(thing, dict) and _ARTICLE_TYPE.search(str(thing.get("@type", ""))):
                yield str(thing.get("datePublished", ""))


def parse_date(value: str) -> datetime.datetime:
    """Read an ISO 8601 date or time; a plain date is midnight UTC, a time without a zone is UTC."""
    try:
        moment = datetime.datetime.fromisoformat(value.strip())
    except ValueError:
        raise TextError(f"“{value[:40]}” is not a date. Write it as 2023-10-06 or 2023-10-06T14:30:00+02:00.") from None
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise TextError(f"“{value[:40]}” is not a likely date of publication: check the year.")
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def correction_note(text: str) -> str:
    """Return the paragraphs in which the publisher says that the article was corrected, or an empty string."""
    notes = [
        line.strip()
        for line in text.splitlines()
        if len(line) <= MAX_NOTE_CHARACTERS
        and (_CORRECTION_HEAD.match(line) or (_EDITORS_NOTE.match(line) and _CORRECTED.search(line)))
    ]
    return "\n".join(notes)
