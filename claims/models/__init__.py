"""The record as tables.

Machine rows and people's rows are apart: an analysis may replace the first and never touches the second. What must
not happen is refused by a named constraint.
"""

from claims.models.decisions import DecidedMention, SpeakerDecision, SpeakerDecisionQuerySet
from claims.models.drafts import Draft, Evidence, Finding, Report
from claims.models.record import EMBEDDING_DIMENSIONS, Analysis, Claim, ClaimQuerySet, Embedding, Mention, Proposition
from claims.models.relations import Pair, PairQuerySet, Review, Verdict
from claims.models.speakers import Alias, Role, Speaker

__all__ = [
    "EMBEDDING_DIMENSIONS",
    "Alias",
    "Analysis",
    "Claim",
    "ClaimQuerySet",
    "DecidedMention",
    "Draft",
    "Embedding",
    "Evidence",
    "Finding",
    "Mention",
    "Pair",
    "PairQuerySet",
    "Proposition",
    "Report",
    "Review",
    "Role",
    "Speaker",
    "SpeakerDecision",
    "SpeakerDecisionQuerySet",
    "Verdict",
]
