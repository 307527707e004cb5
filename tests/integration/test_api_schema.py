"""The running API against its own description: schemathesis sends it what the schema allows, and what it does not.

Every answer must be described there with its status, content type and body, and none may be a failure of the server.
"""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from rest_framework.authtoken.models import Token
from rest_framework.throttling import SimpleRateThrottle

from claims.models import Evidence, Finding, Report
from tests.factories import DraftFactory, ReviewFactory, UserFactory, VersionFactory

SECONDS = 45
# Two checks are left out. `positive_data_acceptance`: what the schema allows may still not exist, as a page to fetch or
# the password of an account. `missing_required_header`: no operation has one of its own.
LEFT_OUT = "positive_data_acceptance,missing_required_header"

# Rows that exist, where schemathesis would find none by itself. It then takes its own attempts at wrong numbers, which
# these replace, for accepted.
CONFIGURATION = """[[operations]]
include-path = "/api/v1/{path}/"
parameters = {{ "path.{name}" = {number} }}
checks.negative_data_rejection.enabled = false
"""


@pytest.fixture
def no_outside_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Generated addresses are never looked up: a test must not call at strangers' servers."""
    resolve = socket.getaddrinfo

    def only_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host in (None, "localhost", "127.0.0.1", "::1"):
            return resolve(host, *args, **kwargs)
        raise socket.gaierror(socket.EAI_NONAME, "names are not looked up in tests")

    monkeypatch.setattr(socket, "getaddrinfo", only_here)


@pytest.fixture
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for scope in SimpleRateThrottle.THROTTLE_RATES:
        monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, scope, "100000/s")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_outside_world", "no_limits")
def test_the_running_api_keeps_to_its_schema(live_server: LiveServer, tmp_path: Path) -> None:
    editor = UserFactory(role="editor", password=None)
    token = Token.objects.create(user=editor)
    pair = ReviewFactory().pair
    VersionFactory()
    draft = DraftFactory(owner=editor)
    report = Report.objects.create(draft=draft, state=Report.State.DONE, finished_at=timezone.now())
    finding = Finding.objects.create(report=report, start=0, end=5, text=draft.text[:5], verdict="contradicted")
    Evidence.objects.create(finding=finding, claim=pair.a, relation="contradicts", confidence=0.9)
    (tmp_path / "schemathesis.toml").write_text(
        "\n".join(
            CONFIGURATION.format(path=path, name=name, number=number)
            for path, name, number in [
                ("claims/{id}", "id", pair.a_id),
                ("relations/{id}", "id", pair.pk),
                ("relations/{relation}/reviews", "relation", pair.pk),
                ("reports/{id}", "id", report.pk),
            ]
        )
    )
    run = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", "schemathesis.toml", "run"),
            f"{live_server.url}/api/v1/schema/",
            *("--header", f"Authorization: Token {token.key}"),
            *("--checks", "all", "--exclude-checks", LEFT_OUT),
            *("--max-time", str(SECONDS), "--max-examples", "15", "--seed", os.environ.get("SCHEMATHESIS_SEED", "1")),
            *("--request-timeout", "20"),
            *("--generation-database", "none", "--no-color", "--continue-on-failure"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2_000:]
    assert int(re.search(r"(\d+) generated", run.stdout)[1]) > 100, run.stdout
