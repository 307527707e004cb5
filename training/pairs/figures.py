"""Alterations of numbers: another value, another bound, the same value said otherwise, another unit, a revised value.

A value is changed only where it is asserted of a definite matter: not under a negation or a condition, not for small
counts behind "the", not in ages and labels. Ranges of a changed value never meet the old one.
"""

import random
import re
from collections.abc import Iterator

from claims.nlp.numbers import MAGNITUDES
from claims.nlp.quantities import find_quantities, is_money
from training.pairs.amounts import Figure, another, figures, in_words, rendered
from training.pairs.contents import Content
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, Edit

_INDEFINITE = re.compile(
    r"\b(?:a|another|one|some|any) (?:\w+ ){0,3}(?:polls?|survey|study)\b|\bpolls\b|\b(?:for )?(?:example|instance)\b",
    re.IGNORECASE,
)
_SHARES = {
    10: "a tenth",
    20: "a fifth",
    25: "a quarter",
    33: "a third",
    50: "half",
    67: "two thirds",
    75: "three quarters",
}
_CONVERSIONS = {
    "mile": (1.609344, "kilometres"), "miles": (1.609344, "kilometres"), "acres": (0.40468564, "hectares"),
    "pounds": (0.45359237, "kilograms"), "feet": (0.3048, "metres"), "gallons": (3.785411784, "litres"),
    "weeks": (7, "days"), "days": (24, "hours"), "hours": (60, "minutes"), "years": (12, "months"),
    "kilometers": (1 / 1.609344, "miles"), "tons": (1000, "kilograms"), "decades": (10, "years"),
}  # fmt: skip
_AFTER_AMOUNT = re.compile(
    r"$|,| (?:in|on|to|for|from|at|of|per|a|by|with|and|or|since|after|last|this|over|during|into|toward|more|less)\b"
)


