"""Scores of the tagger -> attributions. Needs numpy only."""

from collections.abc import Callable
from typing import Any

import numpy as np

from training.attribution.prepare import ROLES, TAGS, Span, Window

Linker = Callable[[list[Span], list[Span], list[Span]], tuple[np.ndarray, np.ndarray]]


def viterbi(emissions: np.ndarray, transitions: np.ndarray) -> list[int]:
    """The best tag sequence. emissions [words, tags] and transitions [from, to] are log scores."""
    score = emissions[0].copy()
    back = np.empty(emissions.shape, dtype=np.int64)
    for step in range(1, len(emissions)):
        through = score[:, None] + transitions
        back[step] = through.argmax(axis=0)
        score = through.max(axis=0) + emissions[step]
    path = [int(score.argmax())]
    for step in range(len(emissions) - 1, 0, -1):
        path.append(int(back[step, path[-1]]))
    return path[::-1]


def spans_of(tags: list[int], words: list[int]) -> dict[str, list[Span]]:
    """Half-open token spans per role. `tags` and `words` run in parallel; the last word is a separator."""
    found: dict[str, list[Span]] = {role: [] for role in ROLES}
    for position, tag in enumerate(tags[:-1]):
        name = TAGS[tag]
        if name == "O":
            continue
        start, end = words[position], words[position + 1]
        spans = found[name[2:]]
        if name[0] == "I" and spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return found


def attributions(window: Window, emissions: np.ndarray, transitions: np.ndarray, link: Linker) -> list[dict[str, Any]]:
    """Attributions of one window as character spans.

    emissions [tokens, tags]. `link(cues, sources, contents)` returns scores [cues, sources + 1] and
    [contents, cues + 1], whose last column stands for "none".
    """
    found = spans_of(viterbi(emissions[window.words], transitions), window.words)
    cues, sources, contents = found["cue"], found["source"], found["content"]
    groups: list[dict[str, list[Span]]] = [{"source": [], "cue": [cue], "content": []} for cue in cues]
    if cues or contents:
        cue_source, content_cue = link(cues, sources, contents)
        for number, group in enumerate(groups):
            best = int(cue_source[number].argmax())
            if best < len(sources):
                group["source"].append(sources[best])
        for number, content in enumerate(contents):
            best = int(content_cue[number].argmax())
            if best < len(cues):
                groups[best]["content"].append(content)
            else:
                groups.append({"source": [], "cue": [], "content": [content]})
    return [
        {role: [[window.spans[s][0], window.spans[e - 1][1]] for s, e in spans] for role, spans in group.items()}
        for group in groups
    ]
