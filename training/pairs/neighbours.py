"""Pairs that concern different matters: neighbours in an article, the same names elsewhere, conditions, mere mentions.

Two contents count as different matters when they share neither the main verb's concept, nor a number, nor more than a
fifth of their content words apart from names.
"""

import random
from collections import defaultdict
from collections.abc import Iterator

from claims.nlp.comparison.lexicon import concept_of
from training.pairs.contents import SUBJECTS, Content
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, Edit

TAILS = (
    ("the matter will go to court", "the matter will not go to court"), ("new rules will be needed",
    "no new rules will be needed"),
    ("there will be an inquiry", "there will be no inquiry"), ("the plans will have to change",
    "the plans will not have to change"),
    ("the party will lose support", "the party will not lose support"), ("the committee will meet again",
    "the committee will not meet again"),
    ("others will follow", "nobody will follow"), ("voters will turn away", "voters will not turn away"),
    ("a public hearing will be held", "no public hearing will be held"), ("the costs will rise",
    "the costs will not rise"),
)  # fmt: skip
MENTIONS = (
    "whether {t} will be looked into", "an inquiry is to establish whether {t}", "a reporter asked whether {t}",
    "the question whether {t} divides the party",
    "lawyers are studying whether {t}", "a committee will discuss whether {t}", "it was not asked whether {t}",
    "viewers wanted to know whether {t}",
)  # fmt: skip


class Neighbours:
    """Finds contents that look alike and concern something else."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        by_name: dict[str, list[Content]] = defaultdict(list)
        for content in corpus.contents:
            for name in content.names:
                by_name[name].append(content)
        self._by_name = dict(by_name)

    def near(self, content: Content, rng: random.Random) -> Content | None:
        """A content of the same article on another matter, oftener one that shares a name."""
        near = [c for c in self.corpus.by_article[content.article] if c is not content and different(content, c)]
        sharing = [c for c in near if c.names & content.names]
        return rng.choice(sharing if sharing and rng.random() < 0.7 else near) if near else None

    def alike(self, content: Content, rng: random.Random) -> Content | None:
        """A content of another article that shares a name and concerns another matter."""
        names = sorted(content.names)
        others = self._by_name[rng.choice(names)] if names else []
        for other in rng.sample(others, min(6, len(others))):
            if other.article != content.article and different(content, other):
                return other
        return None


def different(a: Content, b: Content) -> bool:
    """Whether two contents concern different matters."""
    if a.text in b.text or b.text in a.text:
        return False
    if concept_of(a.root.lemma_)[0] == concept_of(b.root.lemma_)[0] and a.root.lemma_ != "be":
        return False
    one, two = a.lemmas - a.names, b.lemmas - b.names
    shared = one & two
    numbers = {t.text for t in a.doc if t.like_num} & {t.text for t in b.doc if t.like_num}
    if (
        numbers
        or len(shared) > 0.2 * min(len(one), len(two))
        or (abs(a.place - b.place) < 3 and a.article == b.article)
    ):
        return False
    if (
        {t.lemma_ for t in a.doc}
        & {t.lemma_ for t in b.doc}
        & {"poll", "percent", "lead", "nominee", "email", "server", "wall", "ban"}
    ):
        return False
    return not (a.root.lemma_ == b.root.lemma_ == "be" and a.subject.lemma_.lower() == b.subject.lemma_.lower())


def alterations(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """The content as a condition or a question against the content stated, and its two halves against each other."""
    end = len(content.text)
    if (
        not content.conditional
        and content.root.tag_ in {"VBD", "VBZ", "VBP"}
        and not content.negated
        and content.doc[0].pos_ not in {"ADV", "INTJ", "CCONJ"}
        and not any(c.dep_ == "conj" for c in content.root.children)
    ):
        tail, contrary = rng.choice(TAILS)
        yield Alteration("condition", "unrelated", None, b=(Edit(0, 0, "if "), Edit(end, end, f", {tail}")), plain=True)
        yield Alteration(
            "condition, clauses turned",
            "restates",
            None,
            a=(Edit(0, 0, "if "), Edit(end, end, f", {tail}")),
            b=(Edit(0, 0, f"{tail} if "),),
            plain=True,
        )
        yield Alteration(
            "condition, other outcome",
            "contradicts",
            "polarity",
            a=(Edit(0, 0, "if "), Edit(end, end, f", {tail}")),
            b=(Edit(0, 0, "even if "), Edit(end, end, f", {contrary}")),
            plain=True,
        )
        mention = rng.choice(MENTIONS)
        before, after = mention.split("{t}")
        edits = (Edit(0, 0, before), Edit(end, end, after)) if after else (Edit(0, 0, before),)
        yield Alteration("mention", "unrelated", None, b=edits)
    halves = _halves(content)
    if halves:
        cut, start = halves
        yield Alteration("two halves", "unrelated", None, a=(Edit(cut, end, ""),), b=(Edit(0, start, ""),), plain=True)
        yield Alteration("half of it", "restates", None, b=(Edit(cut, end, ""),), plain=True)


def _halves(content: Content) -> tuple[int, int] | None:
    """Where a content of two main clauses joined by "and" can be cut: end of the first, start of the second."""
    for token in content.root.children:
        if token.dep_ != "conj" or token.pos_ not in {"VERB", "AUX"}:
            continue
        subject = next((c for c in token.children if c.dep_ in SUBJECTS), None)
        joint = next((c for c in content.root.children if c.dep_ == "cc"), None)
        if (
            subject is None
            or joint is None
            or joint.lower_ != "and"
            or joint.i + 1 != subject.left_edge.i
            or subject.lower_ in {"it", "this", "that", "who", "which"}
        ):
            continue
        first, second = content.text[: joint.idx], content.text[subject.left_edge.idx :]
        if len(first.split()) >= 6 and len(second.split()) >= 6:
            return joint.idx, subject.left_edge.idx
    return None
