"""What counts as a quantity, and what value, unit and noun it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.nlp.nouns import lemma
from claims.nlp.quantities import find_quantities


def only(text: str) -> tuple[float | None, float | None, str, str]:
    (found,) = find_quantities(text)
    low = None if found.low is None else round(found.low, 4)
    high = None if found.high is None else round(found.high, 4)
    return (low, high, found.unit, found.noun)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("half a million people fled the coast", (5e5, 5e5, "", "person")),
        ("a quarter of a million accounts were opened", (25e4, 25e4, "", "account")),
        ("two dozen officers were sent", (24, 24, "", "officer")),
        ("two and a half million tonnes", (25e5, 25e5, "t", "")),
        ("one hundred and five trees fell", (105, 105, "", "tree")),
        ("twenty-three ferries", (23, 23, "", "ferry")),
        ("12 500 sheep", (12500, 12500, "", "sheep")),
        ("1.200.000 bottles", (1.2e6, 1.2e6, "", "bottle")),
        ("1,5 million litres of milk", (1.5e6, 1.5e6, "L", "milk")),
        ("3½ hours", (0.1458, 0.1458, "day", "")),
        ("forty people are missing", (40, 40, "", "missing")),
        ("the death toll has reached 57", (57, 57, "", "death")),
        ("80 kilometres an hour", (80, 80, "km/h", "")),
        ("300 visas a day", (300, 300, "/day", "visa")),
        ("40 cases per 100,000 people", (40, 40, "/100000", "case")),
        ("11,200 pounds of tea", (5.0802, 5.0802, "t", "tea")),
        ("£3bn", (3e9, 3e9, "GBP", "")),
        ("US$5m", (5e6, 5e6, "USD", "")),
        ("340 million dollars of frozen assets", (3.4e8, 3.4e8, "USD", "asset")),
        ("50 square kilometres", (5000, 5000, "ha", "")),
        ("a 20-member board", (20, 20, "", "member")),
    ],
)
def test_levels(text: str, expected: tuple[float | None, float | None, str, str]) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("at least 40 boats", 40, None),
        ("more than 40 boats", 40, None),
        ("40 boats or more", 40, None),
        ("dozens of boats", 24, None),
        ("up to 40 boats", None, 40),
        ("fewer than 40 boats", None, 40),
        ("no more than 40 boats", None, 40),
        ("between 30 and 40 boats", 30, 40),
        ("30 to 40 boats", 30, 40),
        ("30-40 boats", 30, 40),
    ],
)
def test_bounds(text: str, low: float | None, high: float | None) -> None:
    assert only(text) == (low, high, "", "boat")


@pytest.mark.parametrize("words", ["nearly", "about", "some", "close to", "an estimated", "roughly"])
def test_approximate(words: str) -> None:
    (found,) = find_quantities(f"{words} 40 boats")
    assert found.approximate
    assert (found.low, found.high) == (40, 40)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one in five pupils", 20),
        ("nine out of ten pupils", 90),
        ("two thirds of the pupils", 66.6667),
        ("a third of the pupils", 33.3333),
        ("half of the pupils", 50),
        ("12 per cent of the pupils", 12),
        ("12% of pupils", 12),
    ],
)
def test_shares_are_percent(text: str, value: float) -> None:
    low, high, unit, _ = only(text)
    assert (low, high, unit) == (value, value, "percent")


def test_percentage_points_are_no_percent() -> None:
    assert only("three percentage points")[2] == "percentage_point"


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("arrivals fell by 95 percent", True),
        ("a reduction of 95 percent", True),
        ("prices are 3 percent lower", True),
        ("six more boats", True),
        ("arrivals fell to 95", False),
        ("turnout was 95 percent", False),
    ],
)
def test_change_or_level(text: str, *, change: bool) -> None:
    (found,) = find_quantities(text)
    assert found.change is change


@pytest.mark.parametrize(
    "text",
    [
        "on 14 May 2024",
        "since July 31",
        "in 2019",
        "the 2015 elections",
        "the first time in the 21st century",
        "in the 1990s",
        "under Article 5",
        "at 10:30",
        "at ten this morning",
        "2024-05-14",
        "Covid-19",
        "one of them",
        "the first half of the season",
        "a third party",
        "no boats at all",
    ],
)
def test_no_quantity(text: str) -> None:
    assert find_quantities(text) == ()


def test_unit_said_once_holds_for_both() -> None:
    before, after = find_quantities("rose from 3 to 5 percent")
    assert (before.low, before.unit, after.low, after.unit) == (3, "percent", 5, "percent")


def test_lemmas() -> None:
    assert [lemma(word) for word in ("companies", "boxes", "men", "buses", "boats", "gas")] == [
        "company",
        "box",
        "man",
        "bus",
        "boat",
        "gas",
    ]


@given(
    st.text(alphabet=st.sampled_from("0123456789 .,-%$€½aonetwfivehundrdml'half a million in per cent to"), max_size=60)
)
def test_spans_lie_in_the_text_and_in_order(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.low is not None or quantity.high is not None
        end = quantity.span.end
