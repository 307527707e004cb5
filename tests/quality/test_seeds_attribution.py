"""Claims and speakers of the annotated articles beside the project, without a database: floors, not targets."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest

from claims.nlp import linking, names
from claims.nlp.attribution import extract, statements

# What the first version of the rules reached when the floors were set: 0.92 and 5.
CLAIMS_F1_FLOOR = 0.80
UNRESOLVED_CEILING = 8


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def words(text: str, start: int, end: int) -> set[int]:
    return {match.start() + start for match in re.finditer(r"\w+", text[start:end])}


def same_person(got: str, want: str) -> bool:
    """Equal, or all words of the shorter name, two at least, within the longer."""
    a, b = set(names.plain(got).split()), set(names.plain(want).split())
    return a == b or (len(a) >= 2 and a <= b) or (len(b) >= 2 and b <= a)


@pytest.fixture(scope="module")
def read(shared: Path) -> list[dict[str, Any]]:
    """Claims of all articles, with the speaker's name after linking, or None."""
    found: list[tuple[dict[str, Any], int | None]] = []
    mentions: dict[tuple[int, int], linking.Mention] = {}
    for document, entry in enumerate(rows(shared / "gold" / "metadata.jsonl")):
        text = (shared / "seeds" / entry["file"]).read_text(encoding="utf-8")
        published = datetime.date.fromisoformat(entry["published"])
        extraction = extract(text, published=published)
        for claim in statements(text, extraction, published=published):
            number = None
            if claim.speaker is not None:
                speaker = extraction.speakers[claim.speaker]
                place = (document, claim.speaker)
                fresh = linking.Mention(
                    len(mentions), document, speaker.kind, speaker.names, speaker.roles, speaker.side
                )
                number = mentions.setdefault(place, fresh).id
            covered = set().union(*(words(text, span.start, span.end) for span in claim.content))
            found.append(({"article": entry["file"], "words": covered}, number))
    identities, assigned = linking.link(list(mentions.values()))
    for row, number in found:
        identity = assigned[number].identity if number is not None else None
        row["speaker"] = identities[identity].name if identity is not None else None
    return [row for row, _ in found]


@pytest.fixture(scope="module")
def paired(shared: Path, read: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Gold and found claims, one to one, best overlap first."""
    gold = rows(shared / "gold" / "claims.jsonl")
    scored = []
    for i, want in enumerate(gold):
        text = (shared / "seeds" / want["article"]).read_text(encoding="utf-8")
        wanted = words(text, want["start"], want["end"])
        for j, got in enumerate(read):
            if got["article"] == want["article"] and wanted & got["words"]:
                scored.append((len(wanted & got["words"]) / len(wanted | got["words"]), i, j))
    left, right, pairs = set(), set(), []
    for score, i, j in sorted(scored, reverse=True):
        if score >= 0.5 and i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((gold[i], read[j]))
    return pairs


def test_claims(shared: Path, read: list[dict[str, Any]], paired: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    precision = len(paired) / len(read)
    recall = len(paired) / len(rows(shared / "gold" / "claims.jsonl"))
    assert 2 * precision * recall / (precision + recall) >= CLAIMS_F1_FLOOR


def test_no_claim_is_given_to_the_wrong_speaker(paired: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    wrong = [
        (g["id"], g["speaker"], c["speaker"])
        for g, c in paired
        if c["speaker"] and not same_person(c["speaker"], g["speaker"])
    ]
    assert wrong == []


def test_most_speakers_are_resolved(paired: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    assert sum(c["speaker"] is None for _, c in paired) <= UNRESOLVED_CEILING


def test_both_sides_of_the_dispute_are_found(paired: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    found = {gold["id"] for gold, _ in paired}
    assert {"001-13", "001-14", "003-14", "003-15", "003-16"} <= found
