"""Every rendering of a report shows both texts and treats words from drafts and articles as words alone."""

import dataclasses
import datetime
import json
import re
from html.parser import HTMLParser

import pytest

from claims.models import Finding
from claims.nlp.types import Span
from claims.reports import (
    RecordedQuotation,
    ReportDocument,
    ReportEvidence,
    ReportFinding,
    as_html,
    as_json,
    as_markdown,
    as_pdf,
    as_text,
)
from claims.reports.document import Ground, pieces

HOSTILE = "<script>alert(1)</script> & {{ 7 }} {% now %} #set text(red) $x$ *bold* _it_ [a](http://b) `c` \x1b[31m|"


def make_quotation(**fields: object) -> RecordedQuotation:
    quotation = RecordedQuotation(
        claim_id=11,
        text="The ferry was late again",
        sha256="ab" * 32,
        kind="direct quotation",
        speaker="Bruno Šimek",
        mention="the captain",
        could_be=(),
        article_id=1,
        external_id="ferry-late",
        title="Ferry late",
        url="https://post.example/ferry-late",
        source="Harbour Post",
        published_at=datetime.datetime(2024, 3, 5, 9, tzinfo=datetime.UTC),
        version=2,
        version_sha256="cd" * 32,
        start=10,
        end=34,
        spans=(Span(10, 34),),
        retired=False,
    )
    return dataclasses.replace(quotation, **fields)  # type: ignore[arg-type]


def make_finding(
    number: int = 1,
    *,
    text: str = "The ferry was early again",
    verdict: str = Finding.Verdict.MISQUOTE,
    speaker: str = "Bruno Šimek",
    quotation: RecordedQuotation | None = None,
) -> ReportFinding:
    grounds = (Ground("“late” is on record, “early” in the draft.", (Span(14, 18),), (Span(14, 19),)),)
    evidence = ReportEvidence(
        quotation=quotation or make_quotation(),
        relation="restates",
        axis="",
        confidence=0.9,
        grounds=grounds,
        statement=text,
        is_clash=True,
        phrase="in these words",
    )
    found = () if verdict == Finding.Verdict.NO_RECORD else (evidence,)
    return ReportFinding(number, 20 * number, 20 * number + len(text), text, speaker, verdict, found)


def make_document(*findings: ReportFinding, title: str = "Ferries") -> ReportDocument:
    return ReportDocument(
        report_id=3,
        draft_id=4,
        title=title,
        text="The draft.",
        state="done",
        message="",
        created_at=datetime.datetime(2024, 6, 1, 12, tzinfo=datetime.UTC),
        finished_at=datetime.datetime(2024, 6, 1, 12, 0, 5, tzinfo=datetime.UTC),
        used={"pipeline": "p1", "embedder": "e1", "judge": "j1", "claims": 123, "versions": [7]},
        findings=findings,
    )


def hostile_document() -> ReportDocument:
    quotation = make_quotation(
        text=HOSTILE, title=HOSTILE, source=HOSTILE, speaker=HOSTILE, url="javascript:alert(1)", external_id=HOSTILE
    )
    return make_document(make_finding(text=HOSTILE, speaker=HOSTILE, quotation=quotation), title=HOSTILE)


