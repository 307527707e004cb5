"""Cuts a text where highlighted stretches begin and end, so that a template can show it.

Stretches may overlap and nest (a quotation within what another speaker reports). The text comes out as pieces in
order, each with the stretches that cover it; joined, the pieces are the text, character for character.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CONTEXT_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing to highlight: its key, and its half-open character spans."""

    key: int
    spans: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        return sum(end - start for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks: `marks` the keys of all that cover it, the widest first; `begins` the
    keys of those whose first span begins here."""

    text: str
    marks: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()

    @property
    def innermost(self) -> int | None:
        return self.marks[-1] if self.marks else None

    @property
    def depth(self) -> int:
        """How many marks lie over each other here, counted up to three (there are three tints)."""
        return min(len(self.marks), 3)


def mark(key: int, spans: Iterable[Sequence[int]]) -> Mark:
    """A mark from spans as the record stores them: [[start, end], …]."""
    return Mark(key, tuple((span[0], span[1]) for span in spans))


def pieces(text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None) -> list[Piece]:
    """Cut text[start:end] at every edge of a mark. What lies outside of the stretch is left out."""
    end = len(text) if end is None else min(end, len(text))
    widest_first = sorted(marks, key=lambda mark: (-mark.length, mark.key))
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    firsts: dict[int, list[int]] = {}
    for rank, each in enumerate(widest_first):
        inside = [(max(low, start), min(high, end)) for low, high in each.spans]
        inside = [(low, high) for low, high in inside if low < high]
        for low, high in inside:
            opening.setdefault(low, []).append(rank)
            closing.setdefault(high, []).append(rank)
        if inside:
            firsts.setdefault(min(inside)[0], []).append(each.key)

    edges = sorted({start, end, *opening, *closing})
    covering: list[int] = []
    found = []
    for low, high in itertools.pairwise(edges):
        for rank in closing.get(low, []):
            covering.remove(rank)
        covering = sorted([*covering, *opening.get(low, [])])
        keys = tuple(dict.fromkeys(widest_first[rank].key for rank in covering))
        found.append(Piece(text[low:high], keys, tuple(firsts.get(low, []))))
    return found


def paragraphs(text: str, marks: Iterable[Mark]) -> list[list[Piece]]:
    """The text line by line, blank lines left out, each line as pieces. A mark may run over several lines."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces(text, marks):
        begins = piece.begins
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Piece(part, piece.marks, begins))
                begins = ()
    return [line for line in lines if any(piece.text.strip() for piece in line)]


def context(text: str, marked: Mark) -> list[Piece]:
    """The paragraph around a mark, cut into pieces; a long one is shortened at spaces ("…")."""
    low = min(start for start, _ in marked.spans)
    high = max(end for _, end in marked.spans)
    # Texts with blank lines may break their lines within a paragraph; in others each line is one.
    border = "\n\n" if "\n\n" in text else "\n"
    start = text.rfind(border, 0, low) + len(border) if border in text[:low] else 0
    found = text.find(border, high)
    end = len(text) if found < 0 else found
    before, after = [], []
    if low - start > _CONTEXT_CHARACTERS:
        space = text.find(" ", low - _CONTEXT_CHARACTERS, low)
        start = space + 1 if space >= 0 else low - _CONTEXT_CHARACTERS
        before = [Piece("… ")]
    if end - high > _CONTEXT_CHARACTERS:
        space = text.rfind(" ", high, high + _CONTEXT_CHARACTERS)
        end = space if space >= 0 else high + _CONTEXT_CHARACTERS
        after = [Piece(" …")]
    return [*before, *pieces(text, [marked], start=start, end=end), *after]
