"""What lists can be narrowed by. A parameter that does not exist or is empty is refused: a slip must not mean "all"."""

# mypy: disallow-subclassing-any=False
# django-filter has no types.

import datetime
from typing import Any, Final

import django_filters
import django_filters.rest_framework
from django import forms
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from api.serializers import ANALYSIS_STAGES, STATES
from claims.models import Alias, Claim, ClaimQuerySet, Pair, PairQuerySet, Review, Speaker, SpeakerDecision, Verdict
from claims.nlp.names import plain
from sources.models import Article

MAX_ID: Final = 2**63 - 1
NO_RELATION: Final = (Verdict.Relation.UNRELATED, Verdict.Relation.ABSTAIN)
PAGING: Final = frozenset({"cursor", "page_size"})


class FilterBackend(django_filters.rest_framework.DjangoFilterBackend):
    """Narrows lists by the view's `filterset_class`; a row asked for by its number is given as it is."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Raises ValidationError for a parameter that is unknown, empty, or not valid."""
        if view.detail:
            return queryset
        filterset = self.get_filterset_class(view, queryset)
        known = PAGING | set(filterset.base_filters if filterset else ())
        for name, value in request.query_params.items():
            if name not in known:
                raise ValidationError({name: "There is no such parameter."}, code="unknown_parameter")
            if not str(value).strip():
                raise ValidationError({name: "Leave the parameter out, or give it a value."}, code="blank")
        narrowed: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return narrowed


def describe(a_filter: django_filters.Filter, help_text: str, **schema: str | int) -> None:
    """Set how the OpenAPI description shows a filter; what drf-spectacular would find out itself has no bounds."""
    extend_schema_field({**schema, "description": help_text})(a_filter)


