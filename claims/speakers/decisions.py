"""What a person decides about speakers: that two are one, and whom a text means. Recorded, applied, and taken back.

A decision is a row that is only added; what it leads to is computed from the rows that stand. So decisions are undone
in any order, and what is left is what the others and the machine say. Between decisions and linking one waits for the
other, and names are linked anew at once wherever a decision bears on them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from claims.models import Alias, DecidedMention, Mention, Role, Speaker, SpeakerDecision
from claims.nlp import names
from claims.nlp.linking import unqualified
from claims.speakers.resolution import apply_choices, relink, store_names, take_turn

Action = SpeakerDecision.Action
# A form with more is a mistake; a whole speaker is merged.
MOST_MENTIONS: Final = 500


def merge_speakers(*, speaker: Speaker, into: Speaker, editor: User) -> SpeakerDecision:
    """Decide that `speaker` is `into`: its claims are shown there, and its names lead there from now on.

    Raises ValidationError for a speaker and itself, for two kinds, and where one of the two is merged already. Those
    merged into `speaker` before follow it.
    """
    with transaction.atomic():
        take_turn()
        speaker, into = (Speaker.objects.select_related("merged_into").get(pk=row.pk) for row in (speaker, into))
        if speaker == into:
            raise ValidationError("This is one and the same entry.")
        for row in (speaker, into):
            if row.merged_into is not None:
                raise ValidationError(f"{row} was merged into {row.merged_into} already. Choose that entry.")
        if speaker.kind != into.kind:
            raise ValidationError(
                f"{speaker} is on record as {_a(speaker)}, {into} as {_a(into)}. Entries of two kinds are never one."
            )
        decision = SpeakerDecision.objects.create(
            action=Action.MERGE,
            speaker=speaker,
            speaker_name=speaker.name,
            target=into,
            target_name=into.name,
            decided_by=editor,
        )
        before = _mentions_of({speaker.pk, into.pk})
        _settle_merges()
        _link_anew(before, {speaker.pk, into.pk})
        return decision


def assign_mentions(
    *, mentions: Collection[Mention], to: Speaker | None, editor: User, new_name: str = ""
) -> SpeakerDecision:
    """Decide whom mentions mean: `to`, or a new speaker called `new_name`, or nobody certain where both are missing.

    It holds for the same mention in every version of its article. With a new speaker, whatever the machine took for
    those the mentions came from, or for others of that name, stays with them by the same decision: what was not marked
    does not move. Raises ValidationError where nothing or too much is marked, and for a new name that is taken or that
    could not be told from another's.
    """
    with transaction.atomic():
        take_turn()
        marked = list(
            Mention.objects.filter(pk__in=[mention.pk for mention in mentions])
            .select_related("version", "speaker__merged_into")
            .order_by("pk")
        )
        if not marked:
            raise ValidationError("Mark at least one place where someone else is meant.")
        if len(marked) > MOST_MENTIONS:
            raise ValidationError(f"Mark at most {MOST_MENTIONS} places at a time.")
        came_from = {_root(mention.speaker) for mention in marked}
        target = _root(Speaker.objects.select_related("merged_into").get(pk=to.pk)) if to else None
        stays: list[Mention] = []
        if new_name:
            target, stays = _new_speaker(new_name, marked, {row.pk for row in came_from if row})
        elif came_from == {target} and all(mention.decided_by_id for mention in marked):
            raise ValidationError("This is decided so already.")
        source = next(iter(came_from)) if len(came_from) == 1 else None
        decision = SpeakerDecision.objects.create(
            action=Action.ASSIGN,
            speaker=source,
            speaker_name=source.name if source else "",
            target=target,
            target_name=target.name if target else "",
            creates=bool(new_name),
            decided_by=editor,
        )
        DecidedMention.objects.bulk_create(
            [
                *(DecidedMention(decision=decision, mention=mention, speaker=target) for mention in marked),
                *(
                    DecidedMention(decision=decision, mention=mention, speaker_id=mention.speaker_id, stays=True)
                    for mention in stays
                ),
            ],
            batch_size=1000,
        )
        involved = {row.pk for row in (*came_from, target) if row}
        everywhere = _in_all_versions([*marked, *stays])
        before = [*everywhere, *_mentions_of(involved)]
        apply_choices(everywhere)
        _link_anew(before, involved)
        return decision


def undo_decision(*, decision: SpeakerDecision, editor: User) -> SpeakerDecision:
    """Take a decision back. What it moved is again where the other decisions and the machine put it.

    Raises ValidationError where it is undone already, and for one that put a speaker on record who is in use by a
    later decision.
    """
    with transaction.atomic():
        take_turn()
        decision = SpeakerDecision.objects.get(pk=decision.pk)
        if decision.action == Action.UNDO or not decision.stands:
            raise ValidationError("This was undone already.")
        created = decision.target if decision.creates else None
        if created is not None and _is_in_use(created, decision):
            raise ValidationError(
                f"{created} was put on record by this decision and others build on it. Undo those first."
            )
        undo = SpeakerDecision.objects.create(
            action=Action.UNDO,
            speaker=decision.speaker,
            speaker_name=decision.speaker_name,
            target=decision.target,
            target_name=decision.target_name,
            undoes=decision,
            decided_by=editor,
        )
        involved = {pk for pk in (decision.speaker_id, decision.target_id) if pk}
        everywhere = _in_all_versions(list(Mention.objects.filter(decisions__decision=decision)))
        before = [*everywhere, *_mentions_of(involved)]
        _settle_merges()
        apply_choices(everywhere)
        if created is not None:
            created.delete()
        _link_anew(before, involved)
        return undo


def _a(speaker: Speaker) -> str:
    kind = speaker.get_kind_display()
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _root(speaker: Speaker | None) -> Speaker | None:
    return (speaker.merged_into or speaker) if speaker else None


def _mentions_of(speakers: Collection[int]) -> list[Mention]:
    return list(Mention.objects.filter(Q(speaker__in=speakers) | Q(speaker__merged_into__in=speakers)))


def _in_all_versions(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with those of the same key in the other versions of their articles."""
    places = set(Mention.objects.filter(pk__in=[m.pk for m in mentions]).values_list("version__article", "key"))
    near = Mention.objects.filter(
        version__article__in={article for article, _ in places}, key__in={key for _, key in places}
    ).select_related("version")
    return [mention for mention in near if (mention.version.article_id, mention.key) in places]


