"""Statement and denial: what counts as saying the opposite of the same thing, and what only looks like it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.nlp.comparison import compare
from claims.nlp.comparison.claim import analyse
from claims.nlp.types import Axis, ClaimView, Judgement, Relation

DAY = datetime.date(2024, 3, 4)


def judge(first: str, second: str, *, similarity: float = 0.75, same: str = "") -> Judgement:
    """Two claims of two sides, two days apart; `same` names one speaker of both."""
    a = ClaimView(text=first, speaker=same or "Lena Voss", side="Port Council", published=DAY)
    b = ClaimView(
        text=second,
        speaker=same or "Omar Teel",
        side="Port Council" if same else "Dockers",
        published=DAY + datetime.timedelta(days=2),
    )
    return compare(a, b, similarity=similarity)


CONTRADICTING = [
    ("The brewery has never poured dye into the canal.", "The brewery poured dye into the canal."),
    ("No cyclist was hurt in the collision.", "Two cyclists were hurt in the collision."),
    ("The minister denied that the tunnel had been flooded.", "The tunnel has been flooded, drivers said."),
    ("The clinic failed to warn its patients.", "The clinic warned its patients."),
    ("There are no wolves in the valley.", "There are dozens of wolves in the valley."),
    ("Inspectors ruled out a leak at the reservoir.", "There was a leak at the reservoir."),
    ("Neither union has signed the agreement.", "Both unions signed the agreement."),
    ("The governor supports the new airport.", "The governor is against the new airport."),
    ("Thefts in the old town have fallen.", "Thefts in the old town have risen."),
    ("The mill is safe.", "The mill is not safe."),
    ("The law bans night flights.", "The law allows night flights."),
    ("Norland is not a producer of amber.", "Amber is produced in Norland."),
    ("Norland is not an amber-producing country.", "Raw resin arrives in Norland to be processed into amber goods."),
]
COMPATIBLE = [
    ("The brewery did not pour dye into the canal.", "The brewery poured dye into a tank behind the yard."),
    ("No cyclist was hurt in the collision.", "Two cyclists were hurt at the races on Sunday."),
    ("Thefts in the old town have fallen.", "Thefts in the suburbs have risen."),
    ("Ticket sales rose in the first quarter.", "Ticket sales fell in the second quarter."),
    ("The mayor rejected the plan for the stadium.", "The mayor approved the plan for the library."),
    ("Not only the mayor but the council signed the deal.", "The mayor signed the deal."),
    ("Some trains were not cancelled.", "Trains were cancelled."),
    ("If the wall breaks, the village will flood.", "The wall will not break."),
    ("She did not say when the ferry would sail.", "The ferry sails again."),
    ("It is not true that the bridge is not safe.", "The bridge is safe."),
    ("The body would unite all states that produce amber.", "Norland does not produce amber."),
]


@pytest.mark.parametrize(("first", "second"), CONTRADICTING)
def test_contradictions(first: str, second: str) -> None:
    found = judge(first, second)
    assert found.relation is Relation.CONTRADICTS
    assert found.axis in {Axis.POLARITY, Axis.STANCE, Axis.TREND}
    assert found.reasons


@pytest.mark.parametrize(("first", "second"), CONTRADICTING)
def test_turned_round_they_still_contradict(first: str, second: str) -> None:
    assert judge(second, first).relation is Relation.CONTRADICTS


@pytest.mark.parametrize(("first", "second"), COMPATIBLE)
def test_look_alikes_are_left_alone(first: str, second: str) -> None:
    assert judge(first, second).relation is not Relation.CONTRADICTS
    assert judge(second, first).relation is not Relation.CONTRADICTS


def test_reason_shows_the_denied_words_in_both_texts() -> None:
    first, second = "The company does not import coal.", "The company imports coal from two mines."
    (reason,) = judge(first, second).reasons
    assert reason.text == "The first statement denies what the second affirms: “not import” against “imports”."
    assert [span.of(first) for span in reason.a] == ["not", "import"]
    assert [span.of(second) for span in reason.b] == ["imports"]


def test_one_speakers_reversal_is_a_changed_stance() -> None:
    found = judge("There are no mines in the bay.", "There are mines in the bay.", same="Lena Voss")
    assert (found.relation, found.axis, found.same_speaker) == (Relation.CONTRADICTS, Axis.STANCE, True)


def test_without_the_same_matter_opposite_words_say_nothing() -> None:
    found = judge("The mill is safe.", "The mill is not safe.", similarity=0.2)
    assert found.relation is not Relation.CONTRADICTS


def test_a_later_claim_given_first_is_turned_with_its_reasons() -> None:
    earlier = ClaimView(text="The company does not import coal.", side="A", published=DAY)
    later = ClaimView(text="The company imports coal.", side="B", published=DAY + datetime.timedelta(days=1))
    one, other = compare(earlier, later, similarity=0.8), compare(later, earlier, similarity=0.8)
    assert one.relation is other.relation is Relation.CONTRADICTS
    assert [reason.a for reason in one.reasons] == [reason.b for reason in other.reasons]


def test_bare_texts_are_enough() -> None:
    found = compare(ClaimView(text="The mill is safe."), ClaimView(text="The mill is not safe."))
    assert found.relation is Relation.CONTRADICTS


def test_a_claim_is_taken_apart_once() -> None:
    analyse.cache_clear()
    view = ClaimView(text="The mill is safe.")
    for number in range(5):
        compare(view, ClaimView(text=f"Mill number {number} is closed."))
    assert analyse.cache_info().misses == 6


_WORDS = (
    "the mill not no never is was 40 % of $ 3,000 May 2024 denied that rose fell to and , . ? “ — n't United States if"
).split()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join), st.text(max_size=40))
def test_any_text_is_judged_and_spans_lie_within_it(first: str, second: str) -> None:
    for a, b in ((first, second), (second, first)):
        found = compare(ClaimView(text=a), ClaimView(text=b))
        assert 0 <= found.p_contradicts <= 1
        for reason in found.reasons:
            assert all(0 <= span.start < span.end <= len(a) for span in reason.a)
            assert all(0 <= span.start < span.end <= len(b) for span in reason.b)
