"""I, me, my -> the speaker's name; we, our -> the body that speaks. Only within the speaker's own quoted words.

All of them in a claim or none: a name beside an "I" left standing would be read as two people.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from claims.nlp.attribution.grammar import RELATIVE, is_cue_verb, is_verb
from claims.nlp.attribution.standalone.said import (
    NOMINATIVE,
    Said,
    body_name,
    finite,
    full_name,
    genitive,
    is_finite,
    span_of,
)
from claims.nlp.types import Filling, SpeakerKind

_SINGULAR = frozenset({"i", "me", "my", "mine", "myself"})
_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
_SUBJECT = frozenset({"i", "we"})
_OBJECT = frozenset({"me", "us"})
# "My God"; no one's.
_OATHS = frozenset({"god", "goodness", "gosh", "word", "lord", "dear"})
_MARKS = re.compile(r"[“”«»\"„]|``|''|(?<!\w)[‘'](?=\w)")
# "We" of more than the body that speaks.
_INCLUSIVE = re.compile(
    r"\b(?:(?:we|us) (?:all|both|each)|(?:all|both|each|some|many|most|none) of us|together|everyone|everybody|you|"
    r"your|as an?|society|humanity|mankind|planet|lives?|let['’]s|let us)\b",
    re.IGNORECASE,
)
_IRREGULAR = {"am": "is", "are": "is", "have": "has", "do": "does", "were": "was", "go": "goes"}
_SHORT = {"m": " is", "re": " is", "ve": " has", "ll": " will"}


def speaker_named(said: Said) -> list[Filling]:
    """Fillings for the first person, or none where one of its words cannot be replaced well."""
    if said.source_words.lower() in RELATIVE:
        return []  # "X, Y and Z, who joked": the noun before is not always the one meant
    name, words = _name(said)
    tokens = [token for token in said.all_tokens if token.lower_ in words and said.quoted(token)]
    everywhere = [
        token
        for span in said.item.content
        for token in said.parsed.tokens(span)
        if token.lower_ in words and token.text != "US"
    ]
    if not name or not tokens or len(tokens) != len(everywhere) or not _own_words(said, tokens):
        return []
    found: list[Filling] = []
    for token in tokens:
        replaced = _replaced(said, token, name)
        if replaced is None:
            return []
        found += replaced
    # "To repeat myself, …": without the name "himself" would be anyone's.
    return found if any(name in filling.words for filling in found) else []


def _name(said: Said) -> tuple[str, frozenset[str]]:
    """What the speaker is called, and the pronouns that mean them."""
    if said.person is not None:
        return full_name(said, said.person), _SINGULAR
    if said.speaker is not None and said.speaker.kind is SpeakerKind.ORGANISATION:
        return body_name(said, said.speaker), _PLURAL
    return "", frozenset()


def _own_words(said: Said, tokens: list[Token]) -> bool:
    """Whether the quoted words are the speaker's own throughout: no quotation in them, no one else reported."""
    text = said.parsed.text
    for number in {said.parsed.quotation_of[token.i] for token in tokens}:
        inner = said.parsed.quotations[number].inner.of(text)
        if _MARKS.search(inner):
            return False
    inside = [token for span in said.item.content for token in said.parsed.tokens(span)]
    if not said.is_direct and any(is_cue_verb(token) for token in inside if not said.quoted(token)):
        return False
    # "He told me: I am …", "my mother would say, I …"
    for token in inside:
        if is_cue_verb(token) and any(
            after.text in (":", ",") and after.nbor().text == "I"
            for after in token.sent
            if token.i < after.i < token.sent.end - 1
        ):
            return False
    if said.person is not None:
        named = [who for span in said.item.content for _, who in said.people.named_in(span)]
        return not any(said.person in who for who in named)
    words = " ".join(span.of(text) for span in said.item.content)
    return not _INCLUSIVE.search(words) and said.is_direct