def _settle_merges() -> None:
    """Point every merged speaker at the one its chain of standing merges ends at; those without one at nobody.

    A speaker is merged only while it is no other's, so that chains have one end and no circle.
    """
    merges = SpeakerDecision.objects.filter(action=Action.MERGE)
    into = dict(merges.standing().values_list("speaker", "target"))
    for row in Speaker.objects.filter(pk__in=merges.values("speaker")):
        end = row.pk
        while end in into:
            end = into[end]
        target = None if end == row.pk else end
        if row.merged_into_id != target:
            Speaker.objects.filter(pk=row.pk).update(merged_into=target)


def _link_anew(before: Sequence[Mention], speakers: Collection[int]) -> None:
    """Link the mentions that were or are the speakers', and those that bear one of their names."""
    rows = Speaker.objects.filter(pk__in=speakers).prefetch_related("aliases")
    named = [
        Mention(kind=row.kind, key=row.key, names=[unqualified(row.name), *(alias.name for alias in row.aliases.all())])
        for row in rows
    ]
    # What the rows are now: decisions may have changed them since they were read.
    own = Mention.objects.filter(pk__in=[mention.pk for mention in before]).select_related("speaker")
    relink([*own, *named])
    for row in rows.filter(mentions=None, merged__mentions=None, merged_into=None):
        # Nobody speaks through it at present: it keeps what people gave it, and the names merged into it.
        store_names(row, ())
        row.roles.filter(origin=Speaker.Origin.MACHINE).delete()


def _new_speaker(name: str, marked: Sequence[Mention], came_from: Collection[int]) -> tuple[Speaker, list[Mention]]:
    """Put a speaker on record. Also the mentions that must be kept where they are, since its name could draw them."""
    name = " ".join(name.split())
    key, base = names.plain(name), unqualified(name)
    if not key or not names.plain(base):
        raise ValidationError({"name": "A name needs at least one letter or digit."})
    if len(name) > 200 or len(key) > 200:
        raise ValidationError({"name": "A name has at most 200 characters."})
    kind = next((m.kind for m in marked if m.kind != Mention.Kind.UNNAMED), Mention.Kind.PERSON)
    namesakes = _namesakes(base, kind)
    same = Speaker.objects.filter(key=key, kind=kind).first()
    if same is not None or (namesakes and base == name):
        other = same or namesakes[0]
        raise ValidationError(
            {"name": f"{other} is on record. Choose that entry, or add what tells the two apart: “{base} (engineer)”."}
        )
    target = Speaker.objects.create(name=name, key=key, kind=kind, origin=Speaker.Origin.CURATED)
    if base != name:
        Alias.objects.create(speaker=target, name=base, key=names.plain(base), origin=Speaker.Origin.CURATED)
    moved = {(mention.version.article_id, mention.key) for mention in marked}
    holders = {*came_from, *(row.pk for row in namesakes)}
    others = Mention.objects.filter(
        Q(speaker__in=holders) | Q(speaker__merged_into__in=holders), decided_by=None
    ).select_related("version")
    return target, [mention for mention in others if (mention.version.article_id, mention.key) not in moved]


def _namesakes(name: str, kind: str) -> list[Speaker]:
    """Speakers of the kind who bear the name, or a longer or shorter form of it."""
    key = names.plain(name)
    rows = Speaker.objects.filter(merged_into=None, kind=kind).prefetch_related("aliases", "merged").order_by("pk")
    if kind != Speaker.Kind.PERSON:
        return list(rows.filter(Q(key=key) | Q(aliases__key=key) | Q(merged__key=key)).distinct())
    first = key.split()[0]
    near = rows.filter(
        Q(key__startswith=first) | Q(aliases__key__startswith=first) | Q(merged__key__startswith=first)
    ).distinct()

    def bears(row: Speaker) -> bool:
        forms = [row.name, *(alias.name for alias in row.aliases.all()), *(merged.name for merged in row.merged.all())]
        bare = [unqualified(form) for form in forms]
        return any(names.plain(form) == key or names.same_name(form, name) for form in bare)

    return [row for row in near if bears(row)]


def _is_in_use(speaker: Speaker, decision: SpeakerDecision) -> bool:
    """Whether more than this decision speaks for the row: other decisions, or what a person wrote into it."""
    others = SpeakerDecision.objects.standing().exclude(pk=decision.pk)
    return (
        others.filter(Q(speaker=speaker) | Q(target=speaker)).exists()
        or DecidedMention.objects.filter(speaker=speaker, decision__in=others).exists()
        or Role.objects.filter(speaker=speaker, origin=Speaker.Origin.CURATED).exists()
    )
