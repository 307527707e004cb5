"""Phrases put before either side or both that leave the relation as it is.

The phrases that make one alteration would give it away if they stood nowhere else. So the same phrases are put, at
random, before pairs whose relation they do not touch: "it is a fact that" before any side, "it is alleged that" before
both, one place before both, and anything at all before unrelated contents.
"""

import random
from dataclasses import replace

from training.pairs.contents import Content
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, Edit, Edits
from training.pairs.figures import is_measured
from training.pairs.modality import ALLEGED, CONFIRMED, OPEN, SETTLED
from training.pairs.neighbours import MENTIONS, TAILS
from training.pairs.paraphrase import FRAMES
from training.pairs.polarity import DENIALS, NO_DOUBT, UNTRUE

_RATE = 0.4
_UNRELATED_RATE = 0.6
_TRUE = (*NO_DOUBT, *SETTLED, *FRAMES)
_REVISED = ("in a revised count, ", "in the latest count, ", "according to corrected figures, ", "as of today, ")


def covered(
    content: Content, second: Content, alteration: Alteration, corpus: Corpus, rng: random.Random
) -> Alteration:
    """The alteration with phrases before its sides, or as it is."""
    taken = any(e.start == 0 for e in (*alteration.a, *alteration.b)) or alteration.frame_a or alteration.frame_b
    if second is not content:
        return _unrelated(content, second, alteration, corpus, rng)
    if taken or not _takes(content) or rng.random() >= _RATE:
        return alteration
    kind, relation = rng.random(), alteration.relation
    if kind < 0.4:
        known = _TRUE if relation == "updates" else (*_TRUE, *CONFIRMED)
        one, two = rng.sample(known, 2)
        sides = rng.choice([(one, ""), ("", two), (one, two)])
    elif (
        kind < 0.6
        and relation in {"contradicts", "restates", "updates"}
        and is_measured(content)
        and not _placed(content)
        and corpus.places
    ):
        phrase = f"in {rng.choice(corpus.places)}, "
        sides = (phrase, phrase)
    elif kind < 0.7 and relation in {"contradicts", "restates", "differs_in_scope"} and is_measured(content):
        phrase = rng.choice(_REVISED)
        sides = (phrase, phrase)
    elif relation in {"restates", "differs_in_scope"}:
        # What is said of both alike leaves them alike, even a denial.
        one, two = rng.sample(rng.choice([UNTRUE, OPEN, ALLEGED[:4], CONFIRMED]), 2)
        sides = (one, two)
        if alteration.axis is None and rng.random() < 0.3:
            tail = rng.choice(rng.choice(TAILS))
            return _joined(
                alteration, *((*_front("if "), Edit(len(content.text), len(content.text), f", {tail}")),) * 2
            )
    elif relation == "contradicts":
        one, two = rng.sample(ALLEGED[:4], 2)
        sides = (one, two)
    else:
        return alteration
    return _joined(alteration, _front(sides[0]), _front(sides[1]))


def _front(phrase: str) -> Edits:
    return (Edit(0, 0, phrase),) if phrase else ()


def _joined(alteration: Alteration, a: Edits, b: Edits) -> Alteration:
    return replace(alteration, a=(*alteration.a, *a), b=(*alteration.b, *b))


def _takes(content: Content) -> bool:
    """Whether a phrase that ends in "that" can stand before the content."""
    return content.doc[0].pos_ not in {"ADV", "INTJ", "CCONJ", "SCONJ"} and not content.conditional


def _placed(content: Content) -> bool:
    return any(entity.label_ in {"GPE", "LOC"} for entity in content.doc.ents)


def _unrelated(
    content: Content, second: Content, alteration: Alteration, corpus: Corpus, rng: random.Random
) -> Alteration:
    found: list[Edits] = []
    frames = ["", ""]
    for place, (whose, edits) in enumerate(((content, alteration.a), (second, alteration.b))):
        if (
            any(e.start == 0 or e.end == len(whose.text) for e in edits)
            or not _takes(whose)
            or rng.random() >= _UNRELATED_RATE
        ):
            found.append(edits)
            continue
        end, kind = len(whose.text), rng.random()
        if kind < 0.12 and not whose.own:
            frames[place] = rng.choice(DENIALS)
            found.append(edits)
        elif kind < 0.22:
            found.append((*edits, Edit(0, 0, "if "), Edit(end, end, f", {rng.choice(rng.choice(TAILS))}")))
        elif kind < 0.28:
            before, after = rng.choice(MENTIONS).split("{t}")
            found.append((*edits, Edit(0, 0, before), *((Edit(end, end, after),) if after else ())))
        elif kind < 0.45 and is_measured(whose) and corpus.places:
            found.append((*edits, Edit(0, 0, f"in {rng.choice(corpus.places)}, ")))
        elif kind < 0.55 and is_measured(whose):
            found.append((*edits, Edit(0, 0, rng.choice(_REVISED))))
        else:
            found.append(
                (*edits, Edit(0, 0, rng.choice(rng.choice([UNTRUE, OPEN, ALLEGED, CONFIRMED, NO_DOUBT, SETTLED]))))
            )
    return replace(alteration, a=found[0], b=found[1], frame_a=frames[0], frame_b=frames[1])
