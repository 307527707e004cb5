"""Which mentions in different texts are the same speaker: a function of the set of mentions, not of their order.

Names decide, roles and sides only tell apart. A name that fits two people names neither, and likeness of spelling alone
never joins two names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from claims.nlp import names
from claims.nlp.given_names import is_given_name
from claims.nlp.roles import head_role, role_words
from claims.nlp.types import SpeakerKind

# Letters of a surname by which mentions are brought together before they are compared: a slip within them goes unseen.
PREFIX = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One speaker of one text, as `DocumentSpeaker` has it; `document` tells texts apart."""

    id: int
    document: int
    kind: SpeakerKind
    names: tuple[str, ...]
    roles: tuple[str, ...] = ()
    side: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A speaker a person has confirmed, with all names a person has given it."""

    id: int
    kind: SpeakerKind
    names: tuple[str, ...]
    side: str = ""


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


def surname_prefixes(given: Iterable[str]) -> frozenset[str]:
    """First letters of the surname parts of names, in plain form. Mentions that share none are never one person."""
    found = set()
    for name in given:
        parts = names.parts(name)
        found |= {part[:PREFIX] for part in (parts[1:] or parts)}
    return frozenset(found)


def link(
    mentions: Sequence[Mention], known: Sequence[Known] = ()
) -> tuple[tuple[Identity, ...], dict[int, Assignment]]:
    """Identities, in order of their names, and one assignment for each mention by its id.

    Unnamed mentions are assigned to nobody. The result depends on neither order.
    """
    mentions = sorted(mentions, key=lambda mention: mention.id)
    people = [mention for mention in mentions if mention.kind is SpeakerKind.PERSON and mention.names]
    bodies = [
        mention
        for mention in mentions
        if mention.kind not in (SpeakerKind.PERSON, SpeakerKind.UNNAMED) and mention.names
    ]
    groups = [*_body_groups(bodies, known), *_Persons(people, known).groups()]
    identities = sorted((group.identity() for group in groups), key=lambda one: (one.kind, one.key, one.known or 0))
    owner = {member: number for number, one in enumerate(identities) for member in one.members}
    short = [mention for mention in people if mention.id not in owner]
    assignments = {member: Assignment(number) for member, number in owner.items()}
    by_id = {mention.id: mention for mention in mentions}
    roles = [[role for member in one.members for role in by_id[member].roles] for one in identities]
    joined: defaultdict[int, list[int]] = defaultdict(list)
    for mention in short:
        assignment = _by_surname(mention, identities, roles)
        assignments[mention.id] = assignment
        if assignment.identity is not None:
            joined[assignment.identity].append(mention.id)
    for mention in mentions:
        assignments.setdefault(mention.id, Assignment(None))
    complete = []
    for number, one in enumerate(identities):
        also = sorted({name for member in joined[number] for name in by_id[member].names} - set(one.names))
        members = tuple(sorted((*one.members, *joined[number])))
        complete.append(replace(one, names=(*one.names, *also), members=members))
    return tuple(complete), assignments


@dataclass
class _Group:
    mentions: list[Mention]
    known: Known | None = None

    def identity(self) -> Identity:
        forms = Counter(name for mention in self.mentions for name in set(mention.names))
        sides = Counter(mention.side for mention in self.mentions if mention.side)
        first = self.known.names[0] if self.known else min(forms, key=lambda name: _preference(name, forms))
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


def _body_groups(bodies: Sequence[Mention], known: Sequence[Known]) -> list[_Group]:
    """Governments, delegations and organisations: the same kind under the same name, or under its one acronym."""
    confirmed = {
        (one.kind, names.plain(name)): one for one in known if one.kind is not SpeakerKind.PERSON for name in one.names
    }
    full: defaultdict[object, set[str]] = defaultdict(set)
    for mention in bodies:
        for short in mention.names[1:]:
            full[mention.kind, names.plain(short)].add(names.plain(mention.names[0]))
    groups: dict[object, _Group] = {}
    for mention in bodies:
        key = (mention.kind, names.plain(mention.names[0]))
        if len(full[key]) == 1:
            key = (mention.kind, next(iter(full[key])))
        keys = [key, *((mention.kind, names.plain(name)) for name in mention.names)]
        one = next((confirmed[key] for key in keys if key in confirmed), None)
        groups.setdefault(one.id if one else key, _Group([], one)).mentions.append(mention)
    return list(groups.values())


class _Persons:
    """Groups of mentions with a full name. Nodes are distinct names in plain form."""

    def __init__(self, people: Sequence[Mention], known: Sequence[Known]) -> None:
        self.confirmed: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        for one in known:
            if one.kind is SpeakerKind.PERSON:
                for name in one.names:
                    if one not in self.confirmed[names.parts(name)]:
                        self.confirmed[names.parts(name)].append(one)
        self.full = [mention for mention in people if self._name(mention) is not None]
        pairs = self._surname_pairs()
        self.full = [mention for mention in self.full if names.parts(self._name(mention) or "") not in pairs]
        self.at: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
        for mention in self.full:
            self.at[names.parts(self._name(mention) or "")].append(mention)
        self.forms = {parts: " ".join(parts) for parts in {*self.at, *(p for p in self.confirmed if len(p) >= 2)}}

    def _name(self, mention: Mention) -> str | None:
        """The mention's name to go by: its fullest, or any that a person has confirmed as someone's."""
        for name in mention.names:
            if self.confirmed.get(names.parts(name)):
                return name
        return next((name for name in mention.names if names.is_full(name)), None)

    def _surname_pairs(self) -> set[tuple[str, ...]]:
        """Names that are both surnames of another name: "Salas Ugarte" beside "Roberto Salas Ugarte"."""
        found = {names.parts(self._name(mention) or "") for mention in self.full}
        by_prefix: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for parts in found:
            for part in parts[1:]:
                by_prefix[part].append(parts)
        return {
            parts
            for parts in found
            if not is_given_name(parts[0])
            and not self.confirmed.get(parts)
            and any(names.surname_of(" ".join(parts), " ".join(full)) for full in by_prefix[parts[0]])
        }

    def groups(self) -> list[_Group]:
        root = {parts: parts for parts in self.forms}
        for parts in self.confirmed:
            root.setdefault(parts, parts)
        root |= self._targets()
        groups: dict[tuple[str, ...], _Group] = {}
        for parts, found in sorted(self.at.items()):
            top = self._top(root, parts)
            if top is None:
                continue
            holders = self.confirmed.get(top) or []
            if len(holders) > 1:
                continue  # two confirmed speakers of one name: a person must say which
            group = groups.setdefault(top, _Group([], holders[0] if holders else None))
            group.mentions += found
        by_known: dict[object, _Group] = {}
        for top, group in groups.items():
            merged = by_known.setdefault(group.known.id if group.known else top, _Group([], group.known))
            merged.mentions += group.mentions
        for group in by_known.values():
            group.mentions.sort(key=lambda mention: mention.id)
        return list(by_known.values())

    def _top(self, root: dict[tuple[str, ...], tuple[str, ...]], parts: tuple[str, ...]) -> tuple[str, ...] | None:
        """The name at the end of the chain; None where a link on the way is ambiguous."""
        seen: set[tuple[str, ...]] = set()
        while root[parts] != parts:
            if parts in seen:
                return min(seen)
            seen.add(parts)
            parts = root[parts]
        return None if parts == () else parts

    def _targets(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """For each name the fuller or better spelt one it stands for; () where it could stand for several."""
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        blocks: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for parts, form in self.forms.items():
            for prefix in surname_prefixes([form]):
                blocks[prefix].append(parts)
        for parts, form in self.forms.items():
            if self.confirmed.get(parts):
                continue
            near = sorted({other for prefix in surname_prefixes([form]) for other in blocks[prefix] if other != parts})
            fuller = [
                o
                for o in near
                if len(o) > len(parts) and names.same_name(form, self.forms[o]) and self._compatible(parts, o)
            ]
            longest = [
                o
                for o in fuller
                if not any(p != o and len(p) > len(o) and names.same_name(self.forms[o], self.forms[p]) for p in fuller)
            ]
            if len(longest) == 1:
                found[parts] = longest[0]
            elif longest:
                found[parts] = ()
            else:
                variants = [o for o in near if names.misspelt(form, self.forms[o]) and self._same_office(parts, o)]
                best = min([parts, *variants], key=self._rank)
                # All spellings must be one slip from each other, or the word could be either of two names.
                if best != parts and all(
                    a == b or names.misspelt(self.forms[a], self.forms[b]) for a in variants for b in variants
                ):
                    found[parts] = best
        if () in found.values():
            found[()] = ()
        return found

    def _rank(self, parts: tuple[str, ...]) -> tuple[object, ...]:
        documents = len({mention.document for mention in self.at.get(parts, ())})
        return (
            not self.confirmed.get(parts),
            -documents,
            not is_given_name(parts[0]),
            -len(self.forms[parts]),
            self.forms[parts],
        )

    def _sides(self, parts: tuple[str, ...]) -> set[str]:
        return {m.side for m in self.at.get(parts, ()) if m.side} | {
            k.side for k in self.confirmed.get(parts, ()) if k.side
        }

    def _documents(self, parts: tuple[str, ...]) -> set[int]:
        return {mention.document for mention in self.at.get(parts, ())}

    def _compatible(self, a: tuple[str, ...], b: tuple[str, ...]) -> bool:
        """Not two people of one text, not of different sides."""
        sides = self._sides(a), self._sides(b)
        return not (self._documents(a) & self._documents(b)) and (not all(sides) or bool(sides[0] & sides[1]))

    def _same_office(self, a: tuple[str, ...], b: tuple[str, ...]) -> bool:
        """Whether more than the spelling speaks for one person: much the same office, or an office of the same side."""
        if not self._compatible(a, b):
            return False
        left, right = ([role for m in self.at.get(parts, ()) for role in m.roles] for parts in (a, b))
        needed = 1 if self._sides(a) & self._sides(b) else 2
        return any(len(role_words(x) & role_words(y)) >= needed for x in left for y in right)


def _by_surname(mention: Mention, identities: Sequence[Identity], roles: Sequence[Sequence[str]]) -> Assignment:
    """A mention without a full name: of the one person that bears the surname and fits, else of nobody yet."""
    scored: list[tuple[int, float, bool]] = []
    for number, one in enumerate(identities):
        if one.kind is not SpeakerKind.PERSON:
            continue
        full_names = [name for name in (one.name, *one.names) if names.is_full(name)]
        if not any(
            names.surname_of(short, full) or names.same_name(short, full)
            for short in mention.names
            for full in full_names
        ):
            continue
        side = _agreement(mention.side, one.side)
        office = _office_agreement(mention.roles, roles[number])
        likeness = max(fuzz.ratio(names.plain(mention.names[0]), part) for part in names.parts(one.name)) / 100
        score = round(max(0.0, min(1.0, 0.5 * likeness + 0.25 * side + 0.25 * office)), 3)
        scored.append((number, score, side >= 0 and office >= 0))
    scored.sort(key=lambda entry: (-entry[1], identities[entry[0]].key))
    fitting = [number for number, _, fits in scored if fits]
    if len(fitting) == 1:
        return Assignment(fitting[0])
    return Assignment(None, tuple((number, score) for number, score, _ in scored))


def _agreement(a: str, b: str) -> int:
    return 0 if not a or not b else 1 if a == b else -1


def _office_agreement(a: Sequence[str], b: Sequence[str]) -> int:
    """1 where an office is shared, -1 where both have offices and none in common, 0 where one has none."""
    if not a or not b:
        return 0
    shared = any(head_role(x) == head_role(y) or len(role_words(x) & role_words(y)) >= 2 for x in a for y in b)
    return 1 if shared else -1
