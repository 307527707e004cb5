"""Fine-tune the attribution tagger. Resumes by itself from the checkpoint in --work.

python -m training.attribution.train --base PATH/all-mpnet-base-v2 --work PATH --hours 2
"""

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from claims.nlp.tagging import Range, breaks, groups, load_tokenizer, windows
from training.attribution.model import Tagger
from training.attribution.prepare import Labelled, as_row, lines, read_rows, training_windows
from training.checkpointing import bucketed
from training.encoder import END_ID, padded
from training.loop import Loop, add_arguments, seed_all
from training.scoring import f1_figures, run_scorer


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/attribution"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/scoring/score_attribution.py"))
    parser.add_argument(
        "--base", type=Path, required=True, help="folder with config.json, model.safetensors, tokenizer.json"
    )
    parser.add_argument("--limit", type=int, default=256, help="tokens per window")
    parser.add_argument("--articles", type=int, default=0, help="train on the first N articles only (smoke runs)")
    parser.add_argument("--dev-articles", type=int, default=30, help="articles scored before the plan is complete")
    add_arguments(parser, epochs=3, batch=8, rate=6e-5, head_rate=1e-3, seed=20)
    return parser.parse_args()


@torch.inference_mode()
def predict(model: Tagger, tokenizer: Tokenizer, rows: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Attributions of every article, in the scorer's format."""
    transitions = model.scores().numpy()
    flat = [
        (number, window)
        for number, row in enumerate(rows)
        for window in windows(row["text"], lines(row["text"]), tokenizer, limit)
    ]
    flat.sort(key=lambda item: len(item[1].ids))
    found: list[list[dict[str, Any]]] = [[] for _ in rows]
    for start in range(0, len(flat), 8):
        part = flat[start : start + 8]
        hidden, emissions = model(*padded([window.ids for _, window in part]))
        for (number, window), states, scores in zip(part, hidden.float(), emissions.float().numpy(), strict=True):
            link = _linker(model, states, breaks(window.ids, END_ID))
            found[number] += [as_row(group) for group in groups(window, scores, transitions, link)]
    return [{"id": row["id"], "attributions": a} for row, a in zip(rows, found, strict=True)]


def _linker(model: Tagger, hidden: Tensor, ends: np.ndarray) -> Any:
    """The linker of one window, from and to plain Python and numpy."""

    def link(*spans: list[Range]) -> tuple[np.ndarray, ...]:
        tensors = (torch.tensor(s, dtype=torch.long).reshape(-1, 2) for s in spans)
        return tuple(scores.numpy() for scores in model.linker(hidden, ends, *tensors))

    return link


def main() -> None:
    args = arguments()
    seed_all(args.seed)
    tokenizer = load_tokenizer(args.base)
    rows = read_rows(args.data / "polnear_train.jsonl.gz")[: args.articles or None]
    dev = read_rows(args.data / "polnear_dev.jsonl.gz")
    sample = random.Random(args.seed).sample(dev, min(args.dev_articles, len(dev)))

    def batches_of(epoch: int) -> list[list[Labelled]]:
        items = training_windows(rows, tokenizer, args.limit, args.seed + epoch)
        order = bucketed([len(w.ids) for w in items], args.batch, args.seed + epoch)
        return [[items[i] for i in batch] for batch in order]

    def losses_of(batch: list[Labelled]) -> dict[str, Tensor]:
        tagging, linking = model.loss(batch)
        return {"tags": tagging, "links": linking}

    def report_on(articles: list[dict[str, Any]]) -> dict[str, float]:
        text = run_scorer(args.scorer, articles, predict(model, tokenizer, articles, args.limit))
        print(text, flush=True)
        return f1_figures(text)

    model = Tagger.from_base(args.base)
    # The number of windows varies a little with the epoch; the plan takes the first epoch's.
    steps = len(batches_of(0)) * args.epochs
    loop = Loop(args, model, model.encoder.config.num_hidden_layers, steps)
    complete = loop.run(batches_of, losses_of, lambda _: report_on(sample))
    loop.final(lambda _: report_on(dev if complete else sample), complete)


if __name__ == "__main__":
    main()
