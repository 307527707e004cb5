"""Scores of the tagger -> attributions. Needs numpy only."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from training.attribution.prepare import ROLES, TAGS, Span, Window

GAPS = (1, 2, 4, 8, 16, 32, 64, 128)  # token distances at which the linker's distance bucket changes

Linker = Callable[[list[Span], list[Span], list[Span]], tuple[np.ndarray, np.ndarray]]


class NumpyLinker:
    """The linker of one window; the projection of the token vectors has been made by the encoder graph.

    `weights`: pair_source, pair_content [size, size], none_source_weight, none_content_weight [size],
    none_source_bias, none_content_bias [1], distance_source, distance_content [2 * gaps + 1].
    """

    def __init__(self, weights: Mapping[str, np.ndarray], projected: np.ndarray) -> None:
        """projected [tokens, 4 * size]: for sources, cues towards sources, cues towards contents, contents."""
        self.weights = weights
        self.running = np.concatenate([np.zeros_like(projected[:1]), projected.cumsum(axis=0)])
        self.size = projected.shape[1] // 4

    def __call__(self, cues: list[Span], sources: list[Span], contents: list[Span]) -> tuple[np.ndarray, np.ndarray]:
        """Scores [cues, sources + 1] and [contents, cues + 1]; the last column is "none"."""
        cue = self._vectors(cues, 1), self._vectors(cues, 2)
        source, content = self._vectors(sources, 0), self._vectors(contents, 3)
        return (
            self._scores("source", cue[0], source, _buckets(cues, sources)),
            self._scores("content", content, cue[1], _buckets(contents, cues)),
        )

    def _vectors(self, spans: list[Span], part: int) -> np.ndarray:
        """[spans, size]"""
        ends = np.array(spans, dtype=np.int64).reshape(-1, 2)
        columns = slice(part * self.size, (part + 1) * self.size)
        total = self.running[ends[:, 1], columns] - self.running[ends[:, 0], columns]
        x = total / (ends[:, 1:] - ends[:, :1])
        gelu: np.ndarray = 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))
        return gelu

    def _scores(self, name: str, rows: np.ndarray, columns: np.ndarray, buckets: np.ndarray) -> np.ndarray:
        w = self.weights
        pairs = rows @ w["pair_" + name] @ columns.T + w["distance_" + name][buckets]
        none = rows @ w[f"none_{name}_weight"] + w[f"none_{name}_bias"]
        return np.concatenate([pairs, none[:, None]], axis=1)


def _buckets(a: list[Span], b: list[Span]) -> np.ndarray:
    """[a, b] bucket of the signed gap in tokens between spans."""
    one, two = (np.array(spans, dtype=np.int64).reshape(-1, 2) for spans in (a, b))
    after = two[None, :, 0] - one[:, None, 1]
    before = one[:, None, 0] - two[None, :, 1]
    edges = np.array(GAPS)
    bucket: np.ndarray = len(GAPS) + (after[:, :, None] >= edges).sum(-1) - (before[:, :, None] >= edges).sum(-1)
    return bucket


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
