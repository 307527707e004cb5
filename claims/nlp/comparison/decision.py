"""From signals to a judgement: the gate, the relation model's opinion, and the odds of each relation.

Three kinds of small fitted models share `decision_weights.json`, which `training.relations_rules.fit` writes with its
thresholds: the gate says from the comparators' signals alone whether two claims may be of one matter, one model per
ground says how likely a clash that a comparator found is a contradiction, and the last weighs the opinion of the
relation model with both. What no relation reaches stays undecided.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from claims.nlp.comparison.actors import actor_clash
from claims.nlp.comparison.agreement import renews_own_figure, restates_plainly
from claims.nlp.comparison.certainty import certainty_clash
from claims.nlp.comparison.clash import Clash
from claims.nlp.comparison.firsts import first_clash
from claims.nlp.comparison.grounds import (
    Ground,
    clash_reason,
    common_reason,
    find_grounds,
    scope_reason,
    update_reason,
)
from claims.nlp.comparison.locating import clashing_words
from claims.nlp.comparison.polarity import only_supposed
from claims.nlp.comparison.signals import Evidence
from claims.nlp.entailment import Opinion, RelationModel
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
# What is weighed beside the model's opinion.
BESIDE: Final = ("ground", "similarity", "same_speaker", "gap_days", "figure_clash", "figure_accord")
# Announced dates that exclude each other are too rare in the labelled pairs to fit odds: a cautious constant.
_TIME_ODDS: Final = 0.65
# What needs no weighing and no run of the model: the same words again, a speaker's own newer figure.
_PLAIN_ODDS: Final = 0.75
# A clash that a comparator found and the model holds for less likely than this is none; set by reading the events held
# out, where no contradiction is lost by it.
_BACKED: Final = 0.2
_LEAST: Final = 1e-4
_FACTS: Final = tuple(axis.value for axis in Axis)
_SCOPES: Final = ("place", "population", "period", "definition", "unit")


@dataclass(frozen=True, slots=True)
class Odds:
    """One fitted model: standardised signals times weights, softmax over classes."""

    names: tuple[str, ...]
    mean: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]  # (signals, classes)

    def shares(self, row: Mapping[str, float]) -> list[float]:
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


def strangers(evidence: Evidence, row: Mapping[str, float]) -> Judgement | None:
    """The gate: the judgement on two claims too far apart to be worth a run of the model; None for others."""
    numbers = fitted()
    unrelated, related = numbers.models["gate"].shares(row)
    if related >= numbers.thresholds["gate"]:
        return None
    return Judgement(Relation.UNRELATED, confidence=round(unrelated, 3), same_speaker=evidence.same_speaker)


def rated_grounds(evidence: Evidence, row: Mapping[str, float]) -> list[tuple[float, Ground]]:
    """The clashes that comparators found, each with the odds that it is a contradiction, the likeliest first."""
    rated = [(_odds(ground, row), ground) for ground in find_grounds(evidence)]
    return sorted(rated, key=lambda pair: -pair[0])


def ground_signal(rated: Iterable[tuple[float, Ground]]) -> float:
    """The best of the odds that were fitted, 0 without any."""
    return max((odds for odds, ground in rated if ground.kind in GROUND_SIGNALS), default=0.0)


def opinion_signals(opinion: Opinion) -> dict[str, float]:
    """What the relation model says, as logarithms: they add up like the other signals."""
    return {f"model_{name}": math.log(max(_LEAST, share)) for name, share in opinion.relation.items()}


def decide(evidence: Evidence, row: Mapping[str, float], model: RelationModel) -> Judgement:
    """Judge two claims that passed the gate. Prefers to stay undecided over a doubtful flag."""
    if restates_plainly(evidence):
        return _plain(evidence, Relation.RESTATES, common_reason(evidence))
    if renews_own_figure(evidence):
        return _plain(evidence, Relation.UPDATES, update_reason(evidence), Axis.QUANTITY)
    numbers, a, b = fitted(), evidence.a.view, evidence.b.view
    grounds = rated_grounds(evidence, row)
    opinion = model.opinion(a, b)
    signals = {**row, **opinion_signals(opinion), "ground": ground_signal(grounds)}
    shares = dict(zip(numbers.relations, numbers.models["relations"].shares(signals), strict=True))

    def judged(
        relation: Relation, confidence: float, reasons: tuple[Reason, ...] = (), axis: Axis | None = None
    ) -> Judgement:
        return Judgement(
            relation=relation,
            axis=axis,
            confidence=round(min(1.0, confidence), 3),
            p_contradicts=round(shares[Relation.CONTRADICTS], 3),
            same_speaker=evidence.same_speaker,
            reasons=reasons,
        )

    found = [(odds, ground) for odds, ground in grounds if odds >= numbers.thresholds.get(ground.kind, _TIME_ODDS)]
    backed = bool(found) and opinion.relation[Relation.CONTRADICTS] >= _BACKED
    sure = shares[Relation.CONTRADICTS] >= numbers.thresholds[Relation.CONTRADICTS] and not _look_alike(evidence, row)
    if backed or sure:
        if found:
            axis, reasons = found[0][1].axis, tuple(ground.reason for _, ground in found)
        else:
            clash = _named_clash(evidence) or _located_clash(model, evidence, Axis(_likeliest(opinion, _FACTS)))
            axis, reasons = clash.axis, (clash_reason(clash, a.text, b.text),)
        if evidence.same_speaker and axis in {Axis.POLARITY, Axis.TREND}:
            axis = Axis.STANCE
        odds = max(shares[Relation.CONTRADICTS], found[0][0] if backed else 0.0)
        return judged(Relation.CONTRADICTS, odds, reasons, axis)
    dated = a.published is not None and b.published is not None
    possible = [r for r in shares if r is not Relation.CONTRADICTS and (dated or r is not Relation.UPDATES)]
    best = max(possible, key=lambda relation: shares[relation])
    if shares[best] < numbers.thresholds[best]:
        return judged(Relation.ABSTAIN, 0.0)
    if best is Relation.UPDATES:
        axis = Axis.QUANTITY if evidence.figure_clash else Axis(_likeliest(opinion, _FACTS))
        return judged(best, shares[best], (update_reason(evidence),), axis)
    if best is Relation.RESTATES:
        return judged(best, shares[best], (common_reason(evidence),))
    if best is Relation.DIFFERS_IN_SCOPE:
        return judged(best, shares[best], (scope_reason(evidence, _likeliest(opinion, _SCOPES)),))
    return judged(best, shares[best])


def _odds(ground: Ground, row: Mapping[str, float]) -> float:
    if ground.kind == "times":
        return _TIME_ODDS
    gate, _ = GROUND_SIGNALS[ground.kind]
    return fitted().models[ground.kind].shares(row)[1] if row[gate] else 0.0


def _plain(evidence: Evidence, relation: Relation, reason: Reason, axis: Axis | None = None) -> Judgement:
    return Judgement(relation, axis, _PLAIN_ODDS, same_speaker=evidence.same_speaker, reasons=(reason,))


def _look_alike(evidence: Evidence, row: Mapping[str, float]) -> bool:
    """Whether the comparators see why opposite words do not clash: of other names, other things, or only supposed.

    The model takes most pairs of a statement and its negation for a contradiction, whatever they are said of.
    """
    if evidence.matter.names_apart:
        return True
    if evidence.clash:
        return not row["polarity_ground"]
    return any(not match.agree for match in evidence.matches) or only_supposed(evidence.a, evidence.b)


def _named_clash(evidence: Evidence) -> Clash | None:
    """The words of a clash that a comparator can name with certainty; they parse again, so they run last."""
    a, b = evidence.a, evidence.b
    return first_clash(a, b) or actor_clash(a, b) or certainty_clash(a, b)


def _located_clash(model: RelationModel, evidence: Evidence, axis: Axis) -> Clash:
    return Clash(axis, *clashing_words(model, evidence.a.view, evidence.b.view))


def _likeliest(opinion: Opinion, axes: tuple[str, ...]) -> str:
    return max(axes, key=lambda axis: opinion.axis[axis])
