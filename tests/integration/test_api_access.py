"""Who gets what from the API: nobody without signing in, each role what it may, nobody another's draft."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from claims.models import Draft, Pair, Report, Review
from sources.models import Article
from tests.factories import DraftFactory, UserFactory, VerdictFactory
from tests.integration.signed_in import PREFIX, ROLES, client_as, client_of

pytestmark = pytest.mark.django_db

ARTICLE = {"text": "The ferry was late, harbour master Jo Lind said.", "source": "Harbour Post"}
DRAFT = {"title": "Ferry", "text": "The ferry was late, harbour master Jo Lind said."}
REVIEW = {"decision": "confirmed"}


@pytest.fixture
def pair() -> Pair:
    return VerdictFactory().pair


def readable(pair: Pair) -> list[str]:
    article = pair.a.version.article_id
    return [
        "/articles/",
        f"/articles/{article}/",
        f"/articles/{article}/versions/1/",
        "/claims/",
        f"/claims/{pair.a_id}/",
        "/speakers/",
        f"/speakers/{pair.a.mention.speaker_id}/",
        "/relations/",
        f"/relations/{pair.pk}/",
        f"/relations/{pair.pk}/reviews/",
        "/reviews/",
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_the_record(role: str, pair: Pair) -> None:
    client = client_as(role)
    assert {path: client.get(PREFIX + path).status_code for path in readable(pair)} == dict.fromkeys(
        readable(pair), 200
    )


def test_nobody_reads_or_writes_without_signing_in(pair: Pair) -> None:
    client = client_as("")
    draft = DraftFactory()
    report = Report.objects.create(draft=draft)
    reads = [
        *readable(pair),
        "/drafts/",
        f"/drafts/{draft.pk}/",
        f"/drafts/{draft.pk}/reports/",
        f"/reports/{report.pk}/",
    ]
    assert {path: client.get(PREFIX + path).status_code for path in reads} == dict.fromkeys(reads, 401)
    writes = {
        "/articles/": ARTICLE,
        "/drafts/": DRAFT,
        f"/drafts/{draft.pk}/reports/": {},
        f"/relations/{pair.pk}/reviews/": REVIEW,
    }
    assert {path: client.post(PREFIX + path, body).status_code for path, body in writes.items()} == dict.fromkeys(
        writes, 401
    )
    assert client.get(f"{PREFIX}/claims/").headers["WWW-Authenticate"] == "Token"


def test_an_account_without_a_role_reads_nothing(pair: Pair) -> None:
    client = client_of(UserFactory())
    assert {client.get(PREFIX + path).status_code for path in readable(pair)} == {403}


@pytest.mark.parametrize(
    ("role", "article", "draft", "review"),
    [("reader", 403, 403, 403), ("reporter", 201, 201, 403), ("editor", 201, 201, 201), ("admin", 201, 201, 201)],
)
def test_what_each_role_may_write(role: str, article: int, draft: int, review: int, pair: Pair) -> None:
    client = client_as(role)
    before = Article.objects.count()
    assert client.post(f"{PREFIX}/articles/", ARTICLE).status_code == article
    assert Article.objects.count() - before == (article == 201)
    assert client.post(f"{PREFIX}/drafts/", DRAFT).status_code == draft
    assert Draft.objects.count() == (draft == 201)
    assert client.post(f"{PREFIX}/relations/{pair.pk}/reviews/", REVIEW).status_code == review
    assert Review.objects.count() == (review == 201)


@pytest.mark.parametrize("role", ["reader", "reporter"])
def test_another_persons_draft_does_not_exist(role: str) -> None:
    draft = DraftFactory()
    report = Report.objects.create(draft=draft)
    client = client_as(role)
    assert client.get(f"{PREFIX}/drafts/").json()["results"] == []
    for path in (f"/drafts/{draft.pk}/", f"/drafts/{draft.pk}/reports/", f"/reports/{report.pk}/"):
        assert client.get(PREFIX + path).status_code == 404, path
    if role == "reporter":
        assert client.post(f"{PREFIX}/drafts/{draft.pk}/reports/").status_code == 404
    assert Report.objects.count() == 1


def test_an_editor_sees_every_draft() -> None:
    draft = DraftFactory()
    report = Report.objects.create(draft=draft)
    client = client_as("editor")
    assert [row["id"] for row in client.get(f"{PREFIX}/drafts/").json()["results"]] == [draft.pk]
    assert client.get(f"{PREFIX}/drafts/{draft.pk}/").json()["text"] == draft.text
    assert client.get(f"{PREFIX}/reports/{report.pk}/").status_code == 200


def test_a_reader_who_lost_the_role_of_reporter_starts_no_check() -> None:
    user = UserFactory(role="reader")
    draft = DraftFactory(owner=user)
    client = client_of(user)
    assert client.get(f"{PREFIX}/drafts/{draft.pk}/").status_code == 200
    assert client.post(f"{PREFIX}/drafts/{draft.pk}/reports/").status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_is_changed_or_deleted_through_the_api(method: str, pair: Pair) -> None:
    client = client_as("admin")
    draft = DraftFactory()
    for path in (f"/articles/{pair.a.version.article_id}/", f"/claims/{pair.a_id}/", f"/drafts/{draft.pk}/"):
        assert getattr(client, method)(PREFIX + path, {}).status_code == 405


def test_asking_what_is_possible_fails_nowhere(pair: Pair) -> None:
    client = client_as("editor")
    draft = DraftFactory()
    for path in (*readable(pair), "/drafts/", f"/drafts/{draft.pk}/", f"/drafts/{draft.pk}/reports/"):
        assert client.options(PREFIX + path).status_code == 200, path
        assert client.head(PREFIX + path).status_code == 200, path


def test_an_unknown_address_is_refused_as_a_problem() -> None:
    answer = client_as("reader").get(f"{PREFIX}/nothing/here.txt")
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "client_error",
        "errors": [{"code": "not_found", "detail": "Not found.", "attr": None}],
    }


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999999999999999", "1%00", "%E2%91%A0"])
def test_a_number_that_is_none_is_not_found(number: str) -> None:
    client = client_as("editor")
    for path in ("articles", "claims", "speakers", "relations", "drafts", "reports"):
        assert client.get(f"{PREFIX}/{path}/{number}/").status_code == 404, path
    assert client.get(f"{PREFIX}/relations/{number}/reviews/").status_code == 404
    assert client.get(f"{PREFIX}/drafts/{number}/reports/").status_code == 404


def test_addresses_work_without_their_last_slash(pair: Pair) -> None:
    client = client_as("reporter")
    assert client.get(f"{PREFIX}/claims").status_code == 200
    assert client.get(f"{PREFIX}/claims/{pair.a_id}").status_code == 200
    assert client.post(f"{PREFIX}/articles", ARTICLE).status_code == 201
    assert reverse("api:claim-list") == f"{PREFIX}/claims"


def test_a_session_needs_the_csrf_token_to_write() -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(UserFactory(role="reporter"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{PREFIX}/claims/").status_code == 200
    assert client.post(f"{PREFIX}/articles/", ARTICLE).status_code == 403
    assert not Article.objects.exists()
