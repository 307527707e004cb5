"""Finds the quantities of a text: value or range, unit, what is counted, and whether it is a level or a change.

Dates, years, times of day, ordinals and labels ("Article 5") are not quantities. Shares of every form ("a third",
"one in five", "20 percent") come out in percent, measures in one canonical unit per kind (`units`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from claims.nlp.bounds import bound_after, bound_before
from claims.nlp.nouns import OUTCOMES, counted_noun, lemma
from claims.nlp.numbers import Number, read_number, tokens_of
from claims.nlp.numerals import MASKS, is_label, is_time
from claims.nlp.types import Quantity, Span
from claims.nlp.units import ABBREVIATIONS, CURRENCIES, PERIODS, SYMBOLS, UNIT_WORDS

_CHANGE_VERBS = re.compile(
    r"\b(r[oi]se[ns]?|rising|f[ae]ll(?:s|en|ing)?|drop(?:s|ped|ping)?|cut(?:s|ting)?|reduc\w+|increas\w+|gr[oe]w[ns]?|growing|"
    r"growth|shr[aiu]nk\w*|declin\w+|climb\w*|jump\w*|surg\w+|slip\w*|slid\w*|lower(?:s|ed|ing)|rais\w+|up|down|trim\w*|"
    r"expand\w*|widen\w*|narrow\w*|dip(?:s|ped)?|gain(?:s|ed)?|plung\w+|tumbl\w+|soar\w*|swell\w*|swelled|contract\w+|"
    r"eas(?:es|ed)|higher|lower|decreas\w+|advance[sd]?|rebound\w*)\b"
)
_CHANGE_NOUNS = re.compile(
    r"\b(reduction|increase|rise|drop|fall|decline|growth|cut|jump|surge|decrease|gain|loss|expansion|contraction|hike)"
    r"(?:s)?\s+(?:of|by|in)\s*$"
)
_COMPARED = frozenset(
    "fewer more less lower higher below above up down additional extra further cheaper dearer another".split()
)
_CHANGE_AFTER = frozenset(
    "growth increase rise drop fall decline reduction cut jump surge decrease hike gain raise contraction".split()
)
_STOP = frozenset(
    (
        "in on at of to from by for with without within into onto over under after before since until during through "
        "across along between among against about than as and or but nor so yet if when while where who whom whose "
        "which that this these those the a an is are was were be been being am has have had having do does did will "
        "would shall should can could may might must not no never there here it they we he she i you its their our "
        "his her my your per each every because although though still also only just now then yesterday today "
        "tomorrow tonight were said says according out up down off away back again including such via near around "
        "inside outside next last past ago came come went go goes got get gets left took take made make found find "
        "stood stand lay lie remain remained became all both either neither some any many much few several most least "
        "rather unlike despite"
    ).split()
)
_NUMBER_OF = re.compile(
    r"number of (?:the )?(?:[a-z-]+ ){0,2}?([a-z-]+?)"
    r"(?: (?:at|in|on|from|who|has|had|have|is|was|rose|stood|to|now|reached)\b.*)?$"
)
_DETERMINERS = frozenset("the a an its their our his her my your this that these those all such".split())
_AUXILIARIES = frozenset(
    "are were was is be been being have has had still also remain remained reported feared".split()
)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order, without overlaps; spans cover the bound, the number and its unit."""
    masked = MASKS.sub(lambda m: "#" * len(m.group()), text)
    reader = _Reader(masked)
    return tuple(reader.quantities())


