"""Paragraphs, language, and a parse whose offsets are those of the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.nlp.parsing import find_paragraphs, language, parse
from claims.nlp.types import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("  One. \r\n \n\tTwo.\n", ["One.", "Two."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [paragraph.of(text) for paragraph in find_paragraphs(text)] == expected


def test_lines_of_a_fixed_width_are_one_paragraph() -> None:
    line = "the harbour was closed for the whole of the winter and then opened"
    text = f"{line}\n{line}\n{line}\nagain.\n\n{line}\n{line}\n{line}\nfor good.\n"
    assert len(find_paragraphs(text)) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The harbour was closed for the whole of the winter, the master said on Monday.", "en"),
        ("El puerto permaneció cerrado durante todo el invierno, dijo el lunes el capitán.", "es"),
        ("Le port est resté fermé tout l’hiver, a déclaré lundi le capitaine du port.", "fr"),
        ("Der Hafen blieb den ganzen Winter über geschlossen, sagte der Hafenmeister am Montag.", "de"),
        ("Yes.", ""),
        ("", ""),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(text) == code


def test_a_paragraph_longer_than_the_parser_takes_at_once_is_cut_and_joined() -> None:
    text = "The harbour master said that 48 ships were counted. " * 400
    parsed = parse(text)
    assert parsed.doc.text == text
    assert len(list(parsed.doc.sents)) == 400


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_tokens_stand_where_the_text_has_them(text: str) -> None:
    parsed = parse(text)
    assert len(parsed.doc.text) == len(text)
    assert sum(len(token.text_with_ws) for token in parsed.doc) == len(text)
    for paragraph in parsed.paragraphs:
        tokens = parsed.tokens(paragraph)
        assert tokens
        assert all(token.idx < paragraph.end and token.idx + len(token) > paragraph.start for token in tokens)
    assert parsed.tokens(Span(len(text), len(text) + 1)) == []
