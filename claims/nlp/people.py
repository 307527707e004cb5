"""The people a text names: every form of each name, their roles and side, and where each is mentioned.

Names are found by the entity recogniser and by what stands around them (titles, appositions), because the recogniser
takes bare surnames for places and firms. A surname two people share names neither of them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.countries import countries_in, country, is_seat
from claims.nlp.given_names import is_given_name
from claims.nlp.parsing import ParsedText
from claims.nlp.roles import HONORIFICS, INSTITUTIONS, ROLES, SEX_OF_ROLE, role_words
from claims.nlp.types import Span

_UPPER = "".join(chr(code) for code in range(0x41, 0x250) if chr(code).isupper())
_CAPITAL = rf"[{_UPPER}][\w’'\-‑]*\w|[{_UPPER}]\.(?:[{_UPPER}]\.)*"
_PARTICLE = r"(?:de la|de las|de los|de|del|della|di|da|dos|do|van der|van den|van|von|der|ter|bin|ibn|al|el|la|le|y|e)"
_NAME_RUN = re.compile(rf"(?:{_CAPITAL})(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?(?:{_CAPITAL}))*")
_NOT_NAMES = frozenset(
    """the a an in on at by for from of to and but or if as with without despite although though while when where who what why how
    he she they it we i you his her their its our my this that these those there here both all some many most such another other each
    every no not yes meanwhile however moreover furthermore additionally nevertheless still yet so then thus also according
    asked speaking after before during since until under over between about against regarding citing
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december north south east west northern southern eastern western central latin new old former
    late early acting deputy vice senior chief interim first second third today yesterday tomorrow via photo image reuters afp ap""".split()
)
_ORG_WORDS = INSTITUTIONS | frozenset(
    """inc corp ltd llc plc gmbh co house street times post news herald tribune journal gazette daily press network television
    radio institution school college museum palace airport park square avenue river lake mountain island city county state
    province district region summit agreement treaty act bill law code plan program programme project initiative dialogue
    day week year war award prize cup league championship games united states nations kingdom republic union of foundation
    alliance conference society academy council rights watch international global world national federal bank group media
    holdings partners capital research center understanding health security affairs interior defense defence foreign
    justice energy finance economy education environment labor labour trade commerce transport agriculture treasury
    cartel church hospital hotel restaurant stadium corporation oil gas petroleum airlines airways motors steel electric
    telecom telecommunications mobile technologies technology systems pharma pharmaceuticals industries insurance railways
    railway energy mining foods stores enterprises solutions consulting studios records brothers sons""".split()
)
_LINKS = frozenset({"of", "for", "to", "at", "in", "on", "and"})
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her", "our"})
# What may stand in a title before a name or after it: no verb, at most this many words.
_TITLE_WORDS = 12
_SPEAKING = frozenset(
    "say tell add write explain stress note state ask reply warn claim argue insist declare point".split()
)
_BY_NAME = re.compile(
    r"^[\s,(]*(?:alias|also known as|better known as|known as|nicknamed|dubbed|a\.?k\.?a\.?)\s+(?:as\s+)?[‘'“\"«]?"
    rf"({_NAME_RUN.pattern})"
)


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


@dataclass(frozen=True, slots=True)
class NameRun:
    """Words that look like a person's name, with the title before them."""

    span: Span
    text: str
    title: str
    person: bool  # whether something besides its form says that it is a person


