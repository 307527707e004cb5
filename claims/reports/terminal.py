"""The report as text for a terminal, wrapped to its width; coloured only where the caller says that it can be."""

import textwrap
from typing import Final

from claims.models import Finding
from claims.reports.document import CAUTION, Piece, ReportDocument, ReportEvidence, ReportFinding

_TONES: Final[dict[str, str]] = {
    Finding.Verdict.MISQUOTE: "1;35",
    Finding.Verdict.CONTRADICTED: "1;31",
    Finding.Verdict.OUTDATED: "1;33",
    Finding.Verdict.UNRESOLVED: "1;34",
    Finding.Verdict.CONSISTENT: "1;32",
    Finding.Verdict.NO_RECORD: "1",
}
_SOFT: Final = "2"
_CLASH: Final = "1;4"
_WIDEST: Final = 100


def as_text(document: ReportDocument, *, width: int = 80, colour: bool = False) -> str:
    """Return the report as lines of at most `width` columns (at most 100 are used, for the eye's sake)."""
    return _Writer(min(width, _WIDEST), colour=colour).report(document)


class _Writer:
    """Wraps and colours. Clashing words are underlined in colour, and set in *asterisks* without."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self.width = max(width, 40)
        self.colour = colour
        self.lines: list[str] = []

    def report(self, document: ReportDocument) -> str:
        self.lines = []
        self.rule("=")
        self.wrapped(f"CONTRADICTION REPORT: {document.title or f'draft {document.draft_id}'}", tone="1")
        self.wrapped(f"Checked on {document.checked_on}. {document.opening}")
        self.rule("=")
        if document.findings:
            self.blank()
            for count in document.summary:
                if count.count:
                    numbers = ", ".join(f"#{number}" for number in count.numbers)
                    headline = self.toned(f"{count.headline:<18}", _TONES[count.verdict])
                    self.lines.append(f"  {count.count:>3}  {headline} {numbers}")
        for finding in document.findings:
            self.finding(finding)
        self.blank()
        self.rule("-")
        self.wrapped(CAUTION, tone=_SOFT)
        return "\n".join(line.rstrip() for line in self.lines) + "\n"

    def finding(self, finding: ReportFinding) -> None:
        self.blank()
        self.rule("-")
        headline = self.toned(f"#{finding.number} {finding.headline.upper()}", _TONES[finding.verdict])
        self.lines.append(f"{headline}: {finding.meaning}")
        self.blank()
        self.wrapped(f"In the draft{f', {finding.speaker}' if finding.speaker else ''}:", indent=2, tone=_SOFT)
        self.quotation(finding.statement_pieces, indent=4)
        for evidence in finding.evidence:
            self.evidence(evidence)

    def evidence(self, evidence: ReportEvidence) -> None:
        quotation = evidence.quotation
        self.blank()
        self.wrapped(f"On record, {evidence.relation_label}:", indent=2, tone=_SOFT)
        self.quotation(evidence.recorded_pieces, indent=4)
        self.wrapped(quotation.attribution, indent=4, tone="1")
        self.wrapped(
            f"{quotation.source}, {quotation.published}: {quotation.headline} "
            f"(claim {quotation.claim_id}, version {quotation.version}, {quotation.start}-{quotation.end})",
            indent=4,
            tone=_SOFT,
        )
        if quotation.link:
            self.lines.append("    " + self.toned(_printable(quotation.link), _SOFT))
        for ground in evidence.grounds:
            self.wrapped(f"- {ground.text}", indent=4, hanging=2)

    def quotation(self, cut: tuple[Piece, ...], *, indent: int) -> None:
        # Wrapping must not count escape codes, so marks are single characters until the lines are cut.
        text = "".join(f"\x01{_printable(piece.text)}\x02" if piece.marked else _printable(piece.text) for piece in cut)
        marked = False
        for line in textwrap.wrap(text, self.width - indent, break_on_hyphens=False):
            opened = "\x01" + line if marked else line
            marked = opened.rfind("\x01") > opened.rfind("\x02")
            closed = opened + "\x02" if marked else opened
            self.lines.append(" " * indent + self.underlined(closed))

    def underlined(self, line: str) -> str:
        before, after = (f"\x1b[{_CLASH}m", "\x1b[0m") if self.colour else ("*", "*")
        return line.replace("\x01", before).replace("\x02", after)

    def wrapped(self, text: str, *, indent: int = 0, hanging: int = 0, tone: str = "") -> None:
        for number, line in enumerate(
            textwrap.wrap(_printable(text), self.width - indent - hanging, break_on_hyphens=False)
        ):
            self.lines.append(" " * (indent + (hanging if number else 0)) + self.toned(line, tone))

    def toned(self, text: str, tone: str) -> str:
        return f"\x1b[{tone}m{text}\x1b[0m" if self.colour and tone else text

    def rule(self, character: str) -> None:
        self.lines.append(self.toned(character * self.width, _SOFT))

    def blank(self) -> None:
        self.lines.append("")


def _printable(text: str) -> str:
    """Return the text without control characters: a quotation must not move the cursor or change the screen."""
    return "".join(c if c.isprintable() else " " for c in text if c.isprintable() or c.isspace())
