"""Second stage of the relation model: how two attributed claims relate. Resumes from the checkpoint in --work.

python -m training.relations.train_relations --base BASE --start NLI/checkpoint.pt --work PATH --hours 2

The entailment head is kept alive by entailment pairs mixed in (--replay), so that one model serves both.
"""

import argparse
import random
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from claims.nlp.tagging import load_tokenizer
from training.attribution.prepare import read_rows
from training.checkpointing import bucketed
from training.loop import Loop, add_arguments, seed_all
from training.relations.model import CrossEncoder, probabilities
from training.relations.prepare import (
    AXES,
    IGNORE,
    RELATIONS,
    Example,
    news_negatives,
    nli_examples,
    nli_rows,
    relation_examples,
    split_events,
    thin_out,
)
from training.relations.train_nli import CAPS, UNLICENSED, accuracy
from training.scoring import f1_figures, run_scorer


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pairs"))
    parser.add_argument(
        "--events", type=Path, nargs="*", default=[], help="further files of labelled events, split like the first"
    )
    parser.add_argument("--pairs", type=Path, nargs="*", default=[], help="further claim pairs, for training only")
    parser.add_argument("--most-pairs", type=int, default=6000, help="of those at most so many, others each epoch")
    parser.add_argument("--unrelated", type=float, default=0.5, help="share of unrelated pairs read in an epoch")
    parser.add_argument("--scorer", type=Path, default=Path("../shared/scoring/score_pairs.py"))
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--start", type=Path, help="checkpoint of the first stage; without it, the bare base")
    parser.add_argument("--drop", type=float, default=0.15, help="rate at which a claim's details are left out")
    parser.add_argument("--bare", type=float, default=0.1, help="rate of pairs without any details")
    parser.add_argument(
        "--claimdiff", action="store_true", help="add the negative news pairs as unrelated (no licence stated)"
    )
    parser.add_argument("--replay", type=float, default=0.4, help="entailment pairs per relation pair")
    add_arguments(parser, epochs=3, batch=32, rate=5e-5, head_rate=5e-4, seed=40, reports=1, freeze=4)
    return parser.parse_args()


def report_relations(
    model: CrossEncoder, rows: list[dict[str, Any]], examples: list[Example], scorer: Path
) -> dict[str, float]:
    """The pair scorer's report on development events; F1 by relation, and the accuracy of the axis."""
    table = probabilities(model, examples)
    predicted = [
        {
            "id": row["id"],
            "relation": RELATIONS[int(p.argmax())],
            "confidence": float(p.max()),
            "p_contradicts": float(p[RELATIONS.index("contradicts")]),
        }
        for row, p in zip(rows, table["relation"], strict=True)
    ]
    report = run_scorer(scorer, rows, predicted)
    print(report, flush=True)
    figures = f1_figures(report)
    figures["recall at 95"] = float(report.rsplit(" ", 1)[1])
    called = table["axis"].argmax(1).tolist()
    with_axis = [(e.axis, axis) for e, axis in zip(examples, called, strict=True) if e.axis != IGNORE]
    if with_axis:
        right = Counter(AXES[gold] for gold, axis in with_axis if gold == axis)
        figures["axis"] = right.total() / len(with_axis)
        print(f"axis right {figures['axis']:.3f}: {dict(right)}", flush=True)
    return figures


def main() -> None:
    args = arguments()
    seed_all(args.seed)
    tokenizer = load_tokenizer(args.base)
    files = [args.data / "claim_relations_train.jsonl.gz", *args.events]
    train, dev_rows = split_events([row for path in files for row in read_rows(path)])
    pairs = [row for path in args.pairs for row in read_rows(path)]
    negatives = news_negatives(read_rows(args.data / "news_claim_pairs_train.jsonl.gz"))
    if args.claimdiff:
        train += negatives
    nli = nli_rows(read_rows(args.data / "nli_train.jsonl.gz"), CAPS, {UNLICENSED}, args.seed)
    nli_dev = random.Random(args.seed).sample(read_rows(args.data / "nli_dev.jsonl.gz"), 400)
    dev = relation_examples(dev_rows, tokenizer, args.seed)
    news = relation_examples(random.Random(args.seed).sample(negatives, 200), tokenizer, args.seed)
    print(f"{len(train)} and {len(pairs)} claim pairs to train, {len(dev)} to score", flush=True)

    def batches_of(epoch: int) -> list[list[Example]]:
        seed = args.seed + epoch
        others = random.Random(seed).sample(pairs, min(len(pairs), args.most_pairs))
        rows = thin_out(train, args.unrelated, seed) + others
        items = relation_examples(rows, tokenizer, seed, args.drop, args.bare)
        items += nli_examples(random.Random(seed).sample(nli, min(len(nli), int(len(items) * args.replay))), tokenizer)
        order = bucketed([len(e.ids) for e in items], args.batch, seed)
        return [[items[i] for i in batch] for batch in order]

    def report(_: str) -> dict[str, float]:
        figures = report_relations(model, dev_rows, dev, args.scorer)
        on_news = probabilities(model, news)["relation"].argmax(1)
        called = (on_news == RELATIONS.index("contradicts")).float().mean()
        print(f"news negatives called contradicts {called:.3f}", flush=True)
        entailment = accuracy(model, nli_examples(nli_dev, tokenizer), [row["source"] for row in nli_dev])
        return {**figures, "news": float(called), "entailment": entailment["accuracy"]}

    def losses_of(batch: list[Example]) -> dict[str, Tensor]:
        return model.losses(batch)

    model = CrossEncoder.from_base(args.base)
    if args.start:
        model.load_state_dict(torch.load(args.start, map_location="cpu", weights_only=False)["model"])
    loop = Loop(args, model, model.encoder.config.num_hidden_layers, len(batches_of(0)) * args.epochs)
    complete = loop.run(batches_of, losses_of, report)
    loop.final(report, complete)


if __name__ == "__main__":
    main()
