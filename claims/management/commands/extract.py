"""`manage.py extract`: who said what in texts, one JSON object a line. Reads no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims.nlp.attribution import extract
from claims.nlp.types import Attribution, Extraction, Span

Text = tuple[str, str]


class Command(BaseCommand):
    help = 'Print the attributions of .txt files, of .jsonl files with lines {"id", "text"}, or of such lines on "-".'
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", default=["-"], metavar="FILE", help=".txt or .jsonl; - is standard input"
        )

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        self.failed = False
        for file in files:
            for name, text in self._texts(file):
                self.stdout.write(json.dumps(row(name, text, extract(text)), ensure_ascii=False))
        if self.failed:
            sys.exit(1)

    def _texts(self, file: str) -> Iterator[Text]:
        """Texts of one argument with their ids; what cannot be read is reported and left out."""
        try:
            if file == "-":
                yield from self._lines("standard input", sys.stdin)
            elif file.endswith((".jsonl", ".ndjson")):
                with Path(file).open(encoding="utf-8") as lines:
                    yield from self._lines(file, lines)
            else:
                yield Path(file).name, Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self._report(f"{file}: {error}")

    def _lines(self, name: str, lines: Any) -> Iterator[Text]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                text_id, text = entry["id"], entry["text"]
                if not isinstance(text, str):
                    raise TypeError('"text" is not a string')
            except json.JSONDecodeError as error:
                self._report(f"{name}, line {number}: not JSON: {error.msg}")
                continue
            except (KeyError, TypeError) as error:
                reason = f"no {error}" if isinstance(error, KeyError) else str(error)
                self._report(f'{name}, line {number}: {reason}; expected {{"id", "text"}}')
                continue
            yield text_id, text

    def _report(self, message: str) -> None:
        self.failed = True
        self.stderr.write(message)


def row(name: str, text: str, extraction: Extraction) -> dict[str, Any]:
    """One line of output: all attributions of a text, thoughts and questions included."""
    return {"id": name, "attributions": [_attribution(found, extraction) for found in extraction.attributions]}


def _attribution(found: Attribution, extraction: Extraction) -> dict[str, Any]:
    speaker = extraction.speakers[found.speaker] if found.speaker is not None else None
    return {
        "source": _pairs(found.source),
        "cue": _pairs(found.cue),
        "content": _pairs(found.content),
        "kind": found.kind.value,
        "speaker": speaker.names[0] if speaker and speaker.names else None,
        "confidence": found.confidence,
    }


def _pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
