"""A second opinion on what the judge suggests, where the settings name a stronger one. Off unless they do.

Only a contradiction or an update is looked at, and it can only be lowered: where the second judge disagrees, the pair
stays undecided. Whatever goes wrong leaves the judgement as it was. Recorded claims are sent, drafts never.
"""

from __future__ import annotations

import logging
import time
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from claims.nlp.types import ClaimView, Judgement, Relation
from claims.nlp.weights import WeightsError
from claims.second_opinion.chat import ChatJudge
from claims.second_opinion.classifier import ClassifierJudge
from claims.second_opinion.opinion import SUGGESTIONS, OpinionError, SecondJudge

__all__ = ["ChatJudge", "ClassifierJudge", "OpinionError", "SecondOpinions", "second_judge"]

logger = logging.getLogger(__name__)

SECONDS: Final = 20.0  # for one answer
RUN_SECONDS: Final = 60.0  # for all answers of a run; a third of the time after which a stage is taken for dead
# A service that failed twice in a row is left alone for the rest of the run.
MAX_FAILURES: Final = 2


class SecondOpinions:
    """The second opinions of one run: bounded in number and in time."""

    def __init__(
        self, judge: SecondJudge | None, *, most: int, seconds: float = SECONDS, run_seconds: float = RUN_SECONDS
    ) -> None:
        self._judge = judge
        self._left = most
        self._seconds = seconds
        self._deadline = time.monotonic() + run_seconds
        self._failures = 0

    @classmethod
    def begin(cls) -> SecondOpinions:
        """Those that the settings allow for a run that begins now."""
        try:
            judge = second_judge()
        except (OpinionError, WeightsError) as error:
            logger.warning("no second opinions: %s", error)
            judge = None
        run_seconds = min(RUN_SECONDS, settings.ANALYSIS_LEASE_SECONDS / 3)
        return cls(judge, most=settings.COUNTERCLAIM_SECOND_OPINION_MOST, run_seconds=run_seconds)

    def weigh(self, judgement: Judgement, a: ClaimView, b: ClaimView) -> tuple[Judgement, str]:
        """The judgement, lowered where the second judge disagrees; and that judge's version, "" where it was not heard.

        `p_contradicts` stays what the first judge said. May wait for an answer: not for use inside a transaction.
        """
        left = self._deadline - time.monotonic()
        if self._judge is None or judgement.relation not in SUGGESTIONS or self._left <= 0 or left <= 0:
            return judgement, ""
        self._left -= 1
        try:
            agreed = self._judge.agrees(judgement.relation, a, b, seconds=min(self._seconds, left))
        except OpinionError as error:
            self._failures += 1
            if self._failures == MAX_FAILURES:
                self._left = 0
            logger.warning("no second opinion from %s: %s", self._judge.version, error)
            return judgement, ""
        self._failures = 0
        if agreed is None:
            return judgement, ""
        if agreed:
            return judgement, self._judge.version
        lowered = Judgement(
            Relation.ABSTAIN, p_contradicts=judgement.p_contradicts, same_speaker=judgement.same_speaker
        )
        return lowered, self._judge.version


@cache
def second_judge() -> SecondJudge | None:
    """The judge that the settings name, opened once per process; None where they name none.

    Raises OpinionError or WeightsError where it cannot work as set.
    """
    named = settings.COUNTERCLAIM_SECOND_OPINION
    if not named:
        return None
    if named.lower().startswith(("http://", "https://")):
        return ChatJudge.checked(
            named, settings.COUNTERCLAIM_SECOND_OPINION_MODEL, settings.COUNTERCLAIM_SECOND_OPINION_KEY
        )
    return ClassifierJudge.load(Path(named))
