"""The words in which pages tell what the machine found and what people decided.

Nothing here says true or false: a finding is two recorded statements that disagree, and a suggestion until reviewed.
"""

from __future__ import annotations

from typing import Final

from claims.models import Verdict

Relation = Verdict.Relation

SENTENCES: Final[dict[str, str]] = {
    Relation.CONTRADICTS: "the two statements cannot both hold of the same matter at the time they speak of.",
    Relation.UPDATES: "the later statement gives a newer state or a revised figure.",
    Relation.RESTATES: "both say the same.",
    Relation.DIFFERS_IN_SCOPE: "they look alike, but speak of another unit, period, place or group.",
    Relation.UNRELATED: "they speak of different matters.",
    Relation.ABSTAIN: "it is left open how they relate.",
}

STATES: Final[dict[str, str]] = {
    "suggested": "suggestion of the machine, not yet reviewed",
    "confirmed": "confirmed by an editor",
    "dismissed": "dismissed by an editor",
    "second_look": "an editor asks for a second look",
}

# The bounds are for reading alone: nothing is decided by them.
_CONFIDENCE: Final = (
    (0.9, "very confident"),
    (0.75, "confident"),
    (0.5, "fairly confident"),
    (0.0, "not very confident"),
)


def confidence_in_words(confidence: float) -> str:
    """How sure the machine was of a judgement in [0, 1]: "confident"."""
    return next(words for bound, words in _CONFIDENCE if confidence >= bound)


def relation_name(relation: str) -> str:
    """A relation as the heading of a row: "differs in scope"."""
    return str(Relation(relation).label)


def relation_in_words(relation: str) -> str:
    """What a relation means, as the end of a sentence: "both say the same."."""
    return SENTENCES[relation]
