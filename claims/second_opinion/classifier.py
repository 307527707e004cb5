"""A three-way entailment classifier as second judge: is one text the contradiction of the other, either way round?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from claims.nlp.classifier import PairClassifier
from claims.nlp.types import ClaimView, Relation
from claims.nlp.weights import WeightsError
from claims.second_opinion.opinion import OpinionError

CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class ClassifierJudge:
    classifier: PairClassifier

    @classmethod
    def load(cls, folder: Path) -> ClassifierJudge:
        """The judge in a folder. Raises WeightsError."""
        classifier = PairClassifier.load(folder)
        if not {CONTRADICTION, "entailment"} <= set(classifier.labels):
            raise WeightsError(
                f"The classifier in {folder} has the classes {', '.join(classifier.labels)}; a second judge needs "
                "entailment and contradiction."
            )
        return cls(classifier)

    @property
    def version(self) -> str:
        return self.classifier.version

    def agrees(self, suggested: Relation, a: ClaimView, b: ClaimView, *, seconds: float) -> bool | None:
        """Whether contradiction is the likeliest class in one direction at least.

        None for an update: entailment knows no time. A run takes well under a second, so `seconds` is not looked at.
        """
        if suggested != Relation.CONTRADICTS:
            return None
        one, two = a.standalone or a.text, b.standalone or b.text
        try:
            return CONTRADICTION in {self.classifier.label(one, two), self.classifier.label(two, one)}
        except Exception as error:  # the libraries raise exceptions of no common class
            raise OpinionError(f"the classifier failed ({type(error).__name__})") from None
