"""Whom the source words of each attribution mean: a person, a body, someone never named, or it cannot be told.

Goes through a text once, in order, because "he" and "the minister" depend on who spoke before. Every rule demands that
one reading is left; where two are, the attribution gets both as candidates and no speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.attribution import bodies
from claims.nlp.attribution.bodies import Body
from claims.nlp.attribution.discourse import Discourse, Reading, nested, place
from claims.nlp.attribution.spans import Found, within
from claims.nlp.countries import countries_in, country, is_seat
from claims.nlp.parsing import ParsedText
from claims.nlp.people import People
from claims.nlp.roles import DELEGATIONS, GENERIC, GOVERNMENTS, ROLES, UNNAMED, head_role, role_words
from claims.nlp.types import DocumentSpeaker, Span, SpeakerKind

_SEX = {"he": "m", "him": "m", "his": "m", "he himself": "m", "she": "f", "her": "f", "she herself": "f"}
_PLURAL = frozenset({"they", "them", "their", "both", "they both"})
_AUTHOR = frozenset({"i", "we", "you", "one", "us", "me", "my", "our"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "said"})
_INDEFINITE = frozenset({"a", "an", "one", "some", "several", "another"})
_LED = re.compile(r"\b(?:headed|led|chaired|represented)\s+by\b")
_LED_DELEGATION = re.compile(r"([^.\n]{0,60}?)\bdelegation[^.\n]{0,40}?\b(?:headed|led|chaired)\s+by\b([^.\n]{0,400})")
# What is set after a name without being part of it: "Sudan, which took part".
_ASIDE = re.compile(r",|\s(?:who|which|whose|where)\s|\sthat\s")
_OTHER_ROLE = re.compile(r"(?:^|\W)(?:by|with|from|about|against|between|among|including)\s*$", re.IGNORECASE)
# "The brothers' agent, Mr" X: a definite phrase in apposition before the name.
_APPOSED = re.compile(
    r"(?:The|the|His|his|Her|her|Its|its|Their|their|[A-Z][\w-]+['’]s?)\s[^,]*\w,\s(?:(?:Mr|Mrs|Ms|Dr|Col|Gen|Prof)\b\.?\s)?"
)
# An office with one of these is another office than without: the vice president is not the president.
_QUALIFIERS = frozenset({"vice", "deputy", "former", "ex", "assistant", "under", "associate", "shadow", "acting"})


class References:
    """Speakers of one text, collected while its attributions are read in order."""

    def __init__(self, parsed: ParsedText, people: People, by_line: str = "") -> None:
        self.parsed = parsed
        self.people = people
        self.by_line = f" {names.plain(by_line)} "
        self.speakers: list[Body | int] = []  # a body, or the index of a person
        self._index: dict[object, int] = {}
        self.discourse = Discourse(parsed, people)
        self._give_sides_to_the_led()

    def read(self, found: Sequence[Found]) -> list[Reading]:
        """One reading for each attribution, in the order given."""
        inner = nested(found)
        readings: dict[int, Reading] = {}
        for number in sorted(range(len(found)), key=lambda n: place(found[n])):
            item = found[number]
            readings[number] = self._source(item) if item.source else self._floating(item)
            # What is said within another's words is not what the text's own "he" goes on from.
            if number not in inner:
                self.discourse.add(item, readings[number])
        return [readings[number] for number in range(len(found))]

    def document_speakers(self) -> tuple[DocumentSpeaker, ...]:
        """All speakers met so far; readings are indices into them. Keys are distinct."""
        found: dict[str, DocumentSpeaker] = {}
        for speaker in self.speakers:
            if isinstance(speaker, int):
                person = self.people.persons[speaker]
                forms = tuple(dict.fromkeys(person.names))
                made = DocumentSpeaker(
                    names.plain(forms[0]), SpeakerKind.PERSON, forms, tuple(person.roles), person.side
                )
            else:
                forms = () if speaker.kind is SpeakerKind.UNNAMED else (speaker.name, *speaker.short)
                made = DocumentSpeaker(names.plain(speaker.name) or "unnamed", speaker.kind, forms, (), speaker.side)
            key = made.key if made.key not in found else f"{made.key} ({made.kind})"
            found[key] = DocumentSpeaker(key, made.kind, made.names, made.roles, made.side)
        return tuple(found.values())

    # Speakers by number

    def _person(self, number: int) -> int:
        return self._number(("person", number), number)

    def _number(self, key: object, speaker: Body | int) -> int:
        if key not in self._index:
            self._index[key] = len(self.speakers)
            self.speakers.append(speaker)
        return self._index[key]

    def _body(self, body: Body) -> Reading:
        return Reading(self._number((body.kind, names.plain(body.name)), body))

    def _persons(self, numbers: Sequence[int]) -> Reading:
        """The one person, or all of them as candidates."""
        found = tuple(self._person(n) for n in dict.fromkeys(numbers))
        return Reading(found[0]) if len(found) == 1 else Reading(None, found)

    def _person_of(self, reading: Reading | None) -> int | None:
        """The index of the person a reading means, if it means one."""
        if reading is None or reading.speaker is None:
            return None
        speaker = self.speakers[reading.speaker]
        return speaker if isinstance(speaker, int) else None

    def _body_of(self, reading: Reading | None) -> Body | None:
        if reading is None or reading.speaker is None:
            return None
        speaker = self.speakers[reading.speaker]
        return speaker if isinstance(speaker, Body) else None

    # Readings of source words

    def _source(self, item: Found) -> Reading:
        words = " ".join(span.of(self.parsed.text) for span in item.source)
        tokens = [token for token in self.parsed.tokens(item.source[0]) if not token.is_space]
        if not tokens:
            return Reading(None)
        low = words.lower() if words != "US" else words  # the country, not the pronoun
        if low in _RELATIVE:
            return self._relative(tokens[0], item)
        if low in _SEX:
            return self._pronoun(item, _SEX[low])
        if low in _PLURAL or low == "it":
            return self._group_again(item, low)
        if low in _AUTHOR:
            return self._body(bodies.unnamed(words))
        head = _head(tokens)
        return self._named(item.source[0], words, head) or self._described(words, tokens, head, item)

    def _named(self, span: Span, words: str, head: Token) -> Reading | None:
        """The person whose name is the phrase or stands in apposition to it; several are several candidates."""
        mentions = self.people.named_in(span) or [
            (where, who) for where, who in self.people.mentions if within(span, where)
        ]
        direct = [(where, who) for where, who in mentions if self._is_head(span, where, head)]
        if not direct:
            return None
        text = self.parsed.text
        last = direct[-1][0].end
        direct += [(where, who) for where, who in mentions if text[last : where.start] in (" and ", " & ")]
        distinct = list(dict.fromkeys(who for _, who in direct))
        if len(distinct) > 1:
            between = text[direct[0][0].end : direct[-1][0].start]
            if re.search(r"\band\b|&", between) or "," not in between:
                return self._persons([n for who in distinct for n in who])
            distinct = distinct[:1]  # a name in the apposition to the name: "X, the widow of Y"
        first = direct[0][0]
        if text[first.end : first.end + 2] in ("'s", "’s") and head.idx >= first.end:
            return None
        if len(distinct[0]) == 1 and f" {names.plain(self.people.persons[distinct[0][0]].names[0])} " in self.by_line:
            return self._body(bodies.unnamed(words))
        return self._persons(distinct[0])

    def _is_head(self, span: Span, where: Span, head: Token) -> bool:
        """Whether the phrase means the one named there, not someone with, by or near them."""
        lead = self.parsed.text[span.start : where.start]
        if not lead.strip() or where.start <= head.idx < where.end:
            return True
        if _OTHER_ROLE.search(lead) or self.parsed.text[where.end : where.end + 2] in ("'s", "’s"):
            return False
        if _APPOSED.fullmatch(lead) and where.end == span.end:
            return True
        # "the secretary of state, A. B." / "Secretary of State A. B.": an office right before the name.
        right_before = re.search(r"(?:,\s*|\w\s+)$", lead) and not re.search(r"\b(?:of|for|to|and|by)\s*$", lead)
        return bool(head_role(lead) and right_before)

    def _described(self, words: str, tokens: list[Token], head: Token, item: Found) -> Reading:
        """A phrase without a person's name: a body, an office, someone taken up again, or no one in particular."""
        words = _ASIDE.split(words)[0].strip()
        low, first = head.lower_, tokens[0].lower_
        sides = countries_in(words, seats=low in DELEGATIONS | GOVERNMENTS)
        definite = first not in _INDEFINITE and (first in _DEFINITE or bool(sides) or head.pos_ == "PROPN")
        if country(words) or is_seat(words):
            return self._body(bodies.country_body(words, head) or bodies.unnamed(words))
        if low in DELEGATIONS or low == "delegations" or (head.lemma_.lower() in DELEGATIONS and len(sides) > 1):
            return self._delegation(words, low, sides, item, definite=definite)
        if low in GOVERNMENTS and not bodies.has_own_name(words, head):
            owners = {n for _, who in self.people.named_in(item.source[0]) for n in who}
            owned = {self.people.persons[n].side for n in owners} - {""}
            again = self._body_again(item, low) if words.lower() == f"the {low}" else None
            side = owned.pop() if len(owned) == 1 else ""
            return again or self._body(bodies.government_by_words(words, low, sides, side))
        if low in UNNAMED and low != "police":
            return self._body(bodies.unnamed(words, sides))
        if low in ROLES or (head_role(words) and head.pos_ != "PROPN"):
            if not definite or head.tag_ in ("NNS", "NNPS"):
                return self._body(bodies.unnamed(words, sides))
            return self._office(words, sides, item)
        if not definite:
            return self._body(bodies.unnamed(words))
        body = bodies.organisation(self.parsed, words, tokens, head, sides)
        if body is not None and body.kind is SpeakerKind.UNNAMED:
            return self._body_again(item, low) or self._body(body)
        if body is None:
            return self._persons([self.people.add(words.removeprefix("the ").removeprefix("The "))])
        return self._body(body)

    def _delegation(self, words: str, low: str, sides: list[str], item: Found, *, definite: bool) -> Reading:
        led = None if sides else _LED.search(words)
        if led:
            at = item.source[0].start + led.end()
            leader = next((who for where, who in self.people.mentions if at <= where.start < at + 60), ())
            side = self.people.persons[leader[0]].side if len(leader) == 1 else ""
            sides = [side] if side else []
        if not sides and (low == "delegations" or words.lower() == "both sides"):
            sides = bodies.delegations_named(self.parsed.text)
            sides = sides if len(sides) == 2 else []
        body = bodies.delegation(sides)
        if body is not None:
            return self._body(body)
        earlier = self.discourse.last(item)
        last = self._body_of(earlier)
        if definite and earlier is not None and last is not None and last.kind is SpeakerKind.DELEGATION:
            return earlier
        return self._body(bodies.unnamed(words))

    def _body_again(self, item: Found, word: str) -> Reading | None:
        """ "the ministry", "the government": the body of that kind that spoke last."""
        earlier = self.discourse.last(item)
        body = self._body_of(earlier)
        named = body is not None and body.kind in (SpeakerKind.ORGANISATION, SpeakerKind.GOVERNMENT)
        return earlier if body is not None and named and bodies.is_called(body.name, word) else None

    def _office(self, words: str, sides: list[str], item: Found) -> Reading:
        """ "the foreign minister", "the US Secretary of State", "the official": the one person it fits."""
        persons = self.people.persons
        fits = [
            number
            for number, person in enumerate(persons)
            if (not sides or not person.side or person.side in sides)
            and any(_holds(words, role) for role in person.roles)
        ]
        earlier = self.discourse.last(item)
        if fits:
            exact = [n for n in fits if sides and persons[n].side in sides]
            last = self._person_of(earlier)
            if len(exact) == 1:
                return self._persons(exact)
            about = self.discourse.subjects(
                self.parsed.paragraphs[self.discourse.paragraph(place(item))].start, place(item), item.content
            )
            if len(fits) == 1 and last not in fits and not set(about) & set(fits):
                # "the senator" after "Rubio stopped by" need not be the one senator the text calls so.
                about = [n for n in about if not persons[n].roles]
                return self._persons([*fits, *about])
            if last in fits and not self.discourse.rivals(item, [n for n in fits if n != last]):
                return self._persons([last])
            return self._persons(fits)
        again = self._taken_up(item, earlier, sides) if head_role(words) in GENERIC else None
        return again or self._body(bodies.unnamed(words, sides))

    def _taken_up(self, item: Found, earlier: Reading | None, sides: list[str]) -> Reading | None:
        """ "the official", "the politician": who spoke last, or the one person the sentence before is about."""
        last = self._person_of(earlier)
        if last is None and earlier is not None and earlier.speaker is not None:
            return earlier  # someone unnamed goes on
        if last is None:
            subjects = self.discourse.recent(place(item), subjects=True)
            last = subjects[0] if len(subjects) == 1 else None
        if last is None:
            return None
        person = self.people.persons[last]
        others = [n for n in range(len(self.people.persons)) if n != last]
        fitting = person.roles and (not sides or person.side in ("", *sides))
        return self._persons([last]) if fitting and not self.discourse.rivals(item, others) else None

    def _relative(self, pronoun: Token, item: Found) -> Reading:
        """ "the president, who said": the noun the clause hangs on."""
        clause = next((token for token in [pronoun, *pronoun.ancestors] if token.dep_ in ("relcl", "acl")), None)
        if clause is None or clause.head.i >= pronoun.i:
            return Reading(None)
        noun = clause.head
        inside = {token.i for token in noun.subtree if token.i < pronoun.i and not token.is_punct}
        start = noun.i
        while start - 1 in inside:
            start -= 1
        return self._source(Found(item.content, item.cue, (Span(noun.doc[start].idx, noun.idx + len(noun)),)))

    # Readings by what came before

    def _pronoun(self, item: Found, sex: str) -> Reading:
        """he, she: who spoke last in the paragraph, else whom its sentences are about, else the same of the one before.

        A second person who is the subject of a clause since then leaves two readings, and so none.
        """
        at = item.source[0].start
        here = self.discourse.paragraph(at)
        content = [_after_colon(span, self.parsed.text) for span in item.content]
        for paragraph in range(here, max(-1, here - 2), -1):
            bounds = self.parsed.paragraphs[paragraph]
            end = min(at, bounds.end)
            said = self.discourse.said_in(paragraph, end, item)
            since = max(bounds.start, place(said[-1][0]) + 1) if said else bounds.start
            quoted = [*content, *(span for entry, _ in said for span in entry.content)]
            subjects = self.discourse.subjects(since, end, quoted, sex=sex)
            sources = [span for entry, _ in said for span in entry.source]
            if self.discourse.strangers(since, end, [*quoted, *sources]):
                others = said[-1][1] if said else Reading(None)
                return Reading(None, tuple(dict.fromkeys([*_all(others), *(self._person(n) for n in subjects)])))
            if said:
                return self._same_speaker(item, said[-1][1], subjects, sex)
            if subjects:
                return self._spoken_of(item, subjects, sex)
        return Reading(None, tuple(self._person(n) for n in self.discourse.recent(at, sex)))

    def _spoken_of(self, item: Found, subjects: list[int], sex: str) -> Reading:
        """The one person a paragraph is about. Where another spoke before, the name must say that it is he or she."""
        earlier = self.discourse.last(item)
        last = self._person_of(earlier)
        sure = last in (None, *subjects) or self.people.persons[subjects[0]].sex == sex
        if len(subjects) == 1 and (not sure or self.discourse.speaks_of(item, subjects[0])):
            found = dict.fromkeys([*subjects, *([last] if last is not None else [])])
            return Reading(None, tuple(self._person(n) for n in found))
        return self._persons(subjects)

    def _same_speaker(self, item: Found, last: Reading, subjects: list[int], sex: str) -> Reading:
        """The last speaker, unless of the other sex or someone else has been the subject of a clause since."""
        number, body = self._person_of(last), self._body_of(last)
        if number is not None and (not sex or self.people.persons[number].sex in ("", sex)):
            if self.discourse.speaks_of(item, number):
                return Reading(None, tuple(self._person(n) for n in subjects if n != number))
            return self._persons([number, *subjects])
        if body is not None and body.kind is SpeakerKind.UNNAMED and not subjects:
            return last
        others = (self._person(n) for n in subjects)
        return Reading(None, tuple(dict.fromkeys([*last.candidates, *others])))

    def _group_again(self, item: Found, pronoun: str) -> Reading:
        """they, it: the body that spoke last; for "it" one with a name."""
        since = self.discourse.group_since(item)
        if since is not None:
            # A group has come between: they are its members, whoever spoke before.
            found = self._source(Found(item.content, item.cue, (since,))) if pronoun != "it" else Reading(None)
            body = self._body_of(found)
            return found if body is not None else self._body(bodies.unnamed(pronoun))
        earlier = self.discourse.last(item)
        body = self._body_of(earlier)
        if earlier is not None and body is not None and (pronoun != "it" or body.kind is not SpeakerKind.UNNAMED):
            return earlier
        return self._body(bodies.unnamed(pronoun))

    def _floating(self, item: Found) -> Reading:
        """A quotation without attribution that fills its paragraph goes on with the speaker of the one before.

        Only right after a quotation of a known speaker: a new voice would be introduced. Else they are a candidate.
        """
        here = self.discourse.paragraph(item.content[0].start)
        if not self.discourse.said or here < 0:
            return Reading(None)
        last, reading = self.discourse.said[-1]
        distance = here - self.discourse.paragraph(place(last))
        paragraph = self.parsed.paragraphs[here]
        fills = sum(span.end - span.start for span in item.content) >= 0.9 * (paragraph.end - paragraph.start)
        quoted = any(self.parsed.text[span.start] in "“\"«„'‘”`" for span in last.content)
        person = self._person_of(reading)
        same = not self._looked_back_at(here) and (person is None or not self.discourse.speaks_of(item, person))
        if fills and quoted and not item.cue and distance == 1 and same:
            return reading
        return Reading(None, (reading.speaker,) if reading.speaker is not None and distance <= 1 else ())

    def _looked_back_at(self, paragraph: int) -> bool:
        """Whether the next paragraph attributes what stands before it: "That was how X put it"."""
        following = self.parsed.paragraphs[paragraph + 1 : paragraph + 2]
        looking = re.compile(r"(?:That|This|Those|These) (?:was|were|is|are)\b")
        return bool(following and looking.match(following[0].of(self.parsed.text)))

    def _give_sides_to_the_led(self) -> None:
        """ "the US delegation headed by A, B and C": the side of each, where the text gives them none."""
        for match in _LED_DELEGATION.finditer(self.parsed.text):
            sides = countries_in(match.group(1)[-25:])
            if len(sides) != 1:
                continue
            for _, who in self.people.named_in(Span(*match.span(2))):
                if len(who) == 1:
                    person = self.people.persons[who[0]]
                    person.side = person.side or sides[0]


def _after_colon(span: Span, text: str) -> Span:
    """The part behind a colon: "Weiss gave a number: forty pumps are at work, she said" is about Weiss before it."""
    colon = text.rfind(": ", span.start, span.end)
    return span if colon < 0 else Span(colon + 1, span.end)


def _all(reading: Reading) -> tuple[int, ...]:
    return reading.candidates if reading.speaker is None else (reading.speaker,)


def _holds(words: str, role: str) -> bool:
    """Whether the phrase names the office of a role: the same head, no word beyond it, the same rank."""
    wanted, have = role_words(words), role_words(role)
    return wanted <= have and have & _QUALIFIERS == wanted & _QUALIFIERS and head_role(role) == head_role(words)


def _head(tokens: list[Token]) -> Token:
    """The word the phrase hangs on: the one whose governor lies outside it."""
    inside = {token.i for token in tokens}
    return next((t for t in tokens if t.head.i not in inside or t.head.i == t.i), tokens[-1])
