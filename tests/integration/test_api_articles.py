"""Articles through the API: adding by text and by address, what is refused, versions, filters, query counts."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from rest_framework.test import APIClient

from claims import tasks
from claims.models import Analysis
from sources.models import Article, Version
from tests.factories import ArticleFactory, VersionFactory
from tests.integration.local_web import LocalWeb
from tests.integration.signed_in import PREFIX, client_as

pytestmark = pytest.mark.django_db

TEXT = "The ferry to Skerry Island was late on all days of March, harbour master Jo Lind said on Friday.\r\n"
ARTICLE = {
    "text": TEXT,
    "title": "Ferry late again",
    "source": "Skerry Post",
    "url": "https://skerry-post.example/ferry",
    "published": "2024-03-29",
    "byline": "Ada Holm",
    "external_id": "sp-17",
}
PAGE = (
    "<html><head><title>Ferry late again</title></head><body><article><h1>Ferry late again</h1>"
    + "<p>The ferry to Skerry Island was late on all days of March, harbour master Jo Lind said on Friday.</p>" * 3
    + "</article></body></html>"
)


@pytest.fixture
def client() -> APIClient:
    return client_as("reporter")


def problems(answer: Any) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in answer.json()["errors"]]


def test_a_text_is_stored_as_given(client: APIClient) -> None:
    answer = client.post(f"{PREFIX}/articles/", ARTICLE)
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["Location"] == f"http://testserver{PREFIX}/articles/{body['id']}"
    assert body | {"id": 0, "created_at": ""} == {
        "id": 0,
        "source": "Skerry Post",
        "external_id": "sp-17",
        "url": "https://skerry-post.example/ferry",
        "title": "Ferry late again",
        "byline": "Ada Holm",
        "published_at": "2024-03-29T00:00:00Z",
        "published_basis": "metadata",
        "copy_of": None,
        "version": 1,
        "language": "",
        "analysis": "waiting",
        "created_at": "",
    }
    detail = client.get(answer.headers["Location"]).json()
    assert [(version["number"], version["analysis"]["stage"]) for version in detail["versions"]] == [(1, "waiting")]
    text = client.get(f"{PREFIX}/articles/{body['id']}/versions/1/").json()
    assert text["text"] == TEXT.replace("\r\n", "\n")
    assert text["characters"] == len(text["text"])


def test_the_same_text_is_known_and_another_is_a_new_version(client: APIClient) -> None:
    first = client.post(f"{PREFIX}/articles/", ARTICLE)
    again = client.post(f"{PREFIX}/articles/", ARTICLE)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert Version.objects.count() == 1
    changed = client.post(f"{PREFIX}/articles/", ARTICLE | {"text": TEXT + "Correction: it was April.\n"})
    assert (changed.status_code, changed.json()["version"]) == (201, 2)
    detail = client.get(f"{PREFIX}/articles/{first.json()['id']}/").json()
    assert [version["number"] for version in detail["versions"]] == [2, 1]
    assert client.get(f"{PREFIX}/articles/{first.json()['id']}/versions/3/").status_code == 404


def test_a_moment_of_publication_keeps_its_offset(client: APIClient) -> None:
    client.post(f"{PREFIX}/articles/", ARTICLE | {"published": "2024-03-29T08:30:00+02:00"})
    assert Article.objects.get().published_at == datetime.datetime(2024, 3, 29, 6, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"text": ""}, "blank", "text"),
        ({"text": " \n\t "}, "unreadable", "text"),
        ({"text": "a\x00b"}, "null_characters_not_allowed", "text"),
        ({"text": 17}, "invalid", "text"),
        ({"text": ["The ferry was late."]}, "invalid", "text"),
        ({"title": "x" * 501}, "max_length", "title"),
        ({"source": "x" * 201}, "max_length", "source"),
        ({"source": "  "}, "blank", "source"),
        ({"source": None}, "null", "source"),
        ({"external_id": "x" * 1001}, "max_length", "external_id"),
        ({"byline": "a\x00"}, "null_characters_not_allowed", "byline"),
        ({"url": "ftp://skerry-post.example/ferry"}, "invalid", "url"),
        ({"url": "javascript:alert(1)"}, "invalid", "url"),
        ({"url": "https://skerry-post.example/" + "x" * 1000}, "max_length", "url"),
        ({"published": "29 March"}, "invalid", "published"),
        ({"published": "2024-02-30"}, "invalid", "published"),
        ({"published": 20240329}, "invalid", "published"),
        ({"published": "0001-01-01T00:00:00+14:00"}, "overflow", "published"),
    ],
)
def test_what_cannot_be_stored_is_refused(client: APIClient, change: dict[str, Any], code: str, field: str) -> None:
    answer = client.post(f"{PREFIX}/articles/", ARTICLE | change)
    assert answer.status_code == 400
    assert (code, field) in problems(answer)
    assert not Article.objects.exists()


def test_half_a_character_is_refused(client: APIClient) -> None:
    body = '{"text": "a\\ud800b", "source": "Skerry Post"}'
    answer = client.post(f"{PREFIX}/articles/", body, content_type="application/json")
    assert (answer.status_code, problems(answer)) == (400, [("surrogate_characters_not_allowed", "text")])


def test_a_text_needs_its_source_or_its_address(client: APIClient) -> None:
    answer = client.post(f"{PREFIX}/articles/", {"text": TEXT})
    assert (answer.status_code, problems(answer)) == (400, [("required", "source")])
    assert problems(client.post(f"{PREFIX}/articles/", {"source": "Skerry Post"})) == [("required", "text")]
    answer = client.post(f"{PREFIX}/articles/", {"text": TEXT, "url": "https://skerry-post.example/ferry"})
    assert (answer.status_code, answer.json()["source"]) == (201, "skerry-post.example")


def test_a_text_is_bounded(client: APIClient, settings: LazySettings) -> None:
    answer = client.post(f"{PREFIX}/articles/", ARTICLE | {"text": "x" * (settings.MAX_ARTICLE_CHARACTERS + 1)})
    assert (answer.status_code, problems(answer)) == (400, [("max_length", "text")])


@pytest.mark.parametrize("body", ["[" * 100_000, "{", "", "[]", "null", '"text"', '{"text": NaN}', b"\xff\xfe{"])
def test_a_body_that_is_no_object_is_refused(client: APIClient, body: str | bytes) -> None:
    assert client.post(f"{PREFIX}/articles/", body, content_type="application/json").status_code == 400


def test_a_body_is_bounded(client: APIClient, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post(f"{PREFIX}/articles/", ARTICLE | {"text": "x" * 1000})
    assert (answer.status_code, problems(answer)) == (413, [("too_large", None)])


def test_only_json_is_read(client: APIClient) -> None:
    assert client.post(f"{PREFIX}/articles/", "text=x", content_type="text/plain").status_code == 415


def test_a_new_text_is_analysed_at_once_and_a_known_one_not_again(
    client: APIClient, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    enqueued: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.start_analysis, "delay", lambda **arguments: enqueued.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PREFIX}/articles/", ARTICLE)
        assert enqueued == []
    assert enqueued == [{"version_id": Version.objects.get().pk}]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PREFIX}/articles/", ARTICLE)
    assert len(enqueued) == 1


def test_a_broker_that_is_down_does_not_refuse_an_article(
    client: APIClient, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    def refuse(**arguments: int) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.start_analysis, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{PREFIX}/articles/", ARTICLE).status_code == 201


def test_an_address_is_fetched(client: APIClient, web: LocalWeb) -> None:
    body = {"url": web.on("/ferry", PAGE), "source": "Skerry Post"}
    answer = client.post(f"{PREFIX}/articles/", body)
    assert answer.status_code == 201, answer.json()
    assert (answer.json()["title"], answer.json()["source"]) == ("Ferry late again", "Skerry Post")
    assert "harbour master Jo Lind" in Version.objects.get().text
    assert client.post(f"{PREFIX}/articles/", body).status_code == 200


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://10.0.0.8/x", "http://[::1]/", "http://169.254.169.254/"]
)
def test_a_private_address_is_not_fetched(client: APIClient, address: str) -> None:
    answer = client.post(f"{PREFIX}/articles/", {"url": address})
    assert (answer.status_code, problems(answer)) == (400, [("not_fetched", "url")])


def test_a_page_that_is_not_there_is_a_problem_with_the_address(client: APIClient, web: LocalWeb) -> None:
    answer = client.post(f"{PREFIX}/articles/", {"url": web.url("/gone")})
    assert (answer.status_code, problems(answer)) == (400, [("not_fetched", "url")])
    assert "404" in answer.json()["errors"][0]["detail"]


def test_a_page_without_an_article_cannot_be_read(client: APIClient, web: LocalWeb) -> None:
    answer = client.post(f"{PREFIX}/articles/", {"url": web.on("/empty", "<html><body></body></html>")})
    assert (answer.status_code, problems(answer)) == (400, [("unreadable", "url")])


def listed(client: APIClient, **query: Any) -> list[str]:
    answer = client.get(f"{PREFIX}/articles/", query)
    assert answer.status_code == 200, answer.json()
    return [row["external_id"] for row in answer.json()["results"]]


def test_filters(client: APIClient) -> None:
    march = VersionFactory(
        article__external_id="march",
        article__title="Ferry late",
        article__source__name="Skerry Post",
        article__published_at=datetime.datetime(2024, 3, 5, 23, 59, tzinfo=datetime.UTC),
    )
    VersionFactory(
        article__external_id="april", article__published_at=datetime.datetime(2024, 4, 1, tzinfo=datetime.UTC)
    )
    VersionFactory(article__external_id="undated", article__published_at=None, language="de")
    Analysis.objects.create(version=march, pipeline_version="1", stage="failed", message="broken")
    assert listed(client) == ["undated", "april", "march"]
    assert listed(client, source="skerry post") == ["march"]
    assert listed(client, external_id="april") == ["april"]
    assert listed(client, published_from="2024-03-05", published_to="2024-03-05") == ["march"]
    assert listed(client, published_from="2024-03-06") == ["april"]
    assert listed(client, published_to="2024-04-01") == ["april", "march"]
    assert listed(client, published_to="9999-12-31", published_from="0001-01-01") == ["april", "march"]
    assert listed(client, q="FERRY") == ["march"]
    assert listed(client, language="de") == ["undated"]
    assert listed(client, analysis="failed") == ["march"]
    assert listed(client, analysis="waiting") == ["undated", "april"]


@pytest.mark.parametrize(
    "query",
    ["published_from=2024-02-30", "published_to=yesterday", "analysis=lost", "q=%00", "q=" + "x" * 201, "sauce=Post"],
)
def test_a_filter_that_makes_no_sense_is_refused(client: APIClient, query: str) -> None:
    assert client.get(f"{PREFIX}/articles/?{query}").status_code == 400


def test_the_analysis_shown_is_the_newest_of_the_newest_text(client: APIClient) -> None:
    first = VersionFactory()
    Analysis.objects.create(version=first, pipeline_version="1", stage="done")
    article = f"{PREFIX}/articles/{first.article_id}/"
    assert client.get(article).json()["analysis"] == "done"
    Analysis.objects.create(version=first, pipeline_version="2", stage="judge")
    assert client.get(article).json()["analysis"] == "judge"
    VersionFactory(article=first.article, number=2, text="Another text.", language="de")
    shown = client.get(article).json()
    assert (shown["analysis"], shown["version"], shown["language"]) == ("waiting", 2, "de")
    assert [version["analysis"]["stage"] for version in shown["versions"]] == ["waiting", "judge"]


def test_an_article_without_a_text_is_shown(client: APIClient) -> None:
    article = ArticleFactory()
    shown = client.get(f"{PREFIX}/articles/{article.pk}/").json()
    assert (shown["version"], shown["language"], shown["analysis"], shown["versions"]) == (None, None, "waiting", [])


def test_pages_hold_every_row_once(client: APIClient) -> None:
    for number in range(7):
        ArticleFactory(external_id=f"a{number}")
    address, seen = f"{PREFIX}/articles/?page_size=3", []
    while address:
        page = client.get(address).json()
        seen.append([row["external_id"] for row in page["results"]])
        if len(seen) == 1:
            ArticleFactory(external_id="late")
        address = page["next"]
    assert seen == [["a6", "a5", "a4"], ["a3", "a2", "a1"], ["a0"]]
    back = client.get(page["previous"]).json()
    assert [row["external_id"] for row in back["results"]] == seen[1]


@pytest.mark.parametrize("size", ["0", "-1", "101", "many", "9" * 30, "1.5"])
def test_the_size_of_a_page_is_bounded(client: APIClient, size: str) -> None:
    answer = client.get(f"{PREFIX}/articles/", {"page_size": size})
    assert (answer.status_code, problems(answer)) == (400, [("invalid", "page_size")])


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD0tMQ==", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "é"])
def test_a_cursor_that_no_page_gave_is_refused(client: APIClient, cursor: str) -> None:
    ArticleFactory()
    assert client.get(f"{PREFIX}/articles/", {"cursor": cursor}).status_code == 404


def test_the_list_takes_the_same_queries_for_one_row_and_for_many(
    client: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get(f"{PREFIX}/articles/")  # loads the permissions
    for expected in (1, 6):
        while Article.objects.count() < expected:
            Analysis.objects.create(version=VersionFactory(), pipeline_version="1")
        with django_assert_num_queries(1):
            assert len(client.get(f"{PREFIX}/articles/").json()["results"]) == expected


def test_the_detail_takes_the_same_queries_for_many_versions(
    client: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    article = ArticleFactory()
    for number in range(1, 6):
        version = VersionFactory(article=article, number=number, text=f"Text {number}")
        Analysis.objects.create(version=version, pipeline_version="1")
    client.get(f"{PREFIX}/articles/")  # loads the permissions
    with django_assert_num_queries(3) as captured:
        client.get(f"{PREFIX}/articles/{article.pk}/")
    assert not any('"sources_version"."text",' in query["sql"] for query in captured.captured_queries)
