"""A stored report is read whole: each finding with its recorded quotations, in a constant number of queries."""

import hashlib
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Claim, Evidence, Finding, Report, Verdict
from claims.reports import as_html, as_json, as_markdown, as_pdf, as_text, contradiction_report
from tests.factories import ClaimFactory, DraftFactory, MentionFactory, SpeakerFactory, VersionFactory

pytestmark = pytest.mark.django_db


def make_finding(report: Report, *, verdict: str = Finding.Verdict.CONTRADICTED, start: int = 0) -> Finding:
    text = report.draft.text[start : start + 31]
    return Finding.objects.create(
        report=report, start=start, end=start + len(text), text=text, speaker="Ana Kovač", verdict=verdict
    )


def make_evidence(finding: Finding, claim: Claim, **fields: Any) -> Evidence:
    given = {
        "relation": Verdict.Relation.CONTRADICTS,
        "axis": Verdict.Axis.DATE,
        "confidence": 0.8,
        "reasons": [{"text": "May against September.", "a": [[32, 35]], "b": [[28, 31]]}],
    }
    return Evidence.objects.create(finding=finding, claim=claim, **(given | fields))


@pytest.fixture
def report() -> Report:
    return Report.objects.create(
        draft=DraftFactory(), state=Report.State.DONE, finished_at=timezone.now(), used={"judge": "j1", "claims": 2}
    )


def test_a_finding_carries_the_exact_recorded_words_and_where_they_were_published(report: Report) -> None:
    claim = ClaimFactory()
    make_evidence(make_finding(report), claim)
    (finding,) = contradiction_report(report).findings
    (evidence,) = finding.evidence
    quotation = evidence.quotation
    assert quotation.text == claim.version.text[quotation.start : quotation.end]
    assert quotation.sha256 == hashlib.sha256(quotation.text.encode()).hexdigest()
    assert (quotation.speaker, quotation.source, quotation.title) == (
        claim.mention.speaker.name,
        claim.version.article.source.name,
        claim.version.article.title,
    )
    assert quotation.version_sha256 == claim.version.sha256
    assert finding.text == report.draft.text[finding.start : finding.end]
    assert [piece.text for piece in evidence.recorded_pieces if piece.marked] == ["May"]
    assert [piece.text for piece in evidence.statement_pieces if piece.marked] == ["May"]
    assert (evidence.phrase, evidence.axis_label, finding.against) == (
        "saying otherwise",
        "different dates",
        (claim.pk,),
    )


def test_findings_stand_in_the_order_of_the_draft(report: Report) -> None:
    make_finding(report, verdict=Finding.Verdict.MISQUOTE, start=9)
    make_finding(report, verdict=Finding.Verdict.NO_RECORD, start=0)
    findings = contradiction_report(report).findings
    assert [(finding.number, finding.verdict) for finding in findings] == [(1, "no_record"), (2, "misquote")]


def test_recorded_words_under_a_misquote_are_not_called_the_same(report: Report) -> None:
    finding = make_finding(report, verdict=Finding.Verdict.MISQUOTE)
    make_evidence(finding, ClaimFactory(), relation=Verdict.Relation.RESTATES, axis="")
    assert contradiction_report(report).findings[0].evidence[0].phrase == "in these words"


def test_what_is_shown_for_what_it_adds_is_not_what_the_verdict_rests_on(report: Report) -> None:
    finding = make_finding(report)
    against = make_evidence(finding, ClaimFactory(), confidence=0.1).claim_id
    make_evidence(finding, ClaimFactory(), relation=Verdict.Relation.RESTATES, axis="", confidence=0.9)
    (read,) = contradiction_report(report).findings
    assert read.against == (against,)
    assert [evidence.phrase for evidence in read.evidence] == ["saying otherwise", "saying the same"]
    assert [any(piece.marked for piece in evidence.recorded_pieces) for evidence in read.evidence] == [True, False]


def test_an_uncertain_speaker_of_the_record_is_shown_with_the_readings(report: Report) -> None:
    version = VersionFactory()
    first, second = SpeakerFactory(name="Ana Kovač"), SpeakerFactory(name="Iva Kovač")
    candidates = [{"speaker": first.pk, "score": 0.6}, {"speaker": second.pk, "score": 0.5}]
    mention = MentionFactory(version=version, speaker=None, candidates=candidates, names=["Kovač"])
    make_evidence(make_finding(report), ClaimFactory(version=version, mention=mention))
    other = VersionFactory()
    MentionFactory(version=other, key="bo ek", names=["Bo Ek"], speaker=None)
    several = ClaimFactory(version=other, mention=None, mention_text="he", mention_candidates=["bo ek", "lost key"])
    make_evidence(make_finding(report, start=5), several)
    known, in_text = (finding.evidence[0].quotation for finding in contradiction_report(report).findings)
    assert (known.speaker, known.could_be) == ("", ("Ana Kovač", "Iva Kovač"))
    assert in_text.attribution == "he (not certain: Bo Ek or lost key)"


def test_the_number_of_queries_does_not_grow_with_the_findings(report: Report, django_assert_num_queries: Any) -> None:
    def read(expected: int) -> None:
        fresh = Report.objects.select_related("draft").get(pk=report.pk)
        with django_assert_num_queries(expected):
            document = contradiction_report(fresh)
        for render in (as_text, as_json, as_markdown, as_html, as_pdf):
            with django_assert_num_queries(0):
                render(document)

    make_evidence(make_finding(report), ClaimFactory())
    read(2)
    for start in range(1, 6):
        make_evidence(make_finding(report, start=start), ClaimFactory())
    read(2)


def test_a_retired_claim_is_still_shown_and_said_to_be_retired(report: Report) -> None:
    claim = ClaimFactory(retired_at=timezone.now())
    make_evidence(make_finding(report), claim)
    document = contradiction_report(report)
    assert document.findings[0].evidence[0].quotation.retired
    assert "no longer found" in as_markdown(document)
