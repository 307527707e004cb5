"""When and how often a claim was published: days as filters, and copies counted once."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q

from claims.models import Claim, ClaimQuerySet, PairQuerySet
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
    return claims.filter(_counted(""))


def pairs_once(pairs: PairQuerySet) -> PairQuerySet:
    """Pairs of claims that `once` keeps: the pairs that their copies make are left out."""
    return pairs.filter(_counted("a__"), _counted("b__"))


def _counted(claim: str) -> Q:
    repeated = Claim.objects.current().filter(
        version__article=OuterRef(f"{claim}version__article"),
        version__number__gt=OuterRef(f"{claim}version__number"),
        sha256=OuterRef(f"{claim}sha256"),
    )
    return Q(~Exists(repeated), **{f"{claim}version__article__copy_of": None})
