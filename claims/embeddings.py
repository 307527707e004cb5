"""Stage 3: gives every current claim of a version its embedding, unique on (claim, model version)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from claims.models import Claim, Embedding
from claims.nlp.embedding import Embedder, Vectors
from claims.nlp.weights import SHIPPED
from sources.models import Version


@cache
def embedder() -> Embedder:
    """The embedder that the settings name, loaded once per process."""
    return Embedder.load(Path(settings.COUNTERCLAIM_EMBEDDER or SHIPPED / "embedder"))


def embed_texts(texts: Sequence[str]) -> Vectors:
    """Unit vectors of texts, float32 of shape (n, 384)."""
    return embedder().embed(texts)


def embed_claims(*, version: Version) -> None:
    """Store the embeddings that the version's current claims lack. A second run finds nothing to do."""
    model = embedder().version
    claims = list(
        Claim.objects.current().filter(version=version).exclude(embeddings__model_version=model).only("id", "text")
    )
    vectors = embed_texts([claim.text for claim in claims])
    Embedding.objects.bulk_create(
        [
            Embedding(claim=claim, model_version=model, vector=vector)
            for claim, vector in zip(claims, vectors, strict=True)
        ],
        ignore_conflicts=True,
    )
