"""Claims as quotations: loaded with source and speaker, with the words around them, in a fixed number of queries."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import F, IntegerField, Value
from django.db.models.functions import Greatest, Substr

from claims.models import Claim, ClaimQuerySet, Speaker

# Characters shown before and after a claim: about one sentence on each side.
MARGIN: Final = 200


def quotable() -> ClaimQuerySet:
    """Claims with article, source and speaker loaded, and `around`: their place in the text with a margin.

    The text itself stays in the database: a page of claims would otherwise load the same article once per claim.
    """
    return (
        Claim.objects.with_context()
        .defer("search", "version__text", "version__bands")
        .annotate(around_start=Greatest(F("start") - MARGIN, Value(0), output_field=IntegerField()))
        .annotate(around=Substr("version__text", F("around_start") + 1, F("end") - F("around_start") + MARGIN))
    )


def context_of(claim: Claim) -> dict[str, Any]:
    """The claim in its text, cut at whole words: {"start", "end", "text"} with offsets into the version's text."""
    around: str = claim.around  # type: ignore[attr-defined]
    offset: int = claim.around_start  # type: ignore[attr-defined]
    first, last = claim.start - offset, claim.end - offset
    start, end = 0, len(around)
    if offset > 0:
        start = next((at + 1 for at in range(first) if around[at].isspace()), first)
    if end == last + MARGIN:
        end = next((at for at in range(end - 1, last - 1, -1) if around[at].isspace()), last)
    return {"start": offset + start, "end": offset + end, "text": around[start:end]}


def candidate_names(claims: Iterable[Claim]) -> dict[int, str]:
    """Names of the speakers that the claims' mentions could mean, by id, for `ClaimSerializer`; at most one query."""
    wanted = {candidate["speaker"] for claim in claims if claim.mention for candidate in claim.mention.candidates}
    return dict(Speaker.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
