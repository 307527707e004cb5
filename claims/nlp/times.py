"""The stretch of time that words speak of, resolved against the date they were published.

Decides by own rules which words are a date at all ("may" is a verb, "March" alone a march), then which days they cover.
What no rule resolves for certain stays unresolved.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable

from claims.nlp.types import Span, TimeRef

Range = tuple[datetime.date, datetime.date]

_MONTH_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun",
    "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec",
)  # fmt: skip
_MONTHS = {name: number for number, forms in enumerate(_MONTH_NAMES, 1) for name in forms.split()}
_WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
_WORDS = dict(zip("""
    one two three four five six seven eight nine ten eleven twelve
    """.split(), range(1, 13), strict=True)) | {
    "a": 1, "an": 1, "a couple of": 2,
}  # fmt: skip

_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_COUNT = r"\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_LEAD = r"(?:(?P<lead>since|until|till|by|before|after|from)\s+)?"
_PART = r"(?:(?P<part>early|mid|late|the beginning of|the end of|the start of)[\s-]+)?"

_ISO = re.compile(rf"\b{_LEAD}{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b")
_MONTH_DAY = re.compile(rf"\b{_LEAD}{_MONTH}\s+{_DAY}(?!\d)(?:,?\s+{_YEAR})?\b")
_DAY_MONTH = re.compile(rf"\b{_LEAD}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b")
_MONTH_YEAR = re.compile(rf"\b{_LEAD}{_PART}{_MONTH},?\s+(?:of\s+)?{_YEAR}\b")
_MONTH_ALONE = re.compile(
    rf"\b(?P<lead>since|until|till|by|before|after|from|in|during|through|last|this|next|of)\s+{_PART}{_MONTH}(?!\s+\d)(?!\w)"
)
_YEAR_RANGE = re.compile(
    r"\b(?:from|between)\s+(?P<first>(?:19|20)\d\d)\s+(?:to|and|until|through)\s+(?P<last>(?:19|20)\d\d)\b|\b(?P<first2>(?:19|20)\d\d)\s?[–-]\s?(?P<last2>(?:19|20)\d\d)\b"
)
_YEAR_ALONE = re.compile(
    r"\b(?P<lead>since|until|till|by|before|after|from|in|during|for|of|throughout|back in)\s+"
    rf"{_PART}{_YEAR}\b(?!\s*(?:%|percent|people|[a-z]+s\b))"
)
_WEEKDAY = re.compile(
    r"\b(?:(?P<lead>since|until|till|by|before|after|from|on|last|this|next|late|early|of)\s+)?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b(?!\s+(?:Times|Post|Night|Mail|Mirror|Telegraph))"
)
_RELATIVE_DAY = re.compile(
    r"\b(?P<word>today|tonight|this (?:morning|afternoon|evening)|yesterday|tomorrow|the day before yesterday)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:since\s+)?(?P<which>last|this|next|the previous|the current|the coming|earlier this|later this)\s+"
    r"(?P<unit>week|month|quarter|year|decade)\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    rf"\b(?P<count>an?|one|{_COUNT})\s+(?P<unit>day|week|month|year)s?\s+(?P<way>ago|from now)\b", re.IGNORECASE
)
_PAST = re.compile(
    rf"\b(?:in|over|during|for|within)\s+the\s+(?P<way>last|past|next|coming)\s+(?:(?P<count>{_COUNT})\s+)?"
    r"(?P<unit>day|week|month|year)s?\b",
    re.IGNORECASE,
)


def find_time(text: str, *, published: datetime.date | None = None) -> TimeRef | None:
    """The first time that `text` speaks of, or None. Relative words need `published`."""
    return next(iter(find_times(text, published=published)), None)


def find_times(text: str, *, published: datetime.date | None = None) -> tuple[TimeRef, ...]:
    """All times that `text` speaks of, in order, without overlaps; days outside the calendar's years are dropped."""
    found: list[TimeRef] = []
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            try:
                days = resolve(match, published)
            except (ValueError, OverflowError):
                continue
            if days is None or days[0] > days[1]:
                continue
            span = Span(*match.span())
            if not any(span.start < other.span.end and other.span.start < span.end for other in found):
                found.append(TimeRef(span, *days))
    return tuple(sorted(found, key=lambda time: time.span))


def _month_days(year: int, month: int, part: str | None = None) -> Range:
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}.get(
        {"the beginning of": "early", "the start of": "early", "the end of": "late"}.get(part or "", part or ""),
        (1, last),
    )
    return datetime.date(year, month, first_day), datetime.date(year, month, last_day)


def _led(lead: str | None, days: Range, published: datetime.date | None) -> Range | None:
    """The stretch that "since", "until" and the like make of the days, up to or from the date of publication."""
    if lead in ("since", "from", "after"):
        start = days[1] + datetime.timedelta(days=1) if lead == "after" else days[0]
        return (start, published) if published is not None and published >= start else days
    if lead in ("until", "till", "by", "before"):
        end = days[0] - datetime.timedelta(days=1) if lead == "before" else days[1]
        return (published, end) if published is not None and published <= end else days
    return days


def _nearest_year(month: int, published: datetime.date, *, day: int = 15) -> int:
    """The year that puts the day nearest to the publication; in doubt the past."""
    candidates = [published.year - 1, published.year, published.year + 1]

    def distance(year: int) -> float:
        days = (datetime.date(year, month, min(day, 28)) - published).days
        return days * 1.5 if days > 0 else -days

    return min(candidates, key=distance)


