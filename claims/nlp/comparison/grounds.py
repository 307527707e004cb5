"""What two claims can be shown to differ in: the clash, the words that carry it in both texts, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from claims.nlp.comparison.agreement import renews_own_figure
from claims.nlp.comparison.claim import ClaimFeatures
from claims.nlp.comparison.clash import Clash
from claims.nlp.comparison.figures import FigurePair
from claims.nlp.comparison.polarity import Match
from claims.nlp.comparison.signals import Evidence
from claims.nlp.comparison.timing import TimeClash
from claims.nlp.types import Axis, Reason, Span

_CLASHES: Final = {
    Axis.POLARITY: "What the one says, the other rules out",
    Axis.QUANTITY: "They give figures for the same thing that cannot both hold",
    Axis.DATE: "They put the same thing at different times",
    Axis.ENTITY: "They name different people, bodies or places for the same thing",
    Axis.CAUSE: "They give different causes for the same thing",
    Axis.MODALITY: "What the one leaves open or doubts, the other takes as settled",
    Axis.STANCE: "They take opposite positions on the same question",
    Axis.TREND: "They see the same thing move in opposite directions",
}
_SCOPES: Final = {
    "place": "speak of different places",
    "population": "count different groups",
    "period": "speak of different periods",
    "definition": "measure different things",
    "unit": "count in different units",
}
_MOST_CHARACTERS = 120  # of words shown in a sentence; the marks in the texts show all of them


@dataclass(frozen=True, slots=True)
class Ground:
    """One difference: `kind` names its fitted odds ("polarity", "figures", "times")."""

    kind: str
    axis: Axis
    reason: Reason


def find_grounds(evidence: Evidence) -> list[Ground]:
    """All grounds of a pair."""
    grounds = []
    if evidence.clash:
        grounds.append(_polarity(evidence, evidence.clash))
    if evidence.figure_ground and not renews_own_figure(evidence):
        grounds.append(_figures(evidence, evidence.figure_ground))
    if evidence.times and not evidence.b.revises and not evidence.same_speaker:
        grounds.append(_times(evidence, evidence.times))
    return grounds


def update_reason(evidence: Evidence) -> Reason:
    """Why the second claim brings the first up to date."""
    pair = evidence.figure_clash
    revises = evidence.b.revises[:2]
    if pair:
        said_a, said_b = _said(evidence, pair)
        text = f"The later statement gives a newer figure: {said_b}, after {said_a}."
        return Reason(text, (pair.a.quantity.span,), tuple(sorted({pair.b.quantity.span, *revises})))
    if revises:
        words = ", ".join(f"“{span.of(evidence.b.view.text)}”" for span in revises)
        return Reason(f"The later statement brings the earlier one up to date ({words}).", (), revises)
    return Reason(
        "The later statement reports a newer state of the same matter.",
        _spans(evidence.a, evidence.matter.shared_words),
        _spans(evidence.b, evidence.matter.shared_words),
    )


def common_reason(evidence: Evidence) -> Reason:
    """What two claims that say the same have in common."""
    shared, pair = evidence.matter.shared_words, evidence.figure_accord
    if pair and pair.same_noun:
        said_a, said_b = _said(evidence, pair)
        text = f"Both give the same figure for the same thing: {said_a} and {said_b}."
        return Reason(text, (pair.a.quantity.span,), (pair.b.quantity.span,))
    accord = evidence.accord
    if accord:
        a, b = evidence.a.view.text, evidence.b.view.text
        denied = len(accord.a.negations) % 2 and len(accord.b.negations) % 2
        words_a, words_b = _phrase(a, accord.a.span, accord.a.negations), _phrase(b, accord.b.span, accord.b.negations)
        text = f"Both {'deny' if denied else 'affirm'} the same: “{words_a}” and “{words_b}”."
        return Reason(text, _with(accord.a.span, accord.a.negations), _with(accord.b.span, accord.b.negations))
    return Reason("Both say the same of the same matter.", _spans(evidence.a, shared), _spans(evidence.b, shared))


def scope_reason(evidence: Evidence, axis: str) -> Reason:
    """Where two claims that look alike part. `axis` says in what: place, population, period, definition or unit."""
    pair, way = evidence.figure_clash, _SCOPES[axis]
    if pair:
        said_a, said_b = _said(evidence, pair)
        text = f"The figures look alike ({said_a}, {said_b}), but {way}."
        return Reason(text, (pair.a.quantity.span,), (pair.b.quantity.span,))
    if evidence.matter.days_apart:
        return Reason(
            "They are close, but speak of different times.",
            tuple(day.span for day in evidence.a.days),
            tuple(day.span for day in evidence.b.days),
        )
    apart = evidence.a.names ^ evidence.b.names
    return Reason(f"They are close, but {way}.", _spans(evidence.a, apart), _spans(evidence.b, apart))


def clash_reason(clash: Clash, a: str, b: str) -> Reason:
    """Why two texts contradict each other, from the words that clash."""
    words_a, words_b = (
        " … ".join(_shortened(span.of(text)) for span in spans) for text, spans in ((a, clash.a), (b, clash.b))
    )
    return Reason(f"{_CLASHES[clash.axis]}: “{words_a}” against “{words_b}”.", clash.a, clash.b)


def _polarity(evidence: Evidence, match: Match) -> Ground:
    a, b = evidence.a.view.text, evidence.b.view.text
    words_a, words_b = _phrase(a, match.a.span, match.a.negations), _phrase(b, match.b.span, match.b.negations)
    denies_a, denies_b = len(match.a.negations) % 2, len(match.b.negations) % 2
    if denies_a != denies_b:
        which, other = ("first", "second") if denies_a else ("second", "first")
        denied, affirmed = (words_a, words_b) if denies_a else (words_b, words_a)
        text = f"The {which} statement denies what the {other} affirms: “{denied}” against “{affirmed}”."
    else:
        text = f"The statements say opposite things: “{words_a}” against “{words_b}”."
    reason = Reason(text, _with(match.a.span, match.a.negations), _with(match.b.span, match.b.negations))
    return Ground("polarity", match.axis, reason)


def _figures(evidence: Evidence, pair: FigurePair) -> Ground:
    said_a, said_b = _said(evidence, pair)
    noun = f" ({pair.a.quantity.noun})" if pair.same_noun else ""
    text = f"The figures for the same thing{noun} cannot both hold: {said_a} against {said_b}."
    return Ground("figures", Axis.QUANTITY, Reason(text, (pair.a.quantity.span,), (pair.b.quantity.span,)))


def _times(evidence: Evidence, clash: TimeClash) -> Ground:
    said_a, said_b = clash.a.span.of(evidence.a.view.text), clash.b.span.of(evidence.b.view.text)
    text = f"The statements give different dates for the same event: {said_a} against {said_b}."
    return Ground("times", Axis.DATE, Reason(text, (clash.a.span,), (clash.b.span,)))


def _said(evidence: Evidence, pair: FigurePair) -> tuple[str, str]:
    return pair.a.quantity.span.of(evidence.a.view.text), pair.b.quantity.span.of(evidence.b.view.text)


def _phrase(text: str, span: Span, negations: tuple[Span, ...]) -> str:
    """A predicate as said, with its negation: as one piece where they are close, else joined by dots."""
    spans = _with(span, negations)
    if spans[-1].end - spans[0].start <= 40:
        return text[spans[0].start : spans[-1].end]
    return " … ".join(part.of(text) for part in spans)


def _shortened(words: str) -> str:
    """Words cut at a space to what a sentence can hold."""
    if len(words) <= _MOST_CHARACTERS:
        return words
    return words[:_MOST_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _with(span: Span, negations: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(sorted({span, *negations}))


def _spans(claim: ClaimFeatures, stems: frozenset[str]) -> tuple[Span, ...]:
    return tuple(term.span for term in claim.terms if term.stem in stems)[:6]
