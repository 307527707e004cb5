"""A real Chromium on a live server: pages as people see them, with and without scripts."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.factories import UserFactory

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PASSWORD = "correct horse battery"
SECONDS = 15

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # The driver keeps an event loop in this thread, which Django takes for a reason to refuse the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Open a browser on the live server: `visit(role="editor", width=390, java_script_enabled=False)`.

    With a role, a new user of it is signed in through the log-in page. Any message in the browser's console (an error
    of a script, something the content security policy refused) fails the test.
    """
    complaints: list[str] = []

    def sign_in(page: Page, user: User) -> None:
        page.goto("/login/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(live_server.url + "/")

    with ExitStack() as closing:

        def start(*, role: str = "", user: User | None = None, width: int = 1280, **options: Any) -> Page:
            context: BrowserContext = browser.new_context(
                base_url=live_server.url, viewport={"width": width, "height": 850}, **options
            )
            closing.callback(context.close)
            context.set_default_timeout(SECONDS * 1000)
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            if role or user:
                sign_in(page, user or UserFactory(role=role))
            return page

        yield start
    assert complaints == []
