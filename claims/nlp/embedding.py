"""Sentence embeddings: a text's meaning as a unit vector, by MiniLM as int8 ONNX.

The graph pools and normalises, so its one output is the embedding. Loaded once per process and folder, on first use.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from claims.nlp import weights

DIMENSIONS = 384
# Claims are sentences; what lies behind this many word pieces adds time and no meaning.
MAX_TOKENS = 128
# Several workers share the machine; one thread each gives the most sentences per second in all.
_THREADS = 1

Vectors = npt.NDArray[np.float32]


class Embedder:
    """One loaded model. `version` names it in the rows it fills."""

    def __init__(self, folder: weights.ModelFolder) -> None:
        self.version = folder.label
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder.file("model.onnx")), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder.file("tokenizer.json")))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    @staticmethod
    @functools.cache
    def load(folder: Path = weights.SHIPPED / "embedder") -> Embedder:
        """The embedder of a model folder, verified and loaded once. Raises `weights.WeightsError`."""
        return Embedder(weights.open_folder(folder))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, 384) of texts, in their order. Each text's vector depends on that text alone."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # One text a call: activations are quantised with one scale per call, so that in a batch a text's vector would
        # hang on its neighbours, and a pair's existence on the order of work.
        for row, encoding in enumerate(self._tokenizer.encode_batch(list(texts))):
            ids = np.array([encoding.ids], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            (vectors[row],) = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        return vectors


def cosine(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Cosine of two unit vectors."""
    return float(np.dot(np.asarray(a, dtype=np.float32), np.asarray(b, dtype=np.float32)))
