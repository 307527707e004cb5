"""The numbers of a content: which of them assert an amount, another value for one, and how a value is written."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.nlp.bounds import bound_before
from claims.nlp.numbers import MAGNITUDES, TENS, UNITS, digits_value, read_number, tokens_of
from claims.nlp.types import Quantity
from training.pairs.contents import Content

_SMALL = {int(value): word for word, value in UNITS.items()}
_TENS = {int(value): word for word, value in TENS.items() if word != "fourty"}
_DEFINITE = frozenset(
    "the these those his her their its our my both all other first last next past top another every each only".split()
)


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of a quantity as written: characters [start, end), with bound and unit [first, last)."""

    quantity: Quantity
    start: int
    end: int
    value: float
    written: str
    bound: str  # "about", "least", "most" or ""
    first: int  # where the bound begins
    magnitude: str  # "million" where the number ends in one

    @property
    def digits(self) -> bool:
        return self.written[0].isdigit()


def figures(content: Content, *, asserted: bool = True) -> Iterator[Figure]:
    """The numbers of a content that can be changed; `asserted` leaves out those of a condition or a negation."""
    if asserted and (content.negated or content.conditional):
        return
    for quantity in content.quantities:
        figure = _figure(content, quantity)
        if figure:
            yield figure


def _figure(content: Content, quantity: Quantity) -> Figure | None:
    text, span = content.text, quantity.span
    if not (quantity.unit or quantity.noun):
        return None
    tokens = tokens_of(text)
    at = next((n for n, t in enumerate(tokens) if t.start >= span.start and read_number(tokens, n)), None)
    if at is None or tokens[at].start >= span.end:
        return None
    number = read_number(tokens, at)
    if (
        number is None
        or number.vague
        or number.share
        or (quantity.low is not None and quantity.high is not None and quantity.low != quantity.high)
    ):
        return None
    start, end = tokens[at].start, tokens[number.last - 1].end
    written = text[start:end]
    before = [t.lower for t in tokens[:at]]
    if number.value < 3 or (number.value == 100) or written.lower().startswith(("a ", "an ")):
        return None
    money = text[start - 1 : start] in {"$", "£", "€"}
    bound, length = bound_before(before[:-1] if money else before)
    last = before[-1 - money - length] if len(before) > money + length else ""
    if (
        last in _DEFINITE
        or (last == "top")
        or (before and before[-1] in {"#", "-", "–", "to", "and", "or"} and before[-1] != "to")
    ):
        return None
    following = text[end : end + 12]
    if re.match(
        r"(?:-|–| to \d| or \d|\s?(?:year|month|day)s?[- ]old|\s?years? of age|s\b|/|th\b)", following
    ) or re.match(
        r" (?:years?|months?|weeks?|days?|hours?) (?:ago|later|before|earlier|from|after)", text[end : end + 16]
    ):
        return None
    if written.lower() in {"hundred", "thousand"} or re.search(r"(?:19|20)\d\d$", written):
        return None
    first = tokens[at - money - length].start if length else start - money
    if any(
        token.idx <= start < token.idx + len(token)
        and token.ent_type_ in {"DATE", "TIME", "LAW", "PRODUCT", "WORK_OF_ART", "ORG", "FAC", "EVENT", "GPE"}
        and quantity.unit != "day"
        for token in content.doc
    ):
        return None
    magnitude = next((word for word in MAGNITUDES if written.lower().endswith(word)), "")
    return Figure(quantity, start, end, number.value, written, bound, first, magnitude)


def in_words(value: int) -> str:
    """An integer below a hundred in words."""
    if value < 20:
        return _SMALL[value]
    return _TENS[value // 10 * 10] + (f"-{_SMALL[value % 10]}" if value % 10 else "")


def rendered(value: float, figure: Figure) -> str:
    """A value written the way the number of the figure is."""
    if figure.magnitude:
        scaled = value / MAGNITUDES[figure.magnitude]
        head = figure.written[: -len(figure.magnitude)].rstrip(" -")
        joint = figure.written[len(head) : -len(figure.magnitude)]
        digits = digits_value(head) is not None
        if not digits and scaled == int(scaled) and 0 < scaled < 100:
            return in_words(int(scaled)) + joint + figure.magnitude
        return f"{scaled:.4g}{joint if digits else ' '}{figure.magnitude}"
    if not figure.digits and value == int(value) and 0 < value < 100:
        return in_words(int(value))
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}"


def another(figure: Figure, rng: random.Random, *, up: bool | None = None) -> float | None:
    """A value clearly apart from the figure's, of the same kind and about as round; None where there is none."""
    value, percent = figure.value, figure.quantity.unit.startswith("percent")
    for _ in range(12):
        raising = rng.random() < 0.5 if up is None else up
        factor = rng.uniform(1.35, 2.6) if raising else rng.uniform(0.35, 0.72)
        made = value * factor
        scale = MAGNITUDES.get(figure.magnitude, 1.0)
        made /= scale
        whole = (value / scale) == int(value / scale)
        made = float(round(made)) if whole else round(made, 1)
        if whole and made >= 100:
            zeros = len(str(int(value / scale))) - len(str(int(value / scale)).rstrip("0"))
            step = 10 ** min(zeros, len(str(int(made))) - 2)
            made = round(made / step) * float(step)
        made *= scale
        least = 2 if up is False else 3
        if (
            made / scale < (least if whole else 0.1)
            or (percent and made > (78 if value < 78 else 97))
            or abs(made - value) / scale < (2 if whole else 0.3)
        ):
            continue
        if made == int(made) and 1900 <= made <= 2100:
            continue
        return made
    return None
