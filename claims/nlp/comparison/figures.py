"""Compares the figures of two claims: which measure the same, and whether their values can both hold."""

from __future__ import annotations

from dataclasses import dataclass

from claims.nlp.comparison.claim import ClaimFeatures, Figure
from claims.nlp.comparison.roles import apart as roles_apart
from claims.nlp.types import Quantity

# What "about" and a rounded figure leave open, as a share of the value.
_APPROXIMATE = 0.12
_ROUNDED = 0.025
# How many times its number an open end reaches: "more than 40" is not said of 400, "hundreds" or a first toll may be.
_NEAR, _FAR = 1.6, 10.0
# Counts that only ever grow while an event lasts.
TOLLS = frozenset({"death", "injury", "missing", "arrest", "case", "body"})
# Of the training pairs whose figures share neither noun nor verb nor this much of their clauses a third contradict.
_MIN_CONTEXT = 0.2
_PERSONS = frozenset(
    "person man woman child worker resident citizen civilian passenger employee villager inmate patient protester "
    "marcher demonstrator voter soldier officer migrant refugee student pupil".split()
)


@dataclass(frozen=True, slots=True)
class FigurePair:
    """Two figures of one unit and noun. `gap` is how far apart they are, 0 where both can hold."""

    a: Figure
    b: Figure
    gap: float  # ratio of the larger to the smaller bound, less 1
    same_noun: bool
    same_predicate: bool
    context: float  # share of the clauses' words that are common
    apart: bool  # some role of their clauses is filled by different things

    @property
    def compatible(self) -> bool:
        return self.gap == 0

    @property
    def akin(self) -> bool:
        """Whether the two are figures of one thing as far as noun, verb and clause tell."""
        return self.same_noun or self.same_predicate or self.context > _MIN_CONTEXT

    @property
    def rises(self) -> bool:
        return _middle(self.b.quantity) > _middle(self.a.quantity)


def figure_pairs(a: ClaimFeatures, b: ClaimFeatures) -> list[FigurePair]:
    """Figures of two claims that may be of the same thing, those with the most in common first."""
    found = []
    for p in a.figures:
        for q in b.figures:
            if not _comparable(p.quantity, q.quantity):
                continue
            union = p.context | q.context
            found.append(
                FigurePair(
                    a=p,
                    b=q,
                    gap=gap(p.quantity, q.quantity),
                    same_noun=p.quantity.noun == q.quantity.noun and bool(p.quantity.noun),
                    same_predicate=p.predicate == q.predicate,
                    apart=roles_apart(p.roles, q.roles, spoken_of_a=a.words, spoken_of_b=b.words),
                    context=len(p.context & q.context) / max(1, len(union)),
                )
            )
    return sorted(found, key=lambda pair: (-pair.same_noun, -pair.context, pair.a.quantity.span, pair.b.quantity.span))


def _comparable(p: Quantity, q: Quantity) -> bool:
    if p.unit != q.unit or p.change != q.change:
        return False
    if p.unit in {"day"} and p.noun != q.noun and p.noun and q.noun:
        return False
    if p.noun == q.noun:
        return bool(p.unit or p.noun)
    if p.unit:
        return not (p.noun and q.noun) or p.unit == "percent"
    return p.noun in _PERSONS and q.noun in _PERSONS


def gap(p: Quantity, q: Quantity) -> float:
    """0 where the two can both hold, else the ratio of the bounds that exclude each other, less 1."""
    (p_low, p_high), (q_low, q_high) = bounds(p), bounds(q)
    if p_low <= q_high and q_low <= p_high:
        return 0.0
    upper, lower = (p_low, q_high) if p_low > q_high else (q_low, p_high)
    return upper / lower - 1 if lower > 0 else 10.0


def bounds(quantity: Quantity) -> tuple[float, float]:
    """The interval a figure allows once rounding and "about" are granted."""
    low = quantity.low if quantity.low is not None else float("-inf")
    high = quantity.high if quantity.high is not None else float("inf")
    if quantity.low is not None and quantity.high is not None:
        slack = _APPROXIMATE if quantity.approximate else _rounding(quantity)
        return low - abs(low) * slack, high + abs(high) * slack
    if quantity.high is None:
        reach = _FAR if quantity.approximate or quantity.noun in TOLLS else _NEAR
        return low * (0.9 if quantity.approximate else 0.999), low * reach
    return 0.0, high * 1.001


def _rounding(quantity: Quantity) -> float:
    value = abs(quantity.low or 0)
    if value < 100 and quantity.unit == "":
        return 0.0
    # "30,000" has one significant digit and may stand for 29,600; "30,412" is exact.
    digits = f"{value:.10g}".replace(".", "").strip("0")
    return _ROUNDED if len(digits) <= 2 or quantity.unit not in {"", "percent"} else 0.002


def _middle(quantity: Quantity) -> float:
    low, high = quantity.low, quantity.high
    if low is None or high is None:
        return low if low is not None else high or 0.0
    return (low + high) / 2
