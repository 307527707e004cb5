"""What the endpoints share: enqueuing, and names for unresolved speakers."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, TypeVar

from celery import Task
from django.db import transaction
from django.db.models import Model
from rest_framework import viewsets
from rest_framework.serializers import BaseSerializer

from api.quotations import candidate_names
from claims.models import Claim

Row = TypeVar("Row", bound=Model)


def enqueue(task: Task[..., None], **arguments: int) -> None:
    """Enqueue after commit. A broker that is down delays the work until the next pull and fails nothing here."""

    def send() -> None:
        task.delay(**arguments)

    transaction.on_commit(send, robust=True)


class QuotingViewSet(viewsets.GenericViewSet[Row]):
    """Rows that show claims."""

    @abstractmethod
    def claims_of(self, row: Row) -> Iterable[Claim]:
        """The claims that a row quotes."""

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Row]:
        """Serializer of one row or, with `many`, of a page of them; names of candidates take one query for all."""
        rows = args[0] if kwargs.get("many") else args
        names = candidate_names(claim for row in rows for claim in self.claims_of(row))
        kwargs["context"] = {**self.get_serializer_context(), "candidate_names": names}
        return self.get_serializer_class()(*args, **kwargs)
