"""Who may open which page: every address, every role; and what each role is offered."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from claims.models import Draft, Pair, Report, Review, SpeakerDecision
from claims.speakers import merge_speakers
from claims.web.urls import urlpatterns
from tests.factories import DraftFactory, SpeakerFactory, UserFactory, VerdictFactory

pytestmark = pytest.mark.django_db

ROLES = ("reader", "reporter", "editor", "admin")
ALL = frozenset(ROLES)
WRITERS = ALL - {"reader"}
EDITORS = frozenset({"editor", "admin"})


@dataclass(frozen=True)
class Record:
    """One of each thing that has a page; the draft is the reporter's."""

    users: dict[str, User]
    pair: Pair
    draft: Draft
    report: Report
    decision: SpeakerDecision

    def address(self, name: str) -> str:
        version = self.pair.a.version
        speaker, other = (claim.mention.speaker_id if claim.mention else 0 for claim in (self.pair.a, self.pair.b))
        arguments: dict[str, list[object]] = {
            "claim-detail": [self.pair.a.pk],
            "pair-detail": [self.pair.pk],
            "pair-review": [self.pair.pk],
            "speaker-detail": [speaker],
            "speaker-merge": [speaker],
            "speaker-merge-confirm": [speaker, other],
            "speaker-split": [speaker],
            "speaker-decision-undo": [self.decision.pk],
            "article-detail": [version.article_id],
            "analysis-status": [version.pk],
            "draft-check": [self.draft.pk],
            "report-detail": [self.report.pk],
            "report-download": [self.report.pk, "json"],
        }
        return reverse(name, args=arguments.get(name, []))


@pytest.fixture
def record() -> Record:
    users = {role: UserFactory(username=role, role=role, password=None) for role in ROLES}
    draft = DraftFactory(owner=users["reporter"])
    report = Report.objects.create(draft=draft, state=Report.State.DONE)
    decision = merge_speakers(
        speaker=SpeakerFactory(name="Carl Steen", key="carl steen"),
        into=SpeakerFactory(name="Yusuf Idris", key="yusuf idris"),
        editor=users["editor"],
    )
    return Record(users, VerdictFactory().pair, draft, report, decision)


# The roles that each page lets in. A page that is not here fails `test_no_page_is_forgotten`.
PAGES = {
    "claim-list": ALL,
    "claim-detail": ALL,
    "contradiction-list": ALL,
    "pair-detail": ALL,
    "pair-review": EDITORS,
    "speaker-list": ALL,
    "speaker-detail": ALL,
    "speaker-merge": EDITORS,
    "speaker-merge-confirm": EDITORS,
    "speaker-split": EDITORS,
    "mention-assign": EDITORS,
    "speaker-decision-undo": EDITORS,
    "article-list": ALL,
    "article-detail": ALL,
    "analysis-status": ALL,
    "article-add": WRITERS,
    "draft-list": WRITERS,
    "draft-add": WRITERS,
    "draft-check": WRITERS,
    "report-detail": WRITERS,
    "report-download": WRITERS,
    "quality": ALL,
    "password-change": ALL,
}
POSTS = {"pair-review", "draft-check", "speaker-decision-undo"}
OPEN = {"login", "logout", "favicon"}


def test_no_page_is_forgotten() -> None:
    assert {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)} == set(PAGES) | OPEN


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_the_log_in_page(client: Client, record: Record, name: str) -> None:
    address = record.address(name)
    for response in (client.get(address), client.post(address)):
        # A wrong method may be refused before the question of who asks.
        assert response.status_code in (302, 405)
        if response.status_code == 302:
            assert response.headers["Location"].startswith(reverse("login") + "?next=")
    asked = client.post(address) if name in POSTS else client.get(address)
    assertRedirects(asked, f"{reverse('login')}?next={address}")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_each_role_sees_what_it_may(
    client: Client, record: Record, name: str, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.tasks.run_report.delay", lambda **arguments: None)
    client.force_login(record.users[role])
    address = record.address(name)
    response = client.post(address) if name in POSTS else client.get(address)
    if role in PAGES[name]:
        # The empty form of a review is told so (422); a poll without htmx is led to the article.
        assert response.status_code in (200, 302, 422)
    else:
        assert response.status_code in (403, 404)


def test_only_owner_and_editors_see_a_draft(client: Client, record: Record) -> None:
    client.force_login(UserFactory(role="reporter", password=None))
    assert client.get(record.address("report-detail")).status_code == 404
    assert client.get(record.address("report-download")).status_code == 404
    assert client.post(record.address("draft-check")).status_code == 404
    assertNotContains(client.get(reverse("draft-list")), record.draft.title)
    client.force_login(record.users["editor"])
    assertContains(client.get(reverse("draft-list")), record.draft.title)
    assert client.get(record.address("report-detail")).status_code == 200


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"password-change"}))
def test_someone_without_a_role_sees_nothing(client: Client, record: Record, name: str) -> None:
    client.force_login(UserFactory(password=None))
    address = record.address(name)
    response = client.post(address) if name in POSTS else client.get(address)
    assert response.status_code in (403, 404)


