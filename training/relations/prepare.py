"""Sentence pairs and claim pairs of the data sets -> token lists with labels. Pure data code, no torch.

How a pair becomes tokens, and what each head tells apart, is decided in `claims.nlp.claim_pairs`, which serves the
finished model as well.
"""

import datetime
import hashlib
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tokenizers import Tokenizer

from claims.nlp.claim_pairs import AXES, ENTAILMENT, MAX_LENGTH, RELATIONS, encode_claims, encode_pair
from claims.nlp.types import ClaimView

__all__ = ["AXES", "ENTAILMENT", "IGNORE", "MAX_LENGTH", "RELATIONS", "Example"]

IGNORE = -100  # label of a head that an example does not train


@dataclass
class Example:
    """One pair. `label` indexes ENTAILMENT or RELATIONS, as `task` says; `axis` indexes AXES or is IGNORE."""

    ids: list[int]
    task: str
    label: int
    axis: int = IGNORE


def claim_of(row: Mapping[str, Any]) -> ClaimView:
    """A claim {"text", "speaker", "role", "side", "source", "published"} of a data set; only the text is required."""
    try:
        published = datetime.date.fromisoformat(row["published"][:10])
    except (KeyError, TypeError, ValueError):
        published = None
    details = {key: str(row[key]) for key in ("speaker", "role", "side", "source") if row.get(key)}
    return ClaimView(text=str(row["text"]), published=published, **details)


def thinned(claim: Mapping[str, Any], rng: random.Random, rate: float) -> dict[str, Any]:
    """The claim with each of its details left out at `rate`, the text never."""
    return {key: value for key, value in claim.items() if key == "text" or rng.random() >= rate}


def nli_rows(rows: list[dict[str, Any]], caps: Mapping[str, int], without: set[str], seed: int) -> list[dict[str, Any]]:
    """Entailment rows without the sets in `without`, and at most `caps[set]` random rows of a capped set."""
    by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["source"] not in without:
            by_source[row["source"]].append(row)
    kept = []
    for source, members in by_source.items():
        cap = caps.get(source, len(members))
        kept += random.Random(f"{seed} {source}").sample(members, min(cap, len(members)))
    return kept


def nli_examples(rows: list[dict[str, Any]], tokenizer: Tokenizer) -> list[Example]:
    return [
        Example(encode_pair(tokenizer, row["premise"], row["hypothesis"]), "entailment", ENTAILMENT.index(row["label"]))
        for row in rows
    ]


def is_held_out(event: str) -> bool:
    """Whether an event is for development: one in eight, by the hash of its name.

    No weight is trained on those; temperatures, thresholds and the weighing of signals are found on them.
    """
    return hashlib.sha256(event.encode()).digest()[0] % 8 == 0


def split_events(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Training and development pairs."""
    return [r for r in rows if not is_held_out(r["event"])], [r for r in rows if is_held_out(r["event"])]


def thin_out(rows: list[dict[str, Any]], share: float, seed: int) -> list[dict[str, Any]]:
    """All related pairs, and a random share of the unrelated ones, which are most."""
    rng = random.Random(seed)
    return [row for row in rows if row["relation"] != "unrelated" or rng.random() < share]


def relation_examples(
    rows: list[dict[str, Any]], tokenizer: Tokenizer, seed: int, drop: float = 0.0, bare: float = 0.0
) -> list[Example]:
    """Claim pairs as examples.

    At random, reproducibly: each detail of a claim is left out at the rate `drop`, and all details at the rate `bare`.
    Two claims of one day may stand in either order unless one updates the other.
    """
    rng = random.Random(seed)
    found = []
    for row in rows:
        a, b = row["a"], row["b"]
        if drop or bare:
            rate = 1.0 if rng.random() < bare else drop
            same_day = a.get("published") and a.get("published") == b.get("published")
            if same_day and row["relation"] != "updates" and rng.random() < 0.5:
                a, b = b, a
            a, b = thinned(a, rng, rate), thinned(b, rng, rate)
        axis = AXES.index(row["axis"]) if row.get("axis") in AXES else IGNORE
        found.append(
            Example(
                encode_claims(tokenizer, claim_of(a), claim_of(b)), "relation", RELATIONS.index(row["relation"]), axis
            )
        )
    return found


def news_negatives(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pairs of one news event of which neither weakens the other, in the form of claim pairs: all unrelated."""
    return [
        {
            "id": row["id"],
            "relation": "unrelated",
            "axis": None,
            "a": {"text": row["claim_a"]},
            "b": {"text": row["claim_b"]},
        }
        for row in rows
        if str(row["weakens"]) == "False"
    ]
