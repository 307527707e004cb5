"""Words per second of the whole extraction on one core, against the spaCy parse alone, in one run.

python -m benchmarks.extraction [FILE.txt ...]     default: the annotated articles of tests/quality/attribution
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from claims.nlp import parsing
from claims.nlp.attribution import extract

ROUNDS = 5


def words_per_second(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """CPU words per second of each round, after one round that is not counted."""
    words = sum(len(text.split()) for text in texts)
    rates = []
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        for text in texts:
            work(text)
        rates.append(words / (time.process_time() - start))
    return sorted(rates[1:])


def main() -> None:
    folder = Path(__file__).resolve().parent.parent / "tests" / "quality" / "attribution"
    texts = [path.read_text(encoding="utf8") for path in map(Path, sys.argv[1:] or sorted(folder.glob("*.txt")))]
    parse, whole = words_per_second(parsing.pipeline(), texts), words_per_second(extract, texts)
    for name, rates in (("parse alone", parse), ("whole extraction", whole)):
        print(f"{name:17s} median {rates[len(rates) // 2]:7.0f} words/s   {rates[0]:.0f} to {rates[-1]:.0f}")
    print(f"ratio of medians  {whole[len(whole) // 2] / parse[len(parse) // 2]:.2f}")


if __name__ == "__main__":
    main()
