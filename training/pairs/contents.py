"""Articles with attributions -> contents that can stand alone as a claim: one clause of news, parsed, with its speaker.

Kept are single finite sentences of 6 to 40 words with a subject; a content of several sentences gives each of them.
Left out: questions, fragments, asides in brackets and dashes, contents with holes. Quotation marks go.
"""

import datetime
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from spacy.tokens import Doc, Token

from claims.nlp.given_names import is_given_name
from claims.nlp.names import plain
from claims.nlp.parsing import pipeline
from claims.nlp.quantities import find_quantities
from claims.nlp.roles import HONORIFICS, UNNAMED, head_role
from claims.nlp.times import find_times
from claims.nlp.types import Quantity, TimeRef

WORDS = range(6, 41)
FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us|mine|ours|myself|ourselves)\b")
SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
AUXILIARIES = frozenset({"aux", "auxpass"})
_ID = re.compile(r"(?P<publisher>[a-z-]+)_(?P<day>\d{4}-\d{2}-\d{2})_")
_OPEN, _CLOSE = '“"‘«', '”"’»'
_PRONOUNS = frozenset("he she they it we i who his her".split())
_NOBODY = (
    frozenset("percent poll survey others other critics many some most voter people majority who one two three".split())
    | UNNAMED
)
_NAME = re.compile(r"(?:[A-Z][\w’'.-]+ )*[A-Z][\w’'-]+")
_ABBREVIATED = (
    "Mr",
    "Ms",
    "Mrs",
    "Dr",
    "Sen",
    "Rep",
    "Gov",
    "Gen",
    "Lt",
    "St",
    "Jr",
    "Sr",
    "No",
    "vs",
    "Rev",
    "Jan",
    "Feb",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "Sens",
    "Reps",
)
# Asides, addresses, broken characters, and beginnings of what is no clause.
_UNFIT = re.compile(
    r"[()\[\]{}…#@*_:;/‘’]\B|\B‘|\.\.|[–—]|--| - |[ÃÂâ]|https?"
    r"|^(?:\W|to |of |for |than |as |how |why |what |who |not |in order |a lot )"
)
_SENTENCE = re.compile(
    "".join(rf"(?<!\b{word})" for word in _ABBREVIATED) + r"(?<=[a-z0-9%)])[.!?…]+[”\"’]?\s+(?=[“\"‘]?[A-Z])"
)


@dataclass(frozen=True)
class Person:
    """Who is said to speak: name or description, office, and the words the source wrote."""

    speaker: str
    role: str = ""
    side: str = ""


