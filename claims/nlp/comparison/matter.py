"""The gate: whether two claims speak of the same matter, before anything in them is compared."""

from __future__ import annotations

from dataclasses import dataclass

from claims.nlp.comparison.claim import ClaimFeatures
from claims.nlp.comparison.polarity import shared_arguments


@dataclass(frozen=True, slots=True)
class Matter:
    """How much two claims share. Shares are of the smaller claim, 0 to 1."""

    similarity: float
    words: float
    jaccard: float
    names: float
    shared_words: frozenset[str]
    shared_names: frozenset[str]
    names_apart: bool
    same_day: bool
    days_apart: bool
    periods_apart: bool  # stretches named in words alone that exclude each other: "first quarter", "second quarter"


def matter(a: ClaimFeatures, b: ClaimFeatures, *, similarity: float | None) -> Matter:
    """Measure the common ground of two claims. Without an embedding the words stand in for the similarity."""
    shared = shared_arguments(a.words, b.words)
    names = a.names & b.names
    smaller = max(1, min(len(a.words), len(b.words)))
    union = max(1, len(a.words | b.words))
    a_days, b_days = [day for day in a.days if day.precise], [day for day in b.days if day.precise]
    overlap = any(p.first <= q.last and q.first <= p.last for p in a.days for q in b.days)
    return Matter(
        similarity=similarity if similarity is not None else len(shared) / union * 1.2,
        words=min(1.0, len(shared) / smaller),
        jaccard=len(shared) / union,
        names=len(names) / max(1, min(len(a.names), len(b.names))),
        shared_words=shared,
        shared_names=names,
        names_apart=bool(a.names and b.names and not names),
        same_day=any(p.first == q.first for p in a_days for q in b_days),
        days_apart=bool(a.days and b.days) and not overlap,
        periods_apart=bool(a.periods and b.periods) and not a.periods & b.periods,
    )
