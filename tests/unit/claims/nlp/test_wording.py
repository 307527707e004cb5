"""Which words of a quotation differ from the recorded ones, and what is a writer's licence."""

import pytest

from claims.nlp.wording import Wording, compare_wording, count_words

RECORDED = "The ferry was late, and nobody told the passengers why. We are sorry for that."


def differing(quoted: str, recorded: str) -> tuple[list[str], list[str]]:
    found = compare_wording(quoted, recorded)
    return [span.of(quoted) for span in found.quoted], [span.of(recorded) for span in found.recorded]


@pytest.mark.parametrize(
    "quoted",
    [
        RECORDED,
        "nobody told the passengers why",
        "NOBODY told the “passengers” why!",
        "The ferry was late … We are sorry for that",
        "The ferry was late (...) nobody told the passengers why",
        "The ferry was late and […] we are sorry for that",
        "[The boat] was late, and nobody told the passengers why",
        "nobody told the [angry] passengers why",
    ],
)
def test_excerpts_omissions_insertions_and_house_style_are_the_same_words(quoted: str) -> None:
    found = compare_wording(quoted, RECORDED)
    assert found == Wording(is_same=True, is_near=True, similarity=1.0)


@pytest.mark.parametrize(
    ("quoted", "recorded"),
    [
        ("1435.6 tons came from the U.S. on Monday", "1,435.6 tons came from the US on Monday"),
        ("we don't trust the well-known Señor Ibáñez", "We don’t trust the well known Senor Ibanez"),
    ],
)
def test_spelling_of_figures_accents_hyphens_and_apostrophes_is_no_difference(quoted: str, recorded: str) -> None:
    assert compare_wording(quoted, recorded).is_same


@pytest.mark.parametrize(
    ("quoted", "mine", "theirs"),
    [
        ("The ferry was early, and nobody told the passengers why", ["early"], ["late"]),
        ("nobody told passengers why", [], ["the"]),
        ("nobody ever told the passengers why", ["ever"], []),
        ("The ferry was late … We are not sorry for that", ["not"], []),
    ],
)
def test_the_words_that_differ_are_named(quoted: str, mine: list[str], theirs: list[str]) -> None:
    found = compare_wording(quoted, RECORDED)
    assert (found.is_same, found.is_near) == (False, True)
    assert differing(quoted, RECORDED) == (mine, theirs)


def test_parts_around_an_omission_must_stand_in_this_order() -> None:
    assert not compare_wording("We are sorry for that … the ferry was late", RECORDED).is_same


@pytest.mark.parametrize(
    ("quoted", "recorded"),
    [
        ("We do not support the budget at all", "We do not support a wall of any length"),
        ("It is not safe here", "The town hall was warned at seven"),
        ("We will pay", "We will go"),
        ("… [nothing] …", "We will go"),
        ("We will pay for it", ""),
    ],
)
def test_another_statement_is_not_near(quoted: str, recorded: str) -> None:
    assert not compare_wording(quoted, recorded).is_near


def test_words_are_counted_without_insertions() -> None:
    assert count_words("nobody told [the] passengers … why, in the U.S.") == 7
