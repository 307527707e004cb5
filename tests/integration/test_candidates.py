"""Which claims are proposed for comparison: by the two claims alone, whatever order the articles are read in."""

from __future__ import annotations

import datetime
from itertools import permutations

import pytest

from claims import candidates
from claims.candidates import pair_claims, similar_claims
from claims.embeddings import embed_claims, embed_texts, embedder
from claims.models import Claim, Embedding, Pair
from sources.models import Version
from tests.factories import ArticleFactory, ClaimFactory, VersionFactory

pytestmark = pytest.mark.django_db

STORIES = [
    ("The brewery poured dye into the canal.", 3),
    ("No dye from the brewery ever reached the canal.", 5),
    ("Wolves have come back to the upper valley.", 4),
    ("The brewery has let dye run into the canal for years.", 4),
]


def stored(text: str, *, day: int) -> Version:
    article = ArticleFactory(
        external_id=f"story-{text}", published_at=datetime.datetime(2024, 3, day, tzinfo=datetime.UTC)
    )
    version = VersionFactory(article=article, text=text)
    ClaimFactory(version=version, text=text.rstrip("."))
    return version


def analysed(versions: list[Version]) -> None:
    for version in versions:
        embed_claims(version=version)
        pair_claims(version=version)


def found() -> set[tuple[str, str, float]]:
    return {(pair.a.text, pair.b.text, round(pair.similarity, 3)) for pair in Pair.objects.select_related("a", "b")}


@pytest.fixture
def versions() -> list[Version]:
    return [stored(text, day=day) for text, day in STORIES]


def test_claims_on_one_matter_are_paired_and_others_are_not(versions: list[Version]) -> None:
    analysed(versions)
    brewery = {text.rstrip(".") for text, _ in STORIES if "brewery" in text}
    assert {frozenset(pair[:2]) for pair in found()} == {frozenset((a, b)) for a in brewery for b in brewery if a != b}


def test_the_earlier_claim_comes_first(versions: list[Version]) -> None:
    analysed(versions)
    for pair in Pair.objects.all():
        assert pair.a.article_key < pair.b.article_key


def test_a_second_run_changes_nothing(versions: list[Version]) -> None:
    analysed(versions)
    before = list(Pair.objects.order_by("pk").values()), list(Embedding.objects.order_by("pk").values_list("pk"))
    analysed(versions)
    assert (
        list(Pair.objects.order_by("pk").values()),
        list(Embedding.objects.order_by("pk").values_list("pk")),
    ) == before


def test_the_order_of_reading_does_not_matter(versions: list[Version]) -> None:
    outcomes = []
    for order in list(permutations(versions))[::5]:
        Pair.objects.all().delete()
        Embedding.objects.all().delete()
        analysed(list(order))
        outcomes.append(found())
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_the_index_finds_the_same_as_the_exact_scan(versions: list[Version], monkeypatch: pytest.MonkeyPatch) -> None:
    analysed(versions)
    exact = found()
    Pair.objects.all().delete()
    monkeypatch.setattr(candidates, "EXACT_BELOW", -10)
    analysed(versions)
    assert found() == exact


def test_retired_claims_are_not_proposed(versions: list[Version]) -> None:
    Claim.objects.filter(version=versions[0]).update(retired_at="2024-03-10T00:00Z")
    analysed(versions)
    assert all(STORIES[0][0].rstrip(".") not in pair[:2] for pair in found())


def test_a_claim_and_a_part_of_it_are_no_pair() -> None:
    version = VersionFactory(text="The brewery poured dye into the canal for years, the mayor said.")
    ClaimFactory(version=version, text="The brewery poured dye into the canal for years")
    ClaimFactory(version=version, text="poured dye into the canal for years")
    analysed([version])
    assert found() == set()


def test_two_claims_of_one_text_are_a_pair() -> None:
    version = VersionFactory(text="The brewery poured dye into the canal. No, the brewery never poured dye into it.")
    ClaimFactory(version=version, text="The brewery poured dye into the canal")
    ClaimFactory(version=version, text="the brewery never poured dye into it")
    analysed([version])
    assert len(found()) == 1


def test_the_most_similar_come_first(versions: list[Version]) -> None:
    analysed(versions)
    text = "The brewery poured dye into the canal"
    near = similar_claims(vector=embed_texts([text])[0], text=text, model_version=embedder().version)
    assert Claim.objects.get(pk=near[0].claim_id).text == text
    assert [item.similarity for item in near] == sorted((item.similarity for item in near), reverse=True)