@dataclass(frozen=True)
class Content:
    """One clause with its parse. Offsets of every edit count in `text`."""

    text: str  # without quotation marks, final mark and, where it begins with no name, capital
    doc: Doc = field(repr=False)
    article: str
    place: int  # offset in the article
    publisher: str
    published: datetime.date
    person: Person
    direct: bool

    @cached_property
    def root(self) -> Token:
        return next(token for token in self.doc if token.dep_ == "ROOT")

    @cached_property
    def subject(self) -> Token:
        return next(token for token in self.root.children if token.dep_ in SUBJECTS)

    @cached_property
    def own(self) -> bool:
        """Whether it speaks in the first person, so that another speaker would say something else by it."""
        return bool(FIRST_PERSON.search(self.text))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return find_quantities(self.text)

    @cached_property
    def times(self) -> tuple[TimeRef, ...]:
        return find_times(self.text, published=self.published)

    @cached_property
    def negated(self) -> bool:
        return any(
            token.dep_ == "neg"
            or token.lower_
            in {"no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "hardly"}
            for token in self.doc
        )

    @cached_property
    def conditional(self) -> bool:
        """Whether it holds a condition, an indirect question or a wish, so that not all of it is asserted."""
        return any(
            token.lower_ in {"if", "whether", "unless", "would", "could", "should", "wish", "suppose", "perhaps"}
            for token in self.doc
        )

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(token.lower_ for token in self.doc if token.pos_ == "PROPN" and len(token) > 2)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        return frozenset(
            token.lemma_.lower()
            for token in self.doc
            if token.pos_ in {"NOUN", "VERB", "ADJ", "PROPN", "NUM"} and not token.is_stop
        )

    def end(self, token: Token) -> int:
        return token.idx + len(token)


def articles(path: Path, count: int = 0) -> Iterator[dict[str, object]]:
    """The first `count` articles of a gzipped file of them, all if 0."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if count and number >= count:
                return
            yield json.loads(line)


def read_contents(path: Path, count: int = 0, seed: int = 0) -> list[Content]:
    """All usable contents of a file of articles, parsed, without repeated texts."""
    raw = [piece for article in articles(path, count) for piece in _pieces(article, seed)]
    unique = {piece[0]: piece for piece in reversed(raw)}
    chosen = sorted(unique.values(), key=lambda piece: (piece[1], piece[2]))
    docs = list(pipeline().pipe((piece[0] for piece in chosen), batch_size=64))
    small = Counter(token.text for doc in docs for token in doc[1:])
    contents = []
    for (text, article, place, person, direct), doc in zip(chosen, docs, strict=True):
        match = _ID.match(article)
        if match is None or not _stands_alone(doc):
            continue
        published = datetime.date.fromisoformat(match["day"])
        contents.append(
            Content(_lowered(text, doc[0], small), doc, article, place, match["publisher"], published, person, direct)
        )
    return contents


def _pieces(article: dict[str, object], seed: int) -> Iterator[tuple[str, str, int, Person, bool]]:
    text, name = str(article["text"]), str(article["id"])
    attributions = article["attributions"]
    assert isinstance(attributions, list)
    rng = random.Random(f"{seed} {name}")
    people: list[Person] = []
    for attribution in attributions:
        source = " ".join(text[s:e] for s, e in attribution["source"])
        person = person_of(source)
        if person.speaker:
            people.append(person)
        elif people:
            person = people[-1] if plain(source) in _PRONOUNS else rng.choice(people)
        for start, end in attribution["content"] if len(attribution["content"]) == 1 else ():
            written = text[start:end]
            direct = written[:1] in _OPEN
            for sentence, at in sentences(written):
                yield sentence, name, start + at, person, direct


def sentences(written: str) -> Iterator[tuple[str, int]]:
    """The sentences of a content as plain clauses, small first letter where it is no name, no final mark; offsets."""
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(written)), len(written)]
    for start, end in pairwise(cuts):
        piece = written[start:end].replace("\xa0", " ").strip()
        if "?" in piece or "\n" in piece:
            continue
        piece = re.sub("[“”\"]|''", "", piece)
        piece = re.sub(r"\s+", " ", piece).strip(_OPEN + _CLOSE + "’ ,.!;:…–—-")
        piece = re.sub(r"^(?:that|But|And|So|Well|Look|but|and),? ", "", piece)
        if _UNFIT.search(piece) or len(piece.split()) not in WORDS or ". " in piece[-12:]:
            continue
        yield piece, start


def _lowered(text: str, first: Token, small: Counter[str]) -> str:
    """The text with a small first letter where its first word is mostly written so inside other contents."""
    if first.text == "I" or first.text.startswith(("I’", "I'")) or first.ent_type_ in {"PERSON", "GPE", "NORP"}:
        return text
    return text[0].lower() + text[1:] if small[first.lower_] > small[first.text] else text


def _stands_alone(doc: Doc) -> bool:
    """One finite sentence with a subject, in letters that are not all capitals."""
    roots = [token for token in doc if token.dep_ == "ROOT"]
    if len(roots) != 1 or sum(token.is_upper and len(token) > 3 for token in doc) > 2:
        return False
    root = roots[0]
    if root.pos_ not in {"VERB", "AUX"} or doc[0].pos_ in {"CCONJ", "SCONJ", "PART"}:
        return False
    if doc[0].tag_ in {"WDT", "WP", "WP$", "WRB", "RP"} or any(token.dep_ == "dep" for token in doc):
        return False
    if root.dep_ == "ROOT" and any(child.dep_ == "mark" for child in root.children):
        return False
    finite = root.tag_ in {"VBD", "VBZ", "VBP"} or any(
        child.dep_ in AUXILIARIES and child.tag_ in {"VBD", "VBZ", "VBP", "MD"} for child in root.children
    )
    subjects = [child for child in root.children if child.dep_ in SUBJECTS]
    if not finite or not subjects or subjects[0].i > root.i or subjects[0].tag_ in {"WDT", "WP", "EX"}:
        return False
    return not any(child.dep_ in {"parataxis", "intj"} for child in root.children)


def person_of(source: str) -> Person:
    """Name and office in the words of a source; an empty speaker for pronouns and sources without a name."""
    words = source.split()
    lower = {word.lower().strip(",.’'s") for word in words}
    if (
        not words
        or len(words) > 14
        or plain(source) in _PRONOUNS
        or re.search(r"\d|[’']s?$", source)
        or lower & _NOBODY
    ):
        return Person("")
    role = head_role(source)
    named = [match.group() for match in _NAME.finditer(source)]
    people = [
        n for n in (_without_titles(name) for name in named) if n and is_given_name(plain(n.split()[0])) and " " in n
    ]
    if people:
        return Person(people[0], role, _party(source))
    short = re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", re.split(r"[,(]", source)[0]).strip()
    if named and len(short.split()) <= 5:
        surname = _without_titles(named[-1])
        return Person(
            surname if len(named) == 1 and surname == short else short, role if role != short else "", _party(source)
        )
    return Person("")


def _without_titles(name: str) -> str:
    words = name.split()
    while words and (
        words[0].lower() in HONORIFICS
        or head_role(words[0])
        or words[0] in {"Republican", "Democrat", "Democratic", "GOP"}
    ):
        words.pop(0)
    return " ".join(words).removesuffix("’s").removesuffix("'s")


def _party(source: str) -> str:
    for word, party in (("Republican", "Republicans"), ("GOP", "Republicans"), ("Democrat", "Democrats")):
        if word in source:
            return party
    return ""


def tokens_between(doc: Doc, start: int, end: int) -> Sequence[Token]:
    """The tokens that overlap characters [start, end)."""
    return [token for token in doc if token.idx < end and token.idx + len(token) > start]
