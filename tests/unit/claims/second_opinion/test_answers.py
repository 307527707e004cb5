"""What counts as an answer of a language model: one form, a known relation, and quotations letter for letter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.nlp.types import Relation
from claims.second_opinion.chat import RELATIONS, read_answer
from claims.second_opinion.opinion import OpinionError

A, B = "The ferry sank at noon.", "No ferry has sunk, the “harbour” says."
GOOD: dict[str, Any] = {"relation": "contradicts", "quote_a": "ferry sank", "quote_b": "No ferry has sunk"}


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_and_abstention(relation: str) -> None:
    assert read_answer(json.dumps(GOOD | {"relation": relation}), A, B) == Relation(relation)


def test_quotations_may_be_the_whole_texts() -> None:
    assert read_answer(json.dumps(GOOD | {"quote_a": A, "quote_b": B}), A, B) == Relation.CONTRADICTS


@pytest.mark.parametrize(
    "changed",
    [
        {"relation": "true"},
        {"relation": "Contradicts"},
        {"relation": ["contradicts"]},
        {"relation": None},
        {"quote_a": ""},
        {"quote_a": "  "},
        {"quote_a": "Ferry sank"},
        {"quote_a": "The ferry  sank"},
        {"quote_a": "No ferry has sunk", "quote_b": "ferry sank"},
        {"quote_b": 'the "harbour" says'},
        {"quote_b": 5},
        {"reason": "because"},
    ],
)
def test_answers_of_another_content(changed: dict[str, Any]) -> None:
    with pytest.raises(OpinionError):
        read_answer(json.dumps(GOOD | changed), A, B)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "contradicts",
        "null",
        "[]",
        '{"relation": "contradicts"}',
        f"```json\n{json.dumps(GOOD)}\n```",
        f"Sure! {json.dumps(GOOD)}",
        json.dumps([GOOD]),
        json.dumps(GOOD)[:-1],
        "[" * 4000,
    ],
)
def test_answers_of_another_form(content: str) -> None:
    with pytest.raises(OpinionError):
        read_answer(content, A, B)
