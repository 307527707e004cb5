"""Names two holders of a title that only one can hold: the first, the only, the largest; or an earlier case of a first.

A title is a noun with its rank ("the first woman"), its kind and its scope ("to lead the party", "in Norland").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from claims.nlp.comparison.actors import find_events
from claims.nlp.comparison.claim import ClaimFeatures, content_stem
from claims.nlp.comparison.clash import NOT, Clash, Phrase, different_things, parsed, phrase_of, spans_of
from claims.nlp.comparison.lexicon import concept_of
from claims.nlp.comparison.polarity import matches
from claims.nlp.types import Axis, Span

_UNIQUE = frozenset("first only sole".split())
_SAME_RANK: Final = {"big": "large", "sole": "only", "tall": "high"}
_NEVER_BEFORE = re.compile(r"\b(?:never before|never yet|for the first time|unprecedented|not once before)\b", re.I)
_EARLIER = re.compile(
    r"\b(?:for the (?:second|third|fourth|fifth) time|(?:once|twice|three times) before|"
    r"(?:\w+ )?(?:years|decades) (?:earlier|before)|(?:already )?in (?P<year>(?:1[5-9]|20)\d\d))\b",
    re.IGNORECASE,
)
_SAME_EVENT = 0.5  # strength of a match with most of its subject and object in common
_SUPPOSED = NOT | set("may might could would if whether".split())

_Case = tuple[tuple[Span, ...], tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class _Title:
    rank: str
    what: frozenset[str]  # the noun and the words between it and the rank
    scope: frozenset[str]
    deeds: frozenset[str]  # concepts of the verbs in its scope
    holder: Phrase
    spans: tuple[Span, ...]  # of rank and noun


def first_clash(a: ClaimFeatures, b: ClaimFeatures) -> Clash | None:
    """Two different holders of one title, or a first or only beside an earlier or other case, or None."""
    for p in _titles(a):
        for q in _titles(b):
            # Who holds a title now and who held it then may differ; the first is first for good.
            timeless = p.rank == "first" or a.periods == b.periods
            if timeless and _one_title(p, q) and different_things(p.holder, q.holder):
                return Clash(Axis.ENTITY, (p.holder.span,), (q.holder.span,))
    case = _other_case(a, b) or _earlier_time(a, b)
    if case:
        return Clash(Axis.ENTITY, *case)
    case = _other_case(b, a) or _earlier_time(b, a)
    return Clash(Axis.ENTITY, case[1], case[0]) if case else None


def _other_case(titled: ClaimFeatures, other: ClaimFeatures) -> _Case | None:
    """The title of one who "is the first to ..." and the words for another who did it earlier, or does it too."""
    before = _earlier(titled, other, unknown=9999)
    for title in _titles(titled):
        # "The first since 1990" had forerunners.
        for event in () if any(word.isdigit() for word in title.scope) else find_events(other):
            doer, done = event.roles.get("agent"), event.roles.get("patient")
            if doer and done and title.rank == ("first" if before else "only") and event.concept in title.deeds:
                same_deed = {done.head, *done.names, *done.narrowed} <= title.scope
                if same_deed and different_things(doer, title.holder):
                    return title.spans, tuple(sorted({doer.span, before or doer.span}))
    return None


def _earlier_time(first: ClaimFeatures, other: ClaimFeatures) -> _Case | None:
    """The words for "never before" in the one and those for an earlier time of the same event in the other."""
    novel, before = _NEVER_BEFORE.search(first.view.text), _earlier(first, other, unknown=0)
    if novel and before and not _NEVER_BEFORE.search(other.view.text) and not _EARLIER.search(first.view.text):
        for match in matches(first, other):
            if match.strength >= _SAME_EVENT and match.core >= 0.5 and not match.apart and not match.names_clash:
                return (Span(*novel.span()),), (before,)
    return None


def _earlier(first: ClaimFeatures, other: ClaimFeatures, *, unknown: int) -> Span | None:
    """The words in `other` for a time before `first` was published, or before `unknown` where it has no date."""
    year = first.view.published.year if first.view.published else unknown
    found = (time for time in _EARLIER.finditer(other.view.text) if not time["year"] or int(time["year"]) < year)
    return next((Span(*time.span()) for time in found), None)


def _one_title(p: _Title, q: _Title) -> bool:
    """Whether two titles are one: same rank, noun and kind, and the same scope or one told more fully."""
    if (p.rank, p.what) != (q.rank, q.what):
        return False
    smaller, larger = sorted((p.scope, q.scope), key=len)
    if p.rank in _UNIQUE and not smaller:  # "the first" of what?
        return False
    return smaller == larger or (smaller < larger and len(smaller) * 2 >= len(larger))


def _titles(claim: ClaimFeatures) -> list[_Title]:
    """The titles that a claim gives to somebody."""
    found = []
    for token in parsed(claim.view.text):
        rank, noun = _rank_of(token), _titled_noun(token)
        holder = phrase_of(_holder(noun))
        if not rank or not holder:
            continue
        own = {child for child in noun.children if child.dep_ in {"amod", "compound"} and child.pos_ != "PROPN"}
        scope = [part for part in noun.subtree if part not in {noun, token, *own, *token.children}]
        found.append(
            _Title(
                rank=rank,
                what=frozenset(content_stem(part) for part in {noun, *own} - {token}) - {""},
                scope=frozenset(part.lower_ if part.like_num else content_stem(part) for part in scope) - {""},
                deeds=frozenset(concept_of(part.lemma_.lower())[0] for part in scope if part.pos_ == "VERB"),
                holder=holder,
                spans=spans_of([token, noun]),
            )
        )
    return found


def _rank_of(token: Token) -> str:
    """ "first", "only", "large" for "largest", "most costly"; "" for other words and for "the second largest"."""
    noun = _titled_noun(token)
    nearby = {*token.children, *noun.children} - {token}
    if (token.dep_ != "amod" and noun != token) or any(part.ent_type_ == "ORDINAL" for part in nearby):
        return ""
    if token.lower_ in _UNIQUE or token.tag_ == "JJS":
        return _SAME_RANK.get(token.lemma_.lower(), token.lemma_.lower())
    degree = next((part.lower_ for part in token.children if part.lower_ in {"most", "least"}), "")
    return f"{degree} {token.lemma_.lower()}" if degree and token.pos_ == "ADJ" else ""


def _titled_noun(token: Token) -> Token:
    """The noun that a rank stands before, or the rank itself ("was the first")."""
    return token if token.dep_ in {"attr", "nsubj", "appos"} else token.head


def _holder(noun: Token) -> Token | None:
    """Who is said to hold a title: the other side of "is" or "became", or the noun that it is set beside."""
    if noun.dep_ == "appos":
        return noun.head
    if noun.dep_ not in {"attr", "nsubj"} or noun.head.lemma_ not in {"be", "become", "remain"}:
        return None
    beside = {child.dep_: child for child in noun.head.children}
    supposed = any(child.lower_ in _SUPPOSED for child in noun.head.children)
    return None if supposed else beside.get("nsubj" if noun.dep_ == "attr" else "attr")
