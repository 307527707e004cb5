"""The people a text names: every form of each name, their roles and side, and where each is mentioned.

Names are found by the entity recogniser and by what stands around them (titles, appositions), because the recogniser
takes bare surnames for places and firms. A surname two people share names neither of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from claims.nlp import names
from claims.nlp.countries import countries_in
from claims.nlp.given_names import is_given_name
from claims.nlp.name_runs import NAME_RUN, NameRun, name_runs, with_shared_surnames
from claims.nlp.parsing import ParsedText
from claims.nlp.roles import HONORIFICS, OFFICE_OF_TITLE, SEX_OF_ROLE, role_words
from claims.nlp.titles import titles_around
from claims.nlp.types import Span

_BY_NAME = re.compile(
    r"^[\s,(]*(?:alias|also known as|better known as|known as|nicknamed|dubbed|a\.?k\.?a\.?)\s+(?:as\s+)?[‘'“\"«]?"
    rf"({NAME_RUN.pattern})"
)

_SIBLING = re.compile(r"\b(?:brother|sister|sibling|twin|son|daughter|cousin),?\s$")


@dataclass
class Person:
    """One person within a text. `mentions` are the places of the names; `roles` the titles as written."""

    names: list[str]
    mentions: list[Span] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    side: str = ""
    sex: str = ""

    def add_role(self, role: str) -> None:
        if role and names.plain(role) not in {names.plain(known) for known in self.roles}:
            self.roles.append(role)


class People:
    """The people of one text and the places where they are named."""

    def __init__(self, parsed: ParsedText) -> None:
        self.parsed = parsed
        self.persons: list[Person] = []
        self.at: dict[Span, tuple[int, ...]] = {}
        self._siblings: dict[int, str] = {}  # persons called by a given name alone, with the surname they may share
        runs = with_shared_surnames(parsed.text, name_runs(parsed))
        self._collect_full(runs)
        self._collect_by_names()
        self._collect_siblings(runs)
        self._collect_short(runs)
        self._describe()

    def add(self, name: str) -> int:
        """The person known only by this surname in the text; its index."""
        for number, person in enumerate(self.persons):
            if person.names == [name]:
                return number
        self.persons.append(Person([name]))
        return len(self.persons) - 1

    @cached_property
    def mentions(self) -> list[tuple[Span, tuple[int, ...]]]:
        """All places of names in order, each with the persons it can mean."""
        return sorted(self.at.items())

    def named_in(self, span: Span) -> list[tuple[Span, tuple[int, ...]]]:
        """Mentions within the span, in order."""
        first = bisect_left(self.mentions, (Span(span.start, span.start), ()))
        last = bisect_left(self.mentions, (Span(span.end, span.end), ()))
        return [(place, who) for place, who in self.mentions[first:last] if place.end <= span.end]

    def _who(self, fits: Callable[[str], bool], *, full: bool = False) -> list[int]:
        """Indices of the persons with a name that fits; with `full` only their full names are asked about."""
        return [
            number
            for number, person in enumerate(self.persons)
            if any(fits(name) for name in person.names if not full or names.is_full(name))
        ]

    def _collect_full(self, runs: list[NameRun]) -> None:
        """One person for each set of full names that can be one person's."""
        alone = {names.plain(run.text) for run in runs}
        full = [
            run
            for run in runs
            if (run.person or set(names.parts(run.text)) <= alone)
            and names.is_full(run.text)
            and not self._in_headline(run.span)
        ]
        counts = Counter(names.plain(run.text) for run in full)
        # Longest first, so that a shorter form finds the one it shortens.
        full.sort(key=lambda run: (-len(names.parts(run.text)), -counts[names.plain(run.text)], run.span))
        for run in full:
            is_pair = not is_given_name(names.parts(run.text)[0])
            if is_pair and self._who(lambda name, run=run: names.surname_of(run.text, name)):  # type: ignore[misc]
                continue  # "López Obrador" beside "Andrés Manuel López Obrador": a surname, placed below
            fits: list[int] = []
            for same in (names.same_name, names.misspelt, names.double_surname):
                fits = fits or self._who(lambda name, run=run, same=same: same(run.text, name))  # type: ignore[misc]
            if not fits:
                self.persons.append(Person([run.text]))
                fits = [len(self.persons) - 1]
            self._note(run, fits)

    def _note(self, run: NameRun, who: list[int]) -> None:
        """Record the place of a name and, where it means one person, the name as one of theirs."""
        self.at[run.span] = tuple(who)
        if len(who) == 1 and run.text not in self.persons[who[0]].names and len(names.parts(run.text)) > 1:
            self.persons[who[0]].names.append(run.text)

    def _collect_by_names(self) -> None:
        """ "X, alias “Y”": another name of X, however it looks."""
        for place, who in sorted(self.at.items()):
            by_name = _BY_NAME.match(self.parsed.text[place.end : place.end + 80])
            if by_name and len(who) == 1:
                self.persons[who[0]].names.append(by_name.group(1))

    def _collect_siblings(self, runs: list[NameRun]) -> None:
        """ "X Y and her brother Z": Z, who goes on by that name, may be meant by "Y" as well as X."""
        text = self.parsed.text
        for run in sorted(runs, key=lambda run: run.span):
            again = [other for other in runs if names.plain(other.text) == names.plain(run.text)]
            if run.span in self.at or len(again) < 2 or not _SIBLING.search(text[: run.span.start][-12:]):
                continue
            before = [who for place, who in sorted(self.at.items()) if place.end < run.span.start and len(who) == 1]
            if names.is_full(run.text) or self._bearers(run.text) or not before:
                continue
            surname = names.parts(self.persons[before[-1][0]].names[0])[-1]
            self.persons.append(Person([run.text]))
            self._siblings[len(self.persons) - 1] = surname

    def _in_headline(self, span: Span) -> bool:
        """Whether the name stands in a paragraph in title case, where a capital tells nothing."""
        paragraph = next((p for p in self.parsed.paragraphs if p.start <= span.start < p.end), None)
        words = re.findall(r"[^\W\d_]{4,}", paragraph.of(self.parsed.text)) if paragraph else []
        return 4 <= len(words) <= 30 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)

    def _collect_short(self, runs: list[NameRun]) -> None:
        """Surnames: of the one person who bears it, of several, or of someone this text never names in full."""
        alone: dict[str, int] = {}
        for run in sorted(runs, key=lambda run: run.span):
            if run.span in self.at:
                continue
            fits = self._bearers(run.text)
            if not fits and self._in_headline(run.span):
                continue
            fits += [n for n, surname in self._siblings.items() if (surname,) == names.parts(run.text)]
            if len(fits) > 1:
                fits = self._by_title(run, fits)
            other = bool(fits) and self._of_other_sex(run, fits)
            if not fits or other:
                if not other and (not run.person or names.is_full(run.text)):
                    continue
                key = names.plain(run.text)
                if key not in alone:
                    self.persons.append(Person([run.text]))
                    alone[key] = len(self.persons) - 1
                # "Mr Y" beside Anna Y alone: someone the text has not named, or a slip in the title.
                fits = [*fits, alone[key]] if other else [alone[key]]
            self._note(run, fits)

    def _of_other_sex(self, run: NameRun, fits: list[int]) -> bool:
        """Whether the title before a surname contradicts the given names of all that bear it."""
        sex = HONORIFICS.get(run.title.lower().split()[-1], "") if run.title else ""
        return bool(sex) and all(names.sex(self.persons[n].names[0]) not in ("", sex) for n in fits)

    def _bearers(self, short: str) -> list[int]:
        """Who can be meant by a name that is no full one: as another name, surname, given name, or surname misspelt."""
        key = names.parts(short)
        found = self._who(lambda name: names.parts(name) == key) or self._who(
            lambda name: names.surname_of(short, name), full=True
        )
        if found or len(key) != 1:
            return found
        return self._who(lambda name: names.parts(name)[0] == key[0], full=True) or self._who(
            lambda name: any(names.near(key[0], part) for part in names.parts(name)[1:]), full=True
        )

    def _by_title(self, run: NameRun, fits: list[int]) -> list[int]:
        """Of several bearers of a surname, those the title fits: "Mrs Smith", "Governor Smith"."""
        sex = HONORIFICS.get(run.title.lower().split()[-1], "") if run.title else ""
        if sex:
            kept = [n for n in fits if (names.sex(self.persons[n].names[0]) or sex) == sex]
            return kept or fits
        words = role_words(run.title)
        if words:
            kept = [n for n in fits if any(words <= role_words(self._title_of(place)) for place in self._places(n))]
            return kept if len(kept) == 1 else fits
        return fits

    def _places(self, number: int) -> list[Span]:
        return [place for place, who in self.at.items() if who == (number,)]

    def _title_of(self, place: Span) -> str:
        before, after = titles_around(self.parsed, place)
        return f"{before} {after}"

    def _describe(self) -> None:
        """Roles, side, sex and by-names, from all mentions that mean one person."""
        for place, who in sorted(self.at.items()):
            if len(who) != 1:
                continue
            person = self.persons[who[0]]
            person.mentions.append(place)
            for role in titles_around(self.parsed, place):
                if not role:
                    continue
                last = role.lower().split()[-1]
                if last in HONORIFICS:
                    person.sex = person.sex or HONORIFICS[last]
                    person.add_role(OFFICE_OF_TITLE.get(last.strip("."), "").capitalize())
                    continue
                person.add_role(role)
                person.sex = person.sex or next((SEX_OF_ROLE[w] for w in role.lower().split() if w in SEX_OF_ROLE), "")
                sides = countries_in(role, seats=True)
                if len(sides) == 1 or (sides and countries_in(role.split()[0])):
                    person.side = person.side or sides[0]
        for person in self.persons:
            person.names.sort(key=names.order)
            person.sex = person.sex or next((found for name in person.names if (found := names.sex(name))), "")
