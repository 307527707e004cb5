"""How recorded claims relate, and what people decided about it."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import Prefetch, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.generics import get_object_or_404
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from api.filters import RelationFilter, ReviewFilter
from api.quotations import quotable
from api.serializers import RelationSerializer, ReviewSerializer
from api.views.base import QuotingViewSet
from claims.models import Claim, Pair, Review
from claims.reviews import record_decision


class RelationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, QuotingViewSet[Pair]):
    """Pairs of claims with the newest verdict on each, both quotations and their sources.

    A verdict is the machine's suggestion until `state` says that a person confirmed or dismissed it. The list holds
    pairs of current claims, those of a reprint or a later version with the same words once.
    """

    queryset = Pair.objects.all()
    serializer_class = RelationSerializer
    filterset_class = RelationFilter

    def get_queryset(self) -> QuerySet[Pair]:
        judged = Pair.objects.with_state().filter(Q(relation__isnull=False))
        rows = judged if self.detail else judged.current().told_once()
        return rows.prefetch_related(Prefetch("a", quotable()), Prefetch("b", quotable()))

    def claims_of(self, row: Pair) -> Iterable[Claim]:
        return row.a, row.b


class ReviewViewSet(mixins.ListModelMixin, GenericViewSet[Review]):
    """All decisions on pairs, newest first. A decision is never changed; a later one replaces it."""

    queryset = Review.objects.select_related("reviewer")
    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter


RELATION = OpenApiParameter("relation", int, OpenApiParameter.PATH, description="Number of the pair.")


@extend_schema(parameters=[RELATION])
class PairReviewViewSet(mixins.ListModelMixin, mixins.CreateModelMixin, GenericViewSet[Review]):
    """Decisions on one pair, newest first."""

    queryset = Review.objects.all()
    serializer_class = ReviewSerializer

    def get_pair(self) -> Pair:
        return get_object_or_404(Pair.objects.filter(verdicts__isnull=False).distinct(), pk=self.kwargs["relation"])

    def get_queryset(self) -> QuerySet[Review]:
        return Review.objects.select_related("reviewer")

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return super().filter_queryset(queryset).filter(pair=self.get_pair())

    @extend_schema(responses={201: ReviewSerializer})
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Append a decision: `confirmed`, `dismissed`, `second_look`, or `withdrawn` to take back the one before."""
        return super().create(request, *args, **kwargs)

    def perform_create(self, serializer: BaseSerializer[Review]) -> None:
        serializer.instance = record_decision(
            pair=self.get_pair(), reviewer=cast(User, self.request.user), **serializer.validated_data
        )
