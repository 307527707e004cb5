"""From signals to a judgement: the gate, the grounds, the odds, and plain words for an editor.

A contradiction or an update needs a *ground*: words or figures that a person can be shown in both texts. The odds come
from a small logistic model over the named signals (`decision_weights.json`, made by `training.relations_rules.fit`),
and a band of doubt around its thresholds is left undecided.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from claims.nlp.comparison.claim import ClaimFeatures
from claims.nlp.comparison.grounds import Ground, find_grounds
from claims.nlp.comparison.signals import Evidence, signals
from claims.nlp.types import Axis, Judgement, Reason, Relation, Span

WEIGHTS: Final = Path(__file__).parent / "decision_weights.json"


@dataclass(frozen=True, slots=True)
class Odds:
    """The fitted combination: standardised signals times weights, softmax over relations; thresholds with it."""

    names: tuple[str, ...]
    relations: tuple[Relation, ...]
    mean: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]  # (signals, relations)
    thresholds: dict[str, float]

    def probabilities(self, row: dict[str, float]) -> dict[Relation, float]:
        values = (np.array([row[name] for name in self.names]) - self.mean) / self.scale
        logits = values @ self.weights
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        return {relation: float(share) for relation, share in zip(self.relations, shares, strict=True)}


@cache
def odds() -> Odds:
    """The fitted numbers, read once per process."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf8"))
    return Odds(
        names=tuple(stored["signals"]),
        relations=tuple(Relation(name) for name in stored["relations"]),
        mean=np.array(stored["mean"]),
        scale=np.array(stored["scale"]),
        weights=np.array(stored["weights"]),
        thresholds=dict(stored["thresholds"]),
    )


def decide(evidence: Evidence) -> Judgement:
    """Judge two claims from what the comparators found. Prefers to abstain over a doubtful flag."""
    fitted = odds()
    shares = fitted.probabilities(signals(evidence))
    limits = fitted.thresholds
    grounds = find_grounds(evidence)
    p_contradicts = shares[Relation.CONTRADICTS] if grounds else 0.5 * shares[Relation.CONTRADICTS]

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

    ground = grounds[0] if grounds else None
    if ground and shares[Relation.CONTRADICTS] >= limits["contradicts"]:
        return judged(Relation.CONTRADICTS, shares[Relation.CONTRADICTS], _reasons(grounds), _axis(ground, evidence))
    if ground and shares[Relation.UPDATES] >= limits["updates"] and _is_later(evidence):
        return judged(Relation.UPDATES, shares[Relation.UPDATES], _reasons(grounds), ground.axis)
    if shares[Relation.RESTATES] >= limits["restates"]:
        return judged(Relation.RESTATES, shares[Relation.RESTATES], (_common(evidence),))
    if shares[Relation.DIFFERS_IN_SCOPE] >= limits["differs_in_scope"]:
        return judged(Relation.DIFFERS_IN_SCOPE, shares[Relation.DIFFERS_IN_SCOPE], (_scope(evidence),))
    if shares[Relation.UNRELATED] >= limits["unrelated"]:
        return judged(Relation.UNRELATED, shares[Relation.UNRELATED], ())
    return judged(Relation.ABSTAIN, 1 - max(shares.values()), ())


def _is_later(evidence: Evidence) -> bool:
    a, b = evidence.a.view.published, evidence.b.view.published
    return bool(evidence.b.revises) or (a is not None and b is not None and b > a)


def _axis(ground: Ground, evidence: Evidence) -> Axis:
    reversal = evidence.same_speaker and ground.axis in {Axis.POLARITY, Axis.TREND}
    return Axis.STANCE if reversal else ground.axis


def _reasons(grounds: list[Ground]) -> tuple[Reason, ...]:
    return tuple(ground.reason for ground in grounds[:2])


def _common(evidence: Evidence) -> Reason:
    shared = evidence.matter.shared_words
    return Reason(
        "Both say the same in other words." if len(shared) < 2 else "Both say the same of the same matter.",
        _spans(evidence.a, shared),
        _spans(evidence.b, shared),
    )


def _scope(evidence: Evidence) -> Reason:
    pair = evidence.figure_clash
    if pair:
        text = "The figures look alike, but they are not of the same thing, place or period."
        return Reason(text, (pair.a.quantity.span,), (pair.b.quantity.span,))
    apart = evidence.a.names ^ evidence.b.names
    return Reason(
        "They are close, but speak of another place, period, group or measure.",
        _spans(evidence.a, apart),
        _spans(evidence.b, apart),
    )


def _spans(claim: ClaimFeatures, stems: frozenset[str]) -> tuple[Span, ...]:
    return tuple(term.span for term in claim.terms if term.stem in stems)[:6]