class People:
    """The people of one text and the places where they are named."""

    def __init__(self, parsed: ParsedText) -> None:
        self.parsed = parsed
        self.persons: list[Person] = []
        self.at: dict[Span, tuple[int, ...]] = {}
        runs = list(_name_runs(parsed))
        self._collect_full(runs)
        self._collect_by_names()
        self._collect_short(runs)
        self._describe()

    def add(self, name: str) -> int:
        """The person known only by this surname in the text; its index."""
        for number, person in enumerate(self.persons):
            if person.names == [name]:
                return number
        self.persons.append(Person([name]))
        return len(self.persons) - 1

    def named_in(self, span: Span) -> list[tuple[Span, tuple[int, ...]]]:
        """Mentions within the span in order, each with the persons it can mean."""
        return [
            (place, who)
            for place, who in sorted(self.at.items())
            if span.start <= place.start and place.end <= span.end
        ]

    def _collect_full(self, runs: list[NameRun]) -> None:
        """One person for each set of full names that can be one person's."""
        full = [run for run in runs if run.person and names.is_full(run.text) and not self._in_headline(run.span)]
        counts = Counter(names.plain(run.text) for run in full)
        # Longest first, so that a shorter form finds the one it shortens.
        for run in sorted(
            full, key=lambda run: (-len(names.parts(run.text)), -counts[names.plain(run.text)], run.span)
        ):
            if any(
                names.surname_of(run.text, name) and not is_given_name(names.parts(run.text)[0])
                for p in self.persons
                for name in p.names
            ):
                continue  # "López Obrador" beside "Andrés Manuel López Obrador": a surname, placed below
            fits = [n for n, p in enumerate(self.persons) if any(names.same_name(run.text, name) for name in p.names)]
            fits = fits or [
                n for n, p in enumerate(self.persons) if any(names.misspelt(run.text, name) for name in p.names)
            ]
            fits = fits or [
                n for n, p in enumerate(self.persons) if any(names.double_surname(run.text, name) for name in p.names)
            ]
            if not fits:
                self.persons.append(Person([run.text]))
                fits = [len(self.persons) - 1]
            if len(fits) == 1 and run.text not in self.persons[fits[0]].names:
                self.persons[fits[0]].names.append(run.text)
            self.at[run.span] = tuple(fits)

    def _collect_by_names(self) -> None:
        """ "X, alias “Y”": another name of X, however it looks."""
        for place, who in sorted(self.at.items()):
            by_name = _BY_NAME.match(self.parsed.text[place.end : place.end + 80])
            if by_name and len(who) == 1:
                self.persons[who[0]].names.append(by_name.group(1))

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
            if len(fits) > 1:
                fits = self._by_title(run, fits)
            if not fits:
                if not run.person or names.is_full(run.text):
                    continue
                key = names.plain(run.text)
                if key not in alone:
                    self.persons.append(Person([run.text]))
                    alone[key] = len(self.persons) - 1
                fits = [alone[key]]
            self.at[run.span] = tuple(fits)
            if len(fits) == 1 and run.text not in self.persons[fits[0]].names and len(names.parts(run.text)) > 1:
                self.persons[fits[0]].names.append(run.text)

    def _bearers(self, short: str) -> list[int]:
        exact = [
            n for n, p in enumerate(self.persons) if any(names.parts(name) == names.parts(short) for name in p.names)
        ]
        if exact:
            return exact
        found = [
            n
            for n, p in enumerate(self.persons)
            if any(names.surname_of(short, name) for name in p.names if names.is_full(name))
        ]
        if found:
            return found
        key = names.parts(short)
        if len(key) != 1:
            return []
        # "Elizabeth said": a given name alone, where no one has it for a surname.
        found = [
            n
            for n, p in enumerate(self.persons)
            if any(names.is_full(name) and names.parts(name)[0] == key[0] for name in p.names)
        ]
        if found:
            return found
        return [
            n
            for n, p in enumerate(self.persons)
            if any(
                names.is_full(name) and names.near(key[0], part) for name in p.names for part in names.parts(name)[1:]
            )
        ]

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
                    continue
                person.add_role(role)
                person.sex = person.sex or next((SEX_OF_ROLE[w] for w in role.lower().split() if w in SEX_OF_ROLE), "")
                sides = countries_in(role, seats=True)
                if len(sides) == 1 or (sides and countries_in(role.split()[0])):
                    person.side = person.side or sides[0]
        for person in self.persons:
            person.names.sort(key=names.order)
            person.sex = person.sex or next((found for name in person.names if (found := names.sex(name))), "")


def _name_runs(parsed: ParsedText) -> list[NameRun]:
    found = []
    for match in _NAME_RUN.finditer(parsed.text):
        for start, end in _pieces(match):
            run = _name_run(parsed, start, end)
            if run is not None:
                found.append(run)
    return found


def _pieces(match: re.Match[str]) -> list[tuple[int, int]]:
    """The run without possessive endings: "Biden’s House" is two runs."""
    pieces = []
    start = match.start()
    for apostrophe in re.finditer(r"['’]s\b", match.group()):
        pieces.append((start, match.start() + apostrophe.start()))
        start = match.start() + apostrophe.end() + 1
    if start < match.end():
        pieces.append((start, match.end()))
    return pieces


