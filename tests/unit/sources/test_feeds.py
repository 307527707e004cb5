"""What the four kinds of feeds list."""

import datetime
import json

import pytest

from sources.errors import TextError
from sources.feeds import Entry, parse_feed
from sources.fetching import Fetched

PUBLISHED = datetime.datetime(2024, 3, 5, 9, 30, tzinfo=datetime.UTC)

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Oster Mail</title>
<item><title>Ferry runs again</title><link>https://mail.example/ferry?utm_source=rss&amp;id=7#top</link>
<author>ida@mail.example (Ida Rask)</author><pubDate>Tue, 05 Mar 2024 10:30:00 +0100</pubDate></item>
<item><title>No address</title></item>
<item><title>Mail</title><link>mailto:ida@mail.example</link></item>
<item><title>Broken</title><link>http://[broken/</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Oster Mail</title>
<entry><title>Ferry runs again</title><link href="/ferry"/><author><name>Ida Rask</name></author>
<published>2024-03-05T09:30:00Z</published><updated>2024-03-06T09:30:00Z</updated></entry></feed>"""

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://mail.example/ferry</loc><news:news><news:title>Ferry runs again</news:title>
<news:publication_date>2024-03-05T09:30:00Z</news:publication_date></news:news></url>
<url><loc>https://mail.example/archive</loc></url></urlset>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [
        {
            "id": "7",
            "url": "https://mail.example/ferry",
            "title": "Ferry runs again",
            "date_published": "2024-03-05T10:30:00+01:00",
            "authors": [{"name": "Ida Rask"}, {"name": "Odd Berg"}],
        },
        {"id": "8"},
        "not an item",
    ],
}


def answer(body: str, content_type: str = "application/xml") -> Fetched:
    return Fetched(url="https://mail.example/feeds/all", body=body.encode(), content_type=content_type)


def test_rss() -> None:
    (entry,) = parse_feed(answer(RSS, "application/rss+xml"))
    assert entry.url == "https://mail.example/ferry?id=7"
    assert entry.title == "Ferry runs again"
    assert entry.published_at == PUBLISHED


def test_atom_with_relative_links() -> None:
    later = datetime.datetime(2024, 3, 6, 9, 30, tzinfo=datetime.UTC)
    assert parse_feed(answer(ATOM)) == [
        Entry("https://mail.example/ferry", "Ferry runs again", "Ida Rask", PUBLISHED, later)
    ]


def test_json_feed() -> None:
    (entry,) = parse_feed(answer(json.dumps(JSON_FEED), "application/feed+json"))
    assert entry.url == "https://mail.example/ferry"
    assert entry.byline == "Ida Rask, Odd Berg"
    assert entry.published_at == PUBLISHED


def test_news_sitemap_lists_its_news_alone() -> None:
    assert parse_feed(answer(SITEMAP)) == [Entry("https://mail.example/ferry", "Ferry runs again", "", PUBLISHED)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><body>Hello</body></html>", "not a feed"),
        ("", "not a feed"),
        ("/etc/passwd", "not a feed"),
        ("{}", "not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "not a JSON Feed"),
        ("{" * 100_000, "not a JSON Feed"),
        ('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "list of sitemaps"),
    ],
)
def test_other_documents_are_refused(body: str, reason: str) -> None:
    with pytest.raises(TextError, match=reason):
        parse_feed(answer(body))


def test_entities_of_a_hostile_feed_are_not_expanded() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    body = RSS.replace('<?xml version="1.0" encoding="utf-8"?>', bomb).replace("Ferry runs again", "&b;")
    try:
        entries = parse_feed(answer(body))
    except TextError:
        return
    assert all("aaaa" not in entry.title for entry in entries)
