"""A text -> spans of sources, cues and contents, grouped into attributions, by the tagger that ships.

The tagger is one encoder (int8 ONNX) with tag scores for every word, a Viterbi search over the tag sequence (the
decoding of a linear-chain CRF, Lafferty et al. 2001) and a linker that tells which source a cue has and which cue a
content belongs to, by biaffine products of span vectors (Dozat and Manning 2017).

It reads windows: runs of consecutive paragraphs, packed up to a number of tokens, so that neighbouring sentences are
visible: `<s> paragraph </s> paragraph </s>`. The tags are one BIO sequence over words (first pieces of words and the
separators). Loaded once per process and folder, on first use.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from claims.nlp import weights
from claims.nlp.types import Span

ROLES = ("source", "cue", "content")
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
BEGIN, END = "<s>", "</s>"
GAPS = (1, 2, 4, 8, 16, 32, 64, 128)  # distances in tokens at which the linker's distance bucket changes
SPECIAL = (0, 0)  # the span of a token that stands for no characters
IMPOSSIBLE = -1e4
NEAR = 3  # the linker counts up to so many spans, or paragraph ends, between two spans
# Several workers share the machine; one thread each gives the most words per second in all.
_THREADS = 1
_CLOSING = "\"”’'»)"

Array = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Range = tuple[int, int]  # half-open token indices


@dataclass
class Window:
    """Tokens of consecutive paragraphs; `spans` are half-open character offsets into the text, SPECIAL for none."""

    ids: list[int]
    spans: list[Range]
    words: list[int]  # token index of the first piece of every word, and of every special token


@dataclass(frozen=True, slots=True)
class Group:
    """One attribution as tagged: a cue with its source, or content that no cue of the window attributes."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    confidence: float


