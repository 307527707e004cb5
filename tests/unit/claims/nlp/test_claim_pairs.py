"""How pairs of texts and of claims become the tokens that the relation model reads."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from claims.nlp.claim_pairs import AXES, RELATIONS, distance, encode_claims, encode_pair, render
from claims.nlp.types import Axis, ClaimView, Relation
from tests.tiny_models import relation_folder

WORDS = {"relation": {word: {} for word in "one two three four five six later days 2".split()}}


@pytest.fixture
def tokenizer(tmp_path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(relation_folder(tmp_path, WORDS) / "tokenizer.json"))


def read(tokenizer: Tokenizer, tokens: list[int]) -> str:
    return " ".join(tokenizer.id_to_token(token) for token in tokens)


def day(number: int) -> datetime.date:
    return datetime.date(2024, 5, number)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (ClaimView("The mill is shut."), "The mill is shut."),
        (
            ClaimView("It is shut.", "Ada Brandt", "owner", "Brandt Mills", "The Gazette"),
            "Ada Brandt, owner, Brandt Mills (The Gazette): It is shut.",
        ),
        (ClaimView("It is shut.", source="The Gazette"), "The Gazette: It is shut."),
        (ClaimView("It is shut.", standalone="The mill is shut."), "The mill is shut."),
    ],
)
def test_a_claim_as_text(claim: ClaimView, text: str) -> None:
    assert render(claim) == text


def test_the_second_begins_with_its_distance() -> None:
    claim = ClaimView("It is shut.", "Ada Brandt", published=day(14))
    assert render(claim, distance(ClaimView("x", published=day(2)), claim)) == "12 days later, Ada Brandt: It is shut."
    assert render(ClaimView("It is shut."), "same day, ") == "same day: It is shut."


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (2, 2, "same day, "),
        (2, 3, "1 day later, "),
        (2, 14, "12 days later, "),
        (14, 2, "12 days earlier, "),
    ],
)
def test_distances(a: int, b: int, words: str) -> None:
    assert distance(ClaimView("x", published=day(a)), ClaimView("x", published=day(b))) == words


def test_no_distance_without_two_dates() -> None:
    assert distance(ClaimView("x"), ClaimView("x", published=day(2))) == ""


def test_tokens_of_a_pair(tokenizer: Tokenizer) -> None:
    assert read(tokenizer, encode_pair(tokenizer, "one two", "three")) == "<s> one two </s> </s> three </s>"
    a, b = ClaimView("one", published=day(2)), ClaimView("two", published=day(4))
    assert read(tokenizer, encode_claims(tokenizer, a, b)) == "<s> one </s> </s> 2 days later <unk> two </s>"


@pytest.mark.parametrize(
    ("one", "two", "tokens"),
    [
        ("one two three four five six", "one", "<s> one two three </s> </s> one </s>"),
        ("one", "one two three four five six", "<s> one </s> </s> one two three </s>"),
        ("one two three four", "four five six", "<s> one two </s> </s> four five </s>"),
    ],
)
def test_the_longer_text_is_cut_first(tokenizer: Tokenizer, one: str, two: str, tokens: str) -> None:
    assert read(tokenizer, encode_pair(tokenizer, one, two, limit=8)) == tokens


def test_a_book_and_half_a_character(tokenizer: Tokenizer) -> None:
    tokens = encode_pair(tokenizer, "one " * 1_000_000, "\ud800")
    assert len(tokens) == 192
    assert tokens[-2:] == [tokenizer.token_to_id("<unk>"), tokenizer.token_to_id("</s>")]


def test_a_tokenizer_of_another_family() -> None:
    with pytest.raises(ValueError, match="no <s>"):
        encode_pair(Tokenizer(WordLevel({"[CLS]": 0}, unk_token="[CLS]")), "one", "two")


def test_every_relation_and_axis_has_a_place() -> None:
    assert set(RELATIONS) == set(Relation) - {Relation.ABSTAIN}
    assert set(Axis) <= set(AXES)
