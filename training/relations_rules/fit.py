"""Fit the numbers that the comparison's decision uses: how signals add up to odds, and from where on it speaks.

    python -m training.relations_rules.fit --events ../shared/data/pairs/claim_relations_train.jsonl.gz OWN.jsonl.gz \
        --write claims/nlp/comparison/decision_weights.json

Logistic models with L2 penalty (Adam on the whole set in float64; no chance involved). The gate and the odds of grounds
use the comparators' signals alone and are fitted on all labelled events. What weighs the relation model's opinion is
fitted on the events that model was not trained on (`training.relations.prepare.is_held_out`); its thresholds are found
on scores that each event got from weights fitted without it (leaving out one event at a time).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from claims.nlp.claim_pairs import RELATIONS
from claims.nlp.comparison.claim import analyse
from claims.nlp.comparison.decision import BESIDE, GROUND_SIGNALS, opinion_signals
from claims.nlp.comparison.signals import collect, signals
from claims.nlp.embedding import Embedder
from claims.nlp.entailment import RelationModel
from training.attribution.prepare import read_rows
from training.relations.prepare import claim_of, is_held_out

# Of what a threshold lets through this share is right, at least. Of grounds less is asked: the relation model has a say
# in them too.
WANTED: Final = {
    "polarity": 0.75,
    "figures": 0.7,
    "contradicts": 0.9,
    "updates": 0.7,
    "restates": 0.75,  # joins claims into propositions
    "differs_in_scope": 0.6,
    "unrelated": 0.8,
}
# The gate may lose one in so many contradictions.
GATE_LOSS: Final = 50
FEW: Final = 4  # times the penalty where an eighth of the events has to do
LEAST: Final = 0.5  # what is less likely than not is not said
FEWEST: Final = 10  # called pairs without which a precision says nothing
Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def compared(rows: list[dict[str, Any]]) -> list[dict[str, float]]:
    """The comparators' signals of every pair."""
    texts = sorted({row[end]["text"] for row in rows for end in "ab"})
    vectors = dict(zip(texts, Embedder.load().embed(texts), strict=True))
    return [
        signals(
            collect(
                analyse(claim_of(row["a"])),
                analyse(claim_of(row["b"])),
                similarity=float(vectors[row["a"]["text"]] @ vectors[row["b"]["text"]]),
            )
        )
        for row in rows
    ]


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


def standardised(x: Matrix, basis: Mask) -> tuple[Matrix, Vector, Vector]:
    mean, scale = x[basis].mean(0), x[basis].std(0)
    scale[scale == 0] = 1.0
    mean[0], scale[0] = 0.0, 1.0
    return (x - mean) / scale, mean, scale


@dataclass(frozen=True)
class Table:
    """Pairs as numbers: their signals by name, their labels, the event each belongs to, and the penalty of a fit."""

    names: list[str]
    x: Matrix
    y: Labels
    events: npt.NDArray[np.str_]
    penalty: float

    @staticmethod
    def of(rows: list[dict[str, float]], labels: Labels, events: npt.NDArray[np.str_], penalty: float) -> Table:
        return Table(list(rows[0]), np.array([list(row.values()) for row in rows]), labels, events, penalty)

    def only(self, mask: Mask) -> Table:
        return replace(self, x=self.x[mask], y=self.y[mask], events=self.events[mask])

    def column(self, name: str) -> Vector:
        return np.asarray(self.x[:, self.names.index(name)])

    def columns(self, names: list[str]) -> Matrix:
        return self.x[:, [self.names.index(name) for name in names]]

    def model(self, names: list[str], labels: Labels, classes: int) -> dict[str, Any]:
        """A fitted model in the form that the decision reads."""
        x = self.columns(names)
        z, mean, scale = standardised(x, np.ones(len(x), dtype=bool))
        weights = fit(z, labels, classes=classes, penalty=self.penalty)
        return {
            "signals": names,
            "mean": np.round(mean, 6).tolist(),
            "scale": np.round(scale, 6).tolist(),
            "weights": np.round(weights, 5).tolist(),
        }

    def without_own_event(self, names: list[str], labels: Labels, classes: int, folds: int) -> Matrix:
        """Shares (pairs, classes) that each pair gets from weights fitted without its event."""
        x = self.columns(names)
        order = sorted(set(self.events.tolist()))
        fold = np.array([order.index(event) % folds for event in self.events])
        shares = np.zeros((len(x), classes))
        for number in range(folds):
            inside = fold != number
            z, _, _ = standardised(x, inside)
            shares[~inside] = softmax(
                z[~inside] @ fit(z[inside], labels[inside], classes=classes, penalty=self.penalty)
            )
        return shares


