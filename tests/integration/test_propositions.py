"""Restated claims are joined where nothing speaks against it, in whatever order they come; copies count once."""

from __future__ import annotations

import datetime
from itertools import permutations

import pytest

from claims.models import Claim, Proposition
from claims.nlp.types import Relation
from claims.propositions import group_claims, sides
from tests.factories import ArticleFactory, ClaimFactory, PairFactory, VerdictFactory, VersionFactory

pytestmark = pytest.mark.django_db

TEXT = "The brewery poured dye into the canal"


def claim(name: str, *, day: int, copy_of: Claim | None = None) -> Claim:
    article = ArticleFactory(
        external_id=name,
        published_at=datetime.datetime(2024, 3, day, tzinfo=datetime.UTC),
        copy_of=copy_of.version.article if copy_of else None,
    )
    found: Claim = ClaimFactory(version=VersionFactory(article=article, text=f"{TEXT}, said {name}."), text=TEXT)
    return found


def judged(a: Claim, b: Claim, relation: Relation) -> None:
    VerdictFactory(pair=PairFactory(a=a, b=b), relation=relation.value, axis="")


def groups() -> set[frozenset[int]]:
    return {frozenset(proposition.claims.values_list("pk", flat=True)) for proposition in Proposition.objects.all()} - {
        frozenset()
    }


def test_restated_claims_are_one_proposition_whose_key_is_the_earliest() -> None:
    a, b, c = claim("a", day=3), claim("b", day=4), claim("c", day=5)
    for first, second in ((a, b), (b, c), (a, c)):
        judged(first, second, Relation.RESTATES)
    group_claims(version=c.version)
    assert groups() == {frozenset((a.pk, b.pk, c.pk))}


@pytest.mark.parametrize("between", [Relation.CONTRADICTS, Relation.DIFFERS_IN_SCOPE, Relation.UNRELATED])
def test_a_chain_is_not_followed_where_its_ends_differ(between: Relation) -> None:
    a, b, c = claim("a", day=3), claim("b", day=4), claim("c", day=5)
    judged(a, b, Relation.RESTATES)
    judged(b, c, Relation.RESTATES)
    judged(a, c, between)
    group_claims(version=a.version)
    assert groups() == {frozenset((a.pk, b.pk))}


def test_the_order_of_work_does_not_matter() -> None:
    made = [claim(name, day=day) for name, day in (("a", 3), ("b", 4), ("c", 5), ("d", 6))]
    a, b, c, d = made
    for first, second in ((a, b), (b, c), (c, d), (a, c)):
        judged(first, second, Relation.RESTATES)
    judged(a, d, Relation.CONTRADICTS)
    outcomes = []
    for order in permutations(made):
        Claim.objects.update(proposition=None)
        Proposition.objects.all().delete()
        for each in order:
            group_claims(version=each.version)
        outcomes.append((groups(), set(Proposition.objects.values_list("key", flat=True))))
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_a_second_run_changes_nothing() -> None:
    a, b = claim("a", day=3), claim("b", day=4)
    judged(a, b, Relation.RESTATES)
    group_claims(version=a.version)
    before = list(Proposition.objects.values())
    group_claims(version=b.version)
    assert list(Proposition.objects.values()) == before


def test_a_proposition_dissolves_when_its_restatement_goes() -> None:
    a, b = claim("a", day=3), claim("b", day=4)
    judged(a, b, Relation.RESTATES)
    group_claims(version=a.version)
    b.retired_at = datetime.datetime(2024, 3, 9, tzinfo=datetime.UTC)
    b.save()
    group_claims(version=a.version)
    assert groups() == set()
    assert not Proposition.objects.exists()


def test_sides_and_copies() -> None:
    a, b = claim("a", day=3), claim("b", day=4)
    copy = claim("copy", day=5, copy_of=a)
    denial = claim("denial", day=6)
    for first, second in ((a, b), (a, copy), (b, copy)):
        judged(first, second, Relation.RESTATES)
    judged(a, denial, Relation.CONTRADICTS)
    group_claims(version=a.version)
    affirming, denying = sides(Proposition.objects.get())
    assert [item.pk for item in affirming.claims] == [a.pk, b.pk, copy.pk]
    assert affirming.source_events == 2
    assert [item.pk for item in denying.claims] == [denial.pk]
    assert not denying.affirms
