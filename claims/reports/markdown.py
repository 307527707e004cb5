"""The report as Markdown (CommonMark), for editors' notes and issue trackers. Text from articles is escaped."""

import re

from claims.reports.document import CAUTION, Piece, ReportDocument, ReportEvidence, ReportFinding

# What CommonMark and its common dialects read as markup anywhere in a line; at the start of one a few more do.
_INLINE = re.compile(r"([\\`*_{}\[\]<>|~&#$])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])")


def as_markdown(document: ReportDocument) -> str:
    """Return the report as Markdown text."""
    lines = [f"# Contradiction report: {_escape(document.title or f'draft {document.draft_id}')}", ""]
    lines += [f"Checked on {document.checked_on}. {document.opening}", ""]
    if document.findings:
        lines += ["| verdict | statements | which |", "|---|---:|---|"]
        lines += [
            f"| {count.headline} ({count.meaning}) | {count.count} | {', '.join(map(str, count.numbers))} |"
            for count in document.summary
            if count.count
        ]
        lines.append("")
    for finding in document.findings:
        lines += _finding(finding)
    lines += ["---", "", CAUTION, ""]
    lines += [_escape(", ".join(f"{name}: {value}" for name, value in document.described_use)), ""]
    return "\n".join(lines)


def _finding(finding: ReportFinding) -> list[str]:
    who = f"{_escape(finding.speaker)}: " if finding.speaker else ""
    lines = [f"## {finding.number}. {finding.headline}", "", f"> {who}{_marked(finding.statement_pieces)}", ""]
    lines += [f"In the draft at {finding.start}–{finding.end}: {finding.meaning}.", ""]
    for evidence in finding.evidence:
        lines += _evidence(evidence)
    return lines


def _evidence(evidence: ReportEvidence) -> list[str]:
    quotation = evidence.quotation
    title = _escape(quotation.headline)
    place = f"[{title}](<{_address(quotation.link)}>)" if quotation.link else title
    words = _marked(evidence.recorded_pieces)
    lines = [
        f"- **On record, {evidence.relation_label}:** {_escape(quotation.attribution)}: {words}",
        f"  {_escape(quotation.source)}, {quotation.published}: {place}, version {quotation.version}, characters "
        f"{quotation.start}–{quotation.end}, SHA-256 `{quotation.sha256}`, claim {quotation.claim_id}"
        + (" (no longer found by the newest analysis)" if quotation.retired else ""),
    ]
    lines += [f"  - {_escape(ground.text)}" for ground in evidence.grounds]
    return [*lines, ""]


def _marked(cut: tuple[Piece, ...]) -> str:
    parts = []
    for piece in cut:
        words = _escape(piece.text)
        inner = words.strip()
        # Emphasis must touch its words: the spaces around them stay outside.
        parts.append(words.replace(inner, f"**{inner}**", 1) if piece.marked and inner else words)
    return "".join(parts)


def _escape(text: str) -> str:
    """Return the text on one line with all that Markdown would read as markup escaped."""
    line = _INLINE.sub(r"\\\1", re.sub(r"\s+", " ", text))
    return _LINE_START.sub(r"\1\\\2", line)


def _address(url: str) -> str:
    return url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
