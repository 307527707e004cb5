"""One attribution with what its text tells around it, as the steps that fill its references read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.attribution.spans import Found, within
from claims.nlp.countries import adjective, country
from claims.nlp.parsing import ParsedText
from claims.nlp.people import People
from claims.nlp.types import DocumentSpeaker, Span, SpeakerKind

NOMINATIVE = frozenset({"nsubj", "nsubjpass"})
# Countries whose name takes an article.
_WITH_ARTICLE = frozenset(
    {
        "Bahamas", "Central African Republic", "Czech Republic", "Dominican Republic", "European Union", "Gambia",
        "Maldives", "Netherlands", "Philippines", "United Arab Emirates", "United Kingdom", "United States",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One attribution in its text; `speaker` is None where it is not resolved."""

    parsed: ParsedText
    people: People
    item: Found
    speaker: DocumentSpeaker | None
    published: datetime.date | None

    def tokens(self, span: Span) -> list[Token]:
        """Tokens of a span of the content that stand in a clause with a subject of its own: fragments have none."""
        found: list[Token] = []
        inside = [token for token in self.parsed.tokens(span) if token.idx >= span.start]
        for start in dict.fromkeys(token.sent.start for token in inside):
            sentence = [token for token in inside if token.sent.start == start]
            if any(
                token.dep_ in (*NOMINATIVE, "expl") and token.head in sentence and is_finite(token.head)
                for token in sentence
            ):
                found += sentence
        return found

    @cached_property
    def all_tokens(self) -> list[Token]:
        return [token for span in self.item.content for token in self.tokens(span)]

    @cached_property
    def person(self) -> int | None:
        """The speaker's number among the people of the text, if a person."""
        if self.speaker is None or self.speaker.kind is not SpeakerKind.PERSON:
            return None
        name = self.speaker.names[0]
        return next((n for n, person in enumerate(self.people.persons) if person.names[0] == name), None)

    @property
    def source_words(self) -> str:
        return " ".join(span.of(self.parsed.text) for span in self.item.source)

    def quoted(self, token: Token) -> bool:
        return self.parsed.quotation_of[token.i] >= 0

    @cached_property
    def is_direct(self) -> bool:
        """Whether all words of the content are quoted."""
        return all(
            self.quoted(token)
            for span in self.item.content
            for token in self.parsed.tokens(span)
            if token.is_alpha or token.like_num
        )

    def paragraph(self, offset: int, *, back: int = 0) -> Span:
        """The paragraph of an offset, or the stretch from the one `back` paragraphs before it to its end."""
        here = next((n for n, p in enumerate(self.parsed.paragraphs) if p.start <= offset < p.end), 0)
        return Span(self.parsed.paragraphs[max(0, here - back)].start, self.parsed.paragraphs[here].end)

    def in_content(self, offset: int) -> bool:
        return any(within(Span(offset, offset), span) for span in self.item.content)


def is_finite(verb: Token) -> bool:
    """Whether a verb has a finite form: its own, or that of its first auxiliary."""
    return finite(verb).tag_ in ("VBD", "VBP", "VBZ", "MD")


def finite(verb: Token) -> Token:
    """The word of a verb's phrase that carries the tense."""
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    return min([verb, *helpers], key=lambda token: token.i)


def full_name(said: Said, person: int) -> str:
    """A person's name as the text gives it in full, else "".

    A lone word may be a name that was misread, and a headline runs names into the verb after them.
    """
    known = said.people.persons[person]
    for name in known.names:
        places = [place for place in known.mentions if place.of(said.parsed.text) == name]
        if names.is_full(name) and any(
            all(token.pos_ not in ("VERB", "AUX") for token in said.parsed.tokens(place)) for place in places
        ):
            return name
    return ""


def span_of(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token))


def genitive(name: str) -> str:
    return f"{name}’s"


def with_article(country_name: str) -> str:
    """A country's name as it stands in a sentence: "the Netherlands", "Peru"."""
    return f"the {country_name}" if country_name in _WITH_ARTICLE else country_name


def body_name(said: Said, body: DocumentSpeaker) -> str:
    """What a body is called in a sentence, "" where its canonical name is not what a text would call it."""
    if body.kind is SpeakerKind.GOVERNMENT:
        return f"the {adjective(body.side)} government" if country(body.side) else ""
    if body.kind is SpeakerKind.DELEGATION:
        return f"the {adjective(body.side)} delegation" if country(body.side) else ""
    if body.kind is not SpeakerKind.ORGANISATION:
        return ""
    text, name = said.parsed.text, body.names[0]
    if country(name):
        return with_article(name)
    if name not in text:
        return ""
    # A headline leaves articles out: any within the text decides.
    return f"the {name}" if f"the {name}" in text or f"The {name}" in text else name
