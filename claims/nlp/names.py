"""Names of people: their plain form, their parts, and when two of them can be the same person's.

Pure string work, used within a text (`cast`) and across texts (`linking`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from claims.nlp.given_names import is_given_name
from claims.nlp.given_names import sex as sex_of_given_name

# Small words inside a name. They are kept in a name and never count as one of its parts.
PARTICLES = frozenset(
    """
        de del la las los y e da das do dos di della van von der den ten ter zu zur zum af av bin ibn al el le du
        des st mac san santa wa bint ould dem ni nic i
        """.split()
)
# At the head of a name of two words these are given names as well: Al Gore is no Gore of another given name.
_GIVEN_TOO = frozenset({"al", "van", "mac"})
_SUFFIXES = frozenset("jr sr ii iii iv phd md".split())
_ARTICLE = re.compile(r"^(?:al|el|as|ad|ash|ul)-(?=\w{3})")
# Surnames of women in Slavic languages and where Russian shaped them, and Romance names that look like them.
_FEMININE = re.compile(r"(?:ova|[^u]eva|skaya)$")
_NOT_FEMININE = frozenset("casanova terranova villanova cordova canova genova".split())
# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """Lower case without accents; everything but letters and digits is a space, single spaces."""
    folded = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", name).translate(_LETTERS))
    letters = "".join(character for character in folded if not unicodedata.combining(character)).lower()
    return " ".join(re.findall(r"\w+", re.sub(r"['’.]", "", letters).replace("_", " ")))


@lru_cache(maxsize=20_000)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name that carry it, in plain form: no particles, initials or suffixes.

    Hyphens join ("Sherwood-Randall" is one part), since both halves are only ever used together.
    """
    words = [plain(word).replace(" ", "-") for word in name.replace("‑", "-").split()]
    words = [_ARTICLE.sub("", word) for word in words]
    given = words[:1] if len(words) == 2 and words[0] in _GIVEN_TOO else []
    rest = words[len(given) :]
    return (*given, *(word for word in rest if len(word) > 1 and word not in PARTICLES and word not in _SUFFIXES))


def with_particle(mention: str, name: str) -> bool:
    """Whether a mention that begins with a particle ("van Rensburg", "Al Masri") ends the name as written there."""
    short, full = plain(mention.replace("-", " ")).split(), plain(name.replace("-", " ")).split()
    return len(short) > 1 and short[0] in PARTICLES and len(full) > len(short) and full[-len(short) :] == short


def is_full(name: str) -> bool:
    """Whether a name has a given name and a surname: two parts, of which the first is no mere surname pair."""
    return len(parts(name)) >= 2


def sex(name: str) -> str:
    """What a full name tells of its bearer's sex, by given name or Slavic surname: "m", "f" or ""."""
    found = parts(name)
    if len(found) < 2:
        return ""
    feminine = _FEMININE.search(found[-1]) and found[-1] not in _NOT_FEMININE and not is_given_name(found[0])
    return "f" if feminine else sex_of_given_name(found[0])


def near(a: str, b: str) -> bool:
    """Whether two parts are one word spelt differently: one slip in five letters or more, but not Mario and Maria."""
    if a == b:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    if {sex_of_given_name(a), sex_of_given_name(b)} == {"m", "f"} or (a[-1] != b[-1] and {a[-1], b[-1]} <= set("aoei")):
        return False
    return int(DamerauLevenshtein.distance(a, b)) <= 1


def surname_of(mention: str, name: str) -> bool:
    """Whether a shorter mention ("Obrador", "López Obrador", "Velasco") is the surname part of a full name."""
    short, full = parts(mention), parts(name)
    if not short or len(full) < 2 or len(short) >= len(full):
        return False
    return any(full[at : at + len(short)] == short for at in range(1, len(full) - len(short) + 1))


def same_name(a: str, b: str) -> bool:
    """Whether two full names can be one person's: equal, or all parts of the shorter in order in the longer.

    The given name must agree: "Roberto Velasco" and "Roberto Velasco Álvarez", "Luis Sandoval" and "Luis C. Sandoval".
    """
    short, long = sorted((parts(a), parts(b)), key=len)
    if len(short) < 2 or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(part in rest for part in short)


def misspelt(a: str, b: str) -> bool:
    """Whether two full names of as many parts differ in the spelling of a single part only."""
    left, right = parts(a), parts(b)
    if len(left) != len(right) or len(left) < 2 or left == right:
        return False
    differing = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
    return len(differing) == 1 and near(*differing[0])


def double_surname(mention: str, name: str) -> bool:
    """Whether a mention is both surnames of one known by the first: "Velasco Álvarez" of "Roberto Velasco"."""
    pair, full = parts(mention), parts(name)
    return (
        len(pair) == 2 and len(full) == 2 and pair[0] == full[1] and not is_given_name(pair[0]) and pair[0] != full[0]
    )


def order(name: str) -> tuple[bool, int, int, int, str]:
    """Sort key that puts the fullest form of a person's names first."""
    found = parts(name)
    accents = sum(not character.isascii() for character in name)
    return (not (len(found) >= 2 and is_given_name(found[0])), -len(found), -accents, -len(name), name)
