"""Floors of the judge on labelled claim pairs: precision of what an editor is shown, not recall."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

from claims.nlp.comparison import compare
from claims.nlp.embedding import Embedder
from claims.nlp.types import Axis, ClaimView, Relation
from training.relations.prepare import claim_of, is_held_out

# The events that no weight of the relation model was trained on. Their pairs helped to set the thresholds, so this
# guards against decay and is no estimate for other texts.
PRECISION_FLOOR = 0.65
FLAGS_FLOOR = 10
UNRELATED_CEILING = 0.01
PLAIN_SENTENCES = 400


def rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def vectors_of(texts: set[str]) -> dict[str, Any]:
    ordered = sorted(texts)
    return dict(zip(ordered, Embedder.load().embed(ordered), strict=True))


def test_labelled_events_that_trained_nothing(shared: Path) -> None:
    pairs = [
        pair
        for pair in rows(shared / "data" / "pairs" / "claim_relations_train.jsonl.gz")
        if is_held_out(pair["event"])
    ]
    vectors = vectors_of({pair[end]["text"] for pair in pairs for end in "ab"})
    table: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        similarity = float(vectors[pair["a"]["text"]] @ vectors[pair["b"]["text"]])
        table[pair["relation"], compare(claim_of(pair["a"]), claim_of(pair["b"]), similarity=similarity).relation] += 1
    flagged = sum(count for (_, called), count in table.items() if called == Relation.CONTRADICTS)
    unrelated = sum(count for (gold, _), count in table.items() if gold == "unrelated")
    assert flagged >= FLAGS_FLOOR
    assert table["contradicts", Relation.CONTRADICTS] / flagged >= PRECISION_FLOOR
    assert table["unrelated", Relation.CONTRADICTS] / unrelated <= UNRELATED_CEILING


def test_sentences_of_two_articles_that_do_not_weaken_each_other(shared: Path) -> None:
    pairs = [
        pair for pair in rows(shared / "data" / "pairs" / "news_claim_pairs_train.jsonl.gz") if not pair["weakens"]
    ]
    pairs = pairs[:PLAIN_SENTENCES]
    vectors = vectors_of({pair[end] for pair in pairs for end in ("claim_a", "claim_b")})
    flagged = [
        pair
        for pair in pairs
        if compare(
            ClaimView(text=pair["claim_a"]),
            ClaimView(text=pair["claim_b"]),
            similarity=float(vectors[pair["claim_a"]] @ vectors[pair["claim_b"]]),
        ).relation
        is Relation.CONTRADICTS
    ]
    assert len(flagged) <= 0.01 * len(pairs)


def test_undated_pairs_are_judged_alike_both_ways(shared: Path) -> None:
    """Without dates no claim is the later one, so the order in which the two are given must not decide a flag."""
    for pair in rows(shared / "data" / "pairs" / "claim_relations_train.jsonl.gz")[:600]:
        a, b = ClaimView(text=pair["a"]["text"]), ClaimView(text=pair["b"]["text"])
        one, other = compare(a, b), compare(b, a)
        if Axis.POLARITY in {one.axis, other.axis}:
            assert one.relation is other.relation
