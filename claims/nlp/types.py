"""The plain data that the language core takes and returns. All offsets are half-open character offsets."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How the words are given."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Modality(StrEnum):
    ASSERTED = "asserted"
    DENIED = "denied"
    HEDGED = "hedged"
    PREDICTED = "predicted"
    CONDITIONAL = "conditional"
    ALLEGED = "alleged"


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    NEGATED = "negated"


class SpeakerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    DELEGATION = "delegation"
    UNNAMED = "unnamed"


class Relation(StrEnum):
    CONTRADICTS = "contradicts"
    UPDATES = "updates"
    RESTATES = "restates"
    DIFFERS_IN_SCOPE = "differs_in_scope"
    UNRELATED = "unrelated"
    ABSTAIN = "abstain"


class Axis(StrEnum):
    POLARITY = "polarity"
    QUANTITY = "quantity"
    DATE = "date"
    ENTITY = "entity"
    CAUSE = "cause"
    MODALITY = "modality"
    STANCE = "stance"
    TREND = "trend"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as said: [low, high] in `unit`, with None for an open end."""

    span: Span
    low: float | None
    high: float | None
    unit: str = ""  # canonical: "USD", "t", "km", "percent", "person"; "" where the text gives none
    noun: str = ""  # lemma of what is counted: "visa", "death"
    approximate: bool = False
    change: bool = False  # an amount of change ("fell by 95 percent"), not a level


@dataclass(frozen=True, slots=True)
class TimeRef:
    """A stretch of time that a text speaks of, resolved against its publication date; both ends included."""

    span: Span
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True, slots=True)
class Filling:
    """Words that stand for a reference at `span` of the text: a name for "he", a date for "on Monday"."""

    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class DocumentSpeaker:
    """Someone a text attributes words to, unified over the text: all names used, the longest first.

    `names` is empty for those never named ("a source", "officials"). `key` is stable within the text's version:
    the plain form (lower case, no accents) of the longest name or, without one, of the first mention.
    """

    key: str
    kind: SpeakerKind
    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()  # titles as written: "Foreign Minister", "head of the Unit for North America"
    side: str = ""  # country or party that the text ties the speaker to: "Mexico", "United States"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said what in one text: the spans, and which of the text's speakers the source span means.

    `speaker` indexes `Extraction.speakers`; None where the text leaves more than one reading, with the readings in
    `candidates`. `is_claim` is False for what the record leaves out: thoughts, scare quotes, titles, questions alone.
    `chain` holds the source words of the outer attributions, outermost first, where this one is nested.
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    kind: Kind = Kind.INDIRECT
    modality: Modality = Modality.ASSERTED
    polarity: Polarity = Polarity.AFFIRMED
    is_claim: bool = True
    speaker: int | None = None
    candidates: tuple[int, ...] = ()
    chain: tuple[str, ...] = ()
    fillings: tuple[Filling, ...] = ()  # references in the content that are certain, in order
    standalone: str = ""  # a claim's content with its fillings, "" without any; never shown as a quotation
    quantities: tuple[Quantity, ...] = ()
    time: TimeRef | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Extraction:
    """All attributions of one text, in order of their first content span, and the speakers they name."""

    attributions: tuple[Attribution, ...] = ()
    speakers: tuple[DocumentSpeaker, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim as the comparison sees it. Only `text` is required.

    `standalone` may replace pronouns by names; comparison reads it where given but reports spans into `text`.
    """

    text: str
    speaker: str = ""
    role: str = ""
    side: str = ""
    source: str = ""
    published: datetime.date | None = None
    kind: str = ""
    standalone: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a judgement in plain words, with the words that clash as spans into each claim's text."""

    text: str
    a: tuple[Span, ...] = ()
    b: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """How claim `b` relates to claim `a`; `a` is the earlier one where both dates are known."""

    relation: Relation
    axis: Axis | None = None
    confidence: float = 0.0
    p_contradicts: float = 0.0
    same_speaker: bool = False
    reasons: tuple[Reason, ...] = field(default=())
