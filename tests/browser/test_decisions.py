"""An editor joins two entries of one person by keyboard alone and parts them again, with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from claims.models import SpeakerDecision
from tests.browser.conftest import SECONDS, Visit
from tests.factories import ClaimFactory, MentionFactory, SpeakerFactory

expect.set_options(timeout=SECONDS * 1000)


def reach(page: Page, name: str) -> None:
    """Move by the tab key until the link or button of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText || ''")
        if str(focused).startswith(name):
            return
    pytest.fail(f"the tab key does not lead to {name}")


@pytest.mark.parametrize("scripts", [True, False])
def test_two_entries_are_merged_and_parted_by_keyboard(visit: Visit, scripts: bool) -> None:
    for name, key in (("Carl Steen", "carl steen"), ("Yusuf Idris", "yusuf idris")):
        mention = MentionFactory(speaker=SpeakerFactory(name=name, key=key), key=key)
        ClaimFactory(version=mention.version, mention=mention)
    civil = mention.speaker
    page = visit(role="editor", java_script_enabled=scripts)
    page.goto(f"/speakers/{civil.pk}/")
    reach(page, "Same as another entry")
    page.keyboard.press("Enter")
    page.get_by_label("Name").focus()
    page.keyboard.type("steen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Compare with Carl Steen")).to_be_visible()
    reach(page, "Compare with Carl Steen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these the same person?")
    page.get_by_role("radio", name="Yusuf Idris").focus()
    page.keyboard.press("Space")
    reach(page, "Merge: they are the same")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Yusuf Idris")
    expect(page.locator("#decisions")).to_contain_text("“Carl Steen” was merged into “Yusuf Idris”.")
    expect(page.locator(".rows-time > .row")).to_have_count(2)
    reach(page, "Undo: Carl Steen is Yusuf Idris")
    page.keyboard.press("Enter")
    expect(page.locator("#decisions")).to_contain_text("Undone by")
    expect(page.locator(".rows-time > .row")).to_have_count(1)
    assert list(SpeakerDecision.objects.order_by("pk").values_list("action", flat=True)) == ["merge", "undo"]
