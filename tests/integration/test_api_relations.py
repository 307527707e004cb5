"""Relations and reviews through the API: two quotations and a verdict, what lists leave out, decisions appended."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from claims.models import Pair, Review
from tests.factories import (
    ClaimFactory,
    MentionFactory,
    PairFactory,
    ReviewFactory,
    SpeakerFactory,
    UserFactory,
    VerdictFactory,
    VersionFactory,
)
from tests.integration.signed_in import PREFIX, client_as, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return client_as("editor")


def found(client: APIClient, path: str = "relations", **query: Any) -> list[int]:
    answer = client.get(f"{PREFIX}/{path}/", query)
    assert answer.status_code == 200, answer.json()
    return [row["id"] for row in answer.json()["results"]]


def test_a_relation_shows_both_quotations_with_their_sources(client: APIClient) -> None:
    pair = VerdictFactory().pair
    shown = client.get(f"{PREFIX}/relations/{pair.pk}/").json()
    assert shown["relation"] == "contradicts"
    assert shown["axis"] == "date"
    assert shown["state"] == "suggested"
    assert shown["same_speaker"] is False
    for end, claim in (("a", pair.a), ("b", pair.b)):
        assert shown[end]["id"] == claim.pk
        assert shown[end]["text"] == claim.text
        assert shown[end]["context"]["text"] == claim.version.text
        assert shown[end]["article"]["source"] == claim.version.article.source.name
        assert shown[end]["speaker"]["name"] == claim.speaker.name
    (reason,) = shown["reasons"]
    (start, end) = reason["a"][0]
    assert shown["a"]["text"][start:end] == "May"
    assert client.get(f"{PREFIX}/relations/").json()["results"] == [shown]


def test_the_newest_verdict_is_shown(client: APIClient) -> None:
    pair = VerdictFactory(judge_version="1").pair
    VerdictFactory(pair=pair, judge_version="2", relation="updates", axis="", confidence=0.4)
    shown = client.get(f"{PREFIX}/relations/{pair.pk}/").json()
    assert (shown["relation"], shown["axis"], shown["confidence"]) == ("updates", None, 0.4)
    assert found(client, relation="contradicts") == []
    assert found(client, relation="updates") == [pair.pk]


def test_what_the_list_leaves_out(client: APIClient) -> None:
    shown = VerdictFactory().pair
    unrelated = VerdictFactory(relation="unrelated", axis="").pair
    abstained = VerdictFactory(relation="abstain", axis="").pair
    unjudged = PairFactory()
    vanished = VerdictFactory(pair__a__retired_at=timezone.now()).pair
    assert found(client) == [shown.pk]
    assert found(client, relation="unrelated") == [unrelated.pk]
    assert found(client, relation="abstain") == [abstained.pk]
    assert client.get(f"{PREFIX}/relations/{vanished.pk}/").status_code == 200
    assert client.get(f"{PREFIX}/relations/{unrelated.pk}/").status_code == 200
    assert client.get(f"{PREFIX}/relations/{unjudged.pk}/").status_code == 404


def test_filters(client: APIClient) -> None:
    ana = SpeakerFactory()
    merged = SpeakerFactory(merged_into=ana)
    version = VersionFactory(article__source__name="Skerry Post")
    claim = ClaimFactory(version=version, mention=MentionFactory(version=version, speaker=merged))
    earlier = ClaimFactory(mention__speaker=ana)
    by_ana = VerdictFactory(pair__a=earlier, pair__b=claim, axis="stance", same_speaker=True, confidence=0.5).pair
    other = VerdictFactory(relation="restates", axis="", confidence=0.75).pair
    ReviewFactory(verdict=other.verdicts.get(), decision="dismissed")
    assert found(client) == [other.pk, by_ana.pk]
    assert found(client, relation="restates") == [other.pk]
    assert found(client, axis="stance") == [by_ana.pk]
    assert found(client, state="dismissed") == [other.pk]
    assert found(client, state="suggested") == [by_ana.pk]
    assert found(client, speaker=ana.pk) == [by_ana.pk]
    assert found(client, speaker=other.a.mention.speaker_id) == [other.pk]
    assert found(client, source="skerry post") == [by_ana.pk]
    assert found(client, claim=claim.pk) == [by_ana.pk]
    assert found(client, same_speaker="true") == [by_ana.pk]
    assert found(client, same_speaker="false") == [other.pk]
    assert found(client, min_confidence="0.6") == [other.pk]
    assert found(client, min_confidence="0") == [other.pk, by_ana.pk]


@pytest.mark.parametrize(
    "query",
    ["relation=hates", "axis=x", "state=withdrawn", "speaker=x", "claim=-1", "same_speaker=yes", "min_confidence=2",
     "min_confidence=nan", "min_confidence=", "source=%00", "relations=contradicts"],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(client: APIClient, query: str) -> None:
    answer = client.get(f"{PREFIX}/relations/?{query}")
    assert answer.status_code == 400


def test_a_share_too_small_for_the_database_is_no_failure(client: APIClient) -> None:
    assert client.get(f"{PREFIX}/relations/?min_confidence=1e-400").status_code == 200


def test_a_page_of_relations_takes_the_same_queries_for_one_and_for_many(
    client: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get(f"{PREFIX}/claims/")
    client.get(f"{PREFIX}/relations/")  # loads the permissions
    candidate = SpeakerFactory()
    for expected in (1, 5):
        while Pair.objects.count() < expected:
            pair = VerdictFactory().pair
            pair.a.mention.speaker = None
            pair.a.mention.candidates = [{"speaker": candidate.pk, "score": 1}]
            pair.a.mention.save()
        with django_assert_num_queries(4):
            assert len(found(client)) == expected


def test_decisions_are_appended_and_the_newest_counts() -> None:
    editor = UserFactory(role="editor", password=None, username="edith")
    client = client_of(editor)
    pair = VerdictFactory().pair
    path = f"{PREFIX}/relations/{pair.pk}/reviews/"
    first = client.post(path, {"decision": "confirmed"})
    assert first.status_code == 201
    assert first.json() | {"id": 0, "created_at": ""} == {
        "id": 0,
        "relation": pair.pk,
        "verdict": pair.verdicts.get().pk,
        "reviewer": "edith",
        "decision": "confirmed",
        "reason": "",
        "note": "",
        "created_at": "",
    }
    states = [client.get(f"{PREFIX}/relations/{pair.pk}/").json()["state"]]
    for decision in ("dismissed", "withdrawn"):
        body = {"decision": decision, "reason": "other_time", "note": "A year lies between them."}
        assert client.post(path, body).status_code == 201
        states.append(client.get(f"{PREFIX}/relations/{pair.pk}/").json()["state"])
    assert states == ["confirmed", "dismissed", "suggested"]
    history = client.get(path).json()["results"]
    assert [row["decision"] for row in history] == ["withdrawn", "dismissed", "confirmed"]
    assert history[0]["note"] == "A year lies between them."


@pytest.mark.parametrize(
    "body",
    [{}, {"decision": "maybe"}, {"decision": "confirmed", "reason": "bored"}, {"decision": None},
     {"decision": "dismissed", "note": "x" * 2001}, {"decision": "dismissed", "note": "\x00"},
     {"decision": "dismissed", "note": 5}],
)  # fmt: skip
def test_a_decision_that_makes_no_sense_is_refused(client: APIClient, body: dict[str, Any]) -> None:
    pair = VerdictFactory().pair
    assert client.post(f"{PREFIX}/relations/{pair.pk}/reviews/", body).status_code == 400
    assert not Review.objects.exists()


def test_a_pair_without_a_verdict_cannot_be_reviewed(client: APIClient) -> None:
    pair = PairFactory()
    assert client.post(f"{PREFIX}/relations/{pair.pk}/reviews/", {"decision": "confirmed"}).status_code == 404
    assert client.get(f"{PREFIX}/relations/{pair.pk}/reviews/").status_code == 404


def test_all_reviews_are_listed_with_filters(client: APIClient, django_assert_num_queries: Callable[..., Any]) -> None:
    one = ReviewFactory(reviewer__username="edith")
    other = ReviewFactory(decision="dismissed")
    assert found(client, "reviews") == [other.pk, one.pk]
    assert found(client, "reviews", relation=one.pair_id) == [one.pk]
    assert found(client, "reviews", decision="dismissed") == [other.pk]
    assert found(client, "reviews", reviewer="edith") == [one.pk]
    with django_assert_num_queries(1):
        found(client, "reviews")


def test_publication_dates_of_quotations_are_given_in_utc(client: APIClient) -> None:
    day = datetime.datetime(2024, 3, 5, 23, tzinfo=datetime.timezone(datetime.timedelta(hours=-2)))
    pair = VerdictFactory(pair__a__version__article__published_at=day).pair
    shown = client.get(f"{PREFIX}/relations/{pair.pk}/").json()
    assert shown["a"]["article"]["published_at"] == "2024-03-06T01:00:00Z"
