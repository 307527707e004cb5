"""The relation model of `manage.py entail`, as the settings name it. The judge reads the one that ships."""

from functools import cache
from pathlib import Path

from django.conf import settings

from claims.nlp.entailment import SHIPPED, RelationModel


@cache
def relation_model() -> RelationModel:
    """The model, loaded once per process. Raises `WeightsError`, which says how to get one."""
    return RelationModel.load(Path(settings.COUNTERCLAIM_ENTAILMENT or SHIPPED))
