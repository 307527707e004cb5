"""Articles with attribution spans -> windows of tokens with tags and links. Pure data code, no torch.

A window is a run of consecutive paragraphs, packed up to a number of tokens, so that neighbouring sentences are
visible: `<s> paragraph </s> paragraph </s>`. The tags are one BIO sequence over words (first pieces of words and
the separators), since in the corpus sources, cues and contents never overlap.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

ROLES = ("source", "cue", "content")
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
BEGIN, END = "<s>", "</s>"
NONE = -1  # "this cue has no source in the window", "this content has no cue in the window"

Span = tuple[int, int]

_CURLY = "“”‘’"
_STYLES = {"straight": "\"\"''", "guillemets": "«»‹›", "low": "„“‚‘", "swapped": "‘’“”"}


@dataclass
class Window:
    """Tokens of consecutive paragraphs; `spans` are half-open character offsets into the article, (0, 0) if special."""

    ids: list[int]
    spans: list[Span]
    words: list[int]  # token index of the first piece of every word, and of every special token
    tags: list[int] = field(default_factory=list)  # one per entry of `words`, index into TAGS
    sources: list[Span] = field(default_factory=list)  # gold spans, half-open token indices
    cues: list[Span] = field(default_factory=list)
    contents: list[Span] = field(default_factory=list)
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


def _paragraphs(text: str, tokenizer: Tokenizer, limit: int) -> Iterator[tuple[list[int], list[Span], list[bool]]]:
    """Token ids, offsets and continuation flags of every paragraph; one longer than `limit` is cut at sentence ends."""
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text)]
    encoded = tokenizer.encode_batch([line for _, line in lines], add_special_tokens=False)
    for (base, line), enc in zip(lines, encoded, strict=True):
        ids, tokens = enc.ids, enc.tokens
        offsets = [(base + s, base + e) for s, e in enc.offsets]
        inner = [token.startswith("##") for token in tokens]
        first = 0
        while first < len(ids):
            last = min(len(ids), first + limit)
            if last < len(ids):
                ends = [i for i in range(first + limit // 3, last) if tokens[i] in ".!?" and not inner[i]]
                last = ends[-1] + 1 if ends else last
                while last < len(ids) and (inner[last] or line[offsets[last][0] - base] in "\"”’'»)"):
                    last += 1 if last - first < limit else -1
                    if last - first >= limit:
                        break
            yield ids[first:last], offsets[first:last], inner[first:last]
            first = last


def windows(text: str, tokenizer: Tokenizer, limit: int = 256, first_limit: int | None = None) -> list[Window]:
    """Pack the paragraphs of `text` into windows of at most `limit` tokens (`first_limit` for the first window)."""
    begin, end = tokenizer.token_to_id(BEGIN), tokenizer.token_to_id(END)
    found: list[Window] = []
    window: Window | None = None
    room = first_limit or limit
    for ids, offsets, inner in _paragraphs(text, tokenizer, limit - 2):
        if window is not None and len(window.ids) + len(ids) + 1 > room:
            found.append(window)
            window, room = None, limit
        if window is None:
            window = Window([begin], [(0, 0)], [0])
        at = len(window.ids)
        window.words += [at + i for i, cont in enumerate(inner) if not cont] + [at + len(ids)]
        window.ids += [*ids, end]
        window.spans += [*offsets, (0, 0)]
    if window is not None:
        found.append(window)
    return found


def label(window: Window, attributions: list[dict[str, Any]]) -> Window:
    """Fill tags, gold spans and links of a window from the article's attributions (character spans)."""
    starts = [i for i in window.words if window.spans[i] != (0, 0)]
    owner = {token: position for position, token in enumerate(window.words)}
    window.tags = [0] * len(window.words)
    known: dict[tuple[str, Span], int] = {}

    def add(role: str, span: Span) -> int | None:
        """Index of the span among the window's spans of that role; None when it lies outside."""
        if (role, span) in known:
            return known[role, span]
        inside = [i for i in starts if window.spans[i][0] < span[1] and _word_end(window, owner, i) > span[0]]
        if not inside:
            return None
        spans: list[Span] = getattr(window, role + "s")
        position = owner[inside[-1]]
        spans.append((inside[0], window.words[position + 1]))
        begin_tag = TAGS.index("B-" + role)
        for i in inside:
            if window.tags[owner[i]] == 0:
                window.tags[owner[i]] = begin_tag if i == inside[0] else begin_tag + 1
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


def _word_end(window: Window, owner: dict[int, int], token: int) -> int:
    """Character offset at which the word that begins with `token` ends."""
    return window.spans[window.words[owner[token] + 1] - 1][1]


def training_windows(rows: list[dict[str, Any]], tokenizer: Tokenizer, limit: int, seed: int) -> list[Window]:
    """All labelled windows of one epoch. The seed varies where windows begin and how quotation marks look."""
    rng = random.Random(seed)
    found: list[Window] = []
    for row in rows:
        text = vary_quotes(row["text"], rng)
        cut = windows(text, tokenizer, limit, rng.randint(limit // 4, limit))
        found += [label(window, row["attributions"]) for window in cut]
    return found
