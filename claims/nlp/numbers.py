"""Reads a number written in digits or in English words at a place in a text.

Decides the value alone: what is counted, in which unit, and whether it is a quantity at all (a date, a label) is
decided in `quantities`. text2num was tried and set aside: it keeps no offsets and reads "half a million" as a million.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNITS = {
    word: float(value)
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        ).split()
    )
}
TENS = {
    word: float(10 * value)
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40.0}
MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "milliard": 1e9,
    "trillion": 1e12,
}
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}
GROUPS = {"dozen": 12.0, "couple": 2.0}
# "hundreds of", "tens of thousands": at least that many, nobody knows how many more.
VAGUE = {
    "tens": 20.0,
    "dozens": 24.0,
    "scores": 40.0,
    "hundreds": 200.0,
    "thousands": 2e3,
    "millions": 2e6,
    "billions": 2e9,
}
FRACTIONS = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
# Words that make "half" or "a fifth" a share and not an ordinal or a period ("the first half", "a third man").
SHARE_FOLLOWS = frozenset(
    "of the its their his her our your all a an as more less fewer higher lower below above again cheaper".split()
)

_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d,.]*\d)|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)?)"
    r"|(?P<mark>[^\s])"
)


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str
    lower: str
    kind: str  # "digits", "word" or "mark"


@dataclass(frozen=True, slots=True)
class Number:
    """A value read from tokens [first, last): `share` for a part of a whole, `vague` for "hundreds of"."""

    value: float
    last: int
    share: bool = False
    vague: bool = False


def tokens_of(text: str) -> list[Token]:
    """The words, digit groups and marks of a text with their character offsets."""
    return [
        Token(m.start(), m.end(), m.group(), m.group().lower(), m.lastgroup or "mark") for m in _TOKEN.finditer(text)
    ]


def digits_value(written: str) -> float | None:
    """The value of digits as printed: "1,435.6", "12 000", "1.200.000", "3,5" (a decimal comma)."""
    plain = re.sub(r"[\s\u00a0\u2009\u202f]", "", written)
    if re.fullmatch(r"\d+", plain):
        return float(plain)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        return float(plain.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?", plain):
        return float(plain.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+[.,]\d+", plain):
        return float(plain.replace(",", "."))
    return None


def read_number(tokens: list[Token], first: int) -> Number | None:
    """The longest number that begins at a token, or None. "one in five" and "two thirds" are shares."""
    return (
        _part_of_magnitude(tokens, first) or _vague(tokens, first) or _ratio(tokens, first) or _share(tokens, first)
        or _plain(tokens, first)
    )  # fmt: skip


def _lower(tokens: list[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def _plain(tokens: list[Token], first: int) -> Number | None:
    token = tokens[first]
    if token.kind == "digits":
        return _from_digits(tokens, first)
    if token.lower in GLYPHS:
        return Number(GLYPHS[token.lower], first + 1)
    if token.lower in {"a", "an"}:
        following = _lower(tokens, first + 1)
        if following in MAGNITUDES:
            return _scaled(tokens, first + 1, 1.0)
        if following in GROUPS:
            return Number(GROUPS[following], first + 2)
        return None
    return _from_words(tokens, first)


def _from_digits(tokens: list[Token], first: int) -> Number | None:
    value = digits_value(tokens[first].text)
    if value is None:
        return None
    at = first + 1
    if at < len(tokens) and tokens[at].lower in GLYPHS:
        value, at = value + GLYPHS[tokens[at].lower], at + 1
    if at < len(tokens) and tokens[at].lower in SUFFIXES:
        glued = tokens[at].start == tokens[at - 1].end
        # "5m" may be metres: only money ("$5m") or an unmistakable suffix is taken as a magnitude.
        money = first > 0 and tokens[first - 1].text in "$€£¥"
        if (glued and (money or tokens[at].lower in {"k", "bn", "mn", "mln", "tn", "trn"})) or (
            not glued and tokens[at].lower in {"bn", "mn", "mln", "tn"}
        ):
            return Number(value * SUFFIXES[tokens[at].lower], at + 1)
    return _scaled(tokens, _skip_hyphen(tokens, at, MAGNITUDES.keys() | GROUPS.keys()), value, begun=at)


def _skip_hyphen(tokens: list[Token], at: int, allowed: set[str]) -> int:
    return at + 1 if _lower(tokens, at) == "-" and _lower(tokens, at + 1) in allowed else at


def _scaled(tokens: list[Token], at: int, value: float, *, begun: int | None = None) -> Number:
    """Applies "and a half", "million", "dozen" after a value; `begun` is where the value alone ended."""
    last = at if begun is None else begun
    if [_lower(tokens, at + n) for n in range(3)] == ["and", "a", "half"]:
        value, at = value + 0.5, at + 3
        last = at
    while _lower(tokens, at) in MAGNITUDES:
        value, at = value * MAGNITUDES[_lower(tokens, at)], at + 1
        last = at
        if [_lower(tokens, at + n) for n in range(3)] == ["and", "a", "half"]:
            value, at = value * 1.5 if value else value, at + 3
            last = at
    if _lower(tokens, at) in {"dozen"}:
        return Number(value * GROUPS["dozen"], at + 1)
    return Number(value, last)


def _from_words(tokens: list[Token], first: int) -> Number | None:
    total = current = 0.0
    at, last, seen = first, first, False
    while at < len(tokens):
        word = tokens[at].lower
        if word in UNITS and (current % 10 == 0 or current == 0) and (current % 100 == 0 or UNITS[word] < 10):
            # After "twenty" only a unit may follow, after "five" nothing below a hundred.
            if seen and current % 100 == 0 and current == 0 and total == 0:
                break
            current += UNITS[word]
        elif word in TENS and current % 100 == 0:
            if seen and current == 0 and total == 0:
                break
            current += TENS[word]
        elif word in MAGNITUDES and seen:
            scale = MAGNITUDES[word]
            if scale == 1e2:
                current *= scale
            else:
                total, current = total + current * scale, 0.0
        elif word in {"and", "-"} and seen and at > first and _continues(tokens, at):
            at += 1
            continue
        else:
            break
        seen = True
        at += 1
        last = at
    if not seen:
        return None
    if [_lower(tokens, last + n) for n in range(3)] == ["and", "a", "half"]:
        return _scaled(tokens, last, total + current)
    if _lower(tokens, last) == "dozen":
        return Number((total + current) * 12, last + 1)
    return Number(total + current, last)


def _continues(tokens: list[Token], at: int) -> bool:
    """Whether "and" or a hyphen joins two parts of one number ("two hundred and five", "twenty-three")."""
    before, after = _lower(tokens, at - 1), _lower(tokens, at + 1)
    if tokens[at].text == "-":
        return (before in TENS and after in UNITS and UNITS[after] < 10) or after in MAGNITUDES
    return before in MAGNITUDES and (after in UNITS or after in TENS)


def _part_of_magnitude(tokens: list[Token], first: int) -> Number | None:
    """ "half a million", "a quarter of a million", "three quarters of a billion"."""
    at, numerator = first, 1.0
    if _lower(tokens, at) in {"a", "an"}:
        at += 1
    elif _lower(tokens, at) in UNITS and UNITS[_lower(tokens, at)]:
        numerator = UNITS[_lower(tokens, at)]
        at += 1
        at += _lower(tokens, at) == "-"
    part = _denominator(_lower(tokens, at))
    if not part:
        return None
    at += 1
    at += _lower(tokens, at) in {"of", "-"}
    at += _lower(tokens, at) in {"a", "an"}
    scale = MAGNITUDES.get(_lower(tokens, at)) or GROUPS.get(_lower(tokens, at))
    return Number(numerator / part * scale, at + 1) if scale else None


def _denominator(word: str) -> int:
    return FRACTIONS.get(word) or FRACTIONS.get(word.removesuffix("s"), 0)


def _vague(tokens: list[Token], first: int) -> Number | None:
    word = _lower(tokens, first)
    if word not in VAGUE:
        return None
    value, at = VAGUE[word], first + 1
    while _lower(tokens, at) == "of" and _lower(tokens, at + 1) in {"hundreds", "thousands", "millions", "billions"}:
        value, at = value * MAGNITUDES[_lower(tokens, at + 1).removesuffix("s")], at + 2
    return Number(value, at, vague=True) if word != "tens" or at > first + 1 else None


def _ratio(tokens: list[Token], first: int) -> Number | None:
    """ "one in five", "nine out of ten"."""
    part = _plain(tokens, first)
    if not part:
        return None
    at = part.last
    out_of = [_lower(tokens, at), _lower(tokens, at + 1)] == ["out", "of"]
    of_every = [_lower(tokens, at), _lower(tokens, at + 1)] == ["of", "every"]
    if not out_of and not of_every and _lower(tokens, at) != "in":
        return None
    at += 2 if out_of else 1
    every = _lower(tokens, at) == "every"
    at += every
    if every and _lower(tokens, at) in {"hundred", "thousand"}:
        whole: Number | None = Number(MAGNITUDES[_lower(tokens, at)], at + 1)
    else:
        whole = _plain(tokens, at) if at < len(tokens) else None
    if not whole or not 0 < part.value < whole.value or whole.value > 1000:
        return None
    if _lower(tokens, whole.last) in {"days", "weeks", "months", "years", "hours", "minutes", ":", "a", "%"}:
        return None
    if not out_of and whole.value > 10 and whole.value not in {12, 20, 25, 50, 100, 1000}:
        return None
    return Number(part.value / whole.value, whole.last, share=True)


def _share(tokens: list[Token], first: int) -> Number | None:
    """ "half of", "a third of", "two-thirds", "a fifth more"."""
    at, numerator, plural = first, 1.0, False
    word = _lower(tokens, at)
    if word in {"a", "an", "one"}:
        at += 1
    elif word in UNITS and UNITS[word] >= 2:
        numerator, plural, at = UNITS[word], True, at + 1
        at += _lower(tokens, at) == "-"
    elif word != "half" or _lower(tokens, first - 1) in {"first", "second", "other", "latter", "and", "-"}:
        return None
    name = _lower(tokens, at)
    part = _denominator(name)
    if not part or (plural and not name.endswith("s")) or (plural and numerator >= part):
        return None
    following = _lower(tokens, at + 1)
    if not plural and following not in SHARE_FOLLOWS and (following.isalpha() or name == "half"):
        return None
    # "half a day", "half an hour" measure; the unit follows.
    if name == "half" and following in {"a", "an"}:
        return Number(0.5, at + 2)
    return Number(numerator / part, at + 1, share=True)
