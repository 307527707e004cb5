"""What linking takes and returns: mentions of single texts, confirmed speakers, and speakers across texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.nlp import names
from claims.nlp.given_names import is_given_name
from claims.nlp.types import SpeakerKind

# Letters of a surname by which mentions are brought together before they are compared: a slip within them goes unseen.
PREFIX = 3
# What tells namesakes apart: "(engineer)". All capitals in brackets are an acronym and part of the name.
_QUALIFIER = re.compile(r"\s*\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One speaker of one text, as `DocumentSpeaker` has it; `document` tells texts apart.

    `chosen` is the id of the known speaker that a person chose for it. Its office and side then speak for that one.
    """

    id: int
    document: int
    kind: SpeakerKind
    names: tuple[str, ...]
    roles: tuple[str, ...] = ()
    side: str = ""
    chosen: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A speaker a person has confirmed, with all names a person has given it.

    `shared` are names that a person said others bear too: they are a name of this one and never enough to name it.
    """

    id: int
    kind: SpeakerKind
    names: tuple[str, ...]
    side: str = ""
    shared: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        return (*self.names, *self.shared)


@dataclass(frozen=True, slots=True)
class Identity:
    """One speaker across texts. `known` is the id of the confirmed speaker it is, where there is one."""

    name: str
    kind: SpeakerKind
    side: str
    names: tuple[str, ...]
    members: tuple[int, ...]
    known: int | None = None

    @property
    def key(self) -> str:
        return names.plain(self.name)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Index of the identity a mention belongs to, or None with those it could be and scores from 0 to 1, best first."""

    identity: int | None
    candidates: tuple[tuple[int, float], ...] = ()


def unqualified(name: str) -> str:
    """A name without the words in brackets that tell its bearer from namesakes: "John Smith (engineer)"."""
    found = _QUALIFIER.search(name)
    return name[: found.start()] if found and any(map(str.islower, found[1])) else name


def surname_prefixes(given: Iterable[str]) -> frozenset[str]:
    """First letters of the surname parts of names, in plain form. Mentions that share none are never one person."""
    found = set()
    for name in given:
        parts = names.parts(name)
        found |= {part[:PREFIX] for part in (parts[1:] or parts)}
    return frozenset(found)


@dataclass
class Group:
    """Mentions of one speaker by their names, and those that a person chose to be of it, whatever they are called."""

    mentions: list[Mention]
    known: Known | None = None
    chosen: list[Mention] = field(default_factory=list)

    @property
    def everyone(self) -> list[Mention]:
        return [*self.mentions, *self.chosen]

    def identity(self) -> Identity:
        forms = Counter(name for mention in self.mentions for name in set(mention.names))
        sides = Counter(mention.side for mention in self.everyone if mention.side)
        first = self.known.all_names[0] if self.known else min(forms, key=lambda name: _preference(name, forms))
        side = self.known.side if self.known and self.known.side else ""
        return Identity(
            name=first,
            kind=self.known.kind if self.known else self.mentions[0].kind,
            side=side or min(sides, key=lambda name: (-sides[name], name), default=""),
            names=tuple(sorted(forms, key=lambda name: _preference(name, forms))),
            members=tuple(mention.id for mention in self.mentions),
            known=self.known.id if self.known else None,
        )


def _preference(name: str, forms: Counter[str]) -> tuple[object, ...]:
    """Sort key: the fullest name first, of equally full ones the form most texts use, then the better spelt one."""
    parts = names.parts(name)
    full = len(parts) >= 2
    documents = sum(count for other, count in forms.items() if names.parts(other) == parts)
    accents = sum(not character.isascii() for character in name)
    return (
        not full,
        -len(parts) if full else 0,
        -documents,
        not is_given_name(parts[0]) if parts else True,
        name.isupper(),
        -accents,
        -len(name),
        name,
    )
