"""One claim taken apart for comparison: its words, names, figures, dates and predications. Cached per claim.

A claim compared with fifty others is parsed once. All spans are offsets into `ClaimView.text`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from claims.nlp import parsing
from claims.nlp.comparison.dates import Day, find_days
from claims.nlp.comparison.lexicon import country_of, stem
from claims.nlp.comparison.predications import Predication, attribution_tokens, find_predications
from claims.nlp.quantities import find_quantities
from claims.nlp.types import ClaimView, Quantity, Span

_EMPTY = frozenset(
    "say tell ask add be have do will would can could may might must shall should get go make take come give put "
    "one other another such very much many more most some any all every each no not only just even also still already "
    "now then there here this that these those what which who whom whose when where why how so too than as if because "
    "year month week day hour minute today yesterday tomorrow time people person thing way first second last next new "
    "old same own percent cent number mr mrs ms dr".split()
)
_REVISION = re.compile(
    r"\b(revis\w+|correct(?:ed|s|ion|ing)?|updat\w+|now|no longer|meanwhile|since then|rais(?:ed|es|ing) (?:the|its|his|her|their)"
    r"|rose to|risen to|climbed to|increased to|has grown|had grown|gone up|lowered|trimmed|cut (?:the|its|to)|instead of|rather than|"
    r"up from|down from|after all|so far|to date|until now|as of|put back|postponed|brought forward|delayed|moved (?:from|to)|"
    r"final(?:ly)?|in the end|previously|originally|initially|earlier (?:figure|estimate|count|statement)|at first|"
    r"first (?:thought|stated|reported|given|announced|issued|estimated|count)|latest|new(?:er|est)? (?:figure|count|estimate|toll|total|list)s?|"
    r"recount\w*|recalibrat\w+|(?:has|have) (?:now|since)|died since|another|more bod(?:y|ies)|bringing|taking the|reached|already|"
    r"as expected|adopted|took effect|completed|closed this|is over|was lifted|withdr[ae]w\w*|take[s]? back|admitted|conceded)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(may|might|could|possibl[ye]|perhaps|probably|likely|unlikely|suspect\w*|alleged(?:ly)?|reported(?:ly)?|appears?|seems?|"
    r"if|unless|would|expect\w*|plan(?:s|ned|ning)?|propos\w+|consider\w*|should|cannot be ruled out|not (?:be )?ruled out|whether)\b",
    re.IGNORECASE,
)  # fmt: skip
_FUTURE = re.compile(
    r"\b(will|shall|’ll|'ll|going to|(?:is|are|was|were) to (?:be|have|\w+)|plans? to|due to|scheduled|next (?:week|month|year)|"
    r"from \w+ on(?:wards)?|tomorrow|by the end of|within)\b",
    re.IGNORECASE,
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class ClaimFeatures:
    """What one claim says, as far as a light parse tells. Sets hold stems."""

    view: ClaimView
    terms: tuple[Term, ...]
    words: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    days: tuple[Day, ...]
    predications: tuple[Predication, ...]
    revises: tuple[Span, ...]
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
        days=find_days(view.text, published=view.published),
        predications=find_predications(doc, skipped),
        revises=tuple(Span(*match.span()) for match in _REVISION.finditer(view.text)),
        hedged=bool(_HEDGE.search(view.text)),
        future=bool(_FUTURE.search(view.text)),
    )


def content_stem(token: Token) -> str:
    """The stem of a content word, "" for a word without content of its own."""
    if (
        token.is_punct
        or token.is_space
        or token.like_num
        or token.pos_ in {"DET", "ADP", "AUX", "PRON", "CCONJ", "PART"}
    ):
        return ""
    country = country_of(token.text)
    if country:
        return country
    if token.text == "United" and token.i + 1 < len(token.doc) and token.nbor().text in {"States", "Kingdom"}:
        return ""
    lemma = token.lemma_.lower()
    if lemma in _EMPTY or not any(character.isalpha() for character in lemma) or len(lemma) < 2:
        return ""
    return stem(token.lower_ if token.pos_ == "PROPN" else lemma)


def _terms(doc: Doc, skipped: frozenset[int]) -> tuple[Term, ...]:
    terms = []
    for token in doc:
        stemmed = content_stem(token) if token.i not in skipped else ""
        if stemmed:
            name = token.pos_ == "PROPN" or bool(country_of(token.text)) or (token.i > 0 and token.text[0].isupper())
            terms.append(Term(stemmed, name, Span(token.idx, token.idx + len(token))))
    return tuple(terms)


def _figures(doc: Doc, text: str) -> tuple[Figure, ...]:
    figures = []
    for quantity in find_quantities(text):
        sentence = _clause(doc, quantity.span)
        context = {content_stem(token) for token in sentence} - {""}
        figures.append(Figure(quantity, frozenset(context)))
    return tuple(figures)


def _clause(doc: Doc, span: Span) -> list[Token]:
    """The tokens of the clause around a span: the subtree of its verb without clauses below."""
    tokens = [token for token in doc if token.idx < span.end and token.idx + len(token) > span.start]
    if not tokens:
        return []
    head = tokens[-1]
    while head.head != head and head.pos_ not in {"VERB", "AUX"}:
        head = head.head
    return [token for token in head.subtree if not token.is_punct]
