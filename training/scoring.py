"""Calls the project's scorers, stand-alone scripts that read two files, on rows held in memory."""

import contextlib
import importlib.util
import io
import json
import random
import tempfile
from pathlib import Path
from typing import Any


def run_scorer(script: Path, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> str:
    """What `script` prints for gold and predicted rows."""
    spec = importlib.util.spec_from_file_location(script.stem, script)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, rows in (("gold", gold), ("predicted", predicted)):
            path = Path(folder, name + ".jsonl")
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
            paths.append(str(path))
        with contextlib.redirect_stdout(io.StringIO()) as output:
            module.main(*paths)
    return output.getvalue().rstrip()


def intervals(
    script: Path, gold: list[dict[str, Any]], predicted: list[dict[str, Any]], resamples: int, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % intervals of the F1 figures by the bootstrap over rows (Efron 1979): gold and predicted run in parallel."""
    rng = random.Random(seed)
    found: dict[str, list[float]] = {}
    for _ in range(resamples):
        drawn = [rng.randrange(len(gold)) for _ in gold]
        parts = ([{**rows[i], "id": number} for number, i in enumerate(drawn)] for rows in (gold, predicted))
        for name, value in f1_figures(run_scorer(script, *parts)).items():
            found.setdefault(name, []).append(value)
    return {name: _middle(sorted(values)) for name, values in found.items()}


def _middle(values: list[float]) -> tuple[float, float]:
    cut = round(0.025 * len(values))
    return values[cut], values[-1 - cut]


def f1_figures(report: str) -> dict[str, float]:
    """The F1 figures of a report by the name that begins their line."""
    figures = {}
    for line in report.splitlines():
        if " F1 " in line:
            name = line.removeprefix("exact ").split(" P ")[0].strip()
            figures[name] = float(line.split(" F1 ")[1].split()[0])
    return figures
