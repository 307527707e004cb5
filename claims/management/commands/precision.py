"""`manage.py precision`: how often reviewers confirm what the machine suggests, and random samples to review."""

from __future__ import annotations

import datetime
import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from claims.models import Verdict
from claims.precision.formulas import Share
from claims.precision.in_use import SUGGESTED, Asked, InUse, Sample, Tally, draw, in_use

MAX_SAMPLE: Final = 10_000
NOT_RANDOM: Final = (
    "Reviewed pairs are no random sample: reviewers choose what they open, so the share among the others may differ. "
    "A sample without that choice: manage.py precision --sample 50 --seed 1"
)
NO_SUGGESTIONS: Final = (
    "The machine has suggested nothing of this kind in this record, so there is nothing to be right or wrong about. "
    "Add articles (manage.py ingest PATH --wait) or widen what is asked for, then run this again."
)
NO_DECISIONS: Final = (
    "No reviewer has confirmed or dismissed any of these, so their precision is not known. Decide on pairs at "
    "{address} or draw a random sample to review: manage.py precision --sample 50 --seed 1"
)


def day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day such as 2024-03-05") from error


class Command(BaseCommand):
    help = (
        "Show how many of the machine's suggestions reviewers confirmed, by relation, axis, judge version and "
        "confidence. With --sample, list random suggestions to review."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=day, metavar="DAY", help="count decisions of this day (UTC) and later")
        parser.add_argument("--until", type=day, metavar="DAY", help="count decisions of this day (UTC) and earlier")
        parser.add_argument("--relation", choices=[str(relation) for relation in SUGGESTED], default="")
        parser.add_argument("--judge-version", default="", metavar="VERSION", help="count what this version suggested")
        parser.add_argument(
            "--sample", type=int, metavar="N", help="draw N random suggestions and list those to review"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed draws the same (default 1)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        since, until, size = options["since"], options["until"], options["sample"]
        if since and until and until < since:
            raise CommandError(f"--until {until} lies before --since {since}.")
        if size is None:
            counted = in_use(Asked(since, until, options["relation"], options["judge_version"]))
            lines = [json.dumps(in_use_as_json(counted))] if options["json"] else _tables(counted)
        else:
            if not 0 < size <= MAX_SAMPLE:
                raise CommandError(f"--sample takes a number from 1 to {MAX_SAMPLE}.")
            if since or until:
                raise CommandError("A sample is drawn from all suggestions that stand: leave --since and --until out.")
            sample = draw(
                size=size,
                seed=options["seed"],
                relation=options["relation"],
                judge_version=options["judge_version"],
            )
            lines = [json.dumps(_sample_as_json(sample))] if options["json"] else _sample(sample)
        for line in lines:
            self.stdout.write(line)


def in_use_as_json(counted: InUse) -> dict[str, Any]:
    """The tables as plain data; intervals are null where nobody has decided."""
    asked = counted.asked
    return {
        "since": asked.since.isoformat() if asked.since else None,
        "until": asked.until.isoformat() if asked.until else None,
        "relation": asked.relation or None,
        "judge_version": asked.judge_version or None,
        "random_sample": False,
        "total": _tally_as_json(counted.total),
        "relations": [{"relation": key} | _tally_as_json(tally) for key, tally in counted.relations.items()],
        "contradicts_by_axis": [{"axis": key or None} | _tally_as_json(tally) for key, tally in counted.axes.items()],
        "judge_versions": [
            {"judge_version": version, "relation": relation} | _tally_as_json(tally)
            for (version, relation), tally in counted.versions.items()
        ],
        "confidence": [
            {"low": row.low, "high": row.high, "mean_confidence": _rounded(row.confidence)} | _tally_as_json(row.tally)
            for row in counted.confidence
        ],
        "calibration_error": _rounded(counted.calibration_error),
        "left_out": counted.left_out,
    }


def _tally_as_json(tally: Tally) -> dict[str, Any]:
    return {
        "suggested": tally.suggested,
        "reviewed": tally.reviewed,
        "confirmed": tally.confirmed,
        "dismissed": tally.dismissed,
        "reasons": dict(tally.reasons),
        "second_look": tally.second_look,
        "precision": _share_as_json(tally.precision),
    }


def _share_as_json(share: Share) -> dict[str, float | None]:
    return {"value": _rounded(share.value), "low": share.low, "high": share.high}


def _sample_as_json(sample: Sample) -> dict[str, Any]:
    return {
        "seed": sample.seed,
        "population": sample.population,
        "random_sample": True,
        "complete": not sample.to_review,
        "precision": _share_as_json(sample.precision),
        "drawn": [
            {
                "pair": row.pair_id,
                "relation": row.relation,
                "confidence": row.confidence,
                "decision": row.decision or None,
                "page": reverse("pair-detail", args=[row.pair_id]),
            }
            for row in sample.drawn
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


_HEADINGS: Final = ("suggested", "reviewed", "confirmed", "dismissed", "second look", "precision (95 % interval)")


def _tables(counted: InUse) -> Iterable[str]:
    if not counted.total.suggested:
        yield NO_SUGGESTIONS
        return
    yield from _table("Relation", ((_relation(key), tally) for key, tally in counted.relations.items()))
    if counted.axes:
        axes = ((str(Verdict.Axis(key).label) if key else "no axis", tally) for key, tally in counted.axes.items())
        yield from _table("Contradictions by axis", axes)
    versions = ((f"{key}: {_relation(relation)}", tally) for (key, relation), tally in counted.versions.items())
    yield from _table("Judge version", versions)
    rows = (
        (f"{row.low:.1f}-{row.high:.1f}" + (f", mean {row.confidence:.2f}" if row.confidence else ""), row.tally)
        for row in counted.confidence
    )
    yield from _table("Stated confidence", rows)
    if counted.total.reasons:
        yield "Dismissed as:"
        for relation, tally in counted.relations.items():
            for reason, count in tally.reasons_in_words:
                yield f"  {_relation(relation)}: {reason}: {count}"
        yield ""
    if counted.left_out:
        yield f"Left out: {counted.left_out} reviewed pairs whose claims no longer stand or repeat others."
    if counted.total.reviewed:
        yield f"Expected calibration error of the reviewed ones: {counted.calibration_error:.3f}"
        yield NOT_RANDOM
    else:
        yield NO_DECISIONS.format(address=reverse("contradiction-list"))


def _table(title: str, rows: Iterable[tuple[str, Tally]]) -> Iterable[str]:
    cells: list[Sequence[str]] = [(title, *_HEADINGS)]
    for name, tally in rows:
        counts = (tally.suggested, tally.reviewed, tally.confirmed, tally.dismissed, tally.second_look)
        cells.append((name, *map(str, counts), tally.precision.in_words))
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join([row[0].ljust(widths[0]), *numbers])
    yield ""


def _relation(value: str) -> str:
    return str(Verdict.Relation(value).label)


def _sample(sample: Sample) -> Iterable[str]:
    if not sample.drawn:
        yield NO_SUGGESTIONS
        return
    drawn, left = len(sample.drawn), len(sample.to_review)
    yield f"{drawn} of {sample.population} suggestions, drawn at random with seed {sample.seed}; {left} to review."
    for row in sample.to_review:
        marked = ", marked for a second look" if row.decision else ""
        page = reverse("pair-detail", args=[row.pair_id])
        yield f"  {page}  {_relation(row.relation)}, confidence {row.confidence:.2f}{marked}"
    if sample.precision.whole:
        yield f"Confirmed so far: {sample.precision.counts} reviewed, {sample.precision.in_words}."
    if left:
        yield "Decide all of them, then run this again with the same seed: only the whole sample speaks for the record."
    else:
        yield "The whole sample is decided: this figure does not depend on what reviewers chose to open."
