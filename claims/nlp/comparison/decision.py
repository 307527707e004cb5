"""From signals to a judgement: the grounds, the odds, and the order in which relations are considered.

A contradiction needs a *ground*: a clash of polarity, figures or times that a person can be shown in both texts, and
odds above its threshold. The odds come from small logistic models over the named signals (`decision_weights.json`,
written by `training.relations_rules.fit`, which also found the thresholds). What no relation reaches stays undecided.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from claims.nlp.comparison.agreement import may_restate, renews_own_figure, restates_plainly
from claims.nlp.comparison.grounds import Ground, common_reason, find_grounds, scope_reason, update_reason
from claims.nlp.comparison.signals import Evidence, signals
from claims.nlp.types import Axis, Judgement, Reason, Relation

WEIGHTS: Final = Path(__file__).parent / "decision_weights.json"

# For each kind of ground: the signal that is above zero where its comparator found a clash, and what weighs it.
GROUND_SIGNALS: Final[dict[str, tuple[str, list[str]]]] = {
    "polarity": ("polarity_ground", ["clash", "clash_other_time", "other_side"]),
    "figures": (
        "figure_ground",
        [
            "similarity", "jaccard", "words", "names", "extra_names", "names_apart", "same_speaker",
            "other_side", "gap_days", "figure_clash_noun", "figure_context", "figure_gap", "figure_toll_up",
            "figure_rises", "revises_a", "revises_b", "hedged_one", "future_a_only", "future_b_only",
        ],
    ),
}  # fmt: skip
# Announced dates that exclude each other and what needs no weighing are too rare in the labelled pairs to fit odds:
# cautious constants.
_TIME_ODDS: Final = 0.65
_PLAIN_ODDS: Final = 0.75
# A newer state must be one of the same matter; set by reading the training events.
_MIN_UPDATE_SIMILARITY: Final = 0.45
_MIN_UPDATE_EVENT: Final = 0.3


@dataclass(frozen=True, slots=True)
class Odds:
    """One fitted model: standardised signals times weights, softmax over classes."""

    names: tuple[str, ...]
    mean: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]  # (signals, classes)

    def shares(self, row: dict[str, float]) -> list[float]:
        """Probabilities of the classes."""
        logits = ((np.array([row[name] for name in self.names]) - self.mean) / self.scale) @ self.weights
        shares = np.exp(logits - logits.max())
        return [float(share) for share in shares / shares.sum()]


@dataclass(frozen=True, slots=True)
class Fitted:
    models: dict[str, Odds]
    relations: tuple[Relation, ...]
    thresholds: dict[str, float]


@cache
def fitted() -> Fitted:
    """The fitted numbers, read once per process."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf8"))
    models = {
        name: Odds(
            names=tuple(model["signals"]),
            mean=np.array(model["mean"]),
            scale=np.array(model["scale"]),
            weights=np.array(model["weights"]),
        )
        for name, model in stored["models"].items()
    }
    return Fitted(models, tuple(Relation(name) for name in stored["relations"]), dict(stored["thresholds"]))


def decide(evidence: Evidence) -> Judgement:
    """Judge two claims from what the comparators found. Prefers to stay undecided over a doubtful flag."""
    numbers, row = fitted(), signals(evidence)
    limits = numbers.thresholds
    shares = dict(zip(numbers.relations, numbers.models["relations"].shares(row), strict=True))
    grounds = sorted(((_odds(ground, row), ground) for ground in find_grounds(evidence)), key=lambda pair: -pair[0])
    best, ground = grounds[0] if grounds else (0.0, None)
    # Without a ground the odds only rank the pair, below every pair that has one.
    p_contradicts = best if best else min(0.3, 0.5 * shares[Relation.CONTRADICTS])

    def judged(
        relation: Relation, confidence: float, reasons: tuple[Reason, ...], axis: Axis | None = None
    ) -> Judgement:
        return Judgement(
            relation=relation,
            axis=axis,
            confidence=round(min(1.0, confidence), 3),
            p_contradicts=round(min(1.0, p_contradicts), 3),
            same_speaker=evidence.same_speaker,
            reasons=reasons,
        )

    updated = shares[Relation.UPDATES] if _may_update(evidence) else 0.0
    if renews_own_figure(evidence):
        updated = max(updated, _PLAIN_ODDS)
    if ground and best >= limits.get(ground.kind, _TIME_ODDS) and best > updated:
        reasons = tuple(other.reason for odds, other in grounds if odds >= limits.get(other.kind, _TIME_ODDS))
        return judged(Relation.CONTRADICTS, best, reasons, _axis(ground, evidence))
    if restates_plainly(evidence):
        return judged(Relation.RESTATES, max(_PLAIN_ODDS, shares[Relation.RESTATES]), (common_reason(evidence),))
    if updated >= limits["updates"]:
        return judged(Relation.UPDATES, updated, (update_reason(evidence),), _update_axis(evidence))
    if shares[Relation.RESTATES] >= limits["restates"] and may_restate(evidence):
        return judged(Relation.RESTATES, shares[Relation.RESTATES], (common_reason(evidence),))
    if shares[Relation.DIFFERS_IN_SCOPE] >= limits["differs_in_scope"]:
        return judged(Relation.DIFFERS_IN_SCOPE, shares[Relation.DIFFERS_IN_SCOPE], (scope_reason(evidence),))
    if shares[Relation.UNRELATED] >= limits["unrelated"]:
        return judged(Relation.UNRELATED, shares[Relation.UNRELATED], ())
    return judged(Relation.ABSTAIN, 0.0, ())


def _odds(ground: Ground, row: dict[str, float]) -> float:
    if ground.kind == "times":
        return _TIME_ODDS
    gate, _ = GROUND_SIGNALS[ground.kind]
    return fitted().models[ground.kind].shares(row)[1] if row[gate] else 0.0


def _may_update(evidence: Evidence) -> bool:
    """Whether the second claim is the later one and shows what is newer: words of revision, a figure, one event."""
    a, b = evidence.a.view.published, evidence.b.view.published
    if a is None or b is None or b < a or evidence.matter.similarity < _MIN_UPDATE_SIMILARITY:
        return False
    if evidence.figure_accord and not evidence.figure_clash and not evidence.b.revises:
        # The same figure again is no news.
        return False
    same_event = any(match.strength >= _MIN_UPDATE_EVENT for match in evidence.matches)
    return bool(evidence.b.revises) or evidence.figure_clash is not None or same_event


def _axis(ground: Ground, evidence: Evidence) -> Axis:
    reversal = evidence.same_speaker and ground.axis in {Axis.POLARITY, Axis.TREND}
    return Axis.STANCE if reversal else ground.axis


def _update_axis(evidence: Evidence) -> Axis | None:
    if evidence.figure_clash:
        return Axis.QUANTITY
    return Axis.DATE if evidence.matter.days_apart else None
