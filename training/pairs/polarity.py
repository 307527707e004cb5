"""Alterations of what is affirmed: negation added or removed, denials, failures, opposites; and their harmless like.

Negation goes to the main verb of the content and to nothing else. Opposites are pairs of verbs that take the same
construction, of opposite signs in the lexicon of `claims.nlp.comparison`: nearly all on the two sides of one concept.
"""

import random
from collections.abc import Iterator

from spacy.tokens import Token

from claims.nlp.comparison.lexicon import STANCE_CONCEPTS, TREND_CONCEPTS, concept_of
from training.pairs.contents import AUXILIARIES, Content
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, Edit, Edits

# (word, word of the other side): the same construction before and after.
OPPOSITES = (
    "rise fall|increase decrease|grow shrink|climb drop|improve worsen|strengthen weaken|support oppose|favor oppose|"
    "accept reject|approve reject|allow forbid|open close|start stop|begin end|win lose|increase reduce|favor reject|"
    "back oppose|endorse denounce|adopt reject|expand shrink|raise lower|publish conceal|confirm refute|praise condemn|"
    "welcome oppose|permit prohibit|disclose conceal|recommend oppose|survive die|support reject|"
    "embrace reject|legalize outlaw|gain lose|obey violate|jump drop|surge plunge|embrace denounce|keep abolish"
)
WORD_OPPOSITES = (
    "higher lower|safe unsafe|safe dangerous|guilty innocent|legal illegal|true false|right wrong|correct incorrect|"
    "accurate inaccurate|successful unsuccessful|aware unaware|positive negative|better worse|voluntary forced|"
    "deliberate accidental|public secret|alive dead|stable unstable|lawful unlawful|authentic fake|sufficient "
    "insufficient"
)
_PARTIAL = frozenset(
    "some many few most several often sometimes usually half mostly almost nearly largely one part partly".split()
)
_LIGHT = frozenset(
    "always ever only even just also either too still already again yet all every everyone everybody each both "
    "simply really actually certainly definitely".split()
)
_FAILERS = frozenset(
    (
        "sign pay meet win pass answer attend reach release support endorse vote speak appear stop disclose "
        "report return submit "
        "accept agree deliver secure approve join help protect publish respond apologize explain provide testify "
        "take give call condemn "
        "mention name send show turn file raise reveal hand"
    ).split()
)
DENIALS = (
    "{s} denied that {t}",
    "{s} rejected as false the claim that {t}",
    "{s} ruled out that {t}",
    "{s} disputed that {t}",
    "{s} flatly denied that {t}",
    "“There is no truth in it,” {s} said of reports that {t}",
    "{s} dismissed the assertion that {t}",
)
UNTRUE = (
    "it is not true that ",
    "it is false that ",
    "it is untrue that ",
    "nothing supports the claim that ",
    "there is no truth in the claim that ",
)
NO_DOUBT = ("there is no doubt that ", "it cannot be denied that ", "no one disputes that ", "nobody can deny that ")


