"""The page of figures as people meet it: on a phone, on paper, without scripts, and before anybody decided."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.factories import ReviewFactory, UserFactory, VerdictFactory

# A sheet of A4 between margins of 1 cm, at 96 pixels an inch.
SHEET = 718

STRUCTURE = """() => [...document.querySelectorAll("main table")].flatMap((table) => {
  const found = [];
  const name = table.caption ? table.caption.textContent.trim() : "";
  if (!name) found.push("a table without a caption");
  const heads = [...table.querySelectorAll("th")];
  if (heads.some((head) => !["col", "row"].includes(head.scope))) found.push(`no scope: ${name}`);
  for (const row of table.tBodies[0].rows)
    if (row.cells.length !== table.tHead.rows[0].cells.length) found.push(`cells amiss: ${name}`);
  const region = table.parentElement;
  if (region.tabIndex !== 0 || region.getAttribute("aria-labelledby") !== table.caption?.id)
    found.push(`no scrolling by keyboard: ${name}`);
  return found;
})"""
CUT = """() => [...document.querySelectorAll("main table")]
  .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((table) => table.caption.textContent.trim())"""


@pytest.fixture
def decided(transactional_db: None) -> None:
    """A pair of each decision."""
    for decision, reason, relation, axis in (
        ("confirmed", "", "contradicts", "quantity"),
        ("dismissed", "other_scope", "contradicts", "date"),
        ("dismissed", "wrong_speaker", "updates", ""),
        ("second_look", "", "differs_in_scope", ""),
    ):
        verdict = VerdictFactory(relation=relation, axis=axis, judge_version="tables-and-figures-1", confidence=0.71)
        ReviewFactory(verdict=verdict, decision=decision, reason=reason, reviewer__password=None)
    VerdictFactory()


def opened(visit: Visit, **options: object) -> Page:
    page = visit(user=UserFactory(role="reader"), **options)
    page.goto("/quality/")
    return page


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_tables_scroll_and_the_page_does_not(visit: Visit, scheme: str) -> None:
    page = opened(visit, width=375, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.evaluate(STRUCTURE) == []
    assert page.evaluate("document.querySelectorAll('main table').length") >= 8


@pytest.mark.usefixtures("decided")
def test_without_scripts_nothing_is_missing(visit: Visit) -> None:
    with_scripts = opened(visit).locator("main").inner_text()
    without = opened(visit, java_script_enabled=False).locator("main").inner_text()
    assert without == with_scripts
    assert "no random sample" in without


@pytest.mark.usefixtures("decided")
def test_on_paper_no_table_is_cut(visit: Visit) -> None:
    page = opened(visit, width=SHEET)
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []


def test_before_any_suggestion_and_before_any_decision(visit: Visit) -> None:
    page = visit(user=UserFactory(role="editor"), width=375)
    page.goto("/quality/")
    assert page.get_by_text("The machine has suggested nothing yet.").is_visible()
    assert page.get_by_role("main").get_by_role("link", name="Add an article").is_visible()
    VerdictFactory()
    page.reload()
    assert page.get_by_text("No suggestion has been confirmed or dismissed yet").is_visible()
    page.get_by_role("link", name="the pairs found").click()
    assert page.url.endswith("/contradictions/")
