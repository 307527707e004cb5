"""The finder made of rules: quotations first, then everything else that a cue attributes. Spans only."""

from __future__ import annotations

from spacy.tokens import Token

from claims.nlp.attribution import labels, quotes, speech
from claims.nlp.attribution.grammar import cue_words
from claims.nlp.attribution.spans import Found, overlap, spans_of, token_span
from claims.nlp.parsing import ParsedText
from claims.nlp.types import Span

# Shares of the claims so found that are attributions in PolNeAR's development split (overlap of half the words).
_CONFIDENCE = {"quoted": 0.95, "floating": 0.65, "clause": 0.85}


def find(parsed: ParsedText) -> list[Found]:
    """All attributions of a text, in order of their first content span."""
    turns = labels.find_turns(parsed)
    speeches, speaking = quotes.attribute(parsed)
    found = [_quoted(parsed, item) for item in speeches]
    used = {item.verb.i for item in speeches if item.verb is not None}
    for item in speech.attribute(parsed, speaking):
        if item.head.i in used:
            continue
        content = tuple(_closed(parsed, span) for span in spans_of(item.content))
        if content:
            found.append(
                Found(
                    content=content,
                    cue=_one(item.cue),
                    source=_one(item.source),
                    confidence=_CONFIDENCE["clause"],
                )
            )
    # What is said within a turn is the words of its speaker.
    spoken = [span for turn in turns for span in turn.content]
    found = [item for item in found if not any(overlap(item.content[0], span) for span in spoken)]
    found += [Found(turn.content, (turn.colon,), (turn.label,), _CONFIDENCE["quoted"]) for turn in turns]
    return sorted(found, key=lambda item: (item.content[0], item.content))


def _closed(parsed: ParsedText, span: Span) -> Span:
    """The span to the end of a quotation that it opens; of one that was open before, where only punctuation is left."""
    for quotation in parsed.quotations:
        if span.start < quotation.span.end and quotation.span.start < span.end < quotation.span.end:
            rest = parsed.text[span.end : quotation.span.end]
            if span.start <= quotation.span.start or not any(map(str.isalnum, rest)):
                return Span(span.start, quotation.span.end)
    return span


def _one(tokens: list[Token]) -> tuple[Span, ...]:
    span = token_span(tokens)
    return (span,) if span else ()


def _quoted(parsed: ParsedText, item: quotes.Speech) -> Found:
    content = tuple(parsed.quotations[number].span for number in sorted(item.quotations))
    cue = cue_words(item.verb) if item.verb is not None else [item.colon] if item.colon is not None else []
    cue_span = token_span(cue) if item.verb is not None else Span(cue[0].idx, cue[0].idx + 1) if cue else None
    return Found(
        content=content,
        cue=(cue_span,) if cue_span else (),
        source=_one(item.source),
        confidence=_CONFIDENCE["quoted" if cue else "floating"],
    )