def _replaced(said: Said, token: Token, name: str) -> list[Filling] | None:
    low = token.lower_
    if low in ("my", "our"):
        if token.tag_ != "PRP$" or token.nbor().lower_ in _OATHS:
            return None
        return [Filling(span_of(token), genitive(name))]
    if low in ("mine", "ours"):
        return [Filling(span_of(token), genitive(name))]
    if low in _OBJECT:
        return [Filling(span_of(token), name)]
    if low in _SUBJECT:
        return None if token.nbor().lower_ == "mean" else _subject(token, name)  # "I mean, …" says nothing
    sex = said.people.persons[said.person].sex if said.person is not None else "body"
    again = {"m": "himself", "f": "herself", "body": "itself"}.get(sex)
    return [Filling(span_of(token), again)] if again else None


def _subject(token: Token, name: str) -> list[Filling] | None:
    """The name with the verbs that agree with it."""
    found = [Filling(span_of(token), name)]
    if any(child.dep_ in ("conj", "appos", "relcl", "acl", "nummod") for child in token.children):
        return None
    if token.dep_ == "conj":
        return found  # one of several: the verb is plural already
    if token.dep_ not in NOMINATIVE or not is_verb(token.head):
        return None
    verbs = _verbs(token.head)
    if verbs is None:
        return None
    for verb in verbs:
        agreeing = _agreeing(verb)
        if agreeing is None:
            return None
        found += agreeing
    return found


def _verbs(verb: Token) -> list[Token] | None:
    """The finite words that agree with the subject of a verb: its own and those joined to it; None in doubt."""
    carrier = finite(verb)
    if not is_finite(verb) or (carrier.tag_ == "VBP" and _swallows_verb(verb)):
        return None
    found = [carrier]
    for child in verb.children:
        if child.dep_ != "conj" or any(inner.dep_ in (*NOMINATIVE, "expl") for inner in child.children):
            continue
        if is_finite(child) and finite(child).tag_ != "VBZ":
            rest = _verbs(child)
            if rest is None:
                return None
            found += rest
        elif (carrier == verb and carrier.tag_ == "VBP") or (
            finite(child).tag_ == "VB" and carrier.tag_ != "MD" and carrier.lemma_ != "do"
        ):
            return None  # a bare form that no "will" or "do" carries is one that the parser misread
    return found


def _swallows_verb(verb: Token) -> bool:
    """Whether a bare word joined to an object may be a second verb: "I know the river and respect it"."""
    for noun in verb.subtree:
        if noun.dep_ != "conj" or noun.head.pos_ not in ("NOUN", "PROPN", "PRON"):
            continue
        if noun.tag_ in ("VB", "VBP"):
            return True
        if noun.tag_ != "NN" or noun.nbor(-1).lower_ not in ("and", "or", ","):
            continue
        after = noun.nbor() if noun.i + 1 < len(noun.doc) else None
        if after is not None and after.pos_ in ("PRON", "DET", "NOUN", "ADV"):
            return True
    return False


def _agreeing(verb: Token) -> list[Filling] | None:
    """The form that agrees with a name; none where the verb stays as it is."""
    low = verb.lower_
    short = re.fullmatch(r"['’](\w+)", low)
    if short:
        if short.group(1) == "d":
            words = _had_or_would(verb)
            return [Filling(span_of(verb), words)] if words else None
        words = _SHORT.get(short.group(1), "")
        return [Filling(span_of(verb), words)] if words else None
    if verb.tag_ in ("VBD", "MD") and low != "were":
        return []
    if verb.tag_ not in ("VBP", "VBD") or (
        verb.nbor().lower_ in ("n't", "n’t") and low not in ("do", "have", "are", "were")
    ):
        return None
    words = third_person(low)
    return [Filling(span_of(verb), words.capitalize() if verb.text[0].isupper() else words)]


def _had_or_would(verb: Token) -> str:
    after = next((token for token in verb.doc[verb.i + 1 : verb.i + 4] if token.pos_ in ("VERB", "AUX")), None)
    if after is None or after.lower_ == "better":
        return ""
    return {"VB": " would", "VBN": " had"}.get(after.tag_, "")


def third_person(verb: str) -> str:
    """The third person of a verb in the present: "has", "tries", "goes", "thinks"."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|x|z|ch|sh|[^aeiou]o)$", verb) else f"{verb}s"
