"""Governments, delegations and organisations: the canonical name that the words for one lead to, or none.

Built from the text's own words and the list of countries. An institution that every country has ("the foreign
ministry") is one only together with its country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.countries import adjective, countries_in, country, is_seat
from claims.nlp.parsing import ParsedText
from claims.nlp.roles import COMMON, INSTITUTIONS, KINDS
from claims.nlp.types import SpeakerKind

_LOCAL = re.compile(r"\b(?:state|local|city|municipal|regional|provincial|county|district|town)\b", re.IGNORECASE)
# Seats that are bodies by themselves; a capital stands for its government.
_SEATS = frozenset({"White House", "Kremlin", "Downing Street", "Holy See", "Élysée", "Elysee"})
_DELEGATION = r"(?:delegations?|representation|negotiators)"
_NAMED_DELEGATION = re.compile(rf"(?:[\w.]+\s+){{1,2}}{_DELEGATION}|{_DELEGATION}\s+(?:of|from)\s+(?:[\w.]+\s+){{1,6}}")
# Of these a country has several: "Bank of Peru" is a name, which "Peruvian bank" is not.
_SEVERAL = frozenset(
    "bank university union party company firm group association federation institute foundation center centre".split()
)
_LEADING = re.compile(r"^(?:(?:only|even)\s+)?(?:the|an?)\s+", re.IGNORECASE)
_SMALL = r"(?:of|for|the|and|on|in|against)"
_DEFINED = re.compile(rf"((?:[A-Z][\w’'&-]*|{_SMALL})(?: (?:[A-Z][\w’'&-]*|{_SMALL}))+) \(([A-Z]{{2,8}})\)")
# Words in lower case within the name of a body.
_PARTS = frozenset({"de", "la", "le", "des", "du", "del", "und", "y", "e", "on", "in", "against", "to", "with"})
_EMPTY = frozenset({"the", "of", "for", "and", "us", "u", "s"})


@dataclass(frozen=True, slots=True)
class Body:
    """A speaker that is no person. `name` is its canonical name, or for UNNAMED the words of the first mention."""

    kind: SpeakerKind
    name: str
    side: str = ""
    short: tuple[str, ...] = ()  # acronyms the text defines for it


def unnamed(words: str, sides: list[str] | None = None) -> Body:
    """Someone the text never names."""
    return Body(SpeakerKind.UNNAMED, words, sides[0] if sides and len(sides) == 1 else "")


def country_body(words: str, head: Token) -> Body | None:
    """What a country's, a capital's or a seat's name alone means as a speaker; None for other words."""
    name = country(words)
    if name == "European Union":
        return Body(SpeakerKind.ORGANISATION, name, name)
    if name:
        return government(name)
    seat = is_seat(words)
    if not seat:
        return None
    bare = words.removeprefix("the ").removeprefix("The ")
    if bare in _SEATS:
        return Body(SpeakerKind.ORGANISATION, bare, seat)
    return unnamed(words) if head.ent_type_ == "PERSON" else government(seat)


def government(name: str) -> Body:
    return Body(SpeakerKind.GOVERNMENT, f"{name} government", name)


def delegation(sides: list[str]) -> Body | None:
    """The delegation of one country, or those of two together."""
    if len(sides) == 1:
        return Body(SpeakerKind.DELEGATION, f"{sides[0]} delegation", sides[0])
    if len(sides) == 2:
        return Body(SpeakerKind.DELEGATION, "{} and {} delegations".format(*sorted(sides)))
    return None


def delegations_named(text: str) -> list[str]:
    """The countries whose delegations a text speaks of."""
    found = [name for match in _NAMED_DELEGATION.finditer(text) for name in countries_in(match.group())]
    return list(dict.fromkeys(found))


def government_by_words(words: str, low: str, sides: list[str], side_of_owner: str) -> Body:
    """ "the Peruvian government", "US authorities", "the Barrientos administration" (by the side of its owner)."""
    if _LOCAL.search(words):
        return unnamed(words, sides)
    if len(sides) == 1:
        return government(sides[0])
    owned = re.fullmatch(r"(?:[Tt]he )?((?!The\b)[A-Z][\w-]+)(?:['’]s)? (?:administration|government|cabinet)", words)
    if sides or not owned:
        return unnamed(words)
    return government(side_of_owner) if side_of_owner else Body(SpeakerKind.GOVERNMENT, f"{owned.group(1)} {low}")


