"""What the rules find by themselves: forms of quotation and constructions, each beside what must not be recorded."""

import pytest

from claims.nlp.attribution import rules
from claims.nlp.attribution.statements import is_claim, kind, trimmed
from claims.nlp.parsing import parse
from claims.nlp.types import Kind


def claims(text: str) -> list[tuple[str, str]]:
    """(source words, content) of every find that the record would take."""
    parsed = parse(text)
    return [
        (
            " ".join(span.of(text) for span in item.source),
            " … ".join(trimmed(text, s, direct=kind(parsed, item) is Kind.DIRECT).of(text) for s in item.content),
        )
        for item in rules.find(parsed)
        if is_claim(parsed, item)
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("« The wells are dry », said Mayor Olga Petrova.", "The wells are dry"),
        ("»The wells are dry«, said Mayor Olga Petrova.", "The wells are dry"),
        ("›The wells are dry‹, said Mayor Olga Petrova.", "The wells are dry"),
        ("„The wells are dry“, said Mayor Olga Petrova.", "The wells are dry"),
        ("‘It’s the farmers’ wells,’ said Mayor Olga Petrova.", "It’s the farmers’ wells"),
        ("'It's the farmers' wells that dry up,' said Mayor Olga Petrova.", "It's the farmers' wells that dry up"),
        ("‘He told me “the wells are dry” and left,’ said Mayor Olga Petrova.", None),
        ('"The wells are dry, said Mayor Olga Petrova.', "The wells are dry"),
        ("— The wells are dry, — said Mayor Olga Petrova.", "The wells are dry"),
        ("«The wells are dry», - said Mayor Olga Petrova. - «We need trucks».", "The wells are dry … We need trucks"),
        ("‘The wells are dry.\n\n‘We need trucks,’ said Mayor Olga Petrova.", "The wells are dry … We need trucks"),
        ("« The wells are dry.\n\n» We need trucks », said Mayor Olga Petrova.", "The wells are dry … We need trucks"),
    ],
)
def test_marks_of_many_countries(text: str, content: str | None) -> None:
    assert claims(text) == [("Mayor Olga Petrova", content or "He told me “the wells are dry” and left")]


def test_a_dash_without_a_speaker_is_a_list() -> None:
    assert claims("— The wells are dry.\n\n— We have none.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Ana Kovač was furious.",
        "Ana Kovač was not impressed.",
        "Ana Kovač did not mince words.",
        "Ana Kovač was asked by reporters about it.",
        "Ana Kovač had one more surprise.",
        "The last word belongs to Ana Kovač.",
    ],
)
def test_a_sentence_leads_to_the_quotation_after_it(sentence: str) -> None:
    assert claims(f"{sentence} “The pier is a disgrace.”") == [("Ana Kovač", "The pier is a disgrace")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ana Kovač was absent.",
        "Ana Kovač attacked Jan Holub.",
        "Ana Kovač and Jan Holub were furious.",
        "Ana Kovač was furious with Jan Holub.",
        "Ana Kovač did not respond.",
        "Ana Kovač would not be drawn.",
        "The pier was closed in May.",
    ],
)
def test_a_sentence_that_leads_nowhere_leaves_the_quotation_open(sentence: str) -> None:
    assert claims(f"{sentence} “The pier is a disgrace.”") == []


def test_a_floating_quotation_does_not_go_on_from_the_paragraph_before() -> None:
    text = "Jan Holub was angry. “The pier is rotten.”\n\nAna Kovač was clear. “The pier will be shut.”"
    assert claims(text) == [("Jan Holub", "The pier is rotten"), ("Ana Kovač", "The pier will be shut")]


def test_an_interview_gives_each_turn_to_its_label() -> None:
    text = (
        "Nina Berg runs the pier.\n\nGazette: Is the pier safe?\n\nBerg: It is. We checked 40 planks.\n\n"
        "We never got the report.\n\nGazette: And the minister?\n\nBerg: He told me that the pier was rotten.\n\n"
        "The gates close at noon.\n"
    )
    assert claims(text) == [
        ("Berg", "It is. We checked 40 planks … We never got the report"),
        ("Berg", "He told me that the pier was rotten"),
    ]


def test_a_party_is_no_part_of_the_name_on_a_label() -> None:
    text = "HOLUB (Labour): The pier is closed.\n\nKOVAČ (Greens): It is open.\n\nHOLUB (Labour): It was shut in May."
    assert [source for source, _ in claims(text)] == ["HOLUB", "KOVAČ", "HOLUB"]


def test_facts_with_a_colon_are_no_interview() -> None:
    assert claims("Venue: The pier.\n\nDate: The first of May.\n\nNote: The gates close at noon.") == []


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Ana Kovač denied taking the money.", "Ana Kovač", "taking the money"),
        ("The office puts the damage at 3 million crowns.", "The office", "the damage at 3 million crowns"),
        ("The office gives the figure as 3 million.", "The office", "the figure as 3 million"),
        ("Ana Kovač blamed the storm on poor planning.", "Ana Kovač", "the storm on poor planning"),
        ("The fire brigade spoke of “a serious incident”.", "The fire brigade", "a serious incident"),
        ("The claim that the boat was sold was made by Ana Kovač.", "Ana Kovač", "the boat was sold"),
        ("Rumours that the boat was sold were denied by the office.", "the office", "the boat was sold"),
        ("Ana Kovač was quoted by the Kurir as saying that the pier was rotten.", "Ana Kovač", "the pier was rotten"),
        ("The pier is a death trap, as Ana Kovač put it.", "Ana Kovač", "The pier is a death trap"),
        ("As the office specified, two divers have been sent.", "the office", "two divers have been sent"),
        ("The crew, he said, had asked for permission to land.", "he", "The crew … had asked for permission to land"),
        ("It was the same office that alleged that the pier was rotten.", "the same office", "the pier was rotten"),
        ("It was alleged that the books had been burned.", "", "the books had been burned"),
        ("Minister Holub expressed concern that the piers were dark.", "Minister Holub", "the piers were dark"),
    ],
)
def test_constructions(text: str, source: str, content: str) -> None:
    assert claims(text) == [(source, content)]


def test_a_second_verb_goes_on_with_the_speaker() -> None:
    found = claims("Ana Kovač said the pier was rotten, and accused the minister of “sleeping at the wheel”.")
    assert found == [
        ("Ana Kovač", "the pier was rotten"),
        ("Ana Kovač", "the minister of “sleeping at the wheel”"),
    ]


def test_another_source_after_according_to_keeps_its_words() -> None:
    found = claims(
        "Two in five piers are rotten, according to Ana Kovač, while Jan Holub puts the share at one in ten."
    )
    assert found == [("Ana Kovač", "Two in five piers are rotten"), ("Jan Holub", "the share at one in ten")]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Kovač gave the dog as a present.",
        "Jan Holub put the lamp at the gate.",
        "Ana Kovač spoke of his youth in Split.",
        "Ana Kovač would say that the pier was rotten.",
        "Ana Kovač expressed hope that the pier would be lit.",
        "It is said that the pier is rotten.",
        "As the minister spoke, the crowd cheered.",
        "The pier is said to be rotten.",
    ],
)
def test_what_only_looks_like_a_claim(text: str) -> None:
    assert claims(text) == []
