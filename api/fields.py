"""Input fields that take what they say and nothing near it."""

from typing import Any, Final

from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class StrictCharField(serializers.CharField):
    """A string; REST framework's own field would also turn numbers into text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WebAddressField(StrictCharField):
    """An http or https address of at most 1,000 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, validators=[URLValidator(schemes=["http", "https"])], **kwargs)


PUBLISHED_SCHEMA: Final = {
    "oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
    "description": "A day (2024-03-05) or a moment (2024-03-05T08:30:00+01:00); UTC where no offset is given.",
}


@extend_schema_field(PUBLISHED_SCHEMA)
class PublishedField(serializers.DateTimeField):
    """When an article was published: a day, taken as its first moment in UTC, or a moment."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss][+hh:mm|-hh:mm|Z]")
        return super().to_internal_value(value)
