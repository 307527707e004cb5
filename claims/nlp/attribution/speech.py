"""Indirect and partly quoted speech -> spans: clauses and phrases that a cue verb, noun or "according to" attributes.

One function for each construction; each takes a cue and gives the tokens of the content, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims.nlp.attribution.cues import NOUNS, Takes, acts
from claims.nlp.attribution.grammar import (
    child,
    cue_lemma,
    cue_words,
    is_cue_verb,
    is_passive,
    is_verb,
    own_subject,
    phrase,
)
from claims.nlp.attribution.nominal import according_to, by_noun, in_words
from claims.nlp.attribution.objects import taken_by
from claims.nlp.attribution.sources import Indirect, resumed_by, source_of, speaker_of_participle
from claims.nlp.parsing import ParsedText

_CONTRAST = frozenset({"although", "though", "while", "whereas", "but"})
# "As the ministry noted, …": verbs that need no object there.
_ASIDES = frozenset(
    """
    announce explain note observe point predict put recall remark report reveal say specify state stress warn write
    """.split()
)


def attribute(parsed: ParsedText, speaking: set[int]) -> Iterator[Indirect]:
    """Attributions by cues outside the quotations in `speaking`."""
    for token in parsed.doc:
        if token.is_space or parsed.quotation_of[token.i] in speaking or _quoted(parsed, token):
            continue
        found = None
        if token.lower_ == "according":
            found = according_to(token)
        elif token.lower_ == "words":
            found = in_words(token)
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
        content = taken_by(verb) or _aside(verb)
    if not content:
        return None
    cue = cue_words(verb)
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and is_passive(verb.head.head):
        cue = [*cue_words(verb.head.head), verb.head, *cue]  # "was quoted as saying"
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
    passive = is_passive(verb) and child(verb, "nsubjpass") is not None and cue_lemma(verb) != "tell"
    if clause is not None and passive and clause.i < verb.i:
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
    if verb.dep_ not in ("parataxis", "dep", "conj") or _named_subject(verb) is None:
        return None
    governor = verb.head
    if verb.dep_ == "conj":
        if not _spliced(verb):
            return None
        while governor.dep_ == "conj":
            governor = governor.head
    if governor.i == verb.i or not is_verb(governor) or (is_cue_verb(governor) and not _set_in(verb)):
        return None
    inside = {token.i for token in verb.subtree}
    return [token for token in governor.subtree if token.i not in inside]


def _named_subject(verb: Token) -> Token | None:
    """The verb's subject; for "a court was told" the one who was told."""
    return own_subject(verb) or (child(verb, "nsubjpass") if cue_lemma(verb) == "tell" else None)


def _spliced(verb: Token) -> bool:
    """Whether only a comma joins the verb's clause to the one before, and the clause ends the sentence."""
    start, end = verb.left_edge.i, verb.right_edge.i
    rest = verb.doc[end + 1 : verb.sent.end]
    return (
        verb.doc[start - 1].text == ","
        and verb.doc[start].dep_ != "cc"
        and child(verb, "ccomp", "xcomp") is None
        and all(token.is_punct or token.is_space for token in rest)
    )


def _set_in(verb: Token) -> bool:
    """Whether commas set the verb and its subject off within a clause: "The crew, he said, had asked …"."""
    subject = _named_subject(verb)
    return (
        subject is not None
        and verb.doc[subject.left_edge.i - 1].text == ","
        and verb.i + 1 < len(verb.doc)
        and verb.nbor().text == ","
    )


def _aside(verb: Token) -> list[Token] | None:
    """What "as X put it" or "as X noted" is said of: the sentence around it."""
    mark = child(verb, "mark", "advmod")
    subject = own_subject(verb)
    if verb.dep_ != "advcl" or mark is None or mark.lower_ != "as" or subject is None:
        return None
    target = child(verb, "dobj", "ccomp", "xcomp", "prep")
    puts_it = cue_lemma(verb) == "put" and target is not None and target.lower_ == "it"
    if (
        cue_lemma(verb) not in _ASIDES
        or (target is not None and not puts_it)
        or (target is None and verb.lower_ == "put")
    ):
        return None
    start, end = verb.left_edge.i, verb.right_edge.i
    before = verb.doc[start - 1].text if start > verb.sent.start else ","
    after = verb.doc[end + 1].text if end + 1 < len(verb.doc) else "."
    if before != "," or after not in (",", "."):
        return None
    inside = {token.i for token in verb.subtree}
    return [token for token in verb.sent if token.i not in inside]


def _without_trailing(clause: Token, verb: Token) -> list[Token]:
    """The clause without what the parser hung on its end but belongs to the sentence: contrasts with a cue of their
    own, and going-on participles; and with what a false full stop cut off, where the next word is in lower case."""
    cut = set()
    for token in clause.subtree:
        if token.i <= clause.i:
            continue
        resumed = resumed_by(token)
        if resumed is not None and resumed.i == verb.i:
            link = token.left_edge.i - 1
            cut |= {token.i, link} if token.doc[link].dep_ == "cc" else {token.i}
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
