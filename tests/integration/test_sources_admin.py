"""The administration of publishers, feeds and articles: what may be changed there, and what may not."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sources.ingest import store_version
from sources.models import Article, Feed, Source, Version
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

WORDS = " ".join(f"word{i}" for i in range(60))


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def version() -> Version:
    return store_version(source_name="Oster Mail", external_id="1", text=f"The ferry <b>runs</b>. {WORDS}").version


@pytest.mark.parametrize("model", ["source", "feed", "article", "version"])
def test_lists_and_their_search_open(admin: Client, version: Version, model: str) -> None:
    Feed.objects.create(source=version.article.source, url="https://mail.example/feed")
    assert admin.get(reverse(f"admin:sources_{model}_changelist"), {"q": "mail"}).status_code == 200


def test_a_version_is_shown_and_cannot_be_changed_or_deleted(admin: Client, version: Version) -> None:
    url = reverse("admin:sources_version_change", args=[version.pk])
    page = admin.get(url).content.decode()
    assert "The ferry &lt;b&gt;runs&lt;/b&gt;" in page
    assert 'name="text"' not in page
    assert admin.post(url, {"text": "Another text"}).status_code == 403
    assert admin.post(reverse("admin:sources_version_delete", args=[version.pk]), {"post": "yes"}).status_code == 403
    assert admin.get(reverse("admin:sources_version_add")).status_code == 403
    version.refresh_from_db()
    assert version.text.startswith("The ferry")


def test_a_corrected_date_may_make_another_article_the_first(admin: Client, version: Version) -> None:
    other = store_version(
        source_name="Oster Radio",
        external_id="1",
        text=version.text,
        published_at=datetime.datetime(2024, 3, 5, tzinfo=datetime.UTC),
    ).version.article
    article = Article.objects.get(pk=version.article_id)
    assert article.copy_of == other
    answer = admin.post(
        reverse("admin:sources_article_change", args=[article.pk]),
        {
            "title": "Ferry",
            "published_at_0": "2024-03-04",
            "published_at_1": "08:00:00",
            "published_basis": "metadata",
            "versions-TOTAL_FORMS": 0,
            "versions-INITIAL_FORMS": 0,
        },
    )
    assert answer.status_code == 302
    article.refresh_from_db()
    other.refresh_from_db()
    assert (article.title, article.copy_of, other.copy_of) == ("Ferry", None, article)


def test_a_feed_can_be_polled_at_once(admin: Client) -> None:
    later = timezone.now() + datetime.timedelta(hours=6)
    source = Source.objects.create(name="Oster Mail")
    feed = Feed.objects.create(
        source=source, url="https://mail.example/feed", next_poll_at=later, active=False, etag="1", failures=9
    )
    admin.post(reverse("admin:sources_feed_changelist"), {"action": "poll_now", "_selected_action": [feed.pk]})
    feed.refresh_from_db()
    assert feed.active
    assert feed.next_poll_at <= timezone.now()
    assert feed.etag == ""
