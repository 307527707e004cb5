"""Stage 2: who the speakers of a text are across all texts, and what people decide about that."""

from claims.speakers.decisions import MOST_MENTIONS, assign_mentions, merge_speakers, undo_decision
from claims.speakers.resolution import find_speakers, resolve_speakers

__all__ = ["MOST_MENTIONS", "assign_mentions", "find_speakers", "merge_speakers", "resolve_speakers", "undo_decision"]
