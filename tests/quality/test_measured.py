"""The figures that ship are those of what runs: of its versions, found again, and the same in file and document.

Where one of these fails, run `python -m tests.quality.measure --write` and read what changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from claims.extraction import PIPELINE_VERSION
from claims.nlp.comparison import JUDGE_VERSION
from claims.precision import measured
from claims.precision.formulas import Share
from tests.quality import measure

# The models' arithmetic differs in its last digits between processors, so a claim or a pair at a threshold may tip.
TIPPED: Final = 2


def counts(figures: Any) -> list[Any]:
    """Everything in the figures but what follows from the counts: names, numbers of items, and (part, whole)."""
    if isinstance(figures, Share):
        return [figures.part, figures.whole]
    if isinstance(figures, tuple):
        return [item for figure in figures for item in counts(figure)]
    if hasattr(figures, "__dataclass_fields__"):
        return [item for name in figures.__dataclass_fields__ for item in counts(getattr(figures, name))]
    return [figures] if isinstance(figures, int | str) else []


def differences(shipped: Any, again: Any) -> list[tuple[Any, Any]]:
    """The counts that are not those of the file, but for what may tip."""
    pairs = list(zip(counts(shipped), counts(again), strict=True))
    return [
        (was, now)
        for was, now in pairs
        if (abs(was - now) > TIPPED if isinstance(was, int) and isinstance(now, int) else was != now)
    ]


def without_bins(figures: measured.MeasuredRelations) -> measured.MeasuredRelations:
    """Which bins there are hangs on single suggestions; what they are made of is compared by the other counts."""
    sets = tuple(measured.RelationSet(**{**fields(found), "bins": ()}) for found in figures.sets)
    return measured.MeasuredRelations(figures.version, sets)


def fields(figures: Any) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in figures.__dataclass_fields__}


def test_the_figures_are_of_the_versions_that_run() -> None:
    assert measured.load_attribution().version == PIPELINE_VERSION
    assert measured.load_relations().version == JUDGE_VERSION


def test_every_set_is_measured() -> None:
    titles = [title for folder, title, _ in measure.ATTRIBUTION_SETS if any(folder.glob("*.json"))]
    assert [found.title for found in measured.load_attribution().sets] == titles
    assert [found.title for found in measured.load_relations().sets] == [title for _, title, _ in measure.RELATION_SETS]


def test_the_document_says_what_the_files_say() -> None:
    page = measure.PAGE.read_text(encoding="utf-8")
    lines = measure.tables(measured.load_relations(), measured.load_attribution(), measured.known_failures())
    assert measure.fill(page, lines) == page


@pytest.mark.parametrize(
    ("load", "again"),
    [
        (measured.load_attribution, measure.measure_attribution),
        (lambda: without_bins(measured.load_relations()), lambda: without_bins(measure.measure_relations())),
    ],
    ids=["attribution", "relations"],
)
def test_the_figures_are_found_again(load: Callable[[], Any], again: Callable[[], Any]) -> None:
    assert differences(load(), again()) == []


def test_a_changed_count_is_noticed() -> None:
    shipped = measured.load_relations()
    first = shipped.sets[0]
    other = measured.RelationSet(**{**fields(first), "false_alarms": Share(first.false_alarms.part + 3, 438)})
    assert differences(shipped, measured.MeasuredRelations(shipped.version, (other,))) == [
        (first.false_alarms.part, first.false_alarms.part + 3)
    ]


def test_what_is_stored_is_read_back(tmp_path: Any) -> None:
    for load in (measured.load_attribution, measured.load_relations):
        figures = load()
        measured.store(figures, tmp_path)
        assert load(tmp_path) == figures


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="0 places for “attribution”"):
        measure.fill("No markers.", {"attribution": []})
