"""Sentence pairs and claim pairs -> token lists with labels. Pure data code, no torch.

Every pair is `<s> first </s></s> second </s>`. A claim is rendered as text, who said it in front:
"Speaker, role, side (source): text"; the second one begins with its distance in time: "12 days later, Speaker ...".
What is unknown is left out, so a bare pair of texts looks like an entailment pair.
"""

import datetime
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tokenizers import Tokenizer

ENTAILMENT = ("entailment", "neutral", "contradiction")
RELATIONS = ("contradicts", "updates", "restates", "differs_in_scope", "unrelated")
AXES = (
    "polarity", "quantity", "date", "entity", "cause", "modality", "stance", "trend",
    "place", "population", "period", "definition", "unit",
)  # fmt: skip
IGNORE = -100  # label of a head that an example does not train

MAX_LENGTH = 192  # tokens of a pair


@dataclass
class Example:
    """One pair. `label` indexes ENTAILMENT or RELATIONS, as `task` says; `axis` indexes AXES or is IGNORE."""

    ids: list[int]
    task: str
    label: int
    axis: int = IGNORE


def encode_pair(tokenizer: Tokenizer, first: str, second: str, limit: int = MAX_LENGTH) -> list[int]:
    """Token ids of a pair, the longer text cut at its end until the pair fits."""
    begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    one, two = (e.ids for e in tokenizer.encode_batch([first, second], add_special_tokens=False))
    room = limit - 4
    if len(one) + len(two) > room:
        half = room // 2
        keep = max(half, room - len(two))
        one, two = one[:keep], two[: room - min(len(one), keep)]
    return [begin, *one, end, end, *two, end]


def distance(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    """The time from publication a to b in words, "" when unknown."""
    try:
        days = (
            datetime.date.fromisoformat(b["published"][:10]) - datetime.date.fromisoformat(a["published"][:10])
        ).days
    except (KeyError, TypeError, ValueError):
        return ""
    if days == 0:
        return "same day, "
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'later' if days > 0 else 'earlier'}, "


def render(claim: Mapping[str, Any], lead: str = "") -> str:
    """A claim {"text", "speaker", "role", "side", "source"} as one text; all but the text may be missing."""
    who = ", ".join(str(claim[key]) for key in ("speaker", "role", "side") if claim.get(key))
    if claim.get("source"):
        who = f"{who} ({claim['source']})" if who else str(claim["source"])
    head = (lead + who).rstrip(", ")
    return f"{head}: {claim['text']}" if head else str(claim["text"])


def encode_claims(tokenizer: Tokenizer, a: Mapping[str, Any], b: Mapping[str, Any]) -> list[int]:
    """Token ids of a claim pair, a published before b."""
    return encode_pair(tokenizer, render(a), render(b, distance(a, b)))


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


def split_events(
    rows: list[dict[str, Any]], held_out: int, seed: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Training and development pairs; `held_out` whole events, chosen by the seed, are for development."""
    events = sorted({row["event"] for row in rows})
    chosen = set(random.Random(seed).sample(events, held_out))
    return [r for r in rows if r["event"] not in chosen], [r for r in rows if r["event"] in chosen]


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
        found.append(Example(encode_claims(tokenizer, a, b), "relation", RELATIONS.index(row["relation"]), axis))
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
