"""What an alteration is: replacements in one content, on one side or on both, and what they make of the pair.

Replacements of several hands fit together as long as they touch different characters, so an alteration that changes
the meaning can be joined with harmless rewordings of the same content without parsing it again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ARTICLE = re.compile(r"\b([Aa])(n?) ([A-Za-z0-9$]\S*)")
_VOWEL_SOUND = re.compile(r"(?:[aeio]|u(?!ni|s|til)|8|11\b|18\b|hour|honest|honou?r|FBI|NRA|MSNBC|NBC|SEC|NSA)")
_CONSONANT_SOUND = re.compile(r"(?:one\b|once|eu|uni|us[ea])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters [start, end) of a content replaced by `text`."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Alteration:
    """One way to make a pair of a content: the edits of either side and the label of what comes out.

    `later` asks for a later date on the second side; `own` for one speaker on both sides. A `frame` holds "{t}" for
    the text and "{s}" for the speaker, and stands in place of the usual frames of that side. `plain` forbids the twin.
    """

    name: str
    relation: str
    axis: str | None
    a: Edits = ()
    b: Edits = ()
    frame_a: str = ""
    frame_b: str = ""
    later: bool = False
    own: bool = False
    plain: bool = False


def fits(edits: Iterable[Edit], others: Iterable[Edit]) -> bool:
    """Whether no edit of one touches an edit of the other."""
    others = tuple(others)
    return all(x.end < y.start or y.end < x.start for x in edits for y in others)


def changed(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made, spaces and marks tidied, and "a" or "an" as the new words want it."""
    result, at = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        result += [text[at : edit.start], edit.text]
        at = edit.end
    made = "".join([*result, text[at:]])
    made = re.sub(r"\s+", " ", made)
    made = re.sub(r" ([,;:.!?])", r"\1", made)
    made = re.sub(r",\s*(?=[,.;])", "", made)
    made = made.strip().removeprefix(",").removesuffix(",").strip()
    known = {match.group() for match in _ARTICLE.finditer(text)}
    return _ARTICLE.sub(lambda m: m.group() if m.group() in known else _with_article(m), made)


def _with_article(match: re.Match[str]) -> str:
    word = match.group(3).lstrip("$")
    vowel = (
        _VOWEL_SOUND.match(word)
        if word[0].islower() or word[0].isdigit()
        else _VOWEL_SOUND.match(word if word.isupper() else word.lower())
    )
    return f"{match.group(1)}{'n' if vowel and not _CONSONANT_SOUND.match(word) else ''} {match.group(3)}"


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    for at, character in enumerate(text):
        if character.isalnum():
            return text[:at] + character.upper() + text[at + 1 :]
    return text
