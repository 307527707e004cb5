"""Runs of capitalised words that are people's names: where each begins and ends, and what says that it is one.

The recogniser misses many names from outside the English-speaking world; a title, an apposition, a known given name or
standing before "said" count as much as its label.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.countries import country, is_seat
from claims.nlp.firms import named_by_kind
from claims.nlp.given_names import is_given_name
from claims.nlp.parsing import ParsedText
from claims.nlp.roles import HONORIFICS, INSTITUTIONS, ROLES
from claims.nlp.titles import title_after, title_before
from claims.nlp.types import Span

_UPPER = "".join(chr(code) for code in range(0x41, 0x250) if chr(code).isupper())
# With what Arabic, Irish or French names put before the capital: "el-Sissi", "d'Orsay".
_CAPITAL = rf"(?:[a-z]{{1,3}}[-'’])?[{_UPPER}][\w’'\-‑]*\w|[{_UPPER}]\.(?:[{_UPPER}]\.)*"
_PARTICLE = (
    r"(?:de|del|della|di|da|dos|do|du|des|van|von|der|den|dem|zu|zur|ten|ter|bin|bint|ibn|ould|wa|al|el|la|las|los|le"
    r"|y|e|i|Ó|Uí)"
)
_GAP = "[ \u00a0]"
NAME_RUN = re.compile(rf"(?:{_CAPITAL})(?:{_GAP}(?:{_PARTICLE}{_GAP}){{0,2}}(?:{_CAPITAL}))*")
# What friends call someone, between the names: Rosa “Chips” Lindqvist, Rosa (Chips) Lindqvist.
_NICKNAME = re.compile(rf"{_GAP}(?:[“”\"‘'«„]{{1,2}}|\()(?:[Tt]he )?({_CAPITAL})(?:[“”\"’'»]{{1,2}}|\)){_GAP}")
_HEADLINE_WORDS = frozenset("Is Are Was Has Says Will Not To In On For And The At With As Over After".split())
_AGED_OR_WHO = re.compile(r", (?:\d{1,3}[,.]|who(?:se)? )")
_PARTICLES_BEFORE = re.compile(
    r"(?<![\w’'-])(?:(?:de|del|della|di|da|dos|du|van|von|der|den|ter|ten|bin|bint|ibn|wa|al|el|la|le)[ \u00a0])+$",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    """
        rival ally fellow even only neither either democrat republican conservative liberal outgoing incoming
        incumbent the a an in on at by for from of to and but or if as with without despite although though while
        when where who what why how he she they it we i you his her their its our my this that these those there
        here both all some many most such another other each every no not yes meanwhile however moreover furthermore
        additionally nevertheless still yet so then thus also according asked speaking after before during since
        until under over between about against regarding citing monday tuesday wednesday thursday friday saturday
        sunday january february march april may june july august september october november december north south
        east west northern southern eastern western central latin new old former late early acting deputy vice
        senior chief interim first second third today yesterday tomorrow via photo image reuters afp ap
        """.split()
)
_ORG_WORDS = INSTITUTIONS | frozenset(
    """
        inc corp ltd llc plc gmbh co house street times post news herald tribune journal gazette daily press network
        television radio institution school college museum palace airport park square avenue river lake mountain
        island city county state province district region summit agreement treaty act bill law code plan program
        programme project initiative dialogue day week year war award prize cup league championship games united
        states nations kingdom republic union of foundation alliance conference society academy council rights watch
        international global world national federal bank group media holdings partners capital research center
        understanding health security affairs interior defense defence foreign justice energy finance economy
        education environment labor labour trade commerce transport agriculture treasury cartel church hospital
        hotel restaurant stadium corporation oil gas petroleum airlines airways motors steel electric telecom
        telecommunications mobile technologies technology systems pharma pharmaceuticals industries insurance
        railways railway aircraft aviation shipping democrats republicans conservatives liberals tories socialists
        energy mining foods stores enterprises solutions consulting studios records brothers sons
        """.split()
)
_MAX_WORDS = 6
_FAMILY = re.compile(r"\b(?:brothers|sisters|siblings|twins|couple|cousins|newlyweds|spouses),?\s$")
# "Climber", "Violinist": what someone does, at the head of a sentence.
_AGENT = re.compile(r"[a-z]{3}(?:er|or|ist|man|woman|ian|eer|ess)$")
_SPEAKING = frozenset(
    """
        say tell add write explain stress note state ask reply warn claim argue insist declare point agree disagree
        testify
        """.split()
)


@dataclass(frozen=True, slots=True)
class NameRun:
    """Words that look like a person's name, with the title before them."""

    span: Span
    text: str
    title: str
    person: bool  # whether something besides its form says that it is a person


