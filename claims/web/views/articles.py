"""Articles: the list, one article with its claims highlighted, the state of its analysis, and adding one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HTMX_STOP_POLLING

from claims import tasks
from claims.models import Analysis, Claim
from claims.web.access import Request, allowed, respond
from claims.web.forms import ArticleFilter, ArticleForm
from claims.web.highlighting import mark, paragraphs
from claims.web.paging import page_of
from claims.web.published import published_between, start_of
from claims.web.quotations import HEAVY, quotations
from sources.errors import IngestError
from sources.ingest import PageDetails, StoredVersion, ingest_page, ingest_text
from sources.models import Article, Source, Version

_KNOWN_SOURCES = 500


@require_safe
@allowed("sources.view_article")
def article_list(request: Request) -> HttpResponseBase:
    form = ArticleFilter(request.GET)
    articles = Article.objects.filter(published_between(form, "published_at"))
    if words := form.value("q"):
        articles = articles.filter(title__icontains=words)
    if source := form.value("source"):
        articles = articles.filter(source=source)
    newest = Version.objects.filter(article=OuterRef("pk")).order_by("-number")
    stage = Analysis.objects.filter(version__article=OuterRef("pk")).order_by("-version__number", "-id")
    claims = Claim.objects.current().filter(version=OuterRef("newest_version")).order_by()
    articles = articles.select_related("source").annotate(
        newest_version=Subquery(newest.values("pk")[:1]),
        version_number=Subquery(newest.values("number")[:1]),
        stage=Subquery(stage.values("stage")[:1]),
        claim_count=Subquery(claims.values("version").annotate(number=Count("pk")).values("number")),
    )
    return respond(
        request,
        "claims/article_list.html",
        "claims/_article_results.html",
        {"form": form, "page": page_of(request, articles)},
    )


@require_safe
@allowed("sources.view_article")
def article_detail(request: Request, pk: int) -> HttpResponseBase:
    """One version of an article (`?version=`, else the newest); `?claim=` makes one claim stand out."""
    article = get_object_or_404(Article.objects.select_related("source", "copy_of__source"), pk=pk)
    versions = article.versions.defer("text", "bands").order_by("-number")
    number = request.GET.get("version", "")
    version = get_object_or_404(versions, number=number) if number.isdecimal() else versions.first()
    chosen = request.GET.get("claim", "")
    return render(
        request,
        "claims/article_detail.html",
        {
            "article": article,
            "versions": versions,
            "copies": article.copies.select_related("source"),
            **(_reading(version, chosen=int(chosen) if chosen.isdecimal() else None) if version else {}),
        },
    )


def _reading(version: Version, *, chosen: int | None = None) -> dict[str, Any]:
    """The text with its claims, and how far its analysis is."""
    claims = Claim.objects.filter(Q(retired_at=None) | Q(pk=chosen), version=version)
    rows = quotations(claims.with_context().defer(*HEAVY).order_by("start", "end"))
    analysis = version.analyses.order_by("-id").first()
    return {
        "version": version,
        "rows": rows,
        "chosen": chosen,
        "paragraphs": paragraphs(version.text, [mark(row.claim.pk, row.claim.spans) for row in rows]),
        "analysis": analysis,
        "steps": _steps(analysis),
        "seen": _seen(analysis),
        "working": analysis is None or analysis.stage not in tasks.FINISHED,
    }


def _steps(analysis: Analysis | None) -> list[tuple[str, str]]:
    """The stages in order, each with "done", "current" or "waiting"."""
    stages: list[Analysis.Stage] = [stage for stage in Analysis.Stage if stage not in tasks.FINISHED]
    now = stages.index(Analysis.Stage(analysis.stage)) if analysis and analysis.stage in stages else -1
    return [
        (str(stage.label), "done" if number < now else "current" if number == now else "waiting")
        for number, stage in enumerate(stages)
    ]


@require_safe
@allowed("sources.view_article")
def analysis_status(request: Request, pk: int) -> HttpResponseBase:
    """How far the analysis of a version is; once finished, the text with its claims too (for htmx, which polls)."""
    version = get_object_or_404(Version, pk=pk)
    if not request.htmx:
        return redirect("article-detail", version.article_id)
    analysis = version.analyses.order_by("-id").first()
    if request.GET.get("seen") == _seen(analysis):
        return HttpResponse(status=204)
    context = _reading(version)
    response = render(request, "claims/_analysis.html", {**context, "polled": True})
    if not context["working"]:
        response.status_code = HTMX_STOP_POLLING
    return response


def _seen(analysis: Analysis | None) -> str:
    """What a page shows of an unfinished analysis, so that it is told again only when it changes."""
    return f"{analysis.stage} {analysis.attempts}" if analysis else "waiting"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("sources.add_article")
def article_add(request: Request) -> HttpResponseBase:
    form = ArticleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = _store(form.cleaned_data)
        except IngestError as error:
            form.add_error("text" if form.cleaned_data["text"] else "url", str(error))
        else:
            version = stored.version
            if stored.created:
                # A broker that is down loses nothing: the scheduled pull finds the version.
                transaction.on_commit(lambda: tasks.start_analysis.delay(version_id=version.pk), robust=True)
                messages.success(request, "Stored. The machine is reading it now.")
            else:
                messages.info(request, "This text is already on record.")
            return redirect("article-detail", version.article_id)
    return render(
        request,
        "claims/article_add.html",
        {
            "form": form,
            "sources": Source.objects.values_list("name", flat=True)[:_KNOWN_SOURCES],
            "limit": settings.MAX_ARTICLE_CHARACTERS,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _store(given: dict[str, Any]) -> StoredVersion:
    known = PageDetails(
        source_name=given["source_name"],
        title=given["title"],
        byline=given["byline"],
        published_at=start_of(given["published_on"]) if given["published_on"] else None,
    )
    if given["text"]:
        return ingest_text(text=given["text"], url=given["url"], **known)
    return ingest_page(url=given["url"], **known)
