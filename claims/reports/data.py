"""The report as JSON: one object, its findings with the offsets, verdict and recorded claims of each."""

import json
from typing import Any

from claims.nlp.types import Span
from claims.reports.document import ReportDocument, ReportEvidence, ReportFinding


def as_json(document: ReportDocument) -> str:
    """Return the report as one line of JSON, ending in a line feed."""
    return json.dumps(as_data(document), ensure_ascii=False) + "\n"


def as_data(document: ReportDocument) -> dict[str, Any]:
    """Return the report as plain lists and dictionaries, times in ISO 8601."""
    return {
        "report": document.report_id,
        "draft": {"id": document.draft_id, "title": document.title},
        "state": document.state,
        "message": document.message,
        "created_at": document.created_at.isoformat(),
        "finished_at": document.finished_at.isoformat() if document.finished_at else None,
        "used": document.used,
        "summary": {count.verdict: count.count for count in document.summary},
        "findings": [_finding(finding) for finding in document.findings],
    }


def _finding(finding: ReportFinding) -> dict[str, Any]:
    return {
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "speaker": finding.speaker or None,
        "verdict": finding.verdict,
        "against": list(finding.against),
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _evidence(evidence: ReportEvidence) -> dict[str, Any]:
    quotation = evidence.quotation
    return {
        "claim": quotation.claim_id,
        "relation": evidence.relation,
        "axis": evidence.axis or None,
        "confidence": evidence.confidence,
        "reasons": [
            {"text": ground.text, "recorded": _spans(ground.recorded), "draft": _spans(ground.statement)}
            for ground in evidence.grounds
        ],
        "text": quotation.text,
        "sha256": quotation.sha256,
        "kind": quotation.kind,
        "speaker": quotation.speaker or None,
        "mention": quotation.mention,
        "could_be": list(quotation.could_be),
        "article": {
            "external_id": quotation.external_id,
            "title": quotation.title,
            "url": quotation.url,
            "source": quotation.source,
            "published_at": quotation.published_at.isoformat() if quotation.published_at else None,
        },
        "version": quotation.version,
        "version_sha256": quotation.version_sha256,
        "start": quotation.start,
        "end": quotation.end,
        "spans": _spans(quotation.spans),
        "retired": quotation.retired,
    }


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
