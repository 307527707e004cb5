"""What a cue verb takes other than a clause: objects, gerunds, infinitives, figures -> the tokens of the content.

One function for each construction; each gives nothing where the verb does not take it or the sentence has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from claims.nlp.attribution.cues import LIGHT_VERBS, Act, Takes, acts
from claims.nlp.attribution.grammar import (
    RELATIVE,
    agent_of,
    child,
    cue_lemma,
    is_cue_verb,
    is_passive,
    own_subject,
    preposition_object,
)
from claims.nlp.attribution.nominal import that_in_noun

_COMPLETING = frozenset({"to", "from", "for", "of", "against", "between", "with"})
# Where something is said, which is no part of what is said: "warned of floods in a letter".
_CHANNELS = frozenset(
    "statement letter report interview post tweet briefing speech email e-mail note memo conference filing".split()
)


def taken_by(verb: Token) -> list[Token] | None:
    """The content of a cue verb that has no clause."""
    return (
        _accused(verb)
        or _described(verb)
        or _figure(verb)
        or _gerund(verb)
        or _infinitive(verb)
        or _said_to(verb)
        or _object(verb)
    )


def _accused(verb: Token) -> list[Token] | None:
    """ "accused X of …" with X; "was accused by X of …" without."""
    if acts(cue_lemma(verb), Takes.OF_OBJECT) is None:
        return None
    target = child(verb, "dobj")
    found = preposition_object(verb, "of")
    for other in (target, agent_of(verb)):
        # The parser often hangs "of …" on the one accused or on the accuser.
        found = found or (preposition_object(other, "of") if other is not None and other.i > verb.i else None)
    if found is None:
        return None
    prep, _ = found
    head = [] if target is None or target.i > prep.i else list(target.subtree)
    return sorted([*head, *prep.subtree], key=lambda token: token.i)


def _described(verb: Token) -> list[Token] | None:
    """ "described X as …", "called X a failure"; without X where it stands before the verb ("which he called …")."""
    name = cue_lemma(verb)
    target = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), child(verb, "dobj"))
    if acts(name, Takes.AS) is not None:
        found = preposition_object(verb, "as")
        if found is None and target is not None:
            found = preposition_object(target, "as")
        prep = found[0] if found else next((c for c in verb.children if c.dep_ == "prep" and c.lower_ == "as"), None)
        if prep is not None:
            head = [] if target is None or not verb.i < target.i < prep.i else list(target.subtree)
            return sorted({*head, *(t for t in prep.subtree if t.i != prep.i or head)}, key=lambda token: token.i)
    if acts(name, Takes.PREDICATE) is not None:
        predicate = child(verb, "oprd")
        if predicate is not None and predicate.i > verb.i:
            head = [] if target is None or not verb.i < target.i < predicate.i else list(target.subtree)
            return sorted({*head, *predicate.subtree}, key=lambda token: token.i)
        if (
            target is not None
            and target.i > verb.i
            and any(c.lower_ in RELATIVE and c.i < verb.i for c in verb.children)
        ):
            return list(target.subtree)  # "which she called the worst plan in years"
        small = child(verb, "ccomp")
        if small is not None and small.pos_ in ("NOUN", "PROPN", "ADJ") and small.i > verb.i:
            return list(small.subtree)
    return None


def _infinitive(verb: Token) -> list[Token] | None:
    """ "vowed to …", "urged X to …"."""
    if acts(cue_lemma(verb), Takes.TO) is None or is_passive(verb):
        return None
    clause = child(verb, "xcomp", "ccomp")
    if clause is None or clause.i < verb.i or clause.tag_ != "VB":
        return None
    target = child(verb, "dobj")
    head = list(target.subtree) if target is not None and target.i < clause.i else []
    return sorted({*head, *clause.subtree}, key=lambda token: token.i)


def _figure(verb: Token) -> list[Token] | None:
    """ "put the number at 40", "gives the figure as 4.4 billion": only with a figure."""
    if acts(cue_lemma(verb), Takes.AT) is None or is_passive(verb):
        return None
    target = child(verb, "dobj")
    if target is None or target.i < verb.i:
        return None
    word = "as" if cue_lemma(verb) == "give" else "at"
    found = preposition_object(verb, word) or preposition_object(target, word)
    if found is None or not any(token.like_num for token in found[0].subtree):
        return None
    return sorted({*target.subtree, *found[0].subtree}, key=lambda token: token.i)


def _gerund(verb: Token) -> list[Token] | None:
    """ "denied taking the money"."""
    if acts(cue_lemma(verb), Takes.GERUND) is None or is_passive(verb):
        return None
    clause = child(verb, "xcomp", "ccomp", "dobj")
    if clause is None or clause.i < verb.i or clause.tag_ != "VBG":
        return None
    return list(clause.subtree)


def _said_to(verb: Token) -> list[Token] | None:
    """ "X is alleged by prosecutors to have …"; without them nobody says it."""
    clause = child(verb, "xcomp")
    if acts(cue_lemma(verb), Takes.CLAUSE) is None or agent_of(verb) is None or clause is None or clause.tag_ != "VB":
        return None
    target = child(verb, "nsubjpass")
    return sorted([*(target.subtree if target is not None else ()), *clause.subtree], key=lambda token: token.i)


def _object(verb: Token) -> list[Token] | None:
    """What is stressed, cited, denied, called for: a noun phrase."""
    name = cue_lemma(verb)
    if acts(name, Takes.NOUN) is not None or acts(name, Takes.FIGURE) is not None:
        target = child(verb, "dobj")
        if target is not None and target.pos_ != "PRON":
            inner = that_in_noun(target)
            if inner is not None and name in LIGHT_VERBS and acts(name, Takes.NOUN) is Act.JUDGE:
                return None  # "expressed concern that …": the noun attributes
            return inner if inner is not None else _with_rest(verb, target)
    for construction, word in _PREPOSITIONS:
        if acts(name, construction) is None:
            continue
        found = preposition_object(verb, word)
        target = child(verb, "dobj")
        if found is None and construction is Takes.ON and target is not None:
            # "the loss of 40 boats on the minister": the parser hangs "on …" deep within.
            found = next((f for t in target.subtree if (f := preposition_object(t, word)) and f[0].i > verb.i), None)
        if found is None:
            continue
        head = list(target.subtree) if target is not None and verb.i < target.i < found[0].i else []
        rest = list(found[0].subtree) if head else list(found[1].subtree)
        words = sorted({*head, *rest}, key=lambda token: token.i)
        if construction is Takes.ON and not head:
            continue
        if construction is Takes.OF and name != "warn" and not _is_told(words):
            continue
        return _with_circumstances(verb, words) if construction is Takes.OF else words
    return None


_PREPOSITIONS = (
    (Takes.FOR, "for"),
    (Takes.ON, "on"),
    (Takes.OF, "of"),
    (Takes.AGAINST, "against"),
    (Takes.TO_NOUN, "to"),
    (Takes.ABOUT, "about"),
)


def _is_told(words: Sequence[Token]) -> bool:
    """Whether a phrase says something: "spoke of 140 dead", "spoke of “a mess”"; not "spoke of his youth"."""
    doc = words[0].doc
    return any(
        (t.like_num and t.lower_ != "one") or t.text in ("“", "”") for t in doc[words[0].i - 1 : words[-1].i + 1]
    )


def _with_circumstances(verb: Token, words: list[Token]) -> list[Token]:
    """The words with what follows them and says where and when: "lower margins in the coming quarter"."""
    found = list(words)
    for token in sorted(verb.rights, key=lambda token: token.i):
        if token.dep_ not in ("prep", "npadvmod") or token.left_edge.i != found[-1].i + 1:
            continue
        if any(inner.lemma_.lower() in _CHANNELS for inner in token.subtree):
            break
        found += token.subtree
    return found


def _with_rest(verb: Token, target: Token) -> list[Token]:
    """The object with what follows it and completes it, though the parser hangs it on the verb: "the extradition of X,
    to Y", "a record number, with 50 …", "joint efforts, pairing …"."""
    words = list(target.subtree)
    at = words[-1].i + 1
    for token in sorted(verb.rights, key=lambda token: token.i):
        if token.i < at or token.is_punct:
            continue
        gap = verb.doc[at : token.left_edge.i]
        if not all(t.text == "," for t in gap):
            break
        completes = (token.dep_ == "prep" and token.lower_ in _COMPLETING and token.lower_ != "with") or (
            token.lower_ == "with" and len(gap) == 1
        )
        details = (
            token.dep_ == "advcl" and token.tag_ == "VBG" and own_subject(token) is None and not is_cue_verb(token)
        )
        if not completes and not details:
            break
        words += [*gap, *token.subtree]
        at = words[-1].i + 1
    return words
