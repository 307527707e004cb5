"""Labelled events of our own: load, check, describe, expand.

An event is one file `events/<hand>-<nn>-<slug>.json`:

    {"event": "A-01", "beat": "...",
     "claims": [{"text", "speaker", "role", "side", "source", "published": "YYYY-MM-DD", "kind"}, ...],
     "labels": {"1-2": ["contradicts", "cause", "why"], ...}}

Claims stand in order of publication and are counted from 1. Only pairs that are other than unrelated are listed.

    python3 -m training.relations.events                       check all events, print a table
    python3 -m training.relations.events A-01 A-02             only these
    python3 -m training.relations.events --expand pairs.jsonl  also write every pair, as in claim_relations_train

Errors (exit code 1) break the form. Warnings are for people: read the pairs they name again.
"""

import argparse
import datetime
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "events"
FIELDS = ("text", "speaker", "role", "side", "source", "published", "kind")
KINDS = ("direct", "indirect", "mixed")
RELATIONS = ("contradicts", "updates", "restates", "differs_in_scope", "unrelated")
FACT_AXES = {"polarity", "quantity", "date", "entity", "cause", "modality", "stance", "trend"}
AXES: dict[str, set[str | None]] = {
    "contradicts": {*FACT_AXES},
    "updates": {*FACT_AXES, None},
    "restates": {None},
    "differs_in_scope": {"unit", "period", "place", "population", "definition"},
}
CLAIMS = range(12, 15)  # claims of an event
WORDS = range(6, 46)  # words of a claim
LISTED = 0.35  # least share of pairs other than unrelated
RARE_AXES = {"stance", "modality", "date"}  # at least two contradictions of an event
ODD = [sorted(("restates", "contradicts", other)) for other in ("unrelated", "differs_in_scope")]  # of three claims
NAME = re.compile(r"([A-Z]+-\d{2})-[a-z0-9-]+")
NEGATION = re.compile(
    r"\b(no|not|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|un\w+ed"
    r"|(den|refus|fail|lack|reject|exclud)(y|e|ies|es|ied|ed|s|ing)?)\b|n['’]t\b",
    re.IGNORECASE,
)
COMMON = set(
    "a about after all also an and any are as at be because been but by for from had has have he her his in into is it "
    "its more of on one or out over said says she so than that the their there they this to two up was we were when "
    "which while who will with would".split()
)

Label = tuple[str, str | None, str]  # relation, axis, note


@dataclass
class Event:
    """One event with what was found wrong (errors) or doubtful (warnings) in it."""

    name: str
    beat: str
    claims: list[dict[str, str]]
    labels: dict[tuple[int, int], Label] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def pairs(self) -> Iterator[tuple[int, int, Label]]:
        """Every pair, earlier claim first."""
        for i, j in combinations(range(1, len(self.claims) + 1), 2):
            yield i, j, self.labels.get((i, j), ("unrelated", None, "same story, different matter"))

    def relation(self, i: int, j: int) -> str:
        found = self.labels.get((min(i, j), max(i, j)))
        return found[0] if found else "unrelated"


def words(text: str) -> list[str]:
    return re.findall(r"\w[\w.,'’-]*\w|\w", text.lower())


def overlap(a: str, b: str) -> float:
    """Share of the content words of two texts that stand in both."""
    one, two = set(words(a)) - COMMON, set(words(b)) - COMMON
    return len(one & two) / max(1, len(one | two))


