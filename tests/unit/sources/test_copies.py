"""Shingles, MinHash bands and the share of two texts, without a database."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.copies import BANDS, COPY_SHARE, bands, share, shingles

WORDS = [
    f"{stem}{ending}" for stem in ("harbour", "ferry", "pier", "storm", "tide", "crew") for ending in "abcdefghijkl"
]


def story(seed: int, length: int = 400) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)  # noqa: S311


def reprint(words: list[str], *, every: int) -> list[str]:
    """The same with every n-th word replaced."""
    return [f"other{i}" if i % every == 0 else word for i, word in enumerate(words)]


def are_candidates(a: str, b: str) -> bool:
    return bool(set(bands(shingles(a))) & set(bands(shingles(b))))


def test_case_punctuation_and_spacing_do_not_matter() -> None:
    plain = shingles("The ferry runs again from June on")
    assert np.array_equal(plain, shingles("THE ferry — runs\n\nagain, from “June” on."))
    assert plain.size == 3


def test_a_text_under_five_words_has_nothing_to_share() -> None:
    assert shingles("The ferry runs again").size == 0
    assert bands(shingles("The ferry runs again")) == []
    assert share(shingles(""), shingles("")) == 0.0


def test_an_edited_reprint_is_a_copy_and_is_found() -> None:
    for seed in range(20):
        words = story(seed)
        a, b = " ".join(words), " ".join(reprint(words, every=40))
        assert share(shingles(a), shingles(b)) >= COPY_SHARE
        assert are_candidates(a, b)


def test_a_story_cut_to_its_first_two_thirds_is_a_copy() -> None:
    for seed in range(20):
        words = story(seed)
        a, b = " ".join(words), " ".join(words[: len(words) * 2 // 3])
        assert share(shingles(a), shingles(b)) >= COPY_SHARE
        assert are_candidates(a, b)


def test_two_stories_that_quote_the_same_statement_are_no_copies() -> None:
    statement = story(99, 80)
    a, b = " ".join(story(1, 200) + statement), " ".join(statement + story(2, 200))
    assert 0 < share(shingles(a), shingles(b)) < COPY_SHARE


def test_other_stories_are_no_candidates() -> None:
    assert not any(are_candidates(" ".join(story(seed)), " ".join(story(seed + 1000))) for seed in range(20))


def test_bands_fit_the_column_and_stay_the_same() -> None:
    found = bands(shingles("The ferry to the island runs again from June on"))
    assert len(found) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in found)
    # Stored with every version: other values would part new texts from old ones.
    assert found[:2] == [-6358589526062932530, 3270888249257253877]


@settings(max_examples=50)
@given(st.lists(st.sampled_from(WORDS[:8]), max_size=60), st.lists(st.sampled_from(WORDS[:8]), max_size=60))
def test_the_share_is_that_of_the_sets_of_runs(a: list[str], b: list[str]) -> None:
    left = {tuple(a[i : i + 5]) for i in range(len(a) - 4)}
    right = {tuple(b[i : i + 5]) for i in range(len(b) - 4)}
    expected = len(left & right) / len(left | right) if left | right else 0.0
    assert share(shingles(" ".join(a)), shingles(" ".join(b))) == expected
    assert share(shingles(" ".join(b)), shingles(" ".join(a))) == expected
