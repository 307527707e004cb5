"""`manage.py check_draft`: what it reads, in which form it answers, and how it says what went wrong."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from claims.models import Claim, Draft, Report
from tests.factories import UserFactory
from tests.integration.test_drafts import DRAFT, FIRST, SECOND, put_on_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    put_on_record(FIRST, day=4)
    put_on_record(SECOND, day=6)
    file = tmp_path / "storm.txt"
    file.write_text(DRAFT, encoding="utf-8")
    return file


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(*args: str, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    call_command("check_draft", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_json_findings_have_the_promised_fields(draft: Path) -> None:
    printed = run(str(draft))
    assert printed.count("\n") == 1
    findings = json.loads(printed)["findings"]
    assert {finding["verdict"] for finding in findings} == {
        "contradicted",
        "misquote",
        "outdated",
        "no_record",
        "consistent",
    }
    known = set(Claim.objects.values_list("pk", flat=True))
    for finding in findings:
        assert DRAFT[finding["start"] : finding["end"]] == finding["text"]
        assert set(finding["against"]) <= known
        assert bool(finding["against"]) == (finding["verdict"] != "no_record")


@pytest.mark.parametrize(
    ("options", "beginning"),
    [
        (["--format", "md"], b"# Contradiction report: storm.txt\n"),
        (["--format", "html"], b"<!doctype html>"),
        (["--format", "pdf"], b"%PDF-"),
        (["--format", "text"], b"====="),
        ([], b'{"report":'),
    ],
)
def test_every_form_can_be_written_to_a_file(draft: Path, tmp_path: Path, options: list[str], beginning: bytes) -> None:
    output = tmp_path / "report"
    assert run(str(draft), "-o", str(output), *options) == ""
    assert output.read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("r.md", b"# "), ("r.HTML", b"<!doctype"), ("r.pdf", b"%PDF"), ("r.txt", b"==="), ("r.json", b"{")],
)
def test_the_ending_of_the_file_decides_the_form(draft: Path, tmp_path: Path, name: str, beginning: bytes) -> None:
    run(str(draft), "-o", str(tmp_path / name))
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_a_terminal_gets_text_in_colour_unless_told_otherwise(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = run(str(draft), out=Terminal())
    assert "\x1b[" in shown
    assert "CONTRADICTION REPORT: storm.txt" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run(str(draft), out=Terminal())


def test_a_pdf_is_not_poured_onto_a_terminal(draft: Path) -> None:
    with pytest.raises(CommandError, match=r"-o report\.pdf"):
        run(str(draft), "--format", "pdf", out=Terminal())
    assert not Report.objects.exists()


def test_standard_input_is_read_and_its_line_ends_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The road is closed, Ana Kovač said.\r\nThe bridge is open, Bo Ek said.\r\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    findings = json.loads(run("-", "--title", "Weather"))["findings"]
    lines = text.replace("\r\n", "\n")
    assert [lines[finding["start"] : finding["end"]] for finding in findings] == [
        "The road is closed",
        "The bridge is open",
    ]
    assert Draft.objects.get().title == "Weather"


def test_the_draft_belongs_to_the_named_account_or_to_one_that_cannot_sign_in(draft: Path) -> None:
    mara = UserFactory(username="mara")
    run(str(draft), "--owner", "mara")
    run(str(draft), "--owner", "mara")
    run(str(draft))
    assert mara.drafts.count() == 1
    assert Report.objects.filter(draft__owner=mara).count() == 2
    nobody = get_user_model().objects.get(username="command-line")
    assert (nobody.is_active, nobody.has_usable_password()) == (False, False)
    assert nobody.drafts.count() == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"a\x00b", "binary"),
        (b"caf\xe9 said", "not UTF-8"),
        (b"x" * 200_001, "200,000 are the most"),
    ],
)
def test_what_is_no_draft_is_refused_with_the_reason(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "draft.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run(str(file))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["missing.txt"], "cannot be opened"),
        (["{file}", "--owner", "nobody"], "no account nobody"),
        (["{file}", "-o", "{folder}/none/report.pdf"], "There is no folder"),
        (["{file}", "-o", "{folder}"], "cannot be written"),
        (["{file}", "--format", "docx"], "invalid choice"),
    ],
)
def test_wrong_arguments_are_answered_with_the_remedy(tmp_path: Path, args: list[str], message: str) -> None:
    file = tmp_path / "draft.txt"
    file.write_text("It rained.", encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        run(*(arg.format(file=file, folder=tmp_path) for arg in args))


def test_a_failing_check_is_recorded_and_told(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ValueError("no such weights")

    monkeypatch.setattr("claims.drafts.find_matches", fail)
    with pytest.raises(ValueError, match="no such weights"):
        run(str(draft))
    report = Report.objects.get()
    assert (report.state, report.lease_until) == (Report.State.FAILED, None)
    assert "no such weights" in report.message
