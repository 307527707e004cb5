"""What two claims are shown to differ in, and the noun phrases that such differences are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from claims.nlp import parsing
from claims.nlp.comparison.lexicon import country_of, kinds_of, stem
from claims.nlp.comparison.roles import stem_of
from claims.nlp.types import Axis, Span


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


# Words that may stand for nearly any other: "the man" may be the mayor, "the company" any firm.
_VAGUE = _stems(
    "man woman person people member group gang official employee worker resident suspect someone other side company "
    "firm organisation authority state country party team force body agency leader chief expert source place area "
    "region city town village district site building home house street part centre spot all some many"
)
# Who may act for a body or by a machine: "the judge" and "the court" did one thing.
_TOGETHER = (
    _stems("court judge jury tribunal magistrate"),
    _stems("parliament assembly senate lawmaker deputy senator ministry minister"),
    _stems("army soldier troop general commander pilot drone plane jet helicopter missile rocket shell bomb"),
    _stems("driver crew captain sailor bus car truck lorry train ship boat ferry tanker vessel"),
)
_DEFINITE = frozenset("the this that these those its his her their our my your".split())
NOT = frozenset("not n't n’t no neither nor never nobody none nothing cannot hardly".split())
_WITHIN = frozenset("det compound amod nummod nmod poss case quantmod".split())
# Parts of names that many share: two firms are told apart by the rest.
_TITLES = _stems("ltd inc plc corp co group holding port saint mount lake president minister mr mrs ms dr")
_NUMBERED = _stems("first second third fourth fifth sixth seventh eighth ninth tenth upper lower north south")


@dataclass(frozen=True, slots=True)
class Clash:
    """Words of two claims that cannot both hold, as spans into each claim's text."""

    axis: Axis
    a: tuple[Span, ...]
    b: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: who or what it names, as far as its words tell. Sets hold stems."""

    head: str
    sort: str  # "name", "country", "noun" or "pronoun"
    plural: bool
    definite: bool
    names: frozenset[str]
    countries: frozenset[str]  # of the names
    narrowed: frozenset[str]  # by what else than names: "paper" mill
    mentioned: frozenset[str]  # all of the phrase with its appositions and clauses
    initials: str
    span: Span


@lru_cache(maxsize=512)
def parsed(text: str) -> Doc:
    """The parse of a claim's text. Kept for the pairs that one claim is compared in."""
    return parsing.pipeline()(text)


def phrase_of(noun: Token | None) -> Phrase | None:
    """The phrase that a noun or pronoun heads; None where it is denied ("not the mayor") or no noun."""
    if noun is None or noun.pos_ not in {"NOUN", "PROPN", "PRON"}:
        return None
    inner = sorted(_inner(noun), key=lambda token: token.i)
    if any(token.lower_ in NOT for token in inner) or (noun.doc[max(0, inner[0].i - 1)].lower_ in NOT):
        return None
    narrowing = {token for token in inner if token != noun and token.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"}}
    names = {token for token in inner if token.pos_ == "PROPN" or country_of(token.text)}
    # Not "Northgate" in "Corvin Ltd, not Northgate".
    told = [token for token in noun.subtree if not any(part.lower_ in NOT for part in noun.doc[noun.i : token.i])]
    indefinite = any(child.lower_ in {"a", "an"} for child in noun.children)
    pointing = any(token.lower_ in _DEFINITE or token.dep_ == "poss" for token in inner)
    return Phrase(
        head=stem_of(noun),
        sort="country" if country_of(noun.text) else {"PROPN": "name", "PRON": "pronoun"}.get(noun.pos_, "noun"),
        plural=noun.tag_ in {"NNS", "NNPS"} or noun.lower_ in {"they", "them"},
        definite=noun.pos_ == "PROPN" or (pointing and not indefinite),
        names=frozenset(stem_of(token) for token in names) - {""},
        countries=frozenset(stem_of(token) for token in names if country_of(token.text)) - {""},
        narrowed=frozenset(stem_of(token) for token in narrowing - names) - {""},
        mentioned=frozenset(stem_of(token) for token in told) - {""},
        initials="".join(token.lower_[0] for token in inner if token.text[0].isupper() and token.pos_ != "DET"),
        span=Span(inner[0].idx, inner[-1].idx + len(inner[-1])),
    )


def same_thing(a: Phrase, b: Phrase) -> bool:
    """Whether two phrases surely name one thing: one definite noun without other names, or one name."""
    if a.sort == "pronoun" or b.sort == "pronoun":
        return a.sort != b.sort and a.plural == b.plural and a.definite != b.definite
    shared = a.head == b.head or (a.sort != "noun" and a.head in b.names) or (b.sort != "noun" and b.head in a.names)
    other = _disjoint(a.names, b.names) or _disjoint(a.narrowed, b.narrowed)
    return shared and a.definite and b.definite and not other


def different_things(a: Phrase, b: Phrase) -> bool:
    """Whether two phrases surely name two things: two names, two kinds, or one kind with two names or numbers."""
    if a.sort != b.sort or a.sort == "pronoun":
        return False
    if a.head == b.head and a.sort == "noun":  # "the German crew" may be "the crew of the Merel"
        other = _disjoint(a.names - a.countries, b.names - b.countries) or _disjoint(a.countries, b.countries)
        return other or _disjoint(a.narrowed & _NUMBERED, b.narrowed & _NUMBERED)
    if ({a.head, *a.names} & b.mentioned | {b.head, *b.names} & a.mentioned) - _TITLES:
        return False
    if a.sort == "noun":
        heads = {a.head, b.head}
        kin = {a.head, *kinds_of(a.head)} & {b.head, *kinds_of(b.head)}
        return not (kin or heads & _VAGUE or any(heads <= together for together in _TOGETHER))
    return a.initials != b.head and b.initials != a.head  # "the European Grain Fund" is "the EGF"


def _disjoint(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and a.isdisjoint(b)


def _inner(token: Token) -> list[Token]:
    """A noun with the words that narrow it and its "of": neither its clauses nor what is joined to it."""
    found = [token]
    for child in token.children:
        if child.dep_ in _WITHIN:
            found.extend(_inner(child))
        elif child.dep_ == "prep" and child.lower_ == "of" and child.i > token.i:
            found += [child, *(part for noun in child.children if noun.dep_ == "pobj" for part in _inner(noun))]
    return found


def spans_of(tokens: Iterable[Token]) -> tuple[Span, ...]:
    """Words as spans in order, neighbours as one."""
    found: list[Span] = []
    for token in sorted(set(tokens), key=lambda part: part.i):
        before = token.nbor(-1) if token.i else token
        joined = bool(found) and found[-1].end == before.idx + len(before)
        half = token.lower_ in NOT and not before.whitespace_  # "cannot", "isn't"
        start = found.pop().start if joined else before.idx if half else token.idx
        found.append(Span(start, token.idx + len(token)))
    return tuple(found)
