"""What a finder of attributions hands over: bare spans, and the small arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from claims.nlp.types import Span


@dataclass(frozen=True, slots=True)
class Found:
    """Spans of one attribution: a source and a cue (either may be missing) and the content they attribute.

    `rival` is another source, where a second reader of the text sees one.
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    confidence: float = 0.0
    rival: tuple[Span, ...] = ()


# Tokens that never begin or end a span.
_EDGE_START = frozenset(",;:.!?)]–—-…")
_EDGE_END = frozenset(",;:–—-([…")


def token_span(tokens: Iterable[Token]) -> Span | None:
    """From the first to the last of the tokens, without white space and stray punctuation at the ends."""
    kept = sorted((token for token in tokens if not token.is_space), key=lambda token: token.i)
    while kept and kept[0].text in _EDGE_START:
        kept.pop(0)
    while kept and kept[-1].text in _EDGE_END:
        kept.pop()
    if not kept:
        return None
    return Span(kept[0].idx, kept[-1].idx + len(kept[-1]))


def runs(tokens: Iterable[Token]) -> list[list[Token]]:
    """The tokens in runs without gaps; white space and single punctuation between two runs joins them."""
    found: list[list[Token]] = []
    for token in sorted(set(tokens), key=lambda token: token.i):
        if found and token.i == found[-1][-1].i + 1:
            found[-1].append(token)
        else:
            found.append([token])
    return found


def spans_of(tokens: Iterable[Token]) -> tuple[Span, ...]:
    """One span for every run of the tokens that holds a word."""
    found = [
        span
        for run in runs(tokens)
        if any(token.is_alpha or token.like_num for token in run) and (span := token_span(run))
    ]
    return tuple(found)


def overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
