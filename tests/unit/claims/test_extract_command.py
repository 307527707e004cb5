"""`manage.py extract`: one JSON object a line, whatever else is in the input."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

TEXT = "Mayor Ana Kovač said that the bridge was closed. Engineer Ivo Marin thinks that it leaks.\n"


def run(*arguments: str) -> tuple[list[dict[str, object]], str, int]:
    """Printed rows, what stderr holds, and the exit code."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("extract", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code


def test_a_text_file_gives_all_its_attributions(tmp_path: Path) -> None:
    file = tmp_path / "bridge.txt"
    file.write_text(TEXT, encoding="utf-8")
    (row,), err, code = run(str(file))
    assert (row["id"], err, code) == ("bridge.txt", "", 0)
    first, second = row["attributions"]  # type: ignore[misc]
    assert set(first) == {"source", "cue", "content", "kind", "speaker", "confidence"}
    assert [TEXT[start:end] for start, end in first["source"]] == ["Mayor Ana Kovač"]
    assert [TEXT[start:end] for start, end in first["cue"]] == ["said"]
    assert [TEXT[start:end] for start, end in first["content"]] == ["that the bridge was closed"]
    assert (first["kind"], first["speaker"]) == ("indirect", "Ana Kovač")
    assert 0 < first["confidence"] <= 1
    assert TEXT[slice(*second["cue"][0])] == "thinks"


def test_lines_keep_their_ids_and_bad_ones_are_reported(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    good = [json.dumps({"id": 7, "text": TEXT}), json.dumps({"id": "last", "text": ""})]
    file.write_text(
        "\n".join([good[0], "", "{broken", '{"id": 3}', '{"id": 4, "text": 5}', "[1]", good[1]]), encoding="utf-8"
    )
    rows, err, code = run(str(file))
    assert [row["id"] for row in rows] == [7, "last"]
    assert rows[1]["attributions"] == []
    assert code == 1
    assert [f"line {number}" in err for number in range(1, 8)] == [False, False, True, True, True, True, False]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"id": "a", "text": TEXT}).encode())))
    rows, _, code = run("-")
    assert ([row["id"] for row in rows], code) == (["a"], 0)


def test_a_missing_file_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "bridge.txt"
    file.write_text(TEXT, encoding="utf-8")
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"\xff\xfe\x00\x80")
    rows, err, code = run(str(tmp_path / "none.txt"), str(binary), str(file))
    assert ([row["id"] for row in rows], code) == (["bridge.txt"], 1)
    assert "none.txt" in err
    assert "binary.txt" in err
