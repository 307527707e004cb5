"""A made pair as a row like those of claim_relations_train: who says each side, in what form, where and when.

Speakers, outlets, dates and frames follow the same chances whatever the relation, apart from what it demands: one
speaker for words in the first person, a later date for an update, one day where "Monday" would mean another day.
"""

import datetime
import random
import re
from collections.abc import Mapping
from typing import Any

from claims.nlp.given_names import is_given_name
from claims.nlp.names import plain
from claims.nlp.times import find_times
from training.pairs.contents import Content, Person
from training.pairs.corpus import Corpus
from training.pairs.covers import covered
from training.pairs.edits import Alteration, Edits, capital, changed, fits
from training.pairs.paraphrase import harmless

_OUTLETS = {
    "nyt": "New York Times",
    "wash-post": "Washington Post",
    "usa-today": "USA Today",
    "huff-post": "Huffington Post",
    "politico": "Politico",
    "breitbart": "Breitbart",
    "west-journal": "Western Journalism",
}
_WORDS = range(4, 61)
_INDIRECT = (
    "{t}, {s} said",
    "{s} said {t}",
    "{s} said that {t}",
    "according to {s}, {t}",
    "{t}, according to {s}",
    "{s}: {t}",
    "{t}, {s} told reporters",
    "{s} stated that {t}",
    "{t}, {s} argued",
    "{s} told supporters that {t}",
    "{s} insisted that {t}",
    "{t} - {s}",
)
_DIRECT = ("“{t},” {s} said", "“{t},” said {s}", "“{t}”", "“{t},” {s} told reporters", "{s}: “{t}”", "“{t},” {s} added")
_GAPS = (0, 0, 0, 1, 1, 2, 3, 5, 8, 14, 30, 60)


def draft(
    content: Content, edits: Edits, corpus: Corpus, rng: random.Random, *, most: int = 2
) -> tuple[str, tuple[str, ...]]:
    """The content with its edits and up to `most` harmless ones; the text without final mark, and what was reworded."""
    names: list[str] = []
    joined = edits
    for name, more in harmless(content, corpus, rng) if most else ():
        if len(names) < most and fits(more, joined):
            joined, names = (*joined, *more), [*names, name]
    return changed(content.text, joined), tuple(names)


def claim(
    text: str,
    content: Content,
    person: Person,
    source: str,
    published: datetime.date,
    *,
    rng: random.Random,
    frame: str = "",
) -> dict[str, str]:
    """One side of a row: a text with or without its frame, and the details of the claim."""
    speaker = person.speaker or "officials"
    short = rng.choice(
        [speaker, f"{person.role} {speaker}" if person.role and is_given_name(plain(speaker.split()[0])) else speaker]
    )
    quoting = "“" in text or '"' in text
    kind = "mixed" if quoting else "indirect"
    if not frame and not quoting and (content.direct if rng.random() < 0.85 else content.own):
        kind = "direct"
    written = capital(text)
    if frame:
        written = capital(frame.replace("{t}", text).replace("{s}", short))
        kind = "mixed" if "“" in frame else kind
    elif kind == "direct" and rng.random() < 0.5:
        pattern = rng.choice(_DIRECT)
        written = capital(pattern.replace("{t}", capital(text)).replace("{s}", short))
    elif kind != "direct" and not content.own and rng.random() < 0.5:
        pattern = rng.choice(_INDIRECT)
        inner = capital(text) if pattern.startswith("{s}: ") else text
        written = capital(pattern.replace("{t}", inner).replace("{s}", short))
    written = re.sub(r"\s+", " ", written)
    closed = written.endswith(("”", ".", "!"))
    written += "" if closed and not written.endswith("”") else "." if not closed else ""
    if written.endswith("”") and not written.endswith((".”", "!”")):
        written = f"{written[:-1]}.”"
    return {
        "text": written,
        "speaker": person.speaker,
        "role": person.role,
        "side": person.side,
        "source": source,
        "published": published.isoformat(),
        "kind": kind,
    }


def made(
    content: Content, alteration: Alteration, corpus: Corpus, rng: random.Random, second: Content
) -> dict[str, Any] | None:
    """The row of an alteration, its second side of `second`, mostly the same content; None where no dates fit."""
    alteration = covered(content, second, alteration, corpus, rng)
    lively = rng.choice([0, 0, 1, 1, 2, 3])
    text_a, reworded_a = draft(content, alteration.a, corpus, rng, most=lively if rng.random() < 0.5 else 0)
    text_b, reworded_b = draft(second, alteration.b, corpus, rng, most=lively)
    if text_a == text_b and alteration.relation != "restates":
        return None
    person_a, person_b = _people(content, second, alteration, corpus, rng)
    days = _days(content, second, alteration, rng)
    if days is None:
        return None
    sides = [(text_a, content, person_a, alteration.frame_a), (text_b, second, person_b, alteration.frame_b)]
    if second.published < content.published or (
        not alteration.later and content.published == second.published and rng.random() < 0.5
    ):
        sides.reverse()
    outlets = [_outlet(content.publisher), rng.choice(sorted(_OUTLETS.values()))]
    if rng.random() < 0.25:
        outlets[1] = outlets[0]
    rng.shuffle(outlets)
    claims = [
        claim(text, whose, person, outlet, day, rng=rng, frame=frame)
        for (text, whose, person, frame), outlet, day in zip(sides, outlets, days, strict=True)
    ]
    if any(len(c["text"].split()) not in _WORDS for c in claims) or claims[0]["text"] == claims[1]["text"]:
        return None
    return {
        "event": f"made-{content.article}",
        "beat": "politics",
        "a": claims[0],
        "b": claims[1],
        "relation": alteration.relation,
        "axis": alteration.axis,
        "note": alteration.name,
        "made": alteration.name,
        "reworded": sorted({*reworded_a, *reworded_b}),
    }


def _outlet(publisher: str) -> str:
    return _OUTLETS.get(publisher, publisher.replace("-", " ").title())


def _people(
    content: Content, second: Content, alteration: Alteration, corpus: Corpus, rng: random.Random
) -> tuple[Person, Person]:
    first = content.person
    if second is not content:
        return first, second.person
    if alteration.own or content.own or rng.random() < 0.35:
        return first, first
    near = [p for p in corpus.speakers_of.get(content.article, ()) if p.speaker != first.speaker]
    pool = near if near and rng.random() < 0.6 else corpus.speakers
    options = [p for p in pool if p.speaker and p.speaker != first.speaker]
    return first, rng.choice(options) if options else first


def _days(
    content: Content, second: Content, alteration: Alteration, rng: random.Random
) -> tuple[datetime.date, datetime.date] | None:
    """The dates of both sides, in order: none may change what the relative times of the text mean."""
    if second.article != content.article:
        days = sorted([content.published, second.published])
        return days[0], days[1]
    gaps = [gap for gap in _GAPS if gap or not alteration.later]
    gap = rng.choice(gaps)
    for option in (gap, *sorted(gaps)):
        day = content.published + datetime.timedelta(days=option)
        if _same_times(content.text, content.published, day):
            return content.published, day
    return None


def _same_times(text: str, one: datetime.date, two: datetime.date) -> bool:
    if one == two:
        return True
    first, second = find_times(text, published=one), find_times(text, published=two)
    return [t.start for t in first] == [t.start for t in second]


def counted(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Relation, axis and alteration of a row, for tables."""
    return str(row["relation"]), str(row["axis"] or "-"), str(row["made"])
