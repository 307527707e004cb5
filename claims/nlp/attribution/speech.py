"""Indirect and partly quoted speech -> spans: clauses and phrases that a cue verb, noun or "according to" attributes.

One function for each construction; each takes a cue and gives the tokens of the content, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims.nlp.attribution.cues import NOUNS, Takes, acts
from claims.nlp.attribution.grammar import (
    RELATIVE,
    agent_of,
    child,
    cue_lemma,
    cue_words,
    is_cue_verb,
    is_passive,
    is_verb,
    own_subject,
    phrase,
    preposition_object,
)
from claims.nlp.attribution.nominal import according_to, by_noun, that_in_noun
from claims.nlp.attribution.sources import Indirect, source_of, speaker_of_participle
from claims.nlp.parsing import ParsedText

_CONTRAST = frozenset({"although", "though", "while", "whereas", "but"})
_COMPLETING = frozenset({"to", "from", "for", "of", "against", "between", "with"})


def attribute(parsed: ParsedText, speaking: set[int]) -> Iterator[Indirect]:
    """Attributions by cues outside the quotations in `speaking`."""
    for token in parsed.doc:
        if token.is_space or parsed.quotation_of[token.i] in speaking or _quoted(parsed, token):
            continue
        found = None
        if token.lower_ == "according":
            found = according_to(token)
        elif is_cue_verb(token):
            found = _verb(token)
        elif cue_lemma(token) in NOUNS and token.pos_ == "NOUN":
            found = by_noun(token)
        if found is None:
            continue
        content = [
            t for t in found.content if parsed.quotation_of[t.i] not in speaking or _holds(parsed, found.content, t)
        ]
        source = [t for t in found.source if parsed.quotation_of[t.i] not in speaking]
        if any(t.is_alpha or t.like_num for t in content):
            yield Indirect(content, found.cue, source, found.head)


def _quoted(parsed: ParsedText, token: Token) -> bool:
    """Whether the token is among someone's quoted words, and so attributes nothing for the writer."""
    number = parsed.quotation_of[token.i]
    return number >= 0 and len(parsed.quotations[number].inner.of(parsed.text).split()) > 3


def _holds(parsed: ParsedText, content: list[Token], token: Token) -> bool:
    """Whether the content begins before the quotation that the token stands in, and so holds it."""
    quotation = parsed.quotations[parsed.quotation_of[token.i]]
    return content[0].idx < quotation.span.start


def _verb(verb: Token) -> Indirect | None:
    own = own_subject(verb)
    if own is not None and own.lower_ == "that" and verb.dep_ == "relcl" and cue_lemma(verb.head) in NOUNS:
        return None  # "the position that said drug …": the noun attributes, not the word after "that"
    content = _clause(verb)
    if content is None:
        content = _accused(verb) or _described(verb) or _infinitive(verb) or _object(verb)
    if not content:
        return None
    cue = cue_words(verb)
    source = source_of(verb)
    inside = {t.i for t in content}
    if inside < {t.i for t in source}:
        source = [t for t in source if t.i not in inside]  # "by the auditors of fraud": not auditors of fraud
    taken = {t.i for t in cue} | {t.i for t in source}
    content = [t for t in content if t.i not in taken]
    return Indirect(content, cue, source, verb) if content else None


def _clause(verb: Token) -> list[Token] | None:
    """What is said as a clause: "said (that) …", "…, she said", "… , he said, …"."""
    if acts(cue_lemma(verb), Takes.CLAUSE) is None:
        return None
    clause = child(verb, "ccomp")
    if clause is not None and is_passive(verb) and child(verb, "nsubjpass") is not None and clause.i < verb.i:
        return None
    if clause is None:
        clause = next(
            (c for c in verb.children if c.dep_ in ("advcl", "relcl") and _that_clause(c) and c.i > verb.i), None
        )
    if clause is None:
        return _parenthetical(verb)
    tokens = _without_trailing(clause, verb) + _coordinated(clause, verb)
    if clause.i < verb.i:
        # What follows the verb belongs to the attributing clause where it is a participle: ", she said, smiling".
        smiling = {t.i for c in clause.rights if c.i > verb.i and c.tag_ == "VBG" for t in c.subtree}
        return [token for token in tokens if token.i not in smiling and not _in_own_clause(token, verb)]
    before = [token for token in tokens if token.i < verb.i]
    if before:
        # "Taxes, he said, will fall": the words around the verb's own clause.
        return [token for token in tokens if not _in_own_clause(token, verb)]
    return tokens


