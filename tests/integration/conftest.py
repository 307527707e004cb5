"""Fixtures of the integration tests."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.integration.local_web import LocalWeb, local_web


@pytest.fixture
def web(settings: Settings) -> Iterator[LocalWeb]:
    """A local web server that the fetcher may reach, by its port alone."""
    with local_web() as server:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{server.port}"]
        yield server
