"""Rows as the trainer reads them, the same for a seed, and a probe that finds a giveaway where there is one."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from training.pairs.contents import Content, person_of, sentences
from training.pairs.make import generate, level, main
from training.pairs.probe import probe

RELATIONS = {"contradicts", "updates", "restates", "differs_in_scope", "unrelated"}


def test_rows_have_the_keys_of_claim_relations_and_dates_in_order(contents: list[Content]) -> None:
    rows = list(generate(contents, 150, 3))
    assert {row["relation"] for row in rows} == RELATIONS
    for row in rows:
        assert {"id", "event", "beat", "a", "b", "relation", "axis", "note", "made"} <= set(row)
        for side in "ab":
            assert set(row[side]) == {"text", "speaker", "role", "side", "source", "published", "kind"}
            assert row[side]["text"][0].isupper() or not row[side]["text"][0].islower()
        days = [date.fromisoformat(row[side]["published"]) for side in "ab"]
        assert days[0] <= days[1]
        assert row["relation"] != "updates" or days[0] < days[1]
        assert (row["axis"] is not None) == (row["relation"] in {"contradicts", "updates", "differs_in_scope"})
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_seed_gives_the_same_file(articles_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for name in ("one", "two"):
        out = tmp_path / f"{name}.jsonl.gz"
        assert (
            main(["--data", str(articles_file), "--out", str(out), "--count", "60", "--seed", "5", "--show", "1"]) == 0
        )
        with gzip.open(out, "rt", encoding="utf-8") as file:
            texts.append(file.read())
    assert texts[0] == texts[1]
    assert json.loads(texts[0].splitlines()[0])["id"].startswith("made-5-")
    assert "probe, side b alone" in capsys.readouterr().out


def test_words_of_the_first_person_keep_their_speaker(contents: list[Content]) -> None:
    rows = list(generate(contents, 200, 4))
    own = [row for row in rows if " we " in row["a"]["text"] and row["relation"] != "unrelated"]
    assert all(row["a"]["speaker"] == row["b"]["speaker"] for row in own)


def test_level_shares_what_is_wanted_and_gives_no_more_than_there_is() -> None:
    assert level({"rare": 5, "common": 100, "frequent": 400}, 105) == 50
    assert level({"rare": 5}, 105) == float("inf")


def test_probe_finds_a_giveaway_and_nothing_where_there_is_none() -> None:
    told = [
        {
            "event": str(n),
            "relation": "contradicts" if n % 2 else "restates",
            "b": {"text": f"ship {n % 7} did {'not ' if n % 2 else ''}sail"},
        }
        for n in range(600)
    ]
    accuracy, majority, _ = probe(told, "b")
    assert accuracy > 0.95 > majority
    hidden = [{**row, "b": {"text": f"ship {n % 7} did sail"}} for n, row in enumerate(told)]
    assert probe(hidden, "b")[0] < 0.65


def test_sentences_are_cut_and_bared() -> None:
    found = [
        text for text, _ in sentences("“The ferry left the port at noon today. Who would have thought so of her?”")
    ]
    assert found == ["The ferry left the port at noon today"]


@pytest.mark.parametrize(
    ("source", "speaker", "role"),
    [("Mayor Helen Ostrow", "Helen Ostrow", "mayor"), ("she", "", ""), ("40 percent of voters", "", "")],
)
def test_speaker_of_a_source(source: str, speaker: str, role: str) -> None:
    person = person_of(source)
    assert (person.speaker, person.role) == (speaker, role)