def load_tokenizer(folder: Path) -> Tokenizer:
    """tokenizer.json of a folder, without truncation and padding: windows are packed here."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _special(tokenizer: Tokenizer, token: str) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise weights.WeightsError(f"The tagger's tokenizer has no {token}: it is another model's.")
    return int(number)


def windows(
    text: str, paragraphs: Sequence[Span], tokenizer: Tokenizer, limit: int, first_limit: int | None = None
) -> list[Window]:
    """Pack the paragraphs of `text` into windows of at most `limit` tokens (`first_limit` for the first window)."""
    begin, end = _special(tokenizer, BEGIN), _special(tokenizer, END)
    found: list[Window] = []
    window: Window | None = None
    room = first_limit or limit
    for ids, offsets, inner in _pieces(text, paragraphs, tokenizer, limit - 2):
        if window is not None and len(window.ids) + len(ids) + 1 > room:
            found.append(window)
            window, room = None, limit
        if window is None:
            window = Window([begin], [SPECIAL], [0])
        at = len(window.ids)
        window.words += [at + i for i, continues in enumerate(inner) if not continues] + [at + len(ids)]
        window.ids += [*ids, end]
        window.spans += [*offsets, SPECIAL]
    if window is not None:
        found.append(window)
    return found


def _pieces(
    text: str, paragraphs: Sequence[Span], tokenizer: Tokenizer, limit: int
) -> Iterator[tuple[list[int], list[Range], list[bool]]]:
    """Token ids, offsets and continuation flags of every paragraph; one longer than `limit` is cut at sentence ends."""
    lines = [paragraph.of(text) for paragraph in paragraphs]
    encoded = tokenizer.encode_batch(lines, add_special_tokens=False)
    for paragraph, line, encoding in zip(paragraphs, lines, encoded, strict=True):
        ids, tokens = encoding.ids, encoding.tokens
        offsets = [(paragraph.start + start, paragraph.start + end) for start, end in encoding.offsets]
        inner = [token.startswith("##") for token in tokens]
        first = 0
        while first < len(ids):
            last = min(len(ids), first + limit)
            if last < len(ids):
                ends = [i for i in range(first + limit // 3, last) if tokens[i] in ".!?" and not inner[i]]
                last = ends[-1] + 1 if ends else last
                while last < len(ids) and (inner[last] or line[offsets[last][0] - paragraph.start] in _CLOSING):
                    last += 1 if last - first < limit else -1
                    if last - first >= limit:
                        break
            yield ids[first:last], offsets[first:last], inner[first:last]
            first = last


def viterbi(emissions: Array, transitions: Array) -> list[int]:
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


def marginals(emissions: Array, transitions: Array) -> Array:
    """Probability of each tag at each word [words, tags], by the forward and backward recursions of the CRF."""
    forward, backward = np.empty_like(emissions), np.zeros_like(emissions)
    forward[0] = emissions[0]
    for step in range(1, len(emissions)):
        forward[step] = _log_sum(forward[step - 1][:, None] + transitions, axis=0) + emissions[step]
    for step in range(len(emissions) - 2, -1, -1):
        backward[step] = _log_sum(transitions + (emissions[step + 1] + backward[step + 1])[None, :], axis=1)
    total = forward + backward
    result: Array = np.exp(total - _log_sum(total, axis=1)[:, None])
    return result


def _log_sum(values: Array, *, axis: int) -> Array:
    top = values.max(axis=axis, keepdims=True)
    result: Array = (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    return result


def ranges(tags: Sequence[int], words: Sequence[int]) -> dict[str, list[Range]]:
    """Token ranges per role. `tags` and `words` run in parallel; the last word is a separator."""
    found: dict[str, list[Range]] = {role: [] for role in ROLES}
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


class Linker:
    """The linker of one window; the projection of the token vectors has been made by the encoder graph.

    `arrays`: pair_source, pair_content [size, size], none_source_weight, none_content_weight [size],
    none_source_bias, none_content_bias [1], and for the buckets of `places` gap_source, gap_content,
    rank_source, rank_content, parts_source, parts_content.
    """

    def __init__(self, arrays: Mapping[str, Array], projected: Array, breaks: Ints) -> None:
        """projected [tokens, 4 * size]: for sources, cues towards sources, cues towards contents, contents."""
        self.arrays, self.breaks = arrays, breaks
        self.running = np.concatenate([np.zeros_like(projected[:1]), projected.cumsum(axis=0)])
        self.size = projected.shape[1] // 4

    def __call__(self, cues: list[Range], sources: list[Range], contents: list[Range]) -> tuple[Array, Array]:
        """Scores [cues, sources + 1] and [contents, cues + 1]; the last column is "none"."""
        return (
            self._scores("source", (cues, 1), (sources, 0)),
            self._scores("content", (contents, 3), (cues, 2)),
        )

    def _vectors(self, ends: Ints, part: int) -> Array:
        """[spans, size]: the mean of the tokens' vectors through a GELU."""
        columns = slice(part * self.size, (part + 1) * self.size)
        total = self.running[ends[:, 1], columns] - self.running[ends[:, 0], columns]
        x = total / (ends[:, 1:] - ends[:, :1])
        gelu: Array = 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))
        return gelu

    def _scores(self, name: str, rows: tuple[list[Range], int], columns: tuple[list[Range], int]) -> Array:
        """Scores [rows, columns + 1]; rows and columns are spans and the part of the projection they are read by."""
        arrays = self.arrays
        row_ends, column_ends = (np.array(spans, dtype=np.int64).reshape(-1, 2) for spans, _ in (rows, columns))
        row_vectors = self._vectors(row_ends, rows[1])
        scores = row_vectors @ arrays["pair_" + name] @ self._vectors(column_ends, columns[1]).T
        for kind, buckets in zip(("gap", "rank", "parts"), places(row_ends, column_ends, self.breaks), strict=True):
            scores = scores + arrays[f"{kind}_{name}"][buckets]
        none = row_vectors @ arrays[f"none_{name}_weight"] + arrays[f"none_{name}_bias"]
        return np.concatenate([scores, none[:, None]], axis=1)


def breaks(ids: Sequence[int], end: int) -> Ints:
    """For every token, how many paragraph ends (tokens `end`) stand before it."""
    ends = np.cumsum(np.array(ids) == end)
    return np.concatenate([[0], ends[:-1]])


def places(rows: Ints, columns: Ints, breaks: Ints) -> tuple[Ints, Ints, Ints]:
    """How every span of `rows` [r, 2] lies to every span of `columns` [c, 2], as three tables [r, c] of buckets.

    - the signed gap in tokens, 0 to 2 * len(GAPS)
    - the signed number of other columns between the two, 0 to 2 * NEAR + 1
    - the number of paragraph ends between them, 0 to NEAR; `breaks` counts those before each token
    """
    after = columns[None, :, 0] - rows[:, None, 1]
    before = rows[:, None, 0] - columns[None, :, 1]
    edges = np.array(GAPS)
    gap: Ints = len(GAPS) + (after[:, :, None] >= edges).sum(-1) - (before[:, :, None] >= edges).sum(-1)
    order = columns[:, 0].argsort().argsort()
    left = (columns[None, :, 0] < rows[:, None, 0]).sum(1, keepdims=True)  # columns that begin before the row
    step = order[None, :] - left  # 0, 1, 2 … to the right; -1, -2 … to the left
    rank: Ints = np.clip(step, -NEAR - 1, NEAR) + NEAR + 1
    parts: Ints = np.minimum(np.abs(breaks[columns[None, :, 0]] - breaks[rows[:, None, 0]]), NEAR)
    return gap, rank, parts


