"""Run an exported tagger with onnxruntime over articles, score it and measure its speed.

python -m training.attribution.evaluate --model FOLDER [--articles 30] [--predictions FILE.jsonl]
"""

import argparse
import json
import random
import time
from pathlib import Path

from claims.nlp.tagging import Tagger
from training.attribution.prepare import as_row, lines, read_rows
from training.scoring import intervals, run_scorer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/attribution/polnear_dev.jsonl.gz"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/scoring/score_attribution.py"))
    parser.add_argument("--articles", type=int, default=0, help="a random sample of this many; 0 for all")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--resamples", type=int, default=0, help="resamples for 95 %% intervals of the F1 figures")
    parser.add_argument("--predictions", type=Path, help="write the predictions, JSON lines, for the scorer")
    args = parser.parse_args()
    rows = read_rows(args.data)
    if args.articles:
        rows = random.Random(args.seed).sample(rows, min(args.articles, len(rows)))
    model = Tagger.load(args.model)
    wall, used = time.monotonic(), time.process_time()
    predicted = [
        {"id": row["id"], "attributions": [as_row(group) for group in model.tag(row["text"], lines(row["text"]))]}
        for row in rows
    ]
    wall, used = time.monotonic() - wall, time.process_time() - used
    words = sum(len(row["text"].split()) for row in rows)
    if args.predictions:
        args.predictions.write_text("".join(json.dumps(row) + "\n" for row in predicted), encoding="utf8")
    print(run_scorer(args.scorer, rows, predicted))
    for name, (low, high) in intervals(args.scorer, rows, predicted, args.resamples).items():
        print(f"{name}: F1 {low:.3f} to {high:.3f}")
    print(f"{words} words, {words / wall:.0f} a second, {words / used:.0f} per second of one core")


if __name__ == "__main__":
    main()
