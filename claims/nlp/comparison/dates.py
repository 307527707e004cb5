"""The times a claim names, as comparison needs them: which days, and whether they bound a stretch."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from claims.nlp.times import find_times
from claims.nlp.types import Span

_BOUNDS = frozenset("since until till by before after from".split())


@dataclass(frozen=True, slots=True)
class Day:
    """A time as named: first and last day it may mean, and the word that makes a bound of it."""

    span: Span
    first: datetime.date
    last: datetime.date
    bound: str = ""

    @property
    def precise(self) -> bool:
        return self.first == self.last

    def overlaps(self, other: Day) -> bool:
        return self.first <= other.last and other.first <= self.last


def find_days(text: str, *, published: datetime.date | None) -> tuple[Day, ...]:
    """Times named in a text in order. Without a publication date only those that need none are resolved."""
    found = []
    for time in find_times(text, published=published):
        lead = time.span.of(text).split()[0].lower()
        found.append(Day(time.span, time.start, time.end, lead if lead in _BOUNDS else ""))
    return tuple(found)