def name_runs(parsed: ParsedText) -> list[NameRun]:
    pieces = [piece for match in NAME_RUN.finditer(parsed.text) for piece in _pieces(match)]
    found = []
    number = 0
    while number < len(pieces):
        start, end = pieces[number]
        nickname = None
        if number + 2 < len(pieces):
            nickname = _NICKNAME.fullmatch(parsed.text, end, pieces[number + 2][0])
        if nickname:
            number += 2
            end = pieces[number][1]
        run = _name_run(parsed, start, end, nickname.span() if nickname else (end, end))
        if run is not None:
            found.append(run)
        number += 1
    return _without_firms(parsed.text, found)


def _without_firms(text: str, runs: list[NameRun]) -> list[NameRun]:
    """Without names that the words next to them call a firm's, unless someone in the text bears them."""
    people = {
        part for run in runs if run.title or is_given_name(names.parts(run.text)[0]) for part in names.parts(run.text)
    }
    firms = {names.parts(place.of(text)) for place, _ in named_by_kind(text)}
    firms = {parts for parts in firms if parts and parts[-1] not in people and not is_given_name(parts[0])}
    return [run for run in runs if names.parts(run.text) not in firms]


def nickname_in(name: str) -> str:
    """The nickname set in marks within a name as written, or ""."""
    found = _NICKNAME.search(name)
    return found.group(1) if found else ""


def with_shared_surnames(text: str, runs: list[NameRun]) -> list[NameRun]:
    """ "Anna and Tom Weller": the first is a given name, and Weller is the surname of both."""
    words = {word for run in runs for word in names.parts(run.text)[1:]}
    found = list(runs)
    for number, (run, after) in enumerate(itertools.pairwise(runs)):
        first, second = names.parts(run.text), names.parts(after.text)
        joined = text[run.span.end : after.span.start] in (" and ", " & ")
        family = bool(_FAMILY.search(text[: run.span.start][-20:]))
        if not joined or len(first) != 1 or len(second) != 2 or first[0] in words or not (after.person or family):
            continue
        if family:
            found[number + 1] = replace(after, person=True)
        if family or is_given_name(first[0]):
            found[number] = replace(run, text=f"{run.text} {after.text.split(maxsplit=1)[1]}", person=True)
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


