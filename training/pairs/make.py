"""Labelled claim pairs made by altering contents of articles with attributions. For training only, never shipped.

    python -m training.pairs.make --data ../shared/data/attribution/polnear_train.jsonl.gz --out FILE.jsonl.gz \\
        --count 30000 --seed 1 [--show] [--articles N]

The output derives from the texts of publishers and stays outside the repository, like the articles themselves. A
first pass counts what every alteration can give, so that the second can draw evenly over them; both run through the
contents in one order and hold no rows. The same seed gives the same file.
"""

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from training.pairs import figures, modality, names, neighbours, paraphrase, polarity, probe, scope
from training.pairs.contents import Content, read_contents
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, Edits
from training.pairs.rows import counted, made

SHARES = {"contradicts": 0.30, "restates": 0.25, "differs_in_scope": 0.15, "updates": 0.10, "unrelated": 0.20}
FAMILIES = (figures, names, polarity, modality, scope, paraphrase, neighbours)
ROUNDS = 3  # passes over the contents, each with other choices
SAMPLE = 600  # above so many contents a third of them is counted
# Drawn beyond what is wanted, for some candidates come to nothing: twins that say the same in the same words, contents
# without a neighbour.
SURPLUS = {"contradicts": 1.02, "restates": 1.5, "differs_in_scope": 1.1, "updates": 1.02, "unrelated": 1.35}
# Phrases fixed in advance stand out, so they are drawn less than changes of the content's own words.
WEIGHTS = {
    "untrue": 0.5,
    "untrue that not": 0.6,
    "settled v open": 0.5,
    "denied": 0.6,
    "condition, other outcome": 0.3,
    "certain v doubtful": 0.5,
    "called off": 0.7,
    "alleged, then confirmed": 0.3,
    "condition": 0.3,
    "mention": 0.3,
    "same article": 2.0,
    "same name": 2.0,
    "same article, figures": 2.0,
    "same name, figures": 2.0,
    "another person": 1.5,
    "value": 1.6,
    "negation added": 1.3,
    "reworded": 3.0,
    "name in other form": 2.0,
    "clause left out": 2.0,
    "part put first": 2.0,
    "place on both": 0.9,
    "place and nation": 0.9,
    "frame added": 0.7,
}


@dataclass(frozen=True)
class Candidate:
    """A pair that could be made: its relation, the alteration's name, and how to make it."""

    relation: str
    name: str
    build: Callable[[random.Random], dict[str, Any] | None]


class Maker:
    """Makes the candidate pairs of one content, the same ones whenever it is asked."""

    def __init__(self, contents: Sequence[Content], seed: int) -> None:
        self.corpus, self.seed = Corpus(contents), seed
        self.neighbours = neighbours.Neighbours(self.corpus)

    def alterations(self, content: Content, turn: int) -> list[Alteration]:
        """All alterations of a content, with their twins that say the altered thing twice."""
        rng = random.Random(f"{self.seed} {turn} {content.text}")
        found = [x for family in FAMILIES for x in family.alterations(content, self.corpus, rng)]
        twins = [
            replace(x, name=f"twin: {x.name}", relation="restates", axis=None, a=x.b, later=False)
            for x in found
            if not x.plain and x.relation != "restates" and not x.frame_b
        ]
        return found + twins

    def candidates(self, content: Content, turn: int) -> Iterator[Candidate]:
        """Everything that can be made of a content. Neighbours are sought only once their pair is drawn."""
        found = self.alterations(content, turn)
        for alteration in found:
            yield Candidate(alteration.relation, alteration.name, partial(self._altered, content, alteration))
        if any(x.relation == "contradicts" for x in found):
            kind = ", figures" if content.quantities else ""
            for name, seek in (("same article", self.neighbours.near), ("same name", self.neighbours.alike)):
                yield Candidate(
                    "unrelated", name + kind, partial(self._beside, content, found, seek, name=name + kind, turn=turn)
                )

    def _altered(self, content: Content, alteration: Alteration, rng: random.Random) -> dict[str, Any] | None:
        return made(content, alteration, self.corpus, rng, content)

    def _beside(
        self,
        content: Content,
        found: Sequence[Alteration],
        seek: Callable[[Content, random.Random], Content | None],
        rng: random.Random,
        *,
        name: str,
        turn: int,
    ) -> dict[str, Any] | None:
        """A pair of two contents, each altered as often as those of other pairs."""
        other = seek(content, rng)
        if other is None:
            return None
        mine, theirs = _edits(found, rng), _edits(self.alterations(other, turn), rng)
        return made(content, Alteration(name, "unrelated", None, a=mine, b=theirs), self.corpus, rng, other)


