"""What the words next to a capitalised name say that it is: a firm, a union, a bank.

The recogniser takes many names of firms for people's. "The airline, Savanna Link," and "shares in Stridewell" tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from claims.nlp.roles import KINDS
from claims.nlp.types import Span

_WORD = r"(?:(?:[A-Z]\.){2,}|[^\W\d_a-z][\w’'&-]*)"
# A name with the small words that join its parts.
BODY_RUN = rf"{_WORD}(?:\s(?:(?:of|for|de|du|des|von|and|&)\s(?:the\s|la\s)?)?{_WORD})*"
_KIND = "|".join(sorted(map(re.escape, KINDS), key=len, reverse=True))
# "the airline, X," / "its operator, X" / "relief group X"
_BEFORE = re.compile(
    rf"\b((?i:the|its|their|an?)\s(?:[\w’'-]+\s){{0,4}}?|)((?i:{_KIND}|app|owner))(,\s|\s(?:called\s|named\s)?)({BODY_RUN})"
)
# "X, an airline based in Oslo"
_AFTER = re.compile(
    rf"({BODY_RUN})(?:,| is| was)\s(?:an?|the|its|their|one of the)\s(?:[\w’'-]+\s){{0,5}}?({_KIND})"
    r"(?=[,.;]|\s(?:which|that|of|in|based|for|and)\b)"
)
# What only a firm has.
_OF_FIRMS = (
    r"(?:chief executive|managing director|finance chief|chief financial officer|CEO|CFO|shares|stake|shareholders"
    r"|profits?|revenue|sales|customers|factory|plant)"
)
_OF_FIRM = re.compile(rf"\b(?i:{_OF_FIRMS})\s(?:of|at|in)\s({BODY_RUN})")
_FIRMS_OWN = re.compile(rf"({BODY_RUN})['’]s?\s(?:\w+\s)?{_OF_FIRMS}\b")
# "Warm House" is no body because "the house" may be one.
_NOT_APPOSED = frozenset(
    "house board team guard command force forces service campaign club home paper party court".split()
)
_AFTER_NAME = re.compile(r"[,.]|['’]s\b|\s(?:said|says|denied|told|added|which)\b|$")


# "the UTB union"
_BETWEEN = re.compile(rf"\b[Tt]he\s([A-Z]{{2,6}})\s({_KIND})\b")


@lru_cache(maxsize=4)
def named_by_kind(text: str) -> tuple[tuple[Span, str], ...]:
    """Places of names, each with the word for what it is; "company" for a firm of whatever kind."""
    return tuple(_named_by_kind(text))


def _named_by_kind(text: str) -> Iterator[tuple[Span, str]]:
    for match in _BEFORE.finditer(text):
        article, kind, gap, _ = match.groups()
        comma = "," in gap
        opens = text[max(0, match.start() - 2) : match.start()].strip() in ("", ".")
        if kind.lower() in _NOT_APPOSED or (comma and not (article and _AFTER_NAME.match(text, match.end()))):
            continue
        if kind[0].islower() or (opens and not comma):
            yield Span(*match.span(4)), "company" if kind.lower() in ("app", "owner") else kind.lower()
    for match in _AFTER.finditer(text):
        yield Span(*match.span(1)), match.group(2).lower()
    for match in _BETWEEN.finditer(text):
        yield Span(*match.span(1)), match.group(2)
    for pattern in (_OF_FIRM, _FIRMS_OWN):
        for match in pattern.finditer(text):
            yield Span(*match.span(1)), "company"
