"""Where a clash stands that no comparator can name: the words without which the relation model no longer sees it.

Each claim is cut into the pieces of its parse, and each piece is left out in turn (occlusion, Zeiler & Fergus 2014,
Visualizing and Understanding Convolutional Networks). Costs one run of the model per piece, so it is done only where a
contradiction is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from claims.nlp.comparison.clash import parsed
from claims.nlp.comparison.predications import attribution_tokens
from claims.nlp.entailment import RelationModel
from claims.nlp.types import ClaimView, Relation, Span

MOST_PIECES: Final = 6
# Further pieces are shown that matter nearly as much as the one that matters most.
_NEARLY: Final = 0.7
_OWN: Final = frozenset("aux auxpass neg prt det acomp".split())
_CLAUSES: Final = frozenset("ccomp xcomp advcl relcl acl conj parataxis csubj".split())


def clashing_words(model: RelationModel, a: ClaimView, b: ClaimView) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The pieces of both texts that the contradiction hangs on, at least one of each text that has any words."""
    a, b = replace(a, standalone=""), replace(b, standalone="")  # the texts that the spans are of
    whole = _odds(model, a, b)

    def loss_in_a(piece: Span) -> float:
        return whole - _odds(model, _without(a, piece), b)

    def loss_in_b(piece: Span) -> float:
        return whole - _odds(model, a, _without(b, piece))

    return _weightiest(_own_pieces(a.text, b.text), loss_in_a), _weightiest(_own_pieces(b.text, a.text), loss_in_b)


def _without(view: ClaimView, piece: Span) -> ClaimView:
    return replace(view, text=f"{view.text[: piece.start]} {view.text[piece.end :]}")


def _own_pieces(text: str, other: str) -> tuple[Span, ...]:
    """The pieces of a text that do not stand in the other one word for word; all of them where each does."""
    found = pieces(text)
    return tuple(piece for piece in found if piece.of(text).lower() not in other.lower()) or found


def _odds(model: RelationModel, a: ClaimView, b: ClaimView) -> float:
    """Logarithm of the odds that two claims contradict each other."""
    share = min(1 - 1e-6, max(1e-6, model.opinion(a, b).relation[Relation.CONTRADICTS]))
    return math.log(share / (1 - share))


def _weightiest(found: tuple[Span, ...], loss: Callable[[Span], float]) -> tuple[Span, ...]:
    """The pieces whose loss is the greatest or nearly so; the first one where none matters."""
    if len(found) < 2:
        return found
    losses = {piece: loss(piece) for piece in found[:MOST_PIECES]}
    most = max(losses.values())
    return tuple(piece for piece, lost in losses.items() if lost >= _NEARLY * most) if most > 0 else found[:1]


def pieces(text: str) -> tuple[Span, ...]:
    """A text in the pieces of its parse, in order: each verb with what belongs to it, each of its other dependents.

    Words that only say who speaks are left out. Without a parse that cuts it, the text is one piece.
    """
    doc = parsed(text)
    skipped = attribution_tokens(doc)
    tops = [token for token in doc if token.i not in skipped and (token.head == token or token.head.i in skipped)]
    spans = {span for top in tops for tokens in _parts(top, skipped) if (span := _span(text, tokens))}
    return tuple(sorted(spans)) or ((Span(0, len(text)),) if text.strip() else ())


def _parts(head: Token, skipped: frozenset[int]) -> Iterator[list[Token]]:
    """The pieces of the clause under a head."""
    own = [head]
    for child in head.children:
        if child.i in skipped or child.is_punct:
            continue
        if child.dep_ in _CLAUSES and child.pos_ in {"VERB", "AUX"}:
            yield from _parts(child, skipped)
        elif child.dep_ in _OWN:
            own += child.subtree
        elif child.dep_ not in {"cc", "mark", "intj"}:
            yield [token for token in child.subtree if token.i not in skipped]
    yield own


def _span(text: str, tokens: list[Token]) -> Span | None:
    """From the first to the last word of a piece, without the marks around it."""
    words = [token for token in tokens if not token.is_punct and not token.is_space]
    if not words:
        return None
    first, last = min(words, key=lambda token: token.i), max(words, key=lambda token: token.i)
    return Span(first.idx, last.idx + len(last))
