"""Rewordings that change nothing: other words, contractions, order of parts, active and passive, side clauses left out.

They make pairs that restate, and stand on either side of every other pair, so that no side is known by its change.
"""

import random
import re
from collections.abc import Iterator

from spacy.tokens import Token

from training.pairs.amounts import figures
from training.pairs.contents import Content
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, Edit, Edits, fits
from training.pairs.figures import same_value
from training.pairs.names import same_names

_CONTRACTIONS = {
    "is not": "isn’t", "are not": "aren’t", "was not": "wasn’t", "were not": "weren’t", "do not": "don’t",
    "does not": "doesn’t",
    "did not": "didn’t", "will not": "won’t", "cannot": "can’t", "could not": "couldn’t", "should not": "shouldn’t",
    "would not": "wouldn’t", "has not": "hasn’t", "have not": "haven’t", "I am": "I’m", "we are": "we’re",
    "they are": "they’re",
    "we have": "we’ve", "I have": "I’ve", "I will": "I’ll", "we will": "we’ll", "it is": "it’s", "you are": "you’re",
    "they have": "they’ve",
}  # fmt: skip
# Words that stand for each other in any construction.
_TABLE = dict(
    pair.split("=")
    for pair in (
        "large=big|important=significant|many=numerous|entire=whole|nearly=almost|currently=at present|"
        "often=frequently|immediately=at once|biggest=largest|talks=negotiations|country=nation|"
        "attorney=lawyer|agreement=deal|candidate=contender|voters=electors|supporters=backers|"
        "rivals=opponents|immigrants=migrants|illegal=unlawful|candidates=contenders|opponents=rivals|"
        "firm=company|gun=firearm|guns=firearms|lawmakers=legislators|workers=employees|recent=latest|"
        "huge=enormous|terrible=awful|crucial=vital|problem=trouble|enough=sufficient|mostly=chiefly|"
        "soon=shortly|remarks=comments|rules=regulations"
    ).split("|")
)
_ADJECTIVAL = frozenset("large big important many entire huge terrible crucial recent illegal biggest".split())
_SYNONYMS = {
    "start": "begin", "begin": "start", "help": "assist", "show": "demonstrate", "require": "need",
    "purchase": "acquire", "buy": "purchase",
    "obtain": "get", "receive": "get", "assist": "help", "choose": "pick", "select": "choose", "allow": "permit",
    "permit": "allow",
    "attempt": "try", "increase": "raise", "criticize": "fault", "back": "support", "endorse": "back",
    "demand": "call for",
    "reveal": "disclose", "disclose": "reveal", "discuss": "talk about", "oppose": "be against", "appoint": "name",
    "defeat": "beat",
    "beat": "defeat", "acquire": "buy", "build": "construct", "enter": "get into", "employ": "hire",
    "maintain": "keep", "remove": "take away",
    "respond": "reply", "create": "make", "destroy": "wreck", "damage": "harm", "visit": "go to", "gather": "collect",
    "collect": "gather",
    "depart": "leave", "award": "give", "launch": "start", "continue": "go on", "eliminate": "get rid of",
    "slam": "criticize", "assert": "claim",
}  # fmt: skip
_EMPTY_ADVERBS = frozenset(
    "really actually very certainly simply basically quite clearly obviously absolutely literally truly also "
    "indeed".split()
)
_NUMERALS = frozenset({"in words", "in digits", "money", "percent sign", "written out"})
FRAMES = ("it is true that ", "the fact is that ", "it is a fact that ", "the truth is that ")


def harmless(content: Content, corpus: Corpus, rng: random.Random) -> list[tuple[str, Edits]]:
    """Small rewordings that fit almost anywhere, each by name, in random order."""
    known = corpus.rewordings.get(content.text)
    if known is None:
        known = corpus.rewordings[content.text] = _rewordings(content, corpus, random.Random(content.text))
    return rng.sample(known, len(known))


