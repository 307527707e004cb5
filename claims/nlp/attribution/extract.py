"""Puts the steps together: parse, find, name the speakers, judge each find."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from claims.nlp.attribution import finding
from claims.nlp.attribution import statements as reading
from claims.nlp.attribution.cast import Reading
from claims.nlp.attribution.references import References
from claims.nlp.attribution.spans import Found
from claims.nlp.attribution.standalone import fill, filled
from claims.nlp.parsing import ParsedText, parse
from claims.nlp.people import People
from claims.nlp.quantities import find_quantities
from claims.nlp.tagging import Tagger
from claims.nlp.times import find_time
from claims.nlp.types import Attribution, Extraction, Quantity, Span, TimeRef

JOIN = " … "


def extract(
    text: str, *, published: datetime.date | None = None, by_line: str = "", tagger: Tagger | None = None
) -> Extraction:
    """All attributions of a text and the speakers it names.

    Offsets are those of `text`. `published` resolves relative dates; `by_line` keeps the authors from being taken for
    speakers. Attributions that the record leaves out have `is_claim` False. `tagger` is the one that ships
    unless another is given.
    """
    parsed = parse(text)
    found = finding.find(parsed, tagger or Tagger.load())
    references = References(parsed, People(parsed), by_line)
    readings = _agreed(parsed, found, references, by_line)
    claiming = [reading.is_claim(parsed, item) for item in found]
    speakers = references.document_speakers()
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
                fillings=fill(
                    parsed,
                    references.people,
                    item,
                    None if who.speaker is None else speakers[who.speaker],
                    published=published,
                ),
                quantities=_quantities(text, item.content),
                time=_time(text, item.content, published),
                confidence=item.confidence,
            )
        )
    return Extraction(tuple(attributions), speakers)


def _agreed(parsed: ParsedText, found: Sequence[Found], references: References, by_line: str) -> list[Reading]:
    """The readings of the sources; none where the rival source means someone else or nobody in particular."""
    readings = references.read(found)
    if not any(item.rival for item in found):
        return readings
    other = References(parsed, People(parsed), by_line)
    rivals = other.read([replace(item, source=item.rival) if item.rival else item for item in found])
    names, others = references.document_speakers(), other.document_speakers()
    for number, item in enumerate(found):
        mine, theirs = readings[number].speaker, rivals[number].speaker
        if item.rival and mine is not None and (theirs is None or names[mine].key != others[theirs].key):
            readings[number] = Reading(None, (mine,))
    return readings


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
                standalone=filled(text, content, attribution.fillings),
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
