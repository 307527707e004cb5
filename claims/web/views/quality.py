"""How far to trust the machine: what it never does, and what editors made of its suggestions so far."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim, Review, Verdict
from claims.web.access import Request, allowed
from claims.web.pairs import judged_pairs
from sources.models import Article, Source


@require_safe
@allowed("claims.view_claim")
def quality(request: Request) -> HttpResponseBase:
    shown = [Verdict.Relation.CONTRADICTS, Verdict.Relation.UPDATES, Verdict.Relation.RESTATES]
    shown.append(Verdict.Relation.DIFFERS_IN_SCOPE)
    counted = (
        judged_pairs()
        .filter(relation__in=shown)
        .order_by()
        .values("relation")
        .annotate(
            found=Count("pk"),
            **{decision: Count("pk", filter=Q(state=decision)) for decision in _DECISIONS},
        )
    )
    by_relation = {row["relation"]: row for row in counted}
    claims = Claim.objects.current().aggregate(all=Count("pk"), unresolved=Count("pk", filter=Q(mention__speaker=None)))
    return render(
        request,
        "claims/quality.html",
        {
            "relations": [(relation.label, by_relation.get(relation)) for relation in shown],
            "claims": claims,
            "articles": Article.objects.count(),
            "sources": Source.objects.count(),
        },
    )


_DECISIONS = (Review.Decision.CONFIRMED, Review.Decision.DISMISSED, Review.Decision.SECOND_LOOK)