@dataclass(slots=True)
class _Members:
    """Token ranges of one attribution while it is put together, and the probability of the least certain part."""

    content: list[Range] = field(default_factory=list)
    cue: list[Range] = field(default_factory=list)
    source: list[Range] = field(default_factory=list)
    confidence: float = 1.0


def groups(window: Window, emissions: Array, transitions: Array, linker: Linker) -> list[Group]:
    """Attributions of one window. emissions [tokens, tags] are the encoder's scores."""
    of_words = emissions[window.words]
    of_words[[window.spans[token] == SPECIAL for token in window.words], 1:] = IMPOSSIBLE
    tags = viterbi(of_words, transitions)
    found = ranges(tags, window.words)
    cues, sources, contents = found["cue"], found["source"], found["content"]
    if not cues and not contents:
        return []
    sure = _certainty(window, marginals(of_words, transitions), tags)
    cue_source, content_cue = linker(cues, sources, contents)
    members = [_Members(cue=[cue], confidence=sure[cue]) for cue in cues]
    for group, scores in zip(members, cue_source, strict=True):
        best = int(scores.argmax())
        if best < len(sources):
            group.source.append(sources[best])
    for content, scores in zip(contents, content_cue, strict=True):
        best = int(scores.argmax())
        if best == len(cues):
            members.append(_Members())
            best = -1
        members[best].content.append(content)
        members[best].confidence = min(members[best].confidence, sure[content])
    return [
        Group(
            content=_characters(window, m.content),
            cue=_characters(window, m.cue),
            source=_characters(window, m.source),
            confidence=m.confidence,
        )
        for m in members
    ]


def _certainty(window: Window, probabilities: Array, tags: Sequence[int]) -> dict[Range, float]:
    """For every range, the lowest probability of a tag on its words."""
    found: dict[Range, float] = {}
    position = {token: number for number, token in enumerate(window.words)}
    chosen = probabilities[np.arange(len(tags)), tags]
    for spans in ranges(tags, window.words).values():
        for start, end in spans:
            found[start, end] = float(chosen[position[start] : position[end]].min())
    return found


def _characters(window: Window, members: Sequence[Range]) -> tuple[Span, ...]:
    return tuple(Span(window.spans[start][0], window.spans[end - 1][1]) for start, end in members)


class Tagger:
    """One loaded model. `version` names it in the rows it helps to make."""

    def __init__(self, folder: weights.ModelFolder) -> None:
        self.version = folder.label
        manifest = folder.manifest
        if tuple(manifest["tags"]) != TAGS or tuple(manifest["gaps"]) != GAPS:
            raise weights.WeightsError(
                f"{folder.path} holds a tagger with other tags than this version reads. Export it again with the "
                "training code of this version."
            )
        self._limit = int(manifest["max_length"])
        self._transitions: Array = np.array(manifest["transitions"], dtype=np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder.file("model.onnx")), options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder.file("linker.npz")) as arrays:
            self._linker = dict(arrays)
        self._tokenizer = load_tokenizer(folder.path)
        self._end = _special(self._tokenizer, END)

    @staticmethod
    @functools.cache
    def load(folder: Path = weights.SHIPPED / "tagger") -> Tagger:
        """The tagger of a model folder, verified and loaded once. Raises `weights.WeightsError`."""
        return Tagger(weights.open_folder(folder))

    def tag(self, text: str, paragraphs: Sequence[Span]) -> list[Group]:
        """The attributions of a text, window by window, in order of the windows."""
        found = []
        for window in windows(text, paragraphs, self._tokenizer, self._limit):
            # One window a call: activations are quantised with one scale per call, so that in a batch a window's
            # tags would hang on its neighbours.
            ids = np.array([window.ids], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            emissions, projected = self._session.run(None, feed)
            linker = Linker(self._linker, projected[0], breaks(window.ids, self._end))
            found += groups(window, emissions[0], self._transitions, linker)
        return found
