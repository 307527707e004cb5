"""Everything the decision looks at, as named numbers: one row of signals for a pair of claims."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from claims.nlp.comparison.claim import ClaimFeatures
from claims.nlp.comparison.figures import TOLLS, FigurePair, figure_pairs
from claims.nlp.comparison.matter import Matter, matter
from claims.nlp.comparison.polarity import Match, matches
from claims.nlp.comparison.timing import TimeClash, time_clash
from claims.nlp.types import Axis, Span

_SPACE = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the comparators found, from which both the signals and the reasons are made."""

    a: ClaimFeatures
    b: ClaimFeatures
    matter: Matter
    matches: tuple[Match, ...]
    figures: tuple[FigurePair, ...]
    times: TimeClash | None
    same_speaker: bool
    same_side: bool

    @property
    def clash(self) -> Match | None:
        """The strongest predication that one claim affirms and the other denies."""
        if self.other_time:
            return None
        return next(
            (match for match in self.matches if not match.agree and not match.names_clash and not match.apart), None
        )

    @property
    def accord(self) -> Match | None:
        return next(
            (match for match in self.matches if match.agree and not match.names_clash and not match.apart), None
        )

    @property
    def other_time(self) -> bool:
        """Whether the claims name stretches of time that exclude each other."""
        return self.matter.days_apart or self.matter.periods_apart

    @property
    def figure_clash(self) -> FigurePair | None:
        if any(pair.compatible and pair.same_noun for pair in self.figures):
            return None
        return next((pair for pair in self.figures if not pair.compatible), None)

    @property
    def figure_ground(self) -> FigurePair | None:
        """A clash of figures that may be shown as one: of one time, and of no different things by their roles."""
        pair = self.figure_clash
        return pair if pair and pair.akin and not pair.apart and not self.other_time else None

    @property
    def figure_accord(self) -> FigurePair | None:
        return next((pair for pair in self.figures if pair.compatible), None)


def collect(a: ClaimFeatures, b: ClaimFeatures, *, similarity: float | None) -> Evidence:
    """Run the gate's measures and all comparators on two claims."""
    matched = tuple(matches(a, b))
    event = next((match for match in matched if match.agree and not match.names_clash and not match.apart), None)
    return Evidence(
        a=a,
        b=b,
        matter=matter(a, b, similarity=similarity),
        matches=matched,
        figures=tuple(figure_pairs(a, b)),
        times=time_clash(a, b, event),
        same_speaker=same_name(a.view.speaker, b.view.speaker),
        same_side=bool(a.view.side) and plain(a.view.side) == plain(b.view.side),
    )


def plain(name: str) -> str:
    return _SPACE.sub(" ", name.lower()).strip()


def same_name(a: str, b: str) -> bool:
    """Whether two names are one speaker's: equal, or one of two words at least lies within the other."""
    x, y = set(plain(a).split()), set(plain(b).split())
    return bool(x and y) and (x == y or (min(len(x), len(y)) >= 2 and (x <= y or y <= x)))


def signals(evidence: Evidence) -> dict[str, float]:
    """Named numbers in a fixed order, most of them between 0 and 1."""
    a, b, ground = evidence.a, evidence.b, evidence.matter
    clash, accord = evidence.clash, evidence.accord
    figure, equal = evidence.figure_clash, evidence.figure_accord
    days = None
    if a.view.published and b.view.published:
        days = abs((b.view.published - a.view.published).days)
    toll = bool(figure and figure.a.quantity.noun in TOLLS)
    return {
        "bias": 1.0,
        "similarity": ground.similarity,
        "similarity_squared": ground.similarity**2,
        "words": ground.words,
        "jaccard": ground.jaccard,
        "names": ground.names,
        "shared_names": min(3, len(ground.shared_names)) / 3,
        "time_clash": float(evidence.times is not None),
        "names_apart": float(ground.names_apart),
        "extra_names": min(6, len(a.names ^ b.names)) / 6,
        "same_day": float(ground.same_day),
        "periods_apart": float(ground.periods_apart),
        "figure_apart": float(bool(figure and figure.apart)),
        "days_apart": float(ground.days_apart),
        "same_speaker": float(evidence.same_speaker),
        "same_side": float(evidence.same_side),
        "other_side": float(_other_party(evidence)),
        "gap_days": math.log1p(days) / 5 if days is not None else 0.4,
        "clash": clash.strength if clash else 0.0,
        "clash_negated": float(bool(clash and (len(clash.a.negations) + len(clash.b.negations)) % 2)),
        "clash_lexical": float(bool(clash and clash.a.lexical)) * (clash.strength if clash else 0),
        "polarity_ground": clash.strength if clash and _is_ground(evidence, clash) else 0.0,
        "clash_core": clash.core if clash else 0.0,
        "clash_other_time": float(bool(clash and clash.other_time)),
        "clash_single": float(bool(clash and len(clash.shared) < 2)),
        "clash_trend": float(bool(clash and clash.axis == Axis.TREND)),
        "accord": accord.strength if accord else 0.0,
        "figure_clash": float(figure is not None),
        "figure_ground": float(evidence.figure_ground is not None),
        "figure_clash_noun": float(bool(figure and figure.same_noun)),
        "figure_context": figure.context if figure else 0.0,
        "figure_gap": math.log1p(min(figure.gap, 10)) if figure else 0.0,
        "figure_toll_up": float(bool(toll and figure and figure.rises)),
        "figure_rises": float(bool(figure and figure.rises)),
        "figure_accord": float(equal is not None),
        "figure_accord_noun": float(bool(equal and equal.same_noun)),
        "figure_only_one": float(bool(a.figures) != bool(b.figures)),
        "figures_unlike": float(bool(a.figures and b.figures) and not evidence.figures),
        "revises_b": float(bool(b.revises)),
        "revises_a": float(bool(a.revises)),
        "hedged_one": float(a.hedged != b.hedged),
        "hedged_both": float(a.hedged and b.hedged),
        "future_a_only": float(a.future and not b.future),
        "future_b_only": float(b.future and not a.future),
        "negation_differs": float(a.negative != b.negative),
        "negation_both": float(a.negative and b.negative),
        "sim_x_negation": ground.similarity * float(a.negative != b.negative),
        "sim_x_figure": ground.similarity * float(figure is not None),
        "sim_x_same_speaker": ground.similarity * float(evidence.same_speaker),
        "sim_x_revises": ground.similarity * float(bool(b.revises)),
    }


# A clash of polarity below these is a coincidence of words; set by reading the training events, not fitted.
MIN_CLASH = 0.3
MIN_SIMILARITY = 0.4


def _is_ground(evidence: Evidence, clash: Match) -> bool:
    """Whether a clash of polarity can carry a contradiction.

    With words of revision in a later statement it cannot: what was denied may since have happened.
    """
    a, b = evidence.a.view.published, evidence.b.view.published
    later = a is not None and b is not None and b > a
    # "rose to" is the opposite of "fell to" itself, not a word about it.
    revised = later and any(not _overlap(span, clash.b.span) for span in evidence.b.revises)
    return clash.strength >= MIN_CLASH and evidence.matter.similarity >= MIN_SIMILARITY and not revised


def _other_party(evidence: Evidence) -> bool:
    """Whether the two speak for different sides; where a side is unknown, whether they are different speakers."""
    a, b = evidence.a.view, evidence.b.view
    if a.side and b.side:
        return not evidence.same_side
    return bool(a.speaker and b.speaker) and not evidence.same_speaker


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
