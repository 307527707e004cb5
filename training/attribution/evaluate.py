"""Run an exported tagger with onnxruntime over articles, score it and measure its speed.

python -m training.attribution.evaluate --model FOLDER [--articles 30] [--predictions FILE.jsonl]
"""

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from training.attribution.decode import NumpyLinker, attributions
from training.attribution.prepare import Window, read_rows, windows
from training.attribution.tokens import load_tokenizer
from training.scoring import run_scorer


class Model:
    """The graph and the linker of an exported folder."""

    def __init__(self, folder: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        providers = ["CPUExecutionProvider"]
        self.encoder = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=providers)
        self.linker = dict(np.load(folder / "linker.npz"))
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf8"))
        self.transitions = np.array(self.manifest["transitions"], dtype=np.float32)
        self.tokenizer = load_tokenizer(folder)

    def extract(self, text: str) -> list[dict[str, Any]]:
        """Attributions of one article, window by window."""
        found = []
        for window in windows(text, self.tokenizer, self.manifest["max_length"]):
            found += self._window(window)
        return found

    def _window(self, window: Window) -> list[dict[str, Any]]:
        ids = np.array([window.ids], dtype=np.int64)
        emissions, projected = self.encoder.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return attributions(window, emissions[0], self.transitions, NumpyLinker(self.linker, projected[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/attribution/polnear_dev.jsonl.gz"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/scoring/score_attribution.py"))
    parser.add_argument("--articles", type=int, default=0, help="a random sample of this many; 0 for all")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--predictions", type=Path, help="write the predictions, JSON lines, for the scorer")
    args = parser.parse_args()
    rows = read_rows(args.data)
    if args.articles:
        rows = random.Random(args.seed).sample(rows, min(args.articles, len(rows)))
    model = Model(args.model, args.threads)
    wall, used = time.monotonic(), time.process_time()
    predicted = [{"id": row["id"], "attributions": model.extract(row["text"])} for row in rows]
    wall, used = time.monotonic() - wall, time.process_time() - used
    words = sum(len(row["text"].split()) for row in rows)
    if args.predictions:
        args.predictions.write_text("".join(json.dumps(row) + "\n" for row in predicted), encoding="utf8")
    print(run_scorer(args.scorer, rows, predicted))
    print(f"{words} words, {words / wall:.0f} a second, {words / used:.0f} per second of one core")


if __name__ == "__main__":
    main()