def _coordinated(clause: Token, verb: Token) -> list[Token]:
    """A clause joined to the reported one that the parser joins to the verb: "said it rained and the dam was full".

    Only without a comma, with a subject of its own and no cue: else it may be the writer's own sentence.
    """
    found: list[Token] = []
    for other in verb.conjuncts:
        if other.i < clause.i or own_subject(other) is None or is_cue_verb(other) or not is_verb(other):
            continue
        link = other.left_edge.i - 1
        if link <= clause.i or verb.doc[link].dep_ != "cc" or verb.doc[link - 1].text == ",":
            continue
        if found or link - 1 == clause.right_edge.i:
            found += [verb.doc[link], *other.subtree]
    return found


def _that_clause(clause: Token) -> bool:
    mark = child(clause, "mark")
    return mark is not None and mark.lower_ == "that"


def _in_own_clause(token: Token, verb: Token) -> bool:
    """Whether the token belongs to the attributing clause itself: the verb, its subject, its adverbials."""
    if token.i == verb.i:
        return True
    path = [token, *token.ancestors]
    for step, ancestor in enumerate(path):
        if ancestor.i == verb.i:
            return step > 0 and path[step - 1].dep_ not in ("ccomp", "parataxis")
    return False


def _parenthetical(verb: Token) -> list[Token] | None:
    """The clause a verb is set into or after: "Taxes will fall, the minister said", read as parataxis."""
    if verb.dep_ not in ("parataxis", "dep", "ccomp") or own_subject(verb) is None:
        return None
    governor = verb.head
    if governor.i == verb.i or not is_verb(governor) or verb.dep_ == "ccomp" or is_cue_verb(governor):
        return None
    inside = {token.i for token in verb.subtree}
    return [token for token in governor.subtree if token.i not in inside]


def _without_trailing(clause: Token, verb: Token) -> list[Token]:
    """The clause without what the parser hung on its end but belongs to the sentence: contrasts with a cue of their
    own, and going-on participles; and with what a false full stop cut off, where the next word is in lower case."""
    cut = set()
    for token in clause.subtree:
        if token.i <= clause.i:
            continue
        if token.dep_ == "advcl" and is_cue_verb(token):
            mark = child(token, "mark")
            contrast = mark is not None and mark.lower_ in _CONTRAST and own_subject(token) is not None
            going_on = token.tag_ == "VBG" and speaker_of_participle(token) is not None
            if contrast or going_on:
                cut.add(token.i)
    tokens = phrase(clause, without=cut)
    return _one_run(tokens, clause, verb)


def _one_run(tokens: list[Token], clause: Token, verb: Token) -> list[Token]:
    if not tokens:
        return tokens
    doc = clause.doc
    last = tokens[-1]
    end = last.i + 1
    while end < len(doc) and doc[end].text in ".”»\"’'":
        end += 1
    if (
        last.i > verb.i
        and 0 < end < len(doc)
        and doc[end - 1].text == "."
        and doc[end].is_sent_start
        and doc[end].text[:1].islower()
        and doc[end].is_alpha
    ):
        tokens = [*tokens, *doc[last.i + 1 : doc[end].sent.end]]
    return tokens


def _accused(verb: Token) -> list[Token] | None:
    """ "accused X of …" with X; "was accused by X of …" without."""
    if acts(cue_lemma(verb), Takes.OF_OBJECT) is None:
        return None
    found = preposition_object(verb, "of")
    if found is None:
        agent = agent_of(verb)
        found = preposition_object(agent, "of") if agent is not None else None
    if found is None:
        return None
    prep, _ = found
    target = child(verb, "dobj")
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


def _object(verb: Token) -> list[Token] | None:
    """What is stressed, cited, denied, called for: a noun phrase."""
    name = cue_lemma(verb)
    if acts(name, Takes.NOUN) is not None or acts(name, Takes.FIGURE) is not None:
        target = child(verb, "dobj")
        if target is not None and target.pos_ != "PRON":
            inner = that_in_noun(target)
            return inner if inner is not None else _with_rest(verb, target)
    for construction, word in ((Takes.FOR, "for"), (Takes.OF, "of"), (Takes.TO_NOUN, "to"), (Takes.ABOUT, "about")):
        if acts(name, construction) is not None:
            found = preposition_object(verb, word)
            if found is not None:
                target = child(verb, "dobj")
                head = list(target.subtree) if target is not None and verb.i < target.i < found[0].i else []
                rest = list(found[0].subtree) if head else list(found[1].subtree)
                return sorted({*head, *rest}, key=lambda token: token.i)
    return None


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
