"""The demonstration: its stories are whole, they go in with a real worker, and a second run changes nothing."""

import json
import re
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from pytest_django import Settings

from claims.management.commands.load_demo import FOLDER
from claims.models import Claim, Draft, Evidence, Finding, Mention, Pair, Report, Speaker, Verdict
from sources.metadata import read_metadata
from sources.models import Article, Version
from tests.factories import ArticleFactory, UserFactory

COUNTED = (Article, Version, Claim, Mention, Speaker, Pair, Verdict, Draft, Report, Finding, Evidence)


def counts() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_every_story_has_its_metadata_and_an_example_address() -> None:
    metadata = read_metadata(FOLDER / "metadata.jsonl")
    stories = {path.name for path in (FOLDER / "stories").iterdir()}
    assert len(stories) >= 8
    assert set(metadata.details) == stories
    assert not metadata.bad
    for details in metadata.details.values():
        assert re.fullmatch(r"https://[a-z]+\.example/\S+", details["url"])
        assert details["published_at"] is not None
        assert details["source_name"]
    assert len({details["source_name"] for details in metadata.details.values()}) >= 6


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("worker")
def test_the_demonstration_loads_reports_and_loads_again_without_a_change(home: Path) -> None:
    shown = load()
    assert Article.objects.count() == len(list((FOLDER / "stories").iterdir()))
    report = Report.objects.get()
    verdicts = set(report.findings.values_list("verdict", flat=True))
    assert verdicts >= {"misquote", "contradicted", "outdated", "consistent", "no_record"}
    assert "CONTRADICTION REPORT" in shown
    assert f"http://localhost:8000/reports/{report.pk}/" in shown
    assert {row.relation for row in Verdict.objects.all()} >= {"contradicts", "updates", "restates"}

    stored = home / "secrets" / "demo-accounts.json"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    for role, password in json.loads(stored.read_text(encoding="utf-8")).items():
        assert password in shown
        user = authenticate(RequestFactory().post("/login/"), username=role, password=password)
        assert user is not None
        assert [group.name for group in user.groups.all()] == [role]
        assert user.is_staff == (role == "admin")
    assert not get_user_model().objects.filter(is_superuser=True).exists()

    before = counts()
    again = load()
    assert counts() == before
    assert again == shown


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("other", [ArticleFactory, UserFactory])
def test_a_home_with_other_data_is_refused(other: Any) -> None:
    other()
    before = counts()
    with pytest.raises(CommandError, match="COUNTERCLAIM_HOME"):
        load()
    assert counts() == before
    assert not get_user_model().objects.filter(username="editor").exists()
