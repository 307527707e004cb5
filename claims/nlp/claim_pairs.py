"""Two texts, or two claims -> the tokens that the relation model reads. The one home of that form: training imports it.

Every pair is `<s> first </s></s> second </s>`. A claim is rendered as text, who said it in front:
"Speaker, role, side (source): text"; the second one begins with its distance in time: "12 days later, Speaker ...".
What is unknown is left out, so a bare pair of texts looks like an entailment pair.
"""

from __future__ import annotations

import re

from tokenizers import Tokenizer

from claims.nlp.types import ClaimView

# What each head of the model tells apart, in the order of the arrays that hold its probabilities. A checkpoint knows
# places alone: a name may be appended and none moved.
ENTAILMENT = ("entailment", "neutral", "contradiction")
RELATIONS = ("contradicts", "updates", "restates", "differs_in_scope", "unrelated")
AXES = (
    "polarity", "quantity", "date", "entity", "cause", "modality", "stance", "trend",
    "place", "population", "period", "definition", "unit",
)  # fmt: skip

MAX_LENGTH = 192  # tokens of a pair
# No text of that many characters has fewer tokens than a pair may have, runs of signs without a space apart.
_CHARACTERS_PER_TOKEN = 20
# Halves of characters, which the tokenizer refuses.
_SURROGATE = re.compile("[\ud800-\udfff]")


def encode_pair(tokenizer: Tokenizer, first: str, second: str, limit: int = MAX_LENGTH) -> list[int]:
    """Token ids of a pair, the longer text cut at its end until the pair fits. ValueError for another's tokenizer."""
    begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    if begin is None or end is None:
        raise ValueError("the tokenizer has no <s> or no </s>")
    texts = [_SURROGATE.sub("\ufffd", text[: limit * _CHARACTERS_PER_TOKEN]) for text in (first, second)]
    one, two = (encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False))
    room = limit - 4
    if len(one) + len(two) > room:
        half = room // 2
        keep = max(half, room - len(two))
        one, two = one[:keep], two[: room - min(len(one), keep)]
    return [begin, *one, end, end, *two, end]


def encode_claims(tokenizer: Tokenizer, a: ClaimView, b: ClaimView, limit: int = MAX_LENGTH) -> list[int]:
    """Token ids of a claim pair, `a` published before `b`."""
    return encode_pair(tokenizer, render(a), render(b, distance(a, b)), limit)


def render(claim: ClaimView, lead: str = "") -> str:
    """A claim as one text, with who said it; read with its references resolved where that is known."""
    who = ", ".join(detail for detail in (claim.speaker, claim.role, claim.side) if detail)
    if claim.source:
        who = f"{who} ({claim.source})" if who else claim.source
    head = (lead + who).rstrip(", ")
    text = claim.standalone or claim.text
    return f"{head}: {text}" if head else text


def distance(a: ClaimView, b: ClaimView) -> str:
    """The time from publication of `a` to that of `b` in words, "" when unknown."""
    if a.published is None or b.published is None:
        return ""
    days = (b.published - a.published).days
    if days == 0:
        return "same day, "
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'later' if days > 0 else 'earlier'}, "
