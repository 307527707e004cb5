"""Intervals and calibration against published and hand-worked values."""

from __future__ import annotations

import pytest

from claims.precision.formulas import (
    Share,
    bin_of,
    calibration_error,
    design_effect,
    f1,
    reliability,
    share,
    wilson,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, "Two-sided confidence intervals for the single proportion", Stat. Med. 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # The same the other way round.
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_interval(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=0.00005)


def test_wilson_interval_holds_the_share_and_stays_a_share() -> None:
    for whole in range(1, 40):
        for part in range(whole + 1):
            low, high = wilson(part, whole, effect=1.7)
            assert 0 <= low <= part / whole <= high <= 1
            assert high - low > 0


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(part, whole)


def test_an_effect_of_two_halves_the_observations() -> None:
    assert wilson(10, 40, effect=2) == pytest.approx(wilson(5, 20))


def test_design_effect_of_groups_that_are_right_or_wrong_as_one() -> None:
    # 10 / 9 · Σ 2² · 10 / 40² over 0.25 / 40: nearly the size of a group.
    assert design_effect([(4, 4)] * 5 + [(0, 4)] * 5) == pytest.approx(40 / 9)


@pytest.mark.parametrize("groups", [[], [(3, 5)], [(0, 5), (0, 9)], [(5, 5), (9, 9)], [(2, 4)] * 6])
def test_design_effect_is_never_below_one(groups: list[tuple[int, int]]) -> None:
    assert design_effect(groups) == 1.0


def test_groups_widen_the_interval() -> None:
    plain, grouped = share(20, 40), share(20, 40, groups=[(4, 4)] * 5 + [(0, 4)] * 5)
    assert plain.low is not None
    assert plain.high is not None
    assert grouped.low is not None
    assert grouped.high is not None
    assert grouped.low < plain.low < plain.high < grouped.high


def test_a_share_in_words() -> None:
    assert share(1, 3).in_words == "33.3 % (6.1–79.2 %)"
    assert share(1, 3).counts == "1 of 3"
    assert share(0, 0) == Share(0, 0, None, None)
    assert share(0, 0).in_words == "–"
    assert share(0, 0).value is None


def test_f1() -> None:
    assert f1(0.5, 1.0) == pytest.approx(2 / 3)
    assert f1(0.0, 0.0) == 0.0
    assert f1(None, 0.3) == 0.0


@pytest.mark.parametrize(
    ("confidence", "number"), [(0.0, 0), (0.0999, 0), (0.1, 1), (0.3, 3), (0.7, 7), (0.999, 9), (1.0, 9)]
)
def test_bins_take_their_lower_end(confidence: float, number: int) -> None:
    assert bin_of(confidence) == number


def test_reliability_and_calibration_error() -> None:
    answers = [(0.95, True), (0.97, True), (1.0, False), (0.55, True), (0.52, False)]
    low, high = reliability(answers)
    assert (low.low, low.high, low.confidence, low.right.counts) == (0.5, 0.6, 0.535, "1 of 2")
    assert (high.low, high.high, high.confidence, high.right.counts) == (0.9, 1.0, 0.9733, "2 of 3")
    # 2/5 · |0.535 - 1/2| + 3/5 · |0.97333 - 2/3|
    assert calibration_error((low, high)) == pytest.approx(0.014 + 0.184, abs=0.0001)


def test_perfect_calibration_and_none() -> None:
    assert calibration_error(reliability([(1.0, True)] * 5 + [(0.0, False)] * 5)) == 0.0
    assert calibration_error(reliability([])) is None
