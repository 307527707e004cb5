"""A person's decision is appended, bound to the verdict it was made on, and never overwritten."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from claims.models import Pair, Review
from claims.reviews import record_decision
from tests.factories import PairFactory, UserFactory, VerdictFactory

pytestmark = pytest.mark.django_db


def state(pair: Pair) -> str:
    return str(Pair.objects.with_state().get(pk=pair.pk).state)


def test_decisions_are_appended_and_the_newest_counts() -> None:
    verdict, editor = VerdictFactory(), UserFactory()
    pair = verdict.pair
    assert state(pair) == "suggested"
    first = record_decision(pair=pair, reviewer=editor, decision="confirmed", note=" both on record ")
    assert (state(pair), first.verdict, first.note) == ("confirmed", verdict, "both on record")
    record_decision(pair=pair, reviewer=editor, decision="dismissed", reason="other_time")
    assert state(pair) == "dismissed"
    record_decision(pair=pair, reviewer=editor, decision="withdrawn")
    assert state(pair) == "suggested"
    assert Review.objects.count() == 3
    assert Review.objects.filter(pk=first.pk, decision="confirmed").exists()


def test_a_decision_outlives_a_new_verdict() -> None:
    verdict = VerdictFactory()
    record_decision(pair=verdict.pair, reviewer=UserFactory(), decision="confirmed")
    VerdictFactory(pair=verdict.pair, judge_version="later")
    assert state(verdict.pair) == "confirmed"


@pytest.mark.parametrize(
    "given",
    [
        {"decision": "maybe"},
        {"decision": "confirmed", "reason": "whim"},
        {"decision": "confirmed", "note": "x" * 2001},
    ],
)
def test_what_is_no_decision_is_refused(given: dict[str, str]) -> None:
    verdict = VerdictFactory()
    with pytest.raises(ValidationError):
        record_decision(pair=verdict.pair, reviewer=UserFactory(), **given)
    assert not Review.objects.exists()


def test_a_pair_that_was_not_compared_cannot_be_reviewed() -> None:
    with pytest.raises(ValidationError, match="have not been compared yet"):
        record_decision(pair=PairFactory(), reviewer=UserFactory(), decision="confirmed")
