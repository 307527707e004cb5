"""Which mentions in different texts are the same speaker: a function of the set of mentions, not of their order.

Names decide, roles and sides only tell apart. A name that fits two people names neither, and likeness of spelling alone
never joins two names. What a person decided is an input: names joined by hand, and mentions whose speaker was chosen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from claims.nlp import names
from claims.nlp.given_names import is_given_name
from claims.nlp.roles import head_role, is_of_every_country, role_words
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


def link(
    mentions: Sequence[Mention], known: Sequence[Known] = ()
) -> tuple[tuple[Identity, ...], dict[int, Assignment]]:
    """Identities, in order of their names, and one assignment for each mention by its id.

    Unnamed mentions are assigned to nobody. The result depends on neither order.
    """
    mentions = sorted(mentions, key=lambda mention: mention.id)
    open_ = [mention for mention in mentions if mention.chosen is None]
    people = [mention for mention in open_ if mention.kind is SpeakerKind.PERSON and mention.names]
    bodies = [
        mention
        for mention in open_
        if mention.kind not in (SpeakerKind.PERSON, SpeakerKind.UNNAMED)
        and mention.names
        # "Ministry of Energy" of a text that names no country: two texts may mean two ministries.
        and (mention.side or not is_of_every_country(mention.names[0]))
    ]
    of_bodies = _Bodies(bodies, known)
    groups = _with_chosen([*of_bodies.groups(), *_Persons(people, known).groups()], mentions, known)
    ranked = sorted(
        ((group.identity(), group) for group in groups),
        key=lambda pair: (pair[0].kind, pair[0].key, pair[0].known or 0),
    )
    identities = [one for one, _ in ranked]
    roles = [[role for mention in group.everyone for role in mention.roles] for _, group in ranked]
    confirmed = [group.known for _, group in ranked]
    owner = {member: number for number, one in enumerate(identities) for member in one.members}
    assignments = {member: Assignment(number) for member, number in owner.items()}
    by_id = {mention.id: mention for mention in mentions}
    joined: defaultdict[int, list[int]] = defaultdict(list)
    for mention in people:
        if mention.id in owner:
            continue
        assignment = _by_surname(mention, identities, roles, confirmed)
        assignments[mention.id] = assignment
        if assignment.identity is not None:
            joined[assignment.identity].append(mention.id)
    numbers = {one.known: number for number, one in enumerate(identities) if one.known is not None}
    for mention in mentions:
        holders = of_bodies.holders(mention)
        if mention.chosen is not None:
            assignments[mention.id] = Assignment(numbers.get(mention.chosen))
            if mention.chosen in numbers:
                joined[numbers[mention.chosen]].append(mention.id)
        elif holders:
            scored = [(numbers[one.id], 0.5 + 0.25 * _agreement(mention.side, one.side)) for one in holders]
            assignments[mention.id] = Assignment(None, tuple(sorted(scored, key=lambda entry: (-entry[1], entry[0]))))
        assignments.setdefault(mention.id, Assignment(None))
    complete = []
    for number, one in enumerate(identities):
        also = sorted({name for member in joined[number] for name in by_id[member].names} - set(one.names))
        members = tuple(sorted((*one.members, *joined[number])))
        complete.append(replace(one, names=(*one.names, *also), members=members))
    return tuple(complete), assignments


@dataclass
class _Group:
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


def _with_chosen(groups: list[_Group], mentions: Sequence[Mention], known: Sequence[Known]) -> list[_Group]:
    """The groups with the mentions a person chose; those who share a name with others stand by to be candidates."""
    by_known = {group.known.id: group for group in groups if group.known}
    found = list(groups)
    chosen: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.chosen is not None:
            chosen[mention.chosen].append(mention)
    bearers: defaultdict[tuple[SpeakerKind, str], set[int]] = defaultdict(set)
    for one in known:
        for name in one.all_names:
            bearers[one.kind, names.plain(name)].add(one.id)
    for one in known:
        is_namesake = one.shared or any(len(bearers[one.kind, names.plain(name)]) > 1 for name in one.names)
        if one.id not in by_known and (one.id in chosen or is_namesake):
            by_known[one.id] = _Group([], one)
            found.append(by_known[one.id])
        if one.id in by_known:
            by_known[one.id].chosen = chosen[one.id]
    return found


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


class _Bodies:
    """Governments, delegations and organisations: the same kind under the same name, or under its one acronym."""

    def __init__(self, bodies: Sequence[Mention], known: Sequence[Known]) -> None:
        self.bodies = bodies
        self.confirmed: defaultdict[tuple[SpeakerKind, str], list[Known]] = defaultdict(list)
        self.shared: set[tuple[SpeakerKind, str]] = set()
        for one in known:
            if one.kind is not SpeakerKind.PERSON:
                for name in one.all_names:
                    if one not in self.confirmed[one.kind, names.plain(name)]:
                        self.confirmed[one.kind, names.plain(name)].append(one)
                self.shared |= {(one.kind, names.plain(name)) for name in one.shared}
        self.full: defaultdict[tuple[SpeakerKind, str], set[str]] = defaultdict(set)
        for mention in bodies:
            for short in mention.names[1:]:
                self.full[mention.kind, names.plain(short)].add(names.plain(mention.names[0]))

    def _keys(self, mention: Mention) -> list[tuple[SpeakerKind, str]]:
        key = (mention.kind, names.plain(mention.names[0]))
        if len(self.full[key]) == 1:
            key = (mention.kind, next(iter(self.full[key])))
        return [key, *((mention.kind, names.plain(name)) for name in mention.names)]

    def holders(self, mention: Mention) -> list[Known]:
        """The confirmed bodies of the mention's name where it is not one body's alone."""
        if mention.kind in (SpeakerKind.PERSON, SpeakerKind.UNNAMED) or not mention.names:
            return []
        key = next((key for key in self._keys(mention) if key in self.confirmed), None)
        return self.confirmed[key] if key and (len(self.confirmed[key]) > 1 or key in self.shared) else []

    def groups(self) -> list[_Group]:
        groups: dict[object, _Group] = {}
        for mention in self.bodies:
            if self.holders(mention):
                continue
            keys = self._keys(mention)
            one = next((self.confirmed[key][0] for key in keys if key in self.confirmed), None)
            groups.setdefault(one.id if one else keys[0], _Group([], one)).mentions.append(mention)
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
        self.shared = [name for one in known if one.kind is SpeakerKind.PERSON for name in one.shared]
        self.full = [m for m in people if self._name(m) is not None and not self._may_be_a_namesake(m)]
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

    def _may_be_a_namesake(self, mention: Mention) -> bool:
        """Whether the name is one that several bear, or a form of it that is nobody's alone."""
        name = self._name(mention) or ""
        parts = names.parts(name)
        return any(
            names.parts(shared) == parts or (names.same_name(shared, name) and not self.confirmed.get(parts))
            for shared in self.shared
        )

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
                continue  # two confirmed speakers of one name: the office says which, or a person
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
            elif confirmed := self._confirmed_form(parts, near):
                found[parts] = confirmed
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

    def _confirmed_form(self, parts: tuple[str, ...], near: list[tuple[str, ...]]) -> tuple[str, ...] | None:
        """The shorter name that a person confirmed, where this is the one fuller form of it and of no other's."""
        shorter = [
            o
            for o in near
            if len(o) < len(parts)
            and self.confirmed.get(o)
            and names.same_name(self.forms[o], self.forms[parts])
            and self._compatible(parts, o)
        ]
        if len({one.id for o in shorter for one in self.confirmed[o]}) != 1:
            return None
        form = max(shorter)
        rivals = [
            o
            for o in near
            if len(o) > len(form)
            and names.same_name(self.forms[form], self.forms[o])
            and not names.same_name(self.forms[o], self.forms[parts])
            and not self.confirmed.get(o)
        ]
        return None if rivals else form

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


