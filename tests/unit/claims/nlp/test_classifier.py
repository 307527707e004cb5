"""A classifier of pairs in the layout of Hugging Face, and folders that hold none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from claims.nlp.classifier import PairClassifier
from claims.nlp.weights import WeightsError
from tests.tiny_models import classifier_folder

LABELS = ["CONTRADICTION", "Neutral", "entailment"]
TABLE = {"logits": {"never": {"CONTRADICTION": 9.0}, "again": {"entailment": 9.0}, "so": {"Neutral": 1.0}}}


def test_the_likeliest_label(tmp_path: Path) -> None:
    classifier = PairClassifier.load(classifier_folder(tmp_path / "tiny", TABLE, LABELS))
    assert classifier.labels == ("contradiction", "neutral", "entailment")
    assert [classifier.label(*pair) for pair in [("so", "never"), ("so", "again"), ("so", "so")]] == [
        "contradiction",
        "entailment",
        "neutral",
    ]


def test_a_long_pair_is_cut_at_its_longer_text(tmp_path: Path) -> None:
    classifier = PairClassifier.load(classifier_folder(tmp_path / "tiny", TABLE, LABELS))
    assert classifier.label("so " * 9000 + "again " * 9000, "never " * 90) == "contradiction"


def test_the_version_tells_graphs_apart(tmp_path: Path) -> None:
    one = PairClassifier.load(classifier_folder(tmp_path / "one" / "tiny", TABLE, LABELS))
    two = PairClassifier.load(classifier_folder(tmp_path / "two" / "tiny", TABLE, LABELS[::-1]))
    assert one.version.startswith("tiny-")
    assert one.version != two.version
    assert len(one.version) <= 29


def test_the_graph_may_lie_in_the_folder_itself(tmp_path: Path) -> None:
    folder = classifier_folder(tmp_path / "tiny", TABLE, LABELS)
    shutil.move(folder / "onnx" / "model.onnx", folder / "model.onnx")
    assert PairClassifier.load(folder).label("never", "never") == "contradiction"


@pytest.mark.parametrize(
    ("spoilt", "content", "message"),
    [
        ("onnx/model.onnx", None, "it holds none of model.onnx, onnx/model.onnx"),
        ("config.json", None, "does not list the classes"),
        ("config.json", b'{"id2label": {"1": "x"}}', "does not list the classes"),
        ("config.json", json.dumps({"id2label": {"0": "yes", "1": "no"}}).encode(), "has 3 classes"),
        ("tokenizer.json", None, "cannot be loaded"),
        ("onnx/model.onnx", b"no graph", "cannot be loaded"),
    ],
)
def test_folders_that_hold_none(tmp_path: Path, spoilt: str, content: bytes | None, message: str) -> None:
    folder = classifier_folder(tmp_path / "tiny", TABLE, LABELS)
    (folder / spoilt).unlink()
    if content is not None:
        (folder / spoilt).write_bytes(content)
    with pytest.raises(WeightsError, match=message):
        PairClassifier.load(folder)
