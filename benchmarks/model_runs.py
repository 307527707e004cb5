"""Runs of the relation model per recorded claim, when all pairs on record are judged anew.

script/manage ingest FILES --wait
python -m config.services exec -- .venv/bin/python -m benchmarks.model_runs
"""

import os
from unittest.mock import patch

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from claims.models import Claim, Pair
    from claims.nlp.comparison import compare
    from claims.nlp.entailment import RelationModel
    from claims.nlp.types import Relation
    from claims.verdicts import view_of

    claims, pairs, flagged = Claim.objects.current().count(), 0, 0
    with patch.object(RelationModel, "_run", autospec=True, side_effect=RelationModel._run) as run:
        for pair in Pair.objects.current().with_context().iterator(chunk_size=500):
            judged = compare(view_of(pair.a), view_of(pair.b), similarity=pair.similarity)
            pairs, flagged = pairs + 1, flagged + (judged.relation is Relation.CONTRADICTS)
    print(f"{claims} claims, {pairs} pairs, {flagged} called contradicts, {run.call_count} runs of the model")
    print(f"{run.call_count / max(1, claims):.2f} runs a claim")


if __name__ == "__main__":
    main()
