"""Precision in use: what reviewers made of the machine's suggestions in this record.

A pair counts once, by its last decision, under the judgement that decision was made on; a pair without one counts
under its newest judgement. So a pair reviewed under an older judge version stays in that version's row. What a reprint
or a later version of an article repeats is left out, as in the lists.

Reviewers choose what they look at, so the reviewed pairs are no random sample. `draw` makes one that can be repeated.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import MD5, Cast, Concat, Floor, Least

from claims.models import Pair, Review, Verdict
from claims.precision.formulas import BINS, Bin, Share, calibration_error, share

SUGGESTED: Final = (
    Verdict.Relation.CONTRADICTS,
    Verdict.Relation.UPDATES,
    Verdict.Relation.RESTATES,
    Verdict.Relation.DIFFERS_IN_SCOPE,
)
DECIDED: Final = (Review.Decision.CONFIRMED, Review.Decision.DISMISSED, Review.Decision.SECOND_LOOK)
_NO_DECISION: Final = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which suggestions and decisions are counted. Days are in UTC, both included, and are those of the decision.

    With `until`, suggestions of later days are left out too.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    relation: str = ""
    judge_version: str = ""


@dataclass(slots=True)
class Tally:
    """What became of some suggestions; `reasons` counts the dismissals by their code."""

    suggested: int = 0
    confirmed: int = 0
    dismissed: int = 0
    second_look: int = 0
    confidence: float = 0.0  # sum over the reviewed ones
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def reviewed(self) -> int:
        """Confirmed or dismissed: a pair that needs a second look is not decided."""
        return self.confirmed + self.dismissed

    @property
    def precision(self) -> Share:
        """Confirmed of reviewed."""
        return share(self.confirmed, self.reviewed)

    @property
    def reasons_in_words(self) -> list[tuple[str, int]]:
        return [(reason_label(code), count) for code, count in self.reasons.most_common()]

    def add(self, count: int, *, decision: str, reason: str, confidence: float) -> None:
        """Count as many suggestions with the same decision; `confidence` is the sum of theirs."""
        self.suggested += count
        if decision == Review.Decision.CONFIRMED:
            self.confirmed += count
        elif decision == Review.Decision.DISMISSED:
            self.dismissed += count
            self.reasons[reason] += count
        elif decision == Review.Decision.SECOND_LOOK:
            self.second_look += count
        if decision in (Review.Decision.CONFIRMED, Review.Decision.DISMISSED):
            self.confidence += confidence


@dataclass(frozen=True, slots=True)
class ConfidenceRow:
    """The suggestions whose stated confidence lies in [low, high), the last row with its upper end."""

    low: float
    high: float
    tally: Tally

    @property
    def confidence(self) -> float | None:
        """The mean stated confidence of the reviewed ones."""
        return self.tally.confidence / self.tally.reviewed if self.tally.reviewed else None


@dataclass(frozen=True, slots=True)
class InUse:
    """The tables. Each but `axes`, which parts the contradictions alone, adds up to `total`."""

    asked: Asked
    total: Tally
    relations: dict[str, Tally]  # all four, in the order of `SUGGESTED`
    axes: dict[str, Tally]
    versions: dict[tuple[str, str], Tally]  # by judge version and relation
    confidence: list[ConfidenceRow]
    left_out: int  # reviewed pairs whose claims no longer stand, or that repeat another pair

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error over the reviewed suggestions, or None without any."""
        return calibration_error(
            Bin(row.low, row.high, row.confidence or 0.0, row.tally.precision) for row in self.confidence
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """One suggestion of a random sample; `decision` is empty until someone decides."""

    pair_id: int
    relation: str
    confidence: float
    decision: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Random suggestions out of `population`, in the order drawn."""

    seed: int
    population: int
    drawn: tuple[Drawn, ...]

    @property
    def to_review(self) -> tuple[Drawn, ...]:
        decided = (Review.Decision.CONFIRMED, Review.Decision.DISMISSED)
        return tuple(row for row in self.drawn if row.decision not in decided)

    @property
    def precision(self) -> Share:
        """Confirmed of reviewed. Free of the reviewers' choice once `to_review` is empty, and not before."""
        confirmed = sum(row.decision == Review.Decision.CONFIRMED for row in self.drawn)
        return share(confirmed, len(self.drawn) - len(self.to_review))


def reason_label(code: str) -> str:
    return str(Review.Reason(code).label) if code else "no reason given"


def in_use(asked: Asked | None = None) -> InUse:
    """Count the suggestions of the record and the decisions on them: two queries, whatever their number."""
    asked = asked or Asked()
    rows = (
        _suggestions(asked)
        .annotate(bin=Least(Floor(F("confidence") * BINS), Value(BINS - 1), output_field=IntegerField()))
        .order_by()
        .values("relation", "axis", "judge_version", "bin", "decision", "reason")
        .annotate(pairs=Count("pk"), confidences=Sum("confidence"))
    )
    total, bins = Tally(), [Tally() for _ in range(BINS)]
    relations = {str(relation): Tally() for relation in SUGGESTED}
    axes: dict[str, Tally] = {}
    versions: dict[tuple[str, str], Tally] = {}
    for row in sorted(rows, key=lambda row: (row["axis"], row["judge_version"], SUGGESTED.index(row["relation"]))):
        counted = [total, relations[row["relation"]], bins[row["bin"]]]
        counted.append(versions.setdefault((row["judge_version"], row["relation"]), Tally()))
        if row["relation"] == Verdict.Relation.CONTRADICTS:
            counted.append(axes.setdefault(row["axis"], Tally()))
        for tally in counted:
            tally.add(row["pairs"], decision=row["decision"], reason=row["reason"], confidence=row["confidences"])
    return InUse(
        asked=asked,
        total=total,
        relations=relations,
        axes=axes,
        versions=dict(sorted(versions.items(), key=lambda item: (item[0][0], SUGGESTED.index(item[0][1])))),
        confidence=[
            ConfidenceRow(number / BINS, (number + 1) / BINS, tally)
            for number, tally in enumerate(bins)
            if tally.suggested
        ],
        left_out=_left_out(asked),
    )


def draw(*, size: int, seed: int, relation: str = "", judge_version: str = "") -> Sample:
    """Draw `size` suggestions at random, whether or not they were reviewed; the same seed draws the same ones.

    What is drawn hangs on seed and pair alone, never on a review, so the sample stays the same while it is reviewed.
    Suggestions that join the record later enter it with the same chance as those before them.
    """
    suggestions = _suggestions(Asked(relation=relation, judge_version=judge_version))
    ticket = MD5(Concat(Value(f"{seed}:"), Cast("pair_id", CharField()), output_field=CharField()))
    rows = suggestions.annotate(ticket=ticket).order_by("ticket", "pair_id")
    columns = ("pair_id", "relation", "confidence", "decision")
    return Sample(
        seed=seed,
        population=suggestions.count(),
        drawn=tuple(
            Drawn(**{**row, "decision": "" if row["decision"] == _NO_DECISION else row["decision"]})
            for row in rows.values(*columns)[:size]
        ),
    )


def _suggestions(asked: Asked) -> QuerySet[Verdict, Verdict]:
    """One verdict for each pair that counts, with `decision` ("none" without one) and `reason`."""
    review = Review.objects.filter(pair=OuterRef("pair")).order_by("-id")
    newest = Verdict.objects.filter(pair=OuterRef("pair")).order_by("-id").values("id")[:1]
    rows = (
        Verdict.objects.filter(relation__in=SUGGESTED, pair__in=_counted().values("pk"))
        .annotate(
            last=Subquery(review.values("decision")[:1]),
            last_at=Subquery(review.values("created_at")[:1]),
            last_reason=Subquery(review.values("reason")[:1]),
        )
        .annotate(
            shown=Case(
                When(last__in=DECIDED, then=Subquery(review.values("verdict")[:1])),
                default=Subquery(newest),
                output_field=BigIntegerField(),
            ),
            decision=Case(
                When(Q(last__in=DECIDED) & _decided_when(asked), then=F("last")), default=Value(_NO_DECISION)
            ),
            reason=Case(
                When(Q(last=Review.Decision.DISMISSED) & _decided_when(asked), then=F("last_reason")),
                default=Value(""),
            ),
        )
        .filter(pk=F("shown"))
    )
    if asked.until:
        rows = rows.filter(created_at__lt=_day_after(asked.until))
    if asked.relation:
        rows = rows.filter(relation=asked.relation)
    if asked.judge_version:
        rows = rows.filter(judge_version=asked.judge_version)
    return rows


def _counted() -> QuerySet[Pair, Pair]:
    return Pair.objects.current().told_once()


def _decided_when(asked: Asked) -> Q:
    when = Q()
    if asked.since:
        when &= Q(last_at__gte=_start_of(asked.since))
    if asked.until:
        when &= Q(last_at__lt=_day_after(asked.until))
    return when


def _start_of(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, datetime.UTC)


def _day_after(day: datetime.date) -> datetime.datetime:
    if day == datetime.date.max:
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return _start_of(day + datetime.timedelta(days=1))


def _left_out(asked: Asked) -> int:
    """Decided pairs, of a suggestion as asked for, that do not count."""
    newer = Review.objects.filter(pair=OuterRef("pair"), pk__gt=OuterRef("pk"))
    last = Review.objects.filter(
        ~Exists(newer),
        decision__in=[Review.Decision.CONFIRMED, Review.Decision.DISMISSED],
        verdict__relation__in=[asked.relation] if asked.relation else SUGGESTED,
    )
    if asked.judge_version:
        last = last.filter(verdict__judge_version=asked.judge_version)
    if asked.since:
        last = last.filter(created_at__gte=_start_of(asked.since))
    if asked.until:
        last = last.filter(created_at__lt=_day_after(asked.until))
    return last.exclude(pair__in=_counted().values("pk")).count()
