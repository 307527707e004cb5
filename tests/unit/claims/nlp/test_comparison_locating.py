"""The pieces a claim falls into, and which of them a contradiction is found to hang on."""

from __future__ import annotations

import pytest

from claims.nlp.claim_pairs import AXES, RELATIONS
from claims.nlp.comparison.locating import MOST_PIECES, clashing_words, pieces
from claims.nlp.entailment import Opinion
from claims.nlp.types import ClaimView


class Reader:
    """Sees a contradiction as long as the words of both texts that make it are there."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.runs = 0

    def opinion(self, a: ClaimView, b: ClaimView) -> Opinion:
        self.runs += 1
        there = sum(word in f"{a.text} | {b.text}" for word in self.words)
        share = 0.05 + 0.9 * there / len(self.words)
        return Opinion(
            relation={name: share if name == "contradicts" else (1 - share) / 4 for name in RELATIONS},
            axis=dict.fromkeys(AXES, 1 / len(AXES)),
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The mill was closed by order of the council on Friday.",
            ["The mill", "was closed", "by order of the council", "on Friday"],
        ),
        ("Rescuers said the wall fell because the river rose.", ["the wall", "fell", "the river", "rose"]),
        ("Fire!", ["Fire"]),
        ("…", ["…"]),
        ("", []),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in pieces(text)] == expected


def test_the_words_that_clash_are_found_in_both_texts() -> None:
    a = ClaimView("The mill was closed by order of the council on Friday.")
    b = ClaimView("A burst pipe shut the mill on Friday, its owner said.")
    in_a, in_b = clashing_words(Reader("order of the council", "burst pipe"), a, b)  # type: ignore[arg-type]
    assert [span.of(a.text) for span in in_a] == ["by order of the council"]
    assert [span.of(b.text) for span in in_b] == ["A burst pipe"]


def test_a_long_claim_costs_no_more_runs_than_it_may() -> None:
    long = ClaimView("The mill " + ", ".join(f"fell on day {day}" for day in range(30)) + ".")
    reader = Reader("day 3")
    clashing_words(reader, long, long)  # type: ignore[arg-type]
    assert reader.runs <= 2 * (MOST_PIECES + 1)


def test_where_no_piece_matters_something_is_shown_all_the_same() -> None:
    a, b = ClaimView("The mill was closed on Friday."), ClaimView("The mill is open.")
    in_a, in_b = clashing_words(Reader(" "), a, b)  # type: ignore[arg-type]
    assert in_a
    assert in_b
