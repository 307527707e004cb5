"""A sequence classifier of pairs from elsewhere, as ONNX in the layout of Hugging Face: which label fits two texts?

Its folder holds `config.json` with `id2label`, `tokenizer.json`, and `model.onnx`, there or in `onnx/`. Such a folder
has no manifest; the digest of its graph tells versions apart.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from claims.nlp.entailment import open_session
from claims.nlp.weights import WeightsError

GRAPHS = ("model.onnx", "onnx/model.onnx")
MAX_TOKENS = 256  # of a pair; two claims with room to spare


@dataclass(frozen=True, slots=True)
class PairClassifier:
    """One loaded classifier. `labels` are in lower case, in the order of its logits."""

    version: str
    labels: tuple[str, ...]
    session: Any = field(repr=False)
    tokenizer: Tokenizer = field(repr=False)
    inputs: frozenset[str] = field(repr=False)

    @staticmethod
    @functools.cache
    def load(folder: Path) -> PairClassifier:
        """The classifier of a folder, loaded once per process. Raises `WeightsError`."""
        graph = next((folder / name for name in GRAPHS if (folder / name).is_file()), None)
        if graph is None:
            raise WeightsError(f"No classifier in {folder}: it holds none of {', '.join(GRAPHS)}.")
        config = folder / "config.json"
        try:
            names = json.loads(config.read_text(encoding="utf8"))["id2label"]
            labels = tuple(str(names[str(place)]).lower() for place in range(len(names)))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WeightsError(f"{config} does not list the classes in id2label ({error!r}).") from error
        try:
            with graph.open("rb") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
            session = open_session(graph)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            width = session.get_outputs()[0].shape[-1]
        except Exception as error:  # the libraries raise exceptions of no common class
            raise WeightsError(f"The classifier in {folder} cannot be loaded: {error}") from error
        if isinstance(width, int) and width != len(labels):
            raise WeightsError(f"The classifier in {folder} has {width} classes; its config.json names {len(labels)}.")
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        tokenizer.no_padding()
        inputs = frozenset(node.name for node in session.get_inputs())
        return PairClassifier(f"{folder.name[:20]}-{digest[:8]}", labels, session, tokenizer, inputs)

    def label(self, first: str, second: str) -> str:
        """The likeliest label of a pair. One pair a call: what stands beside it in a batch may change the result."""
        encoding = self.tokenizer.encode(first, second)
        feed = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        arrays = {name: np.array([values], dtype=np.int64) for name, values in feed.items() if name in self.inputs}
        logits = self.session.run(None, arrays)[0][0]
        return self.labels[int(np.argmax(logits))]
