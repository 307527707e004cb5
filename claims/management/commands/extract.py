"""`manage.py extract`: who said what in texts, one JSON object a line. Reads no database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.extraction import tagger
from claims.management.lines import STANDARD_INPUT, LineCommand
from claims.nlp.attribution import extract
from claims.nlp.types import Attribution, Extraction, Span

Text = tuple[str, str]


class Command(LineCommand):
    help = 'Print the attributions of .txt files, of .jsonl files with lines {"id", "text"}, or of such lines on "-".'
    expected = '{"id", "text"}'

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", default=[STANDARD_INPUT], metavar="FILE", help=".txt or .jsonl; - is standard input"
        )

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        for file in files:
            for name, text in self._texts(file):
                self.print_row(row(name, text, extract(text, tagger=tagger())))
        self.finish()

    def _texts(self, file: str) -> Iterator[Text]:
        """Texts of one argument with their ids; what cannot be read is reported and left out."""
        if file == STANDARD_INPUT or file.endswith((".jsonl", ".ndjson")):
            yield from self.entries(file, read_text)
            return
        try:
            yield Path(file).name, Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.report(f"{file}: {error}")


def read_text(entry: dict[str, Any]) -> Text:
    """Id and text of a line."""
    text_id, text = entry["id"], entry["text"]
    if not isinstance(text, str):
        raise TypeError('"text" is not a string')
    return text_id, text


def row(name: str, text: str, extraction: Extraction) -> dict[str, Any]:
    """One line of output: the attributions that the text itself makes, thoughts and questions included."""
    outermost = [found for found in extraction.attributions if not found.chain]
    return {"id": name, "attributions": [_attribution(found, extraction) for found in outermost]}


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
