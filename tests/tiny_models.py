"""Model folders of a few kilobytes, real ones: a graph that onnxruntime runs, a tokenizer, a manifest.

A graph looks up each token in a table per output and takes the mean, so a test says by words what comes out. The
packages that write ONNX are heavy and no other test needs them; the wire format of these few messages is short.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from claims.nlp.claim_pairs import AXES, ENTAILMENT, RELATIONS

CLASSES: dict[str, Sequence[str]] = {"entailment": ENTAILMENT, "relation": RELATIONS, "axis": AXES}
MARKS = ["<s>", "<pad>", "</s>", "<unk>"]
FLOAT, INT64 = 1, 7  # TensorProto.DataType
INTEGER, INTEGERS = 2, 7  # AttributeProto.AttributeType

# What each word adds to the logit of a class of an output: {"relation": {"never": {"contradicts": 9}}}
Table = Mapping[str, Mapping[str, Mapping[str, float]]]


def relation_folder(
    folder: Path, table: Table, *, classes: Mapping[str, Sequence[str]] = CLASSES, **manifest: Any
) -> Path:
    """A folder as `training.relations.export` makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    words = _write_tokenizer(folder, table)
    (folder / "model.onnx").write_bytes(graph(words, table, classes))
    files = {name: _sha256(folder / name) for name in ("model.onnx", "tokenizer.json")}
    stated = {"name": "tiny", "version": "1", "classes": {k: list(v) for k, v in classes.items()}, "files": files}
    (folder / "manifest.json").write_text(json.dumps({**stated, **manifest}))
    return folder


def classifier_folder(folder: Path, table: Table, labels: Sequence[str]) -> Path:
    """A folder in the layout of Hugging Face: its one output is called "logits"."""
    (folder / "onnx").mkdir(parents=True)
    words = _write_tokenizer(folder, table)
    (folder / "onnx" / "model.onnx").write_bytes(graph(words, table, {"logits": labels}))
    (folder / "config.json").write_text(json.dumps({"id2label": dict(enumerate(labels))}))
    return folder


def graph(words: Sequence[str], table: Table, classes: Mapping[str, Sequence[str]]) -> bytes:
    """An ONNX model from input_ids and attention_mask (int64 [batch, tokens]) to one output [batch, classes] each."""
    nodes, tensors, outputs = b"", b"", b""
    for name, labels in classes.items():
        values = np.zeros((len(words), len(labels)), dtype="<f4")
        for word, weights in table.get(name, {}).items():
            for label, weight in weights.items():
                values[words.index(word), list(labels).index(label)] = weight
        shape = b"".join(_field(1, size) for size in values.shape)
        tensors += _field(5, shape + _field(2, FLOAT) + _field(8, f"{name} table") + _field(9, values.tobytes()))
        nodes += _node("Gather", [f"{name} table", "input_ids"], f"{name} rows")
        axes = _field(1, "axes") + _field(8, 1) + _field(20, INTEGERS)
        keep = _field(1, "keepdims") + _field(3, 0) + _field(20, INTEGER)
        nodes += _node("ReduceMean", [f"{name} rows"], name, axes, keep)
        outputs += _field(12, _value(name, FLOAT, ["batch", len(labels)]))
    inputs = b"".join(_field(11, _value(name, INT64, ["batch", "tokens"])) for name in ("input_ids", "attention_mask"))
    whole = nodes + _field(2, "tiny") + tensors + inputs + outputs
    return _field(1, 8) + _field(7, whole) + _field(8, _field(2, 13))


def _write_tokenizer(folder: Path, table: Table) -> list[str]:
    """Write tokenizer.json for the words of a table; returns its words by id."""
    words = [*MARKS, *dict.fromkeys(word for weights in table.values() for word in weights if word not in MARKS)]
    tokenizer = Tokenizer(WordLevel({word: place for place, word in enumerate(words)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens(MARKS)
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return words


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _node(operator: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    names = b"".join(_field(1, name) for name in inputs)
    return _field(1, names + _field(2, output) + _field(4, operator) + b"".join(_field(5, one) for one in attributes))


def _value(name: str, kind: int, sizes: Sequence[str | int]) -> bytes:
    """ValueInfoProto: a tensor's name, kind and shape, with words for the sizes that vary."""
    shape = b"".join(_field(1, _field(1 if isinstance(size, int) else 2, size)) for size in sizes)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def _field(number: int, value: str | bytes | int) -> bytes:
    """One field of a protocol buffer: an integer as varint, all else with its length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
