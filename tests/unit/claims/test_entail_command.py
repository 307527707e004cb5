"""`manage.py entail`: its format, that a bad line costs that line alone, and what it says where there is no model."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from claims import entailment
from claims.entailment import relation_model
from tests.tiny_models import relation_folder

TABLE = {"entailment": {"never": {"contradiction": 12.0}, "again": {"entailment": 12.0}}}
GOOD = {"id": "p1", "premise": "The mill is shut", "hypothesis": "never"}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """No model of another test's settings."""
    relation_model.cache_clear()
    yield
    relation_model.cache_clear()


@pytest.fixture
def model(settings: Settings, tmp_path: Path) -> None:
    settings.COUNTERCLAIM_ENTAILMENT = str(relation_folder(tmp_path / "model", TABLE))


def run(*lines: str | bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[list[dict[str, object]], str, int]:
    """Printed rows, what stderr holds, and the exit code."""
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("entail", "-", stdout=out, stderr=err)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code


@pytest.mark.usefixtures("model")
def test_probabilities_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    other = {"id": 7, "premise": "again", "hypothesis": "again"}
    file.write_text(f"\ufeff{json.dumps(GOOD)}\n\n{json.dumps(other)}\n", encoding="utf-8")
    out = io.StringIO()
    call_command("entail", str(file), stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert list(first) == ["id", "entailment", "neutral", "contradiction"]
    assert (first["id"], second["id"]) == ("p1", 7)
    assert first["contradiction"] > max(first["entailment"], first["neutral"])
    assert second["entailment"] > 0.9
    for row in (first, second):
        assert sum(row[name] for name in ("entailment", "neutral", "contradiction")) == pytest.approx(1, abs=1e-5)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        (b'{"id": "\xff"}', "not UTF-8"),
        ("[1]", "not an object"),
        ('{"premise": "x", "hypothesis": "y"}', "no 'id'"),
        ('{"id": 1, "premise": "x"}', "no 'hypothesis'"),
        ('{"id": 1, "premise": 5, "hypothesis": "y"}', '"premise" is not a string with words'),
        ('{"id": 1, "premise": "x", "hypothesis": " "}', '"hypothesis" is not a string with words'),
        (f'{{"id": 1, "premise": "{"x" * 20_001}", "hypothesis": "y"}}', "at most 20000"),
        ('{"id": 1, "premise": "\\ud800", "hypothesis": "y"}', "half a character"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, line: str | bytes, message: str
) -> None:
    rows, err, code = run(line, json.dumps(GOOD), monkeypatch=monkeypatch)
    assert ([row["id"] for row in rows], code) == (["p1"], 1)
    assert "standard input, line 1: " in err
    assert message in err
    assert 'expected {"id", "premise", "hypothesis"}' in err


@pytest.mark.usefixtures("model")
def test_an_id_with_half_a_character_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, err, code = run(json.dumps(GOOD | {"id": "\ud800"}), monkeypatch=monkeypatch)
    assert ([row["id"] for row in rows], err, code) == (["\ud800"], "", 0)


@pytest.mark.usefixtures("model")
def test_a_missing_file(tmp_path: Path) -> None:
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("entail", str(tmp_path / "none.jsonl"), stderr=err)
    assert "No such file" in err.getvalue()


def test_without_a_model_it_says_how_to_get_one(settings: Settings, tmp_path: Path) -> None:
    settings.COUNTERCLAIM_ENTAILMENT = str(tmp_path / "none")
    with pytest.raises(CommandError, match="No model in"):
        call_command("entail", str(tmp_path / "pairs.jsonl"))


def test_without_a_model_that_ships(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.COUNTERCLAIM_ENTAILMENT = ""
    monkeypatch.setattr(entailment, "SHIPPED", tmp_path / "none")
    with pytest.raises(CommandError, match=r"No model in .* point the setting of this model"):
        call_command("entail", str(tmp_path / "pairs.jsonl"))


def test_the_model_that_ships_needs_no_setting(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.COUNTERCLAIM_ENTAILMENT = ""
    monkeypatch.setattr(entailment, "SHIPPED", relation_folder(tmp_path / "relations", TABLE))
    assert relation_model().version == "tiny-1"
