"""What a second opinion may do to a judgement: lower a suggestion, and nothing else."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from claims.nlp.types import Axis, ClaimView, Judgement, Reason, Relation, Span
from claims.second_opinion import ClassifierJudge, OpinionError, SecondOpinions
from claims.second_opinion.opinion import SUGGESTIONS
from tests.tiny_models import classifier_folder

A, B = ClaimView("The ferry sank."), ClaimView("The ferry floats.")
SUGGESTED = Judgement(
    Relation.CONTRADICTS, Axis.POLARITY, 0.8, 0.8, True, (Reason("One denies it.", (Span(4, 9),), (Span(4, 9),)),)
)


@dataclass
class Told:
    """A judge that answers as told, and counts."""

    answer: bool | str | None
    asked: list[float] = field(default_factory=list)
    version: str = "told-1"

    def agrees(self, suggested: Relation, a: ClaimView, b: ClaimView, *, seconds: float) -> bool | None:
        self.asked.append(seconds)
        if isinstance(self.answer, str):
            raise OpinionError(self.answer)
        return self.answer


def test_agreement_changes_nothing() -> None:
    assert SecondOpinions(Told(True), most=1).weigh(SUGGESTED, A, B) == (SUGGESTED, "told-1")


def test_disagreement_leaves_it_undecided() -> None:
    lowered, version = SecondOpinions(Told(False), most=1).weigh(SUGGESTED, A, B)
    assert lowered == Judgement(Relation.ABSTAIN, None, 0.0, 0.8, True, ())
    assert version == "told-1"


def test_one_that_cannot_tell_was_not_heard() -> None:
    assert SecondOpinions(Told(None), most=1).weigh(SUGGESTED, A, B) == (SUGGESTED, "")


@pytest.mark.parametrize("relation", sorted(set(Relation) - SUGGESTIONS))
def test_only_suggestions_are_asked_about(relation: Relation) -> None:
    judge, judgement = Told(False), Judgement(relation, confidence=0.9)
    assert SecondOpinions(judge, most=1).weigh(judgement, A, B) == (judgement, "")
    assert judge.asked == []


def test_without_a_second_judge() -> None:
    assert SecondOpinions(None, most=1).weigh(SUGGESTED, A, B) == (SUGGESTED, "")


def test_no_more_than_the_most() -> None:
    judge = Told(False)
    opinions = SecondOpinions(judge, most=2)
    relations = [opinions.weigh(SUGGESTED, A, B)[0].relation for _ in range(4)]
    assert relations == [Relation.ABSTAIN] * 2 + [Relation.CONTRADICTS] * 2
    assert len(judge.asked) == 2


def test_no_longer_than_the_run_may_take() -> None:
    judge = Told(True)
    SecondOpinions(judge, most=9, seconds=20, run_seconds=5).weigh(SUGGESTED, A, B)
    assert 0 < judge.asked[0] <= 5
    assert SecondOpinions(judge, most=9, run_seconds=0).weigh(SUGGESTED, A, B) == (SUGGESTED, "")
    assert len(judge.asked) == 1


def test_failures_are_harmless_and_two_in_a_row_are_enough(caplog: pytest.LogCaptureFixture) -> None:
    judge = Told("the connection failed")
    opinions = SecondOpinions(judge, most=9)
    with caplog.at_level(logging.WARNING):
        assert [opinions.weigh(SUGGESTED, A, B) for _ in range(4)] == [(SUGGESTED, "")] * 4
    assert len(judge.asked) == 2
    assert caplog.messages == ["no second opinion from told-1: the connection failed"] * 2


def test_a_failure_between_answers_ends_nothing() -> None:
    judge = Told(True)
    opinions = SecondOpinions(judge, most=9)
    for answer in ("slow", True, "slow", True):
        judge.answer = answer
        opinions.weigh(SUGGESTED, A, B)
    assert opinions.weigh(SUGGESTED, A, B) == (SUGGESTED, "told-1")


TABLE = {"logits": {"never": {"contradiction": 9.0}, "same": {"entailment": 9.0}}}


@pytest.mark.parametrize(
    ("suggested", "text", "agreed"),
    [
        (Relation.CONTRADICTS, "never", True),
        (Relation.CONTRADICTS, "same", False),
        (Relation.UPDATES, "same", None),
    ],
)
def test_a_classifier_as_second_judge(tmp_path: Path, suggested: Relation, text: str, agreed: bool | None) -> None:
    folder = classifier_folder(tmp_path / "tiny", TABLE, ["contradiction", "neutral", "entailment"])
    judge = ClassifierJudge.load(folder)
    assert judge.agrees(suggested, ClaimView("it"), ClaimView("he", standalone=text), seconds=1) is agreed
    assert judge.version == judge.classifier.version
