"""Who a cue's words belong to, and the shape in which indirect attributions are handed on."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from claims.nlp.attribution.grammar import cue_lemma, is_cue_verb, is_passive, noun_phrase, own_subject, subject

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
    head = speaker_of_participle(verb) or subject(verb)
    if head is None or (head.lower_ in ("it", "there") and is_passive(verb)):
        return []
    # "a statement saying …": the noun without the clause; behind the verb the whole phrase.
    return noun_phrase(head, before=verb.i) if head.i < verb.i else noun_phrase(head)


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
