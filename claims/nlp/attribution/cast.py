"""The speakers of one text, each once, with the numbers by which attributions refer to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.nlp import names
from claims.nlp.attribution.bodies import Body
from claims.nlp.people import People
from claims.nlp.types import DocumentSpeaker, SpeakerKind


@dataclass(frozen=True, slots=True)
class Reading:
    """Index of the speaker, or None with the indices it could be."""

    speaker: int | None
    candidates: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        """The speaker, or those it could be."""
        return self.candidates if self.speaker is None else (self.speaker,)


OPEN = Reading(None)


class Cast:
    """Persons and bodies in the order in which the text first has them speak."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._speakers: list[Body | int] = []  # a body, or the index of a person
        self._index: dict[object, int] = {}

    def persons(self, numbers: Sequence[int]) -> Reading:
        """The one person, or all of them as candidates."""
        found = tuple(self._number(("person", n), n) for n in dict.fromkeys(numbers))
        return Reading(found[0]) if len(found) == 1 else Reading(None, found)

    def body(self, body: Body) -> Reading:
        return Reading(self._number((body.kind, names.plain(body.name)), body))

    def bodies(self, found: Sequence[Body]) -> Reading:
        """The one body, or all of them as candidates."""
        readings = [self.body(body) for body in found]
        return (
            readings[0]
            if len(readings) == 1
            else Reading(None, tuple(r.speaker for r in readings if r.speaker is not None))
        )

    def open(self, *readings: Reading) -> Reading:
        """No speaker; whoever the readings mean are candidates."""
        return Reading(None, tuple(dict.fromkeys(number for reading in readings for number in reading.all)))

    def person_of(self, reading: Reading | None) -> int | None:
        """The index of the person a reading means, if it means one."""
        if reading is None or reading.speaker is None:
            return None
        speaker = self._speakers[reading.speaker]
        return speaker if isinstance(speaker, int) else None

    def body_of(self, reading: Reading | None) -> Body | None:
        """The body a reading means, if it means one."""
        if reading is None or reading.speaker is None:
            return None
        speaker = self._speakers[reading.speaker]
        return speaker if isinstance(speaker, Body) else None

    def _number(self, key: object, speaker: Body | int) -> int:
        if key not in self._index:
            self._index[key] = len(self._speakers)
            self._speakers.append(speaker)
        return self._index[key]

    def document_speakers(self) -> tuple[DocumentSpeaker, ...]:
        """All speakers met so far; readings are indices into them. Keys are distinct."""
        found: dict[str, DocumentSpeaker] = {}
        for speaker in self._speakers:
            if isinstance(speaker, int):
                person = self.people.persons[speaker]
                forms = tuple(dict.fromkeys(person.names))
                made = DocumentSpeaker(
                    names.plain(forms[0]), SpeakerKind.PERSON, forms, tuple(person.roles), person.side
                )
            else:
                forms = () if speaker.kind is SpeakerKind.UNNAMED else (speaker.name, *speaker.short)
                made = DocumentSpeaker(names.plain(speaker.name) or "unnamed", speaker.kind, forms, (), speaker.side)
            key, number = made.key, 1
            while key in found:
                number += 1
                key = f"{made.key} ({made.kind})" if number == 2 else f"{made.key} ({made.kind} {number})"
            found[key] = DocumentSpeaker(key, made.kind, made.names, made.roles, made.side)
        return tuple(found.values())
