"""Quotations that no verb attributes: whom the sentence beside one leads to, or nobody.

"X was furious. “It is a disgrace.”" is X's only where the sentence names one possible speaker and says that they were
asked, spoke, or were in a mood to speak. Everything else stays open.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from claims.nlp.attribution.cues import CLAIMING, Act, Takes, acts
from claims.nlp.attribution.grammar import child, cue_lemma, is_cue_verb, noun_phrase, own_subject, preposition_object
from claims.nlp.roles import DELEGATIONS, GOVERNMENTS, INSTITUTIONS, ROLES, UNNAMED

_BODIES = DELEGATIONS | GOVERNMENTS | INSTITUTIONS
# Those who only ask.
_PRESS = frozenset("reporter reporters journalist journalists press media correspondent interviewer presenter".split())
_MOODS = frozenset(
    """
    adamant amused angry annoyed baffled bitter blunt brief candid careful categorical cautious certain clear concerned
    confident convinced critical curt cynical defiant delighted devastated diplomatic direct disappointed dismissive
    emphatic enthusiastic firm frank frustrated furious glad grateful happy hopeful horrified impressed incensed
    indignant livid matter-of-fact optimistic outraged outspoken pessimistic philosophical pleased proud puzzled
    reassuring relieved resigned sanguine sarcastic scathing sceptical sharp shocked short skeptical stunned succinct
    sure surprised thrilled unapologetic unconvinced undeterred unequivocal unfazed unimpressed unmoved unrepentant
    unsure upset upbeat worried wry
    """.split()
)
_LEADING = frozenset(
    """
    agree ask disagree elaborate explode fume joke laugh question react reply respond shrug sigh smile speak grin nod
    """.split()
)
# "had one more surprise", "gave its view", "took the floor".
_CARRIERS = frozenset({"have", "give", "offer", "take"})
_WORDS = frozenset(
    """
    account advice answer comment doubt example explanation floor message opinion point question reason surprise theory
    version view warning word
    """.split()
)
# "did not mince words", "does not hold back": negated, they lead in; the rest then does not.
_HELD_BACK = frozenset({"mince", "hold", "hesitate"})


def leads_in(sentence: Sequence[Token], quoted: str, *, after: bool = False) -> list[Token]:
    """The words of `sentence` for the speaker of the quotation beside it, or none.

    `quoted` are its words; `after` says that the sentence follows it, where only a mood tells whose it is.
    """
    words = [token for token in sentence if not token.is_space]
    roots = [token for token in words if token.dep_ == "ROOT"]
    if len(roots) != 1:
        return []
    head = _mood_of(roots[0])
    if head is None and not after:
        head = _led_by(roots[0]) or _reporting(words)
    if head is None or not _can_speak(head) or any(token.dep_ == "conj" for token in head.children):
        return []
    phrase = noun_phrase(head)
    inside = {token.i for token in head.subtree}
    others = [t for t in words if t.i not in inside and (_can_speak(t) or t.ent_type_ in ("PERSON", "ORG"))]
    name = head.text if head.pos_ == "PROPN" else ""
    if any(t.lower_ not in _PRESS for t in others) or (name and name in quoted):
        return []
    return phrase


def _mood_of(root: Token) -> Token | None:
    """X in "X was furious", "X was not impressed", "X did not mince words"."""
    negated = child(root, "neg") is not None
    if cue_lemma(root) in _HELD_BACK:
        return child(root, "nsubj") if negated else None
    if _helpers(root) - {"did", "does", "was", "is"}:
        return None
    if root.lemma_ in ("be", "sound", "seem", "look", "remain", "become"):
        complement = child(root, "acomp", "oprd", "attr")
        return child(root, "nsubj") if complement is not None and complement.lower_ in _MOODS else None
    # "was not impressed" is a passive to the parser.
    return child(root, "nsubjpass", "nsubj") if root.lower_ in _MOODS else None


def _led_by(root: Token) -> Token | None:
    """X in "X was asked about it", "X had one more surprise", "the last word belongs to X"."""
    name = cue_lemma(root)
    if child(root, "neg") is not None or _helpers(root):
        return None
    if name == "belong":
        found = preposition_object(root, "to")
        return found[1] if found is not None else None
    passive = child(root, "nsubjpass")
    if passive is not None:
        return passive if name in ("ask", "question", "press") else None
    target = child(root, "dobj")
    if name in _CARRIERS:
        return child(root, "nsubj") if target is not None and target.lemma_.lower() in _WORDS else None
    speaks = name in _LEADING or (is_cue_verb(root) and _claims(root))
    return child(root, "nsubj") if speaks else None


def _reporting(words: Sequence[Token]) -> Token | None:
    """X in "the pier is rotten, X wrote": the one who says what the sentence says."""
    verbs = [t for t in words if is_cue_verb(t) and _claims(t) and own_subject(t) is not None]
    if len(verbs) != 1 or _helpers(verbs[0]) or child(verbs[0], "neg") is not None or verbs[0].dep_ in ("relcl", "acl"):
        return None
    return own_subject(verbs[0])


def _claims(verb: Token) -> bool:
    act = acts(cue_lemma(verb), Takes.CLAUSE)
    return act in CLAIMING and act not in (Act.COMMIT, Act.WANT)


def _helpers(verb: Token) -> set[str]:
    """Auxiliaries that put the deed off: would, will, could, …"""
    return {t.lower_ for t in verb.children if t.dep_ in ("aux", "mark") and t.tag_ in ("MD", "TO", "IN")}


def _can_speak(token: Token) -> bool:
    if token.lower_ in ("he", "she"):
        return True
    known = {token.lower_, token.lemma_.lower()} & (ROLES | UNNAMED | _BODIES)
    named = token.pos_ == "PROPN" and token.ent_type_ not in ("DATE", "TIME", "EVENT", "LAW", "WORK_OF_ART", "NORP")
    return bool(known and token.pos_ in ("NOUN", "PROPN")) or (
        named and token.dep_ in ("nsubj", "nsubjpass", "pobj", "dobj", "appos", "ROOT", "conj")
    )
