"""Checks that stop the start: a model or a second judge that cannot work, with the way to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from claims.second_opinion import second_judge
from config.checks import check_model_folders, check_second_opinion
from tests.tiny_models import classifier_folder, relation_folder

KEY = "sk-not-to-be-shown"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """No judge of another test's settings."""
    second_judge.cache_clear()
    yield
    second_judge.cache_clear()


def test_models_that_ship_are_no_matter_of_settings(settings: Settings) -> None:
    settings.COUNTERCLAIM_EMBEDDER = settings.COUNTERCLAIM_ENTAILMENT = ""
    assert check_model_folders(None) == []


@pytest.mark.parametrize("name", ["COUNTERCLAIM_EMBEDDER", "COUNTERCLAIM_ENTAILMENT"])
def test_a_model_folder(settings: Settings, tmp_path: Path, name: str) -> None:
    folder = relation_folder(tmp_path / "model", {})
    setattr(settings, name, str(folder))
    assert check_model_folders(None) == []
    (folder / "model.onnx").write_bytes(b"changed")
    (error,) = check_model_folders(None)
    assert error.id == "counterclaim.E004"
    assert f"{name} names a model that cannot be used. {folder}/model.onnx is damaged" in error.msg
    setattr(settings, name, str(tmp_path / "none"))
    (error,) = check_model_folders(None)
    assert "manifest.json is missing" in error.msg


def test_no_second_opinion_is_the_default(settings: Settings) -> None:
    settings.COUNTERCLAIM_SECOND_OPINION = ""
    assert check_second_opinion(None) == []


@pytest.mark.parametrize(
    ("address", "model", "key", "message"),
    [
        ("http://10.0.0.5:8080/v1", "", "", "names no model"),
        ("http://", "judge", "", "must be a host and a path"),
        ("https://someone:secret@judge.example/v1", "judge", "", "without a password"),
        ("https://judge.example/v1?key=secret", "judge", "", "without a password or a query"),
        ("https://judge.example:port/v1", "judge", "", "cannot be read"),
        ("https://judge.example/v1", "judge", f"{KEY}\nX-More: 1", "signs that no key has"),
        ("https://judge.example/v1", "judge", f"{KEY} ", "signs that no key has"),
        ("https://judge.example/v1", "judge", f"{KEY}é", "signs that no key has"),
    ],
)
def test_an_endpoint_that_cannot_work(settings: Settings, address: str, model: str, key: str, message: str) -> None:
    settings.COUNTERCLAIM_SECOND_OPINION = address
    settings.COUNTERCLAIM_SECOND_OPINION_MODEL = model
    settings.COUNTERCLAIM_SECOND_OPINION_KEY = key
    (error,) = check_second_opinion(None)
    assert message in error.msg
    assert "secret" not in error.msg
    assert KEY not in error.msg


def test_an_endpoint_that_can(settings: Settings) -> None:
    settings.COUNTERCLAIM_SECOND_OPINION = "http://10.0.0.5:8080/v1"
    settings.COUNTERCLAIM_SECOND_OPINION_MODEL = "judge"
    settings.COUNTERCLAIM_SECOND_OPINION_KEY = KEY
    assert check_second_opinion(None) == []
    assert KEY not in repr(second_judge())


def test_a_folder_with_a_classifier(settings: Settings, tmp_path: Path) -> None:
    settings.COUNTERCLAIM_SECOND_OPINION = str(classifier_folder(tmp_path / "a", {}, ["entailment", "contradiction"]))
    assert check_second_opinion(None) == []
    second_judge.cache_clear()
    settings.COUNTERCLAIM_SECOND_OPINION = str(classifier_folder(tmp_path / "b", {}, ["happy", "sad"]))
    (error,) = check_second_opinion(None)
    assert "has the classes happy, sad" in error.msg
    settings.COUNTERCLAIM_SECOND_OPINION = str(tmp_path / "none")
    (error,) = check_second_opinion(None)
    assert "No classifier in" in error.msg
