"""Figures: which are of the same thing, which can both hold, and which only look alike."""

from __future__ import annotations

import datetime

import pytest

from claims.nlp.comparison import compare
from claims.nlp.comparison.figures import gap
from claims.nlp.quantities import find_quantities
from claims.nlp.types import Axis, ClaimView, Judgement, Relation

DAY = datetime.date(2024, 3, 4)


def judge(first: str, second: str, *, days: int = 1) -> Judgement:
    a = ClaimView(text=first, speaker="Lena Voss", side="Port Council", published=DAY)
    b = ClaimView(text=second, speaker="Omar Teel", side="Dockers", published=DAY + datetime.timedelta(days=days))
    return compare(a, b, similarity=0.75)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Twelve people died in the fire.", "Thirty people died in the fire, neighbours said."),
        ("The pier will cost 40 million euros.", "The pier will cost 95 million euros, auditors say."),
        ("Some 3,000 people marched to the docks on Monday.", "Over 12,000 people marched to the docks."),
    ],
)
def test_figures_that_exclude_each_other(first: str, second: str) -> None:
    found = judge(first, second)
    assert (found.relation, found.axis) == (Relation.CONTRADICTS, Axis.QUANTITY)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("At least 40 people died.", "57 people died, rescuers said."),
        ("About 30,000 permits were issued.", "29,600 permits were issued."),
        ("Twelve people died in the fire.", "Thirty people were injured in the fire."),
        ("The pier will cost 40 million euros.", "The delay will cost 5 million euros."),
        ("The bank has 200 branches in the capital.", "The bank has 40 branches in the north."),
        ("The port handled 4 million crates in 2022.", "The port handled 5 million crates in 2023."),
        ("The dredger moved 11,200 pounds of silt.", "The dredger moved 5.1 tonnes of silt."),
        ("One in five pilots resigned.", "20 percent of the pilots resigned."),
    ],
)
def test_figures_that_can_both_hold(first: str, second: str) -> None:
    assert judge(first, second).relation is not Relation.CONTRADICTS
    assert judge(second, first).relation is not Relation.CONTRADICTS


@pytest.mark.parametrize(
    ("first", "second", "compatible"),
    [
        ("at least 40 boats", "57 boats", True),
        ("at least 40 boats", "39 boats", False),
        ("up to 40 boats", "12 boats", True),
        ("up to 40 boats", "60 boats", False),
        ("about 40 boats", "43 boats", True),
        ("between 30 and 40 boats", "35 boats", True),
        ("between 30 and 40 boats", "45 boats", False),
        ("11 boats", "12 boats", False),
        ("two thirds of the boats", "66 percent of the boats", True),
        ("more than 40 boats", "4,000 boats", False),
    ],
)
def test_gap(first: str, second: str, *, compatible: bool) -> None:
    (p,), (q,) = find_quantities(first), find_quantities(second)
    assert (gap(p, q) == 0) is compatible
    assert gap(p, q) == gap(q, p)
