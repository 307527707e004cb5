"""The office that stands next to a name: "Foreign Minister" X, "the mayor of Talma," X, X", head of the water board,".

Only what is a title for certain: a phrase with an office in it, next to the name, with no verb in between.
"""

from __future__ import annotations

from spacy.tokens import Token

from claims.nlp.parsing import ParsedText
from claims.nlp.roles import HONORIFICS, ROLES
from claims.nlp.types import Span

_LINKS = frozenset({"of", "for", "to", "at", "in", "on", "and"})
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her", "our"})
# A title is rarely longer; a longer run of nouns is the sentence's own.
_TITLE_WORDS = 12


def titles_around(parsed: ParsedText, place: Span) -> tuple[str, str]:
    """The titles next to a name: before it ("Foreign Minister X", "the foreign minister, X") and after it."""
    return title_before(parsed, place), title_after(parsed, place)


def title_before(parsed: ParsedText, place: Span) -> str:
    """ "Foreign Minister" X, "the foreign minister of Peru," X: the office alone, without article, or ""."""
    tokens = parsed.tokens(place)
    if not tokens:
        return ""
    doc = parsed.doc
    at = tokens[0].i - 1
    if at >= 0 and doc[at].text == "." and at > 0 and doc[at - 1].lower_ + "." in HONORIFICS:
        at -= 1
    if at >= 0 and doc[at].lower_ in HONORIFICS:
        return str(doc[at].text)
    comma = at >= 0 and doc[at].text == ","
    if comma:
        at -= 1
    words: list[Token] = []
    article = False
    while at >= 0 and len(words) < _TITLE_WORDS and doc[at].sent == tokens[0].sent:
        token = doc[at]
        if token.pos_ == "DET" or token.lower_ in _ARTICLES:
            if at > 0 and doc[at - 1].lower_ in _LINKS:  # "the dean of the college"
                words.insert(0, token)
                at -= 1
                continue
            article = token.lower_ in _ARTICLES
            break
        if not _in_title_phrase(token):
            break
        words.insert(0, token)
        at -= 1
    role = _office(words)
    if comma and role and not (article or (words[0].is_sent_start and role == _joined(words))):
        return ""  # without an article the phrase before the comma belongs to the sentence
    return role


def _in_title_phrase(token: Token) -> bool:
    return token.text != "•" and (
        token.pos_ in ("PROPN", "NOUN", "ADJ", "NUM", "PART")
        or token.lower_ in _LINKS
        or token.lower_ in ("former", "acting")
        or token.text in ("-", "U.S.", "U.K.")
    )


def _office(words: list[Token]) -> str:
    """The title that ends the words: modifiers, an office, and what it is of ("Secretary of State")."""
    heads = [n for n, word in enumerate(words) if word.lower_.strip("-") in ROLES]
    if not heads or words[-1].lower_ in _LINKS or words[-1].text == "-":
        return ""
    head = heads[-1]
    if head + 1 < len(words):
        # Words after the office must say what it is of. An office within them ("of the leader") is not the name's.
        if words[head + 1].lower_ not in _LINKS:
            return ""
        outer = [n for n in heads if n + 1 < len(words) and words[n + 1].lower_ in ("of", "for", "to", "at")]
        head = outer[0] if outer else head
    start = head
    while start > 0 and words[start - 1].lower_ not in _LINKS | _ARTICLES:
        start -= 1
    return _joined(words[start:])


def _joined(words: list[Token]) -> str:
    text = "".join(word.text_with_ws for word in words).strip()
    return "" if "\n" in text else text


def title_after(parsed: ParsedText, place: Span) -> str:
    """X", the head of the unit for …," / X", 45, a teacher" / X", who is the mayor of …": the office, or ""."""
    doc = parsed.doc
    tokens = parsed.tokens(place)
    if not tokens:
        return ""
    at = tokens[-1].i + 1
    if at >= len(doc) or doc[at].text != ",":
        return ""
    at += 1
    if at + 1 < len(doc) and doc[at].like_num and doc[at + 1].text == ",":
        at += 2
    if at + 1 < len(doc) and doc[at].lower_ == "who" and doc[at + 1].lower_ in ("is", "was", "heads", "leads"):
        at += 2
    while at < len(doc) and (doc[at].lower_ in _ARTICLES or doc[at].pos_ == "DET"):
        at += 1
    words: list[Token] = []
    while at < len(doc) and len(words) < _TITLE_WORDS and not doc[at].is_space:
        token = doc[at]
        if not _in_title_phrase(token) and not (words and (token.pos_ == "DET" or token.lower_ in _ARTICLES)):
            break
        words.append(token)
        at += 1
    heads = [n for n, word in enumerate(words) if word.lower_ in ROLES]
    if not heads or heads[0] > 7 or any(word.lower_ in _LINKS for word in words[: heads[0]]):
        return ""
    # The office itself is the last of the role words before the first "of"; "assistant secretary" has two.
    first_link = next((n for n, word in enumerate(words) if word.lower_ in _LINKS), len(words))
    head = max(n for n in heads if n < first_link) if any(n < first_link for n in heads) else heads[0]
    if head + 1 < len(words) and words[head + 1].lower_ not in _LINKS:
        return ""  # a name follows: "X, Prime Minister Y"
    for n in range(head + 1, len(words)):
        if words[n].lower_ == "and" and any(later > n for later in heads):
            words = words[:n]  # "X, head of A and Minister Y"
            break
    while words and words[-1].lower_ in (*_LINKS, *_ARTICLES):
        words.pop()
    return _joined(words)
