"""Milliseconds from a new claim to its verdicts against a record of 100,000 claims, with the share of each part.

python -m config.services exec -- .venv/bin/python -m benchmarks.verdicts [CLAIMS]

The record is made up of the claims of the labelled events, each many times over with another vector around its own
(cosine about 0.6), so that a new claim finds as many neighbours as the candidate search lets through. All is written
inside one transaction that is taken back at the end.
"""

import os
import random
import sys
import time
from pathlib import Path
from unittest.mock import patch

import django
import numpy as np

NEW = 30
SPREAD = 1.3  # length of the noise added to a unit vector


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection, transaction

    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with transaction.atomic():
        texts = fill(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_claim, claims_embedding")
        measure(texts)
        transaction.set_rollback(True)


def fill(size: int) -> list[str]:
    """Write `size` claims with their embeddings; returns the texts they are made of."""
    from claims.embeddings import embed_texts, embedder
    from claims.models import Claim, Embedding
    from tests.factories import ArticleFactory, VersionFactory
    from training.relations import events

    rng, noise = random.Random(1), np.random.default_rng(1)
    texts = [claim["text"] for path in sorted(events.FOLDER.glob("*.json")) for claim in events.load(path).claims]
    vectors = np.asarray(embed_texts(texts))
    versions = [VersionFactory(article=ArticleFactory(external_id=f"made-{n}"), text=f"made {n}") for n in range(200)]
    label = embedder().version
    for start in range(0, size, 5000):
        chosen = [rng.randrange(len(texts)) for _ in range(min(5000, size - start))]
        around = vectors[chosen] + noise.normal(size=(len(chosen), vectors.shape[1])) * SPREAD / vectors.shape[1] ** 0.5
        around /= np.linalg.norm(around, axis=1, keepdims=True)
        claims = Claim.objects.bulk_create(
            Claim(
                version=versions[(start + n) % len(versions)],
                start=start + n,
                end=start + n + 1,
                spans=[[start + n, start + n + 1]],
                spans_key=str(start + n),
                text=texts[number],
                sha256="",
                kind=Claim.Kind.INDIRECT,
                confidence=1,
                pipeline_version="made",
            )
            for n, number in enumerate(chosen)
        )
        Embedding.objects.bulk_create(
            Embedding(claim=claim, model_version=label, vector=vector)
            for claim, vector in zip(claims, around.tolist(), strict=True)
        )
    return texts


def measure(texts: list[str]) -> None:
    """Print the time of each stage for new claims, one at a time."""
    from claims.candidates import similar_claims
    from claims.embeddings import embed_texts, embedder
    from claims.models import Claim
    from claims.nlp.comparison import compare
    from claims.nlp.entailment import RelationModel
    from claims.nlp.types import ClaimView

    spent = {"embedding": 0.0, "candidates": 0.0, "gate and model": 0.0}
    label, found, runs = embedder().version, 0, 0
    compare(ClaimView(text=texts[0]), ClaimView(text=texts[1]), similarity=0.9)
    for text in random.Random(2).sample(texts, NEW):
        start = time.monotonic()
        (vector,) = embed_texts([text])
        spent["embedding"] += time.monotonic() - start
        start = time.monotonic()
        alike = similar_claims(vector=vector, text=text, model_version=label)
        spent["candidates"] += time.monotonic() - start
        recorded = Claim.objects.in_bulk([candidate.claim_id for candidate in alike])
        start = time.monotonic()
        with patch.object(RelationModel, "_run", autospec=True, side_effect=RelationModel._run) as run:
            for candidate in alike:
                known = ClaimView(text=recorded[candidate.claim_id].text)
                compare(known, ClaimView(text=text), similarity=candidate.similarity)
        spent["gate and model"] += time.monotonic() - start
        found, runs = found + len(alike), runs + run.call_count
    total = sum(spent.values())
    print(f"{Claim.objects.count()} claims on record, {NEW} new ones")
    print(f"{1000 * total / NEW:.0f} ms a new claim, {found / NEW:.1f} candidates, {runs / NEW:.1f} model runs")
    for part, seconds in spent.items():
        print(f"{part:15s} {seconds / total:6.1%}  {1000 * seconds / NEW:8.1f} ms")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
