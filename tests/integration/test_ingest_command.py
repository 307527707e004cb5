"""`manage.py ingest`: everything readable goes in, the rest is listed, and --wait waits for the analysis."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError, call_command

from claims.models import Analysis
from sources.models import Article, Version
from tests.conftest import ROOT, empty_queues, on_test_database, running_worker, wait_until
from tests.integration.local_web import LocalWeb

pytestmark = pytest.mark.django_db

TEXT = "The ferry to Oster Island runs again from June, harbour master Lena Brandvold said on Tuesday.\n"
PAGE = f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1><p>{TEXT * 2}</p></article></body></html>"


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    yield
    empty_queues()


def ingest(*arguments: object) -> tuple[str, str, str]:
    """Standard output, standard error and the final error of the command."""
    out, err, failure = StringIO(), StringIO(), ""
    try:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue(), failure


def write(folder: Path, *lines: object) -> Path:
    path = folder / "metadata.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def rows() -> list[object]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Article, Version, Analysis)]


def test_of_five_hundred_files_with_three_broken_the_others_go_in(tmp_path: Path) -> None:
    for number in range(497):
        words = " ".join(f"pier{number}x{place}" for place in range(40))
        (tmp_path / f"story-{number:03}.txt").write_text(f"{TEXT}{words}.\n", encoding="utf-8")
    (tmp_path / "broken-binary.txt").write_bytes(b"\x89PNG\0\0")
    (tmp_path / "broken-empty.html").write_bytes(b"")
    (tmp_path / "broken-letters.txt").write_bytes(b"caf\xe9")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")

    out, _, failure = ingest(tmp_path)
    lines = out.splitlines()
    assert lines[0] == "497 new articles, 0 new versions, 0 unchanged, 3 failed"
    assert lines[1] == "Failed:"
    assert [line.split(":")[0].rsplit("/")[-1] for line in lines[2:]] == [
        "broken-binary.txt",
        "broken-empty.html",
        "broken-letters.txt",
    ]
    assert "Convert it to .txt" in lines[2]
    assert "Save it as UTF-8" in lines[4]
    assert failure == "3 could not be taken in; everything else is on record."
    assert Version.objects.count() == 497

    before = rows()
    out, _, _ = ingest(tmp_path)
    assert out.splitlines()[0] == "0 new articles, 0 new versions, 497 unchanged, 3 failed"
    assert rows() == before


def test_metadata_goes_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    (folder / "north").mkdir(parents=True)
    for path in ("a.txt", "b.txt", "north/a.txt", ".hidden.txt"):
        (folder / path).write_text(TEXT, encoding="utf-8")
    metadata = write(
        tmp_path,
        {"file": "a.txt", "external_id": "m1", "title": "Ferry", "source": "Oster Mail", "published": "2024-03-05"},
        {"file": "north/a.txt", "source": "Oster Radio", "published": "2024-03-05T08:00:00+01:00", "byline": "Ida"},
    )
    out, err, failure = ingest(folder, "--metadata", metadata, "--source", "Archive")
    assert (out, err, failure) == ("3 new articles, 0 new versions, 0 unchanged, 0 failed\n", "", "")
    found = Article.objects.order_by("external_id").values_list("external_id", "source__name", "title", "byline")
    assert list(found) == [
        ("b.txt", "Archive", "", ""),
        ("m1", "Oster Mail", "Ferry", ""),
        ("north/a.txt", "Oster Radio", "", "Ida"),
    ]
    dates = [
        at and at.isoformat() for at in Article.objects.order_by("external_id").values_list("published_at", flat=True)
    ]
    assert dates == [None, "2024-03-05T00:00:00+00:00", "2024-03-05T07:00:00+00:00"]


def test_bad_metadata_is_named_by_line_and_keeps_out_its_file_alone(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"{TEXT}{name}", encoding="utf-8")
    metadata = write(
        tmp_path,
        {"file": "a.txt", "title": "A"},
        {"file": "b.txt", "published": "last week"},
        '{"title": "nobody knows whose"',
    )
    out, err, failure = ingest(tmp_path, "--metadata", metadata)
    assert f"{metadata}, line 2: “last week” is not a date" in err
    assert f"{metadata}, line 3: This is not a JSON object" in err
    assert "2 new articles, 0 new versions, 0 unchanged, 2 failed" in out
    assert f"  {tmp_path / 'b.txt'}: its metadata cannot be used (line 2). “last week” is not a date" in out
    assert f"  {metadata}, line 3: This is not a JSON object" in out
    assert failure
    assert list(Article.objects.order_by("external_id").values_list("external_id", flat=True)) == ["a.txt", "c.txt"]

    write(tmp_path, {"file": "a.txt", "title": "A"}, {"file": "b.txt", "published": "2024-03-05"})
    out, _, failure = ingest(tmp_path, "--metadata", metadata)
    assert (out.splitlines()[0], failure) == ("1 new article, 0 new versions, 2 unchanged, 0 failed", "")


def test_a_changed_file_is_a_new_version(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    ingest(path)
    path.write_text(TEXT.replace("June", "July"), encoding="utf-8")
    out, _, _ = ingest(path)
    assert out == "0 new articles, 1 new version, 0 unchanged, 0 failed\n"


def test_addresses_go_in_and_failures_are_listed(web: LocalWeb) -> None:
    url = web.on("/ferry", PAGE)
    out, _, failure = ingest(url, web.url("/none"), "http://10.0.0.1/")
    assert out.splitlines()[0] == "1 new article, 0 new versions, 0 unchanged, 2 failed"
    assert f"  {web.url('/none')}: 127.0.0.1 answers 404. Check the address." in out
    assert "10.0.0.1 is not on the public internet" in out
    assert failure
    assert Article.objects.get().external_id == url


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be opened" in ingest(tmp_path / "none.txt")[0]
    assert ingest(tmp_path)[2] == "There is no .txt or .html file in what was given."
    assert "The metadata file" in ingest(tmp_path, "--metadata", tmp_path / "none.jsonl")[2]


class Command:
    """The command as a process of its own on the test database."""

    def __init__(self, *arguments: object, home: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "ingest", *map(str, arguments)],
            cwd=ROOT,
            env={
                **on_test_database(),
                "COUNTERCLAIM_HOME": str(home),
                "REDIS_URL": os.environ["REDIS_URL"],
                **environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, pasted: str = "") -> tuple[int, str, str]:
        out, err = self.process.communicate(pasted, timeout=300)
        return self.process.returncode, out, err

    def workers(self) -> list[psutil.Process]:
        return [child for child in psutil.Process(self.process.pid).children() if "celery" in child.cmdline()]


@pytest.mark.django_db(transaction=True)
class TestAsAProcess:
    def test_pasted_text(self, tmp_path: Path) -> None:
        code, out, _ = Command("-", "--source", "Oster Mail", home=tmp_path).finish(TEXT)
        assert (code, out) == (0, "1 new article, 0 new versions, 0 unchanged, 0 failed\n")
        assert Version.objects.get().text == TEXT

    def test_a_broker_that_is_down_loses_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text(TEXT, encoding="utf-8")
        code, out, err = Command(path, home=tmp_path, REDIS_URL="redis://127.0.0.1:1/0").finish()
        assert (code, Version.objects.count()) == (0, 1)
        assert "1 new article" in out
        assert "The broker does not answer" in err
        code, _, err = Command(path, "--wait", home=tmp_path, REDIS_URL="redis://127.0.0.1:1/0").finish()
        assert code == 1
        assert "Start script/serve" in err

    def test_waiting_with_a_worker_of_its_own(self, tmp_path: Path) -> None:
        for number in range(3):
            (tmp_path / f"{number}.txt").write_text(f"{TEXT} Story {number}.", encoding="utf-8")
        command = Command(tmp_path, "--wait", home=tmp_path)
        wait_until(lambda: bool(command.workers()), seconds=60, what="a worker")
        (worker,) = command.workers()
        code, out, err = command.finish()
        assert (code, out.splitlines()[-1]) == (0, "3 analysed, 0 skipped, 0 failed"), err
        assert not worker.is_running()
        assert Analysis.objects.filter(stage=Analysis.Stage.DONE).count() == 3
        assert "ready." in (tmp_path / "logs" / "ingest-worker.log").read_text()

        before = rows()
        code, out, _ = Command(tmp_path, "--wait", home=tmp_path).finish()
        assert out.splitlines() == [
            "0 new articles, 0 new versions, 3 unchanged, 0 failed",
            "3 analysed, 0 skipped, 0 failed",
        ]
        assert rows() == before

    def test_waiting_with_a_worker_that_runs_already(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
        with running_worker(tmp_path / "worker.log"):
            code, out, err = Command(tmp_path, "--wait", home=tmp_path).finish()
        assert (code, out.splitlines()[-1]) == (0, "1 analysed, 0 skipped, 0 failed"), err
        assert not (tmp_path / "logs").exists()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_interrupted_it_leaves_no_worker(self, tmp_path: Path, number: signal.Signals) -> None:
        (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
        command = Command(tmp_path, "--wait", home=tmp_path)
        wait_until(lambda: bool(command.workers()), seconds=60, what="a worker")
        (worker,) = command.workers()
        command.process.send_signal(number)
        code, _, err = command.finish()
        assert code == 128 + number, err
        assert "Traceback" not in err
        wait_until(lambda: not worker.is_running(), seconds=5, what="the end of the worker")
