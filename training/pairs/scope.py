"""Alterations of what a claim holds for: period, place, population, definition; and dates of single events.

A period that bounds an amount is scope; a day on which a single event takes place is a date, and another day
contradicts it. Scope is changed, or added to both sides, only where a content states an amount.
"""

import calendar
import datetime
import random
import re
from collections.abc import Iterator

from claims.nlp.countries import country
from claims.nlp.types import TimeRef
from training.pairs.amounts import another, figures, rendered
from training.pairs.contents import Content
from training.pairs.corpus import Corpus, group_after
from training.pairs.edits import Alteration, Edit, Edits

_MONTHS = [name for name in calendar.month_name if name]
_DAYS = list(calendar.day_name)
_MONTH_DAY = re.compile(
    r"\b(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|April|Apr\.|May|June|July|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?) "
    r"(?P<day>\d{1,2})\b(?!,? \d{3})"
)
_YEAR = re.compile(
    r"\b(?P<lead>[Ii]n|[Dd]uring|[Ss]ince|[Bb]y|[Tt]hroughout) (?P<year>(?:19|20)\d\d)\b"
    r"(?!\s*(?:presidential|election|campaign|primary|race|cycle))"
)
_UNIT_PERIOD = re.compile(r"\b(?P<which>[Tt]his|[Ll]ast|[Nn]ext) (?P<unit>week|month|quarter|year|decade)\b")
_WEEKDAY = re.compile(
    r"\b(?P<lead>[Oo]n|until|by) (?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b(?!’|')"
)
_SINGLE = frozenset(
    (
        "die bear open close begin start end sign elect marry hold occur happen expire resign arrest retire kill "
        "launch take_place drop_out "
        "inaugurate adjourn convene schedule conclude graduate crash found indict sentence swear meet release "
        "vote file announce speak debate"
    ).split()
)
_EVENTS = frozenset(
    "debate election primary caucus caucuses convention vote hearing trial meeting summit contest deadline "
    "inauguration ceremony strike ceasefire referendum talks funeral primaries rally".split()
)
_QUANTIFIED = re.compile(
    r"\b(?:most|many|few|fewer|majority|more than half|rate|average|number of|share of)\b", re.IGNORECASE
)
_NATIONAL = re.compile(r"\b(?:nation\w*|states?|countr(?:y|ies)|world\w*|can you|federal)\b", re.IGNORECASE)
_MEASURING = frozenset(
    "be have rise fall grow raise spend earn pay receive win lose increase decline drop cost make collect donate sell "
    "account total average reach employ create contribute bring give borrow export import".split()
)
_NARROWER = "younger older female male first-time rural black white unmarried".split()
_GROUPS = frozenset(
    "voters Americans people Republicans Democrats respondents adults workers evangelicals independents".split()
)
_DEFINITIONS = {
    "money": [
        ("before taxes", "after taxes"),
        ("in nominal terms", "after inflation"),
        ("with pledges counted", "in cash already received"),
        ("interest included", "without interest"),
        ("gross", "net of costs"),
        ("in public money", "with private money included"),
    ],
    "people": [
        ("part-time staff included", "counting full-time staff only"),
        ("children included", "counting adults only"),
        ("by the narrow legal definition", "by the broad definition used abroad"),
    ],
    "rate": [
        ("seasonally adjusted", "before seasonal adjustment"),
        ("by the official definition", "by the broader measure"),
    ],
    "vote": [
        ("with the undecided left out", "with the undecided counted"),
        ("in a two-way race", "with all candidates named"),
        ("leaners included", "without those who merely lean"),
    ],
}