def _name_run(parsed: ParsedText, start: int, end: int) -> NameRun | None:
    """Strip title and sentence words off the front of a capitalised run; None where no name is left."""
    text = parsed.text
    words = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", text[start:end])]
    national = bool(words) and bool(country(text[words[0][0] : words[0][1]]))
    while words:
        word = text[words[0][0] : words[0][1]]
        low = word.lower().strip(".")
        plural = low.removesuffix("s") in ROLES and low.endswith("s") and len(words) > 1
        is_title = low in ROLES or word.lower() in HONORIFICS or plural or _in_title(words, text)
        if not is_title and low not in _NOT_NAMES and low not in names.PARTICLES and not country(word):
            break
        words.pop(0)
    while words and text[words[-1][0] : words[-1][1]].lower().strip(".") in _NOT_NAMES:
        words.pop()
    words = words[_first_of_name(parsed, words) :]
    if not words:
        return None
    span = Span(words[0][0], words[-1][1])
    name = text[span.start : span.end]
    given = len(words) >= 2 and is_given_name(names.plain(text[words[0][0] : words[0][1]]))
    # "Bill" and "Dean" are given names before a surname, and words of institutions elsewhere.
    lower = [part.lower() for part in re.findall(r"\w+", name)][1 if given else 0 :]
    if any(word in _ORG_WORDS or word in ROLES for word in lower) or country(name) or is_seat(name):
        return None
    if not names.parts(name):
        return None
    if name.isupper() and len(words) == 1:
        return None
    tokens = parsed.tokens(span)
    title = _title_before(parsed, span)
    labels = Counter(token.ent_type_ for token in tokens if token.is_alpha)
    named = (
        labels.get("PERSON", 0) * 2 >= len([token for token in tokens if token.is_alpha])
        and labels.get("PERSON", 0) > 0
    )
    titled = bool(title)
    apposed = len(words) >= 2 and bool(_title_after(parsed, span))
    if len(words) == 1 and not tokens[0].pos_ == "PROPN" and not titled:
        return None
    return NameRun(span, name, title, named or titled or given or apposed or (not national and _speaks(tokens)))


def _speaks(tokens: list[Token]) -> bool:
    """Whether a name of two words or more is the subject of "said" without an article, as firms' names seldom are.

    The recogniser takes many names from outside the English-speaking world for organisations.
    """
    if not 2 <= len(tokens) <= 4 or not {token.ent_type_ for token in tokens} <= {"ORG", "PERSON", ""}:
        return False
    last = tokens[-1]
    return last.dep_ == "nsubj" and last.head.lemma_ in _SPEAKING and not any(c.dep_ == "det" for c in last.children)


def _first_of_name(parsed: ParsedText, words: list[tuple[int, int]]) -> int:
    """Where the name begins in a run that starts with what an office is of: "of State Antony Blinken"."""
    text = parsed.text
    if len(words) < 3 or not text[: words[0][0]].rstrip().endswith((" of", " for", " and", " to", ",", ")")):
        return 0
    if is_given_name(names.plain(text[words[0][0] : words[0][1]])):
        return 0
    for number in range(1, len(words) - 1):
        if is_given_name(names.plain(text[words[number][0] : words[number][1]])):
            return number
    return 0


def _in_title(words: list[tuple[int, int]], text: str) -> bool:
    """Whether a role word follows later in the run, so that its first words are part of the title."""
    return any(text[s:e].lower().strip(".") in ROLES for s, e in words[1:-1])


def titles_around(parsed: ParsedText, place: Span) -> tuple[str, str]:
    """The titles next to a name: before it ("Foreign Minister X", "the foreign minister, X") and after it."""
    return _title_before(parsed, place), _title_after(parsed, place)


