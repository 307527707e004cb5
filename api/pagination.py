"""Paging by cursor: a page does not shift when rows are added while someone reads on."""

from typing import Any, Final

from django.db.models import QuerySet
from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

MAX_PAGE_SIZE: Final = 100
# Positions are ids or ranks; more digits do not fit the column.
MAX_POSITION_DIGITS: Final = 18


class CursorPagination(pagination.CursorPagination):
    """Newest rows first; where a search annotated a whole number `rank`, best first."""

    page_size = 25
    max_page_size = MAX_PAGE_SIZE
    page_size_query_param = "page_size"
    page_size_query_description = f"Number of results on a page, at most {MAX_PAGE_SIZE}."
    cursor_query_description = "Taken from `next` or `previous` of another page."
    template = None

    def get_page_size(self, request: Request) -> int:
        """Raises ValidationError on a size out of range, which REST framework would silently replace."""
        given = request.query_params.get("page_size")
        if given is None:
            return self.page_size
        if not given.isascii() or not given.isdigit() or len(given) > 3 or not 1 <= int(given) <= MAX_PAGE_SIZE:
            raise ValidationError({"page_size": f"A whole number from 1 to {MAX_PAGE_SIZE} is needed."})
        return int(given)

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        return ("-rank", "-id") if "rank" in queryset.query.annotations else ("-id",)

    def decode_cursor(self, request: Request) -> pagination.Cursor | None:
        """Raises NotFound on a cursor that no page gave out; a position of another kind would fail in the query."""
        cursor = super().decode_cursor(request)
        if cursor is None:
            return None
        position = str(cursor.position or "0")
        if not (position.isascii() and position.isdigit() and len(position) <= MAX_POSITION_DIGITS):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": MAX_PAGE_SIZE, "default": self.page_size}
        return parameters
