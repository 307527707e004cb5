"""The list of claims, which is the home page, and one claim with all that the record ties to it."""

from __future__ import annotations

from django.db.models import F, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from claims.models import Claim, ClaimQuerySet
from claims.web.access import Request, allowed, respond
from claims.web.forms import ClaimFilter
from claims.web.highlighting import context, mark
from claims.web.paging import page_of
from claims.web.pairs import CONTRADICTS, SUREST_FIRST, PairRow, pair_rows, shown_pairs
from claims.web.published import once, published_between
from claims.web.quotations import HEAVY, Quotation, quotations
from claims.web.speaking import spoken_by

_RELATED = 50


def _filtered(form: ClaimFilter) -> ClaimQuerySet:
    claims = Claim.objects.current()
    if words := form.value("q"):
        claims = claims.search(words)
    if name := form.value("speaker"):
        claims = claims.filter(spoken_by(name))
    if source := form.value("source"):
        claims = claims.filter(version__article__source=source)
    if kind := form.value("kind"):
        claims = claims.filter(kind=kind)
    claims = claims.filter(published_between(form, "version__article__published_at"))
    return claims if form.value("reprints") else once(claims)


@require_safe
@allowed("claims.view_claim")
def claim_list(request: Request) -> HttpResponseBase:
    form = ClaimFilter(request.GET)
    claims = _filtered(form).with_context().defer(*HEAVY)
    page = page_of(
        request, claims.order_by(F("version__article__published_at").desc(nulls_last=True), "-version_id", "start")
    )
    return respond(
        request,
        "claims/claim_list.html",
        "claims/_claim_results.html",
        {"form": form, "page": page, "rows": quotations(page.object_list)},
    )


@require_safe
@allowed("claims.view_claim")
def claim_detail(request: Request, pk: int) -> HttpResponseBase:
    claim = get_object_or_404(Claim.objects.with_context().select_related("proposition"), pk=pk)
    related = shown_pairs().filter(Q(a=claim) | Q(b=claim)).order_by(*SUREST_FIRST)[:_RELATED]
    same, other = _sides(claim)
    return respond(
        request,
        "claims/claim_detail.html",
        "claims/claim_detail.html",
        {
            "row": quotations([claim])[0],
            "context": context(claim.version.text, mark(claim.pk, claim.spans)),
            "related": _others_once(pair_rows(related, seen_from=claim)),
            "same": same,
            "other": other,
        },
    )


def _sides(claim: Claim) -> tuple[list[Quotation], list[Quotation]]:
    """Who else says what this claim says, and who disagrees with any of them; each speaker and story once."""
    if claim.proposition is None:
        return [], []
    same = Claim.objects.current().filter(proposition=claim.proposition).exclude(pk=claim.pk)
    against = (
        shown_pairs()
        .filter(Q(a__proposition=claim.proposition) | Q(b__proposition=claim.proposition))
        .filter(CONTRADICTS)
    )
    sides = {pair.b_id if pair.a.proposition_id == claim.proposition_id else pair.a_id for pair in against[:_RELATED]}
    other = Claim.objects.current().filter(pk__in=sides)
    return _each_once(same, but=claim), _each_once(other)


def _each_once(claims: ClaimQuerySet, *, but: Claim | None = None) -> list[Quotation]:
    """Claims in order of publication, without the same speaker again in a reprint or another version of an article."""
    in_order = claims.with_context().defer(*HEAVY).order_by("version__article__published_at", "version_id", "start")
    seen = {_event(row) for row in quotations([but] if but else [])}
    found = []
    for row in quotations(in_order[:_RELATED]):
        event = _event(row)
        if event not in seen:
            seen.add(event)
            found.append(row)
    return found


def _others_once(rows: list[PairRow]) -> list[PairRow]:
    """Pairs of one claim, each only with the first of several copies of the other claim."""
    kept: dict[tuple[str, int, str], PairRow] = {}
    for row in rows:
        claim = row.other.quotation.claim
        article = claim.version.article
        kept.setdefault((row.relation, article.copy_of_id or article.pk, claim.sha256), row)
    return list(kept.values())


def _event(row: Quotation) -> tuple[int, object]:
    """What makes two quotations one event: the article, or what it reprints, and the speaker."""
    article = row.claim.version.article
    return article.copy_of_id or article.pk, row.speaker.pk if row.speaker else row.words
