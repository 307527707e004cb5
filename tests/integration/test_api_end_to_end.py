"""The whole way through the API, with a real worker: two articles in, a contradiction and a checked draft out."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.conftest import wait_until
from tests.integration.signed_in import PREFIX, client_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]

ARTICLES = [
    {
        "source": "Harbour Post",
        "external_id": "hp-1",
        "published": "2024-03-05",
        "text": "The ferry strike in Port Ellery entered its second week.\n\n"
        "“The Ellery bridge is not safe for lorries,” transport minister Ana Kovač told reporters on Tuesday.\n",
    },
    {
        "source": "Skerry Post",
        "external_id": "sp-1",
        "published": "2024-03-06",
        "text": "Traffic was heavy in Port Ellery on Wednesday.\n\n"
        "“The Ellery bridge is safe for lorries,” chief engineer Piet Maas told reporters.\n",
    },
]
DRAFT = "“The Ellery bridge is safe for lorries,” transport minister Ana Kovač told reporters on Tuesday.\n"


def rows(client: APIClient, path: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = client.get(f"{PREFIX}{path}").json()["results"]
    return results


def test_articles_become_a_contradiction_and_a_draft_is_checked_against_it() -> None:
    client = client_as("editor")
    for article in ARTICLES:
        assert client.post(f"{PREFIX}/articles/", article).status_code == 201

    wait_until(lambda: len(rows(client, "/articles/?analysis=done")) == 2, seconds=180, what="both analyses to end")
    claims = rows(client, "/claims/?q=bridge")
    assert sorted(claim["speaker"]["name"] for claim in claims) == ["Ana Kovač", "Piet Maas"]
    for claim in claims:
        text = client.get(f"{PREFIX}/articles/{claim['article']['id']}/versions/{claim['version']}/").json()["text"]
        assert " … ".join(text[start:end] for start, end in claim["spans"]) == claim["text"]

    (relation,) = rows(client, "/relations/?relation=contradicts")
    assert (relation["axis"], relation["state"]) == ("polarity", "suggested")
    assert (relation["a"]["speaker"]["name"], relation["b"]["speaker"]["name"]) == ("Ana Kovač", "Piet Maas")
    client.post(f"{PREFIX}/relations/{relation['id']}/reviews/", {"decision": "confirmed"})
    assert [row["id"] for row in rows(client, "/relations/?state=confirmed")] == [relation["id"]]

    draft = client.post(f"{PREFIX}/drafts/", {"title": "Bridge", "text": DRAFT}).json()
    started = client.post(f"{PREFIX}/drafts/{draft['id']}/reports/")
    assert started.status_code == 202
    report = started.headers["Location"]
    wait_until(lambda: client.get(report).json()["state"] in ("done", "failed"), seconds=120, what="the check to end")
    checked = client.get(report).json()
    assert checked["state"] == "done", checked["message"]
    (finding,) = checked["findings"]
    assert DRAFT[finding["start"] : finding["end"]] == finding["text"]
    assert finding["verdict"] in ("misquote", "contradicted")
    assert relation["a"]["id"] in finding["against"]
    assert client.get(report, {"as": "pdf"}).content.startswith(b"%PDF-")
    assert len(rows(client, "/claims/")) == len(claims)
