"""Who is on record: the list of speakers, and one speaker's claims in time."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from claims.models import Claim, Speaker
from claims.web.access import Request, allowed, respond
from claims.web.forms import SpeakerFilter
from claims.web.paging import page_of
from claims.web.pairs import CONTRADICTS, SUREST_FIRST, pair_rows, shown_pairs
from claims.web.published import once
from claims.web.quotations import HEAVY, quotations
from claims.web.speaking import named, of_speaker
from claims.web.views.decisions import history, open_mentions, other_names, places

_CHANGES = 20
_OPEN = 20


def _claims(way: str) -> Coalesce:
    """Number of standing claims whose mention leads to the speaker by `way`; each way has an index of its own."""
    claims = Claim.objects.current().filter(**{f"mention__{way}": OuterRef("pk")}).order_by()
    counted = claims.values(f"mention__{way}").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


@require_safe
@allowed("claims.view_speaker")
def speaker_list(request: Request) -> HttpResponseBase:
    form = SpeakerFilter(request.GET)
    name = form.value("q")
    speakers = named(name) if name else Speaker.objects.filter(merged_into=None)
    if kind := form.value("kind"):
        speakers = speakers.filter(kind=kind)
    speakers = speakers.annotate(claim_count=_claims("speaker") + _claims("speaker__merged_into"))
    speakers = speakers.order_by("-claim_count", "name")
    page = page_of(request, speakers)
    return respond(request, "claims/speaker_list.html", "claims/_speaker_results.html", {"form": form, "page": page})


@require_safe
@allowed("claims.view_speaker")
def speaker_detail(request: Request, pk: int) -> HttpResponseBase:
    speaker = get_object_or_404(Speaker.objects.prefetch_related("aliases", "roles", "merged"), pk=pk)
    if speaker.merged_into_id:
        return redirect("speaker-detail", speaker.merged_into_id)
    claims = once(Claim.objects.current().filter(of_speaker(speaker))).with_context().defer(*HEAVY)
    page = page_of(
        request, claims.order_by(F("version__article__published_at").desc(nulls_last=True), "-version_id", "start")
    )
    changed = shown_pairs().filter(of_speaker(speaker, claim="a__"), of_speaker(speaker, claim="b__"), CONTRADICTS)
    return respond(
        request,
        "claims/speaker_detail.html",
        "claims/_speaker_claims.html",
        {
            "speaker": speaker,
            "names": other_names(speaker),
            "open": places(open_mentions(speaker)[:_OPEN]) if request.user.has_perm("claims.change_speaker") else [],
            "decisions": history(speaker),
            "page": page,
            "rows": quotations(page.object_list),
            "changed": pair_rows(changed.order_by(*SUREST_FIRST)[:_CHANGES]),
        },
    )
