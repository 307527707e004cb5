"""Merging, assigning and undoing through the API: for editors alone, refusals in the common form, rows to read."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Mention, Speaker, SpeakerDecision
from tests.factories import ClaimFactory, MentionFactory, SpeakerFactory, UserFactory
from tests.integration.signed_in import PREFIX, client_as, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return client_of(UserFactory(username="edith", role="editor", password=None))


def speaking(name: str, key: str) -> tuple[Speaker, Mention]:
    mention = MentionFactory(speaker=SpeakerFactory(name=name, key=key), key=key)
    ClaimFactory(version=mention.version, mention=mention)
    return mention.speaker, mention


def test_speakers_are_merged_and_parted(client: APIClient) -> None:
    (stage, mention), (civil, _) = speaking("Carl Steen", "carl steen"), speaking("Yusuf Idris", "yusuf idris")
    answer = client.post(f"{PREFIX}/speakers/{stage.pk}/merge/", {"into": civil.pk})
    assert answer.status_code == 201
    number = answer.json()["id"]
    assert answer.json() | {"id": 0, "created_at": ""} == {
        "id": 0,
        "action": "merge",
        "speaker": stage.pk,
        "speaker_name": "Carl Steen",
        "target": civil.pk,
        "target_name": "Yusuf Idris",
        "creates": False,
        "mentions": [],
        "undoes": None,
        "undone": False,
        "decided_by": "edith",
        "created_at": "",
    }
    assert client.get(f"{PREFIX}/speakers/{stage.pk}/").json()["merged_into"] == civil.pk
    assert client.get(f"{PREFIX}/speakers/{civil.pk}/").json()["claims"] == 2
    undo = f"{PREFIX}/speakers/decisions/{number}/undo/"
    undone = client.post(undo)
    assert (undone.status_code, undone.json()["undoes"], undone.json()["action"]) == (201, number, "undo")
    assert client.get(f"{PREFIX}/speakers/decisions/{number}/").json()["undone"] is True
    assert client.get(f"{PREFIX}/speakers/{stage.pk}/").json()["merged_into"] is None
    again = client.post(undo)
    assert again.status_code == 400
    assert again.json()["errors"][0]["detail"] == "This was undone already."
    listed = client.get(f"{PREFIX}/speakers/decisions/", {"speaker": stage.pk}).json()["results"]
    assert [row["action"] for row in listed] == ["undo", "merge"]
    assert client.get(f"{PREFIX}/speakers/decisions/", {"action": "assign"}).json()["results"] == []
    mention.refresh_from_db()
    assert mention.speaker == stage


def test_mentions_are_assigned(client: APIClient) -> None:
    speaker, mention = speaking("John Smithson", "john smithson")
    claim = client.get(f"{PREFIX}/claims/").json()["results"][0]
    assert claim["mention_id"] == mention.pk
    path = f"{PREFIX}/speakers/assign/"
    answer = client.post(path, {"mentions": [mention.pk], "name": "John Smithson (mason)"})
    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert (made["action"], made["creates"], made["target_name"]) == ("assign", True, "John Smithson (mason)")
    assert made["mentions"] == [{"id": mention.pk, "name": "John Smithson", "article": mention.version.article_id}]
    assert client.get(f"{PREFIX}/claims/{claim['id']}/").json()["speaker"]["name"] == "John Smithson (mason)"
    assert client.post(path, {"mentions": [mention.pk], "speaker": speaker.pk}).status_code == 201
    assert client.post(path, {"mentions": [mention.pk]}).json()["target"] is None
    assert client.get(f"{PREFIX}/claims/{claim['id']}/").json()["speaker"] is None


@pytest.mark.parametrize(
    ("path", "body", "attr"),
    [
        ("{a}/merge", {}, "into"),
        ("{a}/merge", {"into": 0}, "into"),
        ("{a}/merge", {"into": 2**62}, "into"),
        ("{a}/merge", {"into": "{a}"}, None),
        ("assign", {"mentions": []}, "mentions"),
        ("assign", {"mentions": [2**62]}, "mentions"),
        ("assign", {"mentions": ["{m}"], "speaker": 2**62}, "speaker"),
        ("assign", {"mentions": ["{m}"], "speaker": 1, "name": "Bo Ek"}, "name"),
        ("assign", {"mentions": ["{m}"], "name": "Carl Steen"}, "name"),
        ("assign", {"mentions": ["{m}"], "name": "\x00"}, "name"),
        ("assign", {"mentions": ["{m}"], "name": 5}, "name"),
    ],
)
def test_what_makes_no_sense_is_refused(client: APIClient, path: str, body: dict[str, Any], attr: str | None) -> None:
    speaker, mention = speaking("Carl Steen", "carl steen")
    numbers = {"{a}": speaker.pk, "{m}": mention.pk}
    body = {
        name: [numbers.get(v, v) for v in value] if isinstance(value, list) else numbers.get(value, value)
        for name, value in body.items()
    }
    answer = client.post(f"{PREFIX}/speakers/{path.format(a=speaker.pk)}/", body)
    assert answer.status_code == 400, answer.json()
    assert answer.json()["type"] == "validation_error"
    if attr:
        assert answer.json()["errors"][0]["attr"].split(".")[0] == attr
    assert not SpeakerDecision.objects.exists()
    assert Speaker.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [("", 401), ("reader", 403), ("reporter", 403), ("editor", 201)])
def test_only_editors_decide(role: str, status: int) -> None:
    (one, mention), (other, _) = speaking("Carl Steen", "carl steen"), speaking("Yusuf Idris", "yusuf idris")
    client = client_as(role)
    assert client.post(f"{PREFIX}/speakers/assign/", {"mentions": [mention.pk]}).status_code == status
    merged = client.post(f"{PREFIX}/speakers/{one.pk}/merge/", {"into": other.pk})
    assert merged.status_code == status
    editor = client_as("editor")
    number = (merged if status == 201 else editor.post(f"{PREFIX}/speakers/{one.pk}/merge/", {"into": other.pk})).json()
    assert client.post(f"{PREFIX}/speakers/decisions/{number['id']}/undo/").status_code == status
    assert client.get(f"{PREFIX}/speakers/decisions/").status_code == (401 if status == 401 else 200)
    for path in ("assign", f"{one.pk}/merge", f"decisions/{number['id']}/undo"):
        assert editor.get(f"{PREFIX}/speakers/{path}/").status_code in (404, 405)


def test_a_session_needs_the_csrf_token_to_decide() -> None:
    (one, _), (other, _) = speaking("Carl Steen", "carl steen"), speaking("Yusuf Idris", "yusuf idris")
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(UserFactory(role="editor"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"{PREFIX}/speakers/{one.pk}/merge/", {"into": other.pk}).status_code == 403
    assert not SpeakerDecision.objects.exists()
