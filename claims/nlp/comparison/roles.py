"""Who and what fills which role of a predicate, and whether two predicates are said of different things.

"The mayor rejected the plan for the stadium" and "the mayor approved the plan for the library" share nearly all words;
that the plans differ shows only in the role that each word fills.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims.nlp.comparison.lexicon import country_of, kinds_of, stem

Roles = frozenset[tuple[str, str]]  # (role, stem of a filler)

_PLACES = frozenset("in at on inside within near across outside".split())
_COMPARED = _PLACES | frozenset("into to from of for about against between over among".split())
_LATER = frozenset("second third fourth fifth sixth seventh eighth ninth tenth 2nd 3rd 4th 5th other another".split())
_CLAUSES = frozenset({"advcl", "ccomp", "parataxis", "csubj", "relcl", "acl", "xcomp"})
# Times, sums and counts are compared by their own comparators.
AMOUNTS = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "CARDINAL", "ORDINAL"})


def stem_of(token: Token) -> str:
    """The stem that stands for a word in arguments and roles, "" for the first half of a two-word country."""
    if token.text == "United" and token.i + 1 < len(token.doc) and token.nbor().text in {"States", "Kingdom"}:
        return ""
    return country_of(token.text) or stem(token.lower_ if token.pos_ == "PROPN" else token.lemma_.lower())


def roles_of(predicate: Token) -> Roles:
    """The filled roles of a verb, noun or adjective used as predicate: agent, patient, places, and modifiers."""
    holders = [predicate]
    if predicate.dep_ in {"attr", "acomp", "oprd"}:
        holders.append(predicate.head)
    found: set[tuple[str, str]] = set()
    for holder in holders:
        for child in holder.children:
            if child != predicate:
                found.update(_filled(child, predicate))
    return frozenset((role, filler) for role, filler in found if filler)


def apart(a: Roles, b: Roles, *, spoken_of_a: frozenset[str], spoken_of_b: frozenset[str]) -> bool:
    """Whether some role is filled by different things; what the other claim names in another role is no other thing."""
    if ("among" in {role for role, _ in a}) != ("among" in {role for role, _ in b}):
        # "unemployment among the young" is another population than unemployment.
        return True
    if _numbered(a, b) or _numbered(b, a):
        return True
    for role in {role for role, _ in a} & {role for role, _ in b}:
        mine = {filler for name, filler in a if name == role}
        theirs = {filler for name, filler in b if name == role}
        if not _meet(mine, theirs | spoken_of_b) and not _meet(theirs, mine | spoken_of_a):
            return True
    return False


def _numbered(a: Roles, b: Roles) -> bool:
    """Whether one speaks of "the second line" and the other of a line, or of the third."""
    fillers = {filler for _, filler in b}
    return any(role.startswith("nth ") and role[4:] in fillers and (role, nth) not in b for role, nth in a)


def _meet(some: set[str], others: set[str] | frozenset[str]) -> bool:
    kinds = {kind for other in others for kind in kinds_of(other)}
    return any(x in others or x in kinds or not kinds_of(x).isdisjoint(others) for x in some)


def _filled(child: Token, predicate: Token) -> Iterator[tuple[str, str]]:
    if child.dep_ in _CLAUSES or child.dep_ == "conj":
        return
    if child.dep_ in {"nsubj", "nsubjpass", "dobj"}:
        role = "agent" if child.dep_ == "nsubj" else "patient"
        yield from _noun(child, role)
    elif child.dep_ in {"agent"}:
        for noun in child.children:
            yield from _noun(noun, "agent")
    elif child.dep_ == "prep":
        yield from _prepositional(child)
    elif child.dep_ in {"compound", "npadvmod", "amod", "poss"}:
        yield from _noun(child, f"of {predicate.lemma_.lower()}")


def _prepositional(preposition: Token) -> Iterator[tuple[str, str]]:
    word = preposition.lower_
    if word in _COMPARED:
        for noun in preposition.children:
            if noun.dep_ == "pobj" and word == "among":
                yield word, stem_of(noun)
            elif noun.dep_ == "pobj":
                yield from _noun(noun, "where" if word in _PLACES else word)


def _noun(noun: Token, role: str) -> Iterator[tuple[str, str]]:
    if noun.pos_ not in {"NOUN", "PROPN"} or noun.ent_type_ in AMOUNTS:
        return
    head = stem_of(noun)
    yield role, head
    for child in noun.children:
        if child.lower_ in _LATER:
            yield f"nth {head}", child.lower_
        if child.ent_type_ in AMOUNTS:
            continue
        if child.dep_ in {"compound", "amod", "poss", "nmod"} and child.pos_ in {"NOUN", "PROPN", "ADJ"}:
            # A country or a part of a name fills the role as much as the head; other words only narrow the head.
            named = bool(country_of(child.text)) or (child.pos_ == "PROPN" and noun.pos_ == "PROPN")
            yield (role if named else f"which {head}"), stem_of(child)
        elif child.dep_ == "conj":
            yield from _noun(child, role)
        elif child.dep_ == "prep":
            yield from _prepositional(child)
