"""Puts the steps together: parse, find, name the speakers, judge each find."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from claims.nlp.attribution import rules
from claims.nlp.attribution import statements as reading
from claims.nlp.attribution.spans import Finder, Found
from claims.nlp.parsing import ParsedText, parse
from claims.nlp.people import People
from claims.nlp.quantities import find_quantities
from claims.nlp.references import Reading, References
from claims.nlp.times import find_time
from claims.nlp.types import Attribution, Extraction, Quantity, Span

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
    people = People(parsed)
    references = References(parsed, people, by_line)
    readings = references.read(found)
    chains = reading.chains(parsed, found)
    claiming = [reading.is_claim(parsed, item, nested=False) for item in found]
    attributions = []
    for number, item in enumerate(found):
        outer = chains[number]
        nested = any(claiming[other] for other in outer)
        attributions.append(
            _attribution(
                parsed,
                item,
                readings[number],
                chain=tuple(
                    " ".join(s.of(text) for s in found[other].source) for other in outer if found[other].source
                ),
                is_claim=claiming[number] and not nested,
                published=published,
            )
        )
    return Extraction(tuple(attributions), references.document_speakers())


def _attribution(
    parsed: ParsedText,
    item: Found,
    reading_: Reading,
    *,
    chain: tuple[str, ...],
    is_claim: bool,
    published: datetime.date | None,
) -> Attribution:
    how = reading.kind(parsed, item)
    words = content_text(parsed.text, item.content)
    return Attribution(
        content=item.content,
        cue=item.cue,
        source=item.source,
        kind=how,
        modality=reading.modality(reading.act(parsed, item), words),
        polarity=reading.polarity(words),
        is_claim=is_claim,
        speaker=reading_.speaker,
        candidates=reading_.candidates,
        chain=chain,
        quantities=_quantities(parsed.text, item.content),
        time=_time(parsed.text, item.content, published),
        confidence=item.confidence,
    )


def statements(text: str, extraction: Extraction, *, published: datetime.date | None = None) -> tuple[Attribution, ...]:
    """The claims of an extraction as the record keeps them, in order.

    Content without quotation marks, a leading "that" and the final full stop; a quotation that goes on in a new sentence
    after its attribution is a claim of its own, one sentence split by it is one claim of several spans.
    """
    found: dict[tuple[Span, ...], Attribution] = {}
    for attribution in extraction.attributions:
        if not attribution.is_claim:
            continue
        for content in reading.pieces(text, attribution.content, attribution.kind):
            words = content_text(text, content)
            if content in found or not any(character.isalnum() for character in words):
                continue
            found[content] = replace(
                attribution,
                content=content,
                polarity=reading.polarity(words),
                quantities=_quantities(text, content),
                time=_time(text, content, published),
            )
    return tuple(sorted(found.values(), key=lambda attribution: attribution.content))


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


def _time(text: str, content: Sequence[Span], published: datetime.date | None):  # type: ignore[no-untyped-def]
    for span in content:
        found = find_time(span.of(text), published=published)
        if found is not None:
            return replace(found, span=Span(found.span.start + span.start, found.span.end + span.start))
    return None
