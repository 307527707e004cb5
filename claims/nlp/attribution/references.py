"""Whom the source words of each attribution mean: a person, a body, someone never named, or it cannot be told.

Goes through a text once, in order, because "he" and "the minister" depend on who spoke before. Every rule demands that
one reading is left; where two are, the attribution gets both as candidates and no speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.attribution.spans import Found, within
from claims.nlp.countries import adjective, countries_in, country, is_seat
from claims.nlp.parsing import ParsedText
from claims.nlp.people import People
from claims.nlp.roles import DELEGATIONS, GENERIC, GOVERNMENTS, INSTITUTIONS, ROLES, UNNAMED, head_role, role_words
from claims.nlp.types import DocumentSpeaker, Span, SpeakerKind

_SEX = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_PLURAL = frozenset({"they", "them", "their", "both"})
_AUTHOR = frozenset({"i", "we", "you", "one", "us", "me", "my", "our"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_LOCAL = re.compile(r"\b(?:state|local|city|municipal|regional|provincial|county|district|town)\b", re.IGNORECASE)
_LED = re.compile(r"\b(?:headed|led|chaired|represented)\s+by\b")
_QUALIFIERS = frozenset({"vice", "deputy", "former", "ex", "assistant", "under", "associate", "shadow", "acting"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Index of the speaker, or None with the indices it could be."""

    speaker: int | None
    candidates: tuple[int, ...] = ()


@dataclass
class _Body:
    """A government, delegation, organisation or unnamed group under its canonical name."""

    kind: SpeakerKind
    name: str
    side: str = ""
    roles: list[str] = field(default_factory=list)


