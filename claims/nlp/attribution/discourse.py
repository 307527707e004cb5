"""What the sentences before an attribution tell of who goes on speaking.

Looks at positions only: who was last said to speak, and who has been the subject of a sentence since.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Token

from claims.nlp.attribution.cast import Reading
from claims.nlp.attribution.spans import Found, within
from claims.nlp.countries import country, is_seat
from claims.nlp.kinship import owns_next
from claims.nlp.parsing import ParsedText
from claims.nlp.people import People
from claims.nlp.roles import DELEGATIONS, GOVERNMENTS, INSTITUTIONS, ROLES, SEX_OF_ROLE, UNNAMED
from claims.nlp.types import Span

Said = tuple[Found, Reading]

_HUMAN = frozenset(
    "successor man woman boy girl wife husband colleague friend mother father son daughter brother sister".split()
)


_SEX_OF_NOUN = {**SEX_OF_ROLE, "wife": "f", "husband": "m", "woman": "f", "girl": "f", "man": "m", "boy": "m"}
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "conj"})


def place(item: Found) -> int:
    """Where the attribution is made: at its source, its cue, or the content itself."""
    return min(span.start for span in (item.source or item.cue or item.content))


class Discourse:
    """The attributions of a text's own sentences so far, with their readings."""

    def __init__(self, parsed: ParsedText, people: People) -> None:
        self.parsed = parsed
        self.people = people
        self.said: list[Said] = []
        self._paragraph_starts = [paragraph.start for paragraph in parsed.paragraphs]

    def add(self, item: Found, reading: Reading) -> None:
        self.said.append((item, reading))

    def paragraph(self, offset: int) -> int:
        """Index of the paragraph that the offset stands in, or of the last one before it; -1 before the first."""
        return bisect_left(self._paragraph_starts, offset + 1) - 1

    def last(self, item: Found) -> Reading | None:
        """The reading of the nearest attribution before, in this paragraph or the one before; not across a third."""
        here = self.paragraph(place(item))
        for earlier, reading in reversed(self.said):
            if item.cue and earlier.cue == item.cue:
                continue
            return reading if here - self.paragraph(place(earlier)) <= 1 else None
        return None

    def said_in(self, paragraph: int, before: int, item: Found) -> list[Said]:
        """Attributions made in a paragraph before an offset, or whose quotation runs on into it."""
        bounds = self.parsed.paragraphs[paragraph]
        found = []
        for entry in self.said:
            offsets = (place(entry[0]), *(span.start for span in entry[0].content))
            if entry[0].source != item.source and any(bounds.start <= offset < before for offset in offsets):
                found.append(entry)
        return found

    def subjects(self, start: int, end: int, said: Sequence[Span], *, sex: str = "") -> list[int]:
        """Persons (of that sex) who are the subject of a clause of the writer's own between the offsets."""
        found: list[int] = []
        for where, who in self.people.named_in(Span(start, end)):
            if any(within(where, span) for span in said):
                continue
            tokens = self.parsed.tokens(where)
            if any(_is_subject(token) and self.parsed.quotation_of[token.i] < 0 for token in tokens):
                found += [n for n in who if n not in found and self._may_be(n, sex)]
        return found

    def strangers(self, start: int, end: int, said: Sequence[Span]) -> bool:
        """Whether someone not known as a person may have become the subject: an unread name, "his wife", "a man"."""
        named = self.people.named_in(Span(start, end))
        for token in self.parsed.tokens(Span(start, end)) if start < end else ():
            span = Span(token.idx, token.idx + len(token))
            # "The president’s roots came into play. He …"
            owner = token.dep_ == "poss" and token.head.dep_ == "nsubj" and token.lemma_.lower() in ROLES
            owner = owner and not _apposed(token.head, named)
            if (
                not (owner or token.dep_ in ("nsubj", "nsubjpass"))
                or span.start < start
                or self.parsed.quotation_of[token.i] >= 0
            ):
                continue
            if any(within(span, inside) for inside in said) or any(within(span, where) for where, _ in named):
                continue
            lemma = token.lemma_.lower()
            split = self.parsed.text[span.end : end] == ", "  # "The referee, he said, was late.": what is said
            if split or _apposed(token, named):
                continue
            if lemma in ROLES or lemma in _HUMAN or (token.pos_ == "PROPN" and not self._is_place_or_body(token)):
                return True
        return False

    def unnamed_of_sex(self, start: int, end: int, said: Sequence[Span], sex: str) -> bool:
        """Whether someone of that sex is spoken of without a name, in whatever place: "he rang his wife"."""
        named = self.people.named_in(Span(start, end))
        for token in self.parsed.tokens(Span(start, end)) if start < end else ():
            if token.dep_ not in _ARGUMENTS or token.idx < start or self.parsed.quotation_of[token.i] >= 0:
                continue
            if _SEX_OF_NOUN.get(token.lower_) != sex or _apposed(token, named):
                continue
            aside = any(t.dep_ in ("relcl", "acl") for t in (token, *token.ancestors))
            if aside and self.subjects(start, end, said, sex=sex):
                continue
            if not any(within(Span(token.idx, token.idx + len(token)), span) for span in said):
                return True
        return False

    def named_of_sex(self, start: int, end: int, said: Sequence[Span], sex: str) -> list[int]:
        """Persons who are known to be of that sex and named between the offsets."""
        found = self._named_of_sex(Span(start, end), said, sex, ())
        return [n for n in found if self.people.persons[n].sex == sex]

    def another_since(self, item: Found, speaker: int | None) -> bool:
        """Whether someone else is the subject of a sentence between an attribution and a quotation put down to it.

        "Holt said so. Weller shook his head. “It leaks.”" may be Weller's.
        """
        start = item.content[0].start
        made = max(span.end for span in (*item.cue, *item.source))
        if made > start or not self.parsed.tokens(Span(start, start + 1)):
            return False
        between = Span(self._sentence(made - 1).end, start)
        if between.start >= between.end:
            return False
        said = [span for earlier, _ in self.said for span in earlier.content]
        return bool(set(self.subjects(between.start, between.end, said)) - {speaker})

    def sentence_start(self, at: int) -> int:
        return self._sentence(at).start

    def sentence_end(self, at: int) -> int:
        return self._sentence(at).end

    def group_since(self, item: Found) -> Span | None:
        """The last plural or collective subject of a sentence since the attribution before, in this paragraph."""
        at = place(item)
        here = self.paragraph(at)
        before = [entry for entry, _ in self.said if place(entry) < at]
        start = max(self.parsed.paragraphs[here].start, place(before[-1]) + 1 if before else 0)
        quoted = [*item.content, *(span for entry in before[-3:] for span in (*entry.content, *entry.source))]
        found = None
        for token in self.parsed.tokens(Span(start, at)) if here >= 0 and start < at else ():
            group = token.tag_ in ("NNS", "NNPS") or token.lower_ in DELEGATIONS | GOVERNMENTS | INSTITUTIONS
            people = {token.lower_, token.lemma_.lower()} & (DELEGATIONS | GOVERNMENTS | INSTITUTIONS | UNNAMED | ROLES)
            if not group or not people or token.dep_ != "nsubj" or token.head.dep_ != "ROOT" or token.idx < start:
                continue
            if not any(within(Span(token.idx, token.idx + 1), span) for span in quoted):
                words = [word for word in token.subtree if word.i <= token.i]
                found = Span(words[0].idx, token.idx + len(token))
        return found

    def _is_place_or_body(self, token: Token) -> bool:
        """Whether a proper noun is no person's. A lone surname often passes for a place or a firm: not believed."""
        if token.ent_type_ in ("NORP", "DATE", "LOC", "FAC", "EVENT", "LAW") or token.text.isupper():
            return True
        alone = not any(n.ent_type_ == token.ent_type_ for n in token.children if n.dep_ == "compound")
        known = bool(country(token.text) or is_seat(token.text)) or token.lower_ in INSTITUTIONS
        return known or (token.ent_type_ in ("GPE", "ORG") and not alone)

    def speaks_of(self, item: Found, person: int) -> bool:
        """Whether the content names the person: no one says "he" or "I" and means the one they name."""
        return any(who == (person,) for span in item.content for _, who in self.people.named_in(span))

    def rivals(self, item: Found, others: Sequence[int]) -> bool:
        """Whether one of the persons has been the subject of a clause since the attribution before."""
        since = place(self.said[-1][0]) + 1 if self.said else 0
        quoted = [span for earlier, _ in self.said[-3:] for span in earlier.content]
        return bool(set(self.subjects(since, place(item), [*quoted, *item.content])) & set(others))

    def beside(self, at: int, said: Sequence[Span], sex: str, but: Sequence[int]) -> list[int]:
        """Others (of that sex) named in the sentence before the offset: "Holt met Keller. She …" may be either."""
        sentence = self.sentence_before(at)
        return self._named_of_sex(sentence, said, sex, but) if sentence else []

    def in_front(self, at: int, said: Sequence[Span], sex: str, but: Sequence[int]) -> list[int]:
        """Others (of that sex) named before the offset in its sentence: "When Holt met Keller, she …"."""
        return self._named_of_sex(Span(self._sentence(at).start, at), said, sex, but)

    def addressed(self, earlier: Found, sex: str, speaker: int) -> list[int]:
        """Others (of that sex) named in the sentence in which an attribution is made."""
        return self._named_of_sex(self._sentence(place(earlier)), earlier.content, sex, [speaker])

    def named_since(self, earlier: Found, at: int, said: Sequence[Span], sex: str, speaker: int) -> list[int]:
        """Others (of that sex) named in the sentences of the writer's own between an attribution and the offset."""
        made = max(
            (span.end for span in (*earlier.cue, *earlier.source) if span.start < at), default=place(earlier) + 1
        )
        between = Span(self._sentence(made - 1).end, self._sentence(at).start)
        return self._named_of_sex(between, said, sex, [speaker])

    def others_in(self, item: Found) -> bool:
        """Whether the content of an attribution names a person."""
        return any(self.people.named_in(span) for span in item.content)

    def _named_of_sex(self, where: Span, said: Sequence[Span], sex: str, but: Sequence[int]) -> list[int]:
        if where.start >= where.end:
            return []
        found = [
            n
            for place_, who in self.people.named_in(where)
            if not owns_next(self.parsed.text, place_.end)
            and not any(within(place_, span) for span in said)
            and self.parsed.quotation_of[self.parsed.tokens(place_)[0].i] < 0
            for n in who
            if self._may_be(n, sex) and n not in but
        ]
        return list(dict.fromkeys(found))

    def sentence_before(self, at: int) -> Span | None:
        """The sentence before that of the offset, in the same paragraph."""
        start = self._sentence(at).start
        paragraph = self.parsed.paragraphs[self.paragraph(at)] if self.paragraph(at) >= 0 else Span(at, at)
        return self._sentence(start - 2) if start - 2 > paragraph.start else None

    def _sentence(self, at: int) -> Span:
        """The sentence an offset stands in, or the one before it."""
        tokens = self.parsed.tokens(Span(at, at + 1)) or self.parsed.tokens(Span(max(0, at - 3), at + 1))
        return Span(tokens[0].sent.start_char, tokens[0].sent.end_char) if tokens else Span(at, at)

    def recent(self, offset: int, sex: str = "", *, subjects: bool = False) -> list[int]:
        """Persons (of that sex) named before the offset in its sentence or the one before it in the paragraph."""
        tokens = self.parsed.tokens(Span(offset, offset + 1))
        if not tokens:
            return []
        sentence = tokens[0].sent
        start = sentence.start_char
        paragraph_of = self.parsed.paragraph_of
        if sentence.start > 0 and paragraph_of[sentence.start - 1] == paragraph_of[tokens[0].i]:
            start = self.parsed.doc[sentence.start - 1].sent.start_char
        if subjects:
            return self.subjects(start, offset, (), sex=sex)
        named = [n for _, who in self.people.named_in(Span(start, offset)) for n in who if self._may_be(n, sex)]
        return list(dict.fromkeys(named))

    def _may_be(self, person: int, sex: str) -> bool:
        return not sex or self.people.persons[person].sex in ("", sex)


