"""Interviews and transcripts: paragraphs that begin with a speaker's label and a colon, the words without marks.

Decides whether a text is in that form at all, and which paragraphs each label stands for. A single "Note: …" or a list
of dates and places is not; nor are the labels of quotations in marks, which are read with the quotations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claims.nlp.parsing import ParsedText
from claims.nlp.types import Span


@dataclass(frozen=True, slots=True)
class Turn:
    """What one label stands for: its own span, the colon's, and the words of one paragraph or more."""

    label: Span
    colon: Span
    content: tuple[Span, ...]


_WORD = r"(?:[A-Z][\w.’'-]*|(?:of|the|and|for|de|da|di|van|von|der|den|bin|bint|al|la|le|wa|y)\b)"
_LABEL = re.compile(
    rf"[*_\s]*(?P<name>(?=[^\W\d_])(?:[^\W\d_a-z][\w.’'-]*)(?:\s+{_WORD}|\s+[^\W\d_a-z][\w.’'-]*){{0,6}}"
    rf"(?P<party>\s*\([^()\n]{{1,40}}\))?)[*_]*(?P<colon>:)[*_]*\s+(?=\S)"
)
_QUESTION, _ANSWER = frozenset({"q", "question"}), frozenset({"a", "answer"})
# Labels of facts and of pieces of a page, which recur as a speaker's do.
_FACTS = frozenset(
    """
    photo photos image picture pictures caption video source sources note notes update updates correction related
    where when what who why how date time tickets price verdict rating location address tel phone email e-mail contact
    copyright by subject re warning live watch listen breaking exclusive opinion analysis venue place result results
    score background summary topics tags keywords author published reporting editing context example ps pps
    """.split()
)
_ENDED = re.compile(r"[.!?…][\"”’»)\]*_]*$")


def find_turns(parsed: ParsedText) -> tuple[Turn, ...]:
    """The turns of an interview or transcript in order; empty unless two paragraphs at least have speakers' labels."""
    labelled = _labelled(parsed)
    speakers = _speakers(parsed, [match["name"] for match in labelled.values()])
    labelled = {number: match for number, match in labelled.items() if match["name"] in speakers}
    if len(labelled) < 2:
        return ()
    last = max(labelled)
    surnames = {_surname(match["name"]) for match in labelled.values()}
    turns: list[Turn] = []
    for number, paragraph in enumerate(parsed.paragraphs[: last + 1]):
        match = labelled.get(number)
        if match is not None:
            content = (Span(match.end(), paragraph.end),)
            name = Span(match.start("name"), match.start("party") if match["party"] else match.end("name"))
            turns.append(Turn(name, Span(*match.span("colon")), content))
        elif turns and not _LABEL.match(parsed.text, paragraph.start) and _goes_on(paragraph.of(parsed.text), surnames):
            turn = turns.pop()
            turns.append(Turn(turn.label, turn.colon, (*turn.content, paragraph)))
    return tuple(turns)


def _labelled(parsed: ParsedText) -> dict[int, re.Match[str]]:
    """Paragraphs that begin as a turn does, by index."""
    quoted = {quotation.span.start for quotation in parsed.quotations}
    found = {}
    for number, paragraph in enumerate(parsed.paragraphs):
        match = _LABEL.match(parsed.text, paragraph.start, paragraph.end)
        if match is None or match.end() in quoted or len(match["name"]) > 60:
            continue
        if match["name"].lower() not in _FACTS and _ENDED.search(parsed.text, match.end(), paragraph.end):
            found[number] = match
    return found


def _speakers(parsed: ParsedText, names: Sequence[str]) -> set[str]:
    """Labels that stand for someone: Q with A, those that recur beside another, names that the text has elsewhere."""
    count = Counter(names)
    plain = {name.lower() for name in names}
    found = set()
    for name, times in count.items():
        if name.lower() in _QUESTION | _ANSWER:
            if plain & _QUESTION and plain & _ANSWER:
                found.add(name)
            continue
        named = len(re.findall(rf"\b{re.escape(_surname(name))}\b", parsed.text)) > times
        # "HOLUB (Labour): …" once, beside labels that recur.
        formal = len(count) < len(names) and (name.isupper() or name.endswith(")"))
        if (times > 1 and len(count) > 1) or named or formal:
            found.add(name)
    return found


def _surname(label: str) -> str:
    return re.sub(r"\s*\(.*", "", label).split()[-1]


def _goes_on(words: str, surnames: set[str]) -> bool:
    """Whether a paragraph between two turns belongs to the first: no heading, stage direction or word about them."""
    if words[0] in "[(•" or not _ENDED.search(words):
        return False
    return not any(re.search(rf"\b{re.escape(surname)}\b", words) for surname in surnames if len(surname) > 1)
