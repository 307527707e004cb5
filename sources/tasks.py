"""The order of taking articles in from the web: feeds that are due, then their new entries, each a task of its own."""

from __future__ import annotations

import datetime
import hashlib
from typing import Final

from celery import shared_task
from celery.utils.log import get_task_logger
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from sources import feeds
from sources.errors import IngestError, TemporaryFetchError
from sources.ingest import ingest_page
from sources.models import Article

logger = get_task_logger(__name__)

# An entry that failed stays in its feed, and every poll would fetch it again: it waits this long for its next turn.
ENTRY_PAUSE_SECONDS: Final = 6 * 3600


@shared_task(name="sources.tasks.poll_due_feeds")
def poll_due_feeds() -> None:
    """Enqueue a poll of each feed that is due. Enqueued twice, the second poll finds the feed taken."""
    for feed_id in feeds.due_feeds(now=timezone.now()):
        poll_feed.delay(feed_id=feed_id)


@shared_task(name="sources.tasks.poll_feed", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=3)
def poll_feed(*, feed_id: int) -> None:
    """Ask one feed for news and enqueue the fetching of each new entry."""
    now = timezone.now()
    done = feeds.poll(feed_id=feed_id, now=now)
    if done is None:
        return
    for entry in done.entries:
        key = _entry_key(entry)
        if cache.get(key):
            continue
        fetch_article.delay(
            url=entry.url,
            external_id=entry.url,
            source_name=done.feed.source.name,
            title=entry.title,
            byline=entry.byline,
            published=entry.published_at.isoformat() if entry.published_at else "",
        )
        cache.set(key, True, timeout=ENTRY_PAUSE_SECONDS)
    feeds.finish(done, now=now)


def _entry_key(entry: feeds.Entry) -> str:
    return "feed-entry:" + hashlib.sha256(f"{entry.url} {entry.updated_at}".encode()).hexdigest()


# The longest pause stays below the broker's visibility timeout; a message that waits longer is delivered twice.
@shared_task(
    name="sources.tasks.fetch_article",
    autoretry_for=(TemporaryFetchError, OperationalError),
    retry_backoff=30,
    retry_backoff_max=600,
    retry_jitter=True,
    max_retries=6,
)
def fetch_article(
    *,
    url: str,
    source_name: str = "",
    external_id: str = "",
    title: str = "",
    byline: str = "",
    published: str = "",
) -> None:
    """Fetch one article and store it; what is given wins over what the page says.

    `published` is an ISO 8601 time that a feed gave. What cannot be mended by trying again is logged, not raised.
    """
    try:
        stored = ingest_page(
            url=url,
            source_name=source_name,
            external_id=external_id,
            title=title,
            byline=byline,
            published_at=datetime.datetime.fromisoformat(published) if published else None,
            published_basis=Article.DateBasis.FEED,
        )
    except TemporaryFetchError:
        raise
    except IngestError as error:
        logger.warning("%s was not stored: %s", url, error)
        return
    logger.info("%s is version %s (%s)", url, stored.version.pk, "new" if stored.created else "known")