def _name_run(parsed: ParsedText, start: int, end: int, aside: tuple[int, int]) -> NameRun | None:
    """Strip title and sentence words off the front of a capitalised run; None where no name is left.

    `aside` is where a nickname stands, which is left out of the name.
    """
    text = parsed.text
    words = [m.span() for m in re.compile(r"\S+").finditer(text, start, end)]
    words = [word for word in words if not aside[0] <= word[0] < aside[1]]
    national = bool(words) and bool(country(text[words[0][0] : words[0][1]]))
    while words:
        word = text[words[0][0] : words[0][1]]
        low = word.lower().strip(".")
        # "Lifeguards Anna": a plural that opens the sentence is no name before a given name.
        after = text[words[1][0] : words[1][1]] if len(words) > 1 else ""
        opens = low.endswith("s") and _opens_sentence(parsed, words[0]) and is_given_name(names.plain(after))
        plural = opens and not is_given_name(low)
        plural |= low.removesuffix("s") in ROLES and low.endswith("s") and len(words) > 1
        is_title = low in ROLES or word.lower() in HONORIFICS or plural or _in_title(words, text)
        if len(words) == 1 and is_title:
            return _alone(parsed, Span(*words[0]))
        is_aside = low in _NOT_NAMES or low in names.PARTICLES or low.endswith(("-born", "-based", "-backed", "-led"))
        # "Injecting Clinton into the race": a participle that opens a headline.
        # "Climber Tom Weller": a noun that opens the sentence, which the recogniser leaves out of the name.
        is_aside |= len(words) > 2 and is_given_name(names.plain(after)) and _noun_before_name(parsed, words)
        is_aside |= len(words) > 1 and low.endswith("ing") and parsed.tokens(Span(*words[0]))[0].tag_ == "VBG"
        if not is_title and not is_aside and not country(word):
            break
        words.pop(0)
    while words and text[words[-1][0] : words[-1][1]].lower().strip(".") in _NOT_NAMES:
        if _is_surname(parsed, words):
            break
        words.pop()
    # "Anna Holt Is Right": a headline goes on in capitals.
    verb = next((n for n, (s, e) in enumerate(words) if n > 1 and text[s:e] in _HEADLINE_WORDS), len(words))
    words = words[:verb]
    words = words[_first_of_name(parsed, words) :]
    # More capitalised words than a name has are a headline.
    if not words or len(words) > _MAX_WORDS:
        return None
    # "de Vries", "wa Kariuki", "La Hautière": what belongs to a surname that goes by itself.
    particles = _PARTICLES_BEFORE.search(text, max(0, words[0][0] - 20), words[0][0]) if len(words) == 1 else None
    if particles:
        words.insert(0, (particles.start(), words[0][0] - 1))
    span = Span(words[0][0], words[-1][1])
    name = " ".join(text[s:e] for s, e in words)
    given = len(words) >= 2 and is_given_name(names.plain(text[words[0][0] : words[0][1]]))
    # "Bill" and "Dean" are given names before a surname, and words of institutions elsewhere.
    lower = [part.lower() for part in re.findall(r"\w+", name)][1 if given else 0 :]
    if _is_surname(parsed, words):
        lower = lower[:-1]
    elif len(words) == 2 and re.fullmatch(rf"[{_UPPER}]\w+-[a-z]\w+", text[words[1][0] : words[1][1]]):
        lower = lower[1:]  # "Park Eun-ji"
    if any(word in _ORG_WORDS or word in ROLES for word in lower) or country(name) or is_seat(name):
        return None
    if not names.parts(name):
        return None
    if name.isupper() and len(words) == 1:
        return None
    tokens = parsed.tokens(span)
    title = title_before(parsed, span)
    labels = Counter(token.ent_type_ for token in tokens if token.is_alpha)
    named = (
        labels.get("PERSON", 0) * 2 >= len([token for token in tokens if token.is_alpha])
        and labels.get("PERSON", 0) > 0
    )
    titled = bool(title)
    apposed = len(words) >= 2 and (bool(title_after(parsed, span)) or bool(_AGED_OR_WHO.match(text, span.end)))
    if len(words) == 1 and tokens[0].pos_ != "PROPN" and not titled:
        return _alone(parsed, span)
    return NameRun(span, name, title, named or titled or given or apposed or (not national and _speaks(tokens)))


def _alone(parsed: ParsedText, span: Span) -> NameRun:
    """A single word that is a name only where the text has someone of that name: "Baker", "Marshal"."""
    return NameRun(span, span.of(parsed.text), "", person=False)


def _is_surname(parsed: ParsedText, words: list[tuple[int, int]]) -> bool:
    """Whether the last word is a surname that is a word of its own as well: "Anna King", "Tom March"."""
    if len(words) < 2 or not is_given_name(names.plain(parsed.text[words[0][0] : words[0][1]])):
        return False
    return all(token.ent_type_ == "PERSON" for token in parsed.tokens(Span(*words[-1])))


def _opens_sentence(parsed: ParsedText, word: tuple[int, int]) -> bool:
    tokens = parsed.tokens(Span(*word))
    return bool(tokens) and bool(tokens[0].is_sent_start) and not tokens[0].ent_type_


def _noun_before_name(parsed: ParsedText, words: list[tuple[int, int]]) -> bool:
    first, second = parsed.tokens(Span(*words[0])), parsed.tokens(Span(*words[1]))
    known = is_given_name(names.plain(parsed.text[words[0][0] : words[0][1]]))
    named = bool(second) and second[0].ent_type_ == "PERSON" and second[0].ent_iob_ == "B"
    named |= bool(_AGENT.search(parsed.text[words[0][0] : words[0][1]]))
    return named and not known and bool(first) and bool(first[0].is_sent_start or first[0].text.isupper())


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
