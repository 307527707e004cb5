"""Finds where two claims put one event at different times."""

from __future__ import annotations

from dataclasses import dataclass

from claims.nlp.comparison.claim import ClaimFeatures
from claims.nlp.comparison.dates import Day
from claims.nlp.comparison.polarity import Match

# The event must be the same: a predicate with most of its subject and object in common.
_SAME_EVENT = 0.4


@dataclass(frozen=True, slots=True)
class TimeClash:
    """One event with two times that do not overlap."""

    match: Match
    a: Day
    b: Day


def time_clash(a: ClaimFeatures, b: ClaimFeatures, event: Match | None) -> TimeClash | None:
    """The first pair of times for an event both claims announce. What is past is left out: news of one event names
    many days (when it was said, found, decided), and which belongs to the event needs a deeper reading.
    """
    if event is None or event.strength < _SAME_EVENT or event.core < 0.5 or not (event.a.future and event.b.future):
        return None
    if any(p.overlaps(q) for p in a.days for q in b.days):
        return None
    return next((TimeClash(event, p, q) for p in a.days for q in b.days), None)
