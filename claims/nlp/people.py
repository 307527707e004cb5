"""The people a text names: every form of each name, their roles and side, and where each is mentioned.

Names are found by the entity recogniser and by what stands around them (titles, appositions), because the recogniser
takes bare surnames for places and firms. A surname two people share names neither of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from claims.nlp import names
from claims.nlp.countries import countries_in
from claims.nlp.given_names import is_given_name
from claims.nlp.kinship import kin_before, speaks_of_spouse
from claims.nlp.name_runs import NAME_RUN, NameRun, name_runs, nickname_in, with_shared_surnames
from claims.nlp.parsing import ParsedText
from claims.nlp.roles import HONORIFICS, OFFICE_OF_TITLE, SEX_OF_ROLE, role_words
from claims.nlp.titles import titles_around
from claims.nlp.types import Span

_BY_NAME = re.compile(
    r"[\s,(–—-]*(?:(?:who|and|is|was|also|better|widely|popularly|\w+ly)\s)*"
    r"(?:(?:alias|aka|a\.k\.a\.|nicknamed|dubbed)\s(?:the\s)?[‘'“\"«„]?|"
    r"(?:known|nicknamed|dubbed|called)(?:\s(?:to|by|in|across|among)\s[\w\s’']{2,30}?)?\s(?:simply\s)?"
    r"(?:as\s(?:the\s)?[‘'“\"«„]?|(?:the\s)?[‘'“\"«„]))"
    rf"(?:[Tt]he\s)?({NAME_RUN.pattern})(?!['’]s\b)"
)
_YOUNGER = frozenset("younger junior son daughter grandson granddaughter nephew niece".split())
_OLDER = frozenset("older elder senior father mother uncle aunt grandfather grandmother".split())
_AGE_AFTER = re.compile(r",? \(?(?:who is |aged )?(\d{1,3})(?=[,.);]| years old)")
_AGE_BEFORE = re.compile(r"\b(\d{1,3})-year-old(?:\s[\w-]+){0,4}\s$")


@dataclass
class Person:
    """One person within a text. `mentions` are the places of the names; `roles` the titles as written."""

    names: list[str]
    mentions: list[Span] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    by_names: list[str] = field(default_factory=list)
    side: str = ""
    sex: str = ""
    age: int = 0  # 0 where the text does not tell

    def add_role(self, role: str) -> None:
        if role and names.plain(role) not in {names.plain(known) for known in self.roles}:
            self.roles.append(role)


class People:
    """The people of one text and the places where they are named."""

    def __init__(self, parsed: ParsedText) -> None:
        self.parsed = parsed
        self.persons: list[Person] = []
        self.at: dict[Span, tuple[int, ...]] = {}
        self._counted = 0  # size of `at` when `_placed`, its places by person, was made
        self._placed: defaultdict[int, list[Span]] = defaultdict(list)
        self._relatives: dict[int, set[str]] = {}  # persons known by a given name alone; the surnames they may share
        runs = with_shared_surnames(parsed.text, name_runs(parsed))
        self._collect_full(runs)
        self._collect_by_names()
        self._collect_relatives(runs)
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
            if any(fits(name) for name in (*person.names, *person.by_names) if not full or names.is_full(name))
        ]

    def _collect_full(self, runs: list[NameRun]) -> None:
        """One person for each set of full names that can be one person's."""
        alone = {names.plain(run.text) for run in runs}
        titled = {names.parts(run.text)[-1] for run in runs if run.title and names.parts(run.text)}
        runs = self._without_epithets(runs)
        full = [
            run
            for run in runs
            if (run.person or set(names.parts(run.text)) <= alone or names.parts(run.text)[-1] in titled)
            and names.is_full(run.text)
            and run.text[0].isupper()
            and not self._in_headline(run.span)
        ]
        counts = Counter(names.plain(run.text) for run in full)
        # Longest first, so that a shorter form finds the one it shortens.
        full.sort(key=lambda run: (-len(names.parts(run.text)), -counts[names.plain(run.text)], run.span))
        for run in full:
            is_pair = not is_given_name(names.parts(run.text)[0])
            with_particle = self._who(lambda name, run=run: names.with_particle(run.text, name), full=True)  # type: ignore[misc]
            if with_particle:
                continue
            if is_pair and self._who(lambda name, run=run: names.surname_of(run.text, name)):  # type: ignore[misc]
                continue  # "López Obrador" beside "Andrés Manuel López Obrador": a surname, placed below
            fits: list[int] = []
            firm = all(token.ent_type_ == "ORG" for token in self.parsed.tokens(run.span))
            # "Holt Looms" is no other name of Anna Holt.
            for same in (names.same_name, names.misspelt, *(() if firm else (names.double_surname,))):
                fits = fits or self._who(lambda name, run=run, same=same: same(run.text, name))  # type: ignore[misc]
            if not fits:
                self.persons.append(Person([run.text]))
                fits = [len(self.persons) - 1]
            self._note(run, fits)

    def _without_epithets(self, runs: list[NameRun]) -> list[NameRun]:
        """ "Crooked Anna Holt" is Anna Holt, where the text names her so more often."""
        counts = Counter(names.parts(run.text) for run in runs)
        found = []
        for run in runs:
            parts, words = names.parts(run.text), run.text.split()
            shorter = parts[1:]
            if (
                len(shorter) >= 2
                and not is_given_name(parts[0])
                and is_given_name(shorter[0])
                and counts[shorter] > counts[parts]
            ):
                cut = len(words[0]) + 1
                found.append(replace(run, text=run.text[cut:], span=Span(run.span.start + cut, run.span.end)))
            else:
                found.append(run)
        return found

    def _note(self, run: NameRun, who: list[int]) -> None:
        """Record the place of a name and, where it means one person, the name as one of theirs."""
        self.at[run.span] = tuple(who)
        if len(who) == 1 and run.text not in self.persons[who[0]].names and len(names.parts(run.text)) > 1:
            self.persons[who[0]].names.append(run.text)

    def _collect_by_names(self) -> None:
        """ "X, alias “Y”": another name of X, however it looks."""
        for place, who in sorted(self.at.items()):
            if len(who) != 1:
                continue
            person = self.persons[who[0]]
            found = _BY_NAME.match(self.parsed.text[place.end : place.end + 120])
            if found:
                person.by_names.append(found.group(1))
            nickname = nickname_in(place.of(self.parsed.text))
            if nickname:
                person.by_names += [nickname, f"{nickname} {person.names[0].split()[-1]}"]
        for number, person in enumerate(self.persons):
            person.by_names = list(dict.fromkeys(person.by_names))
            for by_name in person.by_names:
                for match in re.finditer(rf"(?<!\w){re.escape(by_name)}(?!\w)", self.parsed.text):
                    here = [place for place in self.at if place.start < match.end() and match.start() < place.end]
                    if all(self.at[place] == (number,) for place in here):
                        self.at.setdefault(Span(*match.span()), (number,))

    def _collect_relatives(self, runs: list[NameRun]) -> None:
        """ "X Y and her brother Z": Z, known by a given name alone, may be meant by "Y" as well as X."""
        text = self.parsed.text
        for run in sorted(runs, key=lambda run: run.span):
            kin = kin_before(text, run.span.start)
            if kin is None or run.span in self.at or names.is_full(run.text) or not run.text[0].isupper():
                continue
            before = [
                who[0]
                for place, who in sorted(self.at.items())
                if place.end < run.span.start and len(who) == 1 and names.is_full(self.persons[who[0]].names[0])
            ]
            if not before or self._bearers(run.text):
                continue
            last = self.persons[before[-1]]
            if kin.owner and kin.of_spouse and not self._sex(before[-1]):
                last.sex = kin.owner
            again = [other for other in runs if names.plain(other.text) == names.plain(run.text)]
            surnames = Counter(parts[-1] for one in self.persons if len(parts := names.parts(one.names[0])) > 1)
            owner = {names.parts(self.persons[n].names[0])[-1] for n in self._bearers(kin.owner_name)}
            family = {surname for surname, n in surnames.items() if n > 1}
            if kin.of_pronoun or not family:
                family.add(names.parts(last.names[0])[-1])
            self.persons.append(Person([run.text], sex=kin.sex))
            self._relatives[len(self.persons) - 1] = owner if kin.owner_name and owner else family
            for other in again:
                self.at.setdefault(other.span, (len(self.persons) - 1,))

    def _office(self, run: NameRun) -> frozenset[str]:
        return role_words(run.title) if run.title.lower() not in HONORIFICS else frozenset()

    def _holds(self, run: NameRun, fits: list[int]) -> bool:
        """Whether one of the persons has the office that stands before the name."""
        office = self._office(run)
        return bool(office) and any(office <= role_words(role) for n in fits for role in self.persons[n].roles)

    def _is_spouse(self, run: NameRun, fits: list[int], namesakes: set[str]) -> bool:
        """Whether "President Y" would be the first lady, or the one woman Y of a text that also has a Mr Y."""
        if not self._office(run):
            return False
        return names.plain(run.text) in namesakes or any(
            "first lady" in self.parsed.text[max(0, place.start - 30) : place.end + 25].lower()
            for n in fits
            for place in self._places(n)
        )

    def _is_where(self, run: NameRun) -> bool:
        """ "drove from Lubbock": a place, whatever the recogniser takes the word for."""
        lead = self.parsed.text[max(0, run.span.start - 10) : run.span.start]
        return not run.title and bool(re.search(r"\b(?:in|from|near|at)\s$", lead))

    def _in_headline(self, span: Span) -> bool:
        """Whether the name stands in a paragraph in title case, where a capital tells nothing."""
        paragraph = next((p for p in self.parsed.paragraphs if p.start <= span.start < p.end), None)
        line = paragraph.of(self.parsed.text) if paragraph else ""
        words = re.findall(r"[^\W\d_]{4,}", line) if not line.endswith(".") else []
        return 4 <= len(words) <= 30 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)

    def _collect_short(self, runs: list[NameRun]) -> None:
        """Surnames: of the one person who bears it, of several, or of someone this text never names in full."""
        alone: dict[str, int] = {}
        by_names = [p for p, who in self.at.items() if p.of(self.parsed.text) in self.persons[who[0]].by_names]
        self._describe()
        self._tell_sexes_by_titles(runs)
        # "Mr Y" somewhere, beside Anna Y alone: "President Y" may be either.
        namesakes = {
            names.plain(run.text)
            for run in runs
            if len(names.parts(run.text)) == 1 and (known := self._bearers(run.text)) and self._of_other_sex(run, known)
        }
        for run in sorted(runs, key=lambda run: run.span):
            if run.span in self.at or any(p.start < run.span.end and run.span.start < p.end for p in by_names):
                continue
            fits = self._bearers(run.text)
            if names.plain(run.text) in alone:
                # "Holt" where Anna Holt and a Mr Holt are spoken of.
                full = self._who(lambda name, run=run: names.surname_of(run.text, name), full=True)  # type: ignore[misc]
                fits = full or fits
            if not fits and self._in_headline(run.span):
                continue
            key = names.plain(run.text)
            fits += [n for n, surnames in self._relatives.items() if {key} & surnames and self._met(n, run.span.start)]
            if len(fits) > 1:
                fits = self._by_title(run, fits)
            if len(fits) > 1:
                # Who has not been introduced yet is not meant: "Mayor Ana Kovač …, Kovač said. Her son, Ivo Kovač, …"
                met = [n for n in fits if self._met(n, run.span.start)]
                fits = met if len(met) == 1 and not run.title else fits
            other = bool(fits) and self._of_other_sex(run, fits)
            # "President Holt" beside Anna Holt and a Mr Holt may be either.
            other |= (
                bool(fits)
                and not self._holds(run, fits)
                and ((key in alone and fits != [alone[key]]) or self._is_spouse(run, fits, namesakes))
                and not run.title.lower().startswith(("mrs", "ms"))
            )
            if not fits or other:
                if not other and (not run.person or names.is_full(run.text) or self._is_where(run)):
                    continue
                if key not in alone:
                    self.persons.append(Person([run.text]))
                    alone[key] = len(self.persons) - 1
                # "Mr Y" beside Anna Y alone: someone the text has not named, or a slip in the title.
                fits = [*fits, alone[key]] if other else [alone[key]]
            if len(fits) == 1 and fits[0] in self._relatives and run.title:
                self.persons[fits[0]].names.append(f"{self.persons[fits[0]].names[0]} {run.text}")
            self._note(run, fits)

    def _in(self, where: Span, persons: list[int]) -> bool:
        return any(where.start <= place.start < where.end for n in persons for place in self._places(n))

    def _met(self, number: int, before: int) -> bool:
        return any(place.start < before for place in self._places(number))

    def _tell_sexes_by_titles(self, runs: list[NameRun]) -> None:
        """ "Ms Kovač" where all bearers of the name but one are men: her."""
        for run in runs:
            sex = HONORIFICS.get(run.title.lower().split()[-1], "") if run.title else ""
            fits = self._bearers(run.text) if sex and len(names.parts(run.text)) == 1 else []
            left = [n for n in fits if self._sex(n) in ("", sex)]
            if len(fits) > 1 and len(left) == 1:
                self.persons[left[0]].sex = sex

    def _sex(self, number: int) -> str:
        person = self.persons[number]
        return person.sex or next((found for name in person.names if (found := names.sex(name))), "")

    def _of_other_sex(self, run: NameRun, fits: list[int]) -> bool:
        """Whether the title before a surname contradicts the given names of all that bear it."""
        sex = HONORIFICS.get(run.title.lower().split()[-1], "") if run.title else ""
        own = {found for n in fits if (found := self._sex(n))}
        # "Mrs Y" after "Fergal Y and his wife": hers, whatever the given name leaves open.
        beside = [
            p.of(self.parsed.text) for p in self.parsed.paragraphs if p.start < run.span.start and self._in(p, fits)
        ]
        related = not own and any(speaks_of_spouse(words, sex) for words in beside)
        return bool(sex) and (related or (sex not in own and all(self._sex(n) for n in fits)))

    def _bearers(self, short: str) -> list[int]:
        """Who can be meant by a name that is no full one: as another name, surname, given name, or surname misspelt."""
        key = names.parts(short)
        found = (
            self._who(lambda name: names.parts(name) == key)
            or self._who(lambda name: names.with_particle(short, name), full=True)
            or self._who(lambda name: names.surname_of(short, name), full=True)
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
            kept = [n for n in fits if self._sex(n) in ("", sex)]
            return kept or fits
        age = re.search(r"\b(?:the|The) (\w+)\s$", self.parsed.text[max(0, run.span.start - 20) : run.span.start])
        if age and age.group(1) in _YOUNGER | _OLDER:
            return self._of_generation(fits, younger=age.group(1) in _YOUNGER)
        words = role_words(run.title)
        if words:
            kept = [n for n in fits if any(words <= role_words(self._title_of(place)) for place in self._places(n))]
            return kept if len(kept) == 1 else fits
        return fits

    def _of_generation(self, fits: list[int], *, younger: bool) -> list[int]:
        """Of two bearers of a surname the son or the father, the younger or the elder, as the text calls them."""
        said = {n: {w for role in self.persons[n].roles for w in role.lower().split()} for n in fits}
        young = [n for n in fits if said[n] & _YOUNGER]
        old = [n for n in fits if said[n] & _OLDER]
        if len(fits) == 2 and all(self.persons[n].age for n in fits) and not (young or old):
            young, old = [min(fits, key=lambda n: self.persons[n].age)], [max(fits, key=lambda n: self.persons[n].age)]
        if len(fits) != 2 or len(young) > 1 or len(old) > 1 or (young and young == old):
            return fits
        young = young or [n for n in fits if old and n not in old]
        old = old or [n for n in fits if young and n not in young]
        return (young if younger else old) or fits

    def _places(self, number: int) -> list[Span]:
        """Where the text names one person and nobody else; names are added to `at`, never taken away."""
        if self._counted != len(self.at):
            self._counted, self._placed = len(self.at), defaultdict(list)
            for place, who in self.at.items():
                if len(who) == 1:
                    self._placed[who[0]].append(place)
        return self._placed[number]

    def _title_of(self, place: Span) -> str:
        before, after = titles_around(self.parsed, place)
        return f"{before} {after}"

    def _describe(self) -> None:
        """Roles, side, sex and by-names, from all mentions that mean one person."""
        for person in self.persons:
            person.mentions.clear()
        for place, who in sorted(self.at.items()):
            if len(who) != 1:
                continue
            person = self.persons[who[0]]
            person.mentions.append(place)
            before, after = (
                self.parsed.text[max(0, place.start - 60) : place.start],
                self.parsed.text[place.end : place.end + 20],
            )
            age = _AGE_AFTER.match(after) or _AGE_BEFORE.search(before)
            person.age = person.age or (int(age.group(1)) if age else 0)
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
            person.names = [name for name in person.names if name not in person.by_names] + person.by_names
            person.sex = person.sex or next((found for name in person.names if (found := names.sex(name))), "")