def _rewordings(content: Content, corpus: Corpus, rng: random.Random) -> list[tuple[str, Edits]]:
    found: list[tuple[str, Edits]] = []
    text = content.text
    for long, short in _CONTRACTIONS.items():
        for one, two in ((long, short), (short, long)):
            match = re.search(rf"(?<!\w){one}(?![\w’'])", text)
            if match and not (two == "it’s" and match.end() == len(text)):
                found.append(("contraction", (Edit(match.start(), match.end(), two),)))
                break
    for token in content.doc:
        word = _TABLE.get(token.lower_)
        if (
            word
            and token.text.islower()
            and not token.ent_type_
            and (token.lower_ not in _ADJECTIVAL or token.dep_ == "amod")
            and token.pos_ != "VERB"
        ):
            if (token.i and token.nbor(-1).dep_ == "compound") or token.dep_ == "compound":
                continue
            found.append(("other word", (Edit(token.idx, content.end(token), word),)))
        if token.pos_ == "VERB" and token.lemma_ in _SYNONYMS and token.text.islower():
            edit = _synonym(token, content, corpus)
            if edit:
                found.append(("other verb", (edit,)))
        if (
            token.lower_ in _EMPTY_ADVERBS
            and token.dep_ == "advmod"
            and token.pos_ == "ADV"
            and token.i
            and not _after_negation(token)
        ):
            found.append(("adverb left out", (Edit(token.idx, content.end(token) + 1, ""),)))
        if (
            token.lower_ == "that"
            and token.dep_ == "mark"
            and token.head.dep_ == "ccomp"
            and token.head.head.lemma_ in {"say", "think", "believe", "know", "hope", "feel"}
            and token.i == token.head.head.i + 1
        ):
            found.append(("that left out", (Edit(token.idx, content.end(token) + 1, ""),)))
    fronted = _fronted(content)
    if fronted:
        found.append(("part put first", fronted))
    found += [(name.name, name.b) for name in same_names(content, corpus, rng)]
    first = next(figures(content, asserted=False), None)
    if first:
        found += [(same.name, same.b) for same in same_value(content, first, rng) if same.name in _NUMERALS]
    return found


def _after_negation(token: Token) -> bool:
    return (
        any(t.dep_ == "neg" or t.lower_ in {"no", "never"} for t in (*token.head.children, *token.head.head.children))
        or token.head.dep_ == "neg"
    )


def _synonym(token: Token, content: Content, corpus: Corpus) -> Edit | None:
    words = _SYNONYMS[token.lemma_].split()
    children = {c.dep_ for c in token.children}
    if "prt" in children or "dative" in children or "dobj" not in children or {"ccomp", "xcomp"} & children:
        return None
    if words[0] == "be" or (
        token.lemma_ in {"start", "begin", "continue", "show", "back", "award", "respond"} and "dobj" not in children
    ):
        return None
    if len(words) > 1 and token.tag_ == "VBN":
        return None
    form = corpus.form(words[0], token.tag_)
    return Edit(token.idx, content.end(token), " ".join([form, *words[1:]])) if form else None


def _fronted(content: Content) -> Edits:
    """The last part of the clause put first, or the first last: a time, a place or a subordinate clause."""
    root, text = content.root, content.text
    if any(c.dep_ == "conj" for c in root.children) or ":" in text or ";" in text or "“" in text or '"' in text:
        return ()
    for child in root.children:
        start, end = child.left_edge.idx, content.end(child.right_edge)
        words = text[start:end]
        bounding = child.dep_ == "advcl" and child.left_edge.lower_ in {
            "if",
            "when",
            "because",
            "after",
            "before",
            "although",
            "while",
            "once",
            "unless",
        }
        stated = (
            child.dep_ == "prep"
            and child.lower_ in {"in", "on", "during", "since", "after", "before"}
            and any(t.ent_type_ in {"DATE", "GPE"} for t in child.subtree)
        )
        stated = stated or (
            child.dep_ == "npadvmod"
            and all(t.ent_type_ == "DATE" for t in child.subtree)
            and child.lower_ not in {"year", "years"}
        )
        if not (bounding or stated):
            continue
        if (
            end == len(text)
            and start > content.subject.idx
            and text[start - 1] == " "
            and content.doc[0].dep_ not in {"advmod", "prep", "npadvmod"}
            and content.doc[0].i >= content.subject.left_edge.i
        ):
            return (Edit(0, 0, words + ", "), Edit(start - 1, end, ""))
        if (
            start == 0
            and end < content.subject.left_edge.idx
            and text[end] == ","
            and (content.subject.left_edge.idx == end + 2)
            and content.subject.lower_ not in {"he", "she", "it", "they"}
        ):
            return (Edit(0, content.subject.left_edge.idx, ""), Edit(len(text), len(text), f" {words}"))
    return ()


