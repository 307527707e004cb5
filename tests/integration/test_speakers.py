"""Speakers across texts: the same whatever the order, and no guess where two people fit."""

import datetime
import hashlib
import itertools

import pytest
from django.db import connection

from claims.extraction import extract_claims
from claims.models import Alias, Claim, Mention, Role, Speaker
from claims.speakers import resolve_speakers
from sources.models import Version
from tests.factories import ArticleFactory, UserFactory, VersionFactory

pytestmark = pytest.mark.django_db

FULL = "Peruvian Energy Minister Lucía Barrientos said on Monday that the dam would hold.\n"
LONGER = "The dam is safe, according to Lucía Barrientos Quispe, the Peruvian energy minister.\n"
SURNAME = "Minister Barrientos said that the dam was inspected in June.\n"
PLAIN = "“The dam was inspected twice,” Energy Minister Lucia Barrientos said.\n"
NAMESAKE = "Tomás Barrientos, a farmer, said that his field was flooded.\n"
DELEGATION = (
    "The Peruvian delegation said that the talks would go on. The Chilean government denied that talks were held.\n"
)


def make_versions(texts: list[str]) -> list[Version]:
    versions = []
    for number, text in enumerate(texts):
        article = ArticleFactory(published_at=datetime.datetime(2024, 3, 1 + number, tzinfo=datetime.UTC))
        versions.append(VersionFactory(article=article, text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))
    return versions


def run(versions: list[Version]) -> None:
    for version in versions:
        extract_claims(version=version)
        resolve_speakers(version=version)


def outcome(versions: list[Version]) -> list[object]:
    """Everything about speakers that a reader sees, without row numbers."""
    names = dict(Speaker.objects.values_list("pk", "key"))
    mentions = [
        (
            versions.index(mention.version),
            mention.key,
            names.get(mention.speaker_id),
            [(names[c["speaker"]], c["score"]) for c in mention.candidates],
        )
        for mention in Mention.objects.filter(version__in=versions).order_by("version_id", "key")
    ]
    speakers = list(Speaker.objects.order_by("key", "kind").values_list("name", "key", "kind", "side"))
    aliases = sorted(Alias.objects.values_list("speaker__key", "name", "key"))
    roles = sorted(Role.objects.values_list("speaker__key", "title", "first_seen_on", "last_seen_on"))
    return [mentions, speakers, aliases, roles]


def clear() -> None:
    Claim.objects.all().delete()
    Mention.objects.all().delete()
    Speaker.objects.all().delete()


def speaker_of(version: Version) -> str | None:
    mention = Mention.objects.filter(version=version).order_by("pk").first()
    assert mention is not None
    return mention.speaker.name if mention.speaker else None


@pytest.mark.parametrize("texts", [[FULL, LONGER, SURNAME, PLAIN], [FULL, SURNAME, NAMESAKE, DELEGATION]])
def test_the_order_of_reading_does_not_matter(texts: list[str]) -> None:
    versions = make_versions(texts)
    results = []
    for order in itertools.islice(itertools.permutations(versions), 0, None, 5):
        clear()
        run(list(order))
        results.append(outcome(versions))
    for result in results:
        assert result == results[0]
    assert results[0][0]


def test_a_second_run_changes_no_row() -> None:
    versions = make_versions([FULL, LONGER, SURNAME, PLAIN, NAMESAKE, DELEGATION])
    run(versions)

    def rows() -> list[object]:
        found = []
        with connection.cursor() as cursor:
            for table in ("claims_mention", "claims_speaker", "claims_alias", "claims_role"):
                cursor.execute(f"SELECT xmin::text, t.* FROM {table} t ORDER BY id")  # noqa: S608
                found.append(cursor.fetchall())
        return found

    before = rows()
    run(versions)
    assert rows() == before


