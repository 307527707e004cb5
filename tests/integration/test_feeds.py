"""Polling feeds: claimed once, asked politely, put off on failure, and their new articles fetched and stored."""

import datetime
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from sources import feeds, tasks
from sources.errors import TemporaryFetchError
from sources.feeds import INTERVAL, LONGEST_INTERVAL
from sources.ingest import store_version
from sources.models import Article, Feed, Source
from tests.conftest import running_worker, wait_until
from tests.integration.local_web import Handler, LocalWeb

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2024, 3, 5, 12, tzinfo=datetime.UTC)
PAGE = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>The ferry to Oster Island will run "
    "again from June, harbour master Lena Brandvold said on Tuesday, after the winter storms had damaged two of its "
    "three piers ({title}).</p></article></body></html>"
)


def rss(web: LocalWeb, *items: str) -> str:
    return (
        "<rss version='2.0'><channel><title>Oster Mail</title>"
        + "".join(
            f"<item><title>Story {item}</title><link>{web.url('/' + item)}</link>"
            "<pubDate>Tue, 05 Mar 2024 09:30:00 GMT</pubDate></item>"
            for item in items
        )
        + "</channel></rss>"
    )


def make_feed(web: LocalWeb, path: str = "/feed") -> Feed:
    source = Source.objects.create(name="Oster Mail")
    return Feed.objects.create(source=source, url=web.url(path), next_poll_at=NOW)


def poll(feed: Feed, *, now: datetime.datetime = NOW) -> list[str] | None:
    """Poll as the task does; the paths of the new entries, None where there was nothing to do."""
    done = feeds.poll(feed_id=feed.pk, now=now)
    if done is None:
        return None
    feeds.finish(done, now=now)
    return [entry.url.rsplit("/", 1)[1] for entry in done.entries]


def test_new_entries_are_found_and_the_next_poll_is_set(web: LocalWeb) -> None:
    feed = make_feed(web)
    web.on("/feed", rss(web, "a", "b"), content_type="application/rss+xml", ETag='"1"', Last_Modified="Tuesday")
    assert poll(feed) == ["a", "b"]
    feed.refresh_from_db()
    assert (feed.etag, feed.last_modified, feed.polled_at) == ('"1"', "Tuesday", NOW)
    assert feed.next_poll_at == NOW + INTERVAL


def test_the_server_is_asked_for_changes_only(web: LocalWeb) -> None:
    def answer(handler: Handler) -> None:
        if handler.headers["If-None-Match"] == '"1"':
            handler.reply(b"", status=304)
        else:
            handler.reply(rss(web, "a").encode(), content_type="text/xml", ETag='"1"')

    web.answers["/feed"] = answer
    feed = make_feed(web)
    assert poll(feed) == ["a"]
    assert poll(feed, now=NOW + INTERVAL) == []
    feed.refresh_from_db()
    assert feed.etag == '"1"'


def test_a_poll_that_was_not_finished_is_made_again_in_full(web: LocalWeb) -> None:
    feed = make_feed(web)
    web.on("/feed", rss(web, "a"), content_type="text/xml", ETag='"1"')
    assert feeds.poll(feed_id=feed.pk, now=NOW)
    assert poll(feed, now=NOW + feeds.CLAIM) == ["a"]
    assert web.requests[1].headers["If-None-Match"] is None


