"""Drafts and reports through the API: kept apart from the record, checked on demand, findings with exact words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from claims import tasks
from claims.models import Draft, Evidence, Finding, Report
from tests.factories import ClaimFactory, DraftFactory, UserFactory
from tests.integration.signed_in import PREFIX, client_of

pytestmark = pytest.mark.django_db

TEXT = "The harbour bridge opens in May, minister Ana Kovač said.\n"


@pytest.fixture
def reporter() -> User:
    return UserFactory(role="reporter", password=None, username="rosa")


@pytest.fixture
def client(reporter: User) -> APIClient:
    cache.delete(f"throttle_checks_{reporter.pk}")  # another run's user may have had this number a moment ago
    return client_of(reporter)


@pytest.fixture
def report(reporter: User) -> Report:
    """A finished check with one contradicted statement and one that nothing is on record for."""
    draft = DraftFactory(owner=reporter, text=TEXT + "It will be blue.")
    report = Report.objects.create(
        draft=draft, state=Report.State.DONE, finished_at=timezone.now(), used={"judge": "1"}
    )
    claim = ClaimFactory(text="The bridge will not open before September")
    finding = Finding.objects.create(
        report=report, start=0, end=31, text=TEXT[:31], speaker="Ana Kovač", verdict=Finding.Verdict.CONTRADICTED
    )
    Evidence.objects.create(
        finding=finding,
        claim=claim,
        relation="contradicts",
        axis="date",
        confidence=0.9,
        reasons=[{"text": "September against May.", "a": [[32, 41]], "b": [[28, 31]]}],
    )
    Finding.objects.create(report=report, start=58, end=74, text="It will be blue.", verdict=Finding.Verdict.NO_RECORD)
    return report


def test_a_draft_is_kept_word_for_word(client: APIClient) -> None:
    answer = client.post(f"{PREFIX}/drafts/", {"title": " Bridge ", "text": TEXT})
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["Location"] == f"http://testserver{PREFIX}/drafts/{body['id']}"
    assert body | {"created_at": ""} == {
        "id": body["id"],
        "owner": "rosa",
        "title": "Bridge",
        "text": TEXT,
        "created_at": "",
    }
    (listed,) = client.get(f"{PREFIX}/drafts/").json()["results"]
    assert listed["id"] == body["id"]
    assert "text" not in listed


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": "  \n"}, {"text": "a\x00"}, {"text": None}, {"text": 5}, {"text": [TEXT]},
     {"text": TEXT, "title": "x" * 301}, {"text": TEXT, "title": "\x00"}, {"text": TEXT, "title": 3}],
)  # fmt: skip
def test_a_draft_that_cannot_be_kept_is_refused(client: APIClient, body: dict[str, Any]) -> None:
    assert client.post(f"{PREFIX}/drafts/", body).status_code == 400
    assert not Draft.objects.exists()


def test_a_draft_is_bounded(client: APIClient, settings: LazySettings) -> None:
    limit = settings.MAX_DRAFT_CHARACTERS
    assert client.post(f"{PREFIX}/drafts/", {"text": "x" * (limit + 1)}).status_code == 400
    assert client.post(f"{PREFIX}/drafts/", {"text": "x" * limit}).status_code == 201


def test_lists_without_filters_refuse_them_too(client: APIClient, reporter: User) -> None:
    draft = DraftFactory(owner=reporter)
    assert client.get(f"{PREFIX}/drafts/", {"owner": "rosa"}).status_code == 400
    assert client.get(f"{PREFIX}/drafts/{draft.pk}/reports/", {"state": "done"}).status_code == 400


def test_the_owner_is_who_asks(client: APIClient, reporter: User) -> None:
    other = UserFactory(password=None)
    client.post(f"{PREFIX}/drafts/", {"text": TEXT, "owner": other.username, "id": 5})
    assert Draft.objects.get().owner == reporter


def test_a_check_is_started_after_commit(
    client: APIClient,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    enqueued: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.run_report, "delay", lambda **arguments: enqueued.append(arguments))
    draft = DraftFactory(owner=reporter)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{PREFIX}/drafts/{draft.pk}/reports/")
        assert enqueued == []
    assert answer.status_code == 202
    report = Report.objects.get()
    assert enqueued == [{"report_id": report.pk}]
    assert answer.headers["Location"] == f"http://testserver{PREFIX}/reports/{report.pk}"
    assert (answer.json()["state"], answer.json()["draft"]) == ("queued", draft.pk)
    waiting = client.get(answer.headers["Location"]).json()
    assert (waiting["state"], waiting["findings"]) == ("queued", [])
    assert [row["id"] for row in client.get(f"{PREFIX}/drafts/{draft.pk}/reports/").json()["results"]] == [report.pk]


def test_starting_checks_is_limited_and_asking_for_them_is_not(client: APIClient, reporter: User) -> None:
    draft = DraftFactory(owner=reporter)
    answers = [client.post(f"{PREFIX}/drafts/{draft.pk}/reports/").status_code for _ in range(31)]
    assert answers == [202] * 30 + [429]
    assert Report.objects.count() == 30
    assert client.get(f"{PREFIX}/drafts/{draft.pk}/reports/").status_code == 200


def test_a_report_gives_each_finding_with_the_exact_words(client: APIClient, report: Report) -> None:
    shown = client.get(f"{PREFIX}/reports/{report.pk}/").json()
    assert (shown["report"], shown["state"], shown["message"]) == (report.pk, "done", "")
    contradicted, nothing = shown["findings"]
    assert report.draft.text[contradicted["start"] : contradicted["end"]] == contradicted["text"]
    (evidence,) = contradicted["evidence"]
    claim = report.findings.first().evidence.get().claim
    assert contradicted["against"] == [claim.pk]
    assert evidence["text"] == claim.text == claim.version.text[evidence["start"] : evidence["end"]]
    assert evidence["article"]["source"] == claim.version.article.source.name
    assert (nothing["verdict"], nothing["evidence"]) == ("no_record", [])


@pytest.mark.parametrize(
    ("form", "content_type", "opening"),
    [
        ("md", "text/markdown; charset=utf-8", b"#"),
        ("html", "text/html; charset=utf-8", b"<"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_a_finished_report_is_given_in_other_forms(
    client: APIClient, report: Report, form: str, content_type: str, opening: bytes
) -> None:
    answer = client.get(f"{PREFIX}/reports/{report.pk}/", {"as": form})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="report-{report.pk}.{form}"'
    assert answer.content.lstrip().startswith(opening)
    if form != "pdf":
        assert "The bridge will not open before" in answer.content.decode()


def test_an_unfinished_report_has_no_other_form(client: APIClient, reporter: User) -> None:
    report = Report.objects.create(draft=DraftFactory(owner=reporter))
    answer = client.get(f"{PREFIX}/reports/{report.pk}/", {"as": "pdf"})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "not_ready"


def test_a_form_that_does_not_exist_is_refused(client: APIClient, report: Report) -> None:
    assert client.get(f"{PREFIX}/reports/{report.pk}/", {"as": "docx"}).status_code == 400


def test_why_a_check_failed_is_told(client: APIClient, reporter: User) -> None:
    report = Report.objects.create(draft=DraftFactory(owner=reporter), state="failed", message="RuntimeError: no model")
    shown = client.get(f"{PREFIX}/reports/{report.pk}/").json()
    assert (shown["state"], shown["message"]) == ("failed", "RuntimeError: no model")


def test_a_report_takes_the_same_queries_for_few_findings_and_for_many(
    client: APIClient, report: Report, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.get(f"{PREFIX}/drafts/")  # loads the permissions
    for number in range(6):
        finding = Finding.objects.create(report=report, start=number, end=number + 1, text="x", verdict="contradicted")
        for _ in range(3):
            Evidence.objects.create(
                finding=finding, claim=ClaimFactory(mention=None), relation="contradicts", confidence=0.5
            )
    with django_assert_max_num_queries(5):
        assert len(client.get(f"{PREFIX}/reports/{report.pk}/").json()["findings"]) == 8
