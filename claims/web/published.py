"""When and how often a claim was published: days as filters, and copies counted once."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q

from claims.models import Claim, ClaimQuerySet
from claims.web.forms import PublishedFilter


def start_of(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, datetime.UTC)


def published_between(form: PublishedFilter, column: str) -> Q:
    """Articles published on or after the form's first day and on or before its last."""
    wanted = Q()
    if first := form.value("published_from"):
        wanted &= Q(**{f"{column}__gte": start_of(first)})
    if (last := form.value("published_to")) and last < datetime.date.max:
        wanted &= Q(**{f"{column}__lt": start_of(last + datetime.timedelta(days=1))})
    return wanted


def once(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Without reprints, and without what a newer version of the same article repeats word for word."""
    repeated = Claim.objects.current().filter(
        version__article=OuterRef("version__article"),
        version__number__gt=OuterRef("version__number"),
        sha256=OuterRef("sha256"),
    )
    return claims.filter(~Exists(repeated), version__article__copy_of=None)