def alterations(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Every kind of scope and date pair that the content allows."""
    measured = bool(_QUANTIFIED.search(content.text)) or any(f.quantity.unit != "day" for f in figures(content))
    measured = measured and not _NATIONAL.search(content.text)
    yield from _dates(content, rng)
    if measured and not content.negated and not content.conditional:
        yield from _periods(content, rng)
        yield from _places(content, corpus, rng)
        yield from _groups(content, corpus, rng)
        yield from _added(content, corpus, rng)
        yield from _defined(content, rng)


def _number(content: Content, rng: random.Random, taken: Edits) -> Edits:
    """Another number beside a change of scope, at times: look-alikes differ in both or in scope alone."""
    found = [f for f in figures(content) if all(f.end < e.start or f.first > e.end for e in taken)]
    if not found or rng.random() < 0.4:
        return ()
    figure = rng.choice(found)
    value = another(figure, rng)
    return (Edit(figure.start, figure.end, rendered(value, figure)),) if value is not None else ()


def _scoped(name: str, axis: str, content: Content, rng: random.Random, edits: Edits, *, a: Edits = ()) -> Alteration:
    return Alteration(name, "differs_in_scope", axis, a=a, b=(*edits, *_number(content, rng, (*edits, *a))))


def _periods(content: Content, rng: random.Random) -> Iterator[Alteration]:
    if content.root.lemma_ not in _MEASURING or not any(f.quantity.unit != "day" for f in figures(content)):
        return
    year = _YEAR.search(content.text)
    if year and year["lead"].lower() in {"in", "during", "throughout", "since"}:
        other = int(year["year"]) - rng.choice([1, 2, 3, 4, 6, 8])
        yield _scoped("year", "period", content, rng, (Edit(year.start("year"), year.end("year"), str(other)),))
    period = _UNIT_PERIOD.search(content.text)
    if period and not re.match(r"[’']s", content.text[period.end() :]):
        which, unit = period["which"].lower(), period["unit"]
        options = [
            f"{w} {u}"
            for w in ("this", "last")
            for u in ("week", "month", "quarter", "year")
            if (w, u) != (which, unit)
        ]
        chosen = rng.choice(options)
        if (which, chosen.split()[0]) not in {("next", "last"), ("next", "this")}:
            yield _scoped("this or last", "period", content, rng, (Edit(period.start(), period.end(), chosen),))


def _places(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    found = [p for p in places_of(content, corpus) if p[3]]
    if found:
        start, end, kind, _ = rng.choice(found)
        other = another_place(content, corpus, rng, kind)
        if other:
            yield _scoped("place", "place", content, rng, (Edit(start, end, other),))


def places_of(content: Content, corpus: Corpus) -> list[tuple[int, int, str, bool]]:
    """Start, end, kind ("country" or "place") of every place named; True where it bounds the statement ("in ...")."""
    found = []
    for entity in content.doc.ents:
        if entity.label_ != "GPE" or entity.text.endswith(("’s", "'s")):
            continue
        kind = (
            "country" if country(entity.text) == entity.text else "place" if entity.text in set(corpus.places) else ""
        )
        after = content.text[entity.end_char :]
        if not kind or re.match(r", [A-Z]|[’'-]|\.\w| [A-Z]| (?:and|or) [A-Z]", after):
            continue
        head = entity.root.head
        before = content.text[: entity.start_char].rstrip()
        if before.endswith(",") or re.search(r"(?:[A-Z][\w.]+|and|or)$", before):
            continue
        scope = entity.root.dep_ == "pobj" and head.lower_ in {"in", "across", "throughout"}
        found.append((entity.start_char, entity.end_char, kind, scope))
    return found


def another_place(content: Content, corpus: Corpus, rng: random.Random, kind: str) -> str:
    """A place of the same kind that the content does not name."""
    options = [p for p in (corpus.countries if kind == "country" else corpus.places) if p not in content.text]
    return rng.choice(options) if options else ""


def _groups(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    for token in content.doc:
        if (
            token.lower_ == "of"
            and token.i
            and token.nbor(-1).lower_ in {"percent", "%", "majority", "most", "third", "half"}
        ) or token.lower_ in {"among", "with"}:
            place = group_after(token)
            if not place or (token.lower_ in {"among", "with"} and place[2] not in corpus.groups):
                continue
            options = [g for g in corpus.groups if not set(g.lower().split()) & set(place[2].lower().split())]
            narrow = [f"{w} {place[2]}" for w in _NARROWER if " " not in place[2] and place[2] in _GROUPS]
            chosen = rng.choice(narrow if narrow and rng.random() < 0.5 else options) if options else ""
            if chosen:
                yield _scoped("population", "population", content, rng, (Edit(place[0], place[1], chosen),))
            return


def _starts_plainly(content: Content) -> bool:
    first = content.doc[0]
    return first.pos_ in {"DET", "NOUN", "PROPN", "NUM", "ADJ", "SYM"} and first.lower_ not in {"this", "that", "these"}


def _added(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Scope put before the content on both sides, or on one beside another number."""
    if content.own or not _starts_plainly(content) or content.root.tag_ == "MD":
        return
    placed = any(e.label_ in {"GPE", "LOC"} for e in content.doc.ents)
    dated = bool(content.times) or any(e.label_ == "DATE" for e in content.doc.ents)
    past = content.root.tag_ == "VBD"
    if not placed and len(corpus.places) > 1:
        one, two = rng.sample(corpus.places, 2)
        yield _scoped(
            "place on both", "place", content, rng, (Edit(0, 0, f"in {two}, "),), a=(Edit(0, 0, f"in {one}, "),)
        )
        where = rng.choice(["across the country", "nationally"])
        yield _scoped(
            "place and nation", "place", content, rng, (Edit(0, 0, f"in {two}, "),), a=(Edit(0, 0, f"{where}, "),)
        )
    if not dated and past:
        years = rng.sample(range(content.published.year - 9, content.published.year), 2)
        quarters = rng.sample(["first", "second", "third", "fourth"], 2)
        months = rng.sample(_MONTHS, 2)
        pairs = [
            (f"in {years[0]}, ", f"in {years[1]}, "),
            (f"in {months[0]}, ", f"in {months[1]}, "),
            (f"in the {quarters[0]} quarter, ", f"in the {quarters[1]} quarter, "),
            (f"in {months[0]} alone, ", f"in the whole of {years[0]}, "),
            ("last week, ", "in the first half of the year, "),
        ]
        a, b = rng.choice(pairs)
        if rng.random() < 0.5:
            a, b = b, a
        yield _scoped("period on both", "period", content, rng, (Edit(0, 0, b),), a=(Edit(0, 0, a),))
    if any(q.unit.startswith("percent") for q in content.quantities):
        voters = [g for g in corpus.groups if g[0].islower()]
        if len(voters) > 1 and not re.search(r"\b(?:among|of) ", content.text):
            one, two = rng.sample(voters, 2)
            if not set(one.split()) & set(two.split()):
                yield _scoped(
                    "population on both",
                    "population",
                    content,
                    rng,
                    (Edit(0, 0, f"among {two}, "),),
                    a=(Edit(0, 0, f"among {one}, "),),
                )


def _defined(content: Content, rng: random.Random) -> Iterator[Alteration]:
    """The same amount by another definition, said on both sides."""
    found = list(figures(content))
    if not found or len(content.text.split()) > 26 or content.own:
        return
    quantity = found[0].quantity
    if quantity.unit == "USD":
        kind = "money"
    elif quantity.unit == "percent" and content.lemmas & {
        "support",
        "lead",
        "poll",
        "favor",
        "voter",
        "ahead",
        "trail",
    }:
        kind = "vote"
    elif quantity.unit == "percent" and content.lemmas & {
        "rate",
        "unemployment",
        "inflation",
        "growth",
        "poverty",
        "economy",
    }:
        kind = "rate"
    elif not quantity.unit and quantity.noun in {
        "person",
        "people",
        "worker",
        "job",
        "employee",
        "refugee",
        "immigrant",
        "student",
        "patient",
        "death",
        "case",
        "officer",
        "soldier",
        "victim",
        "child",
        "woman",
    }:
        kind = "people"
    else:
        return
    one, two = rng.choice(_DEFINITIONS[kind])
    if rng.random() < 0.5:
        one, two = two, one
    end = len(content.text)
    yield _scoped(
        "definition", "definition", content, rng, (Edit(end, end, f", {two}"),), a=(Edit(end, end, f", {one}"),)
    )


def _single(content: Content) -> bool:
    """Whether the main clause tells of an event that happens once."""
    root = content.root
    lemma = root.lemma_.lower()
    particle = next((c.lower_ for c in root.children if c.dep_ in {"prt", "dobj"}), "")
    subject = content.subject.lemma_.lower()
    return (
        f"{lemma}_{particle}" in _SINGLE
        or (
            lemma in _SINGLE
            and (
                content.subject.dep_ == "nsubjpass"
                or subject in _EVENTS
                or lemma in {"die", "resign", "expire", "retire", "begin", "end", "open", "close"}
            )
        )
        or (subject in _EVENTS and lemma in {"be", "come", "take"})
    )


def _dates(content: Content, rng: random.Random) -> Iterator[Alteration]:
    """Another day for an event: contradicts; moved: updates; written otherwise: restates."""
    text = content.text
    day, weekday, year = _MONTH_DAY.search(text), _WEEKDAY.search(text), _YEAR.search(text)
    once = not content.negated and not content.conditional and _single(content)
    if day:
        number = int(day["day"])
        month = _month(day["month"])
        if 1 <= number <= 31 and not re.search(r"(?:Sept?\. 11|September 11|Super)", text):
            forms = [
                f"{number} {_MONTHS[month - 1]}",
                f"{_MONTHS[month - 1]} {number}",
                f"the {_ordinal(number)} of {_MONTHS[month - 1]}",
                f"{_MONTHS[month - 1][:3]}. {number}",
            ]
            written = rng.choice([form for form in forms if form != day.group()])
            yield Alteration("day in other form", "restates", None, b=(Edit(day.start(), day.end(), written),))
            if once:
                other = rng.choice([n for n in range(1, 29) if abs(n - number) > 1])
                moved = rng.random() < 0.3
                new = f"{day['month'] if not moved else _MONTHS[(month + rng.choice([0, 1, 4, 9])) % 12]} {other}"
                yield from _moved(content, rng, day.span(), new, day.group())
    elif weekday and once:
        new = rng.choice([d for d in _DAYS if d != weekday["day"]])
        yield from _moved(content, rng, weekday.span("day"), new, weekday["day"])
    elif year and year["lead"].lower() in {"in", "by"} and once:
        new = str(int(year["year"]) + rng.choice([-6, -4, -3, -2, -1, 1, 2]))
        yield Alteration(
            "year of an event", "contradicts", "date", b=(Edit(year.start("year"), year.end("year"), new),)
        )
    if weekday and not day:
        reference = next((t for t in content.times if t.span.start <= weekday.start("day") < t.span.end), None)
        if (
            reference
            and not re.match(r" (?:morning|night|evening|afternoon)|[’']", text[weekday.end("day") :])
            and abs((reference.start - content.published).days) < 7
        ):
            yield Alteration(
                "weekday as date",
                "restates",
                None,
                b=(Edit(weekday.start("day"), weekday.end("day"), _written(reference, rng)),),
            )


def _moved(content: Content, rng: random.Random, place: tuple[int, int], new: str, old: str) -> Iterator[Alteration]:
    edit = Edit(*place, new)
    yield Alteration("day of an event", "contradicts", "date", b=(edit,))
    if (
        not content.own
        and content.root.tag_ != "VBD"
        and not any(c.lower_ in {"was", "were", "had"} for c in content.root.children)
    ):
        tail = rng.choice(
            [
                f", not on {old} as planned",
                f", instead of {old}",
                f", having been moved from {old}",
                f", after a postponement from {old}",
            ]
        )
        yield Alteration(
            "event moved", "updates", "date", b=(edit, Edit(len(content.text), len(content.text), tail)), later=True
        )


def _written(time: TimeRef, rng: random.Random) -> str:
    day: datetime.date = time.start
    return rng.choice(
        [
            f"{_MONTHS[day.month - 1]} {day.day}",
            f"{day.day} {_MONTHS[day.month - 1]}",
            f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
        ]
    )


def _month(written: str) -> int:
    return next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(written.rstrip(".")[:3]))


def _ordinal(number: int) -> str:
    return f"{number}{'th' if 11 <= number <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
