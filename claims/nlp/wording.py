"""Compares the words of a quotation with recorded ones: the same, or which words differ.

A quotation may be an excerpt. It may leave words out where it says so (an ellipsis), put words of its own in square
brackets, and follow a house style in quotation marks, capitals, accents and hyphens; none of this makes other words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from claims.nlp.types import Span

# Below four words, a different statement and a misquoted one look alike.
MIN_WORDS = 4
# A quotation of ten words with three wrong ones is still recognisably that quotation; with half of its content words
# wrong it is another statement that is built alike ("We do not support the budget", "… a wall").
MIN_SIMILARITY = 0.7
MIN_CONTENT_SIMILARITY = 0.6

_TOKEN = re.compile(
    r"""
    (?P<gap>[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*[\])]?)
    | (?P<inserted>\[[^\[\]]*\])
    | (?P<word>
        (?:[^\W\d_]\.){2,}                          # U.S.
        | \d+(?:[.,:]\d+)*                          # 1,435.6
        | [^\W\d_]+(?:['’`´][^\W\d_]+)*     # don't
        | [%$€£¥]
      )
    """,
    re.VERBOSE,
)
# Words that carry no matter of their own: sharing them does not make two sentences the same quotation.
_FUNCTION_WORDS = frozenset(
    "a an the this that these those and or but nor so if as at by for from in into of off on onto out over to up with "
    "about after before than then there here it its he she they we you i me him her them us my your his our their who "
    "whom which what when where how am is are was were be been being do does did have has had will would shall should "
    "can could may might must just also very no not".split()
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a quotation stands to recorded words, with the words that differ as spans into each text.

    `similarity` is the share of words in common, 0 to 1. Where `is_same`, both spans are empty.
    """

    is_same: bool
    is_near: bool
    similarity: float
    quoted: tuple[Span, ...] = ()
    recorded: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    form: str
    is_free: bool = False  # in square brackets: the writer's own


def compare_wording(quoted: str, recorded: str) -> Wording:
    """Look for a quotation in recorded words and say whether they are the same, nearly the same, or others.

    The alignment is Levenshtein's over words, within the stretch of the recorded words that resembles the quotation
    most.
    """
    stretches = _stretches(quoted)
    words = [word for word in _words(recorded) if not word.is_free]
    wrong: list[tuple[tuple[_Word, ...], tuple[_Word, ...]]] = []
    total = content_total = at = 0
    for stretch in stretches:
        differences, at = _align(stretch, words, at)
        wrong += differences
        total += len(stretch)
        content_total += _content(stretch)
    if not total or not words:
        return Wording(is_same=False, is_near=False, similarity=0.0)
    missed = sum(max(len(mine), len(theirs)) for mine, theirs in wrong)
    missed_content = sum(max(_content(mine), _content(theirs)) for mine, theirs in wrong)
    similarity = max(0.0, 1 - missed / total)
    content_similarity = max(0.0, 1 - missed_content / content_total) if content_total else similarity
    return Wording(
        is_same=not wrong,
        is_near=total >= MIN_WORDS and similarity >= MIN_SIMILARITY and content_similarity >= MIN_CONTENT_SIMILARITY,
        similarity=similarity,
        quoted=tuple(_cover(mine) for mine, _ in wrong if mine),
        recorded=tuple(_cover(theirs) for _, theirs in wrong if theirs),
    )


def count_words(text: str) -> int:
    """Number of words of a quotation, its bracketed insertions not counted."""
    return sum(not word.is_free for word in _words(text))


def _align(
    quoted: Sequence[_Word], recorded: Sequence[_Word], at: int
) -> tuple[list[tuple[tuple[_Word, ...], tuple[_Word, ...]]], int]:
    """Return the stretches that differ, and where in the recorded words the quotation's next part may begin."""
    mine, theirs = [word.form for word in quoted], [word.form for word in recorded[at:]]
    if not theirs:
        return [(tuple(quoted), ())], at
    window = fuzz.partial_ratio_alignment(mine, theirs)
    first = window.dest_start if window and len(mine) <= len(theirs) else 0
    last = window.dest_end if window and len(mine) <= len(theirs) else len(theirs)
    # Words added or left out shift the window: look a little around it, and cut what lies outside afterwards.
    slack = 2 + len(mine) // 4
    first, last = at + max(0, first - slack), at + min(len(theirs), last + slack)
    steps = list(Levenshtein.opcodes(mine, [word.form for word in recorded[first:last]]))
    while steps and steps[0].tag == "insert":
        steps.pop(0)
    while steps and steps[-1].tag == "insert":
        steps.pop()
    differences = []
    end = first
    for step in steps:
        end = first + step.dest_end
        if step.tag == "equal":
            continue
        here = tuple(quoted[step.src_start : step.src_end])
        there = tuple(recorded[first + step.dest_start : first + step.dest_end])
        if not _is_licence(quoted, step.src_start, step.src_end):
            differences.append((tuple(word for word in here if not word.is_free), there))
    return differences, end


def _is_licence(quoted: Sequence[_Word], start: int, end: int) -> bool:
    """Whether the words at a difference, or the ones it stands beside, are bracketed."""
    if start < end:
        return any(word.is_free for word in quoted[start:end])
    return any(word.is_free for word in quoted[max(0, start - 1) : end + 1])


def _stretches(text: str) -> list[list[_Word]]:
    """The words of a quotation between its marked omissions."""
    found: list[list[_Word]] = [[]]
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "gap":
            found.append([])
        else:
            found[-1] += _read(match)
    return [stretch for stretch in found if any(not word.is_free for word in stretch)]


def _words(text: str) -> list[_Word]:
    return [word for match in _TOKEN.finditer(text) if match.lastgroup != "gap" for word in _read(match)]


def _read(match: re.Match[str]) -> list[_Word]:
    if match.lastgroup == "word":
        return [_Word(Span(*match.span()), _form(match.group()))]
    # Words in brackets are known by their place alone.
    return [_Word(Span(*match.span()), match.group(), is_free=True)]


def _form(word: str) -> str:
    """The word without capitals, accents and the shape of its apostrophe."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[’`´]", "'", kept.replace(".", "") if kept[:1].isalpha() else kept.replace(",", ""))


def _content(words: Sequence[_Word]) -> int:
    return sum(word.form not in _FUNCTION_WORDS for word in words if not word.is_free)


def _cover(words: Sequence[_Word]) -> Span:
    return Span(words[0].span.start, words[-1].span.end)
