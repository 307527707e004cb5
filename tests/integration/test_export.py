"""`manage.py export`: the record as one JSON object a line, in exactly the promised form."""

import json
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim, Pair, Review, Verdict
from tests.conftest import ROOT, on_test_database
from tests.factories import (
    ClaimFactory,
    MentionFactory,
    PairFactory,
    ReviewFactory,
    SpeakerFactory,
    VerdictFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db

Relation = Verdict.Relation


def export(what: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("export", what, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_claim_has_the_promised_fields() -> None:
    claim = ClaimFactory()
    article = claim.version.article
    speaker = claim.mention.speaker
    assert export("claims") == [
        {
            "id": claim.pk,
            "article": {
                "external_id": article.external_id,
                "url": "",
                "title": article.title,
                "published_at": "2024-03-05T00:00:00+00:00",
                "source": article.source.name,
            },
            "version": 1,
            "start": claim.start,
            "end": claim.end,
            "spans": [[claim.start, claim.end]],
            "text": "The harbour bridge will open in May",
            "kind": "indirect",
            "cue": "said",
            "mention": speaker.name,
            "speaker": {"id": speaker.pk, "name": speaker.name},
            "confidence": 0.9,
        }
    ]
    assert claim.version.text[claim.start : claim.end] == claim.text


def test_an_unresolved_speaker_is_null() -> None:
    version = VersionFactory()
    ClaimFactory(version=version, mention=MentionFactory(version=version, speaker=None))
    ClaimFactory(version=version, mention=None, text="harbour bridge")
    assert [row["speaker"] for row in export("claims")] == [None, None]


def test_a_merged_speaker_is_given_as_the_one_it_was_merged_into() -> None:
    claim = ClaimFactory()
    whole = SpeakerFactory(name="Ana Maria Kovač", key="ana maria kovac")
    claim.mention.speaker.merged_into = whole
    claim.mention.speaker.save()
    assert export("claims")[0]["speaker"] == {"id": whole.pk, "name": "Ana Maria Kovač"}


def test_retired_claims_and_their_relations_are_left_out() -> None:
    pair = VerdictFactory().pair
    Claim.objects.filter(pk=pair.b_id).update(retired_at=timezone.now())
    assert [row["id"] for row in export("claims")] == [pair.a_id]
    assert export("relations") == []


def test_a_relation_is_the_newest_verdict_with_the_state_that_a_person_gave_it() -> None:
    speaker = SpeakerFactory()
    old = VerdictFactory(
        judge_version="old",
        relation=Relation.UPDATES,
        axis="",
        pair__a__mention__speaker=speaker,
        pair__b__mention__speaker=speaker,
    )
    new = VerdictFactory(pair=old.pair, judge_version="new")
    expected = {
        "id": new.pair_id,
        "relation": "contradicts",
        "axis": "date",
        "confidence": 0.9,
        "state": "suggested",
        "a": new.pair.a_id,
        "b": new.pair.b_id,
        "same_speaker": True,
        "reasons": [{"text": "May against not before September.", "a": [[32, 35]], "b": [[20, 41]]}],
    }
    assert export("relations") == [expected]
    ReviewFactory(verdict=new, decision=Review.Decision.DISMISSED)
    assert export("relations") == [expected | {"state": "dismissed"}]
    ReviewFactory(verdict=new, decision=Review.Decision.WITHDRAWN)
    assert export("relations") == [expected]


@pytest.mark.parametrize("relation", [Relation.UNRELATED, Relation.ABSTAIN])
def test_pairs_that_say_nothing_are_left_out(relation: Relation) -> None:
    VerdictFactory(relation=relation, axis="")
    restated = VerdictFactory(relation=Relation.RESTATES, axis="")
    VerdictFactory(pair=VerdictFactory(judge_version="old").pair, judge_version="new", relation=relation, axis="")
    PairFactory()
    assert [(row["id"], row["axis"]) for row in export("relations")] == [(restated.pair_id, None)]


def test_the_number_of_queries_does_not_grow_with_the_record(django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        VerdictFactory()
    with django_assert_max_num_queries(1) as claims:
        assert len(export("claims")) == 10
    assert isinstance(claims, CaptureQueriesContext)
    with django_assert_max_num_queries(1):
        assert len(export("relations")) == 5


def test_unknown_matter_is_refused() -> None:
    with pytest.raises(CommandError, match="claims"):
        call_command("export", "articles")


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_claims_in_bounded_memory_and_a_reader_that_leaves_early() -> None:
    version = VersionFactory(text="The bridge will open in May. " * 10_000)
    mention = MentionFactory(version=version)
    Claim.objects.bulk_create(
        Claim(
            version=version,
            start=29 * n,
            end=29 * n + 27,
            spans=[[29 * n, 29 * n + 27]],
            spans_key=f"{29 * n}-{29 * n + 27}",
            text="The bridge will open in May",
            sha256="0" * 64,
            kind=Claim.Kind.INDIRECT,
            mention=mention,
            confidence=0.9,
            pipeline_version="test",
        )
        for n in range(10_000)
    )
    measured = (
        "import os, resource, sys, django; django.setup(); from django.core.management import call_command as call;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; call('export', 'claims');"
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured], cwd=ROOT, env=on_test_database(), capture_output=True, check=True
    )
    assert done.stdout.count(b"\n") == 10_000
    assert int(done.stderr.split()[-1]) < 60_000, "kilobytes above what importing took"
    with subprocess.Popen(
        [sys.executable, "manage.py", "export", "claims"],
        cwd=ROOT,
        env=on_test_database(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as leaving:
        assert leaving.stdout is not None
        assert leaving.stderr is not None
        assert json.loads(leaving.stdout.readline())["text"] == "The bridge will open in May"
        leaving.stdout.close()
        complaint = leaving.stderr.read().decode()
    assert leaving.returncode == 0
    assert "Traceback" not in complaint
    assert "BrokenPipe" not in complaint


def test_pairs_are_given_in_order_of_recording() -> None:
    first, second = VerdictFactory(), VerdictFactory()
    assert [row["id"] for row in export("relations")] == [first.pair_id, second.pair_id]
    assert Pair.objects.count() == 2