def alterations(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Every kind of number pair that the content allows, one figure each."""
    found = list(figures(content))
    if found and not _INDEFINITE.search(content.text):
        figure = rng.choice(found)
        yield from _values(content, figure, rng)
        yield from _revised(content, figure, rng)
    if found:
        yield from _units(rng.choice(found), content, rng)
    anywhere = list(figures(content, asserted=False))
    if anywhere:
        yield from same_value(content, rng.choice(anywhere), rng)


def _values(content: Content, figure: Figure, rng: random.Random) -> Iterator[Alteration]:
    value = another(figure, rng)
    if value is None:
        return
    head = figure.first if figure.bound else figure.start
    money = content.text[figure.start - 1] if content.text[figure.start - 1 : figure.start] in {"$", "£", "€"} else ""
    sign = money if figure.bound else ""
    if figure.bound in {"", "about"} and abs(value / figure.value - 1) > 0.3:
        yield Alteration(
            "value", "contradicts", "quantity", b=(Edit(figure.start, figure.end, rendered(value, figure)),)
        )
    room = not re.search(
        r"\b(?:just|only|little|much|many|as|exactly|even|nearly|[a-z]+ly)\s*\$?$", content.text[: figure.first]
    )
    if room and figure.bound in {"", "least"}:
        lower = another(figure, rng, up=False)
        if lower is not None:
            word = rng.choice(
                ["fewer than ", "at most ", "no more than "]
                if figure.quantity.noun and not figure.quantity.unit
                else ["less than ", "at most ", "no more than ", "under "]
            )
            start = figure.first if figure.bound else figure.start - bool(money)
            yield Alteration(
                "bound below",
                "contradicts",
                "quantity",
                b=(Edit(start, figure.end, word + (money) + rendered(lower, figure)),),
            )
    if room and figure.bound in {"", "most"}:
        higher = another(figure, rng, up=True)
        if higher is not None:
            word = rng.choice(
                [
                    "more than ",
                    "at least ",
                    "no fewer than " if figure.quantity.noun and not figure.quantity.unit else "no less than ",
                    "over ",
                ]
            )
            start = figure.first if figure.bound else figure.start - bool(money)
            yield Alteration(
                "bound above",
                "contradicts",
                "quantity",
                b=(Edit(start, figure.end, word + money + rendered(higher, figure)),),
            )
    if figure.bound == "least" and value < figure.value:
        yield Alteration(
            "value", "contradicts", "quantity", b=(Edit(head, figure.end, sign + rendered(value, figure)),)
        )


def _revised(content: Content, figure: Figure, rng: random.Random) -> Iterator[Alteration]:
    """A later count of the same: the text says that the old one is given up."""
    value = another(figure, rng)
    if value is None or figure.bound:
        return
    text = content.text
    money = text[figure.start - 1] if text[figure.start - 1 : figure.start] in {"$", "£", "€"} else ""
    new, old = rendered(value, figure), money + figure.written
    edits = (Edit(figure.start, figure.end, new),)
    up = value > figure.value
    tails = [
        f"{'up' if up else 'down'} from an earlier {old}", f"not {old} as first stated",
        f"instead of the {old} given before",
        f"where {old} had been given before", f"after {old} at the last count",
        f"correcting an earlier figure of {old}",
        f"against {old} in the first count", f"no longer {old}",
    ]  # fmt: skip
    heads = [
        "by now ",
        "after a recount ",
        "in a revised count ",
        "according to corrected figures ",
        "as of today ",
        "in the latest count ",
    ]
    if len(text.split()) < 26 and not re.search(r"[,;:]", text[figure.end :]):
        yield Alteration(
            "revised, old named",
            "updates",
            "quantity",
            b=(*edits, Edit(len(text), len(text), ", " + rng.choice(tails))),
            later=True,
        )
    third = another(figure, rng, up=not up)
    if third is not None:
        # The words of a revision on both sides, so that they tell nothing by themselves.
        tail, head = rng.choice(tails[1:5] + tails[6:7]), rng.choice(heads)
        mine = (Edit(figure.start, figure.end, rendered(third, figure)),)
        if len(text.split()) < 26 and not re.search(r"[,;:]", text[figure.end :]):
            end = Edit(len(text), len(text), ", " + tail)
            yield Alteration("both revised, old named", "contradicts", "quantity", a=(*mine, end), b=(*edits, end))
        front = Edit(0, 0, head[:-1] + ", ")
        yield Alteration("both revised", "contradicts", "quantity", a=(*mine, front), b=(*edits, front))
    head = rng.choice(heads)
    yield Alteration("revised, newer", "updates", "quantity", b=(Edit(0, 0, head[:-1] + ", "), *edits), later=True)
    root = content.root
    if (
        up
        and root.tag_ in {"VBZ", "VBP"}
        and root.lemma_ in {"have", "be"}
        and not any(c.dep_ in {"aux", "advmod"} for c in root.children)
    ):
        now = (
            (Edit(content.end(root), content.end(root), " now"),)
            if root.lemma_ == "be"
            else (Edit(root.idx, root.idx, "now "),)
        )
        yield Alteration("revised, now", "updates", "quantity", b=(*edits, *now), later=True)


def _units(figure: Figure, content: Content, rng: random.Random) -> Iterator[Alteration]:
    """Look-alikes in another unit: a count for a share, a rate for another period."""
    text, quantity = content.text, figure.quantity
    if figure.bound or quantity.change:
        return
    after = re.match(r" ((?:[a-z]+ )?[a-z]+s|people|women|men|children)\b", text[figure.end :])
    if (
        not quantity.unit
        and after
        and figure.value >= 10
        and quantity.noun
        and text[figure.start - 1 : figure.start] not in {"$", "£", "€"}
    ):
        noun = after.group(1)
        if not noun.startswith(("percent", "points", "times")) and not find_quantities(f"5 {noun}")[0].unit:
            share = rng.choice([7, 12, 15, 18, 22, 24, 31, 36, 38, 44, 47, 55, 58, 63, 71])
            mark = rng.choice(["%", " percent"])
            yield Alteration(
                "count v share",
                "differs_in_scope",
                "unit",
                b=(Edit(figure.start, figure.end + len(after.group()), f"{share}{mark} of the {noun}"),),
            )
    share_of = re.match(r"(?:\s?%| percent) of (?:the )?(?=[a-z]*\s?[A-Za-z]+s\b)", text[figure.end :])
    if quantity.unit == "percent" and share_of and _plural_after(content, figure.end + len(share_of.group())):
        count = rng.choice([140, 260, 430, 720, 1_150, 1_840, 2_600, 4_300, 12_000, 36_000])
        yield Alteration(
            "share v count",
            "differs_in_scope",
            "unit",
            b=(Edit(figure.start, figure.end + len(share_of.group()), f"{count:,} "),),
        )
    rate = re.search(r"\b(an?|per|every|each) (hour|day|week|month|year)\b", text[figure.end : quantity.span.end + 14])
    if rate and "/" in quantity.unit:
        periods = [p for p in ("hour", "day", "week", "month", "year") if p != rate.group(2)]
        period = rng.choice(periods)
        value = another(figure, rng)
        if value is not None:
            at = figure.end + rate.start()
            article = {"a": "a", "an": "a"}.get(rate.group(1), rate.group(1))
            article = "an" if article == "a" and period == "hour" else article
            yield Alteration(
                "rate of another period",
                "differs_in_scope",
                "unit",
                b=(
                    Edit(figure.start, figure.end, rendered(value, figure)),
                    Edit(at, at + len(rate.group()), f"{article} {period}"),
                ),
            )


def _plural_after(content: Content, start: int) -> bool:
    """Whether a plain plural of people or things begins here: "voters", "likely voters"."""
    noun = next((t for t in content.doc if t.idx >= start and t.dep_ == "pobj"), None)
    return noun is not None and noun.tag_ == "NNS" and noun.i - noun.left_edge.i <= 2


def same_value(content: Content, figure: Figure, rng: random.Random) -> Iterator[Alteration]:
    """The same value said otherwise: rounded, bounded, in words or digits, as a fraction, in another unit."""
    text, value = content.text, figure.value
    money = text[figure.start - 1] if text[figure.start - 1 : figure.start] in {"$", "£", "€"} else ""
    start = figure.start - bool(money)
    plainly = (
        not content.negated
        and not figure.bound
        and not re.search(r"\b(?:exactly|precisely|only|just)\s*\$?$", text[: figure.start])
    )
    scale = MAGNITUDES.get(figure.magnitude, 1.0)
    small = value / scale
    if plainly and (small >= 13 or small != int(small)):
        size = 10 ** (len(str(int(small))) - 1)
        for step in (size, size / 2, size / 10 if size >= 100 else size / 2, 0.5 if small < 13 else size):
            near = round(small / step) * step
            if near and near != small and abs(near - small) / small <= 0.06:
                words = ["about ", "around ", "roughly ", "some "] + (
                    ["nearly ", "almost ", "close to "]
                    if near > small
                    else ["just over ", "a little over ", "more than "]
                )
                yield Alteration(
                    "rounded",
                    "restates",
                    None,
                    b=(Edit(start, figure.end, rng.choice(words) + money + rendered(near * scale, figure)),),
                )
                break
        lower = [
            step * int(small / step)
            for step in (size / 2, size / 10)
            if step and 0.85 * small <= step * int(small / step) < small
        ]
        if lower:
            bound = rng.choice(
                ["more than ", "at least ", "over ", "well over " if lower[0] < 0.93 * small else "upwards of "]
            )
            yield Alteration(
                "bounded",
                "restates",
                None,
                b=(Edit(start, figure.end, bound + money + rendered(lower[0] * scale, figure)),),
            )
    if not money and not figure.magnitude and value == int(value):
        if figure.digits and value <= 99 and not text[figure.end :].startswith("%"):
            yield Alteration("in words", "restates", None, b=(Edit(figure.start, figure.end, in_words(int(value))),))
        elif not figure.digits:
            yield Alteration("in digits", "restates", None, b=(Edit(figure.start, figure.end, f"{int(value):,}"),))
    if money == "$" and (figure.magnitude or value < 1e4) and _AFTER_AMOUNT.match(text[figure.end :]):
        yield Alteration("money", "restates", None, b=(Edit(start, figure.end, f"{figure.written} dollars"),))
    if figure.magnitude in {"thousand", "million"} and figure.written[0].isdigit() and small < 1000:
        yield Alteration("written out", "restates", None, b=(Edit(figure.start, figure.end, f"{value:,.0f}"),))
    percent = re.match(r"(?:%| percent| per cent)(?!age)", text[figure.end :])
    if percent:
        mark = " percent" if percent.group() == "%" else rng.choice(["%", " per cent"])
        yield Alteration(
            "percent sign", "restates", None, b=(Edit(figure.end, figure.end + len(percent.group()), mark),)
        )
        of = text[figure.end + len(percent.group()) :].startswith(" of ")
        near = min(_SHARES, key=lambda share: abs(share - value))
        if of and abs(near - value) <= 1.5 and not figure.bound:
            word = (
                _SHARES[near]
                if near == value or near in {33, 67}
                else rng.choice(["about ", "roughly "]) + _SHARES[near]
            )
            yield Alteration(
                "fraction", "restates", None, b=(Edit(figure.start, figure.end + len(percent.group()), word),)
            )
    unit = re.match(r" (\w+)\b(?! (?:ago|old))", text[figure.end :])
    if unit and unit.group(1) in _CONVERSIONS and not figure.magnitude and not money:
        factor, name = _CONVERSIONS[unit.group(1)]
        turned = value * factor
        exact = turned == int(turned)
        shown = turned if exact else float(f"{turned:.2g}") if turned < 100 else float(f"{turned:.3g}")
        written = f"{shown:,.0f}" if shown == int(shown) else f"{shown:,.1f}"
        yield Alteration(
            "other unit",
            "restates",
            None,
            b=(
                Edit(
                    figure.start,
                    figure.end + len(unit.group()),
                    f"{'' if exact or figure.bound else 'about '}{written} {name}",
                ),
            ),
        )


def is_measured(content: Content) -> bool:
    """Whether a content states an amount, so that place, period and population tell its scope."""
    return any((q.unit and q.unit != "day") or q.noun or is_money(q) for q in content.quantities)
