"""Mention -> Speaker, or unresolved: who the speakers of a text are across all texts.

The outcome is a function of the set of recorded mentions. A version brings names; all mentions that share a surname
with them are linked anew, so it does not matter which article was read first. What a person decided is an input.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import Alias, Claim, Mention, Role, Speaker
from claims.nlp import linking, names
from claims.nlp.types import DocumentSpeaker, SpeakerKind
from sources.models import Version

# Names are linked by one worker at a time: two that each see half of the mentions would undo each other's work. The
# linking itself takes milliseconds and reads no text.
_LOCK: Final = 7_240_513


def resolve_speakers(*, version: Version) -> None:
    """Resolve the mentions of a version, and anew those of other versions that its names bear on. Twice is as once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # Also those an earlier analysis found and this one does not: what they made ambiguous may now be clear.
        own = list(Mention.objects.filter(version=version))
        affected = _sharing_a_name(own)
        neighbourhood = _sharing_a_name(affected)
        _apply(affected, neighbourhood)


def find_speakers(unrecorded: Sequence[DocumentSpeaker]) -> dict[DocumentSpeaker, tuple[int, ...]]:
    """For the speakers of a text that is not on record, the ids of those recorded speakers each could be.

    One id where it is certain, several where the names leave a choice, none where nobody fits. Linked as if the text
    were on record, by the same rules; nothing is written.
    """
    asked = {
        -number: Mention(
            pk=-number,
            version_id=0,
            key=speaker.key,
            kind=speaker.kind.value,
            names=list(speaker.names),
            roles=list(speaker.roles),
            side=speaker.side,
        )
        for number, speaker in enumerate(unrecorded, start=1)
    }
    own = list(asked.values())
    neighbourhood = [*own, *_sharing_a_name([*own, *_sharing_a_name(own)])] if own else []
    open_ = [mention for mention in neighbourhood if mention.decided_by_id is None]
    identities, assignments = linking.link([_plain(mention) for mention in open_], _confirmed(neighbourhood))
    stored = {mention.pk: mention.speaker_id for mention in neighbourhood if mention.speaker_id is not None}
    merged = dict(
        Speaker.objects.filter(pk__in=stored.values(), merged_into__isnull=False).values_list("pk", "merged_into_id")
    )

    def speakers_of(number: int) -> set[int]:
        identity = identities[number]
        rows = {stored[member] for member in identity.members if member in stored}
        return {merged.get(row) or row for row in rows} | ({identity.known} if identity.known is not None else set())

    found = {}
    for number, speaker in enumerate(unrecorded, start=1):
        assignment = assignments[-number]
        possible = [assignment.identity] if assignment.identity is not None else [c for c, _ in assignment.candidates]
        found[speaker] = tuple(sorted(set().union(*(speakers_of(identity) for identity in possible))))
    return found


def _recorded() -> QuerySet[Mention]:
    """Mentions that a current claim names or could name."""
    current = Claim.objects.current()
    named = current.filter(mention=OuterRef("pk"))
    possible = current.filter(version=OuterRef("version"), mention_candidates__contains=[OuterRef("key")])
    return Mention.objects.filter(Exists(named) | Exists(possible)).select_related("version__article").order_by("pk")


