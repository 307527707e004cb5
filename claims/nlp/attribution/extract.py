"""Puts the steps together: parse, find, name the speakers, judge each find."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from claims.nlp.attribution import rules
from claims.nlp.attribution import statements as reading
from claims.nlp.attribution.references import References
from claims.nlp.attribution.spans import Finder
from claims.nlp.parsing import parse
from claims.nlp.people import People
from claims.nlp.quantities import find_quantities
from claims.nlp.times import find_time
from claims.nlp.types import Attribution, Extraction, Quantity, Span, TimeRef

JOIN = " … "


def extract(
    text: str, *, published: datetime.date | None = None, by_line: str = "", find: Finder = rules.find
) -> Extraction:
    """All attributions of a text and the speakers it names.

    Offsets are those of `text`. `published` resolves relative dates; `by_line` keeps the authors from being taken for
    speakers. Attributions that the record leaves out have `is_claim` False.
    """
    parsed = parse(text)
    found = find(parsed)
    references = References(parsed, People(parsed), by_line)
    readings = references.read(found)
    claiming = [reading.is_claim(parsed, item) for item in found]
    attributions = []
    for item, who, outer, claim in zip(found, readings, reading.chains(found), claiming, strict=True):
        words = content_text(text, item.content)
        attributions.append(
            Attribution(
                content=item.content,
                cue=item.cue,
                source=item.source,
                kind=reading.kind(parsed, item),
                modality=reading.modality(reading.act(parsed, item), words, past=reading.reports_past(parsed, item)),
                polarity=reading.polarity(parsed, item.content),
                # What one speaker says that another said is recorded once, as the words of the first.
                is_claim=claim and not any(claiming[other] for other in outer),
                speaker=who.speaker,
                candidates=who.candidates,
                chain=tuple(_joined(text, found[other].source) for other in outer if found[other].source),
                quantities=_quantities(text, item.content),
                time=_time(text, item.content, published),
                confidence=item.confidence,
            )
        )
    return Extraction(tuple(attributions), references.document_speakers())


def statements(text: str, extraction: Extraction, *, published: datetime.date | None = None) -> tuple[Attribution, ...]:
    """The claims of an extraction as the record keeps them, in order.

    Content without quotation marks, a leading "that" and the final full stop. A quotation that goes on in a new
    sentence after its attribution is a claim of its own; one sentence split by it is one claim of several spans.
    """
    found: dict[tuple[Span, ...], Attribution] = {}
    for attribution in extraction.attributions:
        if not attribution.is_claim:
            continue
        pieces = reading.pieces(text, attribution.content, attribution.kind)
        for content in pieces:
            words = content_text(text, content)
            if content in found or not any(map(str.isalnum, words)):
                continue
            piece = replace(
                attribution,
                content=content,
                quantities=_quantities(text, content),
                time=_time(text, content, published),
            )
            if len(pieces) > 1:
                piece = replace(
                    piece,
                    modality=reading.modality_of_part(attribution.modality, words),
                    polarity=reading.polarity(parse(words), (Span(0, len(words)),)),
                )
            found[content] = piece
    return tuple(sorted(found.values(), key=lambda attribution: attribution.content))


def _joined(text: str, spans: Sequence[Span]) -> str:
    return " ".join(span.of(text) for span in spans)


def content_text(text: str, content: Sequence[Span]) -> str:
    """The verbatim content; several spans joined by an ellipsis."""
    return JOIN.join(span.of(text) for span in content)


def _quantities(text: str, content: Sequence[Span]) -> tuple[Quantity, ...]:
    """Quantities in the content, with spans in the text."""
    found = []
    for span in content:
        for quantity in find_quantities(span.of(text)):
            moved = Span(quantity.span.start + span.start, quantity.span.end + span.start)
            found.append(replace(quantity, span=moved))
    return tuple(found)


def _time(text: str, content: Sequence[Span], published: datetime.date | None) -> TimeRef | None:
    for span in content:
        found = find_time(span.of(text), published=published)
        if found is not None:
            return replace(found, span=Span(found.span.start + span.start, found.span.end + span.start))
    return None
