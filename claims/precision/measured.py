"""The measured figures that ship with the project: read here, written by `python -m tests.quality.measure --write`.

One file for each half of the machine, in `figures/`: what the extraction finds (`attribution.json`) and how the judge
relates pairs (`relations.json`). Each names the version it was measured on, for a figure of another version says
nothing about what runs.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from claims.precision.formulas import Bin, Share

FOLDER: Final = Path(__file__).parent / "figures"
COMMAND: Final = "python -m tests.quality.measure --write"


@dataclass(frozen=True, slots=True)
class RelationScore:
    """One relation on one set: precision is right of called, recall right of those in the set."""

    relation: str
    precision: Share
    recall: Share
    f1: float


@dataclass(frozen=True, slots=True)
class RelationSet:
    """How the judge did on one set of labelled pairs."""

    title: str
    note: str
    stories: int
    pairs: int
    scores: tuple[RelationScore, ...]
    false_alarms: Share  # unrelated pairs called contradicts
    undecided: Share
    calibration_error: float | None  # over the suggestions: all calls but "unrelated" and "undecided"
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class AttributionScore:
    """One share that tells how well something is done: `what` in words."""

    what: str
    share: Share


@dataclass(frozen=True, slots=True)
class AttributionSet:
    """How the extraction did on one set of annotated articles."""

    title: str
    note: str
    articles: int
    claims: int
    scores: tuple[AttributionScore, ...]
    f1: float


@dataclass(frozen=True, slots=True)
class MeasuredRelations:
    version: str
    sets: tuple[RelationSet, ...]


@dataclass(frozen=True, slots=True)
class MeasuredAttribution:
    version: str
    sets: tuple[AttributionSet, ...]


@dataclass(frozen=True, slots=True)
class KnownFailures:
    """What goes wrong, in words: written by people, for no scorer can say it."""

    attribution: tuple[str, ...]
    relations: tuple[str, ...]


def load_relations(folder: Path = FOLDER) -> MeasuredRelations:
    """Raises OSError, ValueError, KeyError or TypeError where the file is not there or not of this form."""
    stored = _read(folder / "relations.json")
    return MeasuredRelations(stored["version"], tuple(_relation_set(entry) for entry in stored["sets"]))


def load_attribution(folder: Path = FOLDER) -> MeasuredAttribution:
    """Raises as `load_relations`."""
    stored = _read(folder / "attribution.json")
    return MeasuredAttribution(stored["version"], tuple(_attribution_set(entry) for entry in stored["sets"]))


def known_failures(folder: Path = FOLDER) -> KnownFailures:
    stored = _read(folder / "known_failures.json")
    return KnownFailures(tuple(stored["attribution"]), tuple(stored["relations"]))


def store(measured: MeasuredRelations | MeasuredAttribution, folder: Path = FOLDER) -> Path:
    """Write the file of the figures; the same figures give the same bytes."""
    path = folder / ("relations.json" if isinstance(measured, MeasuredRelations) else "attribution.json")
    path.write_text(json.dumps(asdict(measured), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _relation_set(entry: dict[str, Any]) -> RelationSet:
    scores = tuple(
        RelationScore(row["relation"], Share(**row["precision"]), Share(**row["recall"]), row["f1"])
        for row in entry["scores"]
    )
    return RelationSet(
        **entry
        | {
            "scores": scores,
            "false_alarms": Share(**entry["false_alarms"]),
            "undecided": Share(**entry["undecided"]),
            "bins": tuple(Bin(**row | {"right": Share(**row["right"])}) for row in entry["bins"]),
        }
    )


def _attribution_set(entry: dict[str, Any]) -> AttributionSet:
    scores = tuple(AttributionScore(row["what"], Share(**row["share"])) for row in entry["scores"])
    return AttributionSet(**entry | {"scores": scores})
