""" "the country", "the city", "the company", "the ministry", "the minister" -> the only one the text names.

One country, city or firm in the whole text, not only so far: what a text names later it may have had in mind before.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.attribution.spans import within
from claims.nlp.attribution.standalone.said import Said, full_name, span_of, with_article
from claims.nlp.countries import countries_in, country
from claims.nlp.roles import head_role, role_words
from claims.nlp.types import Filling, Span

_NAME = r"[A-Z][\w’'&-]*(?: (?:[A-Z][\w’'&-]*))*"
# An apposition that says what the name is; behind a preposition it would say something else.
_APPOSED = r"(?:a|an|the) (?:(?!of |in |at |for |from |by |with |to |on |who |and )[\w’-]+ ){0,4}"
_CITIES = re.compile(rf"\b(?:[Tt]he|[Aa]) (?:\w+ ){{0,2}}city of (?P<of>{_NAME})|\b(?P<so>{_NAME}), {_APPOSED}city\b")
_FIRM = r"(?:company|firm|\w*maker|manufacturer|retailer|airline|lender|bank|developer|operator|chain|brewer|producer)"
_LEGAL = r"(?:Inc|Ltd|Corp|plc|PLC|LLC|GmbH|AG|SA|SE|NV|AB|SpA)\b\.?"
_COMPANIES = re.compile(
    rf"\b(?P<legal>{_NAME},? {_LEGAL})|\b[Tt]he (?:company|firm) (?P<named>{_NAME})|"
    rf"\b(?P<so>{_NAME}), {_APPOSED}{_FIRM}\b"
)
_MINISTRIES = re.compile(
    r"\b(?:(?P<before>(?:(?!The\b)[A-Z][\w-]+ (?:and )?)+)Ministry|(?P<low>[a-z]+ )ministry|"
    r"Ministry (?:of|for) (?:the )?(?P<after>[A-Z][\w-]+(?:(?:,| and| of|,? and) [A-Z][\w-]+)*))\b"
)
_OFFICES = frozenset({"minister", "president", "mayor", "governor", "chancellor", "ambassador", "commissioner"})
# Clubs and banks have these as well: only one that the text calls nothing else.
_BARE_ONLY = frozenset({"president", "governor", "chancellor", "commissioner"})
_QUALIFIED = frozenset({"prime", "vice", "deputy", "former", "ex", "acting", "assistant", "shadow", "elect", "first"})

# The longest way from an office to its holder's name: "minister for trade and industry, A. B.".
_TITLE_CHARACTERS = 40


def described_again(said: Said) -> list[Filling]:
    found = []
    for span in said.item.content:
        seen = set()
        for token in said.tokens(span):
            noun = token.lower_
            if noun in seen or not _is_bare(token, span):
                continue
            seen.add(noun)
            name = _name(said, token, span)
            if name:
                found.append(Filling(Span(token.nbor(-1).idx, token.idx + len(token)), name))
    return found


def _is_bare(token: Token, span: Span) -> bool:
    """Whether "the" and the noun are the whole phrase."""
    if token.tag_ != "NN" or token.i == 0 or token.nbor(-1).lower_ != "the" or token.nbor(-1).idx < span.start:
        return False
    if token.dep_ in ("compound", "appos", "nmod", "amod") or any(
        child.dep_ not in ("det", "case", "punct") or child.lower_ not in ("the", "'s", "’s", ",")
        for child in token.children
    ):
        return False
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    return after is None or not (
        after.tag_ in ("NN", "NNS", "NNP", "NNPS", "CD") or after.lower_ in ("of", "that", "which", "who", "where")
    )


def _name(said: Said, token: Token, span: Span) -> str:
    word = token.lower_
    if word == "country":
        return _country(said, token, span)
    if word in ("city", "company", "firm"):
        return _only(said, token, span, _CITIES if word == "city" else _COMPANIES, "GPE" if word == "city" else "ORG")
    if word == "ministry":
        return _ministry(said, token)
    return _holder(said, token, span) if word in _OFFICES else ""


def _country(said: Said, token: Token, span: Span) -> str:
    text = said.parsed.text
    known = countries_in(text, seats=True)
    if len(known) != 1:
        return ""
    near = text[said.paragraph(token.idx, back=1).start : span.start]
    far = text[: span.start]
    if known != countries_in(near) or countries_in(text[span.start : token.idx]) or _times_named(far, known[0]) < 2:
        return ""
    return with_article(known[0])


def _times_named(text: str, name: str) -> int:
    return sum(countries_in(word) == [name] for word in re.findall(r"[\w’'-]+(?: [A-Z][\w’'-]+)*", text))


def _only(said: Said, token: Token, span: Span, pattern: re.Pattern[str], label: str) -> str:
    """The one name that the text says is a city or a firm, where its parse shows no other of the kind."""
    text = said.parsed.text
    places = [
        Span(*match.span(group))
        for match in pattern.finditer(text[: span.start])
        for group, words in match.groupdict().items()
        if words
    ]
    found = {place.of(text) for place in places}
    if len(found) != 1 or any(said.people.named_in(place) for place in places):
        return ""
    name = found.pop()
    if any(inner.pos_ not in ("PROPN", "PUNCT", "CCONJ") for place in places for inner in said.parsed.tokens(place)):
        return ""  # "In Arequipa, a city": the name was cut wrongly
    for entity in said.parsed.doc.ents:
        other = entity.text.removeprefix("the ").removesuffix("’s").removesuffix("'s")
        is_other = entity.label_ == label and other not in name and name not in other
        if is_other and not (label == "GPE" and (country(other) or countries_in(other))):
            return ""
    near = text[said.paragraph(token.idx, back=1).start : span.start]
    return name if name in near and name not in text[span.start : span.end] else ""


def _ministry(said: Said, token: Token) -> str:
    text = said.parsed.text
    found: dict[str, str] = {}
    for match in _MINISTRIES.finditer(text):
        words = match["before"] or match["after"] or match["low"]
        key = " ".join(sorted(role_words(words.lower()) - {"and", "the"}))
        if key or match["low"] is None:
            found.setdefault(key, match.group())
    if len(found) != 1 or len(countries_in(text)) > 1:
        return ""
    name = next(iter(found.values()))
    before = text[: token.nbor(-1).idx]
    near = before[said.paragraph(token.idx, back=1).start :]
    return f"the {name}" if name in near else ""


def _holder(said: Said, token: Token, span: Span) -> str:
    """The one person whose office it is, where the text knows no other holder of such an office."""
    word = token.lower_
    persons = said.people.persons
    holders = [n for n, person in enumerate(persons) if any(head_role(role) == word for role in person.roles)]
    if len(holders) != 1 or holders[0] == said.person or said.speaker is None:
        return ""
    person = persons[holders[0]]
    roles = [role for role in person.roles if head_role(role) == word]
    if any(set(names.plain(role).split()) & _QUALIFIED for role in roles):
        return ""
    if word in _BARE_ONLY and any(role_words(role) != {word} for role in roles):
        return ""
    own = [where for where, who in said.people.mentions if who == (holders[0],)]
    if not _names_only(said, word, own):
        return ""
    start = said.paragraph(token.idx, back=1).start
    if not any(start <= where.start < span.start for where in own) or any(within(where, span) for where in own):
        return ""
    return full_name(said, holders[0])


def _names_only(said: Said, word: str, own: list[Span]) -> bool:
    """Whether the text has the office only bare, or right by the holder's name."""
    for token in said.parsed.doc:
        if token.lemma_.lower() != word or token.pos_ not in ("NOUN", "PROPN"):
            continue
        if token.tag_ in ("NNS", "NNPS"):
            return False
        described = any(child.dep_ in ("compound", "amod", "nmod", "prep", "poss") for child in token.children)
        if (described or token.pos_ == "PROPN") and not _is_beside(said, span_of(token), own):
            return False
    return True


def _is_beside(said: Said, place: Span, own: list[Span]) -> bool:
    """Whether the name nearest to the place is one of these, and near enough for a title."""

    def distance(where: Span) -> int:
        return max(where.start - place.end, place.start - where.end, 0)

    nearest = min((where for where, _ in said.people.mentions), key=distance)
    return nearest in own and distance(nearest) <= _TITLE_CHARACTERS