def test_entries_on_record_are_left_out_until_they_change(web: LocalWeb) -> None:
    feed = make_feed(web)
    store_version(source_name="Oster Mail", external_id=web.url("/a"), text="An old story.")
    web.on("/feed", rss(web, "a", "b"), content_type="text/xml")
    assert poll(feed) == ["b"]
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    entry = f"<entry><title>A</title><link href='/a'/><updated>{tomorrow.isoformat()}</updated></entry>"
    web.on("/feed", f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>", content_type="application/atom+xml")
    assert poll(feed, now=NOW + INTERVAL) == ["a"]


def test_a_long_list_is_taken_in_portions(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_NEW_ENTRIES", 2)
    feed = make_feed(web)
    web.on("/feed", rss(web, "a", "b", "c"), content_type="text/xml", ETag='"1"')
    assert poll(feed) == ["a", "b"]
    for name in ("a", "b"):
        store_version(source_name="Oster Mail", external_id=web.url(f"/{name}"), text=f"Story {name}.")
    assert poll(feed, now=NOW + INTERVAL) == ["c"]


def test_a_failing_feed_is_asked_ever_more_rarely_and_recovers(web: LocalWeb) -> None:
    feed = make_feed(web)
    web.on("/feed", status=503)
    now, pauses = NOW, []
    for _ in range(9):
        assert poll(feed, now=now) is None
        feed.refresh_from_db()
        pauses.append(feed.next_poll_at - now)
        now = feed.next_poll_at
    assert pauses[:3] == [INTERVAL, INTERVAL * 2, INTERVAL * 4]
    assert pauses[-1] == LONGEST_INTERVAL
    assert feed.failures == 9
    assert "answers 503. Try again later." in feed.last_error
    web.on("/feed", rss(web, "a"), content_type="text/xml")
    assert poll(feed, now=now) == ["a"]
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error, feed.next_poll_at) == (0, "", now + INTERVAL)


def test_a_feed_that_is_gone_is_switched_off(web: LocalWeb) -> None:
    feed = make_feed(web)
    web.on("/feed", status=410)
    poll(feed)
    feed.refresh_from_db()
    assert not feed.active
    assert feeds.due_feeds(now=NOW + LONGEST_INTERVAL) == []


def test_a_page_that_is_no_feed_is_told_so(web: LocalWeb) -> None:
    feed = make_feed(web)
    web.on("/feed", "<html></html>", content_type="application/xml")
    assert poll(feed) is None
    feed.refresh_from_db()
    assert "not a feed" in feed.last_error


def test_only_active_feeds_whose_time_has_come_are_due(web: LocalWeb) -> None:
    source = Source.objects.create(name="Oster Mail")
    hour = datetime.timedelta(hours=1)
    urls = {"due": NOW, "overdue": NOW - hour, "later": NOW + hour, "off": NOW}
    made = {
        name: Feed.objects.create(source=source, url=web.url(f"/{name}"), next_poll_at=at, active=name != "off")
        for name, at in urls.items()
    }
    assert feeds.due_feeds(now=NOW) == [made["overdue"].pk, made["due"].pk]
    assert feeds.poll(feed_id=made["later"].pk, now=NOW) is None
    assert feeds.poll(feed_id=made["off"].pk, now=NOW) is None
    assert web.requests == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_poll_a_feed_once(web: LocalWeb) -> None:
    feed = make_feed(web)
    web.on("/feed", rss(web, "a"), content_type="text/xml")
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        try:
            feeds.poll(feed_id=feed.pk, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert web.paths() == ["/feed"]


def test_only_what_time_may_mend_is_tried_again(web: LocalWeb) -> None:
    url = web.on("/a", status=503)
    with pytest.raises(TemporaryFetchError):
        tasks.fetch_article(url=url)
    assert TemporaryFetchError in tasks.fetch_article.autoretry_for
    # A message that waits longer than the visibility timeout is delivered a second time.
    assert tasks.fetch_article.retry_backoff_max < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    web.on("/a", status=404)
    tasks.fetch_article(url=url)
    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_with_a_worker(web: LocalWeb, tmp_path: Path) -> None:
    cache.clear()
    feed = make_feed(web)
    web.on("/feed", rss(web, "a", "b", "gone"), content_type="application/rss+xml")
    for name in ("a", "b"):
        web.on(f"/{name}", PAGE.format(title=f"Page {name}"))
    exempt = {"COUNTERCLAIM_FETCH_ALLOWED_HOSTS": f"127.0.0.1:{web.port}"}
    with running_worker(tmp_path / "worker.log", exempt):
        tasks.poll_due_feeds.delay()
        wait_until(lambda: Article.objects.count() == 2 and "/gone" in web.paths(), seconds=60, what="two articles")
        wait_until(lambda: "was not stored" in (tmp_path / "worker.log").read_text(), what="a word on the third")
        # Known and failed entries are not fetched again at the next poll.
        Feed.objects.filter(pk=feed.pk).update(next_poll_at=NOW)
        tasks.poll_due_feeds.delay()
        wait_until(lambda: web.paths().count("/feed") == 2, what="the second poll")
        wait_until(lambda: Feed.objects.get(pk=feed.pk).next_poll_at > NOW + feeds.CLAIM, what="its end")
    assert sorted(web.paths()) == ["/a", "/b", "/feed", "/feed", "/gone"]
    article = Article.objects.order_by("external_id").first()
    assert article is not None
    assert (article.title, article.source.name, article.published_basis) == ("Story a", "Oster Mail", "feed")
    assert article.published_at == datetime.datetime(2024, 3, 5, 9, 30, tzinfo=datetime.UTC)
