"""How far to trust the machine: what it never does, how it was measured, and what editors made of its suggestions."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.extraction import PIPELINE_VERSION
from claims.models import Claim, Verdict
from claims.nlp.comparison import JUDGE_VERSION
from claims.precision import measured
from claims.precision.in_use import InUse, Tally, in_use
from claims.web.access import Request, allowed
from claims.web.wording import relation_name
from sources.models import Article, Source


@require_safe
@allowed("claims.view_claim")
def quality(request: Request) -> HttpResponseBase:
    counted = in_use()
    return render(
        request,
        "claims/quality.html",
        {
            "claims": Claim.objects.current().aggregate(
                all=Count("pk"), unresolved=Count("pk", filter=Q(mention__speaker=None))
            ),
            "articles": Article.objects.count(),
            "sources": Source.objects.count(),
            "attribution": measured.load_attribution(),
            "relations": measured.load_relations(),
            "failures": measured.known_failures(),
            "pipeline_version": PIPELINE_VERSION,
            "judge_version": JUDGE_VERSION,
            "in_use": counted,
            "tables": _tables(counted),
        },
    )


def _tables(counted: InUse) -> list[tuple[str, str, list[tuple[str, Tally]]]]:
    """Tables of one form: caption, heading of the rows, and rows."""
    relations = [(relation_name(relation), tally) for relation, tally in counted.relations.items()]
    tables = [("Pairs that the machine suggested, by what it takes them for", "Relation", relations)]
    if counted.axes:
        axes = [(str(Verdict.Axis(axis).label) if axis else "—", tally) for axis, tally in counted.axes.items()]
        tables.append(("Contradictions, by what they differ in", "Differs in", axes))
    if counted.versions:
        versions = [
            (f"{version}: {relation_name(relation)}", tally) for (version, relation), tally in counted.versions.items()
        ]
        tables.append(("The same pairs, by the judge version that suggested them", "Judge version", versions))
    return tables
