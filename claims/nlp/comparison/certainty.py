"""Names where the one takes as settled what the other leaves open: doubted, alleged, possible, conditional or planned.

A cue ("may", "ruled out") and the words it governs are read from the parse. Two cues clash where their levels do and
both govern one predicate with most of its arguments shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

from spacy.tokens import Token

from claims.nlp.comparison.actors import other_days
from claims.nlp.comparison.claim import ClaimFeatures, content_stem
from claims.nlp.comparison.clash import NOT, Clash, parsed, spans_of
from claims.nlp.comparison.lexicon import ACTIONS, concept_of, stem
from claims.nlp.comparison.polarity import shared_arguments
from claims.nlp.types import Axis, Span

_OPEN, _PLANNED, _FORETOLD, _SETTLED, _EXCLUDED = "open", "planned", "foretold", "settled", "excluded"
# A cue's level, then the level of its denial ("not confirmed"), "" where that says nothing.
_CUES: Final = {
    **dict.fromkeys("confirm prove proven establish certain decide definitely certainly".split(), (_SETTLED, _OPEN)),
    **dict.fromkeys("rule impossible unthinkable".split(), (_EXCLUDED, _OPEN)),
    **dict.fromkeys("possible conceivable possibility chance risk danger".split(), (_OPEN, _EXCLUDED)),
    **dict.fromkeys("doubt doubtful unclear uncertain undecided unconfirmed unproven".split(), (_OPEN, _SETTLED)),
    **dict.fromkeys("may might if unless".split(), (_OPEN, _OPEN)),
    **dict.fromkeys("could alleged allegedly perhaps possibly suspect suspected consider".split(), (_OPEN, "")),
    **dict.fromkeys("plan planned propose".split(), (_PLANNED, "")),
    **dict.fromkeys("will wo ’ll 'll".split(), (_FORETOLD, _FORETOLD)),
    "decision": ("", _OPEN),
}
_CLASHING: Final = {_OPEN: {_SETTLED, _EXCLUDED, _FORETOLD}, _PLANNED: {_SETTLED, _EXCLUDED}, _SETTLED: {_EXCLUDED}}
_MODALS = frozenset("may might could will wo ’ll 'll".split())
_UNSETTLING = _MODALS | set("would if unless whether until before should to".split())  # "is to be decided"
_PREDICATIVE = frozenset("acomp attr oprd".split())
_BESIDE = frozenset("relcl advcl parataxis conj".split())


@dataclass(frozen=True, slots=True)
class _Cue:
    level: str
    spans: tuple[Span, ...]
    at: int
    governed: frozenset[int]  # tokens of what it is said of
    predicates: frozenset[tuple[str, int]]  # concept and sign
    arguments: frozenset[str]


def certainty_clash(a: ClaimFeatures, b: ClaimFeatures) -> Clash | None:
    """The first two cues of clashing levels on one predicate and its arguments, or None."""
    for p, q in () if other_days(a, b) else product(_cues(a), _cues(b)):
        levels_clash = q.level in _CLASHING.get(p.level, ()) or p.level in _CLASHING.get(q.level, ())
        names = p.arguments & a.names, q.arguments & b.names
        if levels_clash and p.predicates & q.predicates and not (all(names) and names[0].isdisjoint(names[1])):
            shared = shared_arguments(p.arguments, q.arguments)
            if shared and len(shared) * 2 > min(len(p.arguments), len(q.arguments)):
                return Clash(Axis.MODALITY, p.spans, q.spans)
    return None


def _cues(claim: ClaimFeatures) -> list[_Cue]:
    """The cues of a claim that say how settled something is."""
    found = [cue for token in parsed(claim.view.text) if (cue := _cue(token))]
    return [cue for cue in found if not any(other != cue and _overruled(cue, other) for other in found)]


def _overruled(cue: _Cue, other: _Cue) -> bool:
    """Of nested cues the inner one counts, and doubt before what is merely foretold."""
    if other.level == _FORETOLD or other.at not in cue.governed:
        return cue.level == _FORETOLD and cue.at in other.governed
    return cue.at not in other.governed or (other.level == _OPEN and cue.level != _OPEN)


def _cue(token: Token) -> _Cue | None:
    word, clause = _cue_word(token), _clause_of(token)
    negations = _negations(token, clause)
    level = _CUES[word][len(negations) % 2] if word else ""
    unsettling = {part.lower_ for holder in (token, clause) for part in holder.children if part.dep_ in {"aux", "mark"}}
    if not level or (level in {_SETTLED, _EXCLUDED} and not negations and unsettling & _UNSETTLING):
        return None
    parts = [part for part in _governed(clause) if part != token]
    words = {part: stemmed for part in parts if (stemmed := content_stem(part)) and not _cue_word(part)}
    said = set(filter(_says, words))
    if word not in _MODALS and token.dep_ not in {"mark", "advmod"}:
        # A noun may be what a cue is said of: its object or, without one, its subject ("a leak is possible").
        nouns = {child.dep_: child for child in clause.children if child in words}
        said |= {next((nouns[role] for role in ("dobj", "nsubjpass", "nsubj") if role in nouns), token)} & set(words)
    return _Cue(
        level=level,
        spans=spans_of([token, *negations, *(child for child in token.children if child.lower_ == "out")]),
        at=token.i,
        governed=frozenset(part.i for part in parts),
        predicates=frozenset(concept_of(part.lemma_.lower()) for part in said),
        arguments=frozenset(stemmed for part, stemmed in words.items() if part not in said),
    )


def _cue_word(token: Token) -> str:
    """The cue that a word is, "" where it has another sense: May, "establish" a firm, "a certain" sum."""
    word = token.lower_ if token.lower_ in _CUES else token.lemma_.lower()
    children = {child.lower_ for child in token.children}
    needed = {
        "if": token.head.dep_ == "advcl",
        "certain": token.dep_ in _PREDICATIVE,
        "establish": any(child.dep_ in {"ccomp", "csubjpass"} for child in token.children),
        "rule": "out" in children,
        "decision": token.head.lemma_ in {"be", "have", "take", "make", "reach"},
        "consider": token.tag_ == "VBG" or "being" in children,
        "plan": token.pos_ == "VERB",
        **dict.fromkeys(_MODALS, token.pos_ == "AUX"),
    }
    return word if word in _CUES and needed.get(word, True) else ""


def _clause_of(token: Token) -> Token:
    """The word whose phrase holds what a cue is said of."""
    if token.dep_ in {"mark", "pobj"}:
        return token.head.head
    noun = token.pos_ == "NOUN" and token.dep_ in {"dobj", "nsubj", "nsubjpass"}
    return token.head if noun or token.dep_ in _PREDICATIVE | {"aux", "advmod", "amod"} else token


def _governed(clause: Token) -> list[Token]:
    """A clause without the clauses beside it; where it holds what someone says, without who says it."""
    beside = [child for child in clause.subtree if child != clause and child.dep_ in _BESIDE]
    roles = {child.dep_: child for child in clause.children}
    beside += [roles["nsubj"]] if {"nsubj", "ccomp"} <= set(roles) else []
    outside = {part for child in beside for part in child.subtree}
    return [part for part in clause.subtree if part not in outside]


def _negations(token: Token, clause: Token) -> list[Token]:
    """Denials of a cue or of its clause: "no" before its subject or object, and "beyond" doubt."""
    if token.dep_ in {"mark", "pobj"}:
        return [token.head] if token.head.lower_ in {"beyond", "without"} else []
    nouns = [child for child in clause.children if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"}]
    around = dict.fromkeys([*token.children, *clause.children, *(part for noun in nouns for part in noun.children)])
    return [part for part in around if part.lower_ in NOT]


def _says(token: Token) -> bool:
    """Whether a word tells what happens: a verb, or a noun that stands for one ("closure", "sale")."""
    lemma = token.lemma_.lower()
    named = token.pos_ == "NOUN" and (lemma in ACTIONS or concept_of(lemma)[0] != stem(lemma))
    return named or token.pos_ == "VERB" or token.dep_ == "acomp"
