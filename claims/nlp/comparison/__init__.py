"""Compares two claims: `compare` says how they relate, on which axis, how sure, and why.

The way of a pair: `claim.analyse` takes each claim apart (cached), `signals.collect` runs the gate (`matter`) and the
comparators (`polarity`, `figures`, `dates`), `decision.decide` weighs the signals and words the reasons. A learned
relation model joins as further named signals in `signals.signals`, and nowhere else.
"""

from __future__ import annotations

from claims.nlp.comparison.claim import analyse
from claims.nlp.comparison.decision import decide
from claims.nlp.comparison.signals import collect
from claims.nlp.types import ClaimView, Judgement, Reason

JUDGE_VERSION = "rules-1"

__all__ = ["JUDGE_VERSION", "compare"]


def compare(a: ClaimView, b: ClaimView, *, similarity: float | None = None) -> Judgement:
    """How claim `b` relates to claim `a`, the earlier one; where the dates say otherwise they are turned round.

    `similarity` is the cosine of the claims' embeddings; without it their common words stand in. Spans of the reasons
    are offsets into the texts of `a` and `b` as given. The result depends on nothing but the arguments.
    """
    if a.published and b.published and b.published < a.published:
        turned = compare(b, a, similarity=similarity)
        reasons = tuple(Reason(reason.text, reason.b, reason.a) for reason in turned.reasons)
        return Judgement(
            turned.relation, turned.axis, turned.confidence, turned.p_contradicts, turned.same_speaker, reasons
        )
    return decide(collect(analyse(a), analyse(b), similarity=similarity))