def threshold(scores: Vector, right: Mask, wanted: float) -> float:
    """The lowest score above which the wanted share is right; 1.01 (never) where that is not reached."""
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    reached = np.nonzero(precision >= wanted)[0]
    return round(float(scores[order[reached[-1]]]), 4) if len(reached) and reached[-1] >= FEWEST - 1 else 1.01


def gate_threshold(scores: Vector, wanted: Mask) -> float:
    """The score that all but one in GATE_LOSS of the wanted pairs reach."""
    ordered = np.sort(scores[wanted])
    return round(float(ordered[len(ordered) // GATE_LOSS]), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, nargs="+", required=True, help="files of labelled events")
    parser.add_argument("--model", type=Path, help="folder of the relation model; the one that ships by default")
    parser.add_argument("--write", type=Path, required=True)
    parser.add_argument("--penalty", type=float, default=5.0)
    options = parser.parse_args()
    rows = [row for path in options.events for row in read_rows(path)]
    model = RelationModel.load(options.model) if options.model else RelationModel.load()
    labels = np.array([RELATIONS.index(row["relation"]) for row in rows])
    cheap = compared(rows)
    table = Table.of(cheap, labels, np.array([row["event"] for row in rows]), options.penalty)
    contradicts = (table.y == RELATIONS.index("contradicts")).astype(np.int64)
    related = (table.y != RELATIONS.index("unrelated")).astype(np.int64)
    models: dict[str, Any] = {}
    limits: dict[str, float] = {}

    ground = np.zeros(len(rows))
    for name, (signal, beside) in GROUND_SIGNALS.items():
        usable = table.column(signal) > 0
        part = table.only(usable)
        models[name] = part.model(["bias", *beside], contradicts[usable], 2)
        shares = part.without_own_event(["bias", *beside], contradicts[usable], 2, 6)
        ground[usable] = np.maximum(ground[usable], shares[:, 1])
        right = contradicts[usable] == 1
        limits[name] = threshold(shares[:, 1], right, WANTED[name])
        called = shares[:, 1] >= limits[name]
        print(f"{name:18s} from {limits[name]:.3f}: {int((called & right).sum())} of {int(called.sum())} right")
    models["gate"] = table.model(table.names, related, 2)
    passing = table.without_own_event(table.names, related, 2, 6)[:, 1]
    limits["gate"] = gate_threshold(passing, contradicts == 1)
    for name in RELATIONS:
        gold = table.y == RELATIONS.index(name)
        print(f"gate lets through {(passing[gold] >= limits['gate']).mean():.3f} of {name}")

    held = np.array([is_held_out(row["event"]) for row in rows])
    chosen = [
        {
            **cheap[n],
            **opinion_signals(model.opinion(claim_of(rows[n]["a"]), claim_of(rows[n]["b"]))),
            "ground": ground[n],
        }
        for n in np.nonzero(held)[0]
    ]
    dev = Table.of(chosen, table.y[held], table.events[held], FEW * options.penalty)
    names = ["bias", *(f"model_{name}" for name in RELATIONS), *BESIDE]
    models["relations"] = dev.model(names, dev.y, len(RELATIONS))
    shares = dev.without_own_event(names, dev.y, len(RELATIONS), len(set(dev.events.tolist())))
    print(f"{len(dev.y)} pairs of {len(set(dev.events.tolist()))} events held out")
    # What is no contradiction is called by its likeliest relation.
    others = np.where(np.arange(len(RELATIONS)) == RELATIONS.index("contradicts"), 0.0, shares)
    scores = np.where(others == others.max(1, keepdims=True), shares, 0.0)
    scores[:, RELATIONS.index("contradicts")] = shares[:, RELATIONS.index("contradicts")]
    for index, name in enumerate(RELATIONS):
        gold = dev.y == index
        limits[name] = max(LEAST, threshold(scores[:, index], gold, WANTED[name]))
        called = scores[:, index] >= limits[name]
        hit = int((called & gold).sum())
        print(f"{name:18s} from {limits[name]:.3f}: {hit} of {int(called.sum())} right, of {int(gold.sum())} found")
    stored = {
        "made_by": "python -m training.relations_rules.fit",
        "relation_model": model.version,
        "penalty": options.penalty,
        "wanted_precision": WANTED,
        "relations": list(RELATIONS),
        "models": models,
        "thresholds": limits,
    }
    options.write.write_text(json.dumps(stored, separators=(",", ":")).replace('"models"', '\n"models"') + "\n", "utf8")


if __name__ == "__main__":
    main()