def organisation(parsed: ParsedText, words: str, tokens: list[Token], head: Token, sides: list[str]) -> Body | None:
    """An organisation by its name; None for a single word that may as well be a surname ("Ebrard", "Pemex")."""
    name = _LEADING.sub("", words).strip()
    several = sum(token.ent_type_ == "ORG" and token.ent_iob_ == "B" for token in tokens) > 1 and " and " in name
    name = re.sub(r"['’]s$", "", re.split(r"\s*\(", name)[0].strip())
    name = acronyms(parsed.text).get(name, name)
    proper = [token for token in tokens if token.pos_ == "PROPN" or token.ent_type_ in ("ORG", "NORP", "GPE")]
    common = [word for word in name.split() if word[0].islower() and word not in _EMPTY | INSTITUTIONS | _PARTS]
    plural = head.tag_ in ("NNS", "NNPS")
    if several or plural or common or not proper or not name or re.search(r"^\w+ and \w+$|\sand$", name):
        return unnamed(words)
    if len(name.split()) == 1 and not re.search(r"\([A-Z]", words) and not _read_as_body(parsed, name):
        return None
    rest = [
        word
        for word in re.findall(r"[\w’'-]+", _office_first(name))
        if word.lower() not in _EMPTY and not countries_in(re.sub(r"['’]s$", "", word))
    ]
    if all(word.lower() in COMMON for word in rest) and not (_SEVERAL & {_kind_word(name)} and " of " in name):
        sides = sides or _sides_of(parsed.text, rest) or only_country(parsed.text)
        if len(sides) > 1 or _LOCAL.search(words):
            return unnamed(words, sides)
        if not sides:
            # Named within the text, but every country has one: `linking` joins it to none of another text.
            title = len(rest) > 1 and all(word[0].isupper() for word in rest)
            return Body(SpeakerKind.ORGANISATION, name) if title else unnamed(words)
        # "Russia's Foreign Ministry", "the Russian Foreign Ministry", "the Foreign Ministry of Russia" are one.
        return Body(SpeakerKind.ORGANISATION, " ".join([adjective(sides[0]), *map(str.capitalize, rest)]), sides[0])
    if head.lower_ not in INSTITUTIONS and not any(token.ent_type_ == "ORG" for token in proper):
        return unnamed(words, sides)
    short = tuple(form for form, full in acronyms(parsed.text).items() if full == name)
    return Body(SpeakerKind.ORGANISATION, name, sides[0] if countries_in(name.split()[0]) else "", short)


def kinds_of(name: str) -> set[str]:
    """The words by which a body of this name may be taken up again: "bank" and "lender" of "Norvik Bank"."""
    words = {word.lower() for word in re.findall(r"[\w’'-]+", name)} & KINDS
    also = {"bank": {"lender"}, "airlines": {"airline"}, "airways": {"airline"}, "agency": {"agency"}}
    low = names.plain(name).split()
    for word, others in also.items():
        words |= others if word in low else set()
    return words


def only_country(text: str) -> list[str]:
    """The one country a text names, where it also names an office of it; else none."""
    found = countries_in(text)
    if len(found) != 1:
        return []
    office = "|".join((*map(re.escape, INSTITUTIONS), "minister", "president", "officials"))
    pattern = rf"([\w.]+(?:['’]s)?)\s(?:[\w-]+\s){{0,2}}(?:{office})\b|\b(?:{office})\sof\s(?:the\s)?([\w. ]+)"
    tied = any(
        countries_in(" ".join(filter(None, match.groups()))) for match in re.finditer(pattern, text, re.IGNORECASE)
    )
    return found if tied else []


def has_own_name(words: str, head: Token) -> bool:
    """Whether more than its country names a body: "Peru's Fisheries Administration", not "the US Administration"."""
    before = re.sub(r"['’]s\b", "", _LEADING.sub("", words.split(head.text, maxsplit=1)[0])).split()
    own = [word for word in before if word[0].isupper() and not countries_in(word) and "." not in word]
    return head.text[0].isupper() and bool(own) and bool(countries_in(words)) and bool(before[-1] == own[-1])


def is_called(name: str, word: str) -> bool:
    """Whether the word says what kind of body a name is of: "bank" of "Bank of Peru"."""
    return _kind_word(name) == word


def _kind_word(name: str) -> str:
    return (_LEADING.sub("", name).split(" of ")[0].lower().split() or [""])[-1]


def _office_first(name: str) -> str:
    """ "Health Ministry" for "Ministry of Health"."""
    return re.sub(r"^(Ministry|Department|Secretariat|Office|Bureau) of (?:the )?([\w ]+?)(?= of |$)", r"\2 \1", name)


@lru_cache(maxsize=1)
def acronyms(text: str) -> dict[str, str]:
    """Acronyms a text defines, with what they stand for: "the Pan American Health Organization (PAHO)"."""
    found = {}
    for match in _DEFINED.finditer(text):
        words = _LEADING.sub("", match.group(1)).split()
        # The last words whose capitals spell it, so that what stands before the name stays out.
        for start in range(len(words)):
            capitals = "".join(word[0] for word in words[start:] if word[0].isupper())
            if words[start][0].isupper() and _spells(match.group(2), capitals):
                found[match.group(2)] = " ".join(words[start:])
    return found


def _spells(acronym: str, capitals: str) -> bool:
    """Whether the capitals spell the acronym; it may leave out a last one: UMD, "Union of Metal and Dock Workers"."""
    return capitals == acronym or (len(acronym) > 2 and capitals[:-1] == acronym)


def _sides_of(text: str, institution: list[str]) -> list[str]:
    """The countries a text names the institution with: the US for "the Justice Department", where it says so."""
    words = r"\s+".join(map(re.escape, institution))
    pattern = rf"([\w.]+(?:\s[\w.]+)?)(?:['’]s)?\s+{words}|{words}\s+of\s+([\w. ]+)"
    found = [
        name
        for match in re.finditer(pattern, text, re.IGNORECASE)
        for name in countries_in(" ".join(filter(None, match.groups())))
    ]
    return list(dict.fromkeys(found))


def _read_as_body(parsed: ParsedText, name: str) -> bool:
    """Whether a word names an organisation: an acronym, or read as one wherever the text uses it, twice at least."""
    if name.isupper():
        return True
    labels = [token.ent_type_ for token in parsed.doc if token.text == name]
    return len(labels) >= 2 and set(labels) == {"ORG"}
