"""Attributions without a verb of saying: "US allegations that …", "in a statement that …", "according to X"."""

from __future__ import annotations

from spacy.tokens import Token

from claims.nlp.attribution.cues import LIGHT_VERBS, NOUNS, Act, Takes, acts
from claims.nlp.attribution.grammar import (
    agent_of,
    child,
    cue_lemma,
    cue_words,
    is_cue_verb,
    is_verb,
    noun_phrase,
    own_subject,
    phrase,
    preposition_object,
    swallowed_subject,
)
from claims.nlp.attribution.sources import Indirect, source_of

_MADE = frozenset({"make", "repeat", "raise", "advance", "voice"})
_DENIED = frozenset({"deny", "reject", "dismiss", "refute", "dispute", "rebut"})
_CONTRAST = frozenset({"while", "whereas", "although", "though"})


def that_in_noun(noun: Token) -> list[Token] | None:
    """The clause of "the position that …", also where the parser reads "that" as its subject."""
    if cue_lemma(noun) not in NOUNS:
        return None
    giver = preposition_object(noun, "from")
    # "confirmation from the fire service that …": the clause often hangs on the one who gives it.
    clauses = [*noun.children, *(giver[1].children if giver is not None else ())]
    for clause in clauses:
        if clause.dep_ not in ("acl", "relcl", "ccomp"):
            continue
        words = list(clause.subtree)
        if words and words[0].lower_ == "that" and any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in words[1:]):
            return _before_subject(words, noun)
    return None


def _before_subject(words: list[Token], noun: Token) -> list[Token]:
    """The clause without the main clause's subject where the parser has drawn that into it."""
    root = noun.sent.root
    if root.i < words[-1].i or not is_verb(root) or own_subject(root) is not None:
        return words
    swallowed = swallowed_subject(root)
    return words if swallowed is None else [token for token in words if token.i < swallowed.left_edge.i]


def by_noun(noun: Token) -> Indirect | None:
    """ "US allegations that …", "the minister's claim that …", "expressed concern that …"."""
    content = that_in_noun(noun)
    if content is None:
        return None
    governor = noun.head
    own = acts(cue_lemma(governor), Takes.NOUN) if is_cue_verb(governor) and noun.dep_ == "dobj" else None
    if own is not None and not (own is Act.JUDGE and cue_lemma(governor) in LIGHT_VERBS):
        return None  # the verb's own object: "reiterated the position that …"
    if noun.dep_ == "dobj" and cue_lemma(governor) in _DENIED:
        return Indirect(content, cue_words(governor), source_of(governor), noun)  # "dismissed claims that …"
    cue = [noun]
    source: list[Token] = []
    agent = agent_of(governor) if noun.dep_ == "nsubjpass" else None
    if agent is not None and cue_lemma(governor) in _MADE | _DENIED:
        # "The claim that … was made by X", "… were denied by X"
        cue = [noun] if cue_lemma(governor) in _MADE else cue_words(governor)
        return Indirect(content, cue, noun_phrase(agent), noun)
    if noun.dep_ == "dobj" and cue_lemma(governor) in LIGHT_VERBS:
        cue = [*cue_words(governor), noun]
        source = source_of(governor)
    elif noun.dep_ == "pobj" and governor.lower_ == "in" and is_cue_verb(governor.head):
        cue = [
            *cue_words(governor.head),
            governor,
            *phrase(noun, without={t.i for t in content}),
        ]  # "said in a statement"
        source = source_of(governor.head)
    owner = child(noun, "poss")
    if owner is not None:
        source = [token for token in owner.subtree if token.dep_ != "case"]
    elif not source:
        found = preposition_object(noun, "by", "from", "of")
        named = [
            c
            for c in noun.children
            if c.dep_ in ("compound", "amod", "nmod") and c.ent_type_ in ("GPE", "NORP", "ORG", "PERSON")
        ]
        if found is not None:
            source = [token for token in found[1].subtree if token not in content]
        elif named:
            source = [token for c in named for token in c.subtree]
    return Indirect(content, cue, source, noun)


def according_to(word: Token) -> Indirect | None:
    """ "According to X, …", "…, according to X", "…, according to X, …"."""
    to = child(word, "prep") or (word.nbor() if word.i + 1 < len(word.doc) and word.nbor().lower_ == "to" else None)
    if to is None or to.lower_ != "to":
        return None
    name = child(to, "pobj") or child(to, "pcomp")
    if name is None:
        return None
    own = {token.i for token in word.subtree}
    source = noun_phrase(name)
    content = _around_according(word, own)
    content = [token for token in content if token.i not in own]
    return Indirect(content, [word, to], source, word) if content else None


def in_words(noun: Token) -> Indirect | None:
    """ "In the words of X, …", "by her words, …": the sentence around the phrase."""
    prep = noun.head
    owner = child(noun, "poss")
    of = preposition_object(noun, "of")
    if (
        noun.dep_ != "pobj"
        or prep.lower_ not in ("in", "by")
        or not is_verb(prep.head)
        or (owner is None and of is None)
    ):
        return None
    own = {token.i for token in prep.subtree}
    before, after = min(own) - 1, max(own) + 1
    set_off = (min(own) == noun.sent.start and noun.doc[after : after + 1].text == ",") or (
        before >= 0 and noun.doc[before].text == ","
    )
    if not set_off:
        return None
    if of is not None:
        source = noun_phrase(of[1])
    else:
        source = [token for token in owner.subtree if token.dep_ != "case"] if owner is not None else []
    content = [token for token in _around_according(prep, own) if token.i not in own]
    return Indirect(content, [prep, noun], source, noun) if content else None


def _around_according(word: Token, own: set[int]) -> list[Token]:
    doc = word.doc
    sentence = word.sent
    before = word.i - 1
    while before >= sentence.start and doc[before].is_punct:
        before -= 1
    after = max(own) + 1
    relative = (
        next(
            (
                token
                for token in [doc[before], *doc[before].ancestors]
                if token.dep_ == "relcl" and token.right_edge.i == before and token.i >= sentence.start
            ),
            None,
        )
        if before >= sentence.start
        else None
    )
    if (
        relative is not None
        and after < sentence.end
        and doc[after].text == ","
        and doc[relative.left_edge.i].lower_ == "which"
    ):
        return list(relative.subtree)
    governor = word.head
    while governor.dep_ in ("prep", "pobj", "compound", "amod", "npadvmod") and governor.head.i != governor.i:
        governor = governor.head
    if is_verb(governor) and governor.i != word.i and not (governor.dep_ == "ROOT" or governor.head.i == governor.i):
        # Within a clause of a longer sentence the phrase speaks for that clause.
        return list(governor.subtree)
    # "…, according to X, while Y puts it at 40": Y's words are not X's.
    others = {
        token.i
        for other in governor.children
        if other.i > word.i and other.dep_ == "advcl" and is_cue_verb(other) and own_subject(other) is not None
        for token in other.subtree
        if (mark := child(other, "mark")) is not None and mark.lower_ in _CONTRAST
    }
    return [token for token in sentence if token.i not in others]
