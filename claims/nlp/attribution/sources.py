"""Who a cue's words belong to, and the shape in which indirect attributions are handed on."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from claims.nlp.attribution.grammar import cue_lemma, is_cue_verb, is_passive, noun_phrase, own_subject, subject
from claims.nlp.roles import DELEGATIONS, GOVERNMENTS, INSTITUTIONS, ROLES, UNNAMED

# Verbs whose -ing form after a comma goes on with the speaker of the sentence, whatever the parser hangs it on.
_GOING_ON = frozenset(
    {"add", "say", "state", "stress", "note", "explain", "emphasize", "emphasise", "insist", "claim", "argue"}
)
_PERSONAL = frozenset({"he", "she", "they", "we", "i", "who"})


@dataclass(frozen=True, slots=True)
class Indirect:
    """Tokens of one attribution outside quotations of speech."""

    content: list[Token]
    cue: list[Token]
    source: list[Token]
    head: Token


def source_of(verb: Token) -> list[Token]:
    """The words that name who the verb's action is ascribed to; none for "it is said"."""
    resumed = resumed_by(verb)
    head = speaker_of_participle(verb) or subject(resumed if resumed is not None else verb)
    if head is not None and head.lower_ == "that" and verb.dep_ == "relcl" and _is_cleft(verb.head):
        head = verb.head
    if head is None or (head.lower_ in ("it", "there") and is_passive(verb)):
        return []
    # "a statement saying …": the noun without the clause; behind the verb the whole phrase.
    return noun_phrase(head, before=verb.i) if head.i < verb.i else noun_phrase(head)


def resumed_by(verb: Token) -> Token | None:
    """The cue verb whose subject this one goes on with: "said" for "accused" in "X said it was shut and accused …".

    The parser joins the second verb to the clause reported; it is X's where that clause's subject cannot accuse.
    """
    if verb.dep_ != "conj" or not is_cue_verb(verb) or own_subject(verb) is not None:
        return None
    governor = verb.head
    while governor.dep_ == "conj":
        governor = governor.head
    outer = governor.head
    if governor.dep_ != "ccomp" or not is_cue_verb(outer) or outer.tag_ != verb.tag_ or outer.i > governor.i:
        return None
    inner = own_subject(governor) or next((t for t in governor.children if t.dep_ in ("nsubjpass", "expl")), None)
    return None if inner is None or _may_speak(inner) else outer


def _may_speak(token: Token) -> bool:
    known = ROLES | UNNAMED | DELEGATIONS | GOVERNMENTS | INSTITUTIONS
    return (
        token.lower_ in _PERSONAL
        or token.pos_ == "PROPN"
        or bool(token.ent_type_)
        or bool({token.lower_, token.lemma_.lower()} & known)
    )


def _is_cleft(noun: Token) -> bool:
    """ "it was the office that said so"."""
    return noun.dep_ == "attr" and any(t.dep_ == "nsubj" and t.lower_ == "it" for t in noun.head.children)


def speaker_of_participle(verb: Token) -> Token | None:
    """The subject of the sentence's own cue for ", adding that …", which the parser may hang on the clause reported.

    "X maintained that fentanyl comes from elsewhere, saying …": fentanyl says nothing.
    """
    if verb.tag_ != "VBG" or cue_lemma(verb) not in _GOING_ON or own_subject(verb) is not None:
        return None
    governor = verb.head
    nearest = subject(verb)
    if cue_lemma(verb) != "add" and nearest is not None and _can_speak(nearest):
        return None
    found = None
    while governor.head.i != governor.i:
        if governor.dep_ == "ccomp" and is_cue_verb(governor.head):
            found = subject(governor.head) or found
        governor = governor.head
    return found


def _can_speak(token: Token) -> bool:
    return (
        token.lower_ in _PERSONAL
        or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP")
        or token.pos_ == "PROPN"
        or token.lemma_.endswith(("er", "or", "ist", "man", "woman", "ian"))
    )
