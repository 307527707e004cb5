"""Share of labelled pairs, per relation, that the meaning threshold of the candidate search lets through.

python -m benchmarks.candidates PAIRS.jsonl        lines {"a": {"text"}, "b": {"text"}, "relation"}
"""

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

from claims.nlp.embedding import Embedder, cosine

THRESHOLDS = (0.30, 0.36, 0.42, 0.48)


def main() -> None:
    path = Path(sys.argv[1])
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else path.open(encoding="utf8") as lines:
        pairs = [json.loads(line) for line in lines]
    texts = sorted({pair[end]["text"] for pair in pairs for end in "ab"})
    vectors = dict(zip(texts, Embedder.load().embed(texts), strict=True))
    found: dict[str, list[float]] = defaultdict(list)
    for pair in pairs:
        found[pair["relation"]].append(cosine(vectors[pair["a"]["text"]], vectors[pair["b"]["text"]]))
    print(f"{'relation':18s} pairs  " + "  ".join(f">= {threshold:.2f}" for threshold in THRESHOLDS))
    for relation, values in sorted(found.items()):
        shares = (sum(value >= threshold for value in values) / len(values) for threshold in THRESHOLDS)
        print(f"{relation:18s} {len(values):5d}  " + "  ".join(f"{share:7.2f}" for share in shares))


if __name__ == "__main__":
    main()
