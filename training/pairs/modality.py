"""Alterations of certainty and of stage: settled or open, alleged or confirmed, planned and then done.

"May" and "will" alone are compatible; a pair contradicts where one calls settled what the other calls open.
"""

import random
from collections.abc import Iterator

from claims.nlp.comparison.cues import FUTURE
from training.pairs.contents import AUXILIARIES, Content
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, Edit

SETTLED = (
    "it is certain that ",
    "it has been settled that ",
    "it is beyond doubt that ",
    "it has been established that ",
    "it is now proven that ",
    "it is a fact that ",
)
OPEN = (
    "it is not certain that ",
    "it remains unproven that ",
    "it is far from settled that ",
    "there is so far no evidence that ",
    "nobody knows whether ",
    "it is an open question whether ",
    "it has yet to be established whether ",
)
ALLEGED = (
    "it is alleged that ",
    "there are suspicions that ",
    "reports suggest that ",
    "it is suspected that ",
    "it is being investigated whether ",
)
CONFIRMED = (
    "it has been confirmed that ",
    "it turned out that ",
    "investigators have since confirmed that ",
    "it is now officially confirmed that ",
)
_EVENTS = frozenset(
    (
        "sign release publish announce open close visit meet attend hold launch file submit vote deliver send "
        "hire appoint nominate "
        "endorse pay move leave return resign join speak run start begin end finish build introduce pass approve "
        "adopt ban cut raise "
        "appear testify host campaign travel withdraw drop suspend give hand face debate address unveil present "
        "buy sell sue"
    ).split()
)


def alterations(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Every kind of modality pair that the content allows."""
    yield from _futures(content, corpus, rng)
    if content.negated or content.conditional or content.own or _opinion(content):
        return
    if FUTURE.search(content.text) or any(t.tag_ == "MD" for t in content.doc):
        return
    settled, unsure = rng.choice(SETTLED), rng.choice(OPEN)
    yield Alteration("settled v open", "contradicts", "modality", a=(Edit(0, 0, settled),), b=(Edit(0, 0, unsure),))
    one, two = rng.sample(OPEN, 2)
    yield Alteration("open in both", "restates", None, a=(Edit(0, 0, one),), b=(Edit(0, 0, two),), plain=True)
    one, two = rng.sample(SETTLED, 2)
    yield Alteration("settled in both", "restates", None, a=(Edit(0, 0, one),), b=(Edit(0, 0, two),), plain=True)
    if content.root.tag_ in {"VBD", "VBZ", "VBP"} or content.root.tag_ == "VBN":
        alleged, confirmed = rng.choice(ALLEGED), rng.choice(CONFIRMED)
        yield Alteration(
            "alleged, then confirmed",
            "updates",
            "modality",
            a=(Edit(0, 0, alleged),),
            b=(Edit(0, 0, confirmed),),
            later=True,
        )
        one, two = rng.sample(ALLEGED[:4], 2)
        yield Alteration("alleged in both", "restates", None, a=(Edit(0, 0, one),), b=(Edit(0, 0, two),), plain=True)
        one, two = rng.sample(CONFIRMED, 2)
        yield Alteration("confirmed in both", "restates", None, a=(Edit(0, 0, one),), b=(Edit(0, 0, two),), plain=True)


def _opinion(content: Content) -> bool:
    """Whether the content judges or wishes, so that nothing in it could be confirmed."""
    root = content.root
    return (
        root.lemma_
        in {
            "think",
            "believe",
            "hope",
            "want",
            "need",
            "feel",
            "seem",
            "like",
            "love",
            "mean",
            "guess",
            "know",
            "appear",
            "wish",
        }
        or any(c.dep_ in {"acomp", "attr"} for c in root.children)
        or content.doc[0].pos_ in {"ADV", "INTJ", "CCONJ"}
        or any(c.dep_ in {"advcl", "conj"} for c in root.children)
    )


def _futures(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """What will be done: put in doubt, called off, or done since."""
    root = content.root
    will = next((c for c in root.children if c.dep_ in AUXILIARIES and c.lower_ == "will"), None)
    others = [c for c in root.children if c.dep_ in AUXILIARIES and c != will]
    if (
        will is None
        or content.negated
        or any(t.lower_ in {"if", "whether", "unless"} for t in content.doc)
        or any(c.dep_ == "conj" for c in root.children)
    ):
        return
    soft = rng.choice(["is expected to", "is due to", "is going to", "plans to"])
    plural = (
        content.subject.tag_ in {"NNS", "NNPS"}
        or content.subject.lower_ in {"they", "we", "you"}
        or any(c.dep_ == "conj" for c in content.subject.children)
    )
    if content.subject.lower_ == "i":
        soft, plural = "am going to", False
    soft = soft.replace("is ", "are ").replace("plans", "plan") if plural else soft
    direct = will.i + 1 == root.i or (will.i + 2 == root.i and bool(others))
    direct = direct and content.doc[will.i + 1].lower_ not in {"either", "both", "likely", "probably", "certainly"}
    if direct and (soft.split()[0] not in {"plans", "plan"} or content.subject.ent_type_ == "PERSON"):
        yield Alteration("will in other words", "restates", None, b=(Edit(will.idx, content.end(will), soft),))
    settled = rng.choice(["will definitely", "will in any case", "will without fail", "will certainly"])
    unsure = rng.choice(["may not after all", "may in the end not", "might well not"])
    if direct:
        yield Alteration(
            "certain v doubtful",
            "contradicts",
            "modality",
            a=(Edit(will.idx, content.end(will), settled),),
            b=(Edit(will.idx, content.end(will), unsure),),
        )
        yield Alteration(
            "doubtful in both",
            "restates",
            None,
            plain=True,
            a=(Edit(will.idx, content.end(will), "may not"),),
            b=(Edit(will.idx, content.end(will), "might not"),),
        )
        yield Alteration("called off", "contradicts", "polarity", b=(Edit(will.idx, content.end(will), "will not"),))
    dated = any(t.ent_type_ == "DATE" or t.lower_ in {"who", "which", "next"} for t in content.doc)
    if direct and not others and root.lemma_ in _EVENTS and not content.own and not dated:
        done = corpus.form(root.lemma_, "VBN")
        have = "have" if plural else "has"
        if done:
            now = rng.choice([" now", "", " since", ""])
            yield Alteration(
                "planned, then done",
                "updates",
                "modality",
                b=(Edit(will.idx, content.end(root), f"{have}{now} {done}"),),
                later=True,
            )
            off = rng.choice(
                [
                    "will no longer",
                    "will not after all",
                    "has dropped plans to" if not plural else "have dropped plans to",
                ]
            )
            yield Alteration(
                "planned, then dropped", "updates", "polarity", b=(Edit(will.idx, content.end(will), off),), later=True
            )
