"""A draft against the record, with the real models: its verdicts, and that it leaves no trace in the record."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from claims import drafts
from claims.candidates import pair_claims
from claims.embeddings import embed_claims
from claims.extraction import PIPELINE_VERSION, extract_claims
from claims.models import Claim, Evidence, Finding, Mention, Pair, Report, Review, Speaker, Verdict
from claims.nlp.types import DocumentSpeaker, SpeakerKind
from claims.reports import contradiction_report
from claims.speakers import find_speakers, resolve_speakers
from claims.verdicts import judge_pairs
from sources.models import Version
from tests.factories import ArticleFactory, DraftFactory, ReviewFactory, SpeakerFactory, VersionFactory

pytestmark = pytest.mark.django_db

FIRST = (
    "The ferry to Lund Island will not be sold, harbour minister Ingrid Solheim said on Monday.\n\n"
    "“Nobody on the island has to fear for the ferry,” Solheim said.\n\n"
    "Four people were injured in the storm, police chief Marek Dvořák said.\n\n"
    "“The old pier was closed a year before the storm,” said engineer Paula Reyes.\n"
)
SECOND = (
    "The ferry to Lund Island will be sold, union leader Goran Petrov said on Wednesday.\n\n"
    "Seven people were injured in the storm, police chief Marek Dvořák said on Wednesday.\n"
)


def put_on_record(text: str, *, day: int, **article: Any) -> Version:
    published_at = datetime.datetime(2024, 3, day, tzinfo=datetime.UTC)
    version = VersionFactory(article=ArticleFactory(published_at=published_at, **article), text=text)
    extract_claims(version=version)
    resolve_speakers(version=version)
    embed_claims(version=version)
    return version


def check(text: str, **fields: Any) -> Report:
    report = Report.objects.create(draft=DraftFactory(text=text), **fields)
    drafts.check_draft(report=report)
    report.refresh_from_db()
    return report


def verdicts(report: Report) -> dict[str, str]:
    return {finding.text: finding.verdict for finding in report.findings.all()}


@pytest.fixture
def record() -> tuple[Version, Version]:
    return put_on_record(FIRST, day=4), put_on_record(SECOND, day=6)


DRAFT = (
    "A week of storm\n\n"
    "The ferry to Lund Island will not be sold, minister Ingrid Solheim said. “Nobody on the island has to worry about "
    "the ferry,” Solheim said.\n\n"
    "Four people were injured in the storm, police chief Marek Dvořák said. The church lost its bell, he added.\n\n"
    "“The old pier was closed a year before the storm,” Paula Reyes said.\n"
)


@pytest.mark.usefixtures("record")
def test_each_statement_gets_its_verdict_with_both_texts() -> None:
    report = check(DRAFT)
    assert verdicts(report) == {
        "The ferry to Lund Island will not be sold": "contradicted",
        "Nobody on the island has to worry about the ferry": "misquote",
        "Four people were injured in the storm": "outdated",
        "The church lost its bell": "no_record",
        "The old pier was closed a year before the storm": "consistent",
    }
    for finding in contradiction_report(report).findings:
        assert finding.text == DRAFT[finding.start : finding.end]
        for evidence in finding.evidence:
            claim = Claim.objects.get(pk=evidence.quotation.claim_id)
            assert claim.version.text[claim.start : claim.end] == evidence.quotation.text
        assert bool(finding.against) == (finding.verdict != "no_record")


@pytest.mark.usefixtures("record")
def test_the_words_that_clash_are_marked_on_both_sides() -> None:
    findings = contradiction_report(check(DRAFT)).findings
    misquote = next(finding for finding in findings if finding.verdict == "misquote").evidence[0]
    assert [piece.text for piece in misquote.statement_pieces if piece.marked] == ["worry about"]
    assert [piece.text for piece in misquote.recorded_pieces if piece.marked] == ["fear for"]
    contradicted = next(finding for finding in findings if finding.verdict == "contradicted").evidence[0]
    assert contradicted.quotation.speaker == "Goran Petrov"
    assert any(piece.marked for piece in (*contradicted.statement_pieces, *contradicted.recorded_pieces))


@pytest.mark.usefixtures("record")
def test_a_check_changes_nothing_on_record_and_stores_what_it_used() -> None:
    def state() -> list[list[Any]]:
        return [list(model.objects.order_by("pk").values()) for model in (Claim, Mention, Speaker, Pair, Version)]

    before = state()
    report = check(DRAFT, lease_until=timezone.now())
    assert state() == before
    assert (report.state, report.lease_until, report.message) == (Report.State.DONE, None, "")
    assert report.finished_at is not None
    assert report.used["pipeline"] == PIPELINE_VERSION
    assert report.used["claims"] == Claim.objects.count()
    assert set(report.used) == {"pipeline", "embedder", "judge", "claims", "versions"}
    assert set(report.used["versions"]) == set(Evidence.objects.values_list("claim__version", flat=True))


@pytest.mark.usefixtures("record")
def test_checking_again_replaces_the_findings_by_the_same() -> None:
    def stored() -> list[tuple[object, ...]]:
        rows = Finding.objects.order_by("start").prefetch_related("evidence")
        return [
            (
                row.start,
                row.end,
                row.text,
                row.verdict,
                [(e.claim_id, e.relation, e.reasons) for e in row.evidence.all()],
            )
            for row in rows
        ]

    report = check(DRAFT)
    first = stored()
    drafts.check_draft(report=report)
    assert stored() == first


@pytest.mark.usefixtures("record")
def test_a_check_that_dies_while_writing_leaves_the_earlier_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    report = check(DRAFT)
    before = set(report.findings.values_list("pk", flat=True))
    fields = Evidence._meta.get_field("confidence")

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("the database went away")

    monkeypatch.setattr(fields, "get_db_prep_save", fail)
    with pytest.raises(ConnectionError):
        drafts.check_draft(report=report)
    monkeypatch.undo()
    assert set(report.findings.values_list("pk", flat=True)) == before
    drafts.check_draft(report=report)
    assert report.findings.count() == len(before)


def test_a_name_that_fits_two_on_record_is_unresolved_and_shown() -> None:
    put_on_record("The harbour will be dredged in May, mayor Anna Solheim said.\n", day=4)
    put_on_record("The school will be painted in June, minister Ingrid Solheim said.\n", day=5)
    two = find_speakers([DocumentSpeaker("solheim", SpeakerKind.PERSON, ("Solheim",))])
    assert [len(ids) for ids in two.values()] == [2]
    report = check("The harbour will be dredged in May, Solheim said.\n")
    assert verdicts(report) == {"The harbour will be dredged in May": "unresolved"}


def test_recorded_speakers_are_found_by_name_and_after_merges() -> None:
    put_on_record("The harbour will be dredged in May, mayor Anna Solheim said.\n", day=4)
    (found,) = Speaker.objects.all()
    full = DocumentSpeaker("anna solheim", SpeakerKind.PERSON, ("Anna Solheim",))
    short = DocumentSpeaker("solheim", SpeakerKind.PERSON, ("Solheim",))
    stranger = DocumentSpeaker("bo ek", SpeakerKind.PERSON, ("Bo Ek",))
    assert find_speakers([full, short, stranger]) == {full: (found.pk,), short: (found.pk,), stranger: ()}
    whole = SpeakerFactory(name="Anna Maria Solheim", key="anna maria solheim")
    found.merged_into = whole
    found.save()
    assert find_speakers([full]) == {full: (whole.pk,)}
    assert find_speakers([]) == {}


@pytest.mark.usefixtures("record")
def test_a_contradiction_dismissed_by_a_person_is_not_brought_up_again() -> None:
    for version in Version.objects.all():
        pair_claims(version=version)
        judge_pairs(version=version)
    sold = Verdict.objects.get(relation=Verdict.Relation.CONTRADICTS, pair__a__text__contains="ferry")
    ReviewFactory(verdict=sold, decision=Review.Decision.DISMISSED)
    assert verdicts(check("The ferry to Lund Island will not be sold, Ingrid Solheim said.\n")) == {
        "The ferry to Lund Island will not be sold": "consistent"
    }


def test_a_reprint_counts_once(record: tuple[Version, Version]) -> None:
    copy = put_on_record(SECOND, day=7, copy_of=record[1].article)
    report = check(DRAFT)
    assert not Evidence.objects.filter(claim__version=copy).exists()
    assert "contradicted" in verdicts(report).values()


@pytest.mark.usefixtures("record")
def test_quotations_without_an_attribution_are_checked_too() -> None:
    report = check("A week later the promise is a memory.\n\n“Nobody on the island has to fear for the ferry.”\n")
    assert list(verdicts(report).values()) == ["unresolved"]


def test_a_draft_without_statements_has_no_findings() -> None:
    report = check("It rained all day.\n")
    assert (report.state, report.findings.count()) == (Report.State.DONE, 0)


def test_a_draft_in_another_language_is_not_read() -> None:
    report = check("El ferry a la isla no se venderá, dijo el lunes la ministra Ingrid Solheim a los periodistas.\n")
    assert (report.state, report.findings.count()) == (Report.State.DONE, 0)
    assert "not in English" in report.message
    assert "not in English" in contradiction_report(report).opening