def test_forms_of_one_name_are_one_speaker() -> None:
    versions = make_versions([FULL, LONGER, SURNAME, PLAIN])
    run(versions)
    assert {speaker_of(version) for version in versions} == {"Lucía Barrientos Quispe"}
    (speaker,) = Speaker.objects.all()
    assert (speaker.kind, speaker.side) == ("person", "Peru")
    assert {"lucia barrientos", "barrientos"} <= set(speaker.aliases.values_list("key", flat=True))
    seen = speaker.roles.get(key="peruvian energy minister")
    assert (seen.first_seen_on, seen.last_seen_on) == (datetime.date(2024, 3, 1), datetime.date(2024, 3, 2))


def test_a_surname_of_two_people_names_neither() -> None:
    text = "Barrientos said that the water had risen.\n"
    versions = make_versions([FULL, NAMESAKE, text])
    run(versions)
    mention = Mention.objects.get(version=versions[2])
    assert mention.speaker is None
    names = dict(Speaker.objects.values_list("pk", "name"))
    assert {names[c["speaker"]] for c in mention.candidates} == {"Lucía Barrientos", "Tomás Barrientos"}
    scores = [c["score"] for c in mention.candidates]
    assert scores == sorted(scores, reverse=True)


def test_the_office_tells_two_people_of_one_surname_apart() -> None:
    versions = make_versions([FULL, NAMESAKE, SURNAME])
    run(versions)
    assert speaker_of(versions[2]) == "Lucía Barrientos"


def test_a_surname_alone_waits_for_a_name() -> None:
    versions = make_versions([SURNAME, FULL])
    run(versions[:1])
    assert speaker_of(versions[0]) is None
    run(versions[1:])
    assert speaker_of(versions[0]) == "Lucía Barrientos"


def test_a_slip_of_spelling_joins_only_with_the_same_office() -> None:
    slip = "Energy Minister Lucía Barientos said on Friday that turbines were ordered.\n"
    other = "Lucía Barrientes, a singer, said that the concert was sold out.\n"
    versions = make_versions([FULL, PLAIN, slip, other])
    run(versions)
    assert [speaker_of(version) for version in versions] == [*["Lucía Barrientos"] * 3, "Lucía Barrientes"]


def test_governments_and_delegations_have_canonical_names() -> None:
    versions = make_versions([DELEGATION])
    run(versions)
    assert set(Speaker.objects.values_list("name", "kind", "side")) == {
        ("Peru delegation", "delegation", "Peru"),
        ("Chile government", "government", "Chile"),
    }


def test_an_acronym_in_another_text_is_the_body_it_stands_for() -> None:
    full = "The Northern Water Organization (NWO) said that the dam held.\n"
    versions = make_versions(["NWO said that the dam was inspected in May.\n", full])
    run(versions)
    assert [speaker_of(version) for version in versions] == ["Northern Water Organization"] * 2


def test_a_name_an_earlier_analysis_found_no_longer_makes_a_surname_ambiguous() -> None:
    versions = make_versions([FULL, NAMESAKE, "Barrientos said that the water had risen.\n"])
    run(versions)
    assert speaker_of(versions[2]) is None
    Claim.objects.filter(version=versions[1]).update(retired_at=datetime.datetime(2024, 4, 1, tzinfo=datetime.UTC))
    resolve_speakers(version=versions[1])
    assert speaker_of(versions[2]) == "Lucía Barrientos"


def test_what_a_person_decided_is_left_alone() -> None:
    versions = make_versions([FULL, SURNAME])
    run(versions)
    other = Speaker.objects.create(name="Eva Barrientos", key="eva barrientos", origin=Speaker.Origin.CURATED)
    Mention.objects.filter(version=versions[1]).update(speaker=other, decided_by=UserFactory(role="editor"))
    run(versions)
    assert speaker_of(versions[1]) == "Eva Barrientos"


def test_a_confirmed_speaker_keeps_the_name_a_person_gave() -> None:
    curated = Speaker.objects.create(
        name="Lucía Barrientos Q.", key="lucia barrientos q", origin=Speaker.Origin.CURATED
    )
    curated.aliases.create(name="Lucía Barrientos", key="lucia barrientos", origin=Speaker.Origin.CURATED)
    versions = make_versions([FULL, PLAIN])
    run(versions)
    assert set(Mention.objects.values_list("speaker", flat=True)) == {curated.pk}
    assert Speaker.objects.count() == 1
