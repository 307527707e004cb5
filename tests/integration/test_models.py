"""What the database itself refuses and computes."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, Pair, Review, Verdict
from claims.nlp.types import Relation
from sources.models import Version
from tests.factories import ClaimFactory, PairFactory, ReviewFactory, UserFactory, VerdictFactory, VersionFactory

pytestmark = pytest.mark.django_db


def test_a_versions_text_cannot_be_rewritten() -> None:
    version = VersionFactory()
    with pytest.raises(IntegrityError, match="never edited"):
        Version.objects.filter(pk=version.pk).update(text="something else")


def test_what_a_version_knows_beside_its_text_can_change() -> None:
    version = VersionFactory()
    assert Version.objects.filter(pk=version.pk).update(language="fr") == 1


def test_a_verdict_cannot_be_edited() -> None:
    verdict = VerdictFactory()
    with pytest.raises(IntegrityError, match="never edited"):
        Verdict.objects.filter(pk=verdict.pk).update(relation=Relation.RESTATES)


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(note="changed my mind"), lambda rows: rows._raw_delete("default")]
)
def test_a_review_is_neither_edited_nor_deleted(change) -> None:  # type: ignore[no-untyped-def]
    review = ReviewFactory()
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        change(Review.objects.filter(pk=review.pk))
    assert Review.objects.filter(pk=review.pk, note="").exists()


def test_two_claims_form_one_pair_whichever_comes_first() -> None:
    pair = PairFactory()
    with pytest.raises(IntegrityError, match="pair_unique"):
        Pair.objects.create(a=pair.b, b=pair.a, similarity=0.5)


def test_a_claim_has_words() -> None:
    claim = ClaimFactory()
    with pytest.raises(IntegrityError, match="claim_span_not_empty"):
        Claim.objects.filter(pk=claim.pk).update(end=claim.start)


def test_search_finds_names_without_their_accents() -> None:
    version = VersionFactory(text="“Kovač’s bridge is leaking,” said Zoë Müller.")
    claim = ClaimFactory(version=version, text="Kovač’s bridge is leaking")
    assert list(Claim.objects.search("Kovac leak")) == [claim]


def test_state_follows_the_newest_review() -> None:
    verdict = VerdictFactory()
    states = [Pair.objects.with_state().get().state]
    for decision in (Review.Decision.CONFIRMED, Review.Decision.DISMISSED, Review.Decision.WITHDRAWN):
        ReviewFactory(verdict=verdict, decision=decision)
        states.append(Pair.objects.with_state().get().state)
    assert states == ["suggested", "confirmed", "dismissed", "suggested"]


def test_pairs_show_the_newest_verdict() -> None:
    old = VerdictFactory(judge_version="1")
    VerdictFactory(pair=old.pair, judge_version="2", relation=Relation.UPDATES, axis="")
    assert Pair.objects.with_state().get().relation == Relation.UPDATES


def test_the_same_words_in_a_later_version_are_listed_once() -> None:
    pair = PairFactory()
    again = VersionFactory(article=pair.a.version.article, number=2, text=pair.a.version.text + "More.")
    PairFactory(a=ClaimFactory(version=again), b=pair.b)
    assert list(Pair.objects.told_once()) == [pair]


def test_the_same_words_in_a_reprint_are_listed_once() -> None:
    pair = PairFactory()
    reprint = VersionFactory(article__copy_of=pair.a.version.article)
    PairFactory(a=ClaimFactory(version=reprint), b=pair.b)
    assert list(Pair.objects.told_once()) == [pair]


def test_other_words_in_a_reprint_are_listed() -> None:
    pair = PairFactory()
    reprint = VersionFactory(article__copy_of=pair.a.version.article, text="The bridge stays shut, Kovač said.")
    other = PairFactory(a=ClaimFactory(version=reprint, text="The bridge stays shut"), b=pair.b)
    assert set(Pair.objects.told_once()) == {pair, other}


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        ("reader", "claims.view_claim", "sources.add_article"),
        ("reporter", "claims.add_draft", "claims.add_review"),
        ("reporter", "claims.view_speakerdecision", "claims.change_speaker"),
        ("editor", "claims.add_review", "claims.add_speaker"),
        ("editor", "claims.change_speaker", "sources.change_source"),
        ("admin", "claims.change_speaker", "claims.change_review"),
    ],
)
def test_roles(role: str, allowed: str, refused: str) -> None:
    user = UserFactory(role=role)
    assert user.has_perm(allowed)
    assert not user.has_perm(refused)


def test_extensions_are_those_the_design_names() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        names = {row[0] for row in cursor.fetchall()}
    assert {"vector", "pg_trgm", "unaccent"} <= names
