"""`manage.py judge`: its formats, and that a bad line costs that line alone."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

PAIR = {
    "id": "p1",
    "a": {"text": "The mill is safe.", "speaker": "Lena Voss", "published": "2024-03-04", "side": "owners"},
    "b": {"text": "The mill is not safe.", "speaker": "Omar Teel", "published": "2024-03-05", "side": "union"},
}


def test_a_pair(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(json.dumps(PAIR) + "\n\n")
    out = io.StringIO()
    call_command("judge", str(file), stdout=out)
    (line,) = map(json.loads, out.getvalue().splitlines())
    assert (line["id"], line["relation"], line["axis"]) == ("p1", "contradicts", "polarity")
    assert 0 < line["confidence"] == line["p_contradicts"] <= 1
    assert line["reasons"] == [
        {
            "text": "The second statement denies what the first affirms: “not safe” against “safe”.",
            "a": [[12, 16]],
            "b": [[12, 15], [16, 20]],
        }
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "not JSON: Expecting value"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "not an object"),
        ('{"id": 1, "a": {"text": "x"}}', "no 'b'"),
        ('{"id": 1, "a": {"text": ""}, "b": {"text": "x"}}', '"text" is not a string with words'),
        ('{"id": 1, "a": "x", "b": {"text": "x"}}', "a claim is not an object"),
        ('{"id": 1, "a": {"text": "x", "published": "May"}, "b": {"text": "x"}}', "Invalid isoformat string"),
        ('{"id": 1, "a": {"text": "%s"}, "b": {"text": "x"}}' % ("x" * 5001), "at most 5000"),
        ('{"id": 1, "a": {"text": "\\ud800"}, "b": {"text": "x"}}', "half a character"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_goes_on(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(f"{line}\n{json.dumps(PAIR)}\n")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit):
        call_command("judge", str(file), stdout=out, stderr=err)
    assert "line 1: " in err.getvalue()
    assert message in err.getvalue()
    assert json.loads(out.getvalue())["id"] == "p1"


def test_a_missing_file(tmp_path: Path) -> None:
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("judge", str(tmp_path / "none.jsonl"), stderr=err)
    assert "No such file" in err.getvalue()
