"""Precision in use: each pair once, by its last decision, as a command prints it and the page shows it."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from claims.models import Claim, Review, Verdict
from claims.precision import measured
from claims.precision.formulas import wilson
from claims.precision.in_use import Asked, draw, in_use
from tests.factories import ClaimFactory, PairFactory, ReviewFactory, UserFactory, VerdictFactory, VersionFactory

pytestmark = pytest.mark.django_db


def printed(*arguments: object, **options: object) -> str:
    out = io.StringIO()
    call_command("precision", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def as_json(*arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed("--json", *arguments))
    return found


def decide(verdict: Verdict, decision: str, **given: object) -> Review:
    # Hashing a password would take longer than the rest of a test.
    review: Review = ReviewFactory(verdict=verdict, decision=decision, reviewer__password=None, **given)
    return review


def reviewed(decision: str, *, reason: str = "", on: str = "2024-03-05T12:00", **given: object) -> Review:
    return decide(
        VerdictFactory(created_at=datetime.datetime(2024, 3, 1, tzinfo=datetime.UTC), **given),
        decision,
        reason=reason,
        created_at=datetime.datetime.fromisoformat(on).replace(tzinfo=datetime.UTC),
    )


def test_counts_by_relation_axis_version_and_confidence() -> None:
    reviewed("confirmed", confidence=0.93)
    reviewed("dismissed", reason="other_time", confidence=0.91)
    reviewed("dismissed", reason="wrong_speaker", relation="updates", axis="", confidence=0.55, judge_version="other")
    reviewed("second_look", confidence=1.0, axis="polarity")
    VerdictFactory(confidence=0.3)
    VerdictFactory(relation="unrelated", axis="")
    VerdictFactory(relation="abstain", axis="")
    found = as_json()
    assert found["total"]["suggested"] == 5
    by_relation = {row["relation"]: row for row in found["relations"]}
    contradicts = by_relation["contradicts"]
    assert (contradicts["suggested"], contradicts["reviewed"], contradicts["confirmed"]) == (4, 2, 1)
    assert (contradicts["dismissed"], contradicts["reasons"], contradicts["second_look"]) == (1, {"other_time": 1}, 1)
    low, high = wilson(1, 2)
    assert contradicts["precision"] == {"value": 0.5, "low": round(low, 6), "high": round(high, 6)}
    assert by_relation["updates"]["reasons"] == {"wrong_speaker": 1}
    assert by_relation["restates"]["precision"] == {"value": None, "low": None, "high": None}
    assert {row["axis"]: row["suggested"] for row in found["contradicts_by_axis"]} == {"date": 3, "polarity": 1}
    versions = {(row["judge_version"], row["relation"]): row["suggested"] for row in found["judge_versions"]}
    assert versions == {("test", "contradicts"): 4, ("other", "updates"): 1}
    bins = {row["low"]: (row["suggested"], row["reviewed"], row["confirmed"]) for row in found["confidence"]}
    assert bins == {0.3: (1, 0, 0), 0.5: (1, 1, 0), 0.9: (3, 2, 1)}
    # Two reviewed at 0.92 on average with a half confirmed, one at 0.55 with none.
    assert found["calibration_error"] == round((2 * 0.42 + 0.55) / 3, 4)
    assert found["random_sample"] is False


def test_a_pair_counts_once_by_its_last_decision() -> None:
    first = reviewed("confirmed")
    decide(first.verdict, "dismissed", reason="other")
    assert (in_use().total.confirmed, in_use().total.dismissed) == (0, 1)
    decide(first.verdict, "withdrawn")
    assert (in_use().total.suggested, in_use().total.reviewed) == (1, 0)


def test_a_decision_counts_for_the_judgement_that_was_on_the_screen() -> None:
    confirmed = reviewed("confirmed", judge_version="1")
    VerdictFactory(pair=confirmed.pair, judge_version="2", relation="unrelated", axis="")
    open_pair = VerdictFactory(judge_version="1").pair
    VerdictFactory(pair=open_pair, judge_version="2", relation="updates", axis="")
    counted = in_use()
    assert {key: tally.suggested for key, tally in counted.versions.items()} == {
        ("1", "contradicts"): 1,
        ("2", "updates"): 1,
    }
    assert counted.relations["contradicts"].confirmed == 1
    assert in_use(Asked(judge_version="2")).total.confirmed == 0
    # Taken back, the pair is what the newest version says: nothing to suggest.
    decide(confirmed.verdict, "withdrawn")
    assert in_use().relations["contradicts"].suggested == 0


def test_repeats_and_what_no_longer_stands_are_left_out() -> None:
    review = reviewed("confirmed")
    again = VersionFactory(article=review.pair.a.version.article, number=2, text=review.pair.a.version.text + "More.")
    reviewed("confirmed", pair=PairFactory(a=ClaimFactory(version=again), b=review.pair.b))
    gone = reviewed("dismissed")
    Claim.objects.filter(pk=gone.pair.a_id).update(retired_at=timezone.now())
    counted = in_use()
    assert (counted.total.suggested, counted.total.confirmed, counted.left_out) == (1, 1, 2)
    assert "Left out: 2 reviewed pairs" in printed()


def test_days_are_those_of_the_decision_both_included() -> None:
    reviewed("confirmed", on="2024-03-05T00:00")
    reviewed("confirmed", on="2024-03-06T23:59")
    reviewed("dismissed", on="2024-03-07T00:00")
    period = as_json("--since", "2024-03-05", "--until", "2024-03-06")
    assert (period["total"]["suggested"], period["total"]["confirmed"], period["total"]["dismissed"]) == (3, 2, 0)
    assert as_json("--since", "2024-03-07")["total"]["reviewed"] == 1
    assert as_json("--until", "2024-02-28")["total"]["suggested"] == 0
    assert as_json("--until", "9999-12-31")["total"]["reviewed"] == 3


def test_the_last_decision_alone_may_fall_into_a_period() -> None:
    first = reviewed("confirmed", on="2024-03-05T10:00")
    decide(first.verdict, "dismissed")
    assert as_json("--until", "2024-03-05")["total"]["reviewed"] == 0


def test_an_empty_record_says_what_to_do() -> None:
    assert "manage.py ingest" in printed()
    assert "manage.py ingest" in printed("--sample", 5)
    assert as_json()["total"]["suggested"] == 0
    VerdictFactory()
    told = printed()
    assert "No reviewer has confirmed or dismissed" in told
    assert "--sample 50" in told


def test_the_command_says_that_reviewed_pairs_are_no_random_sample() -> None:
    reviewed("confirmed")
    reviewed("dismissed", reason="other_scope")
    told = printed()
    assert "no random sample" in told
    assert "50.0 % (9.5–90.5 %)" in told
    assert "contradicts: another unit, place or population: 1" in told


def test_a_sample_is_the_same_again_and_hangs_on_no_review() -> None:
    for _ in range(12):
        VerdictFactory()
    drawn = [row.pair_id for row in draw(size=5, seed=7).drawn]
    assert len(set(drawn)) == 5
    assert [row.pair_id for row in draw(size=5, seed=8).drawn] != drawn
    told = printed("--sample", 5, "--seed", 7)
    assert "5 of 12 suggestions" in told
    assert all(reverse("pair-detail", args=[pk]) in told for pk in drawn)
    for pk in drawn[:4]:
        verdict = Verdict.objects.get(pair=pk)
        decide(verdict, "confirmed" if pk != drawn[0] else "dismissed")
    half = as_json("--sample", 5, "--seed", 7)
    assert [row["pair"] for row in half["drawn"]] == drawn
    assert (half["complete"], half["precision"]["value"]) == (False, 0.75)
    decide(Verdict.objects.get(pair=drawn[4]), "second_look")
    assert draw(size=5, seed=7).to_review[0].decision == "second_look"
    decide(Verdict.objects.get(pair=drawn[4]), "confirmed")
    assert "The whole sample is decided" in printed("--sample", 5, "--seed", 7)
    assert draw(size=5, seed=7).precision.counts == "4 of 5"


def test_a_sample_of_one_relation() -> None:
    VerdictFactory()
    update = VerdictFactory(relation="updates", axis="")
    assert [row.pair_id for row in draw(size=9, seed=1, relation="updates").drawn] == [update.pair_id]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "2024-03-05", "--until", "2024-03-04"], "lies before"),
        (["--since", "yesterday"], "is no day"),
        (["--sample", "0"], "from 1 to"),
        (["--sample", "5", "--since", "2024-03-05"], "leave --since"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        printed(*arguments)


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(UserFactory(role="reader", password=None))
    return client


def test_the_page_shows_the_decisions_and_the_measured_figures(reader: Client) -> None:
    reviewed("dismissed", reason="other_time")
    page = reader.get(reverse("quality"))
    row = "<td>1</td><td>1</td><td>0</td><td>1</td><td>0</td><td class='number'>0.0 % (0.0–79.3 %)</td>"
    assertContains(page, f'<tr><th scope="row">contradicts</th>{row}</tr>', html=True)
    assertContains(page, "no random sample")
    assertContains(page, "not the same time")
    assertContains(page, measured.load_relations().sets[0].scores[0].recall.in_words)
    assertContains(page, measured.load_attribution().sets[0].scores[0].share.in_words)


def test_the_page_of_an_empty_record(reader: Client) -> None:
    page = reader.get(reverse("quality"))
    assertContains(page, "The machine has suggested nothing yet")
    assertNotContains(page, reverse("article-add"))  # a reader may not add any
    VerdictFactory()
    assertContains(reader.get(reverse("quality")), "No suggestion has been confirmed or dismissed yet")


def test_the_page_warns_of_figures_of_another_version(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    attribution, relations = measured.load_attribution().version, measured.load_relations().version
    monkeypatch.setattr("claims.web.views.quality.PIPELINE_VERSION", attribution)
    monkeypatch.setattr("claims.web.views.quality.JUDGE_VERSION", relations)
    assertNotContains(reader.get(reverse("quality")), "of another version")
    monkeypatch.setattr("claims.web.views.quality.JUDGE_VERSION", "later-9")
    assertContains(reader.get(reverse("quality")), "of another version", count=1)
    monkeypatch.setattr("claims.web.views.quality.PIPELINE_VERSION", "later-9")
    page = reader.get(reverse("quality"))
    assertContains(page, "of another version", count=2)
    assertContains(page, f"later-9 runs here, {relations} was measured")


def test_the_page_asks_few_questions(reader: Client, django_assert_max_num_queries: Any) -> None:
    for decision in ("confirmed", "dismissed", "second_look"):
        reviewed(decision)
    with django_assert_max_num_queries(10):
        reader.get(reverse("quality"))
