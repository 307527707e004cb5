"""Metadata files: every good line is used, every bad one is named."""

import json
from pathlib import Path

import pytest

from sources.errors import IngestError
from sources.metadata import read_metadata


def write(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "metadata.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_line_becomes_details(tmp_path: Path) -> None:
    line = {
        "file": "ferry.txt",
        "external_id": "mail-17",
        "title": "Ferry runs again",
        "source": "Oster Mail",
        "url": "https://mail.example/ferry",
        "published": "2024-03-05",
        "byline": None,
        "published_basis": "anything else is left alone",
    }
    metadata = read_metadata(write(tmp_path, line, "", "  "))
    details = metadata.details["ferry.txt"]
    assert details["source_name"] == "Oster Mail"
    assert details["external_id"] == "mail-17"
    assert details["byline"] == ""
    assert str(details["published_at"]) == "2024-03-05 00:00:00+00:00"
    assert metadata.bad == ()


@pytest.mark.parametrize(
    ("line", "file", "reason"),
    [
        ('{"file": "b.txt", "title": ', "b.txt", "not a JSON object (Expecting value, column 28)"),
        ("[1, 2]", "", "not a JSON object"),
        ("[" * 100_000, "", "not a JSON object"),
        ('{"title": "no file"}', "", "“file” is missing"),
        ('{"file": "b.txt", "published": "yesterday"}', "b.txt", "“yesterday” is not a date"),
        ('{"file": "b.txt", "published": 20231006}', "b.txt", "“published” is not a text"),
        ('{"file": "b.txt", "source": ["x"]}', "b.txt", "“source” is not a text"),
        ('{"file": "a.txt", "title": "Another title"}', "a.txt", "Another line says otherwise about “a.txt”"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_used(tmp_path: Path, line: str, file: str, reason: str) -> None:
    metadata = read_metadata(write(tmp_path, {"file": "a.txt"}, line, {"file": "c.txt"}))
    (bad,) = metadata.bad
    assert (bad.number, bad.file) == (2, file)
    assert reason in bad.reason
    assert "c.txt" in metadata.details
    assert ("a.txt" in metadata.details) == (file != "a.txt")


def test_the_relative_path_comes_before_the_bare_name(tmp_path: Path) -> None:
    metadata = read_metadata(write(tmp_path, {"file": "north/a.txt", "title": "N"}, {"file": "a.txt", "title": "any"}))
    assert metadata.details[metadata.key_of("north/a.txt")]["title"] == "N"
    assert metadata.details[metadata.key_of("south/a.txt")]["title"] == "any"


def test_a_file_that_is_not_there_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="cannot be opened"):
        read_metadata(tmp_path / "none.jsonl")