def test_a_refused_review_is_not_stored(client: Client, record: Record) -> None:
    client.force_login(record.users["reporter"])
    response = client.post(record.address("pair-review"), {"decision": "confirmed", "verdict": 1})
    assert response.status_code == 403
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("role", "offered"),
    [("reader", False), ("reporter", True), ("editor", True)],
)
def test_what_a_role_may_not_do_is_not_offered(client: Client, record: Record, role: str, offered: bool) -> None:
    client.force_login(record.users[role])
    page = client.get(reverse("claim-list")).content.decode()
    assert (reverse("article-add") in page) is offered
    assert (reverse("draft-list") in page) is offered
    pair = client.get(record.address("pair-detail")).content.decode()
    assert (record.address("pair-review") in pair) is (role == "editor")
    assert (reverse("admin:index") in page) is False


def test_log_in_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    UserFactory(username="eva", role="reader")
    asked = reverse("speaker-list")
    page = client.get(asked, follow=True)
    assertContains(page, "Log in")
    answer = client.post(page.request["PATH_INFO"], {"username": "eva", "password": "wrong", "next": asked})
    assertContains(answer, "Please enter a correct username and password")
    right = {"username": "eva", "password": "correct horse battery", "next": asked}
    assertRedirects(client.post(reverse("login"), right), asked)
    assertRedirects(client.post(reverse("logout")), reverse("login"))
    assert client.get(asked).status_code == 302


def test_too_many_wrong_passwords_lock(client: Client) -> None:
    UserFactory(username="mallory", role="reader")
    for _ in range(10):
        answer = client.post(reverse("login"), {"username": "mallory", "password": "wrong"})
    assert answer.status_code == 429
    assertContains(answer, "Too many attempts", status_code=429)
    right = {"username": "mallory", "password": "correct horse battery"}
    assert client.post(reverse("login"), right).status_code == 429


def test_a_poll_after_log_out_leads_the_whole_page_to_the_log_in(client: Client, record: Record) -> None:
    answer = client.get(
        record.address("analysis-status"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/articles/1/"},
    )
    assert answer.headers["HX-Redirect"] == f"{reverse('login')}?next=/articles/1/"


def test_pages_are_not_cached_and_allow_no_inline_code(client: Client, record: Record) -> None:
    client.force_login(record.users["reader"])
    answer = client.get(reverse("claim-list"))
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize("status", [403, 404])
def test_error_pages_are_our_own(client: Client, record: Record, status: int) -> None:
    client.force_login(record.users["reader"])
    answer = client.get(reverse("article-add") if status == 403 else "/nothing/here/")
    assertContains(answer, "Counterclaim", status_code=status)
    assertContains(answer, "claims", status_code=status)


def test_a_failure_shows_our_own_page(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> HttpResponse:
        raise RuntimeError("boom")

    monkeypatch.setattr("claims.web.views.quality.render", fail)
    client = Client(raise_request_exception=False)
    client.force_login(record.users["reader"])
    answer = client.get(reverse("quality"))
    assertContains(answer, "Something failed on our side", status_code=500)
    assertNotContains(answer, "boom", status_code=500)


def test_forms_are_guarded_against_forgery(record: Record) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(record.users["editor"])
    for name in (
        *("pair-review", "article-add", "draft-add", "logout"),
        *("speaker-merge-confirm", "mention-assign", "speaker-decision-undo"),
    ):
        assertContains(client.post(record.address(name)), "not accepted", status_code=403)


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999"])
@pytest.mark.parametrize("kind", ["claims", "contradictions", "speakers", "articles", "reports"])
def test_numbers_that_name_nothing_are_not_found(client: Client, record: Record, kind: str, number: str) -> None:
    client.force_login(record.users["admin"])
    assert client.get(f"/{kind}/{number}/").status_code == 404
