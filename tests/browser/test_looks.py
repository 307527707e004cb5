"""Every page at desktop and phone width, light and dark: nothing overflows, all is labelled, all can be read."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.rows import small_record
from tests.factories import UserFactory

AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8")


def troubles(page: Page, *, width: int) -> list[str]:
    found = [str(trouble) for trouble in page.evaluate(AUDIT)]
    scroll = page.evaluate("document.documentElement.scrollWidth")
    return found if scroll <= width else [*found, f"{scroll} wide"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "light"), (390, "dark")])
def test_every_page_fits_and_can_be_read(visit: Visit, width: int, scheme: str) -> None:
    editor = UserFactory(role="editor")
    rows = small_record(owner=editor)
    stranger = visit(width=width, color_scheme=scheme)
    stranger.goto("/login/")
    found = {"login": troubles(stranger, width=width)}
    page = visit(user=editor, width=width, color_scheme=scheme)
    for name, address in rows.addresses.items():
        response = page.goto(address)
        assert response
        assert response.status == 200, address
        found[name] = troubles(page, width=width)
    assert {name: trouble for name, trouble in found.items() if trouble} == {}


def test_a_long_word_does_not_widen_a_phone_page(visit: Visit) -> None:
    editor = UserFactory(role="editor")
    rows = small_record(owner=editor)
    word = "Donaudampfschifffahrt" * 12
    type(rows.speaker).objects.update(name=word[:200])
    type(rows.article).objects.update(title=word)
    page = visit(user=editor, width=390)
    for address in rows.addresses.values():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_a_printed_report_leaves_the_navigation_out(visit: Visit) -> None:
    editor = UserFactory(role="editor")
    rows = small_record(owner=editor)
    page = visit(user=editor)
    page.goto(rows.addresses["report"])
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    assert not page.get_by_role("button", name="Check again").is_visible()
    assert page.get_by_text("Two against midnight.").is_visible()


def test_the_administration_works_under_the_same_policy(visit: Visit) -> None:
    admin = UserFactory(role="admin", is_staff=True)
    rows = small_record(owner=admin)
    page = visit(user=admin)
    page.get_by_role("link", name="Administration").click()
    page.goto(rows.addresses["speaker"])
    page.get_by_role("link", name="Correct this entry").click()
    page.get_by_label("Side:").fill("Marrow")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(rows.addresses["speaker"])
    assert page.get_by_text("person, Marrow; confirmed by a person").is_visible()
