"""Pairs of claims of two events that sound alike: unrelated, since every event has people and places of its own.

    python -m training.relations.strangers --events FILE [FILE ...] --out FILE

The labelled events hold pairs of one story only; a record holds many stories. Each claim of the training events is
paired with one of the claims of other events nearest in meaning, moved to within weeks of it, so that distance in time
tells nothing.
"""

import argparse
import datetime
import gzip
import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from claims.nlp.embedding import Embedder
from training.attribution.prepare import read_rows
from training.relations.prepare import split_events

NEAREST = 3  # other events' claims looked at for each claim
LEAST = 0.35  # cosine; what is less alike teaches nothing


def claims_by_event(rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Every claim once, with its event."""
    found = {(row["event"], row[end]["text"]): row[end] for row in rows for end in "ab"}
    return [(event, claim) for (event, _), claim in sorted(found.items(), key=lambda item: item[0])]


def strangers(rows: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """One pair per claim, with the most alike claim of another event or one of the next."""
    rng = random.Random(seed)
    claims = claims_by_event(rows)
    vectors = Embedder.load().embed([claim["text"] for _, claim in claims])
    events = np.array([event for event, _ in claims])
    pairs = []
    for number, (event, claim) in enumerate(claims):
        likeness = np.where(events == event, -1.0, vectors @ vectors[number])
        other = int(rng.choice(np.argsort(-likeness)[:NEAREST].tolist()))
        if likeness[other] < LEAST:
            continue
        day = datetime.date.fromisoformat(claim["published"]) + datetime.timedelta(days=rng.choice((0, 1, 2, 5, 20)))
        pairs.append(
            {
                "id": f"strangers-{number}",
                "event": f"{event} {events[other]}",
                "a": claim,
                "b": {**claims[other][1], "published": day.isoformat()},
                "relation": "unrelated",
                "axis": None,
            }
        )
    return pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    train, _ = split_events([row for path in args.events for row in read_rows(path)])
    pairs = strangers(train, args.seed)
    with gzip.open(args.out, "wt", encoding="utf8") as handle:
        handle.writelines(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs)
    print(f"{len(pairs)} pairs")


if __name__ == "__main__":
    main()
