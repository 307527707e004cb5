"""Stage 4: proposes which claims are worth comparing. Being alike proposes a pair; it never decides one.

Whether two claims form a pair depends on the two alone: on their likeness in meaning or in wording, both symmetric, and
on where they stand. So the record ends the same in whatever order articles are read; the budget is a cap against
floods, not a ranking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Upper
from pgvector.django import CosineDistance

from claims.models import Claim, Embedding, Pair
from sources.models import Version

# What this lets through of the labelled pairs: `python -m benchmarks.candidates`, docs/quality.md.
SIMILARITY: Final = 0.42
TRIGRAMS: Final = 0.35
BUDGET: Final = 100
# Below this many embeddings the exact scan is faster than the index and misses nothing.
EXACT_BELOW: Final = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recorded claim and its cosine to what was asked for."""

    claim_id: int
    similarity: float


def similar_claims(*, vector: Any, text: str, model_version: str, limit: int = BUDGET) -> list[Candidate]:
    """Current claims alike in meaning (cosine) or in wording (trigrams), the most similar first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'claims_embedding'::regclass")
        exact = cursor.fetchone()[0] < EXACT_BELOW
        cursor.execute("SET LOCAL hnsw.iterative_scan = relaxed_order")
        cursor.execute("SET LOCAL hnsw.ef_search = 100")
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(TRIGRAMS)])
        rows = (
            Embedding.objects.filter(model_version=model_version, claim__retired_at__isnull=True)
            .annotate(distance=CosineDistance("vector", vector))
            .values_list("claim_id", "distance")
        )
        # Adding zero hides the order from the index: the exact scan.
        near = rows.order_by(F("distance") + 0 if exact else "distance")[:limit]
        found = {claim_id: 1 - distance for claim_id, distance in near if 1 - distance >= SIMILARITY}
        for claim_id, distance in rows.filter(claim__in=_alike_in_words(text, limit)):
            found[claim_id] = 1 - distance
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Candidate(claim_id, similarity) for claim_id, similarity in ranked]


def _alike_in_words(text: str, limit: int) -> list[int]:
    """Ids of current claims whose trigrams are like the text's, through the trigram index."""
    alike: QuerySet[Claim] = (
        Claim.objects.current()
        .annotate(upper=Upper("text"))
        .filter(upper__trigram_similar=Value(text.upper()))
        .annotate(likeness=TrigramSimilarity("upper", text.upper()))
        .order_by("-likeness", "id")
    )
    return list(alike.values_list("id", flat=True)[:limit])


def pair_claims(*, version: Version) -> None:
    """Store the pairs that the version's claims form with the record and with each other. Idempotent."""
    mine = list(
        Embedding.objects.filter(claim__version=version, claim__retired_at__isnull=True).select_related(
            "claim__version__article"
        )
    )
    proposals: dict[frozenset[int], float] = {}
    for embedding in mine:
        for candidate in similar_claims(
            vector=embedding.vector, text=embedding.claim.text, model_version=embedding.model_version
        ):
            if candidate.claim_id != embedding.claim_id:
                proposals[frozenset((embedding.claim_id, candidate.claim_id))] = candidate.similarity
    others = Claim.objects.select_related("version__article").in_bulk({pk for ids in proposals for pk in ids})
    Pair.objects.bulk_create(
        [
            Pair(a=first, b=second, similarity=similarity)
            for first, second, similarity in _ordered(proposals, others)
            if not overlap(first, second)
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _ordered(proposals: dict[frozenset[int], float], claims: dict[int, Claim]) -> Iterable[tuple[Claim, Claim, float]]:
    for ids, similarity in proposals.items():
        first, second = sorted((claims[pk] for pk in ids), key=lambda claim: claim.article_key)
        yield first, second, similarity


def overlap(a: Claim, b: Claim) -> bool:
    """Whether two claims share words of one text: one is part of the other and cannot disagree with it."""
    return a.version_id == b.version_id and _any_overlap(a.spans, b.spans)


def _any_overlap(a: Sequence[Sequence[int]], b: Sequence[Sequence[int]]) -> bool:
    return any(p[0] < q[1] and q[0] < p[1] for p in a for q in b)
