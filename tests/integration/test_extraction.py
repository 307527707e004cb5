"""Claims and mentions of a version as rows: written once, updated where they differ, retired where they vanish."""

import datetime
import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.extraction import PIPELINE_VERSION, extract_claims
from claims.models import Claim, Mention
from sources.models import Version
from tests.factories import ArticleFactory, VersionFactory

pytestmark = pytest.mark.django_db

TEXT = (
    "The canal will be closed for repairs until March, Mayor Ines Tavares said on Tuesday.\n\n"
    "“We have found cracks in 14 of the 60 locks,” she said. “Nobody has been in danger.”\n\n"
    "According to the boatmen's union, the cracks were reported two years ago.\n\n"
    "“The town,” engineer Ruud Bakker said, “knew of this.”\n"
)


def make_version(text: str = TEXT, **fields: object) -> Version:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return VersionFactory(text=text, sha256=sha256, **fields)


def state(version: Version) -> list[object]:
    """All columns of the version's claims and mentions, with the system's own row version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, c.* FROM claims_claim c WHERE version_id = %s ORDER BY id", [version.pk])
        claims = cursor.fetchall()
        cursor.execute("SELECT xmin::text, m.* FROM claims_mention m WHERE version_id = %s ORDER BY id", [version.pk])
        return [*claims, *cursor.fetchall()]


def test_claims_are_bound_to_the_text_by_offsets_and_hash() -> None:
    version = make_version()
    outcome = extract_claims(version=version, pipeline_version=PIPELINE_VERSION)
    claims = list(Claim.objects.filter(version=version))
    assert outcome.claims == len(claims) >= 4
    assert not outcome.skipped
    for claim in claims:
        words = " … ".join(TEXT[start:end] for start, end in claim.spans)
        assert claim.text == words
        assert claim.sha256 == hashlib.sha256(words.encode()).hexdigest()
        assert claim.spans_key == ",".join(f"{start}-{end}" for start, end in claim.spans)
        assert (claim.start, claim.end) == (claim.spans[0][0], claim.spans[-1][1])


def test_what_a_claim_holds() -> None:
    article = ArticleFactory(published_at=datetime.datetime(2024, 1, 10, 9, tzinfo=datetime.UTC))
    version = make_version(article=article)
    extract_claims(version=version)
    cracks = Claim.objects.get(version=version, text__startswith="We have found")
    assert (cracks.kind, cracks.cue, cracks.mention_text) == ("direct", "said", "she")
    assert cracks.mention is not None
    assert cracks.mention.names == ["Ines Tavares"]
    assert cracks.mention.roles == ["Mayor"]
    assert any(quantity["low"] == 14 for quantity in cracks.quantities)
    following = Claim.objects.get(version=version, text__startswith="Nobody")
    assert following.mention == cracks.mention
    assert following.polarity == "negated"
    split = Claim.objects.get(version=version, text="The town … knew of this")
    assert len(split.spans) == 2
    old = Claim.objects.get(version=version, text__contains="were reported")
    assert (old.time_from, old.time_to) == (datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))


def test_a_second_run_changes_no_row() -> None:
    version = make_version()
    extract_claims(version=version)
    before = state(version)
    extract_claims(version=version)
    assert state(version) == before


def test_a_claim_no_longer_found_is_retired_and_one_found_again_comes_back() -> None:
    version = make_version()
    extract_claims(version=version)
    gone = Claim.objects.create(
        version=version, start=0, end=9, spans=[[0, 9]], spans_key="0-9", text=TEXT[:9], sha256="", kind="direct",
        confidence=1, pipeline_version="older",
    )  # fmt: skip
    kept = Claim.objects.filter(version=version).exclude(pk=gone.pk).first()
    assert kept is not None
    Claim.objects.filter(pk=kept.pk).update(
        retired_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), cue="muttered"
    )
    extract_claims(version=version)
    gone.refresh_from_db()
    assert gone.retired_at is not None
    kept.refresh_from_db()
    assert kept.retired_at is None
    assert kept.cue != "muttered"


def test_the_proposition_and_speaker_given_later_survive() -> None:
    version = make_version()
    extract_claims(version=version)
    mention = Mention.objects.get(version=version, key="ines tavares")
    mention.candidates = [{"speaker": 1, "score": 0.5}]
    mention.save()
    extract_claims(version=version)
    mention.refresh_from_db()
    assert mention.candidates == [{"speaker": 1, "score": 0.5}]


def test_another_language_is_labelled_and_left() -> None:
    text = "El alcalde dijo el martes que el canal permanecerá cerrado hasta marzo para hacer reparaciones urgentes."
    version = make_version(text)
    outcome = extract_claims(version=version)
    assert (outcome.claims, outcome.skipped) == (0, "language: es")
    version.refresh_from_db()
    assert version.language == "es"
    assert not Claim.objects.filter(version=version).exists()


def test_statements_do_not_grow_with_the_number_of_claims() -> None:
    short, long = make_version(), make_version(TEXT * 12)
    with CaptureQueriesContext(connection) as few:
        extract_claims(version=short)
    with CaptureQueriesContext(connection) as many:
        extract_claims(version=long)
    assert len(many) == len(few)
