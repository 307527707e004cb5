"""Reads the statements of a draft that can be checked: its attributed claims, and quotations beside them.

The same extraction as for articles, in memory. Nothing here looks at the record.
"""

import datetime
from dataclasses import dataclass
from typing import Final

from claims.extraction import tagger
from claims.nlp.attribution import content_text, extract, statements
from claims.nlp.parsing import find_paragraphs
from claims.nlp.quotations import Quotation, find_quotations
from claims.nlp.types import Attribution, ClaimView, DocumentSpeaker, Extraction, Kind, Span
from claims.nlp.wording import count_words

# A quotation without an attribution is checked from this many words: shorter ones are titles, names and nicknames.
MIN_QUOTED_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a draft. `quotes` are the parts that stand in quotation marks, as spans into `text`.

    `speaker` is None where the draft leaves several readings or none; `readings` then lists those it leaves.
    """

    start: int
    end: int
    text: str
    view: ClaimView
    quotes: tuple[Span, ...] = ()
    speaker: DocumentSpeaker | None = None
    readings: tuple[DocumentSpeaker, ...] = ()

    @property
    def name(self) -> str:
        """The longest name that the draft gives the speaker, or the words it has for one it does not name."""
        if self.speaker is None:
            return " or ".join(_name(reading) for reading in self.readings)
        return _name(self.speaker)


def read_statements(text: str, *, written_on: datetime.date) -> tuple[Statement, ...]:
    """Return the statements of a draft in the order of the text."""
    extraction = extract(text, published=written_on, tagger=tagger())
    quotations = find_quotations(text, find_paragraphs(text))
    attributed = [
        _statement(text, attribution, extraction, quotations, written_on)
        for attribution in statements(text, extraction, published=written_on)
    ]
    # What is quoted there is checked with its attribution, or was found to be no claim.
    known = [span for attribution in extraction.attributions for span in (*attribution.content, *attribution.source)]
    bare = [_bare(text, quotation, written_on) for quotation in quotations if _stands_alone(text, quotation, known)]
    return tuple(sorted((*attributed, *bare), key=lambda statement: (statement.start, statement.end)))


def _statement(
    text: str,
    attribution: Attribution,
    extraction: Extraction,
    quotations: tuple[Quotation, ...],
    written_on: datetime.date,
) -> Statement:
    content = attribution.content
    speaker = None if attribution.speaker is None else extraction.speakers[attribution.speaker]
    words = content_text(text, content)
    return Statement(
        start=content[0].start,
        end=content[-1].end,
        text=words,
        view=ClaimView(
            text=words,
            speaker=_name(speaker) if speaker else "",
            role=speaker.roles[0] if speaker and speaker.roles else "",
            side=speaker.side if speaker else "",
            published=written_on,
            kind=attribution.kind,
            standalone=attribution.standalone,
        ),
        quotes=_quoted(text, content, attribution.kind, quotations),
        speaker=speaker,
        readings=tuple(extraction.speakers[index] for index in attribution.candidates) if speaker is None else (),
    )


def _quoted(text: str, content: tuple[Span, ...], kind: Kind, quotations: tuple[Quotation, ...]) -> tuple[Span, ...]:
    """The quoted parts as spans into the joined words. Direct speech is one quotation even where it is interrupted."""
    if kind == Kind.DIRECT:
        return (Span(0, len(content_text(text, content))),)
    found = []
    for number, span in enumerate(content):
        # Where this span begins in the joined words.
        offset = len(content_text(text, content[: number + 1])) - (span.end - span.start)
        for quotation in quotations:
            start, end = max(span.start, quotation.inner.start), min(span.end, quotation.inner.end)
            if start < end:
                found.append(Span(offset + start - span.start, offset + end - span.start))
    return tuple(found)


def _stands_alone(text: str, quotation: Quotation, known: list[Span]) -> bool:
    inner = quotation.inner
    is_known = any(span.start < inner.end and inner.start < span.end for span in known)
    return not is_known and count_words(inner.of(text)) >= MIN_QUOTED_WORDS


def _bare(text: str, quotation: Quotation, written_on: datetime.date) -> Statement:
    words = quotation.inner.of(text)
    return Statement(
        start=quotation.inner.start,
        end=quotation.inner.end,
        text=words,
        view=ClaimView(text=words, published=written_on, kind=Kind.DIRECT),
        quotes=(Span(0, len(words)),),
    )


def _name(speaker: DocumentSpeaker) -> str:
    return speaker.names[0] if speaker.names else speaker.key
