"""`manage.py entail`: the bare entailment model on pairs of texts, one JSON object a line. Reads no database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from claims.entailment import relation_model
from claims.management.lines import LineCommand, words_of
from claims.nlp.claim_pairs import ENTAILMENT
from claims.nlp.weights import WeightsError

# The model reads the first hundred words or two of a pair; longer input than this is a mistake.
MAX_CHARACTERS = 20_000


class Command(LineCommand):
    help = (
        'Print the probability that a premise entails its hypothesis: lines {"id", "premise", "hypothesis"} of a file '
        'or of stdin ("-").'
    )
    expected = '{"id", "premise", "hypothesis"}'

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            model = relation_model()
        except WeightsError as error:
            raise CommandError(str(error)) from error
        for pair_id, premise, hypothesis in self.entries(file, read_pair):
            (shares,) = model.entailment([(premise, hypothesis)]).tolist()
            probabilities = {name: round(share, 6) for name, share in zip(ENTAILMENT, shares, strict=True)}
            self.print_row({"id": pair_id, **probabilities})
        self.finish()


def read_pair(entry: dict[str, Any]) -> tuple[Any, str, str]:
    """Id, premise and hypothesis of a line."""
    return (
        entry["id"],
        words_of(entry, "premise", at_most=MAX_CHARACTERS),
        words_of(entry, "hypothesis", at_most=MAX_CHARACTERS),
    )
