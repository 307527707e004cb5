"""The relation model: classes by name, temperatures, the order of claims, and folders that cannot be used."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.nlp.claim_pairs import AXES, ENTAILMENT, RELATIONS
from claims.nlp.entailment import RelationModel
from claims.nlp.types import ClaimView
from claims.nlp.weights import WeightsError
from tests.tiny_models import CLASSES, relation_folder

# "never" denies, "again" repeats; "later" makes an update of it, and the word for it stands only in the second claim.
TABLE = {
    "entailment": {"never": {"contradiction": 12.0}, "again": {"entailment": 12.0}},
    "relation": {"never": {"contradicts": 12.0}, "again": {"restates": 12.0}, "later": {"updates": 90.0}},
    "axis": {"never": {"polarity": 12.0}},
}


def model(folder: Path, **changes: Any) -> RelationModel:
    return RelationModel.load(relation_folder(folder, TABLE, **changes))


def test_entailment_in_the_order_of_its_classes(tmp_path: Path) -> None:
    found = model(tmp_path).entailment([("never", "so"), ("so", "again"), ("so", "so")])
    assert found.shape == (3, len(ENTAILMENT))
    assert np.allclose(found.sum(axis=1), 1)
    # One word of six tokens with 12 adds 2 to the logit.
    assert found[0].tolist() == pytest.approx([1 / (2 + math.e**2)] * 2 + [math.e**2 / (2 + math.e**2)], abs=1e-5)
    assert ENTAILMENT[int(found[1].argmax())] == "entailment"
    assert found[2].tolist() == pytest.approx([1 / 3] * 3)


def test_a_pair_alone_and_among_others(tmp_path: Path) -> None:
    loaded = model(tmp_path)
    pairs = [("never", "so"), ("so " * 150, "again")]
    assert np.array_equal(loaded.entailment(pairs)[0], loaded.entailment(pairs[:1])[0])
    assert loaded.entailment([]).shape == (0, 3)


def test_classes_are_found_by_name(tmp_path: Path) -> None:
    turned = {**CLASSES, "entailment": ["contradiction", "entailment", "neutral"]}
    straight, other = model(tmp_path / "a"), model(tmp_path / "b", classes=turned)
    pair = [("never", "again again")]
    assert np.allclose(other.entailment(pair), straight.entailment(pair))


def test_a_temperature_flattens_its_head_alone(tmp_path: Path) -> None:
    plain, cooled = model(tmp_path / "a"), model(tmp_path / "b", temperature={"entailment": 2.0})
    pair = [("never", "so")]
    assert cooled.entailment(pair)[0, 2] == pytest.approx(math.e / (2 + math.e), abs=1e-5)
    claims = [(ClaimView("never"), ClaimView("so"))]
    assert np.array_equal(plain.relations(claims).relation, cooled.relations(claims).relation)


def test_claims_are_read_in_order_of_publication(tmp_path: Path) -> None:
    earlier = ClaimView("so", published=datetime.date(2024, 5, 2))
    later = ClaimView("so", published=datetime.date(2024, 5, 4))
    found = model(tmp_path).relations([(earlier, later), (later, earlier), (ClaimView("never"), ClaimView("so"))])
    assert [RELATIONS[place] for place in found.relation.argmax(axis=1)] == ["updates", "updates", "contradicts"]
    assert found.relation.shape == (3, len(RELATIONS))
    assert found.axis.shape == (3, len(AXES))
    assert AXES[int(found.axis[2].argmax())] == "polarity"


def test_an_opinion_names_every_class(tmp_path: Path) -> None:
    found = model(tmp_path).opinion(ClaimView("never"), ClaimView("it", standalone="again"))
    assert (set(found.relation), set(found.axis)) == (set(RELATIONS), set(AXES))
    assert sum(found.relation.values()) == pytest.approx(1)
    assert found.relation["contradicts"] == pytest.approx(found.relation["restates"])
    assert found.relation["contradicts"] > 2 * found.relation["updates"]


def test_undated_claims_have_one_opinion_whichever_comes_first(tmp_path: Path) -> None:
    one, other = ClaimView("never"), ClaimView("so it goes")
    assert model(tmp_path).opinion(one, other) == model(tmp_path).opinion(other, one)


def test_loaded_once(tmp_path: Path) -> None:
    assert model(tmp_path) is RelationModel.load(tmp_path)
    assert model(tmp_path).version == "tiny-1"


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="No model in"):
        RelationModel.load(tmp_path / "none")


@pytest.mark.parametrize(
    "manifest",
    [
        {"classes": None},
        {"classes": {**CLASSES, "entailment": ["yes", "no", "perhaps"]}},
        {"temperature": {"relation": 0}},
        {"temperature": {"relation": "hot"}},
        {"temperature": [1]},
        {"max_length": 3},
        {"max_length": "long"},
    ],
)
def test_a_manifest_of_another_model(tmp_path: Path, manifest: dict[str, Any]) -> None:
    relation_folder(tmp_path, TABLE)
    stated = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps({**stated, **manifest}))
    with pytest.raises(WeightsError, match="describes no relation model"):
        RelationModel.load(tmp_path)


def test_a_graph_that_does_not_fit_its_manifest(tmp_path: Path) -> None:
    relation_folder(tmp_path, TABLE, classes={**CLASSES, "axis": ["polarity"]})
    stated = json.loads((tmp_path / "manifest.json").read_text())
    stated["classes"]["axis"] = list(AXES)
    (tmp_path / "manifest.json").write_text(json.dumps(stated))
    with pytest.raises(WeightsError, match="its outputs for axis are missing or of another size"):
        RelationModel.load(tmp_path)


def test_a_graph_that_is_none(tmp_path: Path) -> None:
    relation_folder(tmp_path, TABLE)
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    stated = json.loads((tmp_path / "manifest.json").read_text())
    del stated["files"]["model.onnx"]
    (tmp_path / "manifest.json").write_text(json.dumps(stated))
    with pytest.raises(WeightsError, match="cannot be loaded"):
        RelationModel.load(tmp_path)
