"""Relative times: "on Monday", "yesterday", "last year" -> the date, and "here" -> the place of the dateline.

The publication date stands for the day the words were said only where the text around them names no other time. A
weekday is the nearest one before a past tense, or after "will"; near the edges, where a day more or less between
speech and publication would make it another date, it stays.
"""

from __future__ import annotations

import calendar
import datetime
import re

from spacy.tokens import Token

from claims.nlp.attribution.spans import overlap
from claims.nlp.attribution.standalone.said import Said, finite, span_of
from claims.nlp.times import find_times
from claims.nlp.types import Filling, Span

_WEEKDAYS = [name.lower() for name in calendar.day_name]
# How many days before the publication words reported in it may have been said.
_FRESH = datetime.timedelta(days=6)
# In quotations a year or month that has just begun may still be the one before.
_NEW_MONTH, _NEW_YEAR = 3, 7
_OTHER_TIME = re.compile(
    r"\b(?:then|at the time|at that time|previously|once|in an earlier|earlier (?:interview|statement|post)|"
    r"had (?:said|told|written|warned|promised|claimed|announced|argued|insisted)|(?:year|month)s? (?:ago|later))\b"
)
# A day in such a clause is no day of the calendar: "if the election were held on Sunday".
_OPEN = frozenset({"if", "unless", "whether", "when", "whenever", "were", "had", "should", "suppose"})
_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ]{3,}(?:[ -][A-ZÀ-Þ]{2,})*)(?:, [A-Z][\w. ]{1,25})?(?: ?\([\w ]{2,30}\))? ?[—–-]{1,2} "
)


def dated(said: Said) -> list[Filling]:
    """Fillings for relative days, months and years, and for "here"."""
    here = _here(said)
    published = said.published
    if published is None or not said.all_tokens:
        return here
    base = _said_on(said, published)
    if base is None:
        return here
    found = []
    for token in said.all_tokens:
        low = token.lower_
        filling = None
        if low in _WEEKDAYS and token.text[0].isupper():
            filling = _weekday(said, token, base)
        elif low in ("yesterday", "today", "tomorrow"):
            filling = _day(said, token, published)
        elif low in ("year", "month"):
            filling = _period(said, token, published)
        if filling is not None:
            found.append(filling)
    return [*here, *found]


def _said_on(said: Said, published: datetime.date) -> datetime.date | None:
    """The day the words were said as far as the text tells, else that of publication; None where it was long before."""
    place = said.item.content[0].start
    around = said.paragraph(place, back=1)
    text = said.parsed.text
    base = published
    if _OTHER_TIME.search(text, around.start, around.end):
        return None
    for time in find_times(around.of(text), published=published):
        span = Span(time.span.start + around.start, time.span.end + around.start)
        if any(overlap(span, content) for content in said.item.content):
            continue
        if time.end < published - _FRESH:
            return None
        own = any(abs(span.start - place.start) < 120 for place in (*said.item.cue, *said.item.source))
        if own and time.start == time.end and time.end <= published:
            base = time.start
    return base


def _written(day: datetime.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _weekday(said: Said, token: Token, base: datetime.date) -> Filling | None:
    before, after = token.nbor(-1) if token.i else None, token.nbor() if token.i + 1 < len(token.doc) else None
    if after is not None and (after.text in ("'s", "’s", "-", "–", "/") or after.pos_ in ("PROPN", "NOUN", "NUM")):
        return None
    if after is not None and (after.lower_ in ("and", "or", "to", "through") or _opens_date(after)):
        return None
    lead = before.lower_ if before is not None else ""
    with_on = lead == "on"
    if not with_on and (token.dep_ != "npadvmod" or any(True for _ in token.children)):
        return None
    verb = _verb(before if with_on and before is not None else token)
    if verb is None:
        return None
    back = (base.weekday() - _WEEKDAYS.index(token.lower_)) % 7
    quoted = said.quoted(token)
    if _is_past(verb):
        # Said a day or two before it was published, a quotation still means the same day.
        if not (2 if quoted else 0) <= back <= 5:
            return None
        day = base - datetime.timedelta(days=back)
    elif _will(verb):
        ahead = 7 - back
        if not 1 <= ahead <= (4 if quoted else 5):
            return None
        day = base + datetime.timedelta(days=ahead)
    else:
        return None
    return Filling(span_of(token), _written(day) if with_on else f"on {_written(day)}")


def _opens_date(token: Token) -> bool:
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return token.text in (",", "(") and following is not None and (following.is_digit or following.ent_type_ == "DATE")


def _day(said: Said, token: Token, published: datetime.date) -> Filling | None:
    """Only in the article's own words: a quotation may be of the day before."""
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    before = token.nbor(-1) if token.i else None
    if said.quoted(token) or token.dep_ != "npadvmod" or (after is not None and after.text in ("'s", "’s")):
        return None
    if (before is not None and before.lower_ == "before") or (after is not None and after.pos_ == "NOUN"):
        return None
    verb = _verb(token)
    if verb is None:
        return None
    low = token.lower_
    fits = {"yesterday": _is_past(verb), "today": _is_past(verb) or _will(verb), "tomorrow": _will(verb)}[low]
    if not fits:
        return None  # "even today" is no day
    day = published + datetime.timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[low])
    return Filling(span_of(token), f"on {_written(day)}")