def _by_surname(
    mention: Mention,
    identities: Sequence[Identity],
    roles: Sequence[Sequence[str]],
    confirmed: Sequence[Known | None],
) -> Assignment:
    """A mention without a name of its own: of the one person that bears the name and fits, else of nobody yet."""
    scored: list[tuple[int, float, int]] = []
    for number, one in enumerate(identities):
        known = confirmed[number]
        if one.kind is not SpeakerKind.PERSON or not _bears_name(mention, one, known):
            continue
        side = _agreement(mention.side, one.side)
        office = _office_agreement(mention.roles, roles[number])
        shown = names.plain(mention.names[0])
        likeness = max((fuzz.ratio(shown, part) for part in names.parts(one.name)), default=0.0) / 100
        score = round(max(0.0, min(1.0, 0.5 * likeness + 0.25 * side + 0.25 * office)), 3)
        scored.append((number, score, -1 if side < 0 else office))
    scored.sort(key=lambda entry: (-entry[1], identities[entry[0]].key, identities[entry[0]].known or 0))
    fitting = [(number, office) for number, _, office in scored if office >= 0]
    if len(fitting) == 1:
        number, office = fitting[0]
        known = confirmed[number]
        # Someone with namesakes is never meant for want of another: the others may not be on record.
        if office > 0 or not (known and known.shared):
            return Assignment(number)
    return Assignment(None, tuple((number, score) for number, score, _ in scored))


def _bears_name(mention: Mention, one: Identity, known: Known | None) -> bool:
    given = known.all_names if known else ()
    full_names = [name for name in (one.name, *one.names, *given) if names.is_full(name)]
    return any(
        names.surname_of(short, full) or names.same_name(short, full) for short in mention.names for full in full_names
    ) or any(names.plain(short) == names.plain(name) for short in mention.names for name in given)


def _agreement(a: str, b: str) -> int:
    return 0 if not a or not b else 1 if a == b else -1


def _office_agreement(a: Sequence[str], b: Sequence[str]) -> int:
    """1 where an office is shared, -1 where both have offices and none in common, 0 where one has none."""
    if not a or not b:
        return 0
    shared = any(head_role(x) == head_role(y) or len(role_words(x) & role_words(y)) >= 2 for x in a for y in b)
    return 1 if shared else -1
