"""Announced dates that exclude each other, newer states, and plain restatements."""

from __future__ import annotations

import datetime

import pytest

from claims.nlp.comparison import compare
from claims.nlp.comparison.dates import find_days
from claims.nlp.types import Axis, ClaimView, Judgement, Relation

DAY = datetime.date(2024, 3, 4)


def judge(first: str, second: str, *, same: str = "", days: int = 2) -> Judgement:
    a = ClaimView(text=first, speaker=same or "Lena Voss", side="Port Council", published=DAY)
    b = ClaimView(
        text=second,
        speaker=same or "Omar Teel",
        side="Port Council" if same else "Dockers",
        published=DAY + datetime.timedelta(days=days),
    )
    return compare(a, b, similarity=0.8)


@pytest.mark.parametrize(
    "second", ["The new lock will not open before September.", "The new lock will open on 12 October."]
)
def test_two_dates_for_one_announced_event(second: str) -> None:
    found = judge("The new lock will open in May.", second)
    assert (found.relation, found.axis) == (Relation.CONTRADICTS, Axis.DATE)
    assert found.reasons[0].a


def test_a_moved_date_is_no_contradiction() -> None:
    found = judge("The new lock will open in May.", "The opening of the lock has been put back to October.")
    assert found.relation is not Relation.CONTRADICTS


def test_overlapping_dates_are_no_contradiction() -> None:
    found = judge("The new lock will open in May.", "The new lock will open on 12 May.")
    assert found.relation is not Relation.CONTRADICTS


def test_not_before_has_no_end() -> None:
    (day,) = find_days("It will not open before September.", published=DAY)
    assert (day.first, day.last) == (datetime.date(2024, 9, 1), datetime.date.max)


def test_a_toll_that_grows_is_an_update() -> None:
    found = judge(
        "Twelve people were killed in the ferry fire, rescuers said.",
        "The death toll of the ferry fire has now risen to 19, rescuers said.",
        same="Rescue service",
    )
    assert (found.relation, found.axis) == (Relation.UPDATES, Axis.QUANTITY)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("We believe in trains, not in motorways.", "We believe in trains and not motorways."),
        ("Norland is not a producer of amber.", "Amber is not produced in Norland."),
    ],
)
def test_plain_restatements(first: str, second: str) -> None:
    assert judge(first, second, same="Lena Voss").relation is Relation.RESTATES
    assert judge(second, first, same="Lena Voss").relation is Relation.RESTATES
