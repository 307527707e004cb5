"""Words whose presence tells something of a claim: revision, doubt, the future, denial; and words that tell nothing."""

from __future__ import annotations

import re
from typing import Final


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)


# Content words so common that sharing them says nothing about a shared matter.
EMPTY: Final = frozenset(
    "say tell ask add be have do will would can could may might must shall should get go make take come give put "
    "one other another such very much many more most some any all every each no not only just even also still already "
    "now then there here this that these those what which who whom whose when where why how so too than as if because "
    "year month week day hour minute today yesterday tomorrow time people person thing way first second last next new "
    "old same own percent cent number mr mrs ms dr".split()
)
# A later state, a corrected figure, a moved date.
REVISION: Final = _any_of(
    r"revis\w+", r"correct(?:ed|s|ion|ing)?", r"updat\w+", "now", "no longer", "meanwhile", "since then",
    r"rais(?:ed|es|ing) (?:the|its|his|her|their)", "rose to", "risen to", "climbed to", "increased to", "has grown",
    "had grown", "gone up", "lowered", "trimmed", r"cut (?:the|its|to)", "instead of", "rather than", "up from",
    "down from", "after all", "so far", "to date", "until now", "as of", "put back", "postponed", "brought forward",
    "delayed", r"moved (?:from|to)", r"final(?:ly)?", "in the end", "previously", "originally", "initially",
    r"earlier (?:figure|estimate|count|statement)", "at first",
    r"first (?:thought|stated|reported|given|announced|issued|estimated|count)", "latest",
    r"new(?:er|est)? (?:figure|count|estimate|toll|total|list)s?", r"recount\w*", r"recalibrat\w+",
    r"(?:has|have) (?:now|since)", "died since", "another", r"more bod(?:y|ies)", "bringing", "taking the", "reached",
    "already", "as expected", "adopted", "took effect", "completed", "closed this", "is over", "was lifted",
    r"withdr[ae]w\w*", r"takes? back", "admitted", "conceded",
)  # fmt: skip
HEDGE: Final = _any_of(
    "may", "might", "could", "possibl[ye]", "perhaps", "probably", "likely", "unlikely", r"suspect\w*",
    r"alleged(?:ly)?", r"reported(?:ly)?", "appears?", "seems?", "if", "unless", "would", r"expect\w*",
    r"plan(?:s|ned|ning)?", r"propos\w+", r"consider\w*", "should", "cannot be ruled out", r"not (?:be )?ruled out",
    "whether",
)  # fmt: skip
FUTURE: Final = re.compile(
    r"\b(?:will|shall|going to|(?:is|are|was|were) to \w+|plans? to|due to|scheduled|next (?:week|month|year)|"
    r"from \w+ on(?:wards)?|tomorrow|by the end of|within)\b|[’']ll\b",
    re.IGNORECASE,
)
NEGATIVE: Final = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|den(?:y|ies|ied)|rul(?:ed|es) out|reject\w*|"
    r"refus\w+|fail\w*|false|untrue|wrong|lie[sd]?|unfounded|baseless|invent\w*|hardly)\b|n[’']t\b",
    re.IGNORECASE,
)
# Named stretches of time that no calendar is needed to tell apart.
PERIOD: Final = re.compile(
    r"\b(?:first|second|third|fourth|last|next|previous|this) (?:quarter|half|semester|term|season|month|year|decade)\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:19|20)\d\d\b"
)