def _iso(match: re.Match[str], published: datetime.date | None) -> Range | None:
    day = datetime.date(int(match["year"]), int(match["number"]), int(match["day"]))
    return _led(match["lead"], (day, day), published)


def _day(match: re.Match[str], published: datetime.date | None) -> Range | None:
    month = _MONTHS[match["month"].lower().rstrip(".")]
    if match["year"]:
        year = int(match["year"])
    elif published is not None:
        year = _nearest_year(month, published, day=int(match["day"]))
    else:
        return None
    day = datetime.date(year, month, int(match["day"]))
    return _led(match["lead"], (day, day), published)


def _month_year(match: re.Match[str], published: datetime.date | None) -> Range | None:
    month = _MONTHS[match["month"].lower().rstrip(".")]
    return _led(match["lead"], _month_days(int(match["year"]), month, match["part"]), published)


def _month_alone(match: re.Match[str], published: datetime.date | None) -> Range | None:
    if published is None:
        return None
    month = _MONTHS[match["month"].lower().rstrip(".")]
    lead = match["lead"].lower()
    if lead == "next":
        year = published.year + (month <= published.month)
    elif lead in ("last", "since"):
        year = published.year - (month > published.month or (lead == "last" and month == published.month))
    elif lead in ("until", "till", "by"):
        year = published.year + (month < published.month)
    else:
        year = _nearest_year(month, published)
    return _led(lead, _month_days(year, month, match["part"]), published)


def _year_range(match: re.Match[str], published: datetime.date | None) -> Range | None:
    first, last = int(match["first"] or match["first2"]), int(match["last"] or match["last2"])
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def _year_alone(match: re.Match[str], published: datetime.date | None) -> Range | None:
    year = int(match["year"])
    start, end = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    part = match["part"]
    if part in ("early", "the beginning of", "the start of"):
        end = datetime.date(year, 4, 30)
    elif part == "mid":
        start, end = datetime.date(year, 5, 1), datetime.date(year, 8, 31)
    elif part in ("late", "the end of"):
        start = datetime.date(year, 9, 1)
    return _led(match["lead"], (start, end), published)


def _weekday(match: re.Match[str], published: datetime.date | None) -> Range | None:
    if published is None:
        return None
    back = (published.weekday() - _WEEKDAYS[match["weekday"].lower()]) % 7
    lead = match["lead"]
    if lead in ("next", "until", "till", "by"):
        day = published + datetime.timedelta(days=(7 - back) % 7 or 7)
    elif lead == "last" and back == 0:
        day = published - datetime.timedelta(days=7)
    else:
        day = published - datetime.timedelta(days=back)
    return _led(lead, (day, day), published)


def _relative_day(match: re.Match[str], published: datetime.date | None) -> Range | None:
    if published is None:
        return None
    shift = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2}.get(match["word"].lower(), 0)
    day = published + datetime.timedelta(days=shift)
    return day, day


def _whole(unit: str, day: datetime.date, shift: int) -> Range:
    """The calendar week, month, quarter, year or decade of the day, moved by `shift` of them."""
    if unit == "week":
        monday = day - datetime.timedelta(days=day.weekday() - 7 * shift)
        return monday, monday + datetime.timedelta(days=6)
    if unit in ("month", "quarter"):
        size = 1 if unit == "month" else 3
        index = ((day.year * 12 + day.month - 1) // size + shift) * size
        first = datetime.date(index // 12, index % 12 + 1, 1)
        end = index + size - 1
        return first, _month_days(end // 12, end % 12 + 1)[1]
    size = 1 if unit == "year" else 10
    first_year = (day.year // size + shift) * size
    return datetime.date(first_year, 1, 1), datetime.date(first_year + size - 1, 12, 31)


def _period(match: re.Match[str], published: datetime.date | None) -> Range | None:
    if published is None:
        return None
    which = match["which"].lower()
    shift = -1 if which in ("last", "the previous") else 1 if which in ("next", "the coming") else 0
    start, end = _whole(match["unit"].lower(), published, shift)
    if match.group().lower().startswith("since"):
        end = max(end, published)
    if which == "earlier this":
        end = published
    if which == "later this":
        start = published
    return start, end


def _count(word: str | None) -> int:
    if word is None:
        return 1
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def _shifted(day: datetime.date, unit: str, count: int) -> datetime.date:
    if unit in ("day", "week"):
        return day + datetime.timedelta(days=count * (7 if unit == "week" else 1))
    index = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _ago(match: re.Match[str], published: datetime.date | None) -> Range | None:
    if published is None:
        return None
    unit = match["unit"].lower()
    day = _shifted(published, unit, _count(match["count"]) * (-1 if match["way"].lower() == "ago" else 1))
    # "two years ago" names the year, not the day.
    return (day, day) if unit == "day" else _whole(unit, day, 0)


def _past(match: re.Match[str], published: datetime.date | None) -> Range | None:
    if published is None:
        return None
    forward = match["way"].lower() in ("next", "coming")
    edge = _shifted(published, match["unit"].lower(), _count(match["count"]) * (1 if forward else -1))
    return (published, edge) if forward else (edge, published)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime.date | None], Range | None]], ...] = (
    (_ISO, _iso),
    (_MONTH_DAY, _day),
    (_DAY_MONTH, _day),
    (_MONTH_YEAR, _month_year),
    (_YEAR_RANGE, _year_range),
    (_PAST, _past),
    (_AGO, _ago),
    (_PERIOD, _period),
    (_MONTH_ALONE, _month_alone),
    (_YEAR_ALONE, _year_alone),
    (_WEEKDAY, _weekday),
    (_RELATIVE_DAY, _relative_day),
)
