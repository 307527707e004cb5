"""`manage.py export claims` and `manage.py export relations`: the record as one JSON object a line."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db.models import Q

from claims.models import Claim, Pair, Verdict

# Rows held in memory at once; the database keeps the rest behind a cursor.
_CHUNK: Final = 1000
_LEFT_OUT: Final = [Verdict.Relation.UNRELATED, Verdict.Relation.ABSTAIN]


class Command(BaseCommand):
    help = "Print all current claims, or how they relate, as one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["claims", "relations"], help="what to print")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        rows = export_claims() if what == "claims" else export_relations()
        try:
            for row in rows:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            self.stdout.flush()
        except BrokenPipeError:
            # The reader has seen enough (`| head`). Python would complain once more when it closes the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def export_claims() -> Iterator[dict[str, Any]]:
    """Yield every claim that the newest analysis of its version finds, in order of recording."""
    claims = Claim.objects.current().with_context().order_by("pk")
    for claim in claims.defer("version__text", "version__bands", "search").iterator(_CHUNK):
        article = claim.version.article
        speaker = claim.speaker
        yield {
            "id": claim.pk,
            "article": {
                "external_id": article.external_id,
                "url": article.url,
                "title": article.title,
                "published_at": article.published_at.isoformat() if article.published_at else None,
                "source": article.source.name,
            },
            "version": claim.version.number,
            "start": claim.start,
            "end": claim.end,
            "spans": claim.spans,
            "text": claim.text,
            "kind": claim.kind,
            "cue": claim.cue,
            "mention": claim.mention_text,
            "speaker": {"id": speaker.pk, "name": speaker.name} if speaker else None,
            "confidence": claim.confidence,
        }


def export_relations() -> Iterator[dict[str, Any]]:
    """Yield the newest verdict of every pair of current claims that says how the two relate."""
    columns = ["id", "a_id", "b_id", "relation", "axis", "confidence", "state", "same_speaker", "reasons"]
    has_verdict = Q(relation__isnull=False) & ~Q(relation__in=_LEFT_OUT)
    pairs = Pair.objects.current().told_once().with_state().filter(has_verdict).order_by("pk").values(*columns)
    for pair in pairs.iterator(_CHUNK):
        yield {
            "id": pair["id"],
            "relation": pair["relation"],
            "axis": pair["axis"] or None,
            "confidence": pair["confidence"],
            "state": pair["state"],
            "a": pair["a_id"],
            "b": pair["b_id"],
            "same_speaker": pair["same_speaker"],
            "reasons": pair["reasons"],
        }