def _sharing_a_name(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with those of all texts that share the beginning of a surname or the name of a body with them."""
    bodies = Q()
    people: set[str] = set()
    for mention in mentions:
        if mention.kind == Mention.Kind.PERSON:
            people |= linking.surname_prefixes(mention.names)
        elif mention.kind != Mention.Kind.UNNAMED:
            bodies |= Q(kind=mention.kind, key=mention.key) | Q(kind=mention.kind, names__overlap=mention.names)
    wanted = Q(pk__in=[mention.pk for mention in mentions]) | bodies
    if people:
        pattern = rf"\m({'|'.join(sorted(people))})"
        by_alias = Alias.objects.filter(key__regex=pattern, speaker=OuterRef("speaker"))
        wanted |= Q(kind=Mention.Kind.PERSON, key__regex=pattern) | Q(Exists(by_alias), kind=Mention.Kind.PERSON)
    return list(_recorded().filter(wanted))


def _apply(affected: Sequence[Mention], neighbourhood: Sequence[Mention]) -> None:
    """Write the speakers of `affected`; `neighbourhood` holds all mentions their reading depends on."""
    open_ = [mention for mention in neighbourhood if mention.decided_by_id is None]
    identities, assignments = linking.link([_plain(mention) for mention in open_], _confirmed(neighbourhood))
    by_id = {mention.pk: mention for mention in neighbourhood}
    touched = {
        number
        for mention in affected
        if (assignment := assignments.get(mention.pk)) is not None
        for number in (assignment.identity, *(candidate for candidate, _ in assignment.candidates))
        if number is not None
    }
    rows = _store_speakers([(number, identities[number]) for number in sorted(touched)])
    changed = []
    for mention in affected:
        if mention.decided_by_id is not None:
            continue
        assignment = assignments[mention.pk]
        speaker = rows[assignment.identity].pk if assignment.identity is not None else None
        candidates = [{"speaker": rows[number].pk, "score": score} for number, score in assignment.candidates]
        if (mention.speaker_id, mention.candidates) != (speaker, candidates):
            mention.speaker_id, mention.candidates = speaker, candidates
            changed.append(mention)
    Mention.objects.bulk_update(changed, ["speaker", "candidates"], batch_size=500)
    for number, row in rows.items():
        members = [by_id[member] for member in identities[number].members]
        _store_aliases(row, identities[number])
        _store_roles(row, members)
    _drop_empty(neighbourhood, kept={row.pk for row in rows.values()})


def _plain(mention: Mention) -> linking.Mention:
    return linking.Mention(
        mention.pk,
        mention.version_id,
        SpeakerKind(mention.kind),
        tuple(mention.names),
        tuple(mention.roles),
        mention.side,
    )


def _confirmed(mentions: Sequence[Mention]) -> list[linking.Known]:
    """Speakers that a person confirmed and whose name or given alias may be one of those of the mentions."""
    keys = {names.plain(name) for mention in mentions for name in mention.names}
    prefixes = set().union(*(linking.surname_prefixes(mention.names) for mention in mentions)) if mentions else set()
    curated = Speaker.objects.filter(origin=Speaker.Origin.CURATED)
    wanted = Q(key__in=keys) | Q(aliases__key__in=keys)
    if prefixes:
        pattern = rf"\m({'|'.join(sorted(prefixes))})"
        wanted |= Q(key__regex=pattern) | Q(aliases__key__regex=pattern)
    found = curated.filter(wanted).distinct().prefetch_related("aliases").order_by("pk")
    return [
        linking.Known(
            id=row.merged_into_id or row.pk,
            kind=SpeakerKind(row.kind),
            names=(row.name, *(alias.name for alias in row.aliases.all() if alias.origin == Speaker.Origin.CURATED)),
            side=row.side,
        )
        for row in found
    ]


def _store_speakers(identities: Sequence[tuple[int, linking.Identity]]) -> dict[int, Speaker]:
    """The row of each identity. A machine row keeps its number when a fuller name for it turns up."""
    rows: dict[int, Speaker] = {}
    for number, identity in identities:
        if identity.known is not None:
            rows[number] = Speaker.objects.get(pk=identity.known)
            continue
        kind = identity.kind.value
        name, key, side = identity.name[:200], identity.key[:200], identity.side[:100]
        others = [
            names.plain(other)[:200] for other in identity.names if names.is_full(other) or kind != Speaker.Kind.PERSON
        ]
        found = list(Speaker.objects.filter(kind=kind, key__in={key, *others}).order_by("pk"))
        exact = [row for row in found if row.key == key]
        free = [row for row in found if row.origin == Speaker.Origin.MACHINE and row.merged_into_id is None]
        row = next(iter([*exact, *free]), None)
        if row is None:
            row, _ = Speaker.objects.get_or_create(key=key, kind=kind, defaults={"name": name, "side": side})
        elif row.origin == Speaker.Origin.MACHINE and (row.name, row.key, row.side) != (name, key, side):
            row.name, row.key, row.side = name, key, side
            row.save(update_fields=["name", "key", "side"])
        rows[number] = row
    return rows


def _store_aliases(row: Speaker, identity: linking.Identity) -> None:
    """The other names texts use, one for each plain form."""
    wanted: dict[str, str] = {}
    for name in identity.names:
        key = names.plain(name)[:200]
        if key and key != row.key:
            wanted.setdefault(key, name[:200])
    stored = {alias.key: alias for alias in row.aliases.all()}
    stale = [a.pk for a in stored.values() if a.origin == Speaker.Origin.MACHINE and wanted.get(a.key) != a.name]
    Alias.objects.filter(pk__in=stale).delete()
    fresh = [
        Alias(speaker=row, key=key, name=name)
        for key, name in wanted.items()
        if key not in stored or stored[key].pk in stale
    ]
    Alias.objects.bulk_create(fresh, ignore_conflicts=True)


def _store_roles(row: Speaker, members: Sequence[Mention]) -> None:
    """Offices as texts name them, with the first and the last publication day they were seen on."""
    seen: defaultdict[str, list[tuple[str, datetime.date | None]]] = defaultdict(list)
    for mention in members:
        published = mention.version.article.published_at
        for title in mention.roles:
            key = names.plain(title)[:200]
            if key:
                seen[key].append((title[:200], published.date() if published else None))
    stored = {role.key: role for role in row.roles.all()}
    stale = [role.pk for key, role in stored.items() if role.origin == Speaker.Origin.MACHINE and key not in seen]
    Role.objects.filter(pk__in=stale).delete()
    changed = []
    for key, sightings in seen.items():
        days = [day for _, day in sightings if day is not None]
        title, first, last = min(title for title, _ in sightings), min(days, default=None), max(days, default=None)
        role = stored.get(key)
        if role is None:
            changed.append(Role(speaker=row, key=key, title=title, first_seen_on=first, last_seen_on=last))
            continue
        if role.origin == Speaker.Origin.CURATED:
            title = role.title
        if (role.title, role.first_seen_on, role.last_seen_on) != (title, first, last):
            role.title, role.first_seen_on, role.last_seen_on = title, first, last
            changed.append(role)
    Role.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["speaker", "key"],
        update_fields=["title", "first_seen_on", "last_seen_on"],
    )


def _drop_empty(neighbourhood: Sequence[Mention], *, kept: Collection[int]) -> None:
    """Remove machine speakers of these names that no mention means any more and no person has touched."""
    keys = {names.plain(name)[:200] for mention in neighbourhood for name in mention.names}
    used = Mention.objects.filter(speaker=OuterRef("pk"))
    curated_alias = Alias.objects.filter(speaker=OuterRef("pk"), origin=Speaker.Origin.CURATED)
    curated_role = Role.objects.filter(speaker=OuterRef("pk"), origin=Speaker.Origin.CURATED)
    Speaker.objects.filter(key__in=keys, origin=Speaker.Origin.MACHINE, merged_into=None, merged=None).exclude(
        pk__in=kept
    ).filter(~Exists(used), ~Exists(curated_alias), ~Exists(curated_role)).delete()
