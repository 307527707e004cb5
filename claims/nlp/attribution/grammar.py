"""Reads the parse around a cue: its subject, the words that belong to it, the phrase a token heads.

The parser errs most where quotation marks, inversion and machine-translated word order meet; each reading here says
what it does then.
"""

from __future__ import annotations

from collections.abc import Collection

from spacy.tokens import Token

from claims.nlp.attribution.cues import VERBS, lemma

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_CLIMBING = frozenset(
    {"conj", "xcomp", "advcl", "pcomp", "ccomp", "acl", "dep", "parataxis", "prep", "acomp", "relcl", "agent"}
)
_BREAKS = frozenset('“”"«»—–―')
RELATIVE = frozenset({"who", "which", "that", "whom"})


def cue_lemma(token: Token) -> str:
    return lemma(token.lemma_, token.lower_)


def is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB")


def is_cue_verb(token: Token) -> bool:
    # "said" is taken for an adjective or a noun where the sentence is broken; it is a cue all the same.
    return cue_lemma(token) in VERBS and (is_verb(token) or token.lower_ in ("said", "says", "added", "stressed"))


def own_subject(verb: Token) -> Token | None:
    """The verb's subject in its own clause: the agent of a passive, else the nominal subject."""
    passive = any(child.dep_ == "nsubjpass" for child in verb.children) or verb.dep_ == "acl"
    if passive:
        agent = agent_of(verb)
        if agent is not None:
            return agent
    return next((child for child in verb.children if child.dep_ in ("nsubj", "csubj")), None)


def agent_of(verb: Token) -> Token | None:
    """Who did what a passive verb says: "accused by the government"."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by" and verb.tag_ == "VBN"):
            return next((token for token in child.children if token.dep_ == "pobj"), None)
    return None


def is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)


def subject(verb: Token) -> Token | None:
    """Who the verb's action is ascribed to, looked for in its own clause, then in the clauses that govern it.

    "X said …, adding that …" gives X for "adding"; "a statement saying …" gives the statement.
    """
    quoted = _quoted_as(verb)
    if quoted is not None:
        return quoted
    token = verb
    for _ in range(8):
        found = own_subject(token)
        if found is not None:
            return found
        if is_passive(token) and token is verb:
            return None
        governor = token.head
        if token.dep_ == "ROOT" or governor.i == token.i:
            return swallowed_subject(token)
        if token.dep_ not in _CLIMBING:
            return None
        if token.dep_ == "acl" and token.tag_ == "VBN":
            return None  # "people accused of theft" accuse nobody
        if token.dep_ in ("acl", "relcl") and governor.pos_ in ("NOUN", "PROPN", "PRON"):
            return governor
        if token.dep_ == "ccomp" and token is verb and token.tag_ != "VBG":
            return None
        token = governor
    return None


def _quoted_as(verb: Token) -> Token | None:
    """X in "X was quoted by the paper as saying" and "the paper quoted X as saying"."""
    if verb.dep_ != "pcomp" or verb.head.lower_ != "as":
        return None
    quoting = verb.head.head
    if quoting.lemma_.lower() not in ("quote", "cite"):
        return None
    if quoting.dep_ == "acl":
        return quoting.head
    return child(quoting, "nsubjpass") or child(quoting, "dobj")


def swallowed_subject(verb: Token) -> Token | None:
    """The subject of a main verb that the parser took for the end of a phrase before it.

    "Despite claims that it leaks, Ana Silva, the minister, was sure" has Silva joined to what stands before the comma.
    """
    for token in verb.lefts:
        for inner in token.subtree:
            edge = inner.left_edge.i
            if (
                inner.dep_ in ("conj", "appos")
                and inner.pos_ in ("PROPN", "NOUN", "PRON")
                and edge > verb.sent.start
                and verb.doc[edge - 1].text == ","
                and inner.head.i < edge - 1
                and not any(child.dep_ == "cc" for child in inner.head.children if inner.head.i < child.i < edge)
                and all(
                    t.is_punct or t.dep_ in ("aux", "advmod", "neg") for t in verb.doc[inner.right_edge.i + 1 : verb.i]
                )
            ):
                return inner
    return None


def phrase(head: Token, *, without: Collection[int] = ()) -> list[Token]:
    """The words of the phrase that `head` heads, without subtrees rooted at the token indices in `without`."""
    found: list[Token] = []
    pending = [head]
    while pending:
        token = pending.pop()
        found.append(token)
        pending += [child for child in token.children if child.i not in without]
    return sorted(found, key=lambda token: token.i)


def noun_phrase(head: Token, *, before: int | None = None) -> list[Token]:
    """A source's words: the noun phrase with its appositions and relative clauses, but without clauses that speak."""
    cut = set()
    for token in head.subtree:
        for child in token.children:
            if (
                child.dep_ in ("advcl", "ccomp", "parataxis")
                or (child.dep_ == "punct" and child.text in _BREAKS)
                or (child.dep_ in ("relcl", "acl") and any(is_cue_verb(inner) for inner in child.subtree))
            ):
                cut.add(child.i)
    tokens = phrase(head, without=cut)
    tokens = [token for token in tokens if before is None or token.i < before]
    # One run around the head: what a cut left dangling on the far side does not belong to it.
    start = end = next((n for n, token in enumerate(tokens) if token.i == head.i), 0)
    while start > 0 and tokens[start].i - tokens[start - 1].i == 1:
        start -= 1
    while end + 1 < len(tokens) and tokens[end + 1].i - tokens[end].i == 1:
        end += 1
    return tokens[start : end + 1]


def cue_words(verb: Token) -> list[Token]:
    """The verb with its auxiliaries, negation, adverbs and particle where they stand next to it."""
    belongs = {child.i for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "advmod", "prt")}
    words = [verb]
    doc = verb.doc
    left = verb.i - 1
    while (
        left >= 0
        and left in belongs
        and doc[left].lower_ not in ("when", "where", "how", "why", "as", "however", "meanwhile")
    ):
        words.insert(0, doc[left])
        left -= 1
    right = verb.i + 1
    while right < len(doc) and right in belongs and doc[right].dep_ == "prt":
        words.append(doc[right])
        right += 1
    return words


def child(token: Token, *deps: str) -> Token | None:
    return next((found for found in token.children if found.dep_ in deps), None)


def preposition_object(token: Token, *words: str) -> tuple[Token, Token] | None:
    """The first of the token's prepositions among `words`, with its object (a noun or an -ing clause)."""
    for prep in token.children:
        if prep.dep_ in ("prep", "agent", "dative") and prep.lower_ in words:
            for found in prep.children:
                if found.dep_ in ("pobj", "pcomp"):
                    return prep, found
    return None
