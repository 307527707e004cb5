"""The days and months a claim names, resolved against its publication date: what it puts when."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from dataclasses import dataclass

from claims.nlp.types import Span

_MONTHS = {
    name: number
    for number, names in enumerate(
        "January|Jan February|Feb March|Mar April|Apr May June|Jun July|Jul August|Aug September|Sep|Sept October|Oct "
        "November|Nov December|Dec".split(),
        start=1,
    )
    for name in names.split("|")
}
_WEEKDAYS = {name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PATTERN = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})\b\.?,?(?: (?P<y1>(?:19|20)\d\d))?"
    rf"|\b(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|:)(?:,? (?P<y2>(?:19|20)\d\d))?"
    rf"|\b(?P<m3>{_MONTH})\b\.?(?: (?:of )?(?P<y3>(?:19|20)\d\d))?"
    r"|\b(?P<w>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    r"|\b(?P<r>yesterday|today|tonight|this morning|tomorrow|last night)\b"
    r"|\b(?:in|since|by|until|from|of|before|after) (?P<y4>(?:19|20)\d\d)\b"
    r"|\b(?P<y5>(?:19|20)\d\d)-(?P<m5>\d\d)-(?P<d5>\d\d)\b",
    re.IGNORECASE,
)
_RELATIVE = {"yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "this morning": 0, "tomorrow": 1}
_BEFORE = re.compile(r"\b(since|from|until|till|by|before|after|between|through|during|to|within|as of|not)\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year as named: first and last day it may mean, and the word that turns it into a bound."""

    span: Span
    first: datetime.date
    last: datetime.date
    bound: str = ""  # "since", "before", … where the date only limits a stretch
    relative: bool = False  # a weekday or "yesterday"

    @property
    def precise(self) -> bool:
        return self.first == self.last


def find_days(text: str, *, published: datetime.date | None) -> tuple[Day, ...]:
    """Dates named in a text in order. Without a publication date only those that need none are resolved."""
    found = []
    for match in _PATTERN.finditer(text):
        resolved = _resolve(match, published)
        if resolved:
            before = _BEFORE.search(text[: match.start()])
            relative = bool(match["w"] or match["r"])
            bound = before.group(1).lower() if before else ""
            found.append(Day(Span(*match.span()), resolved[0], resolved[1], bound, relative))
    return tuple(found)


def _resolve(match: re.Match[str], published: datetime.date | None) -> tuple[datetime.date, datetime.date] | None:
    try:
        if match["y5"]:
            day = datetime.date(int(match["y5"]), int(match["m5"]), int(match["d5"]))
            return day, day
        if match["y4"]:
            return datetime.date(int(match["y4"]), 1, 1), datetime.date(int(match["y4"]), 12, 31)
        if match["w"] or match["r"]:
            return _relative(match, published)
        for index in ("1", "2"):
            if match[f"d{index}"]:
                month = _month(match[f"m{index}"])
                year = _year(match[f"y{index}"], month, published)
                if not month or not year:
                    return None
                day = datetime.date(year, month, int(match[f"d{index}"]))
                return day, day
        month = _month(match["m3"])
        year = _year(match["y3"], month, published)
        if not month or not year:
            return None
        return datetime.date(year, month, 1), datetime.date(year, month, monthrange(year, month)[1])
    except ValueError:
        return None


def _month(name: str) -> int:
    # "may" and "march" in small letters are verbs, and a bare "Mar" is no month.
    return _MONTHS.get(name, 0)


def _year(written: str | None, month: int, published: datetime.date | None) -> int:
    if written:
        return int(written)
    if published is None or not month:
        return 0
    # Without a year the nearest such month is meant: "in December" said in January is the one before.
    distances = {year: abs((year - published.year) * 12 + month - published.month) for year in range(published.year - 1, published.year + 2)}
    return min(distances, key=lambda year: distances[year])


def _relative(match: re.Match[str], published: datetime.date | None) -> tuple[datetime.date, datetime.date] | None:
    if published is None:
        return None
    if match["r"]:
        day = published + datetime.timedelta(days=_RELATIVE[match["r"].lower()])
        return day, day
    # News names the weekday of the past week; a future one is rarer and cannot be told without the tense.
    back = (published.weekday() - _WEEKDAYS[match["w"].lower()]) % 7
    day = published - datetime.timedelta(days=back)
    return day, day
