"""Pairs as pages show them: both quotations with the words that clash, the newest judgement, and its review state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from claims.models import Claim, Pair, PairQuerySet, Review, Verdict
from claims.web.highlighting import Piece, mark, pieces
from claims.web.quotations import HEAVY, Quotation, quotations

# As Q, since these columns are there only after `with_state`, which the type checker does not see.
JUDGED: Final = Q(verdict_id__isnull=False)
CONTRADICTS: Final = Q(relation=Verdict.Relation.CONTRADICTS)
SUREST_FIRST: Final[tuple[str, ...]] = ("-confidence", "-id")
_NOT_SHOWN = (Verdict.Relation.UNRELATED, Verdict.Relation.ABSTAIN)


@dataclass(frozen=True, slots=True)
class Statement:
    """One side of a pair: the quotation, its text cut where words clash (marks are numbers of reasons)."""

    quotation: Quotation
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair with its newest judgement. `a` was published first. `seen_from` is the claim whose page shows it."""

    pair: Pair
    a: Statement
    b: Statement
    relation: str
    axis: str
    confidence: float
    same_speaker: bool
    reasons: list[str]
    verdict_id: int
    state: str
    seen_from: int | None = None

    @property
    def relation_label(self) -> str:
        return str(Verdict.Relation(self.relation).label)

    @property
    def axis_label(self) -> str:
        return str(Verdict.Axis(self.axis).label) if self.axis else ""

    @property
    def headline(self) -> str:
        """What the two are to each other, as a heading: "Different dates"."""
        label = self.axis_label if self.axis and self.relation == Verdict.Relation.CONTRADICTS else self.relation_label
        return label[:1].upper() + label[1:]

    @property
    def in_order(self) -> bool:
        """Whether the dates of publication say that `a` came first."""
        first, second = (side.quotation.claim.version.article.published_at for side in (self.a, self.b))
        return first is not None and second is not None and first < second

    @property
    def other(self) -> Statement:
        """The side that is not the claim whose page shows this pair."""
        return self.b if self.a.quotation.claim.pk == self.seen_from else self.a


def shown_pairs() -> PairQuerySet:
    """Judged pairs that say something about each other and that no editor dismissed."""
    return judged_pairs().exclude(Q(relation__in=_NOT_SHOWN) | Q(state=Review.Decision.DISMISSED))


def judged_pairs() -> PairQuerySet:
    """Pairs of standing claims with a judgement, and with all that a listing shows."""
    heavy = [f"{end}__{column}" for end in ("a", "b") for column in HEAVY]
    return Pair.objects.current().told_once().with_state().filter(JUDGED).with_context().defer(*heavy)


def pair_rows(pairs: Iterable[Pair], *, seen_from: Claim | None = None) -> list[PairRow]:
    """Pairs (from `judged_pairs`) as pages show them, in the same order."""
    pairs = list(pairs)
    sides = quotations([claim for pair in pairs for claim in (pair.a, pair.b)])
    return [
        _row(pair, sides[2 * number], sides[2 * number + 1], seen_from.pk if seen_from else None)
        for number, pair in enumerate(pairs)
    ]


def _row(pair: Pair, a: Quotation, b: Quotation, seen_from: int | None) -> PairRow:
    judged: dict[str, Any] = vars(pair)  # the columns that `with_state` adds
    reasons: list[dict[str, Any]] = judged["reasons"] or []
    return PairRow(
        pair=pair,
        a=Statement(a, clashing(a.claim.text, [reason.get("a", []) for reason in reasons])),
        b=Statement(b, clashing(b.claim.text, [reason.get("b", []) for reason in reasons])),
        relation=judged["relation"],
        axis=judged["axis"],
        confidence=judged["confidence"],
        same_speaker=judged["same_speaker"],
        reasons=[reason["text"] for reason in reasons],
        verdict_id=judged["verdict_id"],
        state=judged["state"],
        seen_from=seen_from,
    )


def clashing(text: str, spans_of_reasons: Iterable[list[list[int]]]) -> list[Piece]:
    """A text cut where the words of any reason begin and end; marks are the reasons' numbers, from 1."""
    return pieces(text, [mark(number, spans) for number, spans in enumerate(spans_of_reasons, 1)])
