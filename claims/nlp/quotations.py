"""Finds what stands between quotation marks, in every form the marks take in published and scraped text.

Reads characters and paragraphs only. Whether a quotation is speech, a title or a scare quote is decided later. Double
marks are read first, then single ones; the dashes of a dialogue count only in a paragraph that has neither.
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


_OPENING = frozenset({"“", "„", "«", "‟", "``", ",,", "‘‘", "<<"})
_CLOSING = frozenset({"”", "»", "’’", ">>"})
_DOUBLE = re.compile(r"``|''|‘‘|’’|,,(?=\w)|\"\"|<<(?=[\w\s])|>>|[“”„‟«»\"]")
# Marks read like a commoner one: one character each, so that nothing moves.
_SHAPES = str.maketrans({"″": '"', "＂": '"', "「": "“", "」": "”", "『": "“", "』": "”"})
_TURNED = str.maketrans({"«": "»", "»": "«"})
_SPEAKING = r"(?:said|says|added|adds|told|stressed|noted|explained|asked|wrote|declared|stated|recalled|replied)\b"
# A cue right after a mark says that the mark closes, however it is turned: ... concern. “said the official.
_CUE_AFTER = re.compile(rf"\s*,?\s*(?:(?:he|she|they|it)\s+)?{_SPEAKING}")
_NAMED = r"(?:[Hh]e|[Ss]he|[Tt]hey|(?:[Tt]he\s+)?(?:[\w.’'-]+\s+){0,4}?[\w’'-]+)"
# Where the writer goes on although nobody closed the quotation: "The pier is shut, said the mayor on Monday.
_WRITER = re.compile(
    rf"(?<=[,.!?…])\s+(?={_SPEAKING}\s+(?:(?:the|an?|his|her|their)\s|[A-Z])|(?<=[,!?…]\s){_NAMED}\s+{_SPEAKING}\s*(?:[.,]|$))"
)

_SINGLE_CLOSING = {"‘": "’'", "'": "'’", "`": "'’", "‚": "‘’'", "‹": "›", "›": "‹"}
_SINGLE_OPEN = re.compile(
    r"(?:(?<=[\s(\[—–\-:“\"«])|^)[‘'`‚‹›](?=[^\s’'`])(?!\d\ds?\b|(?:tis|twas|em|n|til|till|cause|bout|cos)\b)",
    re.IGNORECASE,
)
_SURE_END = frozenset('.,!?…”"»')
# "farmers' wells", "goin' home": an apostrophe that another closing mark must follow before the quotation can end.
_APOSTROPHE = re.compile(r"(?:s|in|an|\bo|\bth)['’]\s+\w")

_DASH = re.compile(r"[–—―-]\s*(?=[^\W\d_]|[¿¡…])")
# Where the words of a dialogue end: , said X / , — said X / ? – asked X / , X said.
_TURN = re.compile(
    rf"(?<=\w)[,.]?(?P<end>\s*[–—―]\s*|,\s+|(?<=[!?…])\s+)(?={_SPEAKING}|(?:he|she|they|[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){{0,3}})\s{_SPEAKING})"
)


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """All outermost quotations in order. Single marks count only where no double ones enclose them."""
    text = text.translate(_SHAPES)
    if re.search(r"(?<!\S)»\w[^«»]*[^\s«»]«", text):
        text = text.translate(_TURNED)
    found: list[Quotation] = []
    double_open = single_open = False
    for number, paragraph in enumerate(paragraphs):
        next_ = paragraphs[number + 1].start if number + 1 < len(paragraphs) else len(text)
        doubles = _scan(text, paragraph, resumed=double_open, goes_on=bool(_DOUBLE.match(text, next_)))
        goes_on = bool(_SINGLE_OPEN.match(text, next_))
        singles = _scan_single(text, paragraph, doubles, resumed=single_open, goes_on=goes_on)
        double_open, single_open = _left_open(doubles, paragraph), _left_open(singles, paragraph)
        inner = [d for d in doubles if any(s.span.start < d.span.start < s.span.end for s in singles)]
        marked = sorted([*(d for d in doubles if d not in inner), *singles], key=lambda quotation: quotation.span)
        found += marked or _scan_dashes(text, paragraph)
    return tuple(found)


def _left_open(found: Sequence[Quotation], paragraph: Span) -> bool:
    return bool(found) and not found[-1].closed and found[-1].span.end == paragraph.end


def _role(text: str, mark: re.Match[str], paragraph: Span) -> str:
    """What the mark can be by its shape and neighbours: "open", "close" or "either"."""
    shape = mark.group()
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if shape in _OPENING:
        return "open"
    leans_open = (before.isspace() or before in "([{—–-:'‘¡¿/") and not after.isspace()
    if shape in _CLOSING:
        # Two closing marks around a quotation are a fault of typesetting that is common enough to read.
        return "either" if leans_open and (after.isalnum() or shape not in ("»", ">>")) else "close"
    if leans_open:
        return "either"
    return "close" if not before.isspace() else "either"


def _scan(text: str, paragraph: Span, *, resumed: bool, goes_on: bool) -> list[Quotation]:
    """Double quotations of one paragraph.

    `resumed` says that the paragraph before ended inside one, `goes_on` that the next one begins with a mark.
    """
    marks = list(_DOUBLE.finditer(text, paragraph.start, paragraph.end))
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    depth = 0
    for number, mark in enumerate(marks):
        role = _role(text, mark, paragraph)
        if opened is not None and opened.group() in ("„", ",,") and mark.group() == "“":
            role = "close"
        if opened is not None and _opens_anew(text, opened, mark):
            # "One, said X. "Two.": the first was never closed.
            end = _writer_from(text, opened.end(), mark.start())
            found.append(_quotation(text, opened, (end, end), continues=resumed and opened.start() == paragraph.start))
            opened = None
        if opened is None:
            resumes = resumed and mark.start() == paragraph.start
            if (role != "close" or resumes) and _can_open(text, mark, paragraph, resumes=resumes):
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
        end = paragraph.end if goes_on else _writer_from(text, opened.end(), paragraph.end)
        found.append(_quotation(text, opened, (end, end), continues=resumed and opened.start() == paragraph.start))
    return [quotation for quotation in found if quotation.inner.start < quotation.inner.end]


def _can_open(text: str, mark: re.Match[str], paragraph: Span, *, resumes: bool) -> bool:
    """Whether words follow the mark: at once, or after a space where its shape leaves no doubt."""
    after = text[mark.end() : mark.end() + 1]
    if not after or _is_inch(text, mark):
        return False
    if not after.isspace():
        return True
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    shaped = mark.group() in _OPENING or resumes
    return shaped and before.isspace() and not _CUE_AFTER.match(text, mark.end())


def _opens_anew(text: str, opened: re.Match[str], mark: re.Match[str]) -> bool:
    """Whether a mark opens a quotation although the one before was not closed: the writer has spoken between them."""
    before, after = text[mark.start() - 1], text[mark.end() : mark.end() + 1]
    return (
        before.isspace()
        and after.isalnum()
        and mark.group() not in _CLOSING
        and not _CUE_AFTER.match(text, mark.end())
        and _writer_from(text, opened.end(), mark.start()) < mark.start()
    )


def _writer_from(text: str, start: int, end: int) -> int:
    """Where in [start, end) the writer goes on without a closing mark before; `end` where nothing says so."""
    match = _WRITER.search(text, start, end)
    return match.start() if match else end


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


def _scan_single(
    text: str, paragraph: Span, doubles: Sequence[Quotation], *, resumed: bool, goes_on: bool
) -> list[Quotation]:
    """Quotations in single marks outside the double ones; one may hold double ones where punctuation ends it."""
    found: list[Quotation] = []
    at = paragraph.start
    while opened := _SINGLE_OPEN.search(text, at, paragraph.end):
        within = next((d for d in doubles if d.span.start <= opened.start() < d.span.end), None)
        if within is not None:
            at = within.span.end
            continue
        continues = resumed and opened.start() == paragraph.start
        close = _single_close(text, opened, paragraph, doubles, goes_on=goes_on)
        if close is not None:
            found.append(_quotation(text, opened, close.span(), continues=continues))
            at = close.end()
        elif goes_on and (continues or text[paragraph.start : opened.start()].rstrip()[-1:] in ("", ":", ",", ".")):
            found.append(_quotation(text, opened, (paragraph.end, paragraph.end), continues=continues))
            break
        else:
            at = opened.end()
    return found


def _single_close(
    text: str, opened: re.Match[str], paragraph: Span, doubles: Sequence[Quotation], *, goes_on: bool
) -> re.Match[str] | None:
    """The mark that closes a single quotation, told from apostrophes; None where there is none."""
    shapes = _SINGLE_CLOSING[opened.group()]
    closing = re.compile(rf"(?<=[^\s‘'])[{shapes}](?!\w)")
    marks = [
        mark
        for mark in closing.finditer(text, opened.end() + 1, paragraph.end)
        if not any(d.span.start <= mark.start() < d.span.end - 1 for d in doubles)
    ]
    openings = [mark.start() for mark in _SINGLE_OPEN.finditer(text, opened.end(), paragraph.end)]
    passed = [d.span.end for d in doubles if d.span.start > opened.start()]
    likely = []
    for number, mark in enumerate(marks):
        sure = text[mark.start() - 1] in _SURE_END
        if any(end <= mark.start() for end in passed) and not sure:
            continue
        if not sure and _APOSTROPHE.match(text, _word_end(text, mark)):
            before = next((start for start in openings if start > mark.start()), paragraph.end)
            later = [m for m in marks[number + 1 :] if m.start() < before]
            if (goes_on and before == paragraph.end) or any(_ends_surely(text, m) for m in later):
                continue
        likely.append(mark)
    for mark in likely:
        nested = sum(start < mark.start() for start in openings)
        if sum(m.start() < mark.start() for m in likely) >= nested:
            return mark
    return likely[0] if likely else None


def _ends_surely(text: str, mark: re.Match[str]) -> bool:
    return text[mark.start() - 1] in _SURE_END or not _APOSTROPHE.match(text, _word_end(text, mark))


def _word_end(text: str, mark: re.Match[str]) -> int:
    """Where the letters that `_APOSTROPHE` asks for would begin: two before the mark, or one."""
    return mark.start() - (1 if text[mark.start() - 1] == "s" else 2)


def _scan_dashes(text: str, paragraph: Span) -> list[Quotation]:
    """The words of a dialogue marked by dashes: only in a paragraph that says whose they are."""
    opened = _DASH.match(text, paragraph.start, paragraph.end)
    turn = _TURN.search(text, opened.end(), paragraph.end) if opened else None
    if opened is None or turn is None:
        return []
    found = [_quotation(text, opened, turn.span("end"), continues=False)]
    again = re.compile(r"[.,!?…]\s+([–—―])\s*(?=\w)").search(text, turn.end(), paragraph.end)
    if again is not None:
        found.append(Quotation(Span(again.start(1), paragraph.end), Span(again.end(), paragraph.end), closed=False))
    return found