def alterations(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Every kind of paraphrase that makes a pair by itself."""
    passive = _passive(content, corpus)
    if passive:
        yield Alteration("passive", "restates", None, b=passive)
    without = _without_clause(content)
    if without:
        yield Alteration("clause left out", "restates", None, b=without)
    if content.root.tag_ != "MD" and content.doc[0].pos_ not in {"ADV", "INTJ"} and not content.own:
        yield Alteration("frame added", "restates", None, b=(Edit(0, 0, rng.choice(FRAMES)),))
    turned = _fronted(content)
    if turned:
        yield Alteration("part put first", "restates", None, b=turned)
    options = [(name, edits) for name, edits in harmless(content, corpus, rng) if name != "part put first"]
    if options:
        joined: Edits = ()
        for _, edits in options[:4]:
            if fits(edits, joined):
                joined = (*joined, *edits)
        yield Alteration("reworded", "restates", None, b=joined)


def _passive(content: Content, corpus: Corpus) -> Edits:
    """The main clause turned from active to passive: simple past, a full subject and a full object."""
    root, text = content.root, content.text
    objects = [c for c in root.children if c.dep_ == "dobj"]
    if root.tag_ != "VBD" or len(objects) != 1 or content.subject.dep_ != "nsubj" or content.negated:
        return ()
    if any(c.dep_ not in {"nsubj", "dobj", "prep", "npadvmod", "punct"} for c in root.children) or root.lemma_ in {
        "have",
        "get",
        "want",
        "like",
        "become",
        "take",
        "lose",
        "leave",
        "mean",
        "enter",
        "see",
    }:
        return ()
    subject, target = content.subject, objects[0]
    if (
        subject.pos_ == "PRON"
        or target.pos_ == "PRON"
        or target.tag_ == "VBG"
        or target.i != target.right_edge.i
        or len(list(target.subtree)) > 6
        or target.left_edge.i != root.i + 1
    ):
        return ()
    if (
        any(t.tag_ == "PRP$" for t in target.subtree)
        or subject.left_edge.i != 0
        or len(list(subject.subtree)) > 6
        or subject.right_edge.i != root.i - 1
    ):
        return ()
    if target.ent_type_ in {"DATE", "TIME", "PERCENT", "MONEY", "CARDINAL"} or any(
        t.tag_ in {"RB", "NN"} and t.lower_ in {"time", "place", "part"} for t in (target,)
    ):
        return ()
    participle = corpus.form(root.lemma_, "VBN")
    if not participle:
        return ()
    plural = target.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in target.children)
    start, end = subject.left_edge.idx, content.end(subject.right_edge)
    one, two = text[start:end], text[target.left_edge.idx : content.end(target)]
    return (Edit(start, content.end(target), f"{two} {'were' if plural else 'was'} {participle} by {one}"),)


def _without_clause(content: Content) -> Edits:
    """A relative clause, apposition or adverbial clause between commas left out, or at the end after a comma."""
    text, root = content.text, content.root
    for token in content.doc:
        start, end = token.left_edge.idx, content.end(token.right_edge)
        if start < 2 or end - start < 12 or token.i == root.i or not text[:start].endswith(", "):
            continue
        closing = end == len(text) or text[end] == ","
        relative = token.dep_ == "relcl" and token.left_edge.lower_ in {"who", "which", "whose", "where"}
        beside = (
            token.dep_ == "appos"
            and token.head.ent_type_ in {"PERSON", "ORG"}
            and token.left_edge.lower_ in {"a", "an", "the"}
        )
        adverbial = (
            token.dep_ == "advcl" and token.head == root and token.left_edge.lower_ in {"although", "while", "though"}
        )
        if closing and (relative or beside or adverbial) and len(text[:start].split()) + len(text[end:].split()) >= 6:
            return (Edit(start - 2, end + (end < len(text)), ""),)
    return ()
