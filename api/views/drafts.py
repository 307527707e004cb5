"""Unpublished text and its checks against the record. What is not one's own does not exist (editors see all)."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle
from rest_framework.viewsets import GenericViewSet

from api.permissions import DraftPermissions, visible_drafts
from api.problems import NOT_READY, NotReady
from api.serializers import DraftDetailSerializer, DraftSerializer, ReportSerializer, ReportSummarySerializer
from api.views.base import enqueue
from claims import tasks
from claims.models import Draft, Report
from claims.reports import as_data, as_html, as_markdown, as_pdf, contradiction_report


class DraftViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, GenericViewSet[Draft]):
    """Drafts of one's own; editors see those of others too."""

    queryset = Draft.objects.all()
    permission_classes = [DraftPermissions]
    write_permission = "claims.add_draft"

    def get_queryset(self) -> QuerySet[Draft]:
        rows = Draft.objects.filter(visible_drafts(self.request.user)).select_related("owner")
        return rows.defer("text") if self.action == "list" else rows

    def get_serializer_class(self) -> type[DraftSerializer]:
        return DraftSerializer if self.action == "list" else DraftDetailSerializer

    @extend_schema(responses={201: DraftDetailSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep a draft. It is checked when a report is asked for; its statements never enter the record."""
        response = super().create(request, *args, **kwargs)
        response["Location"] = request.build_absolute_uri(reverse("api:draft-detail", args=[response.data["id"]]))
        return response

    def perform_create(self, serializer: BaseSerializer[Draft]) -> None:
        serializer.save(owner=self.request.user)


DRAFT: Final = OpenApiParameter("draft", int, OpenApiParameter.PATH, description="Number of the draft.")


@extend_schema(parameters=[DRAFT])
class DraftReportViewSet(mixins.ListModelMixin, GenericViewSet[Report]):
    """Checks of one draft, newest first."""

    queryset = Report.objects.all()
    serializer_class = ReportSummarySerializer
    permission_classes = [DraftPermissions]
    write_permission = "claims.add_report"
    throttle_scope = "checks"

    def get_throttles(self) -> list[BaseThrottle]:
        """Starting a check costs minutes of a processor; asking how it stands does not."""
        return [ScopedRateThrottle()] if self.action == "create" else super().get_throttles()

    def get_draft(self) -> Draft:
        return get_object_or_404(Draft.objects.filter(visible_drafts(self.request.user)), pk=self.kwargs["draft"])

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return super().filter_queryset(queryset).filter(draft=self.get_draft())

    @extend_schema(request=None, responses={202: ReportSummarySerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Start a check of the draft against the record as it stands now. Ask at `Location` for the result."""
        report = Report.objects.create(draft=self.get_draft())
        enqueue(tasks.run_report, report_id=report.pk)
        return Response(
            self.get_serializer(report).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": request.build_absolute_uri(reverse("api:report-detail", args=[report.pk]))},
        )


RENDERINGS: Final = {
    "md": ("text/markdown", as_markdown),
    "html": ("text/html", as_html),
    "pdf": ("application/pdf", as_pdf),
}


class ReportViewSet(GenericViewSet[Report]):
    """What the record holds on the statements of a draft, each finding with the exact words it rests on."""

    queryset = Report.objects.all()
    permission_classes = [DraftPermissions]

    def get_queryset(self) -> QuerySet[Report]:
        return Report.objects.filter(visible_drafts(self.request.user, path="draft__")).select_related("draft")

    @extend_schema(
        parameters=[
            OpenApiParameter("as", str, enum=["json", *RENDERINGS], default="json", description="Form of the report.")
        ],
        responses={
            (200, "application/json"): ReportSerializer,
            (200, "text/markdown"): OpenApiTypes.STR,
            (200, "text/html"): OpenApiTypes.STR,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            **NOT_READY,
        },
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """State and findings as JSON at any time; as Markdown, HTML or PDF once the check is done (409 before)."""
        form = request.query_params.get("as", "json")
        if form != "json" and form not in RENDERINGS:
            raise ValidationError({"as": f"One of json, {', '.join(RENDERINGS)} is needed."})
        report = self.get_object()
        if form != "json" and report.state != Report.State.DONE:
            raise NotReady(f"The check is {report.get_state_display()}.")
        document = contradiction_report(report)
        if form == "json":
            return Response({**as_data(document), "message": report.message})
        content_type, render = RENDERINGS[form]
        return HttpResponse(
            render(document),
            content_type=content_type if form == "pdf" else f"{content_type}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="report-{report.pk}.{form}"'},
        )
