"""The times a claim names, as comparison needs them: which days, and whether they bound a stretch."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from claims.nlp.times import find_time, find_times
from claims.nlp.types import Span

_UNTIL = frozenset({"before", "until", "till"})
_NOT = re.compile(r"\b(?:not|never|no|cannot|hardly|n['’]t)(?: \w+){0,4} $|n['’]t(?: \w+){0,4} $", re.IGNORECASE)
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
        words = time.span.of(text)
        lead = words.split()[0].lower()
        if lead in _UNTIL and _NOT.search(text[: time.span.start]):
            # "not before September" begins with September and has no end.
            bare = find_time("in " + words[len(lead) :].strip(), published=published)
            first = bare.start if bare else time.end
            if published and first < published and not re.search(r"\d{4}", words):
                first = first.replace(year=first.year + 1, day=min(first.day, 28))
            found.append(Day(time.span, first, datetime.date.max, lead))
        else:
            found.append(Day(time.span, time.start, time.end, lead if lead in _BOUNDS else ""))
    return tuple(found)
