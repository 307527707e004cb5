"""A claim's words with certain references resolved, so that they can be understood and searched outside their text.

An aid for reading and searching, never a quotation. A reference is filled only where one reading is left; whatever the
rules are not sure of stays as written, and so do fragments without a clause of their own.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise

from claims.nlp.attribution.spans import Found, overlap, within
from claims.nlp.attribution.standalone.antecedents import bodies_again, persons_again
from claims.nlp.attribution.standalone.dating import dated
from claims.nlp.attribution.standalone.definite import described_again
from claims.nlp.attribution.standalone.first_person import speaker_named
from claims.nlp.attribution.standalone.said import Said
from claims.nlp.parsing import ParsedText
from claims.nlp.people import People
from claims.nlp.types import DocumentSpeaker, Filling, Span

_JOIN = " … "


def fill(
    parsed: ParsedText,
    people: People,
    item: Found,
    speaker: DocumentSpeaker | None,
    *,
    published: datetime.date | None = None,
) -> tuple[Filling, ...]:
    """The references in an attribution's content that are certain, in order and without overlaps.

    `speaker` is None where it is not resolved.
    """
    said = Said(parsed, people, item, speaker, published)
    found: list[Filling] = []
    for step in (speaker_named, persons_again, bodies_again, described_again, dated):
        for filling in step(said):
            if not any(overlap(filling.span, other.span) for other in found):
                found.append(filling)
    return tuple(sorted(found, key=lambda filling: filling.span))


def filled(text: str, content: Sequence[Span], fillings: Sequence[Filling]) -> str:
    """The content's words with the fillings that lie in it, several spans joined by an ellipsis; "" without any."""
    if not any(within(filling.span, span) for filling in fillings for span in content):
        return ""
    return _JOIN.join(_span_filled(text, span, fillings) for span in content)


def _span_filled(text: str, span: Span, fillings: Sequence[Filling]) -> str:
    inside = [filling for filling in fillings if within(filling.span, span)]
    cuts = [span.start, *(offset for filling in inside for offset in (filling.span.start, filling.span.end)), span.end]
    kept = [text[start:end] for start, end in pairwise(cuts)][::2]
    words = [filling.words for filling in inside]
    return "".join(piece for pair in zip(kept, [*words, ""], strict=True) for piece in pair)
