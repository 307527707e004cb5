"""Cutting a text at highlighted stretches: nothing of the text is lost, and each letter has exactly its marks."""

from hypothesis import given
from hypothesis import strategies as st

from claims.web.highlighting import Mark, Piece, context, mark, paragraphs, pieces

TEXTS = st.text(alphabet="ab \n“é", max_size=60)
SPANS = st.tuples(st.integers(0, 70), st.integers(0, 70)).map(lambda ends: (min(ends), max(ends)))
MARKS = st.lists(st.lists(SPANS, min_size=1, max_size=3), max_size=6).map(
    lambda found: [mark(key, spans) for key, spans in enumerate(found, 1)]
)


@given(TEXTS, MARKS)
def test_pieces_are_the_text_and_each_letter_has_its_marks(text: str, marks: list[Mark]) -> None:
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    at = 0
    for piece in cut:
        for place in range(at, at + len(piece.text)):
            expected = {each.key for each in marks if any(start <= place < end for start, end in each.spans)}
            assert set(piece.marks) == expected
        at += len(piece.text)


@given(TEXTS, MARKS)
def test_each_mark_begins_once_where_its_first_letter_is(text: str, marks: list[Mark]) -> None:
    begun = [key for piece in pieces(text, marks) for key in piece.begins]
    visible = [each.key for each in marks if any(start < min(end, len(text)) for start, end in each.spans)]
    assert sorted(begun) == visible


@given(TEXTS, MARKS)
def test_paragraphs_hold_every_line_with_words(text: str, marks: list[Mark]) -> None:
    lines = ["".join(piece.text for piece in line) for line in paragraphs(text, marks)]
    assert lines == [line for line in text.split("\n") if line.strip()]


def test_the_innermost_of_nested_marks_comes_last() -> None:
    outer, inner = mark(1, [[0, 9]]), mark(2, [[4, 9]])
    assert pieces("He said X", [inner, outer]) == [Piece("He s", (1,), (1,)), Piece("aid X", (1, 2), (2,))]
    assert [piece.innermost for piece in pieces("He said X", [inner, outer])] == [1, 2]


def test_overlapping_marks_share_their_middle() -> None:
    cut = pieces("abcdef", [mark(1, [[0, 4]]), mark(2, [[2, 6]])])
    assert [(piece.text, set(piece.marks)) for piece in cut] == [("ab", {1}), ("cd", {1, 2}), ("ef", {2})]


def test_a_split_quotation_is_one_mark_with_a_gap() -> None:
    cut = pieces("“Yes,” he said, “we can.”", [mark(7, [[1, 5], [17, 24]])])
    assert [(piece.text, piece.marks, piece.begins) for piece in cut if piece.marks] == [
        ("Yes,", (7,), (7,)),
        ("we can.", (7,), ()),
    ]


def test_a_mark_over_two_lines_begins_in_the_first() -> None:
    first, second = paragraphs("one\n\ntwo", [mark(3, [[0, 8]])])
    assert first == [Piece("one", (3,), (3,))]
    assert second == [Piece("two", (3,), ())]


def test_context_is_the_paragraph() -> None:
    text = "Before.\n\nHe said it\nwould rain.\n\nAfter."
    start = text.index("it")
    assert "".join(piece.text for piece in context(text, mark(1, [[start, start + 13]]))) == "He said it\nwould rain."


def test_context_of_one_line_paragraphs_is_the_line() -> None:
    assert "".join(piece.text for piece in context("One.\nTwo said so.\nThree.", mark(1, [[9, 13]]))) == "Two said so."


def test_a_long_paragraph_is_shortened_around_the_claim() -> None:
    text = "word " * 1000 + "CLAIM" + " word" * 1000
    found = context(text, mark(1, [[5000, 5005]]))
    shown = "".join(piece.text for piece in found)
    assert len(shown) < 1300
    assert shown.startswith("… word")
    assert shown.endswith("word …")
    assert [piece.text for piece in found if piece.marks] == ["CLAIM"]
