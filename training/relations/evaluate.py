"""Run an exported relation model with onnxruntime over the development sets, score it and measure its speed.

python -m training.relations.evaluate --model FOLDER [--events FILE ...] [--rows 1000]

Entailment: accuracy on `nli_dev`. Relations: the model's own choice on the held-out events, before the judge weighs it.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claims.nlp.claim_pairs import ENTAILMENT, RELATIONS
from claims.nlp.entailment import RelationModel
from training.attribution.prepare import read_rows
from training.relations.prepare import claim_of, split_events
from training.scoring import run_scorer


def accuracy(model: RelationModel, rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Share of right entailment labels, overall and by set."""
    called = model.entailment((row["premise"], row["hypothesis"]) for row in rows).argmax(1)
    right: dict[str, list[bool]] = defaultdict(list)
    for row, label in zip(rows, called, strict=True):
        for name in ("all", row["source"]):
            right[name].append(ENTAILMENT[label] == row["label"])
    return {name: sum(hits) / len(hits) for name, hits in right.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pairs"))
    parser.add_argument("--events", type=Path, nargs="*", default=[], help="further files of labelled events")
    parser.add_argument("--scorer", type=Path, default=Path("../shared/scoring/score_pairs.py"))
    parser.add_argument("--rows", type=int, default=0, help="random entailment pairs; 0 for all")
    args = parser.parse_args()
    model = RelationModel.load(args.model)
    entailment = read_rows(args.data / "nli_dev.jsonl.gz")
    if args.rows:
        entailment = random.Random(0).sample(entailment, args.rows)
    began = time.process_time()
    figures = accuracy(model, entailment)
    used = time.process_time() - began
    print("  ".join(f"{name} {value:.4f}" for name, value in figures.items()))
    print(f"{len(entailment)} pairs, {len(entailment) / used:.1f} per second of one core")
    files = [args.data / "claim_relations_train.jsonl.gz", *args.events]
    _, rows = split_events([row for path in files for row in read_rows(path)])
    began = time.process_time()
    found = model.relations((claim_of(row["a"]), claim_of(row["b"])) for row in rows).relation
    used = time.process_time() - began
    predicted = [
        {"id": row["id"], "relation": RELATIONS[shares.argmax()], "p_contradicts": float(shares[0])}
        for row, shares in zip(rows, found, strict=True)
    ]
    print(run_scorer(args.scorer, rows, predicted))
    print(f"{len(rows)} pairs, {len(rows) / used:.1f} per second of one core")


if __name__ == "__main__":
    main()
