"""Which of the two readers of a text is followed where they differ."""

from collections.abc import Sequence

from claims.nlp.attribution import extract
from claims.nlp.attribution.finding import find, likeness
from claims.nlp.attribution.spans import Found
from claims.nlp.parsing import parse
from claims.nlp.tagging import Group, Tagger
from claims.nlp.types import Span


class Scripted(Tagger):
    """A tagger that says what it is told to: (source, cue, contents) in words of the text."""

    def __init__(self, *said: tuple[str, str, Sequence[str]]) -> None:
        self.said = said

    def tag(self, text: str, paragraphs: Sequence[Span]) -> list[Group]:
        return [
            Group(
                content=tuple(_span(text, words) for words in contents),
                cue=(_span(text, cue),) if cue else (),
                source=(_span(text, source),) if source else (),
                confidence=0.9,
            )
            for source, cue, contents in self.said
        ]


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def found(text: str, *said: tuple[str, str, Sequence[str]]) -> list[tuple[str, str, str]]:
    return [
        (
            " … ".join(span.of(text) for span in item.source),
            " … ".join(span.of(text) for span in item.cue),
            " … ".join(span.of(text) for span in item.content),
        )
        for item in find(parse(text), Scripted(*said))
    ]


SENTENCE = "The harbour master, Jonas Lind, said late on Monday that the ferry would sail, weather permitting."


def test_the_taggers_spans_stand_where_both_find_the_same_words() -> None:
    said = ("The harbour master, Jonas Lind,", "said", ["that the ferry would sail, weather permitting"])
    assert found(SENTENCE, said) == [(said[0], said[1], said[2][0])]


def test_the_taggers_reading_of_indirect_speech_replaces_another() -> None:
    said = ("The harbour master, Jonas Lind,", "said", ["weather permitting"])
    assert found(SENTENCE, said) == [(said[0], said[1], said[2][0])]


def test_marks_tell_where_a_quotation_ends() -> None:
    text = "“The old pier will be taken down before winter,” harbour master Jonas Lind said."
    over = ("Jonas Lind", "said", ["“The old pier will be taken down before winter,” harbour master"])
    assert [content for *_, content in found(text, over)] == ["“The old pier will be taken down before winter,”"]


def test_the_rules_fill_in_what_the_tagger_does_not_see() -> None:
    assert [content for *_, content in found(SENTENCE)] == ["that the ferry would sail, weather permitting"]


def test_what_the_tagger_alone_sees_is_found() -> None:
    text = "Word from the quay, as far as Jonas Lind goes, is that the ferry sails."
    said = ("Jonas Lind", "goes", ["that the ferry sails"])
    assert found(text, said) == [(said[0], said[1], said[2][0])]


def test_a_quotation_the_tagger_joins_to_anothers_words_stays_with_its_own() -> None:
    text = "“The locks are sound,” said Ines Tavares. Her deputy Aldo Renn disagreed. “Half of them leak,” he said."
    said = ("Ines Tavares", "said", ["“The locks are sound,”", "“Half of them leak,”"])
    assert ("he", "said", "“Half of them leak,”") in found(text, said)


def test_a_speaker_on_whom_the_two_disagree_is_left_open() -> None:
    text = "Ines Tavares met Aldo Renn on Monday. Tavares said that the locks were sound."
    agreed = extract(text, tagger=Scripted(("Tavares", "said", ["that the locks were sound"])))
    assert agreed.attributions[0].speaker is not None
    doubted = extract(text, tagger=Scripted(("Aldo Renn", "said", ["that the locks were sound"])))
    assert doubted.attributions[0].speaker is None
    assert [doubted.speakers[n].names[0] for n in doubted.attributions[0].candidates] == ["Aldo Renn"]


def test_likeness_is_the_share_of_common_characters() -> None:
    assert likeness(Found((Span(0, 10),)), Found((Span(5, 15),))) == 5 / 15
    assert likeness(Found((Span(0, 4), Span(6, 10))), Found((Span(0, 4), Span(6, 10)))) == 1
    assert likeness(Found((Span(0, 4),)), Found((Span(4, 8),))) == 0
