"""Claims and the speakers they are from, to read."""

from collections.abc import Iterable

from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from rest_framework import mixins
from rest_framework.viewsets import GenericViewSet

from api.filters import ClaimFilter, SpeakerFilter
from api.permissions import SpeakerPermissions
from api.quotations import quotable
from api.serializers import ClaimSerializer, SpeakerSerializer
from api.views.base import QuotingViewSet
from api.views.decisions import DecidingMixin
from claims.models import Claim, Speaker


class ClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, QuotingViewSet[Claim]):
    """Attributed claims: the exact words, who said them, and where they were published.

    A retired claim is one that the newest analysis of its article no longer finds. It keeps its number.
    """

    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter

    def get_queryset(self) -> QuerySet[Claim]:
        return quotable()

    def claims_of(self, row: Claim) -> Iterable[Claim]:
        return [row]


class SpeakerViewSet(DecidingMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Speaker]):
    """People and bodies whose words are recorded.

    A speaker found to be the same as another is left out of the list; by its number it is still shown, with
    `merged_into`.
    """

    queryset = Speaker.objects.all()
    serializer_class = SpeakerSerializer
    permission_classes = [SpeakerPermissions]
    filterset_class = SpeakerFilter

    def get_queryset(self) -> QuerySet[Speaker]:
        current = (
            Claim.objects.current()
            .filter(Q(mention__speaker=OuterRef("pk")) | Q(mention__speaker__merged_into=OuterRef("pk")))
            .order_by()
            .annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
            .values("number")
        )
        rows = Speaker.objects.annotate(claims=Subquery(current)).prefetch_related("aliases", "roles")
        return rows if self.detail else rows.filter(merged_into=None)
