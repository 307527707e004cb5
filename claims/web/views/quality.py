"""How far to trust the machine: what it never does, and what editors made of its suggestions so far."""

from __future__ import annotations

from typing import Final

from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim, Review, Verdict
from claims.web.access import Request, allowed
from claims.web.pairs import judged_pairs
from claims.web.published import pairs_once
from sources.models import Article, Source

_RELATIONS: Final = (
    Verdict.Relation.CONTRADICTS,
    Verdict.Relation.UPDATES,
    Verdict.Relation.RESTATES,
    Verdict.Relation.DIFFERS_IN_SCOPE,
)
_DECISIONS: Final = (Review.Decision.CONFIRMED, Review.Decision.DISMISSED, Review.Decision.SECOND_LOOK)
_BY: Final[tuple[str, ...]] = ("relation",)


@require_safe
@allowed("claims.view_claim")
def quality(request: Request) -> HttpResponseBase:
    decided = {str(decision): Count("pk", filter=Q(state=decision)) for decision in _DECISIONS}
    counted = pairs_once(judged_pairs()).order_by().values(*_BY).annotate(found=Count("pk"), **decided)
    by_relation = {row["relation"]: row for row in counted}
    return render(
        request,
        "claims/quality.html",
        {
            "relations": [(relation.label, by_relation.get(relation)) for relation in _RELATIONS],
            "claims": Claim.objects.current().aggregate(
                all=Count("pk"), unresolved=Count("pk", filter=Q(mention__speaker=None))
            ),
            "articles": Article.objects.count(),
            "sources": Source.objects.count(),
        },
    )