def _apposed(noun: Token, named: Sequence[tuple[Span, tuple[int, ...]]]) -> bool:
    """Whether a name is set to the noun: "his wife, Anna Holt", "the actress Anna Holt"."""
    heads = [noun, noun.head, *(child for child in noun.children if child.dep_ in ("appos", "compound"))]
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "be":  # "The neighbour is X."
        heads += [child for child in noun.head.children if child.dep_ == "attr"]
    end = noun.idx + len(noun)
    after = {end + 1, end + 2}
    return any(
        where.start in after
        or any(where.start <= t.idx < where.end for t in heads if t is noun or t.dep_ in ("appos", "attr"))
        for where, _ in named
    )


def _is_subject(token: Token) -> bool:
    """Whether a token is the subject of a clause, alone or as one of several: "X and her friend Y agree"."""
    while token.dep_ in ("conj", "appos"):
        token = token.head
    if token.dep_ == "attr" and token.head.lemma_ == "be":  # "The neighbour is X."
        return any(t.dep_ == "nsubj" and t.pos_ == "NOUN" for t in token.head.children)
    return token.dep_ in ("nsubj", "nsubjpass")


def nested(found: Sequence[Found]) -> set[int]:
    """Indices of the attributions made inside the content of another."""
    result = set()
    for number, item in enumerate(found):
        anchor = (item.cue or item.source or (None,))[0]
        if anchor is not None and any(
            other != number and any(within(anchor, span) for span in candidate.content)
            for other, candidate in enumerate(found)
        ):
            result.add(number)
    return result
