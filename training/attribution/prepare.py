"""Articles with attribution spans -> labelled windows of tokens, with tags and links. Pure data code, no torch.

In the corpus sources, cues and contents never overlap, so the tags of a window are one BIO sequence over its words.
"""

import gzip
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from claims.nlp.tagging import ROLES, TAGS, Group, Range, Window, windows
from claims.nlp.types import Span

NONE = -1  # "this cue has no source in the window", "this content has no cue in the window"

_CURLY = "“”‘’"
_STYLES = {"straight": "\"\"''", "guillemets": "«»‹›", "low": "„“‚‘", "swapped": "‘’“”"}


@dataclass
class Labelled(Window):
    """A window with what its article's annotation says of it."""

    tags: list[int] = field(default_factory=list)  # one per entry of `words`, index into TAGS
    sources: list[Range] = field(default_factory=list)  # gold spans, half-open token indices
    cues: list[Range] = field(default_factory=list)
    contents: list[Range] = field(default_factory=list)
    cue_source: list[int] = field(default_factory=list)  # per cue: index into sources, or NONE
    content_cue: list[int] = field(default_factory=list)  # per content: index into cues, or NONE


def read_rows(path: Path) -> list[dict[str, Any]]:
    """JSON lines, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as handle:
        return [json.loads(line) for line in handle]


def vary_quotes(text: str, rng: random.Random) -> str:
    """Another style of quotation marks, of the same length so that offsets hold; often the text as it is.

    Straight double marks are first read as curly ones (opening after a space or at the start). Now and then the
    closing mark at the end of a paragraph is blanked, as typesetters and scrapers do.
    """
    roll = rng.random()
    if roll < 0.45:
        return text
    text = re.sub(r'(^|(?<=[\s(\[—–-]))"(?=\S)', "“", text).replace('"', "”")
    if roll >= 0.55:
        style = _STYLES["straight" if roll < 0.88 else rng.choice(("guillemets", "low", "swapped"))]
        text = re.sub(r"(?<=\w)’(?=\w)", "'", text)  # an apostrophe is not a quotation mark
        text = text.translate(str.maketrans(_CURLY, style))
    if rng.random() < 0.1:
        text = re.sub(r"[”\"](?=\n)", lambda m: " " if rng.random() < 0.3 else m.group(), text)
    return text


def as_row(group: Group) -> dict[str, Any]:
    """An attribution in the scorer's format."""
    parts = {"source": group.source, "cue": group.cue, "content": group.content}
    return {role: [[span.start, span.end] for span in spans] for role, spans in parts.items()}


def lines(text: str) -> list[Span]:
    """The paragraphs of a corpus text: what stands between line breaks."""
    return [Span(*match.span()) for match in re.finditer(r"[^\n]+", text)]


def label(bare: Window, attributions: list[dict[str, Any]]) -> Labelled:
    """A window with tags, gold spans and links from the article's attributions (character spans)."""
    window = Labelled(bare.ids, bare.spans, bare.words)
    starts = [i for i in window.words if window.spans[i] != (0, 0)]
    owner = {token: position for position, token in enumerate(window.words)}
    window.tags = [0] * len(window.words)
    known: dict[tuple[str, Range], int] = {}

    def add(role: str, span: Range) -> int | None:
        """Index of the span among the window's spans of that role; None when it lies outside."""
        if (role, span) in known:
            return known[role, span]
        inside = [i for i in starts if window.spans[i][0] < span[1] and _word_end(window, owner, i) > span[0]]
        if not inside:
            return None
        spans: list[Range] = getattr(window, role + "s")
        position = owner[inside[-1]]
        spans.append((inside[0], window.words[position + 1]))
        begin_tag = TAGS.index("B-" + role)
        before = -1  # an inside tag follows its own role only: words that another span has taken break the span
        for i in inside:
            if window.tags[owner[i]] == 0:
                window.tags[owner[i]] = begin_tag + 1 if before == owner[i] - 1 else begin_tag
                before = owner[i]
        known[role, span] = len(spans) - 1
        return known[role, span]

    def add_all(role: str, attribution: dict[str, Any]) -> list[int]:
        added = [add(role, (s, e)) for s, e in attribution.get(role) or []]
        return [i for i in added if i is not None]

    cue_source: dict[int, int] = {}
    content_cue: dict[int, int] = {}
    for attribution in attributions:
        sources, cues, contents = (add_all(role, attribution) for role in ROLES)
        for cue in cues:
            cue_source.setdefault(cue, sources[0] if sources else NONE)
        for content in contents:
            content_cue.setdefault(content, cues[0] if cues else NONE)
    window.cue_source = [cue_source.get(i, NONE) for i in range(len(window.cues))]
    window.content_cue = [content_cue.get(i, NONE) for i in range(len(window.contents))]
    return window


def _word_end(window: Labelled, owner: dict[int, int], token: int) -> int:
    """Character offset at which the word that begins with `token` ends."""
    return window.spans[window.words[owner[token] + 1] - 1][1]


def training_windows(rows: list[dict[str, Any]], tokenizer: Tokenizer, limit: int, seed: int) -> list[Labelled]:
    """All labelled windows of one epoch. The seed varies where windows begin and how quotation marks look."""
    rng = random.Random(seed)
    found: list[Labelled] = []
    for row in rows:
        text = vary_quotes(row["text"], rng)
        cut = windows(text, lines(text), tokenizer, limit, rng.randint(limit // 4, limit))
        found += [label(window, row["attributions"]) for window in cut]
    return found
