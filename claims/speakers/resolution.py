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

from claims.models import Alias, Claim, DecidedMention, Mention, Role, Speaker, SpeakerDecision
from claims.nlp import linking, names
from claims.nlp.types import DocumentSpeaker, SpeakerKind
from sources.models import Version

# Names are linked by one worker at a time: two that each see half of the mentions would undo each other's work. The
# linking itself takes milliseconds and reads no text.
_LOCK: Final = 7_240_513


def resolve_speakers(*, version: Version) -> None:
    """Resolve the mentions of a version, and anew those of other versions that its names bear on. Twice is as once."""
    with transaction.atomic():
        take_turn()
        apply_choices(list(Mention.objects.filter(version=version)))
        # Also those an earlier analysis found and this one does not: what they made ambiguous may now be clear.
        relink(list(Mention.objects.filter(version=version).select_related("speaker")))


def take_turn() -> None:
    """Wait, within a transaction, until nobody else links names or decides on speakers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def relink(own: Sequence[Mention]) -> None:
    """Link the mentions, and all of other texts that their names bear on. They need not be on record."""
    affected = _sharing_a_name(own)
    _apply(affected, _sharing_a_name(affected))


def apply_choices(mentions: Sequence[Mention]) -> None:
    """Give mentions the speaker that the newest standing decision on their article and key gave.

    Those a person had decided and no decision holds for any more go back to the machine; `relink` then resolves them.
    """
    articles = set(Version.objects.filter(mentions__in=mentions).values_list("article", flat=True))
    ever = DecidedMention.objects.filter(
        mention__version__article__in=articles, mention__key__in={mention.key for mention in mentions}
    ).order_by("decision_id")
    decided: dict[tuple[int, str], tuple[int | None, int | None] | None] = {}
    for article, key, speaker, person, undone in ever.values_list(
        "mention__version__article", "mention__key", "speaker", "decision__decided_by", "decision__undone_by"
    ):
        decided[article, key] = (speaker, person) if undone is None else decided.get((article, key))
    changed = []
    for mention in Mention.objects.filter(pk__in=[mention.pk for mention in mentions]).select_related("version"):
        place = mention.version.article_id, mention.key
        chosen = decided.get(place) or (mention.speaker_id, None)
        if place in decided and (mention.speaker_id, mention.decided_by_id) != chosen:
            mention.speaker_id, mention.decided_by_id = chosen
            mention.candidates = []
            changed.append(mention)
    Mention.objects.bulk_update(changed, ["speaker", "decided_by", "candidates"], batch_size=500)


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
    identities, assignments = _link(neighbourhood, _known(neighbourhood))
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
    return (
        Mention.objects.filter(Exists(named) | Exists(possible))
        .select_related("version__article", "speaker")
        .order_by("pk")
    )


def _sharing_a_name(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with those of all texts that share the beginning of a surname or the name of a body with them.

    Names that a person joined count as one, so that whoever bears one of them is read with all that is theirs.
    """
    bodies = Q()
    people: set[str] = set()
    for mention in mentions:
        if mention.kind == Mention.Kind.PERSON:
            people |= linking.surname_prefixes(mention.names)
        elif mention.kind != Mention.Kind.UNNAMED:
            bodies |= Q(kind=mention.kind, key=mention.key) | Q(kind=mention.kind, names__overlap=mention.names)
    wanted = Q(pk__in=[mention.pk for mention in mentions]) | bodies
    joined: set[str] = set()
    looked_at = _known(mentions)
    for known in looked_at:
        if known.kind is SpeakerKind.PERSON:
            for name in known.all_names:
                prefixes = linking.surname_prefixes([name])
                joined |= prefixes if prefixes.isdisjoint(people) else set()
        else:
            keys = [names.plain(name) for name in known.all_names]
            wanted |= Q(kind=known.kind, key__in=keys) | Q(kind=known.kind, names__overlap=list(known.all_names))
    numbers = [known.id for known in looked_at]
    given = Q(speaker__in=numbers) | Q(speaker__merged_into__in=numbers)
    wanted |= Q(decided_by__isnull=False) & given
    people |= joined
    if people:
        pattern = rf"\m({'|'.join(sorted(people))})"
        by_alias = Alias.objects.filter(key__regex=pattern, speaker=OuterRef("speaker"))
        wanted |= Q(kind=Mention.Kind.PERSON, key__regex=pattern) | Q(Exists(by_alias), kind=Mention.Kind.PERSON)
    return list(_recorded().filter(wanted))


def _link(
    mentions: Sequence[Mention], known: Sequence[linking.Known]
) -> tuple[tuple[linking.Identity, ...], dict[int, linking.Assignment]]:
    """Link mentions. Those that a person left open take no part."""
    taking_part = [mention for mention in mentions if mention.decided_by_id is None or mention.speaker_id is not None]
    return linking.link([_plain(mention) for mention in taking_part], known)


