"""Pages of a list, and the ways on from it."""

from __future__ import annotations

from typing import Final, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

from claims.web.access import Request

PER_PAGE: Final = 25
_Row = TypeVar("_Row", bound=Model)


def page_of(request: Request, rows: QuerySet[_Row], *, per_page: int = PER_PAGE) -> Page[_Row]:
    """The page that the address asks for (`?page=`); the first or last one where that cannot be."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
