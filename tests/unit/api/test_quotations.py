"""The words around a claim: exact, cut at whole words, with offsets that hold in the whole text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.quotations import MARGIN, context_of
from claims.models import Claim


def quoted(text: str, start: int, end: int) -> Claim:
    """A claim as `quotable` loads it."""
    claim = Claim(start=start, end=end)
    claim.around_start = max(start - MARGIN, 0)
    claim.around = text[claim.around_start : end + MARGIN]
    return claim


def test_a_short_text_is_shown_whole() -> None:
    assert context_of(quoted("One two three.", 4, 7)) == {"start": 0, "end": 14, "text": "One two three."}


def test_half_words_at_the_margins_are_left_out() -> None:
    text = "gull " * 100
    context = context_of(quoted(text, 252, 254))
    assert context == {"start": 55, "end": 449, "text": text[55:449]}
    assert set(context["text"].split()) == {"gull"}


def test_a_text_without_spaces_leaves_the_claim_alone() -> None:
    assert context_of(quoted("x" * 1000, 500, 510)) == {"start": 500, "end": 510, "text": "x" * 10}


@pytest.mark.parametrize(("start", "end"), [(0, 1000), (0, 1), (999, 1000)])
def test_a_claim_at_the_edges_of_a_text(start: int, end: int) -> None:
    context = context_of(quoted("x" * 1000, start, end))
    assert context["start"] <= start < end <= context["end"]


@given(st.text(alphabet="ab \n", min_size=1, max_size=700), st.data())
def test_the_claim_is_always_inside_and_the_words_are_those_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    context = context_of(quoted(text, start, end))
    assert context["text"] == text[context["start"] : context["end"]]
    assert max(start - MARGIN, 0) <= context["start"] <= start
    assert end <= context["end"] <= min(end + MARGIN, len(text))