def unique_keys(items: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key given twice is an error, for the second label would hide the first."""
    twice = [key for key, count in Counter(key for key, _ in items).items() if count > 1]
    if twice:
        raise ValueError(f"given twice: {', '.join(twice)}")
    return dict(items)


def load(path: Path) -> Event:
    """Read and check one file."""
    event = Event(path.stem, "", [])
    try:
        raw = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique_keys)
        event.name, event.beat, event.claims = str(raw["event"]), str(raw["beat"]), list(raw["claims"])
        labels = dict(raw["labels"])
        if not all(isinstance(claim, dict) for claim in event.claims):
            raise TypeError("a claim is no object")
    except (ValueError, KeyError, TypeError) as error:
        event.errors.append(f"unreadable: {type(error).__name__}: {error}")
        return event
    named = NAME.fullmatch(path.stem)
    if not named or named[1] != event.name:
        event.errors.append(f"file {path.name} and event {event.name} do not fit <hand>-<nn>-<slug>.json")
    if not event.beat:
        event.errors.append("no beat")
    check_claims(event)
    if not event.errors:
        check_labels(event, labels)
    if not event.errors:
        check_balance(event)
    return event


def check_claims(event: Event) -> None:
    if len(event.claims) not in CLAIMS:
        event.errors.append(f"{len(event.claims)} claims")
    texts = Counter(str(claim.get("text")) for claim in event.claims)
    event.errors += [f"text given twice: {text}" for text, count in texts.items() if count > 1]
    before = ""
    for number, claim in enumerate(event.claims, 1):
        for key in FIELDS:
            if not isinstance(claim.get(key), str) or not claim[key].strip():
                event.errors.append(f"claim {number}: no {key}")
        extra = set(claim) - set(FIELDS)
        if extra:
            event.errors.append(f"claim {number}: unknown {', '.join(sorted(extra))}")
        text, published = str(claim.get("text", "")), str(claim.get("published", ""))
        try:
            if datetime.date.fromisoformat(published).isoformat() != published:
                raise ValueError(published)
        except ValueError:
            event.errors.append(f"claim {number}: published {published!r} is no date")
        if published < before:
            event.errors.append(f"claim {number}: published before claim {number - 1}")
        before = published
        if len(text.split()) not in WORDS:
            event.errors.append(f"claim {number}: {len(text.split())} words")
        if claim.get("kind") not in KINDS:
            event.errors.append(f"claim {number}: kind {claim.get('kind')!r}")
        quoted = bool(re.search(r"[\"“”„«]", text))
        if quoted != (claim.get("kind") != "indirect"):
            event.warnings.append(f"claim {number}: {claim.get('kind')}, {'with' if quoted else 'without'} quotation")


def check_labels(event: Event, labels: dict[str, Any]) -> None:
    for key, label in labels.items():
        match = re.fullmatch(r"(\d+)-(\d+)", key)
        if not match or not 1 <= int(match[1]) < int(match[2]) <= len(event.claims):
            event.errors.append(f"pair {key}: no earlier-later pair of claims")
            continue
        if not isinstance(label, list) or len(label) != 3 or not isinstance(label[2], str) or not label[2].strip():
            event.errors.append(f"pair {key}: not [relation, axis, note]")
        elif label[0] not in AXES:
            event.errors.append(f"pair {key}: relation {label[0]!r} is not one to list")
        elif label[1] not in AXES[label[0]]:
            event.errors.append(f"pair {key}: axis {label[1]!r} with {label[0]}")
        else:
            event.labels[int(match[1]), int(match[2])] = (label[0], label[1], label[2])


def check_balance(event: Event) -> None:
    """What the labels of one event must hold, and which triples of them do not fit together."""
    possible = len(event.claims) * (len(event.claims) - 1) // 2
    if len(event.labels) < LISTED * possible:
        event.errors.append(f"only {len(event.labels)} of {possible} pairs listed")
    rare = sum(relation == "contradicts" and axis in RARE_AXES for relation, axis, _ in event.labels.values())
    if rare < 2:
        event.warnings.append(f"{rare} contradictions by stance, modality or date")
    own = sum(event.claims[i - 1]["speaker"] == event.claims[j - 1]["speaker"] for i, j in event.labels)
    if own < 2:
        event.warnings.append(f"{own} relations between claims of one speaker")
    for a, b, c in combinations(range(1, len(event.claims) + 1), 3):
        sides = {"-".join(map(str, pair)): event.relation(*pair) for pair in ((a, b), (a, c), (b, c))}
        kinds = list(sides.values())
        if kinds.count("restates") == 2 or sorted(kinds) in ODD:
            said = ", ".join(f"{pair} {kind}" for pair, kind in sides.items())
            event.warnings.append(f"do these fit together: {said}")


def rows(event: Event) -> Iterator[dict[str, Any]]:
    """Every pair in the form of claim_relations_train.jsonl."""
    for i, j, (relation, axis, note) in event.pairs():
        yield {
            "id": f"{event.name}-{i:02}-{j:02}",
            "event": event.name,
            "beat": event.beat,
            "a": event.claims[i - 1],
            "b": event.claims[j - 1],
            "relation": relation,
            "axis": axis,
            "note": note,
        }


def table(events: Sequence[Event]) -> str:
    """Per relation: count, share, pairs with a negated text (with two), word overlap, one speaker, lengths, axes."""
    everything = [row for event in events for row in rows(event)]
    lines = ["relation          count  share  negated  both  overlap  one speaker  words a  words b  axes"]
    for name in (*RELATIONS, "all"):
        some = [row for row in everything if name in (row["relation"], "all")]
        n = max(1, len(some))
        negated = [sum(bool(NEGATION.search(row[side]["text"])) for side in "ab") for row in some]
        shared = sum(overlap(row["a"]["text"], row["b"]["text"]) for row in some) / n
        own = sum(row["a"]["speaker"] == row["b"]["speaker"] for row in some) / n
        long_a, long_b = (sum(len(row[side]["text"].split()) for row in some) / n for side in "ab")
        axes = Counter(row["axis"] for row in some if row["axis"] and name != "all")
        lines.append(
            f"{name:17} {len(some):5}  {len(some) / max(1, len(everything)):5.2f}"
            f"  {sum(map(bool, negated)) / n:7.2f}  {negated.count(2) / n:4.2f}  {shared:7.3f}  {own:11.2f}"
            f"  {long_a:7.1f}  {long_b:7.1f}  {' '.join(f'{axis} {count}' for axis, count in axes.most_common())}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check the labelled events and describe them.")
    parser.add_argument("names", nargs="*", help="events or hands, e.g. A-01 or A; all by default")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--expand", type=Path, metavar="FILE", help="write every pair; gzipped if it ends in .gz")
    options = parser.parse_args(arguments)
    chosen = [
        path
        for path in sorted(options.folder.glob("*.json"))
        if not options.names or any(path.stem == name or path.stem.startswith(f"{name}-") for name in options.names)
    ]
    events = [load(path) for path in chosen]
    seen: Counter[str] = Counter(event.name for event in events)
    texts = Counter(text for event in events for text in {str(claim.get("text")) for claim in event.claims})
    for event in events:
        event.errors += ["event name given twice"] * (seen[event.name] > 1)
        event.errors += [f"text also elsewhere: {c['text']}" for c in event.claims if texts[str(c.get("text"))] > 1]
        share = len(event.labels) / max(1, len(event.claims) * (len(event.claims) - 1) // 2)
        print(f"{event.name}  {len(event.claims)} claims, {len(event.labels)} pairs listed ({share:.0%})  {event.beat}")
        for kind, messages in (("error", event.errors), ("warning", event.warnings)):
            for message in messages:
                print(f"    {kind}: {message}")
    sound = [event for event in events if not event.errors]
    print(f"\n{len(events)} events, {len(events) - len(sound)} with errors\n{table(sound)}")
    if len(sound) < len(events) or not events:
        return 1
    if options.expand:
        writer = gzip.open if options.expand.suffix == ".gz" else open
        with writer(options.expand, "wt", encoding="utf-8") as file:
            for event in events:
                for row in rows(event):
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"wrote {options.expand}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
