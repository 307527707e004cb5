"""Pairs of claims judged per second on one core, and which part of the judge the time goes to.

python -m benchmarks.judging [EVENTS ...]     default: the events of tests/quality/relations, every pair

A pair costs the parse of a claim not met before, the comparators, the gate and, where the gate lets it through, one run
of the relation model; a contradiction that no comparator names costs runs that find the clashing words.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from claims.nlp.comparison import decision
from claims.nlp.comparison.claim import analyse
from claims.nlp.comparison.signals import collect, signals
from claims.nlp.embedding import Embedder
from claims.nlp.entailment import RelationModel
from claims.nlp.types import Relation
from training.relations import events
from training.relations.prepare import claim_of


class Stopwatch:
    """CPU seconds by part."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def __call__(self, part: str, work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        result = work(*arguments, **named)
        self.spent[part] += time.process_time() - start
        return result


def main() -> None:
    folder = Path(__file__).resolve().parent.parent / "tests" / "quality" / "relations"
    paths = list(map(Path, sys.argv[1:])) or sorted(folder.glob("*.json"))
    pairs = [(claim_of(row["a"]), claim_of(row["b"])) for path in paths for row in events.rows(events.load(path))]
    texts = sorted({claim.text for pair in pairs for claim in pair})
    vectors = dict(zip(texts, Embedder.load().embed(texts), strict=True))
    model = RelationModel.load()
    analyse(pairs[0][0])
    analyse.cache_clear()
    model.opinion(*pairs[0])
    clock, read, flagged = Stopwatch(), 0, 0
    for a, b in pairs:
        features = clock("taking claims apart", lambda one, two: (analyse(one), analyse(two)), a, b)
        evidence = clock("comparators", collect, *features, similarity=float(vectors[a.text] @ vectors[b.text]))
        row = clock("comparators", signals, evidence)
        if clock("gate", decision.strangers, evidence, row) is None:
            read += 1
            judged = clock("relation model and reasons", decision.decide, evidence, row, model)
            flagged += judged.relation is Relation.CONTRADICTS
    total = sum(clock.spent.values())
    print(f"{len(pairs)} pairs of {len(texts)} claims, {read} read by the model, {flagged} called contradicts")
    print(f"{len(pairs) / total:.1f} pairs a second of one core")
    for part, seconds in sorted(clock.spent.items(), key=lambda item: -item[1]):
        print(f"{part:27s} {seconds / total:6.1%}  {1000 * seconds / len(pairs):7.2f} ms a pair")


if __name__ == "__main__":
    main()
