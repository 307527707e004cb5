"""Decides what a metadata file says about which file: one JSON object a line, every bad line named by its number."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sources.errors import IngestError, TextError
from sources.ingest import Details
from sources.text import decode, parse_date

# In a line that is no JSON the file it was meant for can still be named, and is then not stored without its data.
_FILE: Final = re.compile(r'"file"\s*:\s*"([^"\\]+)"')
_FIELDS: Final = ("external_id", "title", "source", "url", "published", "byline")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used: its number, the file it is about ("" if that cannot be told), and why."""

    number: int
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a metadata file says, by file name or relative path."""

    details: dict[str, Details] = field(default_factory=dict)
    bad: tuple[BadLine, ...] = ()

    def key_of(self, path: str) -> str:
        """The name under which this relative path is known: the path itself, or else the bare file name."""
        known = {*self.details, *(line.file for line in self.bad)}
        return path if path in known else Path(path).name

    def bad_line(self, path: str) -> BadLine | None:
        key = self.key_of(path)
        return next((line for line in self.bad if line.file == key), None)


def read_metadata(path: Path) -> Metadata:
    """Read a metadata file; bad lines are returned, not raised. Raises IngestError if the file itself is unreadable."""
    try:
        content = decode(path.read_bytes())
    except OSError as error:
        raise IngestError(f"The metadata file {path} cannot be opened ({error.strerror}).") from error
    except TextError as error:
        raise IngestError(f"The metadata file {path}: {error}") from error
    details: dict[str, Details] = {}
    bad: list[BadLine] = []
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            file, given = _read_line(line)
            if details.get(file, given) != given:
                raise IngestError(f"Another line says otherwise about “{file}”. Remove one of the two.")
            details[file] = given
        except IngestError as error:
            named = _FILE.search(line)
            bad.append(BadLine(number, named[1] if named else "", str(error)))
    # Of two lines about one file neither is used: which of them is right, only a person knows.
    for name in {line.file for line in bad}:
        details.pop(name, None)
    return Metadata(details, tuple(bad))


def _read_line(line: str) -> tuple[str, Details]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = (
            f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        )
        raise IngestError(f"This is not a JSON object ({reason}). Write one object a line.") from None
    if not isinstance(record, dict):
        raise IngestError("This is not a JSON object. Write one object a line.")
    file = record.get("file")
    if not isinstance(file, str) or not file:
        raise IngestError("“file” is missing. Name the file that the line is about.")
    for name in _FIELDS:
        if not isinstance(record.get(name) or "", str):
            raise IngestError(f"“{name}” is not a text. Put it in quotation marks.")
    return file, _details(record)


def _details(record: dict[str, Any]) -> Details:
    given = {name: str(record.get(name) or "").strip() for name in _FIELDS}
    return {
        "source_name": given["source"],
        "external_id": given["external_id"],
        "title": given["title"],
        "url": given["url"],
        "byline": given["byline"],
        "published_at": parse_date(given["published"]) if given["published"] else None,
    }
