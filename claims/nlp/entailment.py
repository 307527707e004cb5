"""The relation model: does one text entail or contradict another, and how do two attributed claims relate?

One encoder reads both texts together (a cross-encoder) and has three heads: entailment, relation and axis. Its folder
is made by `training.relations.export`: a graph from token ids to logits, whose classes, in the order of the logits,
stand in the manifest beside a temperature per head (Guo et al. 2017, On Calibration of Modern Neural Networks).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from claims.nlp import weights
from claims.nlp.claim_pairs import AXES, ENTAILMENT, MAX_LENGTH, RELATIONS, encode_claims, encode_pair
from claims.nlp.types import ClaimView

SHIPPED = weights.SHIPPED / "relations"
HEADS: Mapping[str, tuple[str, ...]] = {"entailment": ENTAILMENT, "relation": RELATIONS, "axis": AXES}
# Several workers share the machine; one thread each gives the most pairs per second in all.
_THREADS = 1

Probabilities = npt.NDArray[np.float64]


class Session(Protocol):
    """What is used of `onnxruntime.InferenceSession`."""

    def run(self, outputs: Sequence[str], feed: Mapping[str, npt.NDArray[np.int64]]) -> Sequence[npt.NDArray[Any]]: ...


@dataclass(frozen=True, slots=True)
class Head:
    """How one head's logits become probabilities: the place of each class in them, and the temperature."""

    places: tuple[int, ...]
    temperature: float = 1.0

    def probabilities(self, logits: npt.ArrayLike) -> Probabilities:
        """Softmax of one row of logits, in the order of the classes in HEADS."""
        scaled = np.asarray(logits, dtype=np.float64)[list(self.places)] / self.temperature
        shares = np.exp(scaled - scaled.max())
        return np.asarray(shares / shares.sum(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Relations:
    """Probabilities for n pairs of claims: `relation` (n, 5) in the order of RELATIONS, `axis` (n, 13) of AXES."""

    relation: Probabilities
    axis: Probabilities


@dataclass(frozen=True, slots=True)
class Opinion:
    """Probabilities for one pair of claims by name: those of RELATIONS, and those of AXES if they differ."""

    relation: Mapping[str, float]
    axis: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RelationModel:
    """One loaded model. `version` names it in the rows it helps to make."""

    version: str
    session: Session = field(repr=False)
    tokenizer: Tokenizer = field(repr=False)
    heads: Mapping[str, Head] = field(repr=False)
    max_length: int = MAX_LENGTH

    @staticmethod
    @functools.cache
    def load(folder: Path = SHIPPED) -> RelationModel:
        """The model of a folder, verified and loaded once per process. Raises `weights.WeightsError`."""
        return _open(weights.open_folder(folder))

    def entailment(self, pairs: Iterable[tuple[str, str]]) -> Probabilities:
        """Probabilities (n, 3), in the order of ENTAILMENT, that each premise entails its hypothesis, or denies it.

        Of both texts together the model reads `max_length` tokens; the longer one is cut first. A pair's row depends
        on that pair alone.
        """
        rows = [
            self._run(encode_pair(self.tokenizer, *pair, self.max_length), ("entailment",))["entailment"]
            for pair in pairs
        ]
        return _table(rows, ENTAILMENT)

    def relations(self, pairs: Iterable[tuple[ClaimView, ClaimView]]) -> Relations:
        """How the claims of each pair relate. The one published first is read first, whichever way round they come."""
        rows = [
            self._run(encode_claims(self.tokenizer, *_in_order(a, b), self.max_length), ("relation", "axis"))
            for a, b in pairs
        ]
        return Relations(
            relation=_table([row["relation"] for row in rows], RELATIONS),
            axis=_table([row["axis"] for row in rows], AXES),
        )

    def opinion(self, a: ClaimView, b: ClaimView) -> Opinion:
        """How two claims relate, in one run. Undated claims are read in the order of their texts: neither is later."""
        if a.published is None and b.published is None and b.text < a.text:
            a, b = b, a
        found = self.relations([(a, b)])
        return Opinion(
            relation={name: float(share) for name, share in zip(RELATIONS, found.relation[0], strict=True)},
            axis={name: float(share) for name, share in zip(AXES, found.axis[0], strict=True)},
        )

    def _run(self, tokens: list[int], heads: Sequence[str]) -> dict[str, Probabilities]:
        # One pair a call: activations are quantised with one scale per call, so that in a batch a pair's figures would
        # hang on its neighbours.
        ids = np.array([tokens], dtype=np.int64)
        logits = self.session.run(list(heads), {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return {name: self.heads[name].probabilities(row[0]) for name, row in zip(heads, logits, strict=True)}


def _in_order(a: ClaimView, b: ClaimView) -> tuple[ClaimView, ClaimView]:
    return (b, a) if a.published and b.published and b.published < a.published else (a, b)


def _table(rows: list[Probabilities], classes: Sequence[str]) -> Probabilities:
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(classes))


def _open(folder: weights.ModelFolder) -> RelationModel:
    heads, max_length = _read_manifest(folder)
    try:
        session = open_session(folder.file("model.onnx"))
        tokenizer = Tokenizer.from_file(str(folder.file("tokenizer.json")))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        encode_pair(tokenizer, "", "", max_length)
        widths = {output.name: output.shape[-1] for output in session.get_outputs()}
    except Exception as error:  # the libraries raise exceptions of no common class
        raise weights.WeightsError(f"The model in {folder.path} cannot be loaded: {error}") from error
    wrong = [name for name, head in heads.items() if widths.get(name) != len(head.places)]
    if wrong:
        raise weights.WeightsError(
            f"The model in {folder.path} is no relation model, or its manifest is another's: its outputs for "
            f"{', '.join(wrong)} are missing or of another size. Export one with training.relations.export."
        )
    return RelationModel(folder.label, session, tokenizer, heads, max_length)


def _read_manifest(folder: weights.ModelFolder) -> tuple[dict[str, Head], int]:
    """The heads and the greatest number of tokens that a manifest states."""
    try:
        classes, temperatures = folder.manifest["classes"], folder.manifest.get("temperature", {})
        heads = {}
        for name, wanted in HEADS.items():
            if sorted(classes[name]) != sorted(wanted):
                raise ValueError(f"classes of {name}: {classes[name]}")
            temperature = float(temperatures.get(name, 1.0))
            if not 0 < temperature < math.inf:
                raise ValueError(f"temperature of {name}: {temperature}")
            heads[name] = Head(tuple(classes[name].index(label) for label in wanted), temperature)
        max_length = int(folder.manifest.get("max_length", MAX_LENGTH))
        if not 8 <= max_length <= 512:
            raise ValueError(f"max_length: {max_length}")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise weights.WeightsError(
            f"The manifest in {folder.path} describes no relation model ({error!r}). Export one with "
            "training.relations.export."
        ) from error
    return heads, max_length


def open_session(path: Path) -> Any:
    """An onnxruntime session on the processor, for one of several workers of a machine."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
