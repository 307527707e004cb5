"""A model folder is used only where its files are those of its manifest; otherwise the message says what to do."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from claims.nlp.weights import WeightsError, open_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.onnx").write_bytes(b"weights")
    manifest = {
        "name": "tiny",
        "version": "3",
        "files": {"model.onnx": hashlib.sha256(b"weights").hexdigest()},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


def test_good_folder(folder: Path) -> None:
    opened = open_folder(folder)
    assert opened.label == "tiny-3"
    assert opened.file("model.onnx").read_bytes() == b"weights"


def test_missing_folder_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"manifest\.json is missing\. Check out the repository again"):
        open_folder(tmp_path / "nowhere")


def test_changed_file(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"other")
    with pytest.raises(WeightsError, match="damaged or replaced"):
        open_folder(folder)


def test_missing_file(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    with pytest.raises(WeightsError, match=r"model\.onnx cannot be read"):
        open_folder(folder)


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"name": "x", "version": "1", "files": []}'])
def test_broken_manifest(folder: Path, written: str) -> None:
    (folder / "manifest.json").write_text(written)
    with pytest.raises(WeightsError, match="cannot be read as a model manifest"):
        open_folder(folder)