class Page(HTMLParser):
    """Collects what a browser would see: elements, links and the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_summary_names_the_gravest_first_and_counts_all_verdicts() -> None:
    document = make_document(
        make_finding(1, verdict=Finding.Verdict.NO_RECORD), make_finding(2), make_finding(3, verdict="consistent")
    )
    assert [(count.verdict, count.count, count.numbers) for count in document.summary] == [
        ("misquote", 1, (2,)),
        ("contradicted", 0, ()),
        ("outdated", 0, ()),
        ("unresolved", 0, ()),
        ("consistent", 1, (3,)),
        ("no_record", 1, (1,)),
    ]
    assert document.opening == "3 statements checked: 1 misquote, 1 consistent, 1 no record found."


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ([Span(4, 7)], ["two"]),
        ([Span(4, 10), Span(0, 5)], ["one t", "wo th"]),
        ([Span(8, 99)], ["three"]),
        ([Span(5, 5), Span(90, 99)], []),
    ],
)
def test_pieces_keep_every_character(spans: list[Span], marked: list[str]) -> None:
    cut = pieces("one two three", spans)
    assert "".join(piece.text for piece in cut) == "one two three"
    assert [piece.text for piece in cut if piece.marked] == marked


def test_an_uncertain_speaker_is_shown_with_all_readings() -> None:
    quotation = make_quotation(speaker="", could_be=("Ana Kovač", "Bo Ek"))
    assert quotation.attribution == "the captain (not certain: Ana Kovač or Bo Ek)"
    assert make_quotation(speaker="").attribution == "the captain (not identified)"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert make_quotation(url=url).link == ""


def test_json_is_one_line_with_the_offsets_verdict_and_claims_of_each_finding() -> None:
    text = as_json(make_document(make_finding(), make_finding(2, verdict=Finding.Verdict.NO_RECORD)))
    assert text.count("\n") == 1
    first, second = json.loads(text)["findings"]
    assert (first["start"], first["end"], first["verdict"], first["against"]) == (20, 45, "misquote", [11])
    assert first["evidence"][0]["article"]["published_at"] == "2024-03-05T09:00:00+00:00"
    assert first["evidence"][0]["reasons"][0]["recorded"] == [[14, 18]]
    assert (second["verdict"], second["against"]) == ("no_record", [])


def test_html_shows_both_texts_with_the_words_that_clash() -> None:
    html = as_html(make_document(make_finding()))
    assert "The ferry was <mark>early</mark> again" in html
    assert "The ferry was <mark>late</mark> again" in html
    page = Page(html)
    for shown in ("Bruno Šimek", "Harbour Post", "5 March 2024", "ab" * 32, "Misquote", "123"):
        assert shown in page.words
    assert page.links == ["#finding-1", "https://post.example/ferry-late"]


def test_html_holds_nothing_of_what_a_text_would_smuggle_in() -> None:
    page = Page(as_html(hostile_document()))
    assert "script" not in page.tags
    assert page.links == ["#finding-1"]
    # Shown in full: page title, headline, two speakers, two texts, source, article.
    assert page.words.count("<script>alert(1)</script> & {{ 7 }} {% now %}") == 8


def test_markdown_shows_both_texts_with_the_words_that_clash() -> None:
    text = as_markdown(make_document(make_finding()))
    assert "> Bruno Šimek: The ferry was **early** again" in text
    assert "Bruno Šimek: The ferry was **late** again" in text
    assert "[Ferry late](<https://post.example/ferry-late>)" in text


def test_markdown_escapes_what_a_text_would_smuggle_in() -> None:
    text = as_markdown(hostile_document())
    assert r"\<script\>alert(1)\</script\> \& \{\{ 7 \}\}" in text
    assert not re.search(r"(?<!\\)<(?!https?:)", text)
    assert "javascript" not in text


@pytest.mark.parametrize(
    ("words", "escaped"),
    [("- a", r"\- a"), ("12. b", r"12\. b"), ("1) c", r"1\) c"), ("a\nb", "a b"), ("= =", r"\= =")],
)
def test_markdown_escapes_the_beginning_of_a_line(words: str, escaped: str) -> None:
    assert f"> {escaped}\n" in as_markdown(make_document(make_finding(text=words, speaker="", verdict="no_record")))


def test_pdf_opens_and_is_the_same_each_time() -> None:
    document = make_document(make_finding())
    pdf = as_pdf(document)
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert pdf == as_pdf(document)
    assert page_count(pdf) == 1


def test_pdf_takes_hostile_foreign_and_endless_words_as_words() -> None:
    words = f"{HOSTILE} Щука العربية ñ\u2028\x00 漢字 😀 {'W' * 5000}"
    assert page_count(as_pdf(make_document(make_finding(text=words, quotation=make_quotation(text=words))))) > 1
    assert as_pdf(hostile_document()).startswith(b"%PDF-")


def test_pdf_runs_over_as_many_pages_as_it_needs() -> None:
    assert page_count(as_pdf(make_document(*(make_finding(n) for n in range(1, 60))))) > 5


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_terminal_text_keeps_to_the_width_and_marks_the_words_that_clash() -> None:
    text = as_text(make_document(make_finding(text="The ferry was early again " * 6)), width=60)
    assert max(map(len, text.splitlines())) <= 60
    assert "The ferry was *early* again" in text
    assert "The ferry was *late* again" in text
    assert "\x1b" not in text


def test_terminal_colour_is_underlined_and_closed_on_each_line() -> None:
    ground = Ground("", (), (Span(0, 150),))
    finding = make_finding(text="wide " * 30)
    evidence = dataclasses.replace(finding.evidence[0], grounds=(ground,))
    text = as_text(make_document(dataclasses.replace(finding, evidence=(evidence,))), width=60, colour=True)
    lines = [line for line in text.splitlines() if "wide" in line]
    assert len(lines) > 2
    for line in lines:
        assert line.startswith("    \x1b[1;4m")
        assert line.endswith("\x1b[0m")


def test_terminal_text_lets_no_control_character_through() -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", as_text(hostile_document()))


@pytest.mark.parametrize("render", [as_text, as_markdown, as_html, as_json])
def test_a_report_without_findings_says_so(render: object) -> None:
    assert callable(render)
    text = render(make_document())
    assert '"findings": []' in text or "No attributed statement and no quotation was found in" in " ".join(text.split())
