"""Calls the project's attribution scorer, a stand-alone script, on predictions held in memory."""

import contextlib
import importlib.util
import io
import json
import tempfile
from pathlib import Path
from typing import Any


def score(script: Path, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> tuple[str, dict[str, float]]:
    """The scorer's report and its F1 figures by name (source, cue, content, attribution, "with source")."""
    spec = importlib.util.spec_from_file_location("score_attribution", script)
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
    report = output.getvalue().rstrip()
    figures = {}
    for line in report.splitlines():
        if " F1 " in line:
            name = line.removeprefix("exact ").split(" P ")[0].strip()
            figures[name] = float(line.rsplit(" ", 1)[1])
    return report, figures
