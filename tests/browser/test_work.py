"""What an editor does on an ordinary day, in a real browser: by mouse, by keyboard, and without scripts."""

import subprocess

import pytest
from playwright.sync_api import Page, expect

from claims.models import Analysis, Review
from tests.browser.conftest import SECONDS, Visit
from tests.browser.rows import Rows, small_record
from tests.factories import ClaimFactory, UserFactory, VersionFactory

expect.set_options(timeout=SECONDS * 1000)
ANALYSIS_SECONDS = 120

MAY = """The harbour bridge will open in May, transport minister Ana Kovač said on Tuesday.

The works went well all winter. “The bridge is safe,” engineer Piet Maas told reporters."""
SEPTEMBER = """The harbour bridge will not open in May, transport minister Ana Kovač said on Friday.

The council was told at noon. “We will wait until September,” mayor Lena Brandt said."""
DRAFT = """The harbour bridge will open in May, transport minister Ana Kovač said.

The ferries will stay, harbour master Otto Lind said."""


def paste(page: Page, *, title: str, text: str, source: str, day: str) -> None:
    page.get_by_role("link", name="Articles").click()
    page.get_by_role("link", name="Add an article").click()
    page.get_by_label("Source").fill(source)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Published on").fill(day)
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Store and read it").click()


def test_the_whole_way_of_an_editor(visit: Visit, worker: subprocess.Popen[bytes]) -> None:
    page = visit(role="editor")
    expect(page.get_by_text("Nothing is on record yet.")).to_be_visible()
    # Two papers report opposite things; the claims appear without the page being loaded again.
    for title, text, source, day in (
        ("Bridge to open in May", MAY, "Harbour Post", "2024-03-05"),
        ("Bridge delayed", SEPTEMBER, "Radio Norvell", "2024-03-08"),
    ):
        paste(page, title=title, text=text, source=source, day=day)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.evaluate("window.stayed = true")
        expect(page.locator("#article-text a.claim").first).to_be_visible(timeout=ANALYSIS_SECONDS * 1000)
        expect(page.locator("#analysis")).to_contain_text("found")
        assert page.evaluate("window.stayed"), "the page was loaded again"
    # The two disagree, and the editor confirms it.
    page.get_by_role("link", name="Contradictions").click()
    row = page.locator(".rows-pairs > .row").filter(has_text="will not open in May")
    expect(row.first).to_contain_text("suggestion of the machine, not yet reviewed")
    row.first.get_by_role("link", name="Read and review").click()
    first, second = page.locator(".side-a blockquote"), page.locator(".side-b blockquote")
    expect(first).to_contain_text("The harbour bridge will open in May")
    expect(second).to_contain_text("The harbour bridge will not open in May")
    page.get_by_label("Note").fill("Rang the ministry.")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".state").first).to_have_text("confirmed by an editor")
    expect(page.locator(".history")).to_contain_text("Rang the ministry.")
    # A draft that repeats the older statement is told so; what nobody said is "no record found".
    page.get_by_role("link", name="Drafts").click()
    page.get_by_role("link", name="Check a draft").first.click()
    page.get_by_label("Title").fill("Bridge story")
    page.get_by_label("Text", exact=True).fill(DRAFT)
    page.get_by_role("button", name="Check it").click()
    contradicted = page.locator(".report-finding").filter(has_text="Contradicted")
    expect(contradicted).to_be_visible(timeout=ANALYSIS_SECONDS * 1000)
    expect(contradicted).to_contain_text("The harbour bridge will not open in May")
    expect(contradicted).to_contain_text("Radio Norvell")
    expect(page.locator(".report-finding").filter(has_text="The ferries will stay")).to_contain_text("No record found")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")


@pytest.fixture
def rows() -> Rows:
    return small_record(owner=UserFactory(username="emil", role="editor"))