def alterations(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Every kind of polarity pair that the content allows."""
    negation = negated(content, corpus)
    if negation:
        yield Alteration("negation added", "contradicts", "polarity", b=negation)
        yield Alteration("negated twice", "restates", None, b=(Edit(0, 0, rng.choice(UNTRUE)), *negation))
        yield Alteration(
            "untrue that not", "contradicts", "polarity", a=negation, b=(Edit(0, 0, rng.choice(NO_DOUBT)),)
        )
        if not content.own:
            denied = rng.choice(DENIALS[:2] + DENIALS[3:5])
            yield Alteration("denied v negated", "restates", None, a=negation, frame_b=denied, plain=True)
    affirmation = affirmed(content, corpus)
    if affirmation:
        yield Alteration("negation removed", "contradicts", "polarity", b=affirmation)
        yield Alteration("negation in other words", "restates", None, b=(Edit(0, 0, rng.choice(UNTRUE)), *affirmation))
    if _plain(content):
        if not content.own:
            denial = rng.choice(DENIALS)
            yield Alteration("denied", "contradicts", "polarity", frame_b=denial, plain=True)
            other = rng.choice([d for d in DENIALS if d != denial])
            yield Alteration("denied by both", "restates", None, frame_a=denial, frame_b=other, plain=True)
        yield Alteration("untrue", "contradicts", "polarity", b=(Edit(0, 0, rng.choice(UNTRUE)),))
        one, two = rng.sample(UNTRUE, 2)
        yield Alteration("untrue in both", "restates", None, a=(Edit(0, 0, one),), b=(Edit(0, 0, two),), plain=True)
        yield Alteration("no doubt", "restates", None, b=(Edit(0, 0, rng.choice(NO_DOUBT)),))
    yield from _failures(content, corpus, rng)
    yield from _opposites(content, corpus, rng)


def _plain(content: Content) -> bool:
    """Whether "it is not true that" before the content makes its contrary."""
    return (
        not content.negated
        and not content.conditional
        and not _partial(content)
        and not any(t.dep_ == "conj" and t.head == content.root for t in content.doc)
        and content.root.lemma_
        not in {"think", "believe", "hope", "want", "know", "guess", "mean", "say", "feel", "need"}
        and content.doc[0].pos_ not in {"ADV", "INTJ", "CCONJ"}
        and ":" not in content.text
        and ";" not in content.text
    )


def _partial(content: Content) -> bool:
    """Whether a word leaves room for both: "some came" and "some did not come"."""
    subtree = {token.lower_ for token in content.subject.subtree} | {c.lower_ for c in content.root.children}
    return bool(subtree & _PARTIAL) or (content.subject.tag_ in {"NN", "NNS"} and _indefinite(content.subject))


def _indefinite(token: Token) -> bool:
    lefts = [t.lower_ for t in token.lefts]
    if token.tag_ == "NN":
        return bool({"a", "an", "another", "one", "any"} & set(lefts))
    return any(t.pos_ == "NUM" for t in token.lefts)


def negated(content: Content, corpus: Corpus) -> Edits:
    """The edits that negate the main verb, or () where that would not give the contrary."""
    root = content.root
    children = list(root.children)
    if content.negated or content.conditional or _partial(content):
        return ()
    if (
        any(c.dep_ == "conj" for c in children)
        or {c.lower_ for c in children} & _LIGHT
        or any(t.lower_ in {"only", "just", "already", "still", "never"} for t in content.doc)
    ):
        return ()
    if content.root.lemma_ in {"let", "fail", "refuse", "deny", "doubt", "hope", "guess", "wonder"} or any(
        c.dep_ == "advcl" for c in children
    ):
        return ()
    auxiliary = next((c for c in children if c.dep_ in AUXILIARIES and c.tag_ != "TO"), None)
    subject = content.subject
    if auxiliary is not None:
        if auxiliary.i < subject.i or auxiliary.lower_ in {
            "may",
            "might",
            "can",
            "must",
            "ought",
            "’ll",
            "'ll",
            "’d",
            "'d",
            "'ve",
            "’ve",
            "’re",
            "'re",
            "ca",
            "wo",
        }:
            return ()
        return (Edit(content.end(auxiliary), content.end(auxiliary), " not"),)
    if root.lemma_ == "be":
        if not root.lower_.isalpha() and root.lower_ not in {"’s", "'s", "’re", "'re"}:
            return ()
        return (Edit(content.end(root), content.end(root), " not"),)
    auxiliary_form = {"VBZ": "does", "VBP": "do", "VBD": "did"}.get(root.tag_)
    if not auxiliary_form or not root.lemma_.isalpha() or not root.text.isalpha():
        return ()
    return (Edit(root.idx, content.end(root), f"{auxiliary_form} not {root.lemma_}"),)


def affirmed(content: Content, corpus: Corpus) -> Edits:
    """The edits that take the negation from the main verb, or ()."""
    root = content.root
    negations = [t for t in content.doc if t.dep_ == "neg"]
    others = {
        "no",
        "nothing",
        "nobody",
        "none",
        "never",
        "any",
        "anyone",
        "anything",
        "ever",
        "either",
        "neither",
        "nor",
        "only",
        "yet",
        "anybody",
        "without",
        "just",
        "necessarily",
        "at",
        "but",
        "because",
        "even",
    }
    if len(negations) != 1 or negations[0].head != root or negations[0].lower_ not in {"not", "n’t", "n't"}:
        return ()
    if content.conditional or {t.lower_ for t in content.doc} & others or _partial(content):
        return ()
    negation = negations[0]
    auxiliary = next((c for c in root.children if c.dep_ in AUXILIARIES), root if root.lemma_ == "be" else None)
    if auxiliary is None or auxiliary.i != negation.i - 1:
        return ()
    if auxiliary.lemma_ == "do":
        if root.i != negation.i + 1:
            return ()
        form = corpus.form(root.lemma_, {"does": "VBZ", "did": "VBD"}.get(auxiliary.lower_, "VBP"))
        return (Edit(auxiliary.idx, content.end(root), form),) if form else ()
    whole = {"ca": "can", "wo": "will"}.get(auxiliary.lower_, auxiliary.text)
    return (Edit(auxiliary.idx, content.end(negation), whole),)


def _failures(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    root = content.root
    if content.negated or content.conditional or _partial(content) or root.tag_ != "VBD" or root.lemma_ not in _FAILERS:
        return
    if content.subject.dep_ != "nsubj" or any(
        c.dep_ in AUXILIARIES or c.dep_ == "conj" or c.lower_ == "also" for c in root.children
    ):
        return
    lead = rng.choice(["failed to", "refused to", "declined to", "did not"])
    yield Alteration(
        "failed to", "contradicts", "polarity", b=(Edit(root.idx, content.end(root), f"{lead} {root.lemma_}"),)
    )
    other = rng.choice([x for x in ("failed to", "did not", "never") if x != lead])
    if other == "never":
        return
    yield Alteration(
        "failed in both",
        "restates",
        None,
        plain=True,
        a=(Edit(root.idx, content.end(root), f"did not {root.lemma_}"),),
        b=(Edit(root.idx, content.end(root), f"failed to {root.lemma_}"),),
    )


def opposite_pairs() -> dict[str, list[str]]:
    """Every verb with its opposites, both ways."""
    return _both_ways(OPPOSITES)


def _both_ways(table: str) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for couple in table.split("|"):
        one, two = couple.split()
        pairs.setdefault(one, []).append(two)
        pairs.setdefault(two, []).append(one)
    return pairs


_VERBS, _WORDS = _both_ways(OPPOSITES), _both_ways(WORD_OPPOSITES)


def _opposites(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Opposites of the main verb, or of an adjective that the main clause ascribes."""
    if content.conditional or content.negated or _partial(content):
        return
    root = content.root
    heads = [
        root,
        *(
            c
            for c in root.children
            if c.dep_ == "xcomp" and root.lemma_ in {"plan", "intend", "vow", "promise", "continue", "expect"}
        ),
    ]
    for token in heads:
        options = [o for o in _VERBS.get(token.lemma_.lower(), ()) if _fitting(token, o)]
        if options and token.pos_ == "VERB":
            other = rng.choice(options)
            form = corpus.form(other, token.tag_)
            if form:
                axis = axis_of(token.lemma_.lower(), other)
                yield Alteration("opposite verb", "contradicts", axis, b=(Edit(token.idx, content.end(token), form),))
    for token in content.doc:
        options = _WORDS.get(token.lower_, [])
        if options and token.dep_ == "acomp" and token.head == root and token.pos_ == "ADJ":
            yield Alteration(
                "opposite word",
                "contradicts",
                "polarity",
                b=(Edit(token.idx, content.end(token), rng.choice(options)),),
            )


def axis_of(lemma: str, other: str) -> str:
    """The axis of two opposite verbs, the same whichever of them the content holds."""
    concepts = {concept_of(lemma)[0], concept_of(other)[0]}
    return "trend" if concepts <= TREND_CONCEPTS else "stance" if concepts & STANCE_CONCEPTS else "polarity"


def _fitting(token: Token, other: str) -> bool:
    """Whether the construction of the verb suits its opposite."""
    children = {c.dep_: c for c in token.children}
    objects = [c for c in token.children if c.dep_ in {"dobj", "nsubjpass"}]
    clause = {"ccomp", "xcomp"} & set(children)
    if "prt" in children or (
        "prep" in children and children["prep"].lower_ in {"with", "for", "up", "out"} and not objects
    ):
        return False
    lemma = token.lemma_.lower()
    if any(c.lower_ == "from" for c in token.children):
        return False
    if lemma in {
        "rise",
        "fall",
        "climb",
        "drop",
        "grow",
        "shrink",
        "jump",
        "surge",
        "plunge",
        "worsen",
        "improve",
        "survive",
        "die",
    }:
        return not objects and not clause and not ("acomp" in children or "attr" in children)
    if lemma in {"allow", "permit", "forbid", "prohibit"}:
        return bool(objects) and not (other == "prohibit" and clause)
    if lemma in {"start", "stop", "begin", "end"}:
        xcomp = children.get("xcomp")
        return (
            not (xcomp is not None and (xcomp.tag_ != "VBG" or lemma in {"begin", "end"})) and "ccomp" not in children
        )
    if lemma in {"raise", "lower"}:
        return any(
            o.lemma_.lower() in {"tax", "rate", "wage", "price", "age", "barrier", "taxis", "cost", "ceiling"}
            for o in objects
        )
    if lemma in {"win", "lose"}:
        return any(
            o.lemma_.lower()
            in {
                "state",
                "election",
                "primary",
                "race",
                "caucus",
                "nomination",
                "contest",
                "debate",
                "vote",
                "case",
                "war",
                "fight",
                "battle",
                "iowa",
                "ohio",
                "florida",
                "district",
                "seat",
            }
            for o in objects
        )
    if lemma == "keep":
        return any(o.lemma_.lower() in {"law", "rule", "tax", "program", "provision"} for o in objects)
    if lemma in {
        "back",
        "support",
        "oppose",
        "favor",
        "embrace",
        "endorse",
        "praise",
        "condemn",
        "denounce",
        "welcome",
        "approve",
        "accept",
        "reject",
        "adopt",
    }:
        return bool(objects) and not clause
    return (
        bool(objects) and not clause
        if lemma not in {"increase", "decrease", "open", "close", "expand", "strengthen", "weaken"}
        else not clause
    )
