"""Singular forms of English nouns by rule, and which word of a run is what a number counts."""

from __future__ import annotations

_PLURALS = {
    "people": "person",
    "persons": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "lives": "death",
    "wives": "wife",
    "policemen": "policeman",
    "policewomen": "policewoman",
    "servicemen": "serviceman",
    "gunmen": "gunman",
    "fishermen": "fisherman",
    "firemen": "fireman",
    "cattle": "cattle",
    "sheep": "sheep",
    "troops": "soldier",
    "police": "police",
    "mice": "mouse",
    "feet": "foot",
    "households": "household",
    "aircraft": "aircraft",
    "families": "family",
    "countries": "country",
    "buses": "bus",
    "viruses": "virus",
    "crises": "crisis",
    "analyses": "analysis",
    "knives": "knife",
    "wolves": "wolf",
    "halves": "half",
}
# What happened to people, said as an adjective or a participle, is counted like the noun.
OUTCOMES = {
    "killed": "death",
    "dead": "death",
    "died": "death",
    "dying": "death",
    "deaths": "death",
    "fatalities": "death",
    "corpses": "death",
    "bodies": "death",
    "injured": "injury",
    "wounded": "injury",
    "hurt": "injury",
    "injuries": "injury",
    "missing": "missing",
    "arrested": "arrest",
    "detained": "arrest",
    "arrests": "arrest",
}
_TIMES = frozenset("morning afternoon evening night yesterday today tonight tomorrow times".split())
_NOT_PLURAL = frozenset("this its his hers ours theirs us was has is does yes less as thus plus across always".split())


def lemma(noun: str) -> str:
    """The singular of an English noun by rule: "companies" is "company"."""
    word = noun.lower().removesuffix("’s").removesuffix("'s")
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return word[:-2]
    return word[:-1]


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    if word in _PLURALS or word in {"deaths", "bodies", "injuries", "arrests"}:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _NOT_PLURAL


def counted_noun(run: list[str], *, measured: bool) -> str:
    """The lemma of what a number counts among the words after it, "" where unclear.

    The first plural, with a plural right behind it ("work visas"); after a measure ("tonnes of") any last word.
    """
    if run and run[0] in _TIMES:
        return ""
    plurals = [n for n, word in enumerate(run) if is_plural(word)]
    if plurals:
        at = plurals[0]
        while at + 1 in plurals:
            at += 1
        word = run[at]
        return OUTCOMES.get(word, lemma(word))
    if not run or not measured:
        return ""
    return OUTCOMES.get(run[-1], lemma(run[-1]))
