"""The page to try the API: drawn by Swagger UI under the project's content policy, and able to sign in and ask."""

import pytest
from playwright.sync_api import expect
from rest_framework.authtoken.models import Token

from tests.browser.conftest import Visit
from tests.factories import ClaimFactory, UserFactory


@pytest.mark.django_db(transaction=True)
def test_an_operation_can_be_tried_with_a_token(visit: Visit) -> None:
    claim = ClaimFactory()
    token = Token.objects.create(user=UserFactory(role="reader"))
    page = visit()
    page.goto("/api/v1/docs/")
    page.get_by_role("button", name="Authorize").first.click()
    form = page.locator(".auth-container").filter(has_text="tokenAuth")
    form.get_by_role("textbox").fill(f"Token {token.key}")
    form.get_by_role("button", name="Apply credentials").click()
    form.get_by_role("button", name="Close").click()
    page.locator("#operations-claims-claims_list").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table")).to_contain_text(claim.text)
