"""What two claims can be shown to differ in: the clash, the words that carry it in both texts, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass

from claims.nlp.comparison.polarity import Match
from claims.nlp.comparison.figures import FigurePair
from claims.nlp.comparison.signals import Evidence
from claims.nlp.types import Axis, Reason, Span


@dataclass(frozen=True, slots=True)
class Ground:
    """One difference with its axis and its reason; `strength` orders several, 0 to 1."""

    axis: Axis
    strength: float
    reason: Reason


def find_grounds(evidence: Evidence) -> list[Ground]:
    """All grounds of a pair, the strongest first."""
    grounds = []
    if evidence.clash:
        grounds.append(_polarity(evidence, evidence.clash))
    if evidence.figure_clash:
        grounds.append(_figures(evidence, evidence.figure_clash))
    return sorted(grounds, key=lambda ground: -ground.strength)


def _polarity(evidence: Evidence, match: Match) -> Ground:
    a, b = evidence.a.view.text, evidence.b.view.text
    said_a, said_b = match.a.span.of(a), match.b.span.of(b)
    first_denies = len(match.a.negations) % 2 > len(match.b.negations) % 2
    second_denies = len(match.b.negations) % 2 > len(match.a.negations) % 2
    if first_denies or second_denies:
        denied, affirmed = (said_a, said_b) if first_denies else (said_b, said_a)
        which, other = ("first", "second") if first_denies else ("second", "first")
        text = f"The {which} statement denies what the {other} affirms: “{denied}” is negated, “{affirmed}” is not."
    else:
        text = f"The statements say opposite things: “{said_a}” against “{said_b}”."
    return Ground(
        axis=match.axis,
        strength=0.3 + 0.7 * match.strength,
        reason=Reason(text, _with(match.a.span, match.a.negations), _with(match.b.span, match.b.negations)),
    )


def _figures(evidence: Evidence, pair: FigurePair) -> Ground:
    said_a = pair.a.quantity.span.of(evidence.a.view.text)
    said_b = pair.b.quantity.span.of(evidence.b.view.text)
    noun = f" ({pair.a.quantity.noun})" if pair.same_noun else ""
    return Ground(
        axis=Axis.QUANTITY,
        strength=0.3 + 0.4 * pair.context + 0.3 * pair.same_noun,
        reason=Reason(
            f"The figures for the same thing{noun} differ: {said_a} against {said_b}.",
            (pair.a.quantity.span,),
            (pair.b.quantity.span,),
        ),
    )


def _with(span: Span, negations: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(sorted({span, *negations}))
