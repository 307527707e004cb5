"""The relation model as the settings name it. There may be none: the judge then does with its rules."""

from functools import cache
from pathlib import Path

from django.conf import settings

from claims.nlp.entailment import SHIPPED, RelationModel
from claims.nlp.weights import MANIFEST, WeightsError


@cache
def relation_model() -> RelationModel | None:
    """The model, loaded once per process; None where none ships and none is named.

    Raises WeightsError where the folder is damaged, or where the one that the settings name is missing.
    """
    named = settings.COUNTERCLAIM_ENTAILMENT
    folder = Path(named) if named else SHIPPED
    if not named and not (folder / MANIFEST).exists():
        return None
    return RelationModel.load(folder)


def required_model() -> RelationModel:
    """The model; WeightsError with the ways to get one where there is none."""
    model = relation_model()
    if model is None:
        raise WeightsError(
            f"There is no entailment model: {SHIPPED} holds none. Set COUNTERCLAIM_ENTAILMENT to a folder with one, or "
            "train one and export it into that place; training/relations/README.md says how."
        )
    return model
