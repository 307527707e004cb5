"""A contradiction report: as a page that shows its progress, and as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django_htmx.http import HTMX_STOP_POLLING

from claims.models import Report
from claims.reports import ReportDocument, as_html, as_json, as_markdown, as_pdf, contradiction_report
from claims.reports.document import CAUTION
from claims.web.access import Request, allowed, respond
from claims.web.highlighting import Mark, Piece, paragraphs
from claims.web.views.drafts import UNFINISHED, visible_drafts

FORMATS: Final[dict[str, tuple[str, Callable[[ReportDocument], str | bytes]]]] = {
    "pdf": ("application/pdf", as_pdf),
    "md": ("text/markdown; charset=utf-8", as_markdown),
    "html": ("text/html; charset=utf-8", as_html),
    "json": ("application/json", as_json),
}


def _visible(request: Request, pk: int) -> Report:
    """The report, or 404 alike for one that does not exist and one that the asker may not see."""
    reports = Report.objects.select_related("draft__owner").filter(draft__in=visible_drafts(request))
    return get_object_or_404(reports, pk=pk)


@require_safe
@allowed()
def report_detail(request: Request, pk: int) -> HttpResponseBase:
    report = _visible(request, pk)
    context: dict[str, Any] = {
        "report": report,
        "working": report.state in UNFINISHED,
        "formats": FORMATS,
        "caution": CAUTION,
    }
    if report.state == Report.State.DONE:
        document = contradiction_report(report)
        context |= {"document": document, "paragraphs": _draft(document)}
    if request.htmx and request.GET.get("seen") == report.state:
        return HttpResponse(status=204)
    response = respond(request, "claims/report_detail.html", "claims/_report.html", context)
    if request.htmx and not context["working"]:
        response.status_code = HTMX_STOP_POLLING
    return response


def _draft(document: ReportDocument) -> list[list[tuple[Piece, str]]]:
    """The draft by paragraphs, in pieces with the verdict of the statement that covers each, or ""."""
    verdicts = {finding.number: finding.verdict for finding in document.findings}
    marks = [Mark(finding.number, ((finding.start, finding.end),)) for finding in document.findings]
    return [
        [(piece, verdicts.get(piece.innermost or 0, "")) for piece in paragraph]
        for paragraph in paragraphs(document.text, marks)
    ]


@require_safe
@allowed()
def report_download(request: Request, pk: int, kind: str) -> HttpResponseBase:
    """The report as a file. Always an attachment: as a page it would carry styles of its own."""
    report = _visible(request, pk)
    if kind not in FORMATS or report.state != Report.State.DONE:
        raise Http404
    content_type, render = FORMATS[kind]
    response = HttpResponse(render(contradiction_report(report)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="report-{report.pk}.{kind}"'
    return response
