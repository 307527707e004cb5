"""A contradiction report as plain data: what every rendering of it reads, and nothing that only one of them needs.

A finding names a statement of the draft by offsets into the draft's text. What it rests on is shown in full: the exact
recorded words, who said them, where and when they were published, and the version, offsets and hash that bind them.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from claims.models import Finding, Verdict
from claims.nlp.types import Span

_WEB_ADDRESS: Final = re.compile(r"https?://\S+\Z", re.IGNORECASE)

WORST_FIRST: Final = tuple(Finding.Verdict)

HEADLINES: Final[dict[str, str]] = {
    Finding.Verdict.MISQUOTE: "Misquote",
    Finding.Verdict.CONTRADICTED: "Contradicted",
    Finding.Verdict.OUTDATED: "Outdated",
    Finding.Verdict.UNRESOLVED: "Speaker uncertain",
    Finding.Verdict.CONSISTENT: "Consistent",
    Finding.Verdict.NO_RECORD: "No record found",
}
MEANINGS: Final[dict[str, str]] = {verdict.value: str(verdict.label) for verdict in Finding.Verdict} | {
    Finding.Verdict.NO_RECORD.value: "neither this nor its contrary is on record",
}
# What a recorded claim does beside the statement, after the words "on record".
RELATION_PHRASES: Final[dict[str, str]] = {
    Verdict.Relation.CONTRADICTS: "saying otherwise",
    Verdict.Relation.UPDATES: "newer",
    Verdict.Relation.RESTATES: "saying the same",
    Verdict.Relation.DIFFERS_IN_SCOPE: "alike, but about something else",
    Verdict.Relation.UNRELATED: "about something else",
    Verdict.Relation.ABSTAIN: "possibly related",
}
_RESTS_ON: Final[dict[str, tuple[str, ...]]] = {
    Finding.Verdict.MISQUOTE: tuple(Verdict.Relation),
    Finding.Verdict.CONTRADICTED: (Verdict.Relation.CONTRADICTS,),
    Finding.Verdict.OUTDATED: (Verdict.Relation.UPDATES,),
    Finding.Verdict.UNRESOLVED: tuple(Verdict.Relation),
    Finding.Verdict.CONSISTENT: (Verdict.Relation.RESTATES,),
}
CAUTION: Final = (
    "Findings are suggestions made by a machine from recorded quotations. They show where published statements agree "
    "or disagree, not which of them is true. “No record found” says nothing about a statement."
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text that is marked as clashing, or is not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class RecordedQuotation:
    """A claim of the record as published. `spans` are offsets into that version of the article."""

    claim_id: int
    text: str
    sha256: str
    kind: str
    speaker: str  # "" where it is not certain
    mention: str  # the words that name the speaker in the article
    could_be: tuple[str, ...]  # the readings that are left where the speaker is not certain
    article_id: int
    external_id: str
    title: str
    url: str
    source: str
    published_at: datetime.datetime | None
    version: int
    version_sha256: str
    start: int
    end: int
    spans: tuple[Span, ...]
    retired: bool  # a later analysis of the article no longer finds this claim

    @property
    def link(self) -> str:
        """The article's address where it is one that a browser may be sent to, else ""."""
        return self.url if _WEB_ADDRESS.match(self.url) else ""

    @property
    def headline(self) -> str:
        """The article's title, or what it is known by."""
        return self.title or self.external_id

    @property
    def attribution(self) -> str:
        """The speaker, or the words of the article with the readings they leave."""
        if self.speaker:
            return self.speaker
        if self.could_be:
            return f"{self.mention or 'unnamed'} (not certain: {' or '.join(self.could_be)})"
        return f"{self.mention} (not identified)" if self.mention else "speaker not identified"

    @property
    def published(self) -> str:
        """The day of publication, for people."""
        return f"{self.published_at.day} {self.published_at:%B %Y}" if self.published_at else "date unknown"


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason in plain words, and the words that clash as spans into the recorded words and the statement."""

    text: str
    recorded: tuple[Span, ...]
    statement: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """A recorded quotation beside a statement of the draft, and how the two relate."""

    quotation: RecordedQuotation
    relation: str
    axis: str
    confidence: float
    grounds: tuple[Ground, ...]
    statement: str
    is_clash: bool  # its words clash with the statement's, and are marked in both
    phrase: str  # what the recorded words do beside the statement: "saying otherwise"

    @property
    def axis_label(self) -> str:
        """What the two differ in."""
        return str(Verdict.Axis(self.axis).label) if self.axis else ""

    @property
    def relation_label(self) -> str:
        """What the recorded words do beside the statement, with what the two differ in where no reason says it."""
        return f"{self.phrase} ({self.axis_label})" if self.axis and not self.grounds else self.phrase

    @property
    def recorded_pieces(self) -> tuple[Piece, ...]:
        """The recorded words, cut where the clashing ones begin and end."""
        return pieces(self.quotation.text, [s for ground in self.grounds for s in ground.recorded if self.is_clash])

    @property
    def statement_pieces(self) -> tuple[Piece, ...]:
        """The words of the draft, cut where the clashing ones begin and end."""
        return pieces(self.statement, [s for ground in self.grounds for s in ground.statement if self.is_clash])


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """One statement of the draft, what the record holds on it, and the quotations that this rests on."""

    number: int  # its place in the draft, from 1
    start: int
    end: int
    text: str
    speaker: str
    verdict: str
    evidence: tuple[ReportEvidence, ...]

    @property
    def headline(self) -> str:
        return HEADLINES[self.verdict]

    @property
    def meaning(self) -> str:
        """What the verdict says, in half a sentence."""
        return MEANINGS[self.verdict]

    @property
    def against(self) -> tuple[int, ...]:
        """Ids of the recorded claims that the verdict rests on; others are shown beside them for what they add."""
        relations = _RESTS_ON.get(self.verdict, ())
        return tuple(item.quotation.claim_id for item in self.evidence if item.relation in relations)

    @property
    def statement_pieces(self) -> tuple[Piece, ...]:
        """The words of the draft with every word marked that clashes with any of the recorded quotations."""
        clashing = (evidence for evidence in self.evidence if evidence.is_clash)
        return pieces(self.text, [s for evidence in clashing for ground in evidence.grounds for s in ground.statement])


@dataclass(frozen=True, slots=True)
class Count:
    """How many statements got one verdict, and which."""

    verdict: str
    headline: str
    meaning: str
    count: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """One check of a draft: its findings in the order of the draft, and all that was used to make it."""

    report_id: int
    draft_id: int
    title: str
    text: str
    state: str
    message: str
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    used: dict[str, object]
    findings: tuple[ReportFinding, ...]

    @property
    def summary(self) -> tuple[Count, ...]:
        """Counts of all verdicts, the gravest first; those that did not occur count 0."""
        counts = []
        for verdict in WORST_FIRST:
            numbers = tuple(finding.number for finding in self.findings if finding.verdict == verdict)
            counts.append(Count(verdict, HEADLINES[verdict], MEANINGS[verdict], len(numbers), numbers))
        return tuple(counts)

    @property
    def checked_on(self) -> str:
        """When the check ended, for people."""
        at = self.finished_at or self.created_at
        return f"{at.day} {at:%B %Y, %H:%M} UTC"

    @property
    def described_use(self) -> tuple[tuple[str, str], ...]:
        """What the check was made with and against, for people: names and values."""
        named = (("pipeline", "pipeline"), ("embedder", "embedder"), ("judge", "judge"), ("claims", "claims on record"))
        return tuple((name, str(self.used[key])) for key, name in named if key in self.used)

    @property
    def opening(self) -> str:
        """The report in one sentence."""
        if self.message:
            return self.message
        if not self.findings:
            return "No attributed statement and no quotation was found in the draft."
        total = len(self.findings)
        parts = [f"{count.count} {count.headline.lower()}" for count in self.summary if count.count]
        return f"{total} {'statement' if total == 1 else 'statements'} checked: {', '.join(parts)}."


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Cut a text where marked spans begin and end; spans may overlap and reach beyond the text."""
    cut: list[Piece] = []
    at = 0
    for span in sorted(spans):
        start, end = max(span.start, at), min(span.end, len(text))
        if start >= end:
            continue
        if start > at:
            cut.append(Piece(text[at:start], marked=False))
        cut.append(Piece(text[start:end], marked=True))
        at = end
    if at < len(text):
        cut.append(Piece(text[at:], marked=False))
    return tuple(cut)
