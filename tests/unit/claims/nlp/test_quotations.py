"""What stands between quotation marks, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.nlp.parsing import find_paragraphs
from claims.nlp.quotations import find_quotations


def inner(text: str) -> list[str]:
    return [quotation.inner.of(text) for quotation in find_quotations(text, find_paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One,” he said. “Two.”", ["One,", "Two."]),
        ('"One," he said. "Two."', ["One,", "Two."]),
        ("«One», he said.", ["One"]),
        ("„One“, he said.", ["One"]),
        ("''One,'' he said.", ["One,"]),
        ("``One,'' he said.", ["One,"]),
        ('""One,"" he said.', ["One,"]),
        ("”One,” he said.", ["One,"]),
        ("‘One,’ he said.", ["One,"]),
        ("'One,' he said.", ["One,"]),
        ("“He called it “poor” and left,” she said.", ["He called it “poor” and left,"]),
        ('"He called it "poor" and left," she said.', ['He called it "poor" and left,']),
        ("“One. “Two. “Three,” he said.", ["One. “Two. “Three,"]),
        ("“We spoke of our fears. “said the official.", ["We spoke of our fears."]),
        ("He said 'the owners' plan is bad,' and left.", ["the owners' plan is bad,"]),
        ("It's the owners' plan, isn't it?", []),
        ('The pipe is 10" wide and 5" deep.', []),
        ("He wore a ’90s coat.", []),
        ("« One », he said.", ["One"]),
        ("»One«, he said. »Two.«", ["One", "Two."]),
        ("‚One‘, he said.", ["One"]),
        ("<<One>>, he said.", ["One"]),
        ("‘He said “one” and left,’ she said.", ["He said “one” and left,"]),
        ("‘I called them ‘traps’ in May,’ she said.", ["I called them ‘traps’ in May,"]),
        ("He said 'the '90s were kind'.", ["the '90s were kind"]),
        ("'I was goin' home,' he said.", ["I was goin' home,"]),
        ('"One, said Ana. "Two."', ["One,", "Two."]),
        ("— One, — said Ana. — Two.", ["One,", "Two."]),
        ("- One of them left.", []),
        ("“”", []),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_a_missing_closing_mark_ends_with_the_paragraph_and_may_go_on() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” he said.\n\nFour."
    found = find_quotations(text, find_paragraphs(text))
    assert [(q.inner.of(text), q.closed, q.continues) for q in found] == [
        ("One.", False, False),
        ("Two.", False, True),
        ("Three,", True, True),
    ]


@given(st.text(alphabet="“”\"«»„‘’'`,. \nabS", max_size=60))
def test_quotations_lie_in_order_within_their_paragraphs(text: str) -> None:
    paragraphs = find_paragraphs(text)
    at = 0
    for quotation in find_quotations(text, paragraphs):
        assert at <= quotation.span.start <= quotation.inner.start < quotation.inner.end <= quotation.span.end
        assert any(p.start <= quotation.span.start and quotation.span.end <= p.end for p in paragraphs)
        at = quotation.span.end
