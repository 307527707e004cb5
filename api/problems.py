"""Refusals: those that REST framework has no exception for, and the one form that drf-standardized-errors gives all."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from drf_standardized_errors import handler
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request body is too large."
    default_code = "too_large"


class NotReady(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "Not ready yet."
    default_code = "not_ready"


class ExceptionHandler(handler.ExceptionHandler):
    """Django refuses some requests by exceptions that REST framework would take for failures of its own."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        match exc:
            case RequestDataTooBig():
                return TooLarge()
            case SuspiciousOperation():
                return ParseError()
        converted: Exception = super().convert_known_exceptions(exc)
        return converted


class ProblemItemSerializer(serializers.Serializer[dict[str, Any]]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True, help_text="The field or parameter that is wrong.")


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """The form of every refusal: one error, or for a request that is not valid one per field."""

    type = serializers.ChoiceField(choices=["client_error", "validation_error"])
    errors = ProblemItemSerializer(many=True)  # type: ignore[assignment]  # shadows the property of the same name


NOT_READY: Final = {409: ProblemSerializer}
