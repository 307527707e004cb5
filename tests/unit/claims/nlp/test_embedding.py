"""The embedder that ships: unit vectors, near for like meanings, and the same for a text whatever stands beside it."""

from __future__ import annotations

import numpy as np

from claims.nlp.embedding import DIMENSIONS, Embedder, cosine

TEXTS = ["The harbour bridge was closed.", "They shut the bridge in the port.", "Milk prices rose in spring."]


def test_unit_vectors_of_like_meanings_are_near() -> None:
    vectors = Embedder.load().embed(TEXTS)
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert cosine(vectors[0], vectors[1]) > 0.6 > cosine(vectors[0], vectors[2]) + 0.2


def test_a_vector_depends_on_its_text_alone() -> None:
    alone = Embedder.load().embed(TEXTS[:1])[0]
    among = Embedder.load().embed([TEXTS[2] * 5, TEXTS[0], ""])[1]
    assert np.array_equal(alone, among)


def test_nothing_gives_nothing() -> None:
    assert Embedder.load().embed([]).shape == (0, DIMENSIONS)


def test_loaded_once() -> None:
    assert Embedder.load() is Embedder.load()
