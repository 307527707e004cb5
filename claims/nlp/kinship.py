"""What words of kinship tell: "his wife, Ana" is a woman of his family, whatever surname the text spares her.

Tells of a name or a text; who is meant by it is for `people` and the readers of pronouns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.nlp.roles import ROLES, SEX_OF_ROLE

_SPOUSES = {"wife": "f", "widow": "f", "ex-wife": "f", "husband": "m", "widower": "m", "ex-husband": "m"}
_OTHERS = "sibling|twin|cousin|partner|parent|child"
_MARRIED = "|".join(_SPOUSES)
KIN = {
    word: sex
    for word, sex in {**SEX_OF_ROLE, **_SPOUSES, **dict.fromkeys(_OTHERS.split("|"), "")}.items()
    if re.fullmatch(
        rf"(?:step|grand|great-grand|god)?(?:father|mother|son|daughter)(?:-in-law)?|(?:step)?(?:brother|sister)(?:-in-law)?"
        rf"|uncle|aunt|nephew|niece|fianc[ée]e?|girlfriend|boyfriend|bride|groom|{_MARRIED}|{_OTHERS}",
        word,
    )
}
_BEFORE = re.compile(
    rf"(?:\b(his|her|their|my|our|the)|\b([\w-]+)['’]s?)\s(?:[\w-]+\s){{0,2}}?({'|'.join(map(re.escape, KIN))}),?\s$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"['’]s?\s(?:[\w-]+\s){{0,2}}?(?:{'|'.join(map(re.escape, {*KIN, *ROLES}))}),?\s[^\W\d_a-z]")
_OWNERS = {"his": "m", "her": "f"}


@dataclass(frozen=True, slots=True)
class Kin:
    """A word of kinship before a name: the sex of who bears it, and of whose kin it is the sex and the name.

    "" where the words do not tell.
    """

    sex: str
    owner: str
    owner_name: str
    of_pronoun: bool
    of_spouse: bool


def kin_before(text: str, start: int) -> Kin | None:
    """What stands right before the name that starts there: "his wife, ", "the skipper's brother "."""
    match = _BEFORE.search(text[max(0, start - 50) : start])
    if match is None:
        return None
    pronoun, name, word = (match.group(1) or "").lower(), match.group(2) or "", match.group(3).lower()
    return Kin(
        KIN[word],
        owner=_OWNERS.get(pronoun, ""),
        owner_name=name if name[:1].isupper() else "",
        of_pronoun=bool(pronoun) and pronoun != "the",
        of_spouse=word in _SPOUSES,
    )


def speaks_of_spouse(text: str, sex: str) -> bool:
    """Whether a text has spoken of a wife ("f") or a husband ("m")."""
    words = "|".join(word for word, of in _SPOUSES.items() if of == sex)
    return bool(words) and bool(
        re.search(rf"\b(?:his|her|their|the|['’]s)\s(?:[\w-]+\s)?(?:{words})\b", text, re.IGNORECASE)
    )


def owns_next(text: str, end: int) -> bool:
    """Whether the name that ends there only says whose someone is who is named next: "Holt’s brother, Ian, "."""
    return bool(_AFTER.match(text, end))
