"""The time words speak of: which words are one, and which days they cover."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.nlp.times import find_time, find_times

WEDNESDAY = datetime.date(2024, 5, 15)


def days(text: str, published: datetime.date | None = WEDNESDAY) -> tuple[str, str] | None:
    found = find_time(text, published=published)
    return (found.start.isoformat(), found.end.isoformat()) if found else None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("on 3 March 2021", "2021-03-03", "2021-03-03"),
        ("on March 3, 2021", "2021-03-03", "2021-03-03"),
        ("on the 3rd of March 2021", "2021-03-03", "2021-03-03"),
        ("on 2021-03-03", "2021-03-03", "2021-03-03"),
        ("on 3 March", "2024-03-03", "2024-03-03"),
        ("on Dec. 20", "2023-12-20", "2023-12-20"),
        ("on July 31", "2024-07-31", "2024-07-31"),
        ("in February 2023", "2023-02-01", "2023-02-28"),
        ("in early February 2023", "2023-02-01", "2023-02-10"),
        ("in March", "2024-03-01", "2024-03-31"),
        ("last December", "2023-12-01", "2023-12-31"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("from 2015 to 2019", "2015-01-01", "2019-12-31"),
        ("since January", "2024-01-01", "2024-05-15"),
        ("since 2020", "2020-01-01", "2024-05-15"),
        ("until September", "2024-05-15", "2024-09-30"),
        ("by 2030", "2024-05-15", "2030-12-31"),
        ("on Monday", "2024-05-13", "2024-05-13"),
        ("on Wednesday", "2024-05-15", "2024-05-15"),
        ("on Thursday", "2024-05-09", "2024-05-09"),
        ("next Thursday", "2024-05-16", "2024-05-16"),
        ("since Monday", "2024-05-13", "2024-05-15"),
        ("yesterday", "2024-05-14", "2024-05-14"),
        ("tomorrow", "2024-05-16", "2024-05-16"),
        ("last month", "2024-04-01", "2024-04-30"),
        ("last week", "2024-05-06", "2024-05-12"),
        ("this year", "2024-01-01", "2024-12-31"),
        ("next quarter", "2024-07-01", "2024-09-30"),
        ("last quarter", "2024-01-01", "2024-03-31"),
        ("three days ago", "2024-05-12", "2024-05-12"),
        ("two years ago", "2022-01-01", "2022-12-31"),
        ("in the past two years", "2022-05-15", "2024-05-15"),
        ("over the last month", "2024-04-15", "2024-05-15"),
    ],
)
def test_what_words_cover(text: str, start: str, end: str) -> None:
    assert days(f"The mine was closed {text} for repairs.") == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "The mine may close.",
        "They march on.",
        "It may be that 2,019 people left.",
        "The Sunday Times wrote it.",
        "Room 2019 is shut.",
        "",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert days(text) is None


@pytest.mark.parametrize("text", ["on Monday", "yesterday", "in March", "last week", "on 3 March", "two years ago"])
def test_relative_words_need_the_date_of_publication(text: str) -> None:
    assert days(f"The mine was closed {text}.", None) is None


def test_absolute_days_do_not() -> None:
    assert days("The mine was closed in March 2021.", None) == ("2021-03-01", "2021-03-31")


def test_impossible_days_are_left_out() -> None:
    assert days("The mine was closed on February 31, 2021.") is None


def test_several_times_come_in_order() -> None:
    text = "It fell in 2019 and rose on 4 May 2021."
    assert [time.span.of(text) for time in find_times(text)] == ["in 2019", "4 May 2021"]


@given(st.text(max_size=80), st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31)))
def test_any_text_is_survived(text: str, published: datetime.date) -> None:
    for time in find_times(
        text + " two years ago on Monday last week in May since 2020 next decade", published=published
    ):
        assert 0 <= time.span.start < time.span.end
        assert time.start <= time.end
