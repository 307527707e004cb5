"""Pairs of claims that disagree: the list, one pair side by side, and an editor's decision on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims.models import Claim, Pair, PairQuerySet, Review, Verdict
from claims.reviews import record_decision
from claims.web.access import Request, allowed, respond
from claims.web.forms import PairFilter, ReviewForm
from claims.web.highlighting import Piece, context, mark
from claims.web.paging import page_of
from claims.web.pairs import JUDGED, SUREST_FIRST, PairRow, judged_pairs, pair_rows
from claims.web.speaking import spoken_by

_SAID = {
    Review.Decision.CONFIRMED: "Confirmed.",
    Review.Decision.DISMISSED: "Dismissed.",
    Review.Decision.SECOND_LOOK: "Marked for a second look.",
    Review.Decision.WITHDRAWN: "Decision withdrawn: the pair is a suggestion again.",
}


def _filtered(form: PairFilter) -> PairQuerySet:
    relation = form.value("relation") or Verdict.Relation.CONTRADICTS
    # Most pairs are unrelated: the index on verdicts leaves few for which the newest one must be looked up.
    ever = Verdict.objects.filter(relation=relation).values("pair")
    pairs = judged_pairs().filter(Q(relation=relation), pk__in=ever)
    state = form.value("state")
    pairs = pairs.filter(Q(state=state)) if state else pairs.exclude(Q(state=Review.Decision.DISMISSED))
    if axis := form.value("axis"):
        pairs = pairs.filter(Q(axis=axis))
    if name := form.value("speaker"):
        pairs = pairs.filter(spoken_by(name, claim="a__") | spoken_by(name, claim="b__"))
    if source := form.value("source"):
        pairs = pairs.filter(Q(a__version__article__source=source) | Q(b__version__article__source=source))
    if form.value("same_speaker"):
        pairs = pairs.filter(Q(same_speaker=True))
    return pairs


def _ordered(pairs: PairQuerySet, form: PairFilter) -> PairQuerySet:
    return pairs.order_by(*(("-id",) if form.value("sort") == "newest" else SUREST_FIRST))


@require_safe
@allowed("claims.view_pair")
def contradiction_list(request: Request) -> HttpResponseBase:
    form = PairFilter(request.GET)
    page = page_of(request, _ordered(_filtered(form), form), per_page=20)
    return respond(
        request,
        "claims/contradiction_list.html",
        "claims/_contradiction_results.html",
        {"form": form, "page": page, "rows": pair_rows(page.object_list), "walk": _walk(request.GET)},
    )


def _walk(query: QueryDict) -> str:
    """The list's filters as a query string, carried along so that a pair knows the one before and after it."""
    kept = query.copy()
    for name in [*kept]:
        if name not in PairFilter.base_fields or not kept[name]:
            del kept[name]
    return kept.urlencode()


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: int | None
    after: int | None


def _neighbours(row: PairRow, query: QueryDict) -> Neighbours:
    """The pairs before and after this one in the list that the filters in `query` make; it need not be in it."""
    form = PairFilter(query)
    pairs = _filtered(form)
    later, earlier = Q(pk__lt=row.pair.pk), Q(pk__gt=row.pair.pk)
    if form.value("sort") != "newest":
        later = Q(confidence__lt=row.confidence) | (Q(confidence=row.confidence) & later)
        earlier = Q(confidence__gt=row.confidence) | (Q(confidence=row.confidence) & earlier)
    in_order = _ordered(pairs, form)
    return Neighbours(
        before=in_order.filter(earlier).reverse().values_list("pk", flat=True).first(),
        after=in_order.filter(later).values_list("pk", flat=True).first(),
    )


@require_safe
@allowed("claims.view_pair")
def pair_detail(request: Request, pk: int) -> HttpResponseBase:
    return _pair_page(request, pk, ReviewForm())


def _pair_page(request: Request, pk: int, form: ReviewForm, *, status: int = 200) -> HttpResponseBase:
    # Retired claims too: what was reviewed stays to be read, with a note.
    pair = Pair.objects.with_state().with_context().filter(JUDGED, pk=pk).first()
    if pair is None:
        raise Http404
    row = pair_rows([pair])[0]
    return respond(
        request,
        "claims/pair_detail.html",
        "claims/pair_detail.html",
        {
            "row": row,
            "statements": [(row.a, _context(pair.a)), (row.b, _context(pair.b))],
            "retired": pair.a.retired_at or pair.b.retired_at,
            "reviews": pair.reviews.select_related("reviewer"),
            "form": form,
            "neighbours": _neighbours(row, request.GET),
            "walk": _walk(request.GET),
        },
        status=status,
    )


def _context(claim: Claim) -> list[Piece]:
    return context(claim.version.text, mark(claim.pk, claim.spans))


@require_POST
@allowed("claims.add_review")
def pair_review(request: Request, pk: int) -> HttpResponseBase:
    """Append a decision. It counts only for the judgement that was on the screen."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _pair_page(request, pk, form, status=422)
    pair = Pair.objects.with_state().filter(JUDGED, pk=pk).first()
    if pair is None:
        raise Http404
    chosen = form.cleaned_data
    if vars(pair)["verdict_id"] != chosen["verdict"]:
        messages.error(request, "The machine judged this pair anew meanwhile. Nothing was recorded: look again.")
    else:
        decision = Review.Decision(chosen["decision"])
        dismissed = decision == Review.Decision.DISMISSED
        record_decision(
            pair=pair,
            reviewer=request.user,
            decision=decision,
            reason=chosen["reason"] if dismissed else "",
            note=chosen["note"],
        )
        messages.success(request, _SAID[decision])
    walk = _walk(request.GET)
    return redirect(reverse("pair-detail", args=[pk]) + (f"?{walk}" if walk else ""))
