"""`manage.py judge`: how pairs of claims relate, one JSON object a line. Reads no database."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from claims.embeddings import embed_texts
from claims.management.lines import LineCommand, words_of
from claims.nlp.comparison import compare
from claims.nlp.embedding import Vectors, cosine
from claims.nlp.types import ClaimView, Judgement
from claims.verdicts import reasons_as_json

# A claim is a statement of one article; longer input is a mistake and would cost minutes to parse.
MAX_CHARACTERS = 5000
_WORDS = ("speaker", "role", "side", "source", "kind")


class Command(LineCommand):
    help = (
        'Judge pairs of claims: lines {"id", "a": {"text", "speaker", "role", "side", "source", "published", "kind"}, '
        '"b": {...}} of a file or of stdin ("-"). All but the texts is optional.'
    )
    expected = '{"id", "a": {"text", …}, "b": {"text", …}}'

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        for pair_id, a, b in self.entries(file, read_pair):
            judgement = compare(a, b, similarity=cosine(_vector(a.text), _vector(b.text)))
            self.print_row(row(pair_id, judgement))
        self.finish()


def read_pair(entry: dict[str, Any]) -> tuple[Any, ClaimView, ClaimView]:
    """Id and claims of a line."""
    return entry["id"], view(entry["a"]), view(entry["b"])


def view(entry: Any) -> ClaimView:
    """A claim as given in a line. Raises KeyError, TypeError or ValueError that says what is wrong with it."""
    if not isinstance(entry, dict):
        raise TypeError("a claim is not an object")
    text = words_of(entry, "text", at_most=MAX_CHARACTERS)
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
