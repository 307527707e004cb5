"""Finds what stands between quotation marks, in every form the marks take in published and scraped text.

Reads characters and paragraphs only. Whether a quotation is speech, a title or a scare quote is decided later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.nlp.types import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """`span` with its marks, `inner` without them. A quotation never crosses a paragraph's end.

    `closed` is False where the closing mark is missing; `continues` is True where the words go on from the quotation
    before it, which was left open at the end of the paragraph before.
    """

    span: Span
    inner: Span
    closed: bool = True
    continues: bool = False


_OPENING, _CLOSING, _EITHER = "“„«‟", "”»", '"'
_DOUBLE = re.compile(r"``|''|,,(?=\w)|\"\"|[“”„‟«»\"＂]")
# A cue right after a mark says that the mark closes, however it is turned: ... concern. “said the official.
_CUE_AFTER = re.compile(
    r"\s*,?\s*(?:(?:he|she|they|it)\s+)?(?:said|says|added|adds|told|stressed|noted|explained|asked|wrote|declared|stated)\b"
)
_SINGLE_OPEN = re.compile(r"(?:(?<=[\s(\[—–\-:“\"«])|^)[‘'](?=[^\s’'])(?!\d\ds\b|tis\b|em\b|n\b)")
_SINGLE_CLOSE = re.compile(r"(?<=[^\s‘])[’'](?!\w)")


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """All outermost quotations in order. Single marks count only where no double ones enclose them."""
    found: list[Quotation] = []
    left_open = False
    for paragraph in paragraphs:
        inside = _scan(text, paragraph, resumed=left_open)
        left_open = bool(inside) and not inside[-1].closed
        found += inside
        found += [
            quotation
            for quotation in _scan_single(text, paragraph)
            if not any(q.span.start < quotation.span.end and quotation.span.start < q.span.end for q in inside)
        ]
    return tuple(sorted(found, key=lambda quotation: quotation.span))


def _role(text: str, mark: re.Match[str], paragraph: Span) -> str:
    """What the mark can be by its shape and neighbours: "open", "close" or "either"."""
    shape = mark.group()
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    leans_open = (before.isspace() or before in "([{—–-:'‘¡¿/") and not after.isspace()
    if shape in ("``", ",,") or shape in _OPENING:
        return "open"
    if shape in _CLOSING:
        # Two closing marks around a quotation are a fault of typesetting that is common enough to read.
        return "either" if leans_open else "close"
    if leans_open:
        return "either"
    return "close" if not before.isspace() else "either"


def _scan(text: str, paragraph: Span, *, resumed: bool) -> list[Quotation]:
    """Double quotations of one paragraph; `resumed` says that the paragraph before ended inside one."""
    marks = list(_DOUBLE.finditer(text, paragraph.start, paragraph.end))
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    depth = 0
    for number, mark in enumerate(marks):
        role = _role(text, mark, paragraph)
        if opened is not None and opened.group() in "„,," and mark.group() == "“":
            role = "close"
        if opened is None:
            after = text[mark.end() : mark.end() + 1]
            if role != "close" and after and not after.isspace() and not _is_inch(text, mark):
                opened, depth = mark, 1
            continue
        if role == "open" and not _closes_anyway(text, mark, marks[number + 1 :]):
            # A second opening mark is nested where enough closing ones follow, else one per sentence: ignored.
            rest = [_role(text, later, paragraph) for later in marks[number + 1 :]]
            depth += rest.count("close") >= depth + 1
            continue
        if role == "either" and _opens_nested(text, mark, marks[number + 1 :], paragraph):
            depth += 1
            continue
        depth -= 1
        if depth == 0:
            found.append(_quotation(text, opened, mark.span(), continues=resumed and opened.start() == paragraph.start))
            opened = None
    if opened is not None:
        end = (paragraph.end, paragraph.end)
        found.append(_quotation(text, opened, end, continues=resumed and opened.start() == paragraph.start))
    return [quotation for quotation in found if quotation.inner.start < quotation.inner.end]


def _quotation(text: str, opened: re.Match[str], closing: tuple[int, int], *, continues: bool) -> Quotation:
    """The quotation between an opening mark and the closing one; an empty one is missing."""
    inner = text[opened.end() : closing[0]]
    start = opened.end() + len(inner) - len(inner.lstrip())
    return Quotation(
        span=Span(opened.start(), closing[1]),
        inner=Span(start, max(start, opened.end() + len(inner.rstrip()))),
        closed=closing[0] < closing[1],
        continues=continues,
    )


def _is_inch(text: str, mark: re.Match[str]) -> bool:
    return mark.group() == '"' and mark.start() > 0 and text[mark.start() - 1].isdigit()


def _closes_anyway(text: str, mark: re.Match[str], later: list[re.Match[str]]) -> bool:
    """Whether an opening mark within a quotation stands where a closing one was meant."""
    if _CUE_AFTER.match(text, mark.end()):
        return True
    before = text[mark.start() - 1]
    after = text[mark.end() : mark.end() + 1]
    closers = [m for m in later if m.group() in _CLOSING]
    return not closers and (not after or after.isspace() or (before in ".,!?" and not after.isalnum()))


def _opens_nested(text: str, mark: re.Match[str], later: list[re.Match[str]], paragraph: Span) -> bool:
    """Whether a mark that could be either opens a quotation within the one that is open.

    It does where a word follows it, a space precedes it, and at least two more marks close the two of them.
    """
    before = text[mark.start() - 1]
    after = text[mark.end() : mark.end() + 1]
    if not before.isspace() or not after or after.isspace() or _CUE_AFTER.match(text, mark.end()):
        return False
    return [_role(text, m, paragraph) for m in later[:2]] == ["close", "close"]


def _scan_single(text: str, paragraph: Span) -> list[Quotation]:
    found = []
    at = paragraph.start
    while opened := _SINGLE_OPEN.search(text, at, paragraph.end):
        closes = list(_SINGLE_CLOSE.finditer(text, opened.end(), paragraph.end))
        if not closes:
            break
        # "the leaders' plan": a mark after s may be a genitive; a later one after punctuation closes for certain.
        close = closes[0]
        if text[close.start() - 1] == "s":
            close = next((c for c in closes if text[c.start() - 1] in ",.!?"), close)
        found.append(Quotation(Span(opened.start(), close.end()), Span(opened.end(), close.start())))
        at = close.end()
    return found
