"""Finds where one claim affirms what the other denies: the same predicate on the same matter with opposite signs."""

from __future__ import annotations

from dataclasses import dataclass

from claims.nlp.comparison.claim import ClaimFeatures
from claims.nlp.comparison.lexicon import STANCE_CONCEPTS, TREND_CONCEPTS, kinds_of
from claims.nlp.comparison.predications import Predication
from claims.nlp.comparison.roles import apart as roles_apart
from claims.nlp.types import Axis

# Predicates that say nothing by themselves: "there is", "know", "remain" match almost anything.
_WEAK = frozenset({"exist", "know", "continue", "true", "majority", "start", "positive", "public", "us", "say", "work"})


@dataclass(frozen=True, slots=True)
class Match:
    """Two predications with one concept: how much of their arguments is shared, and whether the signs agree."""

    a: Predication
    b: Predication
    shared: frozenset[str]
    cover: float  # share of the smaller argument set found in the other
    jaccard: float
    core: float  # the same of subject and object alone
    agree: bool
    names_clash: bool
    apart: bool  # some role is filled by different things: alike in words, other in matter

    @property
    def other_time(self) -> bool:
        """Whether one speaks of what will be and the other of what is or was."""
        return self.a.future != self.b.future

    @property
    def axis(self) -> Axis:
        if self.a.concept in TREND_CONCEPTS:
            return Axis.TREND
        return Axis.STANCE if self.a.concept in STANCE_CONCEPTS else Axis.POLARITY

    @property
    def strength(self) -> float:
        """0 to 1: arguments shared, less for predicates that fit everything and for side remarks."""
        value = 0.4 * self.cover + 0.3 * self.core + 0.3 * self.jaccard
        if self.a.concept in _WEAK:
            value *= 0.6
        if len(self.shared) < 2:
            value *= 0.7
        return value * (0.9 ** max(self.a.rank, self.b.rank))


def matches(a: ClaimFeatures, b: ClaimFeatures) -> list[Match]:
    """All pairs of predications of two claims on one concept with a shared argument, strongest first."""
    found = []
    for p in a.predications:
        for q in b.predications:
            if p.concept != q.concept or p.doubtful or q.doubtful or (p.sign != q.sign and _half_said(p, q)):
                continue
            shared = shared_arguments(p.arguments, q.arguments)
            if not shared:
                continue
            core = shared_arguments(p.core, q.core)
            smaller = min(len(p.arguments), len(q.arguments))
            union = len(p.arguments) + len(q.arguments) - len(shared)
            found.append(
                Match(
                    a=p,
                    b=q,
                    shared=shared,
                    cover=min(1.0, len(shared) / smaller),
                    jaccard=len(shared) / max(1, union),
                    core=len(core) / max(1, min(len(p.core), len(q.core))),
                    agree=p.sign == q.sign,
                    apart=roles_apart(p.roles, q.roles, spoken_of_a=p.arguments, spoken_of_b=q.arguments),
                    names_clash=bool(p.names and q.names and not p.names & q.names),
                )
            )
    return sorted(found, key=lambda match: (-match.strength, match.a.span, match.b.span))


def only_supposed(a: ClaimFeatures, b: ClaimFeatures) -> bool:
    """Whether one claim only supposes, under a condition or in a question, what the other says or denies."""
    return any(
        p.concept == q.concept and p.doubtful != q.doubtful and shared_arguments(p.arguments, q.arguments)
        for p in a.predications
        for q in b.predications
    )


def _half_said(p: Predication, q: Predication) -> bool:
    """Whether opposite signs leave room for both: said of a part, unless the other denies it of all."""
    return (p.partial and not q.universal) or (q.partial and not p.universal)


def shared_arguments(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
    """Stems of one set that the other holds, itself or as its kind ("the drug" for "fentanyl")."""
    kinds = {kind for y in b for kind in kinds_of(y)}
    return frozenset(x for x in a if x in b or x in kinds or not b.isdisjoint(kinds_of(x)))
