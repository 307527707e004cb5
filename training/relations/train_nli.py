"""First stage of the relation model: three-way entailment. Resumes by itself from the checkpoint in --work.

python -m training.relations.train_nli --base PATH/all-mpnet-base-v2 --work PATH --hours 2
"""

import argparse
import random
from collections import defaultdict
from pathlib import Path

from torch import Tensor

from claims.nlp.tagging import load_tokenizer
from training.attribution.prepare import read_rows
from training.checkpointing import bucketed
from training.loop import Loop, add_arguments, seed_all
from training.relations.model import CrossEncoder, probabilities
from training.relations.prepare import Example, nli_examples, nli_rows

UNLICENSED = "lingnli"
# Rows of a set, at most: those of contradictions only give a label away, joci is noisy, and the captions of snli and
# the generated sentences of conjnli are far from news.
CAPS = {
    "conjnli": 9000,
    "joci": 0,
    "mnli": 9000,
    "seminli_sim_wiki": 3000,
    "seminli_translate_wiki": 3000,
    "snli": 3000,
    "tabfact": 500,
    "wikifactcheck": 1000,
}


def cap(text: str) -> tuple[str, int]:
    """NAME=ROWS"""
    name, _, number = text.partition("=")
    return name, int(number)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pairs"))
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument(
        "--cap",
        type=cap,
        action="append",
        metavar="SET=ROWS",
        help="at most so many rows of a set, in place of CAPS",
    )
    parser.add_argument(
        "--with-lingnli", action="store_true", help="include lingnli, which states no licence (not for shipped weights)"
    )
    parser.add_argument("--rows", type=int, default=0, help="train on so many random rows only")
    parser.add_argument(
        "--dev-rows", type=int, default=1500, help="development rows scored before the plan is complete"
    )
    add_arguments(parser, epochs=1, batch=32, rate=3e-5, head_rate=5e-4, seed=30, reports=4, freeze=4)
    return parser.parse_args()


def accuracy(model: CrossEncoder, examples: list[Example], sources: list[str]) -> dict[str, float]:
    """Share of right labels, overall ("accuracy") and by set; printed too."""
    called = probabilities(model, examples)["entailment"].argmax(1).tolist()
    right: dict[str, list[bool]] = defaultdict(list)
    for example, label, source in zip(examples, called, sources, strict=True):
        right["accuracy"].append(label == example.label)
        right[source].append(label == example.label)
    figures = {name: sum(hits) / len(hits) for name, hits in right.items()}
    print("  ".join(f"{name} {value:.3f}" for name, value in figures.items()), flush=True)
    return figures


def main() -> None:
    args = arguments()
    seed_all(args.seed)
    tokenizer = load_tokenizer(args.base)
    caps = CAPS | dict(args.cap or [])
    rows = nli_rows(
        read_rows(args.data / "nli_train.jsonl.gz"), caps, set() if args.with_lingnli else {UNLICENSED}, args.seed
    )
    if args.rows:
        rows = random.Random(args.seed).sample(rows, min(args.rows, len(rows)))
    dev_rows = read_rows(args.data / "nli_dev.jsonl.gz")
    random.Random(args.seed).shuffle(dev_rows)
    items, dev = nli_examples(rows, tokenizer), nli_examples(dev_rows, tokenizer)
    print(f"{len(items)} pairs, {sum(len(e.ids) for e in items)} tokens", flush=True)

    def batches_of(epoch: int) -> list[list[Example]]:
        order = bucketed([len(e.ids) for e in items], args.batch, args.seed + epoch)
        return [[items[i] for i in batch] for batch in order]

    def losses_of(batch: list[Example]) -> dict[str, Tensor]:
        return {"entailment": model.losses(batch)["entailment"]}

    def report_on(number: int) -> dict[str, float]:
        return accuracy(model, dev[:number], [row["source"] for row in dev_rows[:number]])

    model = CrossEncoder.from_base(args.base)
    loop = Loop(args, model, model.encoder.config.num_hidden_layers, len(batches_of(0)) * args.epochs)
    complete = loop.run(batches_of, losses_of, lambda _: report_on(args.dev_rows))
    loop.final(lambda _: report_on(len(dev) if complete else args.dev_rows), complete)


if __name__ == "__main__":
    main()