def test_all_of_it_works_without_scripts(visit: Visit, rows: Rows) -> None:
    page = visit(role="editor", java_script_enabled=False)
    page.get_by_label("Words").fill("alarm midnight")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".rows > .row")).to_have_count(2)
    page.get_by_role("link", name="the alarm was raised at midnight").click()
    expect(page.get_by_role("heading", name="In its paragraph")).to_be_visible()
    page.get_by_role("link", name="contradicts").click()
    page.get_by_role("button", name="Needs a second look").click()
    expect(page.get_by_role("status")).to_contain_text("Marked for a second look.")
    page.get_by_label("Reason").select_option(label="not the same time")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".state").first).to_have_text("dismissed by an editor")
    page.get_by_role("button", name="Undo").click()
    assert list(Review.objects.filter(pair=rows.pair).order_by("id").values_list("decision", flat=True)) == [
        "second_look",
        "dismissed",
        "withdrawn",
    ]
    paste(page, title="Bridge to open in May", text=MAY, source="Harbour Post", day="2024-03-05")
    expect(page.locator("#analysis")).to_contain_text("The machine is reading this text.")
    claim = ClaimFactory(version=VersionFactory._meta.model.objects.latest("id"))
    claim.version.analyses.update_or_create(pipeline_version="1", defaults={"stage": Analysis.Stage.DONE})
    page.get_by_role("link", name="Refresh").click()
    expect(page.locator("a.claim")).to_have_text("The harbour bridge will open in May")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_typing_filters_the_list_and_back_undoes_it(visit: Visit, rows: Rows) -> None:
    page = visit(role="reader")
    expect(page.locator(".rows > .row")).to_have_count(10)
    page.evaluate("window.stayed = true")
    page.get_by_label("Words").press_sequentially("midnight")
    expect(page.locator(".rows > .row")).to_have_count(2)
    expect(page.locator("#count")).to_have_text("2 claims")
    assert page.evaluate("window.stayed"), "the page was loaded again"
    assert "q=midnight" in page.url
    page.get_by_label("Kind").select_option(label="direct quotation")
    expect(page.get_by_text("No recorded claim matches.")).to_be_visible()
    page.go_back()
    expect(page.locator(".rows > .row")).to_have_count(2)
    page.go_back()
    expect(page.locator(".rows > .row")).to_have_count(10)


def test_pairs_are_decided_by_keyboard(visit: Visit, rows: Rows) -> None:
    page = visit(role="editor")
    page.goto("/contradictions/")
    current = page.locator(".row.current")
    page.keyboard.press("j")
    expect(current).to_contain_text("the alarm was raised at midnight")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(current).to_contain_text("the alarm was raised at midnight")
    page.keyboard.press("Enter")
    expect(page.locator(".side-a blockquote")).to_contain_text("the alarm was raised")
    page.keyboard.press("c")
    expect(page.locator(".state").first).to_have_text("confirmed by an editor")
    page.keyboard.press("u")
    expect(page.locator(".state").first).to_contain_text("suggestion of the machine")
    # Dismissing needs a reason: the key leads to it, and letters typed there are no commands.
    page.keyboard.press("d")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.get_by_label("Note").press_sequentially("cs")
    expect(page.locator(".state").first).to_contain_text("suggestion of the machine")
    page.get_by_label("Reason").select_option("other_time")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("d")
    expect(page.locator(".state").first).to_have_text("dismissed by an editor")
    page.keyboard.press("n")
    expect(page.locator(".side-a blockquote")).not_to_contain_text("the alarm was raised")
    page.keyboard.press("p")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).not_to_be_visible()
    assert list(Review.objects.filter(pair=rows.pair).order_by("id").values_list("decision", "note")) == [
        ("confirmed", ""),
        ("withdrawn", ""),
        ("dismissed", "cs"),
    ]


def test_a_reader_is_offered_no_decision_by_key(visit: Visit, rows: Rows) -> None:
    page = visit(role="reader")
    page.goto(rows.addresses["pair"])
    for key in "csdu":
        page.keyboard.press(key)
    expect(page.get_by_text("Editors decide whether the suggestion stands.")).to_be_visible()
    assert not Review.objects.filter(pair=rows.pair).exists()


def test_a_link_to_a_claim_leads_to_its_place_in_the_article(visit: Visit, rows: Rows) -> None:
    page = visit(role="reader", width=390)
    page.goto(rows.addresses["claim"])
    page.get_by_role("link", name=rows.article.title).first.click()
    chosen = page.locator("a.claim.chosen")
    expect(chosen).to_have_text("the alarm was raised at midnight")
    expect(chosen).to_be_in_viewport()


def test_a_log_in_that_ended_leads_back_to_the_page(visit: Visit, rows: Rows) -> None:
    editor = UserFactory(username="eva", role="editor")
    page = visit(user=editor)
    page.goto(f"/articles/{rows.unread.article_id}/")
    page.context.clear_cookies()
    # The page asks how far the analysis is; it finds itself signed out and shows the log-in page as a whole.
    page.wait_for_url(f"**/login/?next=/articles/{rows.unread.article_id}/")
    expect(page.locator("form")).to_have_count(2)  # with the one that closes the keyboard help
