"""An unpublished text -> a report: the steps of an article in memory, then each statement against the record.

What a draft says never enters the record: only the report, its findings and the recorded claims they rest on are
stored. Everything is computed first and written in one short transaction, so a check that was killed is run again.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims import embeddings, verdicts
from claims.drafts.findings import Outcome, find
from claims.drafts.record import find_dismissed, find_matches
from claims.drafts.statements import Statement, read_statements
from claims.extraction import LANGUAGE, PIPELINE_VERSION
from claims.models import Claim, Evidence, Finding, Report
from claims.nlp.comparison import JUDGE_VERSION, compare
from claims.nlp.parsing import language

__all__ = ["check_draft", "in_use"]


def check_draft(*, report: Report) -> None:
    """Check the report's draft and store the findings in place of any earlier ones; the report is then done.

    A draft in another language than English is not read; `report.message` says so.
    """
    text = report.draft.text
    spoken = language(text)
    if spoken not in ("", LANGUAGE):
        _store(report, [], [], in_use(), message=f"The draft is not in English (language: {spoken}) and was not read.")
        return
    used = in_use()
    statements = read_statements(text, written_on=report.draft.created_at.date())
    found = find_matches(statements)
    dismissed = find_dismissed(found)
    outcomes = [
        find(statement, on_record, compare=compare, dismissed=dismissed)
        for statement, on_record in zip(statements, found, strict=True)
    ]
    backing = {item.match.claim.version_id for outcome in outcomes for item in outcome.backing}
    _store(report, statements, outcomes, {**used, "versions": sorted(backing)})


def in_use() -> dict[str, Any]:
    """What a check is made with now: the versions of the models, and how many claims are on record."""
    return {
        "pipeline": PIPELINE_VERSION,
        "embedder": embeddings.embedder().version,
        "judge": JUDGE_VERSION,
        "claims": Claim.objects.current().count(),
    }


def _store(
    report: Report,
    statements: Sequence[Statement],
    outcomes: Sequence[Outcome],
    used: dict[str, Any],
    *,
    message: str = "",
) -> None:
    findings = [
        Finding(
            report=report,
            start=statement.start,
            end=statement.end,
            text=statement.text,
            speaker=statement.name[:200],
            verdict=outcome.verdict,
        )
        for statement, outcome in zip(statements, outcomes, strict=True)
    ]
    evidence = [
        Evidence(
            finding=finding,
            claim=backing.match.claim,
            relation=backing.relation,
            axis=backing.axis or "",
            confidence=backing.confidence,
            reasons=verdicts.reasons_as_json(backing.reasons),
        )
        for finding, outcome in zip(findings, outcomes, strict=True)
        for backing in outcome.backing
    ]
    with transaction.atomic():
        # Two processes on one report write one after the other, and the later one's findings stand.
        Report.objects.select_for_update(no_key=True).get(pk=report.pk)
        report.findings.all().delete()
        Finding.objects.bulk_create(findings)
        Evidence.objects.bulk_create(evidence, batch_size=500)
        Report.objects.filter(pk=report.pk).update(
            state=Report.State.DONE, message=message, used=used, lease_until=None, finished_at=timezone.now()
        )
