"""How the claims of the annotated articles relate: what an editor must be shown, and what must be left alone."""

from __future__ import annotations

import datetime
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from claims.nlp.comparison import compare
from claims.nlp.embedding import Embedder
from claims.nlp.types import ClaimView, Relation

# Beside the listed contradictions: other pairs of the same two sides on the one question of where the drug is made.
EXTRA_CEILING = 3


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def called(shared: Path) -> dict[frozenset[str], Relation]:
    """The relation called for every pair of the annotated claims."""
    published = {
        row["file"]: datetime.date.fromisoformat(row["published"]) for row in rows(shared / "gold" / "metadata.jsonl")
    }
    claims = sorted(
        rows(shared / "gold" / "claims.jsonl"),
        key=lambda row: (published[row["article"]], row["article"], row["start"]),
    )
    vectors = Embedder.load().embed([claim["content"] for claim in claims])
    views = [
        ClaimView(text=claim["content"], speaker=claim["speaker"], published=published[claim["article"]])
        for claim in claims
    ]
    return {
        frozenset((claims[i]["id"], claims[j]["id"])): compare(
            views[i], views[j], similarity=float(vectors[i] @ vectors[j])
        ).relation
        for i, j in combinations(range(len(claims)), 2)
    }


@pytest.fixture(scope="module")
def listed(shared: Path) -> list[dict[str, Any]]:
    return rows(shared / "gold" / "relations.jsonl")


@pytest.mark.parametrize("relation", ["contradicts", "restates"])
def test_what_must_be_found(
    relation: str, called: dict[frozenset[str], Relation], listed: list[dict[str, Any]]
) -> None:
    wanted = [row for row in listed if row["relation"] == relation and row["expect"] == "must"]
    missed = [(row["a"], row["b"]) for row in wanted if called[frozenset((row["a"], row["b"]))] != relation]
    assert wanted
    assert missed == []


def test_what_must_be_left_alone(called: dict[frozenset[str], Relation], listed: list[dict[str, Any]]) -> None:
    alone = [frozenset((row["a"], row["b"])) for row in listed if row["relation"] == "none"]
    assert len(alone) == 16
    assert {called[ends] for ends in alone}.isdisjoint({Relation.CONTRADICTS, Relation.UPDATES})


def test_few_contradictions_beside_the_listed(
    called: dict[frozenset[str], Relation], listed: list[dict[str, Any]]
) -> None:
    known = {frozenset((row["a"], row["b"])) for row in listed if row["relation"] == "contradicts"}
    extra = [
        sorted(ends) for ends, relation in called.items() if relation is Relation.CONTRADICTS and ends not in known
    ]
    assert len(extra) <= EXTRA_CEILING, extra


def test_no_update_beside_the_listed(called: dict[frozenset[str], Relation], listed: list[dict[str, Any]]) -> None:
    known = {frozenset((row["a"], row["b"])) for row in listed if row["relation"] == "updates"}
    assert [ends for ends, relation in called.items() if relation is Relation.UPDATES and ends not in known] == []
