"""What every second judge offers, and how it says that it has nothing to offer."""

from __future__ import annotations

from typing import Protocol

from claims.nlp.types import ClaimView, Relation

# What a second judge is asked about. All else costs no editor's time.
SUGGESTIONS = frozenset({Relation.CONTRADICTS, Relation.UPDATES})


class OpinionError(Exception):
    """No usable opinion was had. The message holds neither a key nor words of the claims or of the answer."""


class SecondJudge(Protocol):
    """A judge beside the rules. `version` names it in the verdicts it agreed with or lowered."""

    @property
    def version(self) -> str: ...

    def agrees(self, suggested: Relation, a: ClaimView, b: ClaimView, *, seconds: float) -> bool | None:
        """Whether claim `b` relates to claim `a` as suggested; None where this judge cannot tell.

        Takes `seconds` at most. Raises OpinionError.
        """
        ...