def _title_before(parsed: ParsedText, place: Span) -> str:
    """ "Foreign Minister" X, "the foreign minister of Peru," X: the office alone, without article, or ""."""
    tokens = parsed.tokens(place)
    if not tokens:
        return ""
    doc = parsed.doc
    at = tokens[0].i - 1
    if at >= 0 and doc[at].text == "." and at > 0 and doc[at - 1].lower_ + "." in HONORIFICS:
        at -= 1
    if at >= 0 and doc[at].lower_ in HONORIFICS:
        return str(doc[at].text)
    comma = at >= 0 and doc[at].text == ","
    if comma:
        at -= 1
    words: list[Token] = []
    article = False
    while at >= 0 and len(words) < _TITLE_WORDS and doc[at].sent == tokens[0].sent:
        token = doc[at]
        if token.pos_ == "DET" or token.lower_ in _ARTICLES:
            article = token.lower_ in _ARTICLES
            break
        if not _in_title_phrase(token):
            break
        words.insert(0, token)
        at -= 1
    role = _office(words)
    if comma and role and not (article or (words[0].is_sent_start and role == _joined(words))):
        return ""  # without an article the phrase before the comma belongs to the sentence
    return role


def _in_title_phrase(token: Token) -> bool:
    return (
        token.pos_ in ("PROPN", "NOUN", "ADJ", "NUM", "PART")
        or token.lower_ in _LINKS
        or token.lower_ in ("former", "acting")
        or token.text in ("-", "U.S.", "U.K.")
    )


def _office(words: list[Token]) -> str:
    """The title that ends the words: modifiers, an office, and what it is of ("Secretary of State")."""
    heads = [n for n, word in enumerate(words) if word.lower_.strip("-") in ROLES]
    if not heads or words[-1].lower_ in _LINKS or words[-1].text == "-":
        return ""
    head = heads[-1]
    if head + 1 < len(words):
        # Words after the office must say what it is of. An office within them ("of the Senate leader") is not the name's.
        if words[head + 1].lower_ not in _LINKS:
            return ""
        outer = [n for n in heads if n + 1 < len(words) and words[n + 1].lower_ in ("of", "for", "to", "at")]
        head = outer[0] if outer else head
    start = head
    while start > 0 and words[start - 1].lower_ not in _LINKS:
        start -= 1
    return _joined(words[start:])


def _joined(words: list[Token]) -> str:
    text = "".join(word.text_with_ws for word in words).strip()
    return "" if "\n" in text else text


def _title_after(parsed: ParsedText, place: Span) -> str:
    """X", the head of the unit for …," / X", 45, a teacher" / X", who is the mayor of …": the office, or ""."""
    doc = parsed.doc
    tokens = parsed.tokens(place)
    if not tokens:
        return ""
    at = tokens[-1].i + 1
    if at >= len(doc) or doc[at].text != ",":
        return ""
    at += 1
    if at + 1 < len(doc) and doc[at].like_num and doc[at + 1].text == ",":
        at += 2
    if at + 1 < len(doc) and doc[at].lower_ == "who" and doc[at + 1].lower_ in ("is", "was", "heads", "leads"):
        at += 2
    while at < len(doc) and (doc[at].lower_ in _ARTICLES or doc[at].pos_ == "DET"):
        at += 1
    words: list[Token] = []
    while at < len(doc) and len(words) < _TITLE_WORDS and not doc[at].is_space:
        token = doc[at]
        if not _in_title_phrase(token) and not (words and (token.pos_ == "DET" or token.lower_ in _ARTICLES)):
            break
        words.append(token)
        at += 1
    heads = [n for n, word in enumerate(words) if word.lower_ in ROLES]
    if not heads or heads[0] > 7 or any(word.lower_ in _LINKS for word in words[: heads[0]]):
        return ""
    # The office itself is the last of the role words before the first "of"; "assistant secretary" has two.
    first_link = next((n for n, word in enumerate(words) if word.lower_ in _LINKS), len(words))
    head = max(n for n in heads if n < first_link) if any(n < first_link for n in heads) else heads[0]
    if head + 1 < len(words) and words[head + 1].lower_ not in _LINKS:
        return ""  # a name follows: "X, Prime Minister Y"
    for n in range(head + 1, len(words)):
        if words[n].lower_ == "and" and any(later > n for later in heads):
            words = words[:n]  # "X, head of A and Minister Y"
            break
    while words and words[-1].lower_ in (*_LINKS, *_ARTICLES):
        words.pop()
    return _joined(words)
