"""Which mentions in different texts are the same speaker: a function of the set of mentions, not of their order.

Names decide, roles and sides only tell apart. A name that fits two people names neither, and likeness of spelling alone
never joins two names. What a person decided is an input: names joined by hand, and mentions whose speaker was chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from claims.nlp import names
from claims.nlp.linking.bodies import Bodies
from claims.nlp.linking.persons import Persons
from claims.nlp.linking.speakers import (
    Assignment,
    Group,
    Identity,
    Known,
    Mention,
)
from claims.nlp.roles import head_role, is_of_every_country, role_words
from claims.nlp.types import SpeakerKind


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
    of_bodies = Bodies(bodies, known)
    groups = _with_chosen([*of_bodies.groups(), *Persons(people, known).groups()], mentions, known)
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
            scored = [(numbers[one.id], 0.5 + 0.25 * agreement(mention.side, one.side)) for one in holders]
            assignments[mention.id] = Assignment(None, tuple(sorted(scored, key=lambda entry: (-entry[1], entry[0]))))
        assignments.setdefault(mention.id, Assignment(None))
    complete = []
    for number, one in enumerate(identities):
        also = sorted({name for member in joined[number] for name in by_id[member].names} - set(one.names))
        members = tuple(sorted((*one.members, *joined[number])))
        complete.append(replace(one, names=(*one.names, *also), members=members))
    return tuple(complete), assignments


def _with_chosen(groups: list[Group], mentions: Sequence[Mention], known: Sequence[Known]) -> list[Group]:
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
            by_known[one.id] = Group([], one)
            found.append(by_known[one.id])
        if one.id in by_known:
            by_known[one.id].chosen = chosen[one.id]
    return found


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
        side = agreement(mention.side, one.side)
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


def agreement(a: str, b: str) -> int:
    return 0 if not a or not b else 1 if a == b else -1


def _office_agreement(a: Sequence[str], b: Sequence[str]) -> int:
    """1 where an office is shared, -1 where both have offices and none in common, 0 where one has none."""
    if not a or not b:
        return 0
    shared = any(head_role(x) == head_role(y) or len(role_words(x) & role_words(y)) >= 2 for x in a for y in b)
    return 1 if shared else -1
