"""docs/api.md stays true: its examples run and answer what it shows; the page to try the API needs nobody else."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.staticfiles import finders
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from sources.models import Version
from tests.factories import (
    ClaimFactory,
    MentionFactory,
    PairFactory,
    SpeakerFactory,
    UserFactory,
    VerdictFactory,
    VersionFactory,
)

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = (ROOT / "docs/api.md").read_text(encoding="utf8")
# What differs from one database to another.
NUMBERS = {"id", "article", "draft", "report", "relation"}


def examples() -> Iterator[tuple[str, str, int, Any]]:
    """Section, curl command, expected status and expected answer of each example."""
    section = ""
    pattern = r"^## (?P<section>[^\n]+)$|^```sh\n(?P<command>curl .*?)\n```(?:\n```json\n(?P<answer>.*?)\n```)?"
    for found in re.finditer(pattern, GUIDE, re.MULTILINE | re.DOTALL):
        section = found["section"] or section
        if found["command"]:
            command, _, status = found["command"].partition("  # ")
            yield section, command, int(status or 200), json.loads(found["answer"] or "null")


def run(client: APIClient, command: str, token: str, numbers: dict[tuple[str, int], int]) -> Any:
    """Send what the curl command would send, with the numbers of the guide replaced by those of the rows here."""
    words = shlex.split(command.replace("$AUTH", f"Authorization: Token {token}").replace("$API", "/api/v1"))[1:]
    method, headers, body, path = "GET", {}, "", ""
    while words:
        match words.pop(0):
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                method, body = "POST", words.pop(0)
            case "-X":
                method = words.pop(0)
            case "-o":
                words.pop(0)
            case word:
                path = word
    path = re.sub(r"/(\w+)/(\d+)/", lambda m: f"/{m[1]}/{numbers.get((m[1], int(m[2])), m[2])}/", path)
    body = re.sub(r'"into": (\d+)', lambda m: f'"into": {numbers["speakers", int(m[1])]}', body)
    body = re.sub(r'"mentions": \[(\d+)\]', lambda m: f'"mentions": [{numbers["mentions", int(m[1])]}]', body)
    content_type = headers.pop("Content-Type", "")
    return client.generic(method, path, body, content_type=content_type, headers=headers)


def compare(shown: Any, actual: Any, *, of: str, numbers: dict[tuple[str, int], int]) -> None:
    """What the guide shows must be in the answer; numbers of rows are learnt, for the examples that follow."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            if name == "id" and of:
                numbers[of, value] = actual["id"]
            elif name not in NUMBERS or isinstance(value, dict):
                compare(value, actual[name], of={"speaker": "speakers"}.get(name, ""), numbers=numbers)
    elif isinstance(shown, list):
        assert bool(shown) == bool(actual)
        for one, other in zip(shown, actual, strict=False):
            compare(one, other, of=of, numbers=numbers)
    elif isinstance(shown, str) and shown.endswith("…"):
        assert actual.startswith(shown[:-1])
    else:
        assert shown == actual


def record(version: Version) -> dict[tuple[str, int], int]:
    """What the analysis of the guide's article would find, another article that says otherwise, and a second entry.

    Gives the numbers of rows that the guide names before an answer shows them.
    """
    ana = SpeakerFactory(name="Ana Kovač", key="ana kovac")
    mention = MentionFactory(version=version, speaker=ana)
    claim = ClaimFactory(version=version, mention=mention, text="The harbour bridge will open in May")
    other = VersionFactory(article__source__name="Skerry Post")
    otto = MentionFactory(version=other, speaker=SpeakerFactory(name="Otto Lind", key="otto lind"))
    not_before = ClaimFactory(version=other, mention=otto, text="The bridge will not open before September")
    pair = PairFactory(a=claim, b=not_before)
    VerdictFactory(pair=pair)
    again = MentionFactory(speaker=SpeakerFactory(name="Ana Horvat", key="ana horvat"), key="ana horvat")
    return {("speakers", 9): again.speaker.pk, ("mentions", 41): again.pk}


@pytest.mark.django_db
def test_the_examples_answer_what_the_guide_shows() -> None:
    editor = UserFactory(username="rosa", role="editor")
    token = Token.objects.create(user=editor, key=re.search(r"Token (\w{40})", GUIDE)[1])
    numbers: dict[tuple[str, int], int] = {}
    client = APIClient()
    seen = 0
    for section, command, status, shown in examples():
        if section == "Claims":
            numbers |= record(Version.objects.get(article__external_id="hp-2024-117"))
        answer = run(client, command, token.key, numbers)
        assert answer.status_code == status, (command, answer.content)
        if shown is not None:
            actual = answer.json()
            collection = re.findall(r"/([a-z]+)(?=/)", command)[-1]
            # A list shows rows; any other answer is the row.
            rows, found = (shown["results"], actual["results"]) if "results" in shown else (shown, actual)
            try:
                compare(rows, found, of=collection, numbers=numbers)
            except (AssertionError, KeyError) as error:
                pytest.fail(f"{command}\nshows {shown}\nbut answers {actual}\n({error!r})")
        seen += 1
    assert seen > 10


def test_every_operation_and_every_filter_is_in_the_guide() -> None:
    schema = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text(encoding="utf8"))
    guide = re.sub(r"/\d+/", "/{}/", GUIDE)
    for path, operations in schema["paths"].items():
        assert re.sub(r"{\w+}", "{}", path.removeprefix("/api/v1")) in guide, path
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query" and parameter["name"] not in ("cursor", "as"):
                    assert f"`{parameter['name']}`" in guide, (path, parameter["name"])


@pytest.mark.django_db
def test_the_page_to_try_the_api_needs_nobody_else_and_no_exception_from_the_content_policy() -> None:
    client = APIClient()
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"] == client.get("/api/v1/claims/").headers["Content-Security-Policy"]
    html = page.content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert re.findall(r"<script(?! src=)", html) == []
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert addresses
    for address in addresses:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
        else:
            script = client.get(address)
            assert script.headers["Content-Type"] == "application/javascript"
            assert "/api/v1/schema" in script.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("media_type", ["application/vnd.oai.openapi", "application/vnd.oai.openapi+json"])
def test_the_schema_is_served(media_type: str) -> None:
    answer = APIClient().get("/api/v1/schema/", headers={"accept": media_type})
    assert answer.status_code == 200
    schema = yaml.safe_load(answer.content)
    assert "/api/v1/claims/" in schema["paths"]
