"""Version -> Claim and Mention rows: what one text says, as rows that later stages build on.

Reads and computes outside the transaction and writes the difference in a short one: rows that stay the same are not
touched, claims no longer found are retired, none is deleted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, Mention
from claims.nlp.attribution import content_text, extract, statements
from claims.nlp.parsing import language
from claims.nlp.tagging import Tagger
from claims.nlp.types import Attribution, DocumentSpeaker, Quantity, Span
from claims.nlp.weights import SHIPPED
from sources.models import Version

# Raise it whenever the same text may give other claims: every version is then analysed again.
PIPELINE_VERSION: Final = "tagger-1"
LANGUAGE: Final = "en"

_CLAIM_FIELDS: Final = (
    "start", "end", "spans", "text", "sha256", "standalone", "kind", "modality", "polarity", "cue", "cue_spans",
    "mention_text", "mention_spans", "mention_id", "mention_candidates", "chain", "time_from", "time_to", "quantities",
    "confidence", "pipeline_version", "retired_at",
)  # fmt: skip
_MENTION_FIELDS: Final = ("kind", "names", "roles", "side")


@cache
def tagger() -> Tagger:
    """The tagger that the settings name, loaded once per process."""
    return Tagger.load(Path(settings.COUNTERCLAIM_TAGGER or SHIPPED / "tagger"))


@dataclass(frozen=True, slots=True)
class ExtractionOutcome:
    """How many claims the version now has; `skipped` says why it was not read ("language: es"), else ""."""

    claims: int
    skipped: str = ""


def extract_claims(*, version: Version, pipeline_version: str = PIPELINE_VERSION) -> ExtractionOutcome:
    """Record the claims of a version. Running it again changes no row.

    A text in another language than English is not read: its claims from earlier runs are retired.
    """
    found_language = language(version.text)
    if found_language not in ("", LANGUAGE):
        _store(version, pipeline_version, (), ())
        _store_language(version, found_language)
        return ExtractionOutcome(0, f"language: {found_language}")
    article = version.article
    published = article.published_at.date() if article.published_at else None
    extraction = extract(version.text, published=published, by_line=article.byline, tagger=tagger())
    claims = statements(version.text, extraction, published=published)
    _store(version, pipeline_version, claims, extraction.speakers)
    _store_language(version, found_language)
    return ExtractionOutcome(len(claims))


def _store_language(version: Version, code: str) -> None:
    if code and version.language != code:
        Version.objects.filter(pk=version.pk).update(language=code)
        version.language = code


def _store(
    version: Version, pipeline_version: str, claims: Sequence[Attribution], speakers: Sequence[DocumentSpeaker]
) -> None:
    with transaction.atomic():
        # Two workers on one version write one after the other.
        Version.objects.select_for_update(no_key=True).get(pk=version.pk)
        mentions = _store_mentions(version, claims, speakers)
        wanted = {
            row.spans_key: row
            for claim in claims
            if (row := _claim_row(version, pipeline_version, claim, speakers, mentions)) is not None
        }
        existing = {row.spans_key: row for row in Claim.objects.filter(version=version).defer("search")}
        changed = [
            row for key, row in wanted.items() if key not in existing or _differs(row, existing[key], _CLAIM_FIELDS)
        ]
        Claim.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["version", "spans_key"],
            update_fields=[name.removesuffix("_id") for name in _CLAIM_FIELDS],
            batch_size=500,
        )
        vanished = [row.pk for key, row in existing.items() if key not in wanted and row.retired_at is None]
        if vanished:
            Claim.objects.filter(pk__in=vanished).update(retired_at=timezone.now())


def _store_mentions(
    version: Version, claims: Sequence[Attribution], speakers: Sequence[DocumentSpeaker]
) -> dict[str, Mention]:
    """Rows of the speakers that the claims name or could name, by key."""
    used = {number for claim in claims for number in (claim.speaker, *claim.candidates) if number is not None}
    wanted = {
        speaker.key[:300]: Mention(
            version=version,
            key=speaker.key[:300],
            kind=speaker.kind.value,
            names=[name[:200] for name in speaker.names],
            roles=[role[:300] for role in speaker.roles],
            side=speaker.side[:100],
        )
        for number, speaker in enumerate(speakers)
        if number in used
    }
    existing = {row.key: row for row in Mention.objects.filter(version=version)}
    changed = [
        row for key, row in wanted.items() if key not in existing or _differs(row, existing[key], _MENTION_FIELDS)
    ]
    Mention.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["version", "key"],
        update_fields=list(_MENTION_FIELDS),
        batch_size=500,
    )
    return {row.key: row for row in Mention.objects.filter(version=version, key__in=wanted)}


def _claim_row(
    version: Version,
    pipeline_version: str,
    claim: Attribution,
    speakers: Sequence[DocumentSpeaker],
    mentions: dict[str, Mention],
) -> Claim | None:
    spans_key = ",".join(f"{span.start}-{span.end}" for span in claim.content)
    if len(spans_key) > 400:
        return None
    text = content_text(version.text, claim.content)
    speaker = speakers[claim.speaker].key[:300] if claim.speaker is not None else ""
    return Claim(
        version=version,
        start=claim.content[0].start,
        end=claim.content[-1].end,
        spans=_pairs(claim.content),
        spans_key=spans_key,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        standalone=claim.standalone,
        kind=claim.kind.value,
        modality=claim.modality.value,
        polarity=claim.polarity.value,
        cue=_words(version.text, claim.cue)[:300],
        cue_spans=_pairs(claim.cue),
        mention_text=_words(version.text, claim.source)[:500],
        mention_spans=_pairs(claim.source),
        mention=mentions.get(speaker),
        mention_candidates=[speakers[number].key[:300] for number in claim.candidates],
        chain=[outer[:500] for outer in claim.chain],
        time_from=claim.time.start if claim.time else None,
        time_to=claim.time.end if claim.time else None,
        quantities=[_quantity(quantity) for quantity in claim.quantities],
        confidence=claim.confidence,
        pipeline_version=pipeline_version,
    )


def _differs(row: Claim | Mention, stored: Claim | Mention, fields: Sequence[str]) -> bool:
    return any(getattr(row, name) != getattr(stored, name) for name in fields)


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _words(text: str, spans: Sequence[Span]) -> str:
    return " … ".join(span.of(text) for span in spans)


def _quantity(quantity: Quantity) -> dict[str, object]:
    """A quantity as JSON; `start` and `end` are offsets into the version's text."""
    return {
        "start": quantity.span.start,
        "end": quantity.span.end,
        "low": quantity.low,
        "high": quantity.high,
        "unit": quantity.unit,
        "noun": quantity.noun,
        "approximate": quantity.approximate,
        "change": quantity.change,
    }
