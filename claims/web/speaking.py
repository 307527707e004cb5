"""Finding speakers by name, and claims and pairs by their speaker."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from claims.models import Speaker
from claims.nlp.names import plain


def named(name: str) -> QuerySet[Speaker]:
    """Speakers, merged ones left out, of whom a name (their own, an alias, or one merged into them) holds the words."""
    key = plain(name)
    if not key:
        return Speaker.objects.none()
    found = Speaker.objects.filter(Q(key__contains=key) | Q(aliases__key__contains=key) | Q(merged__key__contains=key))
    return Speaker.objects.filter(merged_into=None, pk__in=found.values("pk"))


def of_speaker(speaker: Speaker, *, claim: str = "") -> Q:
    """Claims of a speaker and of those merged into it; `claim` is the way to the claim ("a__")."""
    return Q(**{f"{claim}mention__speaker": speaker}) | Q(**{f"{claim}mention__speaker__merged_into": speaker})


def spoken_by(name: str, *, claim: str = "") -> Q:
    """Claims of any speaker whose name holds the words."""
    speakers = named(name).values("pk")
    own = Q(**{f"{claim}mention__speaker__in": speakers})
    return own | Q(**{f"{claim}mention__speaker__merged_into__in": speakers})
