"""The tagger's decoding against its definitions, and what it makes of texts it was not trained on."""

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from claims.nlp import weights
from claims.nlp.parsing import find_paragraphs, parse
from claims.nlp.tagging import TAGS, Linker, Tagger, breaks, load_tokenizer, marginals, places, ranges, viterbi, windows
from claims.nlp.types import Span

SHIPPED = weights.SHIPPED / "tagger"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def scores(seed: int, words: int, tags: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(words, tags)).astype(np.float32), rng.normal(size=(tags, tags)).astype(np.float32)


def path_score(path: tuple[int, ...], emissions: np.ndarray, transitions: np.ndarray) -> float:
    emitted = sum(emissions[i, tag] for i, tag in enumerate(path))
    return float(emitted + sum(transitions[a, b] for a, b in itertools.pairwise(path)))


@pytest.mark.parametrize("seed", range(5))
def test_viterbi_and_marginals_agree_with_every_path_counted(seed: int) -> None:
    emissions, transitions = scores(seed, words=5)
    paths = list(itertools.product(range(3), repeat=5))
    weight = np.array([path_score(path, emissions, transitions) for path in paths])
    assert tuple(viterbi(emissions, transitions)) == paths[int(weight.argmax())]
    probability = np.exp(weight) / np.exp(weight).sum()
    expected = np.zeros((5, 3))
    for path, share in zip(paths, probability, strict=True):
        expected[range(5), path] += share
    assert marginals(emissions, transitions) == pytest.approx(expected, abs=1e-4)


def test_ranges_join_what_goes_on_and_split_what_begins_anew() -> None:
    names = ["O", "B-source", "I-source", "B-cue", "B-content", "B-content", "I-content", "O"]
    words = [0, 1, 3, 4, 5, 6, 7, 9]
    found = ranges([TAGS.index(name) for name in names], words)
    assert found == {"source": [(1, 4)], "cue": [(4, 5)], "content": [(5, 6), (6, 9)]}


def test_places_counts_gaps_order_and_paragraph_ends() -> None:
    ends = breaks([0, 5, 6, 2, 7, 8, 2], end=2)
    assert ends.tolist() == [0, 0, 0, 0, 1, 1, 1]
    rows, columns = np.array([[4, 5]]), np.array([[1, 2], [5, 6]])
    gap, rank, parts = places(rows, columns, ends)
    assert gap.tolist() == [[8 - 2, 8 + 0]]  # two tokens back is the second bucket to the left; the next one touches
    assert rank.tolist() == [[3, 4]]  # the nearest before, the nearest behind
    assert parts.tolist() == [[1, 0]]


def test_a_linker_without_columns_chooses_none() -> None:
    with np.load(SHIPPED / "linker.npz") as arrays:
        size = arrays["pair_source"].shape[0]
        linker = Linker(dict(arrays), np.ones((4, 4 * size), dtype=np.float32), breaks([0, 5, 6, 2], end=2))
    cue_source, content_cue = linker([(1, 2)], [], [(2, 3)])
    assert cue_source.shape == (1, 1)
    assert content_cue.shape == (1, 2)


@pytest.mark.parametrize("limit", [24, 64, 256])
def test_windows_cover_the_text_once_within_the_limit(limit: int) -> None:
    text = (
        "Ada Quill said the quay held.\n\n" + "The tide rose again, she said. " * 30 + "\n\n“Nobody slept,” she said."
    )
    paragraphs = find_paragraphs(text)
    found = windows(text, paragraphs, load_tokenizer(SHIPPED), limit)
    assert all(len(window.ids) <= limit for window in found)
    covered = [span for window in found for span in window.spans if span != (0, 0)]
    assert covered == sorted(set(covered))
    assert "".join(text[start:end] for start, end in covered) == "".join(text.split())


@pytest.mark.parametrize("text", ["", "\n\n", "…", "\ud800 said no."])
def test_texts_with_nothing_to_tag(tagger: Tagger, text: str) -> None:

    parsed = parse(text)
    tagger.tag(parsed.doc.text, parsed.paragraphs)


def test_sources_cues_and_contents_of_ordinary_news(tagger: Tagger) -> None:
    text = (
        "The mayor of Arlen, Tom Weiss, said on Monday that the bridge would reopen in May. The work has cost four "
        "million crowns so far.\n\nAccording to Anna Holt, a councillor, the money is gone. “We have not seen a single "
        "bill,” she added. “It is a disgrace.”\n\nThe bridge was built in 1911 and carries two lanes and a tramway."
    )
    found = [
        tuple(" / ".join(span.of(text) for span in part) for part in (group.source, group.cue, group.content))
        for group in tagger.tag(text, find_paragraphs(text))
    ]
    assert ("The mayor of Arlen, Tom Weiss,", "said", "that the bridge would reopen in May") in found
    assert ("Anna Holt, a councillor", "According to", "the money is gone") in found
    assert ("she", "added", "“We have not seen a single bill,” / “It is a disgrace.”") in found
    assert all(0 < group.confidence <= 1 for group in tagger.tag(text, find_paragraphs(text)))


def test_a_window_is_tagged_alike_whatever_stands_in_the_others(tagger: Tagger) -> None:
    first = "Jonas Lind said the ferry would sail. " * 25
    second = "Ines Tavares denied that the locks were closed. " * 25
    alone = tagger.tag(first, find_paragraphs(first))
    text = f"{first.strip()}\n\n{second.strip()}"
    both = tagger.tag(text, find_paragraphs(text))
    assert both[: len(alone)] == alone


def test_a_changed_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    folder = tmp_path / "tagger"
    shutil.copytree(SHIPPED, folder)
    (folder / "linker.npz").write_bytes(b"other")
    with pytest.raises(weights.WeightsError, match=r"linker\.npz is damaged or replaced"):
        Tagger(weights.open_folder(folder))


def test_a_tagger_with_other_tags_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "tagger"
    shutil.copytree(SHIPPED, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "tags": ["O"]}), encoding="utf8")
    with pytest.raises(weights.WeightsError, match="other tags"):
        Tagger(weights.open_folder(folder))


def test_spans_are_characters_of_the_text(tagger: Tagger) -> None:
    text = "Élodie Çelik said that the naïve plan—“a façade”—would cost €4m."
    for group in tagger.tag(text, find_paragraphs(text)):
        for span in (*group.content, *group.cue, *group.source):
            assert Span(0, len(text)).start <= span.start < span.end <= len(text)
            assert span.of(text) == span.of(text).strip()
