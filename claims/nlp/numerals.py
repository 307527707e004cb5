"""Numbers that are no quantities: labels ("Article 5"), ordinals, days of a month, years, times of day."""

from __future__ import annotations

import re

from claims.nlp.numbers import Number, Token, read_number
from claims.nlp.units import UNIT_WORDS

_MONTHS = frozenset(
    (
        "January February March April May June July August September October November December Jan Feb Mar Apr Jun "
        "Jul Aug Sep Sept Oct Nov Dec"
    ).split()
)
_LABELS = frozenset(
    (
        "article section chapter block room route line no clause paragraph page flight unit hall gate highway channel "
        "level group type tower pier platform reactor apartment phase version bus train runway hangar berth camp form "
        "annex appendix resolution amendment protocol checkpoint kilometre-post size grade item case lot ward zone "
        "sector district division round week day stage game set match formula area pump well shaft turbine boeing "
        "airbus"
    ).split()
)
_BEFORE_YEAR = frozenset(
    (
        "in since by of until till from during to through early late mid the before after for spring summer autumn "
        "fall winter year and between january february march april may june july august september october november "
        "december his her its their this"
    ).split()
)
MASKS = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d\d\s?[-–/]\s?\d{2,4}\b"
    r"|\b\d+/\d+\b|\b(?:19|20)?\d0s\b|(?<=[’'])\d\ds?\b"
)


def is_label(tokens: list[Token], first: int, number: Number) -> bool:
    """Ordinals, names with a number, clock times, ages of decades: what only looks like an amount."""
    token = tokens[first]
    before = tokens[first - 1] if first else None
    after = tokens[number.last] if number.last < len(tokens) else None
    if before and before.end == token.start:
        if before.kind == "word" or before.text in "#.:/’'":
            return True
        if before.text in "-–" and first > 1 and tokens[first - 2].end == before.start:
            return tokens[first - 2].kind == "word" and read_number(tokens, first - 2) is None
    if token.kind == "digits" and after and after.start == tokens[number.last - 1].end:
        if after.lower in {"st", "nd", "rd", "th", "s"} or after.text in {":", "#"}:
            return True
        # "1A", "747s": letters glued to digits that are no unit.
        if after.kind == "word" and after.lower not in UNIT_WORDS and after.lower not in {"am", "pm"}:
            return True
    if before and before.lower in _LABELS and not (after and after.text == "%"):
        # "line 4" is a label; "the group 200 people" does not occur, "day 3" and "week two" are dates.
        return True
    return bool(
        before and before.text == "." and first > 1 and _lower(tokens, first - 2) in {"no", "nos", "art", "sec"}
    )


def is_time(tokens: list[Token], first: int, number: Number) -> bool:
    token, at = tokens[first], number.last
    before, after = _lower(tokens, first - 1), _lower(tokens, at)
    months = {m for t in (first - 1, first - 2, at, at + 1) for m in _month(tokens, t)}
    if months and number.value <= 31 and not number.share:
        near_before = _month(tokens, first - 1)
        near_after = _month(tokens, at) or (after == "of" and _month(tokens, at + 1))
        if near_before or near_after:
            return True
    if after in {"am", "pm", "o’clock", "o'clock", "gmt", "utc"} or (
        after in {"a", "p"} and _lower(tokens, at + 1) == "." and _lower(tokens, at + 2) == "m"
    ):
        return True
    if number.value <= 12 and [after, _lower(tokens, at + 1)] in (
        ["this", "morning"], ["in", "the"] if _lower(tokens, at + 2) in {"morning", "evening", "afternoon"} else [""],
        ["this", "afternoon"], ["this", "evening"], ["on", "the"] if before == "at" else [""],
    ):  # fmt: skip
        return True
    if before == "at" and number.value <= 24 and after in {",", "on", "in", "when", "sharp", "tonight"}:
        return True
    if token.kind == "digits" and re.fullmatch(r"(1[5-9]|20)\d\d", token.text) and at == first + 1:
        counted = after in UNIT_WORDS or after in {"%", "people"} or (after.endswith("s") and len(after) > 3)
        return not (counted and before not in _BEFORE_YEAR)
    return False


def _month(tokens: list[Token], at: int) -> list[str]:
    return [tokens[at].text] if 0 <= at < len(tokens) and tokens[at].text in _MONTHS else []


def _lower(tokens: list[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""
