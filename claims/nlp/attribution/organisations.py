"""The organisations a text names, and which of them a short form means: "the union", "the bank", "the company".

A short form means an organisation only where the text names exactly one of that kind, before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.nlp import names
from claims.nlp.attribution import bodies
from claims.nlp.attribution.bodies import Body
from claims.nlp.countries import countries_in, country, is_seat
from claims.nlp.firms import BODY_RUN, named_by_kind
from claims.nlp.parsing import ParsedText
from claims.nlp.people import People
from claims.nlp.roles import COMMERCIAL, COMPANIES, INSTITUTIONS, KINDS, ROLES, is_of_every_country
from claims.nlp.types import Span, SpeakerKind

_NAMED = re.compile(BODY_RUN)
_NEAR = 600  # characters: a paragraph or two
# What else a body may be called by its name that the text then takes up so.
_REPRESENTING = frozenset({"organisation", "organization", "association", "federation", "confederation", "syndicate"})
_WATCHING = frozenset({"commission", "authority", "agency", "office"})
_ALSO = {"union": _REPRESENTING, "regulator": _WATCHING, "watchdog": _WATCHING}
# To whom one speaks rather than of whom: "told Radio Elster".
_TOLD = re.compile(r"\b(?:told|tells|telling|on|to|by|via|with|from)\s(?:[\w’'-]+\s){0,2}$")


@dataclass
class _Named:
    body: Body
    kinds: set[str]
    places: list[Span] = field(default_factory=list)
    heard: int = 0  # how often it stands where one names whom one spoke to


class Organisations:
    """The organisations that one text names."""

    def __init__(self, parsed: ParsedText, people: People) -> None:
        self.parsed = parsed
        self._named: dict[str, _Named] = {}
        self._persons = people.at
        for span, kind in self._mentions():
            self._note(span, kind)
        self._join_short()

    def body(self, words: str) -> Body | None:
        """The organisation with this name, or with one that begins so: "Calder" for "Calder Aircraft"."""
        key = names.plain(re.sub(r"^(?:the|The)\s", "", words))
        if key in self._named:
            return self._named[key].body
        fits = [one.body for full, one in self._named.items() if _begins(full, key)]
        return fits[0] if len(fits) == 1 else None

    def canonical(self, body: Body) -> Body:
        """The fullest form of an organisation within the text."""
        return (self.body(body.name) or body) if body.kind is SpeakerKind.ORGANISATION else body

    def called(self, kind: str, modifiers: list[str], before: int) -> list[Body]:
        """Those named before the offset that "the" + modifiers + kind fits."""
        kind = kind.lower()
        named = [one for one in self._named.values() if any(place.start < before for place in one.places)]
        fits = [one for one in named if kind in one.kinds]
        if not fits and kind in _ALSO:
            fits = [one for one in named if one.kinds & _ALSO[kind]]
        if kind in COMPANIES:
            sure = fits
            fits = [one for one in named if not one.kinds - COMMERCIAL and one.heard < len(one.places)]
            near = [one for one in fits if any(before - _NEAR < place.start < before for place in one.places)]
            if len(sure) == 1 and len(sure[0].places) > 1 and near in ([], sure):
                fits = sure  # the firm the text is about; others are only named in passing, elsewhere
        own = [w.lower() for w in modifiers if w.lower() not in ("same", "said")]
        fits = [one for one in fits if set(own) <= {*one.kinds, *names.plain(one.body.name).split()}]
        if self._another(kind, before, fits):
            return []
        return [one.body for one in fits]

    def named_in(self, start: int, end: int) -> list[Body]:
        """Organisations named between the offsets."""
        return [one.body for one in self._named.values() if any(start <= place.start < end for place in one.places)]

    def _another(self, kind: str, before: int, fits: list[_Named]) -> bool:
        """Whether the text has also spoken of one of that kind without its name: "a bank in Oslo"."""
        places = [place for one in fits for place in one.places]
        pattern = (
            rf"\b(?:an?|another|one|rival|second|other|several|two|three)\s(?:[\w’'-]+\s){{0,3}}?{re.escape(kind)}s?\b"
        )
        for match in re.compile(pattern, re.IGNORECASE).finditer(self.parsed.text, 0, before):
            lead = self.parsed.text[max(0, match.start() - 5) : match.start()]
            near = any(match.start() <= p.start <= match.end() + 3 for p in places)
            if not near and not re.search(r"(?:,|\bis|\bwas|\bas)\s$", lead):
                return True
        return False

    def _mentions(self) -> Iterator[tuple[Span, str]]:
        """Places of organisations' names, with what kind the words next to them say they are."""
        text = self.parsed.text
        yield from named_by_kind(text)
        for entity in self.parsed.doc.ents:
            if entity.label_ == "ORG":
                yield Span(entity.start_char, entity.end_char), ""
        for match in _NAMED.finditer(text):
            if any(word.lower().rstrip("s") in KINDS or word.lower() in KINDS for word in match.group().split()):
                yield Span(*match.span()), ""

    def _note(self, span: Span, kind: str) -> None:
        text = self.parsed.text
        words = re.sub(r"^(?:the|The|A|An|a|an)\s", "", span.of(text)).strip()
        words = re.sub(r"['’]s$|[,.]$", "", words)
        start = text.find(words, span.start)
        where = Span(start, start + len(words))
        if len(words) < 3 or start < 0 or words.split()[0].lower() in ROLES or self._is_person(where):
            return
        tokens = [token for token in self.parsed.tokens(where) if not token.is_space]
        dateline = words.isupper() and len(words) > 5
        if (
            not tokens
            or "\n" in words
            or dateline
            or ":" in words
            or country(words)
            or is_seat(words)
            or not any(token.pos_ == "PROPN" for token in tokens)
        ):
            return
        head = next((t for t in tokens if t.head.i not in {x.i for x in tokens}), tokens[-1])
        body = bodies.organisation(self.parsed, words, tokens, head, countries_in(words))
        if kind and (body is None or body.kind is SpeakerKind.UNNAMED):
            body = Body(SpeakerKind.ORGANISATION, words)
        if body is None or body.kind is not SpeakerKind.ORGANISATION:
            return
        one = self._named.setdefault(names.plain(body.name), _Named(body, bodies.kinds_of(body.name)))
        if kind:
            one.kinds.add(kind)
        if where not in one.places:
            one.places.append(where)
            one.heard += bool(_TOLD.search(text[max(0, where.start - 40) : where.start]))

    def _is_person(self, where: Span) -> bool:
        return any(p.start < where.end and where.start < p.end for p in self._persons)

    def _join_short(self) -> None:
        """ "Norvik" beside "Norvik Bank", "Water Council" beside "UN Water Council", where one longer fits."""
        for key in sorted(self._named, key=len):
            longer = [other for other in self._named if _begins(other, key)]
            if " " in key and not is_of_every_country(key):
                longer = longer or [other for other in self._named if other.endswith(f" {key}")]
            if len(longer) == 1 and key not in INSTITUTIONS:
                short, full = self._named.pop(key), self._named[longer[0]]
                full.places += short.places
                full.kinds |= short.kinds
                full.heard += short.heard


def _begins(full: str, short: str) -> bool:
    """Whether a name begins with a shorter one. More than two further words are a headline, not a name."""
    return full.startswith(f"{short} ") and len(full.split()) - len(short.split()) <= 2
