"""Verdicts: one per pair and judge version, never edited, and from the two texts alone."""

from __future__ import annotations

import datetime

import pytest

from claims import verdicts
from claims.models import Mention, Pair, Verdict
from claims.verdicts import judge_pairs
from tests.factories import ArticleFactory, ClaimFactory, MentionFactory, PairFactory, SpeakerFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    claims = []
    for day, speaker, side, text in [
        (4, "Lena Voss", "Port Council", "The company does not import coal"),
        (6, "Omar Teel", "Dockers", "The company imports coal"),
    ]:
        article = ArticleFactory(published_at=datetime.datetime(2024, 3, day, tzinfo=datetime.UTC))
        version = VersionFactory(article=article, text=f"{text}, {speaker} said.")
        mention = MentionFactory(version=version, names=[speaker], side=side, speaker=None)
        claims.append(ClaimFactory(version=version, text=text, mention=mention))
    pair: Pair = PairFactory(a=claims[0], b=claims[1], similarity=0.8)
    return pair


def test_a_contradiction_with_its_words(pair: Pair) -> None:
    judge_pairs(version=pair.a.version)
    verdict = pair.verdicts.get()
    assert (verdict.relation, verdict.axis, verdict.same_speaker) == ("contradicts", "polarity", False)
    (reason,) = verdict.reasons
    assert [pair.a.text[start:end] for start, end in reason["a"]] == ["not", "import"]
    assert [pair.b.text[start:end] for start, end in reason["b"]] == ["imports"]


def test_judged_once_from_either_side(pair: Pair) -> None:
    judge_pairs(version=pair.b.version)
    before = list(Verdict.objects.values())
    judge_pairs(version=pair.b.version)
    judge_pairs(version=pair.a.version)
    assert list(Verdict.objects.values()) == before


def test_a_new_judge_version_adds_a_row(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    judge_pairs(version=pair.a.version)
    first = Verdict.objects.values().get()
    monkeypatch.setattr(verdicts, "JUDGE_VERSION", "later")
    judge_pairs(version=pair.a.version)
    assert Verdict.objects.count() == 2
    assert Verdict.objects.values().get(pk=first["id"]) == first


def test_a_speaker_resolved_later_changes_no_verdict(pair: Pair) -> None:
    judge_pairs(version=pair.a.version)
    before = Verdict.objects.values().get()
    Verdict.objects.all().delete()
    Mention.objects.update(speaker=SpeakerFactory())
    judge_pairs(version=pair.a.version)
    after = Verdict.objects.values().get()
    for changing in ("id", "created_at"):
        before.pop(changing)
        after.pop(changing)
    assert after == before


def test_retired_claims_are_not_judged(pair: Pair) -> None:
    pair.b.retired_at = datetime.datetime(2024, 3, 9, tzinfo=datetime.UTC)
    pair.b.save()
    judge_pairs(version=pair.a.version)
    assert not Verdict.objects.exists()
