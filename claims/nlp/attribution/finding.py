"""The finder: two readers of a text, the tagger and the rules, put together.

They err in different ways. The tagger knows the language of news and tells sources, cues and contents in sentences no
rule foresaw. The rules know what its training texts do not hold: other quotation marks, labels of interviews,
attributions within attributions. So the tagger's spans stand, but for words in quotation marks, where the rules are the
better reader of what belongs together. Where the two name different sources for the same words both are handed on,
since a speaker on whom they disagree is not certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claims.nlp.attribution import rules
from claims.nlp.attribution.spans import Found, overlap, within
from claims.nlp.attribution.statements import is_claim, kind
from claims.nlp.parsing import ParsedText
from claims.nlp.tagging import Group, Tagger
from claims.nlp.types import Kind, Span

# Two contents are the same words from this share of common characters on (Jaccard index).
SAME = 0.5


def find(parsed: ParsedText, tagger: Tagger) -> list[Found]:
    """All attributions of a text, in order of their first content span."""
    ruled = rules.find(parsed)
    claimed = [item for item in ruled if is_claim(parsed, item)]
    tagged = [item for item in _tagged(parsed, tagger) if not _holds_several(item, claimed)]
    joined: list[Found] = []
    clashing: list[Span] = []
    used: list[Found] = []
    for item in ruled:
        quoted, claims = kind(parsed, item) is Kind.DIRECT, item in claimed
        twin = max(tagged, key=lambda other: likeness(item, other), default=None)
        if twin is not None and likeness(item, twin) >= SAME:
            joined.append(_joined(item, twin, quoted=quoted))
            used.append(twin)
            continue
        unseen = not any(_touches(other, item.content) for other in tagged)
        if quoted and claims:
            clashing += item.content
        if (quoted and claims) or (unseen and (quoted or claims)) or _is_nested(item, tagged):
            joined.append(item)
    alone = [item for item in tagged if item not in used and not _touches(item, clashing)]
    return sorted([*joined, *alone], key=lambda item: (item.content[0], item.content))


def _holds_several(item: Found, claimed: Sequence[Found]) -> bool:
    """Whether the tagger runs two claims of the sentence together: "… from Asia, although he admitted that …"."""
    first = [other for other in claimed if all(_within_one(span, item.content) for span in other.content)]
    second = [
        other
        for other in claimed
        if other.cue and all(_within_one(span, item.content) for span in other.cue) and _touches(item, other.content)
    ]
    return any(a is not b and not _touches(a, (*b.content, *b.cue)) for a in first for b in second)


def _tagged(parsed: ParsedText, tagger: Tagger) -> list[Found]:
    """The tagger's attributions; a cue without content is none."""
    return [
        Found(
            content=tuple(sorted(_attributed(parsed, group))),
            cue=group.cue,
            source=group.source,
            confidence=group.confidence,
        )
        for group in tagger.tag(parsed.doc.text, parsed.paragraphs)
        if group.content
    ]


def _attributed(parsed: ParsedText, group: Group) -> list[Span]:
    """The content without unquoted sentences that nothing in them attributes: those may be the writer's own."""
    anchors = {token.sent.start for span in (*group.cue, *group.source) for token in parsed.tokens(span)}
    kept = []
    for span in group.content:
        tokens = parsed.tokens(span)
        if any(parsed.quotation_of[token.i] >= 0 or token.sent.start in anchors for token in tokens):
            kept.append(span)
    return kept or list(group.content)


def _joined(ruled: Found, tagged: Found, *, quoted: bool) -> Found:
    """What both found: in the tagger's spans, but for the limits of quotations, which their marks tell."""
    source = tagged.source or ruled.source
    rival = ruled.source if ruled.source and not any(overlap(a, b) for a in ruled.source for b in source) else ()
    content = ruled.content if quoted else tagged.content
    return replace(tagged, content=content, cue=tagged.cue or ruled.cue, source=source, rival=rival)


def _touches(item: Found, spans: Sequence[Span]) -> bool:
    return any(overlap(a, b) for a in item.content for b in spans)


def _is_nested(item: Found, others: Sequence[Found]) -> bool:
    """Whether the attribution, cue and all, is made in words that another one attributes."""
    return any(all(_within_one(span, other.content) for span in (*item.content, *item.cue)) for other in others)


def _within_one(span: Span, spans: Sequence[Span]) -> bool:
    return any(within(span, other) for other in spans)


def likeness(a: Found, b: Found) -> float:
    """Jaccard index of the characters of two contents."""
    common = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a.content for y in b.content)
    return common / (_length(a.content) + _length(b.content) - common)


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)
