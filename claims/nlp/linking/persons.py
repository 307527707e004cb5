"""Which full names of persons in different texts are one person's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from claims.nlp import names
from claims.nlp.given_names import is_given_name
from claims.nlp.linking.speakers import (
    Group,
    Known,
    Mention,
    surname_prefixes,
)
from claims.nlp.roles import role_words
from claims.nlp.types import SpeakerKind


class Persons:
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

    def groups(self) -> list[Group]:
        root = {parts: parts for parts in self.forms}
        for parts in self.confirmed:
            root.setdefault(parts, parts)
        root |= self._targets()
        groups: dict[tuple[str, ...], Group] = {}
        for parts, found in sorted(self.at.items()):
            top = self._top(root, parts)
            if top is None:
                continue
            holders = self.confirmed.get(top) or []
            if len(holders) > 1:
                continue  # two confirmed speakers of one name: the office says which, or a person
            group = groups.setdefault(top, Group([], holders[0] if holders else None))
            group.mentions += found
        by_known: dict[object, Group] = {}
        for top, group in groups.items():
            merged = by_known.setdefault(group.known.id if group.known else top, Group([], group.known))
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
