"""Which mentions of governments, delegations and organisations are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from claims.nlp import names
from claims.nlp.linking.speakers import (
    Group,
    Known,
    Mention,
)
from claims.nlp.types import SpeakerKind


class Bodies:
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

    def groups(self) -> list[Group]:
        groups: dict[object, Group] = {}
        for mention in self.bodies:
            if self.holders(mention):
                continue
            keys = self._keys(mention)
            one = next((self.confirmed[key][0] for key in keys if key in self.confirmed), None)
            groups.setdefault(one.id if one else keys[0], Group([], one)).mentions.append(mention)
        return list(groups.values())