def _edits(found: Sequence[Alteration], rng: random.Random) -> Edits:
    options = [x.b for x in found if x.b and not x.frame_b and not x.plain]
    return rng.choice(options) if options and rng.random() < 0.75 else ()


def weight_of(name: str) -> float:
    """How much of its relation an alteration may give, beside the others."""
    return WEIGHTS.get(name, 1.5 if name.startswith("twin: ") else 1.0)


def level(available: Mapping[str, int], wanted: float) -> float:
    """The count per unit of weight at which all kinds together give `wanted`; a kind that has less gives all it has."""
    left = wanted
    weight = sum(weight_of(name) for name in available)
    most = 0.0
    for name, number in sorted(available.items(), key=lambda item: item[1] / weight_of(item[0])):
        own = weight_of(name)
        most = left / weight
        if number >= own * most:
            return most
        left, weight = left - number, weight - own
    return float("inf")


def rates(available: Mapping[tuple[str, str], int], count: int) -> dict[tuple[str, str], float]:
    """The share of its candidates that every kind (relation, name) gives."""
    by_relation: dict[str, dict[str, int]] = defaultdict(dict)
    for (relation, name), number in available.items():
        by_relation[relation][name] = number
    chosen: dict[tuple[str, str], float] = {}
    for relation, kinds in by_relation.items():
        most = level(kinds, SHARES[relation] * SURPLUS[relation] * count)
        chosen |= {(relation, name): min(1.0, weight_of(name) * most / number) for name, number in kinds.items()}
    return chosen


def generate(contents: Sequence[Content], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """About `count` rows, drawn evenly over the alterations of each relation, in a random order of the contents."""
    maker = Maker(contents, seed)
    order = list(contents)
    random.Random(seed).shuffle(order)
    step = 3 if len(order) > SAMPLE else 1
    available = Counter((c.relation, c.name) for content in order[::step] for c in maker.candidates(content, 0))
    drawn = rates({kind: number * step * ROUNDS for kind, number in available.items()}, count)
    seen: set[bytes] = set()
    for turn in range(ROUNDS):
        for content in order:
            rng = random.Random(f"{seed} rows {turn} {content.text}")
            for candidate in maker.candidates(content, turn):
                if rng.random() >= drawn.get((candidate.relation, candidate.name), 1.0):
                    continue
                row = candidate.build(rng)
                if row is None:
                    continue
                texts = "\n".join(sorted((row["a"]["text"], row["b"]["text"])))
                mark = hashlib.blake2b(texts.encode(), digest_size=8).digest()
                if mark not in seen:
                    seen.add(mark)
                    yield {"id": f"made-{seed}-{len(seen):06}", **row}


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Counts by relation, axis and alteration."""
    lines = [f"{len(rows)} pairs"]
    for place, title in ((0, "relation"), (1, "axis"), (2, "alteration")):
        counts = Counter((counted(row)[0], counted(row)[place]) if place else (counted(row)[0],) for row in rows)
        lines.append(f"by {title}")
        lines += [
            f"  {' / '.join(key):60} {value:6}  {value / max(1, len(rows)):.3f}"
            for key, value in sorted(counts.items())
        ]
    return "\n".join(lines)


def samples(rows: Sequence[Mapping[str, Any]], each: int) -> str:
    """Some rows of every alteration in full."""
    by_kind: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_kind[counted(row)].append(row)
    lines = []
    for kind, members in sorted(by_kind.items()):
        lines.append(f"\n== {' / '.join(kind)} ({len(members)})")
        for row in random.Random(0).sample(members, min(each, len(members))):
            lines += [
                f"  {c['published']} [{c['speaker']}, {c['role']}, {c['source']}, {c['kind']}] {c['text']}"
                for c in (row["a"], row["b"])
            ] + [""]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make labelled claim pairs of the contents of articles.")
    parser.add_argument(
        "--data", type=Path, required=True, help="gzipped articles with attributions; never the development split"
    )
    parser.add_argument("--out", type=Path, required=True, help="gzipped rows, outside the repository")
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=0, help="read so many articles only")
    parser.add_argument(
        "--show",
        type=int,
        nargs="?",
        const=3,
        default=0,
        metavar="N",
        help="print so many samples of each alteration (3)",
    )
    options = parser.parse_args(arguments)
    contents = read_contents(options.data, options.articles, options.seed)
    print(f"{len(contents)} contents", flush=True)
    rows = []
    with gzip.open(options.out, "wt", encoding="utf-8") as file:
        for row in generate(contents, options.count, options.seed):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            rows.append(row)
    print(table(rows))
    if options.show:
        print(samples(rows, options.show))
    print(probe.report(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
