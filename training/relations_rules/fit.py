"""Fit the numbers that the comparison's decision uses: how signals add up to odds, and from where on it speaks.

    python -m training.relations_rules.fit --pairs ../shared/data/pairs/claim_relations_train.jsonl.gz \
        --write claims/nlp/comparison/decision_weights.json

Three logistic models with L2 penalty (Adam on the whole set in float64; no chance involved). One per ground says how
likely a clash of polarity or of figures is a contradiction, over the pairs where the comparator found one; one over all
pairs weighs the five relations. Thresholds are the lowest scores above which the wanted share was right, on scores that
each event got from weights fitted without it (six folds of events). The comparators themselves were written looking at
two thirds of the events (`is_held_out` marks the rest), for which the scores are printed apart.
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
from claims.nlp.comparison.decision import GROUND_SIGNALS
from claims.nlp.comparison.signals import collect, signals
from claims.nlp.embedding import Embedder
from claims.nlp.types import ClaimView

RELATIONS = ["contradicts", "differs_in_scope", "restates", "unrelated", "updates"]
WANTED = {
    "polarity": 0.75,
    "figures": 0.7,
    "updates": 0.6,
    "restates": 0.6,
    "differs_in_scope": 0.5,
    "unrelated": 0.85,
}
FOLDS = 6
# On fewer pairs a threshold would follow single ones; what is more likely than not is called then.
ENOUGH, EVEN = 50, 0.5
Matrix = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def view(row: dict[str, Any]) -> ClaimView:
    published = datetime.date.fromisoformat(row["published"]) if row.get("published") else None
    words = {key: row.get(key) or "" for key in ("text", "speaker", "role", "side", "source", "kind")}
    return ClaimView(**words, published=published)


def is_held_out(event: str) -> bool:
    """Every third event of each hand: never looked at while the comparators were written."""
    return int(event.rsplit("E", 1)[1]) % 3 == 0


def table(rows: list[dict[str, Any]]) -> tuple[Matrix, list[str]]:
    """Signals of every pair (pairs, signals) and their names."""
    texts = sorted({row[end]["text"] for row in rows for end in "ab"})
    vectors = dict(zip(texts, Embedder.load().embed(texts), strict=True))
    found = []
    for row in rows:
        similarity = float(vectors[row["a"]["text"]] @ vectors[row["b"]["text"]])
        found.append(signals(collect(analyse(view(row["a"])), analyse(view(row["b"])), similarity=similarity)))
    return np.array([list(row.values()) for row in found]), list(found[0])


def softmax(logits: Matrix) -> Matrix:
    shares = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(shares / shares.sum(1, keepdims=True))


def fit(x: Matrix, y: Labels, *, classes: int, penalty: float, steps: int = 600) -> Matrix:
    """Weights (signals, classes) of a softmax over standardised signals; the first column of `x` is the constant."""
    target = np.eye(classes)[y]
    weights = np.zeros((x.shape[1], classes))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = x.T @ (softmax(x @ weights) - target) / len(x)
        gradient[1:] += penalty / len(x) * weights[1:]
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def standardised(x: Matrix, basis: Mask) -> tuple[Matrix, Matrix, Matrix]:
    mean, scale = x[basis].mean(0), x[basis].std(0)
    scale[scale == 0] = 1.0
    mean[0], scale[0] = 0.0, 1.0
    return (x - mean) / scale, mean, scale


def out_of_fold(x: Matrix, y: Labels, usable: Mask, folds: Labels, *, classes: int, penalty: float) -> Matrix:
    """Shares (pairs, classes) that each pair gets from weights fitted without its event; zero where not usable."""
    shares = np.zeros((len(x), classes))
    for fold in range(FOLDS):
        inside, outside = usable & (folds != fold), usable & (folds == fold)
        z, _, _ = standardised(x, inside)
        shares[outside] = softmax(z[outside] @ fit(z[inside], y[inside], classes=classes, penalty=penalty))
    return shares


def threshold(scores: npt.NDArray[np.float64], right: Mask, wanted: float) -> float:
    """The lowest score above which the wanted share is right; 1.01 (never) where that is not reached by ten."""
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    reached = np.nonzero(precision >= wanted)[0]
    return round(float(scores[order[reached[-1]]]), 4) if len(reached) and reached[-1] >= 9 else 1.01


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--write", type=Path, required=True)
    parser.add_argument("--penalty", type=float, default=5.0)
    options = parser.parse_args()
    with gzip.open(options.pairs, "rt", encoding="utf8") as handle:
        rows = [json.loads(line) for line in handle]
    x, names = table(rows)
    y = np.array([RELATIONS.index(row["relation"]) for row in rows])
    events = sorted({row["event"] for row in rows})
    folds = np.array([events.index(row["event"]) % FOLDS for row in rows])
    held = np.array([is_held_out(row["event"]) for row in rows])
    contradicts = (y == RELATIONS.index("contradicts")).astype(np.int64)
    stored: dict[str, Any] = {
        "made_by": "python -m training.relations_rules.fit",
        "penalty": options.penalty,
        "wanted_precision": WANTED,
        "relations": RELATIONS,
        "models": {},
        "thresholds": {},
    }

    def add(name: str, columns: list[str], labels: Labels, usable: Mask, classes: int) -> Matrix:
        chosen = x[:, [names.index(column) for column in columns]]
        shares = out_of_fold(chosen, labels, usable, folds, classes=classes, penalty=options.penalty)
        z, mean, scale = standardised(chosen, usable)
        weights = fit(z[usable], labels[usable], classes=classes, penalty=options.penalty)
        stored["models"][name] = {
            "signals": columns,
            "mean": np.round(mean, 6).tolist(),
            "scale": np.round(scale, 6).tolist(),
            "weights": np.round(weights, 5).tolist(),
        }
        return shares

    def set_threshold(name: str, scores: npt.NDArray[np.float64], right: Mask, usable: Mask) -> None:
        enough = int(usable.sum()) >= ENOUGH
        limit = threshold(scores[usable], right[usable], WANTED[name]) if enough else EVEN
        stored["thresholds"][name] = limit
        for part, chosen in (("all events", usable), ("events not looked at", usable & held)):
            called = chosen & (scores >= limit)
            print(f"{name:18s} {limit:.3f} {part:22s} {int((called & right).sum()):5d} of {int(called.sum()):5d} right")

    for name, (gate, columns) in GROUND_SIGNALS.items():
        usable = x[:, names.index(gate)] > 0
        shares = add(name, ["bias", *columns], contradicts, usable, 2)
        set_threshold(name, shares[:, 1], contradicts == 1, usable)
    everything = np.ones(len(x), dtype=bool)
    shares = add("relations", names, y, everything, len(RELATIONS))
    for index, name in enumerate(RELATIONS):
        if name in WANTED:
            set_threshold(name, shares[:, index], y == index, everything)
    options.write.write_text(json.dumps(stored, separators=(",", ":")).replace('"models"', '\n"models"') + "\n", "utf8")


if __name__ == "__main__":
    main()
