"""Calls the project's scorers, stand-alone scripts that read two files, on rows held in memory."""

import contextlib
import importlib.util
import io
import json
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


def f1_figures(report: str) -> dict[str, float]:
    """The F1 figures of a report by the name that begins their line."""
    figures = {}
    for line in report.splitlines():
        if " F1 " in line:
            name = line.removeprefix("exact ").split(" P ")[0].strip()
            figures[name] = float(line.split(" F1 ")[1].split()[0])
    return figures
