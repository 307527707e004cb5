"""Scores the shipped judge on the labelled events in `relations/`: `python -m tests.quality.relation_scores`.

Every pair of an event is judged by `manage.py judge`, as a newsroom would run it. Prints the table of gold and called
relations and, for each relation, precision, recall and F1 with intervals that take the events for groups.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

from claims.nlp.types import Relation
from claims.precision.formulas import Share, calibration_error, f1, reliability, share
from claims.precision.measured import RelationScore, RelationSet
from training.relations import events

FOLDER = Path(__file__).parent / "relations"
SUGGESTED = (Relation.CONTRADICTS, Relation.UPDATES, Relation.RESTATES, Relation.DIFFERS_IN_SCOPE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One pair: the event it belongs to, the relation that people gave it, and the judge's call."""

    event: str
    gold: Relation
    called: Relation
    confidence: float


def measure(folder: Path = FOLDER) -> tuple[Answer, ...]:
    """Judge every pair of the events in the folder. Raises ValueError where an event breaks the form."""
    found = [events.load(path) for path in sorted(folder.glob("*.json"))]
    if errors := [f"{event.name}: {error}" for event in found for error in event.errors]:
        raise ValueError("; ".join(errors))
    pairs = [row for event in found for row in events.rows(event)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(pair) + "\n" for pair in pairs)
        file.flush()
        output = io.StringIO()
        call_command("judge", file.name, stdout=output)
    judged = {row["id"]: row for row in map(json.loads, output.getvalue().splitlines())}
    return tuple(
        Answer(
            event=pair["event"],
            gold=Relation(pair["relation"]),
            called=Relation(judged[pair["id"]]["relation"]),
            confidence=judged[pair["id"]]["confidence"],
        )
        for pair in pairs
    )


def summary(answers: Sequence[Answer], *, title: str, note: str) -> RelationSet:
    """The figures of a set."""
    suggestions = [answer for answer in answers if answer.called in SUGGESTED]
    bins = reliability((answer.confidence, answer.called is answer.gold) for answer in suggestions)
    error = calibration_error(bins)
    unrelated = [answer for answer in answers if answer.gold is Relation.UNRELATED]
    return RelationSet(
        title=title,
        note=note,
        stories=len({answer.event for answer in answers}),
        pairs=len(answers),
        scores=tuple(_score(answers, relation) for relation in SUGGESTED),
        false_alarms=_share([(answer.event, answer.called is Relation.CONTRADICTS) for answer in unrelated]),
        undecided=_share([(answer.event, answer.called is Relation.ABSTAIN) for answer in answers]),
        calibration_error=None if error is None else round(error, 4),
        bins=bins,
    )


def _score(answers: Sequence[Answer], relation: Relation) -> RelationScore:
    precision = _share([(answer.event, answer.gold is relation) for answer in answers if answer.called is relation])
    recall = _share([(answer.event, answer.called is relation) for answer in answers if answer.gold is relation])
    return RelationScore(relation.value, precision, recall, round(f1(precision.value, recall.value), 4))


def _share(outcomes: Sequence[tuple[str, bool]]) -> Share:
    """The share of outcomes, each with its event, that are good; its interval takes the events for groups."""
    good, every = Counter(event for event, right in outcomes if right), Counter(event for event, _ in outcomes)
    return share(good.total(), every.total(), groups=[(good[event], count) for event, count in sorted(every.items())])


def report(answers: Sequence[Answer]) -> Iterator[str]:
    """The table of gold by called, then the figures."""
    table = Counter((answer.gold, answer.called) for answer in answers)
    yield f"{'gold / called':17}" + "".join(f"{called.value:>18}" for called in Relation)
    for gold in Relation:
        if gold is not Relation.ABSTAIN:
            yield f"{gold.value:17}" + "".join(f"{table[gold, called]:18}" for called in Relation)
    figures = summary(answers, title="", note="")
    yield ""
    for score in figures.scores:
        yield (
            f"{score.relation:17} precision {score.precision.in_words}, {score.precision.counts} called; "
            f"recall {score.recall.in_words}, {score.recall.counts}; F1 {score.f1:.3f}"
        )
    yield f"unrelated called contradicts: {figures.false_alarms.counts}; undecided: {figures.undecided.counts}"
    yield f"calibration error of the suggestions: {figures.calibration_error}"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.stdout.write("\n".join(report(measure())) + "\n")


if __name__ == "__main__":
    main()
