"""Fine-tune the attribution tagger. Resumes by itself from the checkpoint in --work.

    python -m training.attribution.train --base PATH/all-mpnet-base-v2 --work PATH --hours 2
"""

import argparse
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from training.attribution.decode import attributions
from training.attribution.model import Tagger, padded
from training.attribution.prepare import Span, Window, read_rows, training_windows, windows
from training.attribution.scoring import score
from training.checkpointing import (
    Clock,
    bucketed,
    layered_groups,
    learning_rate_factor,
    load_checkpoint,
    numbered,
    save_checkpoint,
    set_rate,
    write_atomically,
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/attribution"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/scoring/score_attribution.py"))
    parser.add_argument("--base", type=Path, required=True, help="folder with config.json, model.safetensors, tokenizer.json")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--hours", type=float, default=2.0, help="stop after this wall-clock time, resumable")
    parser.add_argument("--save-minutes", type=float, default=10.0)
    parser.add_argument("--batch", type=int, default=8, help="windows per step")
    parser.add_argument("--limit", type=int, default=256, help="tokens per window")
    parser.add_argument("--rate", type=float, default=6e-5, help="peak learning rate of the top layer")
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="bf16 autocast; measure first, fp32 is faster on some CPUs")
    parser.add_argument("--articles", type=int, default=0, help="train on the first N articles only (smoke runs)")
    parser.add_argument("--dev-articles", type=int, default=30, help="size of the development sample at half epochs")
    return parser.parse_args()


@torch.inference_mode()
def predict(
    model: Tagger, tokenizer: Tokenizer, rows: list[dict[str, Any]], limit: int, bf16: bool = False
) -> list[dict[str, Any]]:
    """Attributions of every article, in the scorer's format."""
    model.eval()
    transitions = model.scores().numpy()
    flat = [(number, window) for number, row in enumerate(rows) for window in windows(row["text"], tokenizer, limit)]
    flat.sort(key=lambda item: len(item[1].ids))
    found: list[list[dict[str, Any]]] = [[] for _ in rows]
    for start in range(0, len(flat), 8):
        part = flat[start : start + 8]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            hidden, emissions = model(*padded([window for _, window in part]))
        hidden, emissions = hidden.float(), emissions.float()
        for place, (number, window) in enumerate(part):

            def link(*spans: list[Span], place: int = place) -> tuple[np.ndarray, np.ndarray]:
                tensors = (torch.tensor(s, dtype=torch.long).reshape(-1, 2) for s in spans)
                a, b = model.linker(hidden[place], *tensors)
                return a.numpy(), b.numpy()

            found[number] += attributions(window, emissions[place].numpy(), transitions, link)
    model.train()
    return [{"id": row["id"], "attributions": a} for row, a in zip(rows, found, strict=True)]


def train_step(model: Tagger, optimiser: torch.optim.Optimizer, batch: list[Window], bf16: bool) -> tuple[float, float]:
    """One optimiser step; returns the two losses per word."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        tagging, linking = model.loss(*padded(batch), batch)
    (tagging + linking).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return tagging.item(), linking.item()


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    random.seed(args.seed)
    np.random.seed(args.seed)
    torch.manual_seed(args.seed)
    clock = Clock(args.hours, args.save_minutes)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = read_rows(args.data / "polnear_train.jsonl.gz")[: args.articles or None]
    dev = read_rows(args.data / "polnear_dev.jsonl.gz")
    sample = random.Random(args.seed).sample(dev, min(args.dev_articles, len(dev)))

    model = Tagger.from_base(args.base)
    model.train()
    groups = layered_groups(model, model.encoder.config.num_hidden_layers, args.rate, args.layer_decay, args.head_rate)
    optimiser = torch.optim.AdamW(groups, fused=True)
    # The number of windows varies a little with the epoch; the plan takes the first epoch's.
    per_epoch = -(-len(training_windows(rows, tokenizer, args.limit, args.seed)) // args.batch)
    total = per_epoch * args.epochs

    checkpoint = args.work / "checkpoint.pt"
    step = epoch = done = 0
    if checkpoint.exists():
        state = load_checkpoint(checkpoint, model, optimiser)
        step, epoch, done = state["step"], state["epoch"], state["done"]
        print(f"resumed at step {step} of {total} (epoch {epoch + 1}, batch {done})", flush=True)
    else:
        print(f"{len(rows)} articles, {per_epoch} steps an epoch, {total} in all", flush=True)

    def save() -> None:
        save_checkpoint(checkpoint, model, optimiser, step, epoch=epoch, done=done, config=vars(args))

    def report(articles: list[dict[str, Any]], title: str) -> None:
        began = time.monotonic()
        text, figures = score(args.scorer, articles, predict(model, tokenizer, articles, args.limit, args.bf16))
        print(f"--- {title}, step {step}, {time.monotonic() - began:.0f} s\n{text}", flush=True)
        with (args.work / "scores.tsv").open("a", encoding="utf8") as handle:
            handle.write("\t".join([title, str(step), *(f"{k}={v}" for k, v in figures.items())]) + "\n")

    recent: list[tuple[float, float]] = []
    began, tokens = time.monotonic(), 0
    while epoch < args.epochs and not clock.over():
        items = training_windows(rows, tokenizer, args.limit, args.seed + epoch)
        batches = bucketed([len(w.ids) for w in items], args.batch, args.seed + epoch)
        for number, indices in numbered(batches, done):
            batch = [items[i] for i in indices]
            set_rate(optimiser, learning_rate_factor(step, total))
            recent.append(train_step(model, optimiser, batch, args.bf16))
            tokens += sum(len(w.ids) for w in batch)
            step, done = step + 1, number + 1
            if step % 20 == 0:
                tagging, linking = np.mean(recent[-20:], axis=0)
                pace = tokens / (time.monotonic() - began)
                print(f"step {step}/{total} tags {tagging:.4f} links {linking:.4f} {pace:.0f} tokens/s", flush=True)
                began, tokens = time.monotonic(), 0
            if clock.save_due():
                save()
            if done == len(batches) // 2 and done < len(batches):
                report(sample, f"epoch {epoch + 0.5}, {len(sample)} dev articles")
            if clock.over():
                break
        if done == len(batches):
            epoch, done = epoch + 1, 0
            report(sample, f"epoch {epoch}, {len(sample)} dev articles")
            write_atomically(args.work / f"epoch-{epoch}.pt", {"model": model.state_dict(), "step": step})
            save()
    save()
    if epoch >= args.epochs:
        report(dev, "finished, whole dev")
    else:
        report(sample, f"stopped, {len(sample)} dev articles")


if __name__ == "__main__":
    main()
