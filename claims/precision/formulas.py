"""Shares with their intervals, and how far stated confidence is from what came true. Pure arithmetic, its one home."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

LEVEL: Final = 0.95
BINS: Final = 10
_Z: Final = NormalDist().inv_cdf(0.5 + LEVEL / 2)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` with the ends of its 95 % interval; of nothing there is no share, and the ends are None."""

    part: int
    whole: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def in_words(self) -> str:
        """ "33.3 % (6.1–79.2 %)", or a dash where there is nothing to take a share of."""
        if self.value is None or self.low is None or self.high is None:
            return "–"
        return f"{100 * self.value:.1f} % ({100 * self.low:.1f}–{100 * self.high:.1f} %)"

    @property
    def counts(self) -> str:
        return f"{self.part} of {self.whole}"


def share(part: int, whole: int, *, groups: Sequence[tuple[int, int]] = ()) -> Share:
    """The share with its interval; `groups` are the (part, whole) of each article or story that it is made of."""
    if not whole:
        return Share(part, whole)
    low, high = wilson(part, whole, effect=design_effect(groups))
    return Share(part, whole, round(low, 6), round(high, 6))


def wilson(part: int, whole: int, *, effect: float = 1.0) -> tuple[float, float]:
    """The 95 % score interval of a binomial share: Wilson, "Probable inference, the law of succession, and statistical
    inference", JASA 22 (1927), 209-212.

    Unlike the interval of the textbooks it stays between 0 and 1 and does not shrink to nothing at 0 of n or n of n.
    `effect` divides the number of observations where they come in groups (`design_effect`). Raises ValueError unless
    0 <= part <= whole and whole > 0.
    """
    if not 0 <= part <= whole or not whole:
        raise ValueError(f"{part} of {whole} is no share")
    n, p = whole / effect, part / whole
    middle = p + _Z**2 / (2 * n)
    reach = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    # The ends at 0 and at n are exact; rounding must not put them a hair outside.
    return (0.0 if part == 0 else (middle - reach) / scale, 1.0 if part == whole else (middle + reach) / scale)


def design_effect(groups: Sequence[tuple[int, int]]) -> float:
    """By how much observations that come in groups tell less than as many independent ones; at least 1.

    Claims of one article, or pairs of one story, are right or wrong together. This is the variance of the ratio of the
    groups' totals over that of a binomial share: Kish, "Survey Sampling" (1965), sections 2.6 and 8.2. It goes into
    the score interval as Franco, Little, Louis and Slud found best: J. Survey Stat. Methodol. 7 (2019), 334-364.
    """
    part, whole = sum(k for k, _ in groups), sum(n for _, n in groups)
    if len(groups) < 2 or not 0 < part < whole:
        return 1.0
    p = part / whole
    variance = len(groups) / (len(groups) - 1) * sum((k - p * n) ** 2 for k, n in groups) / whole**2
    return max(1.0, variance / (p * (1 - p) / whole))


def f1(precision: float | None, recall: float | None) -> float:
    """The harmonic mean of both; 0 where nothing was called or nothing was there."""
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose stated confidence lies in [low, high), the last bin with its upper end."""

    low: float
    high: float
    confidence: float  # mean of what was stated
    right: Share


def bin_of(confidence: float) -> int:
    """The number, from 0, of the bin of a confidence between 0 and 1."""
    return min(int(confidence * BINS), BINS - 1)


def reliability(answers: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """The bins that hold answers, given as (confidence, right), from the lowest confidence to the highest."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in answers:
        held[bin_of(confidence)].append((confidence, right))
    return tuple(
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            confidence=round(math.fsum(confidence for confidence, _ in inside) / len(inside), 4),
            right=share(sum(right for _, right in inside), len(inside)),
        )
        for number, inside in enumerate(held)
        if inside
    )


def calibration_error(bins: Iterable[Bin]) -> float | None:
    """Expected calibration error: the mean distance of confidence and share right over the bins, each by its answers.

    Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015. None
    without answers.
    """
    bins = [entry for entry in bins if entry.right.whole]
    answers = sum(entry.right.whole for entry in bins)
    if not answers:
        return None
    return math.fsum(abs(entry.right.part - entry.confidence * entry.right.whole) for entry in bins) / answers
