"""The training loop shared by all models: resumable, stoppable, with one place for its options."""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.checkpointing import (
    Clock,
    Threads,
    layered_groups,
    learning_rate_factor,
    load_checkpoint,
    numbered,
    save_checkpoint,
    set_rate,
    write_atomically,
)


def add_arguments(
    parser: argparse.ArgumentParser,
    *,
    epochs: int,
    batch: int,
    rate: float,
    head_rate: float,
    seed: int,
    reports: int = 2,
    freeze: int = 0,
) -> None:
    """The options every training has; the figures given are this model's defaults."""
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and scores")
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--hours", type=float, default=2.0, help="stop after this wall-clock time, resumable")
    parser.add_argument("--save-minutes", type=float, default=10.0)
    parser.add_argument("--reports", type=int, default=reports, help="scores per epoch")
    parser.add_argument("--batch", type=int, default=batch, help="items per step")
    parser.add_argument("--rate", type=float, default=rate, help="peak learning rate of the top layer")
    parser.add_argument("--freeze", type=int, default=freeze, help="lower layers (and embeddings) left as they are")
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--head-rate", type=float, default=head_rate)
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--share", action="store_true", help="use fewer threads while others use the processors")
    parser.add_argument("--bf16", action="store_true", help="bf16 autocast; measure first, it is slower on some CPUs")


def freeze_below(model: torch.nn.Module, layers: int) -> None:
    """Take the embeddings and the lowest `layers` encoder layers out of training; none if `layers` is 0."""
    for name, parameter in model.named_parameters():
        lower = ".embeddings." in name or any(f".layer.{n}." in name for n in range(layers))
        if layers and name.startswith("encoder.") and lower:
            parameter.requires_grad_(False)


def seed_all(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


class Loop:
    """Runs a plan of `args.epochs` epochs, `steps` optimiser steps in all, in as many sittings as it takes."""

    def __init__(self, args: argparse.Namespace, model: torch.nn.Module, layers: int, steps: int) -> None:
        self.args, self.model, self.steps = args, model, steps
        self.clock = Clock(args.hours, args.save_minutes)
        self.threads = Threads(args.threads, args.share)
        freeze_below(model, args.freeze)
        self.optimiser = torch.optim.AdamW(
            layered_groups(model, layers, args.rate, args.layer_decay, args.head_rate), fused=True
        )
        args.work.mkdir(parents=True, exist_ok=True)
        self.checkpoint = args.work / "checkpoint.pt"
        self.step = self.epoch = self.done = 0  # steps so far; finished epochs; batches done of the current one
        if self.checkpoint.exists():
            state = load_checkpoint(self.checkpoint, model, self.optimiser)
            self.step, self.epoch, self.done = state["step"], state["epoch"], state["done"]
            print(f"resumed at step {self.step} of {steps} (epoch {self.epoch + 1}, batch {self.done})", flush=True)
        else:
            print(f"{steps} steps in {args.epochs} epochs", flush=True)

    def save(self) -> None:
        progress = {"epoch": self.epoch, "done": self.done, "config": vars(self.args)}
        save_checkpoint(self.checkpoint, self.model, self.optimiser, self.step, **progress)

    def run(
        self,
        batches_of: Callable[[int], Sequence[Any]],
        losses_of: Callable[[Any], dict[str, Tensor]],
        report: Callable[[str], dict[str, float]],
    ) -> bool:
        """Train; True when the plan is complete.

        `batches_of(epoch)` must give the same batches whenever it is asked; `losses_of(batch)` returns named scalars
        whose sum is minimised; `report(title)` prints scores and returns them.
        """
        self.model.train()
        while self.epoch < self.args.epochs and not self.clock.over():
            batches = batches_of(self.epoch)
            marks = {round(len(batches) * k / self.args.reports) for k in range(1, self.args.reports)}
            self._epoch(batches, marks, losses_of, report)
            if self.done == len(batches):
                self.epoch, self.done = self.epoch + 1, 0
                self._report(report, f"epoch {self.epoch}")
                write_atomically(
                    self.args.work / f"epoch-{self.epoch}.pt", {"model": self.model.state_dict(), "step": self.step}
                )
        self.save()
        return bool(self.epoch >= self.args.epochs)

    def _epoch(
        self,
        batches: Sequence[Any],
        marks: set[int],
        losses_of: Callable[[Any], dict[str, Tensor]],
        report: Callable[[str], dict[str, float]],
    ) -> None:
        recent: list[dict[str, float]] = []
        began = time.monotonic()
        for number, batch in numbered(batches, self.done):
            self.threads.update()
            set_rate(self.optimiser, learning_rate_factor(self.step, self.steps))
            recent.append(self._step(losses_of, batch))
            self.step, self.done = self.step + 1, number + 1
            if len(recent) == 20:
                means = " ".join(f"{name} {np.mean([r[name] for r in recent]):.4f}" for name in recent[0])
                pace = (time.monotonic() - began) / len(recent)
                print(f"step {self.step}/{self.steps} {means} {pace:.1f} s a step", flush=True)
                recent, began = [], time.monotonic()
            if self.clock.save_due():
                self.save()
            if self.done in marks:
                self._report(report, f"epoch {self.epoch + self.done / len(batches):.2f}")
            if self.clock.over():
                return

    def _step(self, losses_of: Callable[[Any], dict[str, Tensor]], batch: Any) -> dict[str, float]:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.args.bf16):
            losses = losses_of(batch)
        sum(losses.values(), torch.zeros(())).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return {name: loss.item() for name, loss in losses.items()}

    def _report(self, report: Callable[[str], dict[str, float]], title: str) -> None:
        began = time.monotonic()
        print(f"--- {title}, step {self.step}", flush=True)
        self.model.eval()
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.args.bf16):
            figures = report(title)
        self.model.train()
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
        with (self.args.work / "scores.tsv").open("a", encoding="utf8") as handle:
            handle.write("\t".join([title, str(self.step), *(f"{k}={v:.4f}" for k, v in figures.items())]) + "\n")

    def final(self, report: Callable[[str], dict[str, float]], complete: bool) -> None:
        """The report at the end of a sitting."""
        self._report(report, "finished" if complete else "stopped")
