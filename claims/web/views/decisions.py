"""Who a speaker is, decided by an editor: two entries that are one, and places where someone else is meant.

Each decision is made on a page that shows the words it is about, and is undone from the speaker's page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.models import Claim, ClaimQuerySet, DecidedMention, Mention, Speaker, SpeakerDecision
from claims.speakers import assign_mentions, merge_speakers, undo_decision
from claims.web.access import Request, allowed, respond
from claims.web.forms import NewSpeakerForm, SpeakerSearch
from claims.web.paging import page_of
from claims.web.published import once
from claims.web.quotations import HEAVY, Quotation, quotations
from claims.web.speaking import named, of_speaker

_CHOICES: Final = 15
_SAMPLES: Final = 3
_QUOTED: Final = 2
_MENTIONS: Final = 50
_MAX_ID: Final = 2**63 - 1

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Entry:
    """A speaker as it is compared with another: what tells who it is."""

    speaker: Speaker
    claims: int
    articles: int
    names: list[str]
    samples: list[Quotation]


@dataclass(frozen=True, slots=True)
class Place:
    """Someone one article speaks of: the mention, and the first words attributed there."""

    mention: Mention
    quotations: list[Quotation]
    claims: int

    @property
    def first(self) -> Quotation:
        return self.quotations[0]


def other_names(speaker: Speaker) -> list[str]:
    """Aliases and the names of entries merged into it, each once."""
    names = [*(alias.name for alias in speaker.aliases.all()), *(merged.name for merged in speaker.merged.all())]
    return list(dict.fromkeys(name for name in names if name != speaker.name))


@require_safe
@allowed("claims.view_speaker", "claims.change_speaker")
def speaker_merge(request: Request, pk: int) -> HttpResponseBase:
    """Search for the entry that is the same as this one."""
    speaker = _current(pk)
    form = SpeakerSearch(request.GET)
    found = _choices(form.value("q") or "").exclude(pk=pk)
    context = {
        "speaker": speaker,
        "form": form,
        "choices": _with_counts(found.filter(kind=speaker.kind)),
        "other_kinds": list(found.exclude(kind=speaker.kind)[:_CHOICES]),
    }
    return respond(request, "claims/speaker_merge.html", "claims/_merge_choices.html", context)


@read_or_post
@allowed("claims.view_speaker", "claims.change_speaker")
def speaker_merge_confirm(request: Request, pk: int, other: int) -> HttpResponseBase:
    """Both entries side by side; sent, the one not chosen to stay is merged into the one that is."""
    pair = [_current(pk), _current(other)]
    error = ""
    if request.method == "POST":
        into = next((row for row in pair if str(row.pk) == request.POST.get("stays")), None)
        if into is None:
            error = "Choose which entry stays."
        else:
            merged = pair[0] if into == pair[1] else pair[1]
            try:
                merge_speakers(speaker=merged, into=into, editor=request.user)
            except ValidationError as refused:
                error = " ".join(refused.messages)
            else:
                messages.success(request, f"{merged} and {into} are one now. Undo it under “Decisions” below.")
                return redirect("speaker-detail", into.pk)
    entries = [_entry(row) for row in pair]
    return respond(
        request,
        "claims/speaker_merge_confirm.html",
        "claims/speaker_merge_confirm.html",
        {
            "speaker": pair[0],
            "entries": entries,
            # The entry with more behind it stays, unless the editor says otherwise.
            "stays": max(entries, key=lambda entry: entry.claims).speaker.pk,
            "error": error or _cannot_merge(*pair),
            "possible": not _cannot_merge(*pair),
        },
        status=422 if error else 200,
    )


@require_safe
@allowed("claims.view_speaker", "claims.change_speaker")
def speaker_split(request: Request, pk: int) -> HttpResponseBase:
    """The places where an article means this speaker, to be marked where it means someone else."""
    speaker = _current(pk)
    of_it = Q(speaker=speaker) | Q(speaker__merged_into=speaker)
    mentions = _with_claims(Mention.objects.filter(of_it)).order_by(
        F("version__article__published_at").desc(nulls_last=True), "-pk"
    )
    page = page_of(request, mentions, per_page=_MENTIONS)
    return respond(
        request,
        "claims/speaker_split.html",
        "claims/speaker_split.html",
        {"speaker": speaker, "page": page, "places": places(page.object_list)},
    )


@read_or_post
@allowed("claims.view_speaker", "claims.change_speaker")
def mention_assign(request: Request) -> HttpResponseBase:
    """Say whom the marked places mean: one of those they could mean, another entry, a new one, or nobody certain."""
    given = request.POST if request.method == "POST" else request.GET
    mentions = _marked(given)
    if not mentions:
        messages.error(request, "Mark at least one place where someone else is meant.")
        back = _number(given.get("from", ""))
        return redirect("speaker-split", back) if back else redirect("speaker-list")
    new = NewSpeakerForm(request.POST if "create" in request.POST else None)
    error = ""
    if request.method == "POST":
        try:
            decision = _assign(request, mentions, new)
        except ValidationError as refused:
            if "create" in request.POST:
                new.add_error("name", refused.messages)
            else:
                error = " ".join(refused.messages)
        else:
            if decision is not None:
                messages.success(request, _said(decision))
                shown = decision.speaker or decision.target
                return redirect("speaker-detail", shown.pk) if shown else redirect("speaker-list")
    form = SpeakerSearch(request.GET)
    current = _speakers_of(mentions)
    found = _choices(form.value("q") or "").exclude(pk__in=[row.pk for row in current])
    return respond(
        request,
        "claims/mention_assign.html",
        "claims/_assign_choices.html",
        {
            "mentions": mentions,
            "places": places(mentions),
            "speaker": current[0] if len(current) == 1 else None,
            "candidates": _candidates(mentions),
            "form": form,
            "choices": _with_counts(found),
            "new": new,
            "error": error,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@allowed("claims.view_speaker", "claims.change_speaker")
def speaker_decision_undo(request: Request, pk: int) -> HttpResponseBase:
    decision = get_object_or_404(SpeakerDecision.objects.exclude(action=SpeakerDecision.Action.UNDO), pk=pk)
    try:
        undo_decision(decision=decision, editor=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, "Undone. The machine has read the names again.")
    page = _number(request.POST.get("page", ""))
    shown = Speaker.objects.filter(pk__in=[pk for pk in (page, decision.speaker_id, decision.target_id) if pk])
    row = shown.filter(pk=page or 0).first() or shown.first()
    return redirect("speaker-detail", row.pk) if row else redirect("speaker-list")


def history(speaker: Speaker) -> QuerySet[SpeakerDecision]:
    """Decisions about a speaker and those merged into it, newest first, each with its undoing."""
    rows = [speaker.pk, *(merged.pk for merged in speaker.merged.all())]
    moved = DecidedMention.objects.filter(stays=False).select_related("mention__version__article")
    moved = moved.defer("mention__version__text", "mention__version__bands")
    return (
        SpeakerDecision.objects.filter(Q(speaker__in=rows) | Q(target__in=rows))
        .exclude(action=SpeakerDecision.Action.UNDO)
        .select_related("decided_by", "undone_by__decided_by", "speaker", "target")
        .prefetch_related(Prefetch("mentions", moved, to_attr="moved"))
    )


def open_mentions(speaker: Speaker) -> QuerySet[Mention]:
    """Open mentions that could be the speaker: an editor may know who is meant."""
    rows = [speaker.pk, *(merged.pk for merged in speaker.merged.all())]
    could_be = Q()
    for pk in rows:
        could_be |= Q(candidates__contains=[{"speaker": pk}])
    return _with_claims(Mention.objects.filter(could_be, speaker=None)).order_by("-pk")


def places(mentions: Iterable[Mention]) -> list[Place]:
    """Mentions with the first words that their articles attribute to them; three queries, however many they are."""
    mentions = list(mentions)
    claims: defaultdict[int | None, list[Claim]] = defaultdict(list)
    rows = Claim.objects.current().filter(mention__in=mentions).with_context().defer(*HEAVY).order_by("start")
    for claim in rows:
        claims[claim.mention_id].append(claim)
    quoted = {row.claim.pk: row for row in quotations(claim for of in claims.values() for claim in of[:_QUOTED])}
    return [
        Place(mention, [quoted[claim.pk] for claim in claims[mention.pk][:_QUOTED]], len(claims[mention.pk]))
        for mention in mentions
        if claims[mention.pk]
    ]


def _current(pk: int) -> Speaker:
    """A speaker that is not merged into another; one that is leads to a 404, its page leads on."""
    return get_object_or_404(Speaker.objects.prefetch_related("aliases", "roles", "merged"), pk=pk, merged_into=None)


def _with_claims(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """Mentions that a standing claim names, those of reprints and superseded versions left out."""
    shown: ClaimQuerySet = once(Claim.objects.current().filter(mention=OuterRef("pk")))
    return (
        mentions.filter(Exists(shown))
        .select_related("version__article__source", "speaker", "decided_by")
        .defer("version__text", "version__bands")
    )


def _choices(name: str) -> QuerySet[Speaker]:
    return named(name).order_by("name", "pk")


def _with_counts(speakers: QuerySet[Speaker]) -> list[tuple[Speaker, int]]:
    rows = list(speakers.prefetch_related("roles")[:_CHOICES])
    return [(row, Claim.objects.current().filter(of_speaker(row)).count()) for row in rows]


def _entry(speaker: Speaker) -> Entry:
    claims = once(Claim.objects.current().filter(of_speaker(speaker)))
    newest = (
        claims.with_context()
        .defer(*HEAVY)
        .order_by(F("version__article__published_at").desc(nulls_last=True), "-version_id", "start")
    )
    return Entry(
        speaker=speaker,
        claims=claims.count(),
        articles=claims.values("version__article").distinct().count(),
        names=other_names(speaker),
        samples=quotations(newest[:_SAMPLES]),
    )


def _cannot_merge(speaker: Speaker, other: Speaker) -> str:
    if speaker == other:
        return "This is one and the same entry."
    if speaker.kind != other.kind:
        return (
            f"One is on record as {speaker.get_kind_display()}, the other as {other.get_kind_display()}. "
            "Entries of two kinds are never one."
        )
    return ""


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and int(value) <= _MAX_ID else None


def _marked(given: QueryDict) -> list[Mention]:
    numbers = {number for value in given.getlist("m")[:_MENTIONS] if (number := _number(value))}
    return list(
        Mention.objects.filter(pk__in=numbers)
        .select_related("version__article__source", "speaker__merged_into", "decided_by")
        .defer("version__text", "version__bands")
        .order_by("pk")
    )


def _speakers_of(mentions: Iterable[Mention]) -> list[Speaker]:
    found = [mention.speaker.merged_into or mention.speaker for mention in mentions if mention.speaker]
    return list(dict.fromkeys(found))


def _candidates(mentions: Iterable[Mention]) -> list[tuple[Speaker, int]]:
    numbers = {entry["speaker"] for mention in mentions if mention.speaker is None for entry in mention.candidates}
    rows = Speaker.objects.filter(pk__in=numbers).values_list("pk", "merged_into")
    return _with_counts(Speaker.objects.filter(pk__in={merged_into or pk for pk, merged_into in rows}))


def _assign(request: Request, mentions: list[Mention], new: NewSpeakerForm) -> SpeakerDecision | None:
    """Carry out what the form says; None where the name of a new speaker is missing, which the form tells."""
    editor = request.user
    if "create" in request.POST:
        if not new.is_valid():
            return None
        return assign_mentions(mentions=mentions, to=None, new_name=new.cleaned_data["name"], editor=editor)
    if "open" in request.POST:
        return assign_mentions(mentions=mentions, to=None, editor=editor)
    speaker = Speaker.objects.filter(pk=_number(request.POST.get("speaker", "")) or 0).first()
    if speaker is None:
        raise Http404
    return assign_mentions(mentions=mentions, to=speaker, editor=editor)


def _said(decision: SpeakerDecision) -> str:
    if decision.target is None:
        return "Left open: it is on record that nobody can tell who is meant."
    return f"That is {decision.target} now. Undo it under “Decisions” below."
