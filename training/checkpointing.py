"""Resumable training: atomic checkpoints, a wall clock and deterministic batch order.

A checkpoint holds everything a run needs to go on as if it had never stopped: weights, optimiser state, the step
reached and the state of the random generators. The learning rate and the order of batches are functions of the
step and the seed, so they need no state of their own.
"""

import os
import random
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch


def save_checkpoint(
    path: Path, model: torch.nn.Module, optimiser: torch.optim.Optimizer, step: int, **extra: Any
) -> None:
    """Write a checkpoint beside `path` and move it into place, so that a kill leaves the former one whole."""
    state = {
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "step": step,
        "rng": {"torch": torch.get_rng_state(), "numpy": np.random.get_state(), "python": random.getstate()},
        **extra,
    }
    write_atomically(path, state)


def write_atomically(path: Path, state: Any) -> None:
    """torch.save to a temporary name, flushed to disk, then renamed to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as handle:
        torch.save(state, handle)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, path)


def load_checkpoint(
    path: Path, model: torch.nn.Module, optimiser: torch.optim.Optimizer | None = None
) -> dict[str, Any]:
    """Load weights (and optimiser and generators, when training goes on) and return the whole state."""
    state = torch.load(path, map_location="cpu", weights_only=False)
    model.load_state_dict(state["model"])
    if optimiser is not None:
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"]["torch"])
        np.random.set_state(state["rng"]["numpy"])
        random.setstate(state["rng"]["python"])
    return state


class Clock:
    """Wall-clock limits of one run: when to stop and when the next checkpoint is due (hours and minutes)."""

    def __init__(self, hours: float, save_minutes: float = 10.0) -> None:
        self.started = time.monotonic()
        self.limit = hours * 3600
        self.save_every = save_minutes * 60
        self.saved = self.started
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def stop(self, *_: object) -> None:
        """End the run at the next step, with a checkpoint; a second signal ends it at once."""
        self.limit = 0.0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)

    def elapsed(self) -> float:
        """Seconds since the run started."""
        return time.monotonic() - self.started

    def over(self) -> bool:
        return self.elapsed() >= self.limit

    def save_due(self) -> bool:
        """True once per save interval."""
        if time.monotonic() - self.saved < self.save_every:
            return False
        self.saved = time.monotonic()
        return True


class Threads:
    """Sets the number of torch threads to what other processes leave free, when this one runs at a nice priority.

    Two threads that meet at every matrix product are slower than one when another process holds one of the cores.
    Reads /proc/stat (Linux): there time at nice priority is counted apart, so "user" and "system" are the others'.
    """

    def __init__(self, most: int, adapt: bool) -> None:
        self.most, self.adapt = most, adapt
        self.before = self._now()
        torch.set_num_threads(most)

    @staticmethod
    def _now() -> tuple[float, float]:
        """Processor seconds used by the others, and the time, since some fixed moment."""
        stat = Path("/proc/stat")
        if not stat.exists():
            return 0.0, time.monotonic()
        user, _, system = map(int, stat.read_text().split()[1:4])
        return (user + system) / os.sysconf("SC_CLK_TCK"), time.monotonic()

    def update(self) -> None:
        """Call once per step; looks at the time since the last change of mind, at least two seconds."""
        used, now = self._now()
        if not self.adapt or now - self.before[1] < 2:
            return
        busy = (used - self.before[0]) / (now - self.before[1])
        self.before = used, now
        torch.set_num_threads(max(1, min(self.most, round((os.cpu_count() or 1) - busy))))


def learning_rate_factor(step: int, total: int, warmup: float = 0.1) -> float:
    """Linear warm-up over the first `warmup` share of the steps, then linear decay to zero. Between 0 and 1."""
    rise = max(1, int(total * warmup))
    if step < rise:
        return (step + 1) / rise
    return max(0.0, (total - step) / max(1, total - rise))


def bucketed(lengths: list[int], size: int, seed: int, shuffle_window: int = 50) -> list[list[int]]:
    """Batches of indices of similar length, in a random but reproducible order.

    Items are shuffled, sorted by length inside pools of `size * shuffle_window` items, cut into batches of `size`,
    and the batches shuffled again.
    """
    rng = random.Random(seed)
    order = list(range(len(lengths)))
    rng.shuffle(order)
    pool = size * shuffle_window
    batches = []
    for start in range(0, len(order), pool):
        part = sorted(order[start : start + pool], key=lengths.__getitem__)
        batches += [part[i : i + size] for i in range(0, len(part), size)]
    rng.shuffle(batches)
    return batches


def layered_groups(
    model: torch.nn.Module, layers: int, rate: float, decay: float, head_rate: float, *, weight_decay: float = 0.01
) -> list[dict[str, Any]]:
    """Parameter groups whose rate falls by `decay` per encoder layer towards the input; heads get `head_rate`.

    The encoder must be the attribute `encoder`, with names `encoder.embeddings...` and `encoder.encoder.layer.N...`.
    Every group keeps its peak rate as `peak`. Biases and layer norms are not decayed.
    """
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if not name.startswith("encoder."):
            peak = head_rate
        elif ".layer." in name:
            peak = rate * decay ** (layers - 1 - int(name.split(".layer.")[1].split(".")[0]))
        elif ".embeddings." in name:
            peak = rate * decay**layers
        else:
            peak = rate
        groups.setdefault((peak, 0.0 if parameter.ndim < 2 else weight_decay), []).append(parameter)
    return [{"params": p, "lr": peak, "peak": peak, "weight_decay": wd} for (peak, wd), p in groups.items()]


def set_rate(optimiser: torch.optim.Optimizer, factor: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * factor


def numbered(batches: Iterable[list[int]], first: int) -> Iterator[tuple[int, list[int]]]:
    """The batches from number `first` on, with their numbers: how a resumed epoch skips what it has done."""
    for number, batch in enumerate(batches):
        if number >= first:
            yield number, batch
