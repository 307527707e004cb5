"""Who a speaker is, decided by people: merging, assigning mentions, undoing, and what was decided so far."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError as Refused
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.fields import get_error_detail
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.filters import SpeakerDecisionFilter
from api.permissions import SpeakerPermissions
from api.serializers import AssignSerializer, MergeSerializer, SpeakerDecisionSerializer
from claims.models import DecidedMention, Mention, Speaker, SpeakerDecision
from claims.speakers import assign_mentions, merge_speakers, undo_decision


def decision_rows() -> QuerySet[SpeakerDecision]:
    """Decisions, newest first, with who made them and what they moved."""
    moved = DecidedMention.objects.filter(stays=False).select_related("mention__version")
    return SpeakerDecision.objects.select_related("decided_by", "undone_by").prefetch_related(
        Prefetch("mentions", moved.defer("mention__version__text", "mention__version__bands"), to_attr="moved")
    )


def decided(decide: Callable[..., SpeakerDecision], **given: Any) -> Response:
    """Carry a decision out and answer with its row; raises REST framework's ValidationError where it is refused."""
    try:
        decision = decide(**given)
    except Refused as refused:
        raise ValidationError(get_error_detail(refused)) from refused
    row = decision_rows().get(pk=decision.pk)
    return Response(SpeakerDecisionSerializer(row).data, status=status.HTTP_201_CREATED)


class SpeakerDecisionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[SpeakerDecision]):
    """What people decided about speakers, newest first. A decision is never changed; undoing one adds another."""

    queryset = SpeakerDecision.objects.all()
    serializer_class = SpeakerDecisionSerializer
    filterset_class = SpeakerDecisionFilter
    permission_classes = [SpeakerPermissions]

    def get_queryset(self) -> QuerySet[SpeakerDecision]:
        return decision_rows()

    @extend_schema(request=None, responses={201: SpeakerDecisionSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a decision back: what it moved is again where the other decisions and the machine put it."""
        return decided(undo_decision, decision=self.get_object(), editor=request.user)


class DecidingMixin:
    """The actions on speakers that decide who they are."""

    @extend_schema(request=MergeSerializer, responses={201: SpeakerDecisionSerializer})
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Decide that this speaker is another one, of the same kind. Its claims are theirs from now on."""
        form = MergeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        speaker = get_object_or_404(Speaker.objects.all(), pk=kwargs["pk"])
        into = _speaker(form.validated_data["into"], "into")
        return decided(merge_speakers, speaker=speaker, into=into, editor=cast(User, request.user))

    @extend_schema(request=AssignSerializer, responses={201: SpeakerDecisionSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def assign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Decide whom mentions mean, in every version of their articles.

        With a new `name`, all other mentions of those they were taken for stay with them by the same decision.
        """
        form = AssignSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        mentions = list(Mention.objects.filter(pk__in=given["mentions"]))
        if len(mentions) != len(set(given["mentions"])):
            raise ValidationError({"mentions": "Not all of these exist."}, code="does_not_exist")
        to = _speaker(given["speaker"], "speaker") if given["speaker"] is not None else None
        return decided(
            assign_mentions, mentions=mentions, to=to, new_name=given["name"] or "", editor=cast(User, request.user)
        )


def _speaker(number: int, field: str) -> Speaker:
    found = Speaker.objects.filter(pk=number).first()
    if found is None:
        raise ValidationError({field: "There is no such speaker."}, code="does_not_exist")
    return found
