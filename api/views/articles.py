"""Articles and their texts: to read, and to add by text or by address."""

from typing import Any, Final

from django.db.models import CharField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Length
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.filters import ArticleFilter
from api.serializers import (
    WAITING,
    ArticleCreateSerializer,
    ArticleDetailSerializer,
    ArticleSerializer,
    VersionTextSerializer,
)
from api.views.base import enqueue
from claims import tasks
from claims.models import Analysis
from sources.errors import FetchError, IngestError
from sources.ingest import StoredVersion, ingest_page, ingest_text
from sources.models import Article, Version

MAX_VERSIONS_SHOWN: Final = 100


def article_rows() -> QuerySet[Article]:
    """Articles with their source, and number, language and stage of analysis of the newest text."""
    newest = Version.objects.filter(article=OuterRef("pk")).order_by("-number")
    analysis = Analysis.objects.filter(version=OuterRef("newest_version")).order_by("-id")
    return (
        Article.objects.select_related("source")
        .annotate(
            newest_version=Subquery(newest.values("pk")[:1]),
            newest_number=Subquery(newest.values("number")[:1]),
            newest_language=Subquery(newest.values("language")[:1]),
        )
        .annotate(analysis=Coalesce(Subquery(analysis.values("stage")[:1]), Value(WAITING), output_field=CharField()))
    )


def version_rows() -> QuerySet[Version]:
    """Versions, newest first, with length and analyses, without their text."""
    return (
        Version.objects.defer("text", "bands")
        .annotate(characters=Length("text"))
        .prefetch_related(Prefetch("analyses", Analysis.objects.order_by("-id")))
        .order_by("-number")
    )


class ArticleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Article]):
    """Published pages. Each distinct text of one is a version that never changes."""

    queryset = Article.objects.all()
    filterset_class = ArticleFilter

    def get_queryset(self) -> QuerySet[Article]:
        rows = article_rows()
        if self.action != "retrieve":
            return rows
        return rows.prefetch_related(
            Prefetch("versions", version_rows()[:MAX_VERSIONS_SHOWN], to_attr="newest_versions")
        )

    def get_serializer_class(self) -> type[ArticleSerializer]:
        return ArticleDetailSerializer if self.action == "retrieve" else ArticleSerializer

    @extend_schema(request=ArticleCreateSerializer, responses={200: ArticleSerializer, 201: ArticleSerializer})
    def create(self, request: Request) -> Response:
        """Add an article by its text, or by its address alone, which is fetched at once.

        201 and an analysis for a new text; 200 where this very text is already recorded for the article.
        """
        form = ArticleCreateSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        stored = _store(form.validated_data)
        if stored.created:
            enqueue(tasks.start_analysis, version_id=stored.version.pk)
        article = article_rows().get(pk=stored.version.article_id)
        return Response(
            self.get_serializer(article).data,
            status=status.HTTP_201_CREATED if stored.created else status.HTTP_200_OK,
            headers={"Location": request.build_absolute_uri(reverse("api:article-detail", args=[article.pk]))},
        )

    @extend_schema(
        parameters=[
            OpenApiParameter("number", int, OpenApiParameter.PATH, description="Number of the version, from 1.")
        ],
        responses=VersionTextSerializer,
    )
    @action(detail=True, url_path="versions/(?P<number>[^/.]+)")
    def versions(self, request: Request, number: str, *args: Any, **kwargs: Any) -> Response:
        """One text of the article in full; offsets of claims count its characters."""
        rows = version_rows().defer(None).defer("bands")
        version = get_object_or_404(rows, article=self.kwargs["pk"], number=number)
        return Response(VersionTextSerializer(version).data)


def _store(given: dict[str, Any]) -> StoredVersion:
    """Store what a checked request names; ValidationError where it cannot be read or fetched."""
    details: dict[str, Any] = {
        "source_name": given.get("source", ""),
        "external_id": given.get("external_id", ""),
        "title": given.get("title", ""),
        "byline": given.get("byline", ""),
        "published_at": given.get("published"),
    }
    text, url = given.get("text", ""), given.get("url", "")
    try:
        return ingest_text(text=text, url=url, **details) if text else ingest_page(url=url, **details)
    except FetchError as error:
        raise ValidationError({"url": str(error)}, code="not_fetched") from error
    except IngestError as error:
        raise ValidationError({"text" if text else "url": str(error)}, code="unreadable") from error
