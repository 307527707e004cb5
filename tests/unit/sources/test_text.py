"""Bytes to text, page to article, dates and correction notes."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import TextError
from sources.text import correction_note, decode, parse_date, plain, read_page

PARAGRAPH = (
    "The ferry to Oster Island will run again from June, harbour master Lena Brandvold said on Tuesday, after the "
    "winter storms had damaged two of its three piers. Repairs cost 4.2 million crowns."
)
QUOTE = "“We could not open any earlier,” Brandvold said. “The third pier needs another year, at the least.”"


def page(head: str = "", body: str = "", *, prologue: str = "") -> str:
    return (
        f"{prologue}<html><head><title>Ferry runs again | Oster Mail</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>Ferry runs again</h1>"
        f"<p>{PARAGRAPH}</p><p>{QUOTE}</p>{body}</article>"
        "<footer>Imprint. All rights reserved.</footer></body></html>"
    )


class TestDecode:
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
    def test_utf8_comes_back_as_it_was(self, text: str) -> None:
        assert decode(text.encode()) == text

    def test_byte_order_marks_decide(self) -> None:
        assert decode("Ærø".encode("utf-8-sig")) == "Ærø"
        assert decode("Ærø".encode("utf-16")) == "Ærø"

    def test_binary_data_is_refused(self) -> None:
        with pytest.raises(TextError, match="binary file"):
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")

    def test_undeclared_legacy_bytes_are_refused_and_the_place_is_named(self) -> None:
        with pytest.raises(TextError, match=r"byte 4 does not fit.*UTF-8"):
            decode(b" caf\xe9")

    def test_a_declared_encoding_is_used_where_utf8_fails(self) -> None:
        assert decode("café".encode("cp1250"), declared="windows-1250") == "café"
        assert decode(b"<meta charset='iso-8859-1'>\x93caf\xe9\x94", is_html=True).endswith("“café”")
        assert decode(b"<meta http-equiv=x content='text/html; charset=koi8-r'>\xc4\xc1", is_html=True).endswith("да")

    def test_utf8_wins_over_a_wrong_declaration(self) -> None:
        assert decode("<meta charset=latin1>Åse".encode(), is_html=True).endswith("Åse")

    @pytest.mark.parametrize("declared", ["no-such-charset", "ascii\0", "euc_jp"])
    def test_a_declaration_that_does_not_fit_is_refused(self, declared: str) -> None:
        with pytest.raises(TextError, match="Save it as UTF-8"):
            decode(b"caf\xe9", declared=declared)


class TestPlain:
    def test_only_line_ends_and_the_mark_change(self) -> None:
        assert plain("\ufeffone\r\n\r\ntwo\rthree  \n\n") == "one\n\ntwo\nthree  \n\n"

    @given(st.text())
    def test_is_idempotent_after_the_mark_is_gone(self, text: str) -> None:
        once = plain(text.replace("\ufeff", ""))
        assert plain(once) == once


class TestReadPage:
    def test_the_article_is_found_without_what_surrounds_it(self) -> None:
        found = read_page(page('<link rel="canonical" href="https://mail.example/ferry">'))
        assert found.text.split("\n\n")[-2:] == [PARAGRAPH, QUOTE]
        assert "Imprint" not in found.text
        assert "Sport" not in found.text
        assert found.title == "Ferry runs again"
        assert found.canonical_url == "https://mail.example/ferry"

    def test_the_byline_is_found(self) -> None:
        assert read_page(page('<meta name="author" content="Ida Rask">')).byline == "Ida Rask"

    def test_an_xml_declaration_does_no_harm(self) -> None:
        assert PARAGRAPH in read_page(page(prologue='<?xml version="1.0" encoding="utf-8"?>')).text

    @pytest.mark.parametrize(
        "head",
        [
            '<meta property="article:published_time" content="2024-03-05T23:30:00.000-05:00">',
            '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"},'
            ' {"@type": "NewsArticle", "datePublished": "2024-03-05T23:30:00-05:00"}]}</script>',
        ],
    )
    def test_the_hour_and_zone_of_the_mark_up_are_kept(self, head: str) -> None:
        found = read_page(page(head), url="https://mail.example/2024/01/09/ferry")
        assert found.published_at is not None
        assert found.published_at.isoformat() == "2024-03-05T23:30:00-05:00"

    def test_a_date_in_the_address_is_used_where_the_page_has_none(self) -> None:
        found = read_page(page(), url="https://mail.example/2024/01/09/ferry")
        assert found.published_at == datetime.datetime(2024, 1, 9, tzinfo=datetime.UTC)

    def test_a_date_in_running_text_is_no_date_of_publication(self) -> None:
        assert read_page(page(body="<p>The pier was built in May 1988 and repaired in 2011.</p>")).published_at is None

    @pytest.mark.parametrize("html", ["", "<p>", "no page at all", "<html><body><script>run()</script></body></html>"])
    def test_a_page_without_article_is_refused_with_a_remedy(self, html: str) -> None:
        with pytest.raises(TextError, match=r"paste it instead|as a \.txt file"):
            read_page(html)

    def test_an_address_is_not_taken_for_a_page_to_fetch(self) -> None:
        with pytest.raises(TextError):
            read_page("http://127.0.0.1:9/")


class TestParseDate:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("2023-10-06", "2023-10-06T00:00:00+00:00"),
            ("2023-10-06T14:30:00", "2023-10-06T14:30:00+00:00"),
            ("2023-10-06T14:30:00Z", "2023-10-06T14:30:00+00:00"),
            (" 2023-10-06T14:30:00-06:00", "2023-10-06T14:30:00-06:00"),
        ],
    )
    def test_dates(self, value: str, expected: str) -> None:
        assert parse_date(value).isoformat() == expected

    @pytest.mark.parametrize("value", ["2023-13-01", "6 October 2023", "", "0001-01-01", "9999-12-31"])
    def test_others_are_refused(self, value: str) -> None:
        with pytest.raises(TextError):
            parse_date(value)


class TestCorrectionNote:
    @pytest.mark.parametrize(
        "note",
        [
            "Correction: the ferry has three piers, not two.",
            "CORRECTION (March 5): the ferry has three piers.",
            "Clarification — the sum covers both years.",
            "This article was updated on 3 May to add a response.",
            "(This version corrects the spelling of Brandvold.)",
            "An earlier version of this story misstated the cost.",
            "Editor’s note: This report was amended after publication.",
        ],
    )
    def test_recognised(self, note: str) -> None:
        assert correction_note(f"{PARAGRAPH}\n\n{note}\n\n{QUOTE}") == note

    @pytest.mark.parametrize(
        "line",
        [
            PARAGRAPH,
            "Correction officers at the harbour prison said nothing.",
            "The report was updated in March, the ministry said.",
            "Editor’s note: our reporter travelled at her own expense.",
            "Corrections to the tide tables are due in June, he said.",
        ],
    )
    def test_left_alone(self, line: str) -> None:
        assert correction_note(line) == ""
