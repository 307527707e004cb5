"""Claims and speakers through the API: exact words in their context, filters, search by name, query counts."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from api.quotations import MARGIN
from claims.management.commands.export import export_claims
from claims.models import Alias, Claim, Role, Speaker
from tests.factories import (
    TEXT,
    ArticleFactory,
    ClaimFactory,
    MentionFactory,
    PairFactory,
    SpeakerFactory,
    VersionFactory,
)
from tests.integration.signed_in import PREFIX, client_as

pytestmark = pytest.mark.django_db

OPENING = "The harbour bridge will open in May"
SEPTEMBER = "The bridge will not open before September"


@pytest.fixture
def client() -> APIClient:
    return client_as("reader")


def found(client: APIClient, path: str = "claims", **query: Any) -> list[int]:
    answer = client.get(f"{PREFIX}/{path}/", query)
    assert answer.status_code == 200, answer.json()
    return [row["id"] for row in answer.json()["results"]]


def test_a_claim_is_given_as_the_export_gives_it_and_more(client: APIClient) -> None:
    claim = ClaimFactory(version__article__url="https://harbour-post.example/bridge")
    shown = client.get(f"{PREFIX}/claims/{claim.pk}/").json()
    (exported,) = export_claims()
    for name, value in exported.items():
        if name == "article":
            for part, expected in value.items():
                if part == "published_at":
                    assert datetime.datetime.fromisoformat(shown[name][part]) == claim.version.article.published_at
                else:
                    assert shown[name][part] == expected
        else:
            assert shown[name] == value, name
    assert client.get(f"{PREFIX}/claims/").json()["results"] == [shown]
    assert shown["modality"] == "asserted"
    assert shown["candidates"] == []


def test_a_claim_stands_in_its_context_word_for_word(client: APIClient) -> None:
    padding = "Gulls cried over the quay. " * 20
    text = padding + TEXT + padding
    claim = ClaimFactory(version__text=text, text=SEPTEMBER)
    context = client.get(f"{PREFIX}/claims/{claim.pk}/").json()["context"]
    assert context["text"] == text[context["start"] : context["end"]]
    assert SEPTEMBER in context["text"]
    assert claim.start - MARGIN <= context["start"] < claim.start
    assert claim.end < context["end"] <= claim.end + MARGIN
    assert text[context["start"] - 1].isspace()
    assert text[context["end"]].isspace()


def test_the_context_of_a_claim_at_the_start_begins_there(client: APIClient) -> None:
    claim = ClaimFactory()
    assert client.get(f"{PREFIX}/claims/{claim.pk}/").json()["context"] == {"start": 0, "end": len(TEXT), "text": TEXT}


def test_an_unresolved_speaker_shows_who_it_could_be(client: APIClient) -> None:
    one, other = SpeakerFactory(name="Ana Kovač"), SpeakerFactory(name="Iva Kovač")
    version = VersionFactory()
    candidates = [{"speaker": other.pk, "score": 0.6}, {"speaker": one.pk, "score": 0.5}]
    mention = MentionFactory(version=version, speaker=None, names=["Kovač"], candidates=candidates)
    claim = ClaimFactory(version=version, mention=mention, mention_text="Kovač")
    shown = client.get(f"{PREFIX}/claims/{claim.pk}/").json()
    assert shown["speaker"] is None
    assert shown["mention"] == "Kovač"
    assert shown["candidates"] == [
        {"id": other.pk, "name": "Iva Kovač", "score": 0.6},
        {"id": one.pk, "name": "Ana Kovač", "score": 0.5},
    ]


def test_a_claim_without_a_mention_is_shown(client: APIClient) -> None:
    claim = ClaimFactory(mention=None)
    shown = client.get(f"{PREFIX}/claims/{claim.pk}/").json()
    assert (shown["speaker"], shown["candidates"], shown["mention"]) == (None, [], "")


def test_a_merged_speaker_is_shown_as_the_one_it_is(client: APIClient) -> None:
    kept = SpeakerFactory(name="Ana Kovač")
    merged = SpeakerFactory(name="A. Kovač", merged_into=kept)
    version = VersionFactory()
    claim = ClaimFactory(version=version, mention=MentionFactory(version=version, speaker=merged))
    assert client.get(f"{PREFIX}/claims/{claim.pk}/").json()["speaker"] == {"id": kept.pk, "name": "Ana Kovač"}
    assert found(client, speaker=kept.pk) == [claim.pk]
    assert found(client, "speakers") == [kept.pk]
    assert client.get(f"{PREFIX}/speakers/{kept.pk}/").json()["claims"] == 1
    assert client.get(f"{PREFIX}/speakers/{merged.pk}/").json()["merged_into"] == kept.pk


def test_filters(client: APIClient) -> None:
    day = datetime.datetime(2024, 6, 1, 12, tzinfo=datetime.UTC)
    article = ArticleFactory(source__name="Skerry Post", published_at=day)
    version = VersionFactory(article=article)
    quoted = ClaimFactory(version=version, text=SEPTEMBER, kind="direct", modality="predicted", mention=None)
    reported = ClaimFactory(text=OPENING)
    assert found(client) == [reported.pk, quoted.pk]
    assert found(client, speaker=reported.mention.speaker_id) == [reported.pk]
    assert found(client, source="SKERRY post") == [quoted.pk]
    assert found(client, article=article.pk) == [quoted.pk]
    assert found(client, published_from="2024-06-01", published_to="2024-06-01") == [quoted.pk]
    assert found(client, published_to="2024-05-31") == [reported.pk]
    assert found(client, kind="direct") == [quoted.pk]
    assert found(client, modality="predicted") == [quoted.pk]
    assert found(client, q="open september") == [quoted.pk]
    assert found(client, q='"harbour bridge"') == [reported.pk]
    assert found(client, q="bridge -september") == [reported.pk]
    assert found(client, resolved="true") == [reported.pk]
    assert found(client, resolved="false") == [quoted.pk]
    assert found(client, speaker=2**62) == []


def test_a_search_ignores_accents(client: APIClient) -> None:
    claim = ClaimFactory(
        version__text="The café at Ångby quay closes, harbour master Jo Lind said.",
        text="The café at Ångby quay closes",
    )
    assert found(client, q="cafe angby") == [claim.pk]


def test_retired_claims_are_shown_when_asked_for(client: APIClient) -> None:
    current, retired = ClaimFactory(), ClaimFactory(retired_at=timezone.now())
    assert found(client) == [current.pk]
    assert found(client, retired="false") == [current.pk]
    assert found(client, retired="true") == [retired.pk, current.pk]
    assert client.get(f"{PREFIX}/claims/{retired.pk}/").json()["retired_at"] is not None


@pytest.mark.parametrize(
    "query",
    [
        "speaker=Ana", "speaker=0", "speaker=1.5", "speaker=" + "9" * 30, "article=-1", "kind=shouted", "modality=x",
        "resolved=maybe", "retired=1", "q=%00", "q=" + "x" * 201, "published_from=2024-13-01", "published_to=1",
        "source=%00", "speker=3", "50%25=x", "speaker=",
    ],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(client: APIClient, query: str) -> None:
    assert client.get(f"{PREFIX}/claims/?{query}").status_code == 400


@pytest.mark.parametrize("words", ["'", '"', "\\", "((", "& | !", ":*", "or", "-", "a:b", "<->", "É" * 200, "😀"])
def test_no_search_words_fail(client: APIClient, words: str) -> None:
    ClaimFactory()
    assert client.get(f"{PREFIX}/claims/", {"q": words}).status_code == 200
    assert client.get(f"{PREFIX}/speakers/", {"q": words}).status_code == 200


def test_a_page_of_claims_takes_the_same_queries_for_one_and_for_many(
    client: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get(f"{PREFIX}/claims/")  # loads the permissions
    candidate = SpeakerFactory()
    for expected in (2, 8):
        while Claim.objects.count() < expected:
            version = VersionFactory()
            open_mention = MentionFactory(
                version=version, speaker=None, candidates=[{"speaker": candidate.pk, "score": 1}]
            )
            ClaimFactory(version=version, mention=open_mention)
            ClaimFactory(version=version, text=SEPTEMBER)
        with django_assert_num_queries(2) as captured:
            assert len(found(client)) == expected
        assert not any('"sha256", "sources_version"."text"' in query["sql"] for query in captured.captured_queries)


def test_a_speaker_is_given_with_names_roles_and_number_of_claims(client: APIClient) -> None:
    speaker = SpeakerFactory(name="Ana Kovač", side="Harbour City", wikidata_id="Q1")
    Alias.objects.create(speaker=speaker, name="A. Kovač", key="a kovac")
    Role.objects.create(speaker=speaker, title="transport minister", key="transport minister")
    version = VersionFactory()
    mention = MentionFactory(version=version, speaker=speaker)
    ClaimFactory(version=version, mention=mention)
    ClaimFactory(version=version, mention=mention, text=SEPTEMBER, retired_at=timezone.now())
    shown = client.get(f"{PREFIX}/speakers/{speaker.pk}/").json()
    assert shown == {
        "id": speaker.pk,
        "name": "Ana Kovač",
        "kind": "person",
        "side": "Harbour City",
        "wikidata_id": "Q1",
        "origin": "machine",
        "merged_into": None,
        "claims": 1,
        "aliases": [{"name": "A. Kovač", "origin": "machine"}],
        "roles": [
            {
                "title": "transport minister",
                "starts_on": None,
                "ends_on": None,
                "first_seen_on": None,
                "last_seen_on": None,
                "origin": "machine",
            }
        ],
    }
    assert client.get(f"{PREFIX}/speakers/").json()["results"] == [shown]


def test_speakers_are_found_by_names_like_theirs_the_nearest_first(client: APIClient) -> None:
    lind = SpeakerFactory(name="Jo Lind", key="jo lind")
    linde = SpeakerFactory(name="Maria Linde", key="maria linde")
    union = SpeakerFactory(name="Harbour Union", key="harbour union", kind=Speaker.Kind.ORGANISATION)
    Alias.objects.create(speaker=union, name="Dockers of Ångby", key="dockers of angby")
    assert found(client, "speakers", q="Lind") == [lind.pk, linde.pk]
    assert found(client, "speakers", q="Mária Lindé") == [linde.pk]
    assert found(client, "speakers", q="ångby dockers") == [union.pk]
    assert found(client, "speakers", q="Harbor Union") == [union.pk]
    assert found(client, "speakers", q="Wexford") == []
    assert found(client, "speakers", q="!!") == []
    assert found(client, "speakers", kind="organisation") == [union.pk]


def test_pages_of_found_speakers_hold_each_once(client: APIClient) -> None:
    speakers = [SpeakerFactory(name=f"Jo Lind {n}", key=f"jo lind {n}") for n in range(5)]
    address, seen = f"{PREFIX}/speakers/?q=jo%20lind&page_size=2", []
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert sorted(seen) == sorted(speaker.pk for speaker in speakers)


def test_a_page_of_speakers_takes_the_same_queries_for_one_and_for_many(
    client: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get(f"{PREFIX}/claims/")  # loads the permissions
    for expected in (1, 6):
        while Speaker.objects.count() < expected:
            speaker = SpeakerFactory()
            Alias.objects.create(speaker=speaker, name="x", key="x")
        with django_assert_num_queries(3):
            assert len(found(client, "speakers")) == expected


def test_pairs_do_not_multiply_claims(client: APIClient) -> None:
    pair = PairFactory()
    PairFactory(a=pair.a)
    assert found(client, q="harbour") == [pair.a_id]
