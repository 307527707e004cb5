"""Which person a phrase such as "the minister", "the 43-year-old" or "the official" means.

One holder of the office in the text, and nobody else about whom it could be said; or the candidates.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from claims.nlp.attribution import bodies
from claims.nlp.attribution.cast import Cast, Reading
from claims.nlp.attribution.discourse import Discourse, place
from claims.nlp.attribution.spans import Found
from claims.nlp.parsing import ParsedText
from claims.nlp.roles import GENERIC, ROLES, SEX_OF_ROLE, head_role, role_words
from claims.nlp.types import Span, SpeakerKind

# An office with one of these is another office than without: the vice president is not the president.
_QUALIFIERS = frozenset(
    "vice deputy former ex assistant under associate shadow acting interim outgoing incoming retired".split()
)
_AGED = re.compile(r"\b(\d{1,3})-year-old\b")
# "his lawyer", "the bank's director": of whom it is said decides, which the words here do not tell.
_OWNED = re.compile(r"(?i:his|her|its|their|our|my)\s|.*\w['’]s?\s")


class Offices:
    """The offices that the persons of one text hold."""

    def __init__(self, parsed: ParsedText, cast: Cast, discourse: Discourse) -> None:
        self.parsed = parsed
        self.cast = cast
        self.people = cast.people
        self.discourse = discourse

    def is_about_a_person(self, words: str, head: Token) -> bool:
        """Whether the phrase names an office, an occupation or an age."""
        return head.lower_ in ROLES or bool(_AGED.search(words)) or bool(head_role(words) and head.pos_ != "PROPN")

    def holder(self, words: str, sides: list[str], item: Found) -> Reading:
        """The one person the phrase fits, the candidates, or someone the text never names."""
        aged = _AGED.search(words)
        if aged:
            return self._of_age(int(aged.group(1)), words, sides, item)
        persons = self.people.persons
        fits = [
            number
            for number, person in enumerate(persons)
            if (not sides or not person.side or person.side in sides)
            and any(_holds(words, role) for role in person.roles)
        ]
        earlier = self.discourse.last(item)
        if fits:
            return self._one_of(fits, words, sides, item, earlier)
        again = self._taken_up(words, item, earlier, sides) if head_role(words) in GENERIC else None
        return again or self.cast.body(bodies.unnamed(words, sides))

    def _one_of(self, fits: list[int], words: str, sides: list[str], item: Found, earlier: Reading | None) -> Reading:
        persons = self.people.persons
        last = self.cast.person_of(earlier)
        exact = [n for n in fits if sides and persons[n].side in sides]
        if len(exact) == 1:
            return self.cast.persons(exact)
        others = [n for n, person in enumerate(persons) if n != last and (n in fits or not person.roles)]
        if last is not None and last in fits and not self.discourse.rivals(item, others):
            return self.cast.persons([last]) if not _OWNED.match(words) else self.cast.open(self.cast.persons(fits))
        if len(fits) > 1:
            speaking = self._goes_on(fits, item) if last is None and not _OWNED.match(words) else None
            return self.cast.persons(fits if speaking is None else [speaking])
        only = fits[0]
        if sides and not persons[only].side:
            return self.cast.open(self.cast.persons(fits))  # "her Chilean counterpart" may be the Chilean minister
        at = place(item)
        paragraph = self.parsed.paragraphs[self.discourse.paragraph(at)]
        # "the senator" after "Rubio stopped by" need not be the one senator the text calls so.
        about = [
            n for n in self.discourse.subjects(paragraph.start, at, item.content) if n != only and not persons[n].roles
        ]
        if about or _OWNED.match(words) or self._another(words, only, at):
            return self.cast.open(self.cast.persons([only, *about]))
        return self.cast.persons([only])

    def _goes_on(self, fits: list[int], item: Found) -> int | None:
        """The holder who spoke, where since then only unnamed ones have, and no other holder has done anything."""
        at = place(item)
        for earlier, reading in reversed(self.discourse.said):
            person, body = self.cast.person_of(reading), self.cast.body_of(reading)
            if self.discourse.paragraph(at) - self.discourse.paragraph(max(span.end for span in earlier.content)) > 2:
                return None
            if person is None and body is not None and body.kind is SpeakerKind.UNNAMED:
                continue
            quoted = [span for said, _ in self.discourse.said[-4:] for span in said.content]
            doing = self.discourse.subjects(place(earlier) + 1, at, [*quoted, *item.content])
            return person if person in fits and not {*doing} & {*fits} - {person} else None
        return None

    def _another(self, words: str, holder: int, at: int) -> bool:
        """Whether someone else of that office stands before the offset: "another minister", "Holt's lawyer"."""
        word = head_role(words)
        text = self.parsed.text
        mentions = self.people.persons[holder].mentions
        first = min((mention.start for mention in mentions), default=0)
        for match in re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE).finditer(text, 0, at):
            if any(abs(match.start() - m.start) < 90 or abs(match.start() - m.end) < 60 for m in mentions):
                continue
            lead = text[max(0, match.start() - 40) : match.start()]
            if re.search(r"\b(?:an?|another|one|second|other|his|her|their)\s(?:[\w-]+\s){0,3}$|['’]s\s$", lead):
                return True
            if match.start() < first and re.search(r"\b[Tt]he\s(?:[\w-]+\s){0,2}$", lead):
                return True
        return False

    def _of_age(self, age: int, words: str, sides: list[str], item: Found) -> Reading:
        fits = [n for n, person in enumerate(self.people.persons) if person.age == age]
        earlier = self.discourse.last(item)
        if fits:
            return self.cast.persons(fits)
        again = self._taken_up(words, item, earlier, sides, aged=True)
        return again or self.cast.body(bodies.unnamed(words, sides))

    def _taken_up(
        self, words: str, item: Found, earlier: Reading | None, sides: list[str], *, aged: bool = False
    ) -> Reading | None:
        """ "the official", "the politician": who spoke last, or the one person the sentence before is about."""
        last = self.cast.person_of(earlier)
        if last is None and earlier is not None and earlier.speaker is not None and not aged:
            return earlier  # someone unnamed goes on
        if last is None:
            subjects = self.discourse.recent(place(item), subjects=True)
            last = subjects[0] if len(subjects) == 1 else None
        if last is None:
            return None
        person = self.people.persons[last]
        others = [n for n in range(len(self.people.persons)) if n != last]
        sex = SEX_OF_ROLE.get(head_role(words), "")
        fitting = (
            (person.roles or aged)
            and not (aged and person.age)
            and (not sides or person.side in ("", *sides))
            and (not sex or person.sex in ("", sex))
        )
        if not fitting or self.discourse.rivals(item, others) or (aged and self._strangers(item)):
            return None
        return self.cast.persons([last])

    def _strangers(self, item: Found) -> bool:
        at = place(item)
        start = self.parsed.paragraphs[max(0, self.discourse.paragraph(at) - 1)].start
        quoted = [span for earlier, _ in self.discourse.said[-3:] for span in earlier.content]
        return self.discourse.strangers(start, at, [*quoted, *item.content, *item.source, Span(at, at)])


def _holds(words: str, role: str) -> bool:
    """Whether the phrase names the office of a role: the same head, no word beyond it, the same rank."""
    wanted, have = role_words(words), role_words(role)
    return wanted <= have and have & _QUALIFIERS == wanted & _QUALIFIERS and head_role(role) == head_role(words)
