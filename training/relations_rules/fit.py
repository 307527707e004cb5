"""Fit the weights that combine the comparison's signals, and find its thresholds.

    python -m training.relations_rules.fit --pairs ../shared/data/pairs/claim_relations_train.jsonl.gz \
        --write claims/nlp/comparison/decision_weights.json

Two thirds of the events set the weights of a multinomial logistic regression (L2, Adam on the whole set, float64, no
chance involved); every third event of a hand is held out and sets the thresholds: the lowest that reaches the wanted
precision on it.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.nlp.comparison.claim import analyse
from claims.nlp.comparison.grounds import find_grounds
from claims.nlp.comparison.signals import collect, signals
from claims.nlp.embedding import Embedder
from claims.nlp.types import ClaimView

RELATIONS = ["contradicts", "differs_in_scope", "restates", "unrelated", "updates"]
WANTED = {"contradicts": 0.75, "updates": 0.6, "restates": 0.6, "differs_in_scope": 0.6, "unrelated": 0.85}
Matrix = npt.NDArray[np.float64]


def view(row: dict[str, Any]) -> ClaimView:
    published = datetime.date.fromisoformat(row["published"]) if row.get("published") else None
    words = {key: row.get(key) or "" for key in ("text", "speaker", "role", "side", "source", "kind")}
    return ClaimView(**words, published=published)


def is_held_out(event: str) -> bool:
    return int(event.rsplit("E", 1)[1]) % 3 == 0


def table(rows: list[dict[str, Any]]) -> tuple[Matrix, list[str], npt.NDArray[np.bool_]]:
    """Signals of every pair (pairs, signals), their names, and which pairs have a ground."""
    texts = sorted({row[end]["text"] for row in rows for end in "ab"})
    vectors = dict(zip(texts, Embedder.load().embed(texts), strict=True))
    found, grounded = [], []
    for row in rows:
        similarity = float(vectors[row["a"]["text"]] @ vectors[row["b"]["text"]])
        evidence = collect(analyse(view(row["a"])), analyse(view(row["b"])), similarity=similarity)
        found.append(signals(evidence))
        grounded.append(bool(find_grounds(evidence)))
    return np.array([list(row.values()) for row in found]), list(found[0]), np.array(grounded)


def fit(x: Matrix, y: npt.NDArray[np.int64], *, penalty: float, steps: int = 600) -> Matrix:
    """Weights (signals, relations) of a softmax over standardised signals."""
    target = np.eye(len(RELATIONS))[y]
    weights = np.zeros((x.shape[1], len(RELATIONS)))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = x.T @ (softmax(x @ weights) - target) / len(x) + penalty / len(x) * weights
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def softmax(logits: Matrix) -> Matrix:
    shares = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(shares / shares.sum(1, keepdims=True))


def threshold(scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], wanted: float) -> float:
    """The lowest score above which the wanted share is right; 1.01 (never) where none is."""
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    reached = np.nonzero(precision >= wanted)[0]
    return float(scores[order[reached[-1]]]) if len(reached) >= 5 else 1.01


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--write", type=Path, required=True)
    parser.add_argument("--penalty", type=float, default=3.0)
    options = parser.parse_args()
    with gzip.open(options.pairs, "rt", encoding="utf8") as handle:
        rows = [json.loads(line) for line in handle]
    x, names, grounded = table(rows)
    y = np.array([RELATIONS.index(row["relation"]) for row in rows])
    held = np.array([is_held_out(row["event"]) for row in rows])
    mean, scale = x[~held].mean(0), x[~held].std(0)
    scale[scale == 0] = 1.0
    mean[names.index("bias")], scale[names.index("bias")] = 0.0, 1.0
    z = (x - mean) / scale
    weights = fit(z[~held], y[~held], penalty=options.penalty)
    shares = softmax(z[held] @ weights)
    thresholds = {}
    for index, name in enumerate(RELATIONS):
        usable = grounded[held] if name in {"contradicts", "updates"} else np.ones(int(held.sum()), dtype=bool)
        right = y[held][usable] == index
        thresholds[name] = round(threshold(shares[usable, index], right, WANTED[name]), 4)
        called = shares[usable, index] >= thresholds[name]
        hit = int((right & called).sum())
        print(f"{name:18s} threshold {thresholds[name]:.3f}: {hit} of {int(called.sum())} right, of {int((y[held] == index).sum())}")
    stored = {
        "made_by": "python -m training.relations_rules.fit",
        "penalty": options.penalty,
        "wanted_precision": WANTED,
        "signals": names,
        "relations": RELATIONS,
        "thresholds": thresholds,
        "mean": [round(value, 6) for value in mean],
        "scale": [round(value, 6) for value in scale],
        "weights": [[round(value, 5) for value in row] for row in weights],
    }
    options.write.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