def _period(said: Said, token: Token, published: datetime.date) -> Filling | None:
    """ "last year", "this month", "next year"."""
    before = token.nbor(-1) if token.i else None
    if before is None or before.lower_ not in ("last", "this", "next") or not said.in_content(before.idx):
        return None
    if any(child != before and child.dep_ not in ("case", "punct", "advmod") for child in token.children):
        return None
    lead = token.nbor(-2) if token.i > 1 else None
    if lead is not None and lead.lower_ == "the":
        return None  # "in the last year" is the twelve months before
    if said.quoted(token) and (
        published.day <= _NEW_MONTH if token.lower_ == "month" else published.timetuple().tm_yday <= _NEW_YEAR
    ):
        return None
    shift = {"last": -1, "this": 0, "next": 1}[before.lower_]
    if token.lower_ == "year":
        words = str(published.year + shift)
    else:
        index = published.year * 12 + published.month - 1 + shift
        words = f"{calendar.month_name[index % 12 + 1]} {index // 12}"
    after_month = lead is not None and lead.text in calendar.month_name[1:]
    bare = token.dep_ in ("pobj", "nsubj", "nsubjpass") or after_month
    if not bare and token.dep_ != "npadvmod":
        return None
    opening = before.text[0].isupper()
    return Filling(Span(before.idx, token.idx + len(token)), words if bare else f"{'In' if opening else 'in'} {words}")


def _verb(token: Token) -> Token | None:
    """The verb that a time stands with; None where it belongs to a noun or to a condition."""
    verb = token.head
    if verb.pos_ not in ("VERB", "AUX") or verb == token:
        return None
    clause = [verb, *verb.ancestors]
    open_ = any(
        child.lower_ in _OPEN for clause_verb in clause for child in clause_verb.children if child.dep_ == "mark"
    )
    return None if open_ or verb.sent[0].lower_ in _OPEN else verb


def _is_past(verb: Token) -> bool:
    carrier = finite(verb)
    if carrier == verb:
        return verb.tag_ == "VBD" and verb.lower_ not in ("was", "were")
    # "was leaving on Monday" may lie ahead, as may "was to leave".
    return (carrier.tag_ == "VBD" or carrier.lower_ in ("has", "have")) and verb.tag_ == "VBN"


def _will(verb: Token) -> bool:
    return finite(verb).lower_ in ("will", "'ll", "’ll", "wo")


def _here(said: Said) -> list[Filling]:
    """ "here" in the article's own words is where its dateline says that it was written."""
    text = said.parsed.text
    dateline = next(filter(None, (_DATELINE.match(text, p.start, p.end) for p in said.parsed.paragraphs[:3])), None)
    if dateline is None:
        return []
    place = " ".join(word.capitalize() for word in re.split(r" ", dateline["place"]))
    found = []
    for token in said.all_tokens:
        if token.text == "here" and token.dep_ == "advmod" and not said.quoted(token) and not any(token.children):
            after = token.nbor() if token.i + 1 < len(token.doc) else None
            if after is None or after.is_punct or after.lower_ in ("on", "in", "for", "to", "and"):
                found.append(Filling(span_of(token), f"in {place}"))
    return found