class References:
    """Speakers of one text, built while its attributions are read in order."""

    def __init__(self, parsed: ParsedText, people: People, by_line: str = "") -> None:
        self.parsed = parsed
        self.people = people
        self.by_line = names.plain(by_line)
        self.speakers: list[_Body | int] = []  # a body, or the index of a person
        self._index: dict[object, int] = {}
        self._sides_of_the_led()

    def read(self, found: Sequence[Found]) -> list[Reading]:
        """One reading for each attribution, in the order given."""
        nested = _nested(found)
        order = sorted(range(len(found)), key=lambda n: _place(found[n]))
        readings: dict[int, Reading] = {}
        spoken: list[tuple[Found, Reading]] = []  # what an attribution of the text's own sentences has said so far
        for number in order:
            item = found[number]
            reading = self._source(item, spoken) if item.source else self._floating(item, spoken)
            readings[number] = reading
            if number not in nested:
                spoken.append((item, reading))
        return [readings[number] for number in range(len(found))]

    def document_speakers(self) -> tuple[DocumentSpeaker, ...]:
        found = []
        for speaker in self.speakers:
            if isinstance(speaker, int):
                person = self.people.persons[speaker]
                unique = tuple(dict.fromkeys(person.names))
                found.append(
                    DocumentSpeaker(
                        names.plain(unique[0]), SpeakerKind.PERSON, unique, tuple(person.roles), person.side
                    )
                )
            else:
                named = () if speaker.kind is SpeakerKind.UNNAMED else (speaker.name,)
                found.append(
                    DocumentSpeaker(
                        names.plain(speaker.name) or "unnamed", speaker.kind, named, tuple(speaker.roles), speaker.side
                    )
                )
        return tuple(found)

    # Speakers

    def _person(self, number: int) -> int:
        return self._number(("person", number), number)

    def _body(self, kind: SpeakerKind, name: str, side: str = "") -> int:
        return self._number((kind, names.plain(name)), _Body(kind, name, side))

    def _number(self, key: object, speaker: _Body | int) -> int:
        if key not in self._index:
            self._index[key] = len(self.speakers)
            self.speakers.append(speaker)
        return self._index[key]

    def _unnamed(self, words: str, side: str = "") -> Reading:
        return Reading(self._body(SpeakerKind.UNNAMED, words, side))

    def _persons(self, numbers: Sequence[int]) -> Reading:
        found = [self._person(n) for n in dict.fromkeys(numbers)]
        return Reading(found[0]) if len(found) == 1 else Reading(None, tuple(found))

    # Readings

    def _source(self, item: Found, spoken: list[tuple[Found, Reading]]) -> Reading:
        span = item.source[0]
        words = " ".join(s.of(self.parsed.text) for s in item.source)
        tokens = [token for token in self.parsed.tokens(span) if not token.is_space]
        if not tokens:
            return Reading(None)
        head = _head(tokens)
        low = words.lower() if words != "US" else words  # the country, not the pronoun
        if len(tokens) == 1 and low in _RELATIVE:
            return self._relative(tokens[0], item, spoken)
        if low in _SEX or low in ("he himself", "she herself"):
            return self._pronoun(item, _SEX.get(low.split()[0], ""), spoken)
        if low in _PLURAL or low == "they both":
            return self._they(item, spoken)
        if low == "it":
            return self._it(item, spoken)
        if low in _AUTHOR:
            return self._unnamed(words)
        named = self._named(span, head)
        if named is not None:
            return named
        return self._described(words, tokens, head, item, spoken)

    def _named(self, span: Span, head: Token) -> Reading | None:
        """The person whose name is the phrase or stands in apposition to it; several are several candidates."""
        mentions = self.people.named_in(span)
        if not mentions:
            exact = [
                (place, who)
                for place, who in self.people.at.items()
                if place.start < span.end and span.start < place.end
            ]
            mentions = [(place, who) for place, who in exact if within(span, place)]
        if not mentions:
            return None
        text = self.parsed.text
        direct = []
        for place, who in mentions:
            lead = text[span.start : place.start]
            if not lead.strip() or place.start <= head.idx < place.end:
                direct.append((place, who))
                continue
            if re.search(r"(?:^|\W)(?:by|with|from|about|against|between|among|including)\s*$", lead, re.IGNORECASE):
                continue
            if text[place.end : place.end + 2] in ("'s", "’s"):
                continue
            # "the secretary of state, A. B." / "Secretary of State A. B.": an office right before the name.
            if (
                head_role(lead)
                and re.search(r"(?:,\s*|\w\s+)$", lead)
                and not re.search(r"\b(?:of|for|to|and|by)\s*$", lead)
            ):
                direct.append((place, who))
        if not direct:
            return None
        distinct = list(dict.fromkeys(who for _, who in direct))
        if len(distinct) > 1:
            joined = re.search(r"\band\b|&", text[direct[0][0].end : direct[-1][0].start])
            if joined or "," not in text[direct[0][0].end : direct[-1][0].start]:
                return Reading(None, tuple(self._person(n) for who in distinct for n in who))
            # A name in an apposition to the name ("X, the widow of Y"): the first is meant.
            distinct = distinct[:1]
        after = text[direct[0][0].end : direct[0][0].end + 2]
        if after in ("'s", "’s") and head.idx >= direct[0][0].end:
            return None
        return self._persons(distinct[0])

    def _described(
        self, words: str, tokens: list[Token], head: Token, item: Found, spoken: list[tuple[Found, Reading]]
    ) -> Reading:
        """A phrase without a person's name: a body, an office, someone taken up again, or no one in particular."""
        low = head.lower_
        sides = countries_in(words, seats=low in DELEGATIONS or low in GOVERNMENTS)
        definite = (
            tokens[0].lower_ in ("the", "this", "that", "his", "her", "its", "their", "said")
            or bool(sides)
            or head.pos_ == "PROPN"
        )
        definite = definite and tokens[0].lower_ not in ("a", "an", "one", "some", "several", "another")
        stem = head.lemma_.lower()
        if country(words) or is_seat(words):
            return self._country(words, head)
        if low in DELEGATIONS or (stem in DELEGATIONS and len(sides) > 1) or (low == "delegations"):
            return self._delegation(words, low, sides, definite, item, spoken)
        if low in GOVERNMENTS and not _LOCAL.search(words):
            return self._government(words, low, sides, item.source[0])
        if low in UNNAMED and low not in ("authorities", "police"):
            return self._unnamed(words, sides[0] if len(sides) == 1 else "")
        if low in ROLES or (head_role(words) and head.pos_ != "PROPN"):
            if not definite or head.tag_ in ("NNS", "NNPS"):
                return self._unnamed(words, sides[0] if len(sides) == 1 else "")
            return self._office(words, sides, item, spoken)
        return self._organisation(words, tokens, head, sides, definite)

    def _country(self, words: str, head: Token) -> Reading:
        name = country(words)
        if name:
            kind = SpeakerKind.ORGANISATION if name == "European Union" else SpeakerKind.GOVERNMENT
            return Reading(self._body(kind, name if name == "European Union" else f"{name} government", name))
        plain = words.removeprefix("the ").removeprefix("The ")
        if plain in ("White House", "Kremlin", "Downing Street", "Holy See", "Élysée", "Elysee"):
            return Reading(self._body(SpeakerKind.ORGANISATION, plain, is_seat(words)))
        if head.ent_type_ == "PERSON":
            return self._unnamed(words)
        return Reading(self._body(SpeakerKind.GOVERNMENT, f"{is_seat(words)} government", is_seat(words)))

    def _delegation(
        self, words: str, low: str, sides: list[str], definite: bool, item: Found, spoken: list[tuple[Found, Reading]]
    ) -> Reading:
        if not sides:
            led = _LED.search(words)
            if led:
                at = item.source[0].start + led.end()
                after = [who for place, who in sorted(self.people.at.items()) if at <= place.start < at + 60]
                if after and len(after[0]) == 1 and self.people.persons[after[0][0]].side:
                    sides = [self.people.persons[after[0][0]].side]
        if len(sides) == 1:
            return Reading(self._body(SpeakerKind.DELEGATION, f"{sides[0]} delegation", sides[0]))
        if len(sides) == 2 or low == "delegations" or (words.lower() == "both sides"):
            pair = sides if len(sides) == 2 else self._two_sides(item)
            if len(pair) == 2:
                return Reading(self._body(SpeakerKind.DELEGATION, "{} and {} delegations".format(*sorted(pair))))
            return self._unnamed(words)
        earlier = self._last(item, spoken)
        if definite and earlier is not None and earlier.speaker is not None:
            body = self.speakers[earlier.speaker]
            if isinstance(body, _Body) and body.kind is SpeakerKind.DELEGATION:
                return earlier
        return self._unnamed(words)

    def _two_sides(self, item: Found) -> list[str]:
        """The two countries whose delegations the text names before or at all, where it names exactly two."""
        words = r"(?:delegations?|representation|negotiators)"
        found: list[str] = []
        for match in re.finditer(
            rf"(?:[\w.]+\s+){{1,2}}{words}|{words}\s+(?:of|from)\s+(?:[\w.]+\s+){{1,6}}", self.parsed.text
        ):
            found += [name for name in countries_in(match.group()) if name not in found]
        return found if len(found) == 2 else []

    def _government(self, words: str, low: str, sides: list[str], span: Span) -> Reading:
        if len(sides) == 1 and low != "executive":
            return Reading(self._body(SpeakerKind.GOVERNMENT, f"{sides[0]} government", sides[0]))
        possessive = re.fullmatch(r"(?:the |The )?([A-Z][\w-]+)(?:['’]s)? (?:administration|government|cabinet)", words)
        if sides or not possessive:
            return self._unnamed(words)
        owners = {n for _, who in self.people.named_in(span) for n in who}
        side = {self.people.persons[n].side for n in owners if self.people.persons[n].side}
        if len(side) == 1:
            country_name = side.pop()
            return Reading(self._body(SpeakerKind.GOVERNMENT, f"{country_name} government", country_name))
        return Reading(self._body(SpeakerKind.GOVERNMENT, f"{possessive.group(1)} {low}"))

    def _office(self, words: str, sides: list[str], item: Found, spoken: list[tuple[Found, Reading]]) -> Reading:
        """ "the foreign minister", "the US Secretary of State", "the official": the one person it fits."""
        wanted, head = role_words(words), head_role(words)
        qualifiers = wanted & _QUALIFIERS
        fits = []
        for number, person in enumerate(self.people.persons):
            if sides and person.side and person.side not in sides:
                continue
            for role in person.roles:
                have = role_words(role)
                if wanted <= have and have & _QUALIFIERS == qualifiers and head_role(role) == head:
                    fits.append(number)
                    break
        earlier = self._last(item, spoken)
        if len(fits) == 1:
            return self._persons(fits)
        if fits:
            exact = [n for n in fits if sides and self.people.persons[n].side in sides]
            if len(exact) == 1:
                return self._persons(exact)
            last = self._person_of(earlier)
            if last in fits and not self._rivals(item, spoken, [n for n in fits if n != last]):
                return self._persons([last])
            return self._persons(fits)
        if head in GENERIC:
            taken_up = self._taken_up(item, earlier, sides, spoken)
            if taken_up is not None:
                return taken_up
        return self._unnamed(words, sides[0] if len(sides) == 1 else "")

    def _taken_up(
        self, item: Found, earlier: Reading | None, sides: list[str], spoken: list[tuple[Found, Reading]]
    ) -> Reading | None:
        """ "the official", "the politician": who spoke last, or the one person the sentence before is about."""
        last = self._person_of(earlier)
        if last is None and earlier is not None and earlier.speaker is not None:
            return earlier  # someone unnamed goes on
        if last is None:
            subjects = self._recent(item.source[0].start, "", subjects=True)
            last = subjects[0] if len(subjects) == 1 else None
        if last is None:
            return None
        person = self.people.persons[last]
        others = [n for n in range(len(self.people.persons)) if n != last]
        if person.roles and (not sides or person.side in ("", *sides)) and not self._rivals(item, spoken, others):
            return self._persons([last])
        return None

    def _person_of(self, reading: Reading | None) -> int | None:
        """The index of the person a reading means, if it means one."""
        if reading is None or reading.speaker is None:
            return None
        speaker = self.speakers[reading.speaker]
        return speaker if isinstance(speaker, int) else None

    def _organisation(self, words: str, tokens: list[Token], head: Token, sides: list[str], definite: bool) -> Reading:
        """A body by its name; an institution every country has only together with its country."""
        name = re.sub(r"^(?:the|The|a|an)\s+", "", words).strip()
        bodies = sum(token.ent_type_ == "ORG" and token.ent_iob_ == "B" for token in tokens)
        if re.fullmatch(r"\w+ and \w+", name) or (bodies > 1 and " and " in name):
            return self._unnamed(words)  # two of them
        name = re.split(r",|\(|\bwhich\b|\bthat\b", name)[0].strip().removesuffix("'s").removesuffix("’s")
        acronym = re.search(r"\(([A-Z][A-Za-z.]{1,10})\)", words)
        proper = [token for token in tokens if token.pos_ == "PROPN" or token.ent_type_ in ("ORG", "NORP", "GPE")]
        if not definite or not proper or head.tag_ == "NNS" or not name:
            return self._unnamed(words)
        if len(name.split()) == 1 and not acronym and not self._is_body(name):
            # A bare name is a surname until something says otherwise: "Ebrard", not "Pemex".
            return Reading(self._person(self.people.add(name)))
        bare = [
            word
            for word in re.findall(r"[\w’'-]+", name)
            if not countries_in(word.removesuffix("'s").removesuffix("’s"))
        ]
        rest = [word for word in bare if word.lower() not in ("the", "of", "for", "and", "us", "u", "s")]
        if all(word.lower() in INSTITUTIONS | _COMMON_OFFICES for word in rest):
            sides = sides or self._sides_of(rest)
            if len(sides) != 1 or _LOCAL.search(words):
                return self._unnamed(words)
            # "Russia's Foreign Ministry", "the Russian Foreign Ministry", "the Foreign Ministry of Russia" are one.
            name = " ".join([adjective(sides[0]), *(word.capitalize() for word in rest)])
        if head.lower_ in INSTITUTIONS or head.ent_type_ == "ORG" or any(token.ent_type_ == "ORG" for token in proper):
            reading = Reading(self._body(SpeakerKind.ORGANISATION, name, sides[0] if len(sides) == 1 else ""))
            if acronym:
                self._index[SpeakerKind.ORGANISATION, names.plain(acronym.group(1))] = reading.speaker  # type: ignore[assignment]
            return reading
        return self._unnamed(words)

    def _sides_of(self, institution: list[str]) -> list[str]:
        """The countries under which the text names the institution: "the Justice Department" after "US Justice Department"."""
        words = r"\s+".join(map(re.escape, institution))
        found: list[str] = []
        for match in re.finditer(
            rf"([\w.]+(?:\s[\w.]+)?)(?:['’]s)?\s+{words}|{words}\s+of\s+([\w. ]+)", self.parsed.text, re.IGNORECASE
        ):
            found += [name for name in countries_in(" ".join(filter(None, match.groups()))) if name not in found]
        return found

    def _is_body(self, name: str) -> bool:
        """Whether a single word names an organisation: an acronym, or read as one wherever the text uses it, twice or more."""
        if name.isupper():
            return True
        labels = [token.ent_type_ for token in self.parsed.doc if token.text == name]
        return len(labels) >= 2 and set(labels) == {"ORG"}

    def _relative(self, pronoun: Token, item: Found, spoken: list[tuple[Found, Reading]]) -> Reading:
        """ "the president, who said": the noun the clause hangs on."""
        clause = next((token for token in [pronoun, *pronoun.ancestors] if token.dep_ in ("relcl", "acl")), None)
        if clause is None or clause.head.i >= pronoun.i:
            return Reading(None)
        noun = clause.head
        inside = [token for token in noun.subtree if token.i < pronoun.i and not token.is_punct]
        run = [token for token in inside if all(t in inside for t in noun.doc[token.i : noun.i])] or [noun]
        span = Span(run[0].idx, noun.idx + len(noun))
        return self._source(Found(item.content, item.cue, (span,)), spoken)

    # What earlier sentences tell

    def _last(self, item: Found, spoken: list[tuple[Found, Reading]]) -> Reading | None:
        """The reading of the nearest attribution before, in this paragraph or the one before; not across a third."""
        here = self._paragraph(_place(item))
        for earlier, reading in reversed(spoken):
            if earlier.cue == item.cue and earlier.cue:
                continue
            there = self._paragraph(_place(earlier))
            if here - there > 1:
                return None
            return reading
        return None

    def _rivals(self, item: Found, spoken: list[tuple[Found, Reading]], others: Sequence[int]) -> bool:
        """Whether one of the other persons is named as the subject of a clause since the attribution before."""
        since = _place(spoken[-1][0]) if spoken else 0
        until = _place(item)
        inside = [span for earlier, _ in spoken for span in earlier.content]
        for place, who in self.people.at.items():
            if not since < place.start < until or any(within(place, span) for span in inside + list(item.content)):
                continue
            if not set(who) & set(others):
                continue
            tokens = self.parsed.tokens(place)
            if any(token.dep_ in ("nsubj", "nsubjpass") for token in tokens):
                return True
        return False

    def _paragraph(self, offset: int) -> int:
        tokens = self.parsed.tokens(Span(offset, offset + 1))
        return self.parsed.paragraph_of[tokens[0].i] if tokens else -1

    def _pronoun(self, item: Found, sex: str, spoken: list[tuple[Found, Reading]]) -> Reading:
        """he, she: who spoke last in the paragraph, else whom its sentences are about, else the same of the one before.

        A second person who is the subject of a clause since then leaves two readings, and so none.
        """
        at = item.source[0].start
        here = self._paragraph(at)
        for paragraph in (here, here - 1):
            if paragraph < 0:
                break
            bounds = self.parsed.paragraphs[paragraph]
            end = min(at, bounds.end)
            said = [
                entry
                for entry in spoken
                if entry[0].source != item.source
                and any(bounds.start <= at_ < end for at_ in (_place(entry[0]), *(s.start for s in entry[0].content)))
            ]
            since = max(bounds.start, _place(said[-1][0]) + 1) if said else bounds.start
            subjects = self._subjects(
                since, end, sex, [*item.content, *(s for entry in said for s in entry[0].content)]
            )
            if said:
                return self._same_speaker(said[-1][1], subjects, sex)
            if subjects:
                return self._persons(subjects)
        return Reading(None, tuple(self._person(n) for n in self._recent(at, sex)))

    def _same_speaker(self, last: Reading, subjects: list[int], sex: str) -> Reading:
        """The last speaker, unless of the other sex or someone else has been the subject of a clause since."""
        number = self._person_of(last)
        if last.speaker is None:
            return Reading(None, tuple(dict.fromkeys([*last.candidates, *(self._person(n) for n in subjects)])))
        if number is None:
            body = self.speakers[last.speaker]
            unnamed = isinstance(body, _Body) and body.kind is SpeakerKind.UNNAMED
            return last if unnamed and not subjects else Reading(None, tuple(self._person(n) for n in subjects))
        if sex and self.people.persons[number].sex not in ("", sex):
            return Reading(None, tuple(self._person(n) for n in subjects))
        others = [n for n in subjects if n != number]
        return Reading(None, tuple(self._person(n) for n in [number, *others])) if others else self._persons([number])

    def _subjects(self, start: int, end: int, sex: str, said: Sequence[Span]) -> list[int]:
        """Persons of that sex who are the subject of a clause of the writer's own between the offsets."""
        found: list[int] = []
        for place, who in sorted(self.people.at.items()):
            if not start <= place.start < end or any(within(place, span) for span in said):
                continue
            tokens = self.parsed.tokens(place)
            if any(token.dep_ in ("nsubj", "nsubjpass") and self.parsed.quotation_of[token.i] < 0 for token in tokens):
                found += [n for n in who if n not in found and (not sex or self.people.persons[n].sex in ("", sex))]
        return found

    def _recent(self, at: int, sex: str, *, subjects: bool = False) -> list[int]:
        """Persons of that sex ("": any) named before the offset in its sentence or the one before, same paragraph."""
        tokens = self.parsed.tokens(Span(at, at + 1))
        if not tokens:
            return []
        sentence = tokens[0].sent
        start = sentence.start_char
        if sentence.start > 0:
            previous = self.parsed.doc[sentence.start - 1].sent
            if self.parsed.paragraph_of[sentence.start - 1] == self.parsed.paragraph_of[tokens[0].i]:
                start = previous.start_char
        found: list[int] = []
        for place, who in sorted(self.people.at.items()):
            if not start <= place.start < at:
                continue
            if subjects and not any(token.dep_ in ("nsubj", "nsubjpass") for token in self.parsed.tokens(place)):
                continue
            found += [n for n in who if n not in found and (not sex or self.people.persons[n].sex in ("", sex))]
        return found

    def _they(self, item: Found, spoken: list[tuple[Found, Reading]]) -> Reading:
        earlier = self._last(item, spoken)
        if earlier is not None and earlier.speaker is not None and not isinstance(self.speakers[earlier.speaker], int):
            return earlier
        return self._unnamed("they")

    def _it(self, item: Found, spoken: list[tuple[Found, Reading]]) -> Reading:
        earlier = self._last(item, spoken)
        if earlier is not None and earlier.speaker is not None:
            body = self.speakers[earlier.speaker]
            if isinstance(body, _Body) and body.kind is not SpeakerKind.UNNAMED:
                return earlier
        return self._unnamed("it")

    def _floating(self, item: Found, spoken: list[tuple[Found, Reading]]) -> Reading:
        """A quotation without attribution that fills its paragraph goes on with the speaker of the one before.

        Only where the paragraph before ends in a quotation of a known speaker: a new voice would be introduced.
        """
        here = self._paragraph(item.content[0].start)
        if not spoken or here < 0:
            return Reading(None)
        paragraph = self.parsed.paragraphs[here]
        covered = sum(span.end - span.start for span in item.content)
        last, reading = spoken[-1]
        there = self._paragraph(_place(last))
        if item.cue or covered < 0.9 * (paragraph.end - paragraph.start):
            return Reading(None, (reading.speaker,) if reading.speaker is not None and here - there <= 1 else ())
        quoted = any(self.parsed.text[span.start] in "“\"«„'‘”`" for span in last.content)
        if here - there == 1 and quoted and not self._introduced(here):
            return reading
        return Reading(None, (reading.speaker,) if reading.speaker is not None and here - there <= 2 else ())

    def _introduced(self, paragraph: int) -> bool:
        """Whether the next paragraph opens with an attribution that may look back: "That was how X put it"."""
        if paragraph + 1 >= len(self.parsed.paragraphs):
            return False
        return bool(
            re.match(
                r"(?:That|This|Those|These) (?:was|were|is|are)\b",
                self.parsed.paragraphs[paragraph + 1].of(self.parsed.text),
            )
        )

    def _sides_of_the_led(self) -> None:
        """ "the US delegation headed by A, B and C": the side of each, where the text gives them none."""
        text = self.parsed.text
        pattern = re.compile(r"([^.\n]{0,60}?)\bdelegation[^.\n]{0,40}?\b(?:headed|led|chaired)\s+by\b([^.\n]{0,400})")
        for match in pattern.finditer(text):
            sides = countries_in(match.group(1)[-25:])
            if len(sides) != 1:
                continue
            for place, who in self.people.at.items():
                if len(who) == 1 and match.start(2) <= place.start < match.end(2):
                    person = self.people.persons[who[0]]
                    person.side = person.side or sides[0]


# With an institution's word these still name no particular one: "the foreign ministry", "the supreme court".
_COMMON_OFFICES = frozenset(
    "foreign interior defence defense health finance justice education labor labour energy trade transport environment agriculture security public national central federal supreme high state home".split()
)


def _head(tokens: list[Token]) -> Token:
    """The word the phrase hangs on: the one whose governor lies outside it."""
    inside = {token.i for token in tokens}
    return next((t for t in tokens if t.head.i not in inside or t.head.i == t.i), tokens[-1])


def _place(item: Found) -> int:
    """Where the attribution is made: at its source, its cue, or the content itself."""
    spans = item.source or item.cue or item.content
    return min(span.start for span in spans)


def _nested(found: Sequence[Found]) -> set[int]:
    """Attributions made inside the content of another."""
    outer = sorted((span, n) for n, item in enumerate(found) for span in item.content)
    nested = set()
    for number, item in enumerate(found):
        anchors = item.cue or item.source
        if anchors and any(
            n != number and within(anchors[0], span) for span, n in outer if span.start <= anchors[0].start
        ):
            nested.add(number)
    return nested