def _apply(affected: Sequence[Mention], neighbourhood: Sequence[Mention]) -> None:
    """Write the speakers of `affected`; `neighbourhood` holds all mentions their reading depends on."""
    known = _known(neighbourhood)
    identities, assignments = _link(neighbourhood, known)
    by_id = {mention.pk: mention for mention in neighbourhood}
    touched = {
        number
        for mention in affected
        if (assignment := assignments.get(mention.pk)) is not None
        for number in (assignment.identity, *(candidate for candidate, _ in assignment.candidates))
        if number is not None
    }
    rows = _store_speakers([(number, identities[number]) for number in sorted(touched)], {one.id for one in known})
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
        store_names(row, identities[number].names)
        _store_roles(row, [by_id[member] for member in identities[number].members])
    _drop_empty(neighbourhood, kept={row.pk for row in rows.values()})


def _plain(mention: Mention) -> linking.Mention:
    chosen = None
    if mention.decided_by_id is not None and mention.speaker is not None:
        chosen = mention.speaker.merged_into_id or mention.speaker.pk
    return linking.Mention(
        mention.pk,
        mention.version_id,
        SpeakerKind(mention.kind),
        tuple(mention.names),
        tuple(mention.roles),
        mention.side,
        chosen,
    )


def _known(mentions: Sequence[Mention]) -> list[linking.Known]:
    """Speakers that a person looked at and whose name or given alias may be one of those of the mentions.

    A person looked at those confirmed in the administration, at those joined with another, and at those that a mention
    was given to. Joined ones are one, with the names of all.
    """
    keys = {names.plain(name) for mention in mentions for name in mention.names}
    prefixes = set().union(*(linking.surname_prefixes(mention.names) for mention in mentions)) if mentions else set()
    given = Exists(Mention.objects.filter(speaker=OuterRef("pk"), decided_by__isnull=False))
    looked_at = Q(origin=Speaker.Origin.CURATED) | Q(merged_into__isnull=False) | Q(merged__isnull=False) | Q(given)
    wanted = Q(key__in=keys) | Q(aliases__key__in=keys)
    if prefixes:
        pattern = rf"\m({'|'.join(sorted(prefixes))})"
        wanted |= Q(key__regex=pattern) | Q(aliases__key__regex=pattern)
    found = Speaker.objects.filter(looked_at & wanted).values_list("pk", "merged_into")
    roots = {merged_into or pk for pk, merged_into in found}
    roots |= {
        mention.speaker.merged_into_id or mention.speaker.pk
        for mention in mentions
        if mention.decided_by_id is not None and mention.speaker is not None
    }
    rows = Speaker.objects.filter(pk__in=roots).prefetch_related("aliases", "merged__aliases").order_by("pk")
    return [_confirmed(row) for row in rows]


def _confirmed(row: Speaker) -> linking.Known:
    own: dict[str, None] = {}
    shared: dict[str, None] = {}
    for one in (row, *sorted(row.merged.all(), key=lambda merged: merged.pk)):
        base = linking.unqualified(one.name)
        (own if base == one.name else shared)[base] = None
        for alias in one.aliases.all():
            if alias.origin == Speaker.Origin.CURATED and alias.name not in shared:
                own[alias.name] = None
    # One who bears the bare name as well is whom the others are told apart from.
    bare = {names.plain(name) for name in own}
    return linking.Known(
        id=row.pk,
        kind=SpeakerKind(row.kind),
        names=tuple(own),
        side=row.side,
        shared=tuple(name for name in shared if names.plain(name) not in bare),
    )


def _store_speakers(identities: Sequence[tuple[int, linking.Identity]], known: Collection[int]) -> dict[int, Speaker]:
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
        free = [
            row
            for row in found
            if row.origin == Speaker.Origin.MACHINE and row.merged_into_id is None and row.pk not in known
        ]
        row = next(iter([*exact, *free]), None)
        if row is None:
            row, _ = Speaker.objects.get_or_create(key=key, kind=kind, defaults={"name": name, "side": side})
        elif row.origin == Speaker.Origin.MACHINE and (row.name, row.key, row.side) != (name, key, side):
            row.name, row.key, row.side = name, key, side
            row.save(update_fields=["name", "key", "side"])
        rows[number] = row
    return rows


def store_names(row: Speaker, given: Sequence[str]) -> None:
    """Keep as aliases the other names texts use and those of the speakers joined with it, one for each plain form."""
    wanted: dict[str, str] = {}
    for name in (*given, *row.merged.order_by("pk").values_list("name", flat=True)):
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
    """Remove machine speakers of these names that no mention means any more and no standing decision of a person."""
    keys = {names.plain(name)[:200] for mention in neighbourhood for name in mention.names}
    used = Mention.objects.filter(speaker=OuterRef("pk"))
    curated_alias = Alias.objects.filter(speaker=OuterRef("pk"), origin=Speaker.Origin.CURATED)
    curated_role = Role.objects.filter(speaker=OuterRef("pk"), origin=Speaker.Origin.CURATED)
    standing = SpeakerDecision.objects.standing()
    decided = standing.filter(speaker=OuterRef("pk")), standing.filter(target=OuterRef("pk"))
    Speaker.objects.filter(key__in=keys, origin=Speaker.Origin.MACHINE, merged_into=None, merged=None).exclude(
        pk__in=kept
    ).filter(*(~Exists(rows) for rows in (used, curated_alias, curated_role, *decided))).delete()