class IdFilter(django_filters.Filter):
    """The number of a row; one that no row has finds nothing."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=MAX_ID, **kwargs)
        describe(self, help_text, type="integer", minimum=1, maximum=MAX_ID)


class ShareFilter(django_filters.Filter):
    """A number from 0 to 1."""

    field_class = forms.FloatField

    def __init__(self, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, min_value=0, max_value=1, **kwargs)
        describe(self, help_text, type="number", minimum=0, maximum=1)


class FlagFilter(django_filters.TypedChoiceFilter):
    """Takes "true" or "false" and refuses all else, which django-filter's own filter would take as "not given"."""

    def __init__(self, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(
            *args,
            choices=[("true", "true"), ("false", "false")],
            coerce=lambda value: value == "true" if value else None,
            empty_value=None,
            **kwargs,
        )
        describe(self, help_text, type="boolean")


class TextFilter(django_filters.CharFilter):
    """A text of at most `max_length` characters."""

    def __init__(self, *args: Any, max_length: int = 200, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)
        describe(self, help_text, type="string", minLength=1, maxLength=max_length)


class DayFilter(django_filters.DateFilter):
    """A day in UTC as YYYY-MM-DD: its first moment for `gte`, its last for `lte`."""

    def __init__(self, field_name: str, lookup_expr: str, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr, input_formats=["%Y-%m-%d"], **kwargs)

    def filter(self, qs: QuerySet[Any], value: datetime.date | None) -> QuerySet[Any]:
        if value is None:
            return qs
        time = datetime.time.min if self.lookup_expr == "gte" else datetime.time.max
        moment = datetime.datetime.combine(value, time, tzinfo=datetime.UTC)
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": moment})


class ArticleFilter(django_filters.FilterSet):
    source = TextFilter("source__name", "iexact", help_text="Name of the publisher.")
    external_id = TextFilter(max_length=1000)
    published_from = DayFilter("published_at", "gte")
    published_to = DayFilter("published_at", "lte")
    q = TextFilter(field_name="title", lookup_expr="icontains", help_text="Words of the title.")
    language = TextFilter("newest_language", max_length=8)
    analysis = django_filters.ChoiceFilter(choices=ANALYSIS_STAGES, help_text="Stage of the newest text's analysis.")

    class Meta:
        model = Article
        fields: list[str] = []


class ClaimFilter(django_filters.FilterSet):
    speaker = IdFilter(method="by_speaker")
    source = TextFilter("version__article__source__name", "iexact", help_text="Name of the publisher.")
    article = IdFilter(field_name="version__article")
    published_from = DayFilter("version__article__published_at", "gte")
    published_to = DayFilter("version__article__published_at", "lte")
    kind = django_filters.ChoiceFilter(choices=Claim.Kind.choices)
    modality = django_filters.ChoiceFilter(choices=Claim.Modality.choices)
    q = TextFilter(method="by_words", help_text='Words of the claim: all of them, "a phrase", one or another, -not.')
    resolved = FlagFilter(method="by_resolved", help_text="Whether the speaker is certain.")
    retired = FlagFilter(method="with_retired", help_text="true: also claims that the newest analysis left out.")

    class Meta:
        model = Claim
        fields: list[str] = []

    def filter_queryset(self, queryset: ClaimQuerySet) -> ClaimQuerySet:
        rows: ClaimQuerySet = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["retired"] else rows.current()

    def by_speaker(self, queryset: ClaimQuerySet, name: str, value: int) -> ClaimQuerySet:
        return queryset.filter(Q(mention__speaker=value) | Q(mention__speaker__merged_into=value))

    def by_words(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return queryset.search(value)

    def by_resolved(self, queryset: ClaimQuerySet, name: str, value: bool) -> ClaimQuerySet:
        return queryset.filter(mention__speaker__isnull=not value)

    def with_retired(self, queryset: ClaimQuerySet, name: str, value: bool) -> ClaimQuerySet:
        return queryset


class SpeakerFilter(django_filters.FilterSet):
    q = TextFilter(method="by_name", help_text="A name or a part of it; near spellings are found, the nearest first.")
    kind = django_filters.ChoiceFilter(choices=Speaker.Kind.choices)
    origin = django_filters.ChoiceFilter(choices=Speaker.Origin.choices)

    class Meta:
        model = Speaker
        fields: list[str] = []

    def by_name(self, queryset: QuerySet[Speaker], name: str, value: str) -> QuerySet[Speaker]:
        """Speakers with a name like the given one, with `rank`: how near it is, in millionths."""
        key = plain(value)
        if not key:
            return queryset.none()
        alike = Q(key__trigram_word_similar=key) | Q(key__trigram_similar=key)
        # The best part of a name decides, between equal ones the whole name.
        near = TrigramWordSimilarity(key, "key") + TrigramSimilarity("key", key) / 1000.0
        of_alias = Alias.objects.filter(alike, speaker=OuterRef("pk")).annotate(near=near).order_by("-near")
        return (
            queryset.annotate(alias=Subquery(of_alias.values("near")[:1]))
            .filter(alike | Q(alias__isnull=False))
            .annotate(rank=Cast(Greatest(near, Coalesce(F("alias"), 0.0)) * 1_000_000, BigIntegerField()))
        )


class SpeakerDecisionFilter(django_filters.FilterSet):
    speaker = IdFilter(method="by_speaker", help_text="Speaker on either side of the decision.")
    action = django_filters.ChoiceFilter(choices=SpeakerDecision.Action.choices)

    class Meta:
        model = SpeakerDecision
        fields: list[str] = []

    def by_speaker(self, queryset: QuerySet[SpeakerDecision], name: str, value: int) -> QuerySet[SpeakerDecision]:
        return queryset.filter(Q(speaker=value) | Q(target=value))


class RelationFilter(django_filters.FilterSet):
    relation = django_filters.ChoiceFilter(
        choices=Verdict.Relation.choices, help_text="Without it unrelated and undecided pairs are left out."
    )
    axis = django_filters.ChoiceFilter(choices=Verdict.Axis.choices)
    state = django_filters.ChoiceFilter(choices=STATES)
    speaker = IdFilter(method="by_speaker", help_text="Speaker of either claim.")
    source = TextFilter(method="by_source", help_text="Name of the publisher of either claim.")
    claim = IdFilter(method="by_claim")
    same_speaker = FlagFilter()
    min_confidence = ShareFilter("confidence", "gte")

    class Meta:
        model = Pair
        fields: list[str] = []

    def filter_queryset(self, queryset: PairQuerySet) -> PairQuerySet:
        rows: PairQuerySet = super().filter_queryset(queryset)
        if self.form.cleaned_data["relation"]:
            return rows
        return rows.filter(
            Q(relation__in=set(Verdict.Relation) - {Verdict.Relation.UNRELATED, Verdict.Relation.ABSTAIN})
        )

    def by_speaker(self, queryset: PairQuerySet, name: str, value: int) -> PairQuerySet:
        claims = Claim.objects.filter(Q(mention__speaker=value) | Q(mention__speaker__merged_into=value)).values("pk")
        return queryset.filter(Q(a__in=claims) | Q(b__in=claims))

    def by_source(self, queryset: PairQuerySet, name: str, value: str) -> PairQuerySet:
        path = "version__article__source__name__iexact"
        return queryset.filter(Q(**{f"a__{path}": value}) | Q(**{f"b__{path}": value}))

    def by_claim(self, queryset: PairQuerySet, name: str, value: int) -> PairQuerySet:
        return queryset.filter(Q(a=value) | Q(b=value))


class ReviewFilter(django_filters.FilterSet):
    relation = IdFilter(field_name="pair")
    decision = django_filters.ChoiceFilter(choices=Review.Decision.choices)
    reviewer = TextFilter("reviewer__username", max_length=150)

    class Meta:
        model = Review
        fields: list[str] = []
