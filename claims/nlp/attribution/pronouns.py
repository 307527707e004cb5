"""Who goes on speaking: "he" and "she", and quotations that name no one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from claims.nlp.attribution.cast import OPEN, Cast, Reading
from claims.nlp.attribution.discourse import Discourse, place
from claims.nlp.attribution.spans import Found
from claims.nlp.parsing import ParsedText
from claims.nlp.types import Span, SpeakerKind

SEX = {"he": "m", "him": "m", "his": "m", "he himself": "m", "she": "f", "her": "f", "she herself": "f"}
_OPENING, _CLOSING = "“\"«„‘'`", "”\"»“’'"
_OF_OTHERS = re.compile(r"\W*(?:he|she|his|her|they)\b", re.IGNORECASE)
_TOLD = re.compile(r"[^.!?\n“”\"«»]{1,60}[.:,]\s?")
_LOOKING_BACK = re.compile(r"(?:That|This|Those|These) (?:was|were|is|are)\b")
# Who is asked, or answered, may be the one who speaks next.
_REPLY = re.compile(r"\b(?:repl|answer|respond|counter|retort|ask)", re.IGNORECASE)


class Pronouns:
    """Reads what only the sentences before can tell."""

    def __init__(self, parsed: ParsedText, cast: Cast, discourse: Discourse) -> None:
        self.parsed = parsed
        self.cast = cast
        self.people = cast.people
        self.discourse = discourse

    def person(self, item: Found, sex: str) -> Reading:
        """he, she: who spoke last in the paragraph, else whom its sentences are about, else the same of the one before.

        A second person who is the subject of a clause since then leaves two readings, and so none.
        """
        at = item.source[0].start
        here = self.discourse.paragraph(at)
        content = [_after_colon(span, self.parsed.text) for span in self._own(item)]
        for paragraph in self._back_from(here):
            bounds = self.parsed.paragraphs[paragraph]
            end = min(at, bounds.end)
            said = self.discourse.said_in(paragraph, end, item)
            since = max(bounds.start, place(said[-1][0]) + 1) if said else bounds.start
            quoted = [*content, *(span for entry, _ in said for span in entry.content)]
            subjects = self.discourse.subjects(since, end, quoted, sex=sex)
            sources = [span for entry, _ in said for span in entry.source]
            if self.discourse.strangers(since, end, [*quoted, *sources]):
                return self.cast.open(said[-1][1] if said else OPEN, self.cast.persons(subjects))
            own = max(since, self.discourse.sentence_end(place(said[-1][0]))) if said else since
            if self.discourse.unnamed_of_sex(own, end, [*quoted, *sources], sex):
                # "He rang his wife. She said …": someone without a name may be meant, whoever spoke before.
                named = self.cast.persons([*subjects, *self.discourse.named_of_sex(own, end, quoted, sex)])
                return self.cast.open(said[-1][1] if said else OPEN, named)
            if said:
                return self._same_speaker(item, said[-1], subjects, sex, quoted)
            if subjects:
                return self._spoken_of(item, subjects, sex, quoted)
            others = self.discourse.named_of_sex(since, end, quoted, sex)
            if others and paragraph == here:
                return self._only_one_there(item, others, since, quoted, sex)
        return self.cast.open(self.cast.persons(self.discourse.recent(at, sex)))

    def _own(self, item: Found) -> list[Span]:
        """The content; outside quotation marks only that of the pronoun's own sentence: one before tells who acts."""
        start = self.discourse.sentence_start(item.source[0].start)
        spans = []
        for span in item.content:
            first = self.parsed.tokens(span)[0]
            loose = span.start < start and self.parsed.quotation_of[first.i] < 0
            spans.append(Span(min(start, span.end), span.end) if loose else span)
        return [span for span in spans if span.start < span.end]

    def _back_from(self, here: int) -> list[int]:
        """This paragraph and the one before, not counting those that are nothing but a quotation left open."""
        found = [here]
        for paragraph in range(here - 1, -1, -1):
            found.append(paragraph)
            text = self.parsed.paragraphs[paragraph].of(self.parsed.text)
            if not (
                text[0] in _OPENING and not any(mark in text[1:] for mark in _CLOSING.replace("’", "").replace("'", ""))
            ):
                break
        return [n for n in found if n >= 0]

    def _only_one_there(self, item: Found, others: list[int], since: int, quoted: list[Span], sex: str) -> Reading:
        """ "Not involved was Anna Holt. She …": the only person of that sex in the paragraph."""
        last = self.cast.person_of(self.discourse.last(item))
        free = last is None or self.people.persons[last].sex not in ("", sex)
        about = self.discourse.speaks_of(item, others[0])
        alone = self.discourse.beside(place(item), quoted, sex, ()) == others
        found = self.cast.persons(others)
        return found if len(others) == 1 and free and alone and not about else self.cast.open(found)

    def _spoken_of(self, item: Found, subjects: list[int], sex: str, quoted: list[Span]) -> Reading:
        """The one person a paragraph is about. Where another spoke before, the name must say that it is he or she."""
        last = self.cast.person_of(self.discourse.last(item))
        other = last is None or self.people.persons[last].sex not in ("", sex) or self.discourse.speaks_of(item, last)
        sure = other or last in subjects or self.people.persons[subjects[0]].sex == sex
        beside = self.discourse.beside(place(item), quoted, sex, subjects)
        beside += self.discourse.in_front(place(item), quoted, sex, subjects)
        beside = [n for n in beside if not self.discourse.speaks_of(item, n)]
        if len(subjects) == 1 and (not sure or beside or self.discourse.speaks_of(item, subjects[0])):
            return self.cast.open(self.cast.persons([*subjects, *beside, *([last] if last is not None else [])]))
        return self.cast.persons(subjects)

    def _same_speaker(
        self, item: Found, entry: tuple[Found, Reading], subjects: list[int], sex: str, quoted: list[Span]
    ) -> Reading:
        """The last speaker, unless of the other sex or someone else has been the subject of a clause since."""
        earlier, last = entry
        number, body = self.cast.person_of(last), self.cast.body_of(last)
        if number is not None and (not sex or self.people.persons[number].sex in ("", sex)):
            if self.discourse.speaks_of(item, number):
                return self.cast.open(self.cast.persons([n for n in subjects if n != number]))
            answers = self._answers(item) or self._asks(earlier)
            beside = self.discourse.addressed(earlier, sex, number) if answers else []
            if not self.people.persons[number].sex:
                # "The chief told Anna Holt to go. She …": hers sooner than of a chief who may be no "she".
                told = self.discourse.addressed(earlier, sex, number)
                beside += [n for n in told if self.people.persons[n].sex == sex]
            beside += self.discourse.in_front(place(item), quoted, sex, [number]) if number in subjects else []
            beside += self.discourse.named_since(earlier, place(item), quoted, sex, number)
            return self.cast.persons([number, *subjects, *beside])
        fitting = self._of_sex(last, sex)
        if fitting is not None and not subjects:
            return self.cast.persons([fitting])
        if number is not None and self._asks(earlier) and not subjects:
            # "She asked X whether …. “No,” he said": the one she asked.
            asked = self.discourse.addressed(earlier, sex, number)
            if len(asked) == 1 and self.people.persons[asked[0]].sex == sex:
                return self.cast.persons(asked)
        if body is not None and body.kind is SpeakerKind.UNNAMED and not subjects:
            return last
        named = number is not None or (body is not None and body.kind is not SpeakerKind.UNNAMED)
        if not subjects and named:
            # "Holt and Keller met. She said … He said …": each the only one of that sex.
            start = self.parsed.paragraphs[self.discourse.paragraph(place(item))].start
            subjects = self.discourse.subjects(start, place(item), quoted, sex=sex)
            subjects = subjects if all(self.people.persons[n].sex == sex for n in subjects) else []
        if subjects and named:
            # The last speaker is no "she": whom the sentences since are about.
            return self._spoken_of(item, subjects, sex, quoted)
        return self.cast.open(Reading(None, last.candidates), self.cast.persons(subjects))

    def _of_sex(self, last: Reading, sex: str) -> int | None:
        """ "Holt and her husband Ian asked it to stop. She …": the only one of that sex, where the others are not."""
        persons = [self.cast.person_of(Reading(number)) for number in last.candidates]
        sexes = [self.people.persons[n].sex if n is not None else "" for n in persons]
        several = len(persons) > 1 and None not in persons
        return persons[sexes.index(sex)] if several and sexes.count(sex) == 1 and "" not in sexes else None

    def _asks(self, item: Found) -> bool:
        return any(span.of(self.parsed.text).lower().startswith(("ask", "question")) for span in item.cue)

    def _answers(self, item: Found) -> bool:
        return any(_REPLY.search(span.of(self.parsed.text)) for span in item.cue)

    def floating(self, item: Found) -> Reading:
        """A quotation without attribution goes on with the speaker of what stands right before it.

        In the same paragraph where nothing stands between; in the next one where it fills it, after a quotation of a
        known speaker: a new voice would be introduced. Else they are a candidate.
        """
        start = item.content[0].start
        here = self.discourse.paragraph(start)
        if here >= 0 and not self.discourse.said:
            return self._introduced(item) or OPEN
        if here < 0:
            return OPEN
        last, reading = self.discourse.said[-1]
        if self._is_quoted(item) and not self._is_closed(item):
            return OPEN  # what ends the quotation tells
        distance = here - self.discourse.paragraph(place(last))
        paragraph = self.parsed.paragraphs[here]
        person = self.cast.person_of(reading)
        body = self.cast.body_of(reading)
        named = person is not None or (body is not None and body.kind is not SpeakerKind.UNNAMED)
        same = person is None or not self.discourse.speaks_of(item, person)
        if distance == 0 and not item.cue and named and same and self._adjacent(last, item):
            return reading
        if distance <= 1 and not item.cue and (introduced := self._introduced(item)) is not None:
            return introduced
        fills = sum(span.end - span.start for span in item.content) >= 0.9 * (paragraph.end - paragraph.start)
        if (
            fills
            and self._is_quoted(last)
            and not item.cue
            and distance == 1
            and same
            and not self._looked_back_at(here)
        ):
            return reading
        return Reading(None, (reading.speaker,) if reading.speaker is not None and distance <= 1 else ())

    def _introduced(self, item: Found) -> Reading | None:
        """A quotation right after a sentence about one person alone: "Holt shook her head. “Never.”" """
        start = item.content[0].start
        if item.cue or not self._is_quoted(item):
            return None
        sentence = self.discourse.sentence_before(start)
        if sentence is None or any(sentence.start <= place(entry) < start for entry, _ in self.discourse.said):
            return None
        named = {n for _, who in self.people.named_in(sentence) for n in who}
        subjects = self.discourse.subjects(sentence.start, sentence.end, ())
        alone = (
            len(named) == 1
            and subjects == list(named)
            and not self.discourse.strangers(sentence.start, sentence.end, ())
        )
        quoted = any(self.parsed.quotation_of[token.i] >= 0 for token in self.parsed.tokens(sentence))
        about = _OF_OTHERS.match(self.parsed.text, start)
        if not alone or quoted or about or self.discourse.speaks_of(item, subjects[0]):
            return None
        return self.cast.persons(subjects)

    def _adjacent(self, last: Found, item: Found) -> bool:
        """Whether a quotation stands right after an attribution, with nothing but its full stop between."""
        start = item.content[0].start
        end = max(span.end for span in (*last.content, *last.cue, *last.source) if span.start < start)
        between = self.parsed.text[end:start]
        asked = any(_REPLY.search(span.of(self.parsed.text)) for span in last.cue)
        quoted = self._is_quoted(item) and (self._is_quoted(last) or not self.discourse.others_in(last))
        # What may stand between is whom one told: "she told Radio Elster. “It leaks.”"
        heard = _TOLD.fullmatch(between) and not self.people.named_in(Span(end, start))
        return quoted and not asked and bool(heard or (not re.search(r"\w", between) and len(between) < 6))

    def announced(self, item: Found, found: Sequence[Found], readings: Mapping[int, Reading]) -> Reading | None:
        """A paragraph of a quotation left open goes with the attribution of the paragraph that ends it."""
        here = self.discourse.paragraph(item.content[-1].start)
        if not self._is_quoted(item) or self._is_closed(item):
            return None
        following = [
            number
            for number, other in enumerate(found)
            if other.content and self.discourse.paragraph(other.content[0].start) == here + 1 and self._is_quoted(other)
        ]
        if not following:
            return None
        first = min(following, key=lambda number: found[number].content[0].start)
        if found[first].content[0].start - self.parsed.paragraphs[here + 1].start > 1:
            return None
        if found[first].source:
            return readings[first] if readings[first].speaker is not None else None
        return self.announced(found[first], found, readings) if readings[first].speaker is None else readings[first]

    def _is_quoted(self, item: Found) -> bool:
        text = self.parsed.text
        return any(
            text[span.start] in _OPENING or text[span.start - 1 : span.start] in tuple(_OPENING)
            for span in item.content
        )

    def _is_closed(self, item: Found) -> bool:
        text, end = self.parsed.text, item.content[-1].end
        return text[end - 1] in _CLOSING or any(mark in text[end : end + 3].split("\n")[0] for mark in _CLOSING)

    def _looked_back_at(self, paragraph: int) -> bool:
        """Whether the next paragraph attributes what stands before it: "That was how X put it"."""
        following = self.parsed.paragraphs[paragraph + 1 : paragraph + 2]
        return bool(following and _LOOKING_BACK.match(following[0].of(self.parsed.text)))


def _after_colon(span: Span, text: str) -> Span:
    """The part behind a colon: "Weiss gave a number: forty pumps are at work, she said" is about Weiss before it."""
    colon = text.rfind(": ", span.start, span.end)
    return span if colon < 0 else Span(colon + 1, span.end)