class _Reader:
    """One pass over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)

    def quantities(self) -> list[Quantity]:
        found: list[Quantity] = []
        at = 0
        while at < len(self.tokens):
            taken = self._quantity(at)
            if taken:
                quantity, at = taken
                if found and quantity.span.start < found[-1].span.end:
                    continue
                if found and self._joined(found[-1], quantity):
                    # "from 3 to 5 percent", "78 votes to 71": said once, meant for both.
                    earlier = found[-1]
                    if not earlier.unit and not earlier.noun:
                        found[-1] = replace(earlier, unit=quantity.unit, noun=quantity.noun)
                    elif not quantity.unit and not quantity.noun:
                        quantity = replace(quantity, unit=earlier.unit, noun=earlier.noun)
                found.append(quantity)
            else:
                at += 1
        return found

    def _joined(self, earlier: Quantity, later: Quantity) -> bool:
        between = self.text[earlier.span.end : later.span.start].lower().split()
        return len(between) <= 2 and between[-1:] in (["to"], ["against"])

    def _lower(self, at: int) -> str:
        return self.tokens[at].lower if 0 <= at < len(self.tokens) else ""

    def _quantity(self, first: int) -> tuple[Quantity, int] | None:
        number = read_number(self.tokens, first)
        if not number or is_label(self.tokens, first, number) or is_time(self.tokens, first, number):
            return None
        begin = first
        symbol = SYMBOLS.get(self.tokens[first - 1].text) if first else None
        if symbol:
            begin -= 1
            # "US$5", "A$5": the country letters belong to the sign.
            if (
                begin
                and self._lower(begin - 1) in {"us", "u"}
                and self.tokens[begin - 1].end == self.tokens[begin].start
            ):
                begin -= 1
        high, upper = number, number.last
        ranged = self._range_end(number)
        if ranged:
            high, upper = ranged
        bound, begin = self._bound_before(begin)
        low_value, high_value = number.value, high.value
        unit, factor, upper = self._unit(upper, symbol=symbol, plain_digits=self.tokens[first].kind == "digits")
        if not unit and number.share:
            unit = "percent"
        if number.share and unit == "percent":
            low_value, high_value = low_value * 100, high_value * 100
        if self._lower(first) == "one" and upper == first + 1 and not self._counts_one(upper):
            return None
        per, noun, upper = self._counted(upper, unit=unit, share=number.share)
        after, upper = self._bound_after(upper, noun=noun)
        if per:
            unit = "km/h" if (unit, per) == ("km", "h") else f"{unit}/{per}"
        if not noun and not unit:
            noun = self._noun_before(begin)
        bound = after or bound
        low: float | None = low_value * factor
        top: float | None = high_value * factor
        if ranged is None:
            if number.vague or bound == "least":
                top = None
            elif bound == "most":
                low = None
        span = Span(self.tokens[begin].start, self.tokens[upper - 1].end)
        quantity = Quantity(
            span=span,
            low=low,
            high=top,
            unit=unit,
            noun=noun,
            approximate=bound == "about" or number.vague or (number.share and "percent" in unit),
            change=self._is_change(begin, upper, percent=unit.startswith("percent")),
        )
        return quantity, max(upper, number.last)

    def _counts_one(self, at: int) -> bool:
        """Whether "one" before this token is a count ("one soldier was hurt") and not a pronoun ("one of them")."""
        following = self._lower(at)
        return following in {"person", "man", "woman", "child", "more", "dead", "death", "soldier", "worker"}

    def _range_end(self, number: Number) -> tuple[Number, int] | None:
        """The upper number of "5 to 7", "5-7", "between 5 and 7", and the token after it."""
        at = number.last
        joint = self._lower(at)
        if joint not in {"to", "-", "–", "and", "or"}:
            return None
        start = at + 1
        if start < len(self.tokens) and self.tokens[start].text in SYMBOLS:
            start += 1
        if start >= len(self.tokens):
            return None
        high = read_number(self.tokens, start)
        first = at - 1
        while (first > 0 and self.tokens[first].kind != "word") or (
            first > 0 and self._lower(first) not in {"between"}
        ):
            first -= 1
            if at - first > 6:
                break
        between = self._lower(first) == "between"
        lowered = {self._lower(n) for n in range(max(0, at - 5), at)}
        if (
            not high
            or high.value <= number.value
            or (joint == "and" and not between)
            or (joint == "to" and "from" in lowered)
        ):
            return None
        if is_time(self.tokens, start, high):
            return None
        return high, high.last

    def _bound_before(self, begin: int) -> tuple[str, int]:
        """Which bound the words before a number set ("more than"), and where the whole expression begins."""
        if begin and self._lower(begin - 1) in {"the", "a", "an"} and self._lower(begin - 2) in {"than", "of"}:
            return self._bound_before(begin - 1)
        bound, length = bound_before([self._lower(n) for n in range(max(0, begin - 6), begin)])
        return bound, begin - length

    def _bound_after(self, at: int, *, noun: str) -> tuple[str, int]:
        """The bound set behind a number: "40 or more", "40 boats or more"; and the token after it."""
        for skipped in (0, 1):
            if skipped and not (noun and lemma(self._lower(at)) == noun):
                break
            bound, length = bound_after([self._lower(at + skipped + n) for n in range(3)])
            if bound:
                return bound, at + skipped + length
        return "", at

    def _unit(self, at: int, *, symbol: str | None, plain_digits: bool) -> tuple[str, float, int]:
        """Canonical unit, factor and the token after the unit."""
        if symbol:
            return symbol, 1.0, at
        start = at
        if self._lower(at) == "-":
            start += 1
        word, following = self._lower(start), self._lower(start + 1)
        if word == "per" and following == "cent":
            word, start = "percent", start + 1
        if word in {"percentage", "percent"} and self._lower(start + 1) in {"point", "points"}:
            return "percentage_point", 1.0, start + 2
        if word == "basis" and following in {"point", "points"}:
            return "percentage_point", 0.01, start + 2
        if word in {"us", "canadian", "australian"} and following in {"dollar", "dollars"}:
            word, start = following, start + 1
        if word in {"square", "cubic"} and following in UNIT_WORDS and UNIT_WORDS[following][0] == "km":
            power = 2 if word == "square" else 3
            side = UNIT_WORDS[following][1]
            return ("ha", side**2 * 100, start + 2) if power == 2 else ("L", side**3 * 1e12, start + 2)
        if word in {"pound", "pounds"}:
            weight = following == "of" or (following == "-" and self._lower(start + 2) == "weight")
            return ("t", 0.45359237e-3, start + 1) if weight else ("GBP", 1.0, start + 1)
        if word == "degrees" and following in {"celsius", "c"}:
            return "°C", 1.0, start + 2
        if word in {"kilowatt", "megawatt", "gigawatt"}:
            rest = [self._lower(start + n) for n in (1, 2)]
            if rest[0] in {"hour", "hours"}:
                return "MWh", UNIT_WORDS[word][1], start + 2
            if rest[0] == "-" and rest[1] in {"hour", "hours"}:
                return "MWh", UNIT_WORDS[word][1], start + 3
        if word not in UNIT_WORDS or (word in ABBREVIATIONS and not plain_digits):
            return "", 1.0, at
        # "the 12 seconds" are time, "a second attempt" and "two second places" are not.
        if word in {"second", "minute", "mark", "foot", "m"} and start == at and not plain_digits and word != "minute":
            return "", 1.0, at
        unit, factor = UNIT_WORDS[word]
        return unit, factor, start + 1

    def _counted(self, at: int, *, unit: str, share: bool) -> tuple[str, str, int]:
        """The period of a rate, the lemma of what is counted, and the token after unit and rate."""
        per, after = self._per(at)
        if per:
            return per, self._noun_after(after, measured=True), after
        noun = self._noun_after(at, measured=bool(unit) and (not share or self._lower(at) == "of"))
        if unit:
            return "", noun, at
        # A rate may follow the noun: "400 people a day".
        for step in range(1, 5):
            if self._lower(at + step - 1) in {".", ";", ":"}:
                break
            later, last = self._per(at + step)
            if later:
                return later, noun, last
        return "", noun, at

    def _per(self, at: int) -> tuple[str, int]:
        """The base of a rate at a token ("per 100,000", "a day") and the token after it; "" where there is none."""
        word, following = self._lower(at), self._lower(at + 1)
        if word in {"hourly", "daily", "weekly", "monthly", "yearly", "annually"}:
            # "2,000 hourly jobs" counts jobs.
            adjective = self._lower(at + 1).isalpha() and self._lower(at + 1) not in _STOP
            return ("", at) if adjective else (PERIODS[word], at + 1)
        if word == "in" and following in {"the", "every", "each", "a"} and self._lower(at + 2) == "hour":
            return "h", at + 3
        if word in {"per", "each", "every", "a", "an", "/"} and following in PERIODS:
            if word in {"each", "every", "a", "an"} and following in {"second", "head", "person"}:
                return "", at
            # "a year ago", "a day later" are times, not rates.
            if self._lower(at + 2) in {"ago", "later", "earlier", "before", "after", "old", "and"}:
                return "", at
            return PERIODS[following], at + 2
        if word in {"per", "/"} and at + 1 < len(self.tokens):
            base = read_number(self.tokens, at + 1)
            if base and base.value > 1:
                return f"{base.value:.0f}", base.last
            if following in UNIT_WORDS:
                return UNIT_WORDS[following][0], at + 2
            if word == "per" and following.isalpha() and following != "cent":
                return lemma(following), at + 2
        return "", at

    def _noun_after(self, at: int, *, measured: bool) -> str:
        word = self._lower(at)
        if word == "-":
            following = self._lower(at + 1)
            if following in {"odd", "plus"}:
                return self._noun_after(at + 2, measured=measured)
            return lemma(following) if following.isalpha() and following != "strong" else ""
        if measured and word != "of":
            return ""
        at += word == "of"
        while self._lower(at) in _DETERMINERS | {"of", "its"} or self._lower(at) in _COMPARED:
            at += 1
        run: list[str] = []
        while at < len(self.tokens) and len(run) < 6:
            token = self.tokens[at]
            if token.kind != "word" or (token.lower in _STOP and token.lower not in OUTCOMES):
                if token.text == "-" and run:
                    at += 1
                    continue
                break
            if token.lower in OUTCOMES and (not run or run[-1] in {"people", "persons"}):
                return OUTCOMES[token.lower]
            run.append(token.lower)
            at += 1
        # "412 of its 3,300 rafts" counts rafts, "nineteen have died" deaths.
        if not run and word == "of" and at < len(self.tokens):
            whole = read_number(self.tokens, at)
            if whole:
                return self._noun_after(whole.last, measured=False)
        noun = counted_noun(run, measured=measured)
        return self._outcome(at, run) or noun

    def _outcome(self, at: int, run: list[str]) -> str:
        """What happened to those counted: "forty people are missing", "nine of the crew perished"."""
        if run[-1:] in (["lost"], ["lose"], ["loses"]):
            at -= 1
        while self._lower(at) in _AUXILIARIES:
            at += 1
        word = self._lower(at)
        if word in {"lost", "lose"} and self._lower(at + 2) in {"life", "lives"}:
            return "death"
        if run[-1:] == ["perished"] or word == "perished":
            return "death"
        return OUTCOMES.get(word, "") or (OUTCOMES.get(run[-1], "") if run else "")

    def _noun_before(self, begin: int) -> str:
        """What a bare number counts by the words before it: "the toll rose to 57", "the number of visas is 40"."""
        first = self.tokens[begin].start
        clause = re.split(r"[.;:!?]", self.text[max(0, first - 90) : first])[-1].lower()
        counted = _NUMBER_OF.search(clause.strip())
        if counted:
            word = counted.group(1)
            return OUTCOMES.get(word, lemma(word))
        if re.search(r"\b(death toll|toll|dead|deaths|killed|fatalities|lives)\b", clause):
            return "death"
        if re.search(r"\b(injured|wounded)\b", clause):
            return "injury"
        if re.search(r"\bmissing\b", clause):
            return "missing"
        return ""

    def _is_change(self, begin: int, upper: int, *, percent: bool) -> bool:
        before = self.text[max(0, self.tokens[begin].start - 60) : self.tokens[begin].start].lower()
        clause = re.split(r"[.;:!?,]", before)[-1].rstrip()
        after = [self._lower(upper), self._lower(upper + 1)]
        if after[0] in _COMPARED or (percent and after[0] in _CHANGE_AFTER):
            return not (after[0] in {"above", "below"} and not percent)
        if clause.endswith((" to", " at")):
            return False
        if _CHANGE_NOUNS.search(clause + " "):
            return True
        if re.search(r"\bby(?: some| only| just)?$", clause) and _CHANGE_VERBS.search(clause):
            return True
        near = " ".join(clause.split()[-2:])
        return percent and bool(_CHANGE_VERBS.search(near))


def is_money(quantity: Quantity) -> bool:
    """Whether a quantity is an amount of money, rates included."""
    return quantity.unit.split("/")[0] in CURRENCIES
