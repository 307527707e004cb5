"""The report as a PDF, set by Typst. Text from drafts and articles goes in as data and is never read as markup."""

import json
import re
from pathlib import Path
from typing import Any, Final

import typst

from claims.reports.document import CAUTION, Piece, ReportDocument, ReportEvidence, ReportFinding

_PAGE: Final = Path(__file__).with_name("page.typ")
# An address or a made-up word can be wider than the page: past this many characters it may break anywhere.
_UNBREAKABLE: Final = re.compile(r"\S{28,}")
# Control characters have no glyph; the separators would end a line within a quotation.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def as_pdf(document: ReportDocument) -> bytes:
    """Return the report as a PDF file. The same report gives the same bytes on the same machine."""
    return typst.compile(
        _PAGE.read_bytes(),
        sys_inputs={"report": json.dumps(_content(document), ensure_ascii=False)},
        timestamp=int((document.finished_at or document.created_at).timestamp()),
    )


def _content(document: ReportDocument) -> dict[str, Any]:
    return {
        "title": _set(document.title or f"draft {document.draft_id}"),
        "opening": f"Checked on {document.checked_on}. {document.opening}",
        "footer": f"Counterclaim, report {document.report_id}, {document.checked_on}",
        "summary": [
            {
                "verdict": count.verdict,
                "headline": count.headline,
                "meaning": count.meaning,
                "count": count.count,
                "numbers": list(count.numbers),
            }
            for count in document.summary
            if count.count
        ],
        "findings": [_finding(finding) for finding in document.findings],
        "caution": CAUTION,
        "used": _set(", ".join(f"{name}: {value}" for name, value in document.described_use)),
    }


def _finding(finding: ReportFinding) -> dict[str, Any]:
    who = f", {finding.speaker}" if finding.speaker else ""
    return {
        "number": finding.number,
        "verdict": finding.verdict,
        "headline": finding.headline,
        "meaning": finding.meaning,
        "place": _set(f"In the draft{who}, characters {finding.start} to {finding.end}"),
        "pieces": _pieces(finding.statement_pieces),
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _evidence(evidence: ReportEvidence) -> dict[str, Any]:
    quotation = evidence.quotation
    retired = "; the newest analysis no longer finds it" if quotation.retired else ""
    return {
        "label": f"On record, {evidence.relation_label}",
        "pieces": _pieces(evidence.recorded_pieces),
        "attribution": _set(quotation.attribution),
        "kind": quotation.kind,
        "source": _set(quotation.source),
        "published": quotation.published,
        "title": _set(quotation.headline),
        "url": quotation.link,
        "grounds": [_set(ground.text) for ground in evidence.grounds],
        "binding": f"Claim {quotation.claim_id}, version {quotation.version} of the article, "
        f"characters {quotation.start} to {quotation.end}{retired}",
        "sha256": quotation.sha256,
    }


def _pieces(cut: tuple[Piece, ...]) -> list[dict[str, Any]]:
    return [{"text": _set(piece.text), "marked": piece.marked} for piece in cut]


def _set(text: str) -> str:
    """Return the text as it can be set: on one line, and breakable where a single word would not fit one."""
    line = _CONTROL.sub(" ", text)
    return _UNBREAKABLE.sub(lambda found: "\u200b".join(found.group()), line)
