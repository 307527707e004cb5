"""`manage.py judge`: how pairs of claims relate, one JSON object a line. Reads no database."""

from __future__ import annotations

import datetime
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims.embeddings import embed_texts
from claims.nlp.comparison import compare
from claims.nlp.embedding import Vectors, cosine
from claims.nlp.types import ClaimView, Judgement
from claims.verdicts import reasons_as_json

# A claim is a statement of one article; longer input is a mistake and would cost minutes to parse.
MAX_CHARACTERS = 5000
_WORDS = ("speaker", "role", "side", "source", "kind")


class Command(BaseCommand):
    help = (
        'Judge pairs of claims: lines {"id", "a": {"text", "speaker", "role", "side", "source", "published", "kind"}, '
        '"b": {...}} of a file or of stdin ("-"). All but the texts is optional.'
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=".jsonl; - is standard input")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        self.failed = False
        try:
            if file == "-":
                self._judge("standard input", sys.stdin)
            else:
                with Path(file).open(encoding="utf-8") as lines:
                    self._judge(file, lines)
        except (OSError, UnicodeDecodeError) as error:
            self._report(f"{file}: {error}")
        if self.failed:
            sys.exit(1)

    def _judge(self, name: str, lines: Iterable[str]) -> None:
        """Judge line by line; a line that cannot be read is reported with its number and left out."""
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                if not isinstance(entry, dict):
                    raise TypeError("not an object")
                pair_id, a, b = entry["id"], view(entry["a"]), view(entry["b"])
            except (ValueError, KeyError, TypeError) as error:
                reason = f"no {error}" if isinstance(error, KeyError) else str(error)
                self._report(
                    f'{name}, line {number}: {reason}; expected {{"id", "a": {{"text", …}}, "b": {{"text", …}}}}'
                )
                continue
            judgement = compare(a, b, similarity=cosine(_vector(a.text), _vector(b.text)))
            self.stdout.write(json.dumps(row(pair_id, judgement), ensure_ascii=False))

    def _report(self, message: str) -> None:
        self.failed = True
        self.stderr.write(message)


def view(entry: Any) -> ClaimView:
    """A claim as given in a line. Raises KeyError, TypeError or ValueError that says what is wrong with it."""
    if not isinstance(entry, dict):
        raise TypeError("a claim is not an object")
    text = entry["text"]
    if not isinstance(text, str) or not text.strip():
        raise TypeError('"text" is not a string with words')
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f'"text" has {len(text)} characters, at most {MAX_CHARACTERS} are read')
    published = entry.get("published")
    if published is not None and not isinstance(published, str):
        raise TypeError('"published" is not a date as text')
    return ClaimView(
        text=text,
        published=datetime.date.fromisoformat(published[:10]) if published else None,
        **{word: str(entry.get(word) or "") for word in _WORDS},
    )


def row(pair_id: Any, judgement: Judgement) -> dict[str, Any]:
    """One line of output."""
    return {
        "id": pair_id,
        "relation": judgement.relation.value,
        "axis": judgement.axis.value if judgement.axis else None,
        "confidence": judgement.confidence,
        "p_contradicts": judgement.p_contradicts,
        "same_speaker": judgement.same_speaker,
        "reasons": reasons_as_json(judgement.reasons),
    }


@lru_cache(maxsize=2048)
def _vector(text: str) -> Vectors:
    vector: Vectors = embed_texts([text])[0]
    return vector
