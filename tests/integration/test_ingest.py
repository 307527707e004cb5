"""Storing articles: once each, exact to the character, alike in whatever order and however many at a time."""

import datetime
import itertools
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sources import copies
from sources.errors import AddressError, AnswerError, IngestError
from sources.ingest import (
    StoredVersion,
    ingest_file,
    ingest_html,
    ingest_page,
    ingest_text,
    plain_address,
    store_version,
)
from sources.models import Article, Source, Version
from tests.integration.local_web import LocalWeb

pytestmark = pytest.mark.django_db

Basis = Article.DateBasis
TEXT = "The ferry to Oster Island runs again from June, harbour master Lena Brandvold said on Tuesday.\n"
DAY = datetime.datetime(2024, 3, 5, tzinfo=datetime.UTC)
PAGE = (
    "<html><head><title>Ferry runs again</title>{head}</head><body><article><h1>Ferry runs again</h1>"
    "<p>The ferry to Oster Island will run again from June, harbour master Lena Brandvold said on Tuesday, after the "
    "winter storms had damaged two of its three piers.</p><p>“The third pier needs another year, at the least,” she "
    "told reporters at the quay.</p></article></body></html>"
)


def store(text: str = TEXT, **given: object) -> StoredVersion:
    return store_version(**{"source_name": "Oster Mail", "external_id": "mail-1", "text": text, **given})  # type: ignore[arg-type]


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All rows of the application, to the last column."""
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in (Source, Article, Version)}


class TestStoreVersion:
    def test_a_new_article_has_its_first_version(self) -> None:
        stored = store(title=" Ferry\n runs again ", byline="Ida Rask", url="https://mail.example/1", published_at=DAY)
        assert stored.created
        assert stored.is_new_article
        version = Version.objects.select_related("article__source").get()
        assert stored.version == version
        assert (version.number, version.text, len(version.sha256)) == (1, TEXT, 64)
        article = version.article
        assert (article.title, article.byline, article.url) == (
            "Ferry runs again",
            "Ida Rask",
            "https://mail.example/1",
        )
        assert (article.published_at, article.published_basis) == (DAY, Basis.METADATA)
        assert article.source.name == "Oster Mail"

    def test_the_same_again_changes_no_row(self) -> None:
        first = store(title="Ferry", published_at=DAY)
        before = rows()
        again = store(title="Ferry", published_at=DAY)
        assert (again.version, again.created) == (first.version, False)
        store("\ufeff" + TEXT.replace("\n", "\r\n"), title="Another title", published_at=DAY.replace(year=2020))
        store(source_name="OSTER mail")
        assert rows() == before

    def test_the_same_again_asks_the_database_once(self) -> None:
        store()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            store()
        assert len(queries) == 1

    def test_another_text_is_the_next_version_and_an_earlier_one_is_itself(self) -> None:
        first = store()
        second = store(TEXT.replace("June", "July"))
        assert (second.version.number, second.created, second.is_new_article) == (2, True, False)
        assert store().version == first.version
        assert store(TEXT.replace("June", "May")).version.number == 3
        assert Article.objects.count() == 1

    def test_what_is_empty_is_filled_and_what_is_there_stays(self) -> None:
        store(title="Ferry")
        filled = store(title="Another", byline="Ida Rask", published_at=DAY, published_basis=Basis.FEED)
        assert not filled.created
        article = Article.objects.get()
        assert (article.title, article.byline, article.published_at) == ("Ferry", "Ida Rask", DAY)
        assert article.published_basis == Basis.FEED

    def test_without_a_date_the_basis_says_so(self) -> None:
        assert store().version.article.published_basis == Basis.NONE

    def test_two_sources_may_use_the_same_external_id(self) -> None:
        store()
        assert store(source_name="Oster Radio").is_new_article
        assert Article.objects.count() == 2

    def test_every_character_stays_where_it_is(self) -> None:
        text = "\n  “Æ\u0301” \u00a0\t\U0001f6a2 said.\u2028Next. \n\n"
        assert store(text).version.text == text
        assert Version.objects.get().text == text

    def test_a_correction_note_is_kept_with_its_version(self) -> None:
        note = "Correction: the ferry has three piers, not two."
        assert store(f"{TEXT}\n{note}\n").version.correction_note == note
        assert store(TEXT).version.correction_note == ""

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ({"text": ""}, "text is empty"),
            ({"text": " \n\t\ufeff"}, "text is empty"),
            ({"text": "x" * (settings.MAX_ARTICLE_CHARACTERS + 1)}, "1,000,001 characters; 1,000,000 are the most"),
            ({"text": "a\0b"}, "NUL"),
            ({"text": "a\ud800b"}, "position 1"),
            ({"source_name": " "}, "name of the source is missing"),
            ({"source_name": "x" * 201}, "longer than 200"),
            ({"external_id": ""}, "external id is missing"),
            ({"external_id": "x" * 1001}, "longer than 1,000"),
            ({"url": "javascript:alert(1)"}, "not a web address"),
            ({"url": "https://mail.example/" + "a" * 1000}, "not a web address, or longer"),
        ],
    )
    def test_what_cannot_be_stored_is_refused_with_a_reason(self, given: dict[str, str], reason: str) -> None:
        with pytest.raises(IngestError, match=reason):
            store(**given)
        assert not Version.objects.exists()

    def test_long_titles_are_cut_and_odd_characters_do_no_harm(self) -> None:
        article = store(title="x" * 600, byline="a\0b\ud800").version.article
        assert len(article.title) == 500
        assert article.title.endswith("…")
        assert article.byline == "ab?"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @staticmethod
    def run(*calls: Callable[[], StoredVersion]) -> list[StoredVersion]:
        barrier, results = threading.Barrier(len(calls)), []

        def work(call: Callable[[], StoredVersion]) -> None:
            barrier.wait()
            try:
                results.append(call())
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == len(calls)
        return results

    def test_one_text_is_stored_once(self) -> None:
        results = self.run(*[store] * 6)
        assert sum(stored.created for stored in results) == 1
        assert Version.objects.count() == 1

    def test_other_texts_get_numbers_of_their_own(self) -> None:
        self.run(*[lambda i=i: store(f"{TEXT} Pier {i}.") for i in range(6)])
        assert sorted(Version.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]

    def test_copies_find_each_other(self) -> None:
        self.run(*[lambda i=i: store(external_id=f"mail-{i}", source_name=f"Paper {i}") for i in range(6)])
        assert Article.objects.filter(copy_of=None).count() == 1


WORDS = [f"word{i}" for i in range(300)]


def story(start: int, end: int) -> str:
    return " ".join(WORDS[start:end]) + "."


class TestCopies:
    # By source: when published, and what. Each overlaps the one before by half or more; the last is another story.
    ARTICLES = {
        "Agency": (DAY, story(0, 100)),
        "Paper": (DAY + datetime.timedelta(hours=3), story(0, 80)),
        "Radio": (DAY + datetime.timedelta(days=1), story(0, 55)),
        "Blog": (None, story(20, 100)),
        "Gazette": (DAY + datetime.timedelta(hours=3), story(0, 79)),
        "Herald": (DAY, story(150, 250)),
    }

    def links(self, order: tuple[str, ...]) -> dict[str, str | None]:
        for name in order:
            published, text = self.ARTICLES[name]
            store(text, source_name=name, external_id="1", published_at=published)
        return dict(Article.objects.values_list("source__name", "copy_of__source__name"))

    def test_the_links_do_not_depend_on_the_order(self) -> None:
        orders = list(itertools.permutations(self.ARTICLES))
        for order in random.Random(7).sample(orders, 25):  # noqa: S311
            with transaction.atomic():
                assert self.links(order) == {
                    "Agency": None,
                    "Paper": "Agency",
                    "Radio": "Agency",
                    "Blog": "Agency",
                    "Gazette": "Agency",
                    "Herald": None,
                }
                transaction.set_rollback(True)

    def test_a_later_article_joins_two_groups(self) -> None:
        self.ARTICLES = {"A": (DAY, story(0, 60)), "C": (DAY, story(40, 100)), "B": (None, story(0, 100))}
        for order in itertools.permutations(self.ARTICLES):
            with transaction.atomic():
                assert self.links(order) == {"A": None, "B": "A", "C": "A"}
                transaction.set_rollback(True)

    def test_a_new_version_may_make_an_article_a_copy(self) -> None:
        store(story(0, 100), source_name="Agency", published_at=DAY)
        mine = store("We are looking into this story.", source_name="Paper").version.article
        assert mine.copy_of is None
        store(story(0, 90), source_name="Paper")
        mine.refresh_from_db()
        assert mine.copy_of == Article.objects.get(source__name="Agency")

    def test_versions_of_one_article_are_no_copies(self) -> None:
        store(story(0, 100))
        store(story(0, 99))
        assert Article.objects.get().copy_of is None

    def test_a_date_given_later_makes_another_article_the_first(self) -> None:
        store(story(0, 100), source_name="Agency")
        store(story(0, 99), source_name="Paper", published_at=DAY)
        agency, paper = Article.objects.order_by("source__name")
        assert agency.copy_of == paper
        store(story(0, 100), source_name="Agency", published_at=DAY - datetime.timedelta(days=1))
        agency, paper = Article.objects.order_by("source__name")
        assert (agency.copy_of, paper.copy_of) == (None, agency)

    def test_linking_again_changes_nothing(self) -> None:
        self.links(tuple(self.ARTICLES))
        before = rows()
        for version in Version.objects.select_related("article"):
            copies.link_copies(version=version, runs=copies.shingles(version.text))
        assert rows() == before


class TestPages:
    def test_a_page_is_fetched_and_stored(self, web: LocalWeb) -> None:
        head = '<meta name="author" content="Ida Rask">'
        head += '<meta property="article:published_time" content="2024-03-05T09:30:00+01:00">'
        url = web.on("/ferry?utm_source=x&id=7", PAGE.format(head=head), content_type="text/html; charset=utf-8")
        article = ingest_page(url=url + "#comments").version.article
        assert article.external_id == article.url == web.url("/ferry?id=7")
        assert (article.title, article.byline) == ("Ferry runs again", "Ida Rask")
        assert article.published_at == datetime.datetime(2024, 3, 5, 8, 30, tzinfo=datetime.UTC)
        assert article.published_basis == Basis.PAGE
        assert article.source.name == "127.0.0.1"
        assert "“The third pier needs another year" in article.versions.get().text
        before = rows()
        assert not ingest_page(url=url).created
        assert rows() == before

    def test_what_is_given_wins_over_what_the_page_says(self, web: LocalWeb) -> None:
        head = '<meta property="article:published_time" content="2024-03-05T09:30:00+01:00">'
        url = web.on("/ferry", PAGE.format(head=head))
        article = ingest_page(
            url=url,
            source_name="Oster Mail",
            title="Mine",
            external_id="x1",
            published_at=DAY,
            published_basis=Basis.FEED,
        ).version.article
        assert (article.source.name, article.title, article.external_id) == ("Oster Mail", "Mine", "x1")
        assert (article.published_at, article.published_basis) == (DAY, Basis.FEED)
        assert article.url == url

    def test_a_page_may_name_an_address_on_its_own_host_only(self, web: LocalWeb) -> None:
        own = PAGE.format(head=f'<link rel="canonical" href="{web.url("/own")}">')
        other = PAGE.format(head='<link rel="canonical" href="https://other.example/story">')
        assert ingest_page(url=web.on("/a", own)).version.article.external_id == web.url("/own")
        assert ingest_page(url=web.on("/b", other)).version.article.external_id == web.url("/b")

    def test_the_source_with_that_homepage_is_found(self, web: LocalWeb) -> None:
        Source.objects.create(name="Oster Mail", homepage="http://www.127.0.0.1/")
        assert ingest_page(url=web.on("/a", PAGE)).version.article.source.name == "Oster Mail"

    def test_a_plain_text_page_is_stored_as_it_is(self, web: LocalWeb) -> None:
        url = web.on("/a.txt", "Æ " + TEXT, content_type="text/plain; charset=utf-8")
        assert ingest_page(url=url).version.text == "Æ " + TEXT

    def test_nothing_is_stored_of_what_cannot_be_fetched(self, web: LocalWeb) -> None:
        with pytest.raises(AnswerError):
            ingest_page(url=web.url("/none"))
        with pytest.raises(AddressError):
            ingest_page(url="http://169.254.169.254/latest/meta-data/")
        with pytest.raises(IngestError, match="No article text"):
            ingest_page(url=web.on("/empty", "<html><body></body></html>"))
        assert not Source.objects.exists()

    def test_html_at_hand(self) -> None:
        article = ingest_html(html=PAGE.format(head=""), url="https://mail.example/ferry?fbclid=1").version.article
        assert article.external_id == "https://mail.example/ferry"
        assert article.source.name == "mail.example"
        nameless = ingest_html(html=PAGE.format(head="")).version.article
        assert nameless.external_id.startswith("text:")

    def test_pasted_text_is_known_by_its_words(self) -> None:
        first = ingest_text(text=TEXT, source_name="Oster Mail")
        assert ingest_text(text=TEXT.replace("\n", "\r\n"), source_name="Oster Mail").version == first.version
        assert ingest_text(text=TEXT + "More.", source_name="Oster Mail").is_new_article


class TestFiles:
    def test_a_text_file_is_stored_to_the_character(self, tmp_path: Path) -> None:
        path = tmp_path / "ferry.txt"
        path.write_bytes(b"\xef\xbb\xbf\n  First.\r\nSecond.\r\n\r\n")
        version = ingest_file(path=path).version
        assert version.text == "\n  First.\nSecond.\n\n"
        assert version.text == path.read_text(encoding="utf-8-sig")
        assert (version.article.external_id, version.article.source.name) == ("ferry.txt", "Unknown source")

    def test_an_html_file_is_read_in_the_encoding_it_declares(self, tmp_path: Path) -> None:
        path = tmp_path / "ferry.HTML"
        path.write_bytes(PAGE.format(head="<meta charset=windows-1252>").replace("Oster", "Østerø").encode("cp1252"))
        version = ingest_file(path=path).version
        assert "The ferry to Østerø Island" in version.text
        assert "“The third pier" in version.text

    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("a.pdf", b"%PDF-1.7", "Convert it to .txt or .html"),
            ("a.txt", b"caf\xe9", "not UTF-8"),
            ("a.txt", b"\x7fELF\x02\x01\x01\0\0", "binary file"),
            ("a.txt", b"", "empty"),
            ("a.txt", b"x" * 5_000_001, "larger than 5 MB"),
            ("a.html", b"<html></html>", "No article text"),
        ],
    )
    def test_broken_files_are_refused_with_a_remedy(self, tmp_path: Path, name: str, data: bytes, reason: str) -> None:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(IngestError, match=reason):
            ingest_file(path=tmp_path / name)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(IngestError, match="cannot be opened"):
            ingest_file(path=tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Mail.Example", "https://mail.example/"),
        ("https://mail.example/a?utm_source=x&id=7&utm_medium=y#z", "https://mail.example/a?id=7"),
        ("https://mail.example/a?id=%2F&b", "https://mail.example/a?id=%2F&b"),
        ("https://mail.example/a?gclid=1", "https://mail.example/a"),
        ("", ""),
    ],
)
def test_plain_addresses(url: str, expected: str) -> None:
    assert plain_address(url) == expected
