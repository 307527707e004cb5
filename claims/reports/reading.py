"""Reads a stored report into plain data, in a constant number of queries. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Prefetch

from claims.models import Claim, Evidence, Finding, Mention, Report, Speaker, Verdict
from claims.nlp.types import Span
from claims.reports.document import (
    RELATION_PHRASES,
    Ground,
    RecordedQuotation,
    ReportDocument,
    ReportEvidence,
    ReportFinding,
)

# Under a misquote the recorded words are shown as words; under "no record" an earlier state is no newer one.
_PHRASES: Final[dict[tuple[str, str], str]] = {
    (Finding.Verdict.MISQUOTE, Verdict.Relation.RESTATES): "in these words",
    (Finding.Verdict.NO_RECORD, Verdict.Relation.UPDATES): "an earlier state",
}


def contradiction_report(report: Report) -> ReportDocument:
    """Return the report with all its findings and the recorded quotations they rest on."""
    # In the order in which the check stored it: what the verdict rests on first.
    evidence = (
        Evidence.objects.order_by("pk")
        .select_related("claim__version__article__source", "claim__mention__speaker__merged_into")
        .defer("claim__version__text", "claim__version__bands", "claim__search")
    )
    rows = list(report.findings.prefetch_related(Prefetch("evidence", evidence)).order_by("start", "id"))
    readings = _readings(item.claim for row in rows for item in row.evidence.all())
    findings = tuple(
        ReportFinding(
            number=number,
            start=row.start,
            end=row.end,
            text=row.text,
            speaker=row.speaker,
            verdict=row.verdict,
            evidence=tuple(
                _evidence(item, finding=row, could_be=readings[item.claim_id]) for item in row.evidence.all()
            ),
        )
        for number, row in enumerate(rows, start=1)
    )
    return ReportDocument(
        report_id=report.pk,
        draft_id=report.draft_id,
        title=report.draft.title,
        text=report.draft.text,
        state=report.state,
        message=report.message,
        created_at=report.created_at,
        finished_at=report.finished_at,
        used=report.used,
        findings=findings,
    )


def _evidence(item: Evidence, *, finding: Finding, could_be: tuple[str, ...]) -> ReportEvidence:
    return ReportEvidence(
        quotation=_quotation(item.claim, could_be=could_be),
        relation=item.relation,
        axis=item.axis,
        confidence=item.confidence,
        grounds=tuple(
            Ground(text=reason["text"], recorded=_spans(reason["a"]), statement=_spans(reason["b"]))
            for reason in item.reasons
        ),
        statement=finding.text,
        is_clash=item.relation != Verdict.Relation.RESTATES or finding.verdict == Finding.Verdict.MISQUOTE,
        phrase=_PHRASES.get((finding.verdict, item.relation), RELATION_PHRASES[item.relation]),
    )


def _quotation(claim: Claim, *, could_be: tuple[str, ...]) -> RecordedQuotation:
    version = claim.version
    article = version.article
    speaker = claim.speaker
    return RecordedQuotation(
        claim_id=claim.pk,
        text=claim.text,
        sha256=claim.sha256,
        kind=claim.get_kind_display(),
        speaker=speaker.name if speaker else "",
        mention=claim.mention_text,
        could_be=() if speaker else could_be,
        article_id=article.pk,
        external_id=article.external_id,
        title=article.title,
        url=article.url,
        source=article.source.name,
        published_at=article.published_at,
        version=version.number,
        version_sha256=version.sha256,
        start=claim.start,
        end=claim.end,
        spans=_spans(claim.spans),
        retired=claim.retired_at is not None,
    )


def _spans(pairs: Iterable[Any]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def _readings(claims: Iterable[Claim]) -> dict[int, tuple[str, ...]]:
    """Return the names that each claim without a certain speaker could mean: speakers, or people of its own text."""
    open_claims = {claim.pk: claim for claim in claims if claim.speaker is None}
    ids = {row["speaker"] for claim in open_claims.values() if claim.mention for row in claim.mention.candidates}
    names = dict(Speaker.objects.filter(pk__in=ids).values_list("pk", "name"))
    keys = {key for claim in open_claims.values() for key in claim.mention_candidates}
    versions = {claim.version_id for claim in open_claims.values()}
    of_version = {
        (mention.version_id, mention.key): str(mention)
        for mention in Mention.objects.filter(version_id__in=versions, key__in=keys)
    }
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for pk, claim in open_claims.items():
        candidates = claim.mention.candidates if claim.mention else []
        known = [names[row["speaker"]] for row in candidates if row["speaker"] in names]
        in_text = [of_version.get((claim.version_id, key), key) for key in claim.mention_candidates]
        found[pk] = tuple(dict.fromkeys(known or in_text))
    return found
