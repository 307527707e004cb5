"""Drafts: checking an unpublished text against the record. Seen by its owner and by editors alone."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import tasks
from claims.models import Draft, Report
from claims.web.access import Request, allowed, respond
from claims.web.forms import DraftForm
from claims.web.paging import page_of

UNFINISHED: Final = (Report.State.QUEUED, Report.State.RUNNING)


def visible_drafts(request: Request) -> QuerySet[Draft]:
    """The asker's own drafts; all of them for those who may view drafts."""
    drafts = Draft.objects.select_related("owner")
    return drafts if request.user.has_perm("claims.view_draft") else drafts.filter(owner=request.user)


@require_safe
@allowed("claims.add_draft")
def draft_list(request: Request) -> HttpResponseBase:
    newest = Report.objects.filter(draft=OuterRef("pk")).order_by("-id")
    drafts = (
        visible_drafts(request)
        .defer("text")
        .annotate(
            report_id=Subquery(newest.values("pk")[:1]),
            report_state=Subquery(newest.values("state")[:1]),
        )
    )
    return respond(request, "claims/draft_list.html", "claims/_draft_results.html", {"page": page_of(request, drafts)})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("claims.add_draft")
def draft_add(request: Request) -> HttpResponseBase:
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            draft = Draft.objects.create(owner=request.user, **form.cleaned_data)
            report = _check(draft)
        return redirect("report-detail", report.pk)
    return render(
        request,
        "claims/draft_add.html",
        {"form": form, "limit": settings.MAX_DRAFT_CHARACTERS},
        status=422 if form.is_bound and form.errors else 200,
    )


@require_POST
@allowed("claims.add_draft")
def draft_check(request: Request, pk: int) -> HttpResponseBase:
    """Check a draft anew: the record has grown since. A check that still runs is shown instead of a second one."""
    draft = get_object_or_404(visible_drafts(request), pk=pk)
    with transaction.atomic():
        Draft.objects.select_for_update().get(pk=pk)
        report = draft.reports.filter(state__in=UNFINISHED).first() or _check(draft)
    return redirect("report-detail", report.pk)


def _check(draft: Draft) -> Report:
    report = Report.objects.create(draft=draft)
    transaction.on_commit(lambda: tasks.run_report.delay(report_id=report.pk), robust=True)
    return report
