"""Compares two claims: `compare` says how they relate, on which axis, how sure, and why.

The way of a pair: `claim.analyse` takes each claim apart (cached), `signals.collect` measures the common matter and
runs the comparators (`polarity`, `figures`, `dates`), `decision.strangers` is the gate, and `decision.decide` asks the
relation model, weighs its opinion with the signals and words the reasons.
"""

from __future__ import annotations

from claims.nlp.comparison.claim import analyse
from claims.nlp.comparison.decision import decide, strangers
from claims.nlp.comparison.signals import collect, signals
from claims.nlp.entailment import RelationModel
from claims.nlp.types import ClaimView, Judgement, Reason

JUDGE_VERSION = "judge-2"

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
    evidence = collect(analyse(a), analyse(b), similarity=similarity)
    row = signals(evidence)
    return strangers(evidence, row) or decide(evidence, row, RelationModel.load())
