"""One claim taken apart for comparison: its words, names, figures, dates and predications. Cached per claim.

A claim compared with fifty others is parsed once. All spans are offsets into `ClaimView.text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from claims.nlp import parsing
from claims.nlp.comparison.cues import EMPTY, FUTURE, HEDGE, NEGATIVE, PERIOD, REVISION
from claims.nlp.comparison.dates import Day, find_days
from claims.nlp.comparison.lexicon import concept_of, country_of, stem
from claims.nlp.comparison.predications import Predication, attribution_tokens, find_predications
from claims.nlp.comparison.roles import AMOUNTS, Roles, roles_of, stem_of
from claims.nlp.quantities import find_quantities
from claims.nlp.types import ClaimView, Quantity, Span


@dataclass(frozen=True, slots=True)
class Term:
    """A content word: its stem, whether it is part of a name, and where it stands."""

    stem: str
    name: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with the stems of its clause, which say what it is a figure of."""

    quantity: Quantity
    context: frozenset[str]
    roles: Roles
    predicate: str  # concept of its clause's verb


@dataclass(frozen=True, slots=True)
class ClaimFeatures:
    """What one claim says, as far as a light parse tells. Sets hold stems."""

    view: ClaimView
    terms: tuple[Term, ...]
    words: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    days: tuple[Day, ...]
    periods: frozenset[str]
    predications: tuple[Predication, ...]
    revises: tuple[Span, ...]
    negative: bool  # holds a word of denial anywhere
    hedged: bool
    future: bool


@lru_cache(maxsize=4096)
def analyse(view: ClaimView) -> ClaimFeatures:
    """Take a claim apart. Costs one parse of a sentence or two; equal claims are parsed once per process."""
    doc = parsing.pipeline()(view.text)
    skipped = attribution_tokens(doc)
    terms = _terms(doc, skipped)
    extra: tuple[Term, ...] = ()
    if view.standalone and view.standalone != view.text:
        extra = _terms(parsing.pipeline()(view.standalone), frozenset())
    words = frozenset(term.stem for term in (*terms, *extra))
    return ClaimFeatures(
        view=view,
        terms=terms,
        words=words,
        names=frozenset(term.stem for term in (*terms, *extra) if term.name),
        figures=_figures(doc, view.text),
        days=tuple(
            day for day in find_days(view.text, published=view.published) if not _within(day.span, doc, skipped)
        ),
        periods=frozenset(match.group().lower() for match in PERIOD.finditer(view.text)),
        predications=find_predications(doc, skipped),
        revises=tuple(Span(*match.span()) for match in REVISION.finditer(view.text)),
        negative=bool(NEGATIVE.search(view.text)),
        hedged=bool(HEDGE.search(view.text)),
        future=bool(FUTURE.search(view.text)),
    )


def _within(span: Span, doc: Doc, skipped: frozenset[int]) -> bool:
    """Whether a span lies in the words that say who speaks: "said on Tuesday" dates the statement, not its matter."""
    return any(token.i in skipped for token in doc if span.start <= token.idx < span.end)


def content_stem(token: Token) -> str:
    """The stem of a content word, "" for a word without content of its own."""
    if (
        token.is_punct
        or token.is_space
        or token.like_num
        or token.pos_ in {"DET", "ADP", "AUX", "PRON", "CCONJ", "PART"}
    ):
        return ""
    if country_of(token.text):
        return stem_of(token)
    lemma = token.lemma_.lower()
    if lemma in EMPTY or not any(character.isalpha() for character in lemma) or len(lemma) < 2:
        return ""
    return stem_of(token)


def _terms(doc: Doc, skipped: frozenset[int]) -> tuple[Term, ...]:
    terms = []
    for token in doc:
        stemmed = content_stem(token) if token.i not in skipped else ""
        if stemmed:
            capital = token.pos_ == "PROPN" or bool(country_of(token.text)) or (token.i > 0 and token.text[0].isupper())
            name = capital and token.ent_type_ not in AMOUNTS
            terms.append(Term(stemmed, name, Span(token.idx, token.idx + len(token))))
    return tuple(terms)


def _figures(doc: Doc, text: str) -> tuple[Figure, ...]:
    figures = []
    for quantity in find_quantities(text):
        verb = _governor(doc, quantity.span)
        clause = [] if verb is None else [token for token in verb.subtree if not token.is_punct]
        context = {content_stem(token) for token in clause} - {""}
        counted = {quantity.noun, stem(quantity.noun)}
        roles = frozenset((role, filler) for role, filler in roles_of(verb) if filler not in counted) if verb else ()
        concept = concept_of(verb.lemma_.lower())[0] if verb is not None else ""
        figures.append(Figure(quantity, frozenset(context), frozenset(roles), concept))
    return tuple(figures)


def _governor(doc: Doc, span: Span) -> Token | None:
    """The verb of the clause that a span stands in."""
    tokens = [token for token in doc if token.idx < span.end and token.idx + len(token) > span.start]
    if not tokens:
        return None
    head = tokens[-1]
    while head.head != head and head.pos_ not in {"VERB", "AUX"}:
        head = head.head
    return head
