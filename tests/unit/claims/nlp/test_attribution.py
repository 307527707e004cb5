"""Who said what in one text: one sentence of our own for each construction."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.nlp.attribution import content_text, extract, statements
from claims.nlp.types import Attribution, Kind, Modality, Polarity


def claims(text: str) -> list[tuple[str, str, str]]:
    """(source words, cue words, content) of every claim as recorded."""
    found = statements(text, extract(text))
    return [
        (
            " ".join(span.of(text) for span in claim.source),
            " ".join(span.of(text) for span in claim.cue),
            content_text(text, claim.content),
        )
        for claim in found
    ]


def all_of(text: str) -> tuple[Attribution, ...]:
    return extract(text).attributions


MARKS = [
    ("“", "”"),
    ('"', '"'),
    ("«", "»"),
    ("„", "“"),
    ("''", "''"),
    ("``", "''"),
    ('""', '""'),
    ("‘", "’"),
    ("”", "”"),
]


@pytest.mark.parametrize(("left", "right"), MARKS)
def test_direct_quotation_in_every_kind_of_marks(left: str, right: str) -> None:
    text = f"{left}The old pier will be taken down before winter,{right} harbour master Jonas Lindqvist said."
    assert claims(text) == [("harbour master Jonas Lindqvist", "said", "The old pier will be taken down before winter")]
    (found,) = all_of(text)
    assert found.kind is Kind.DIRECT


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("“The wells are dry,” said Mayor Olga Petrova.", "Mayor Olga Petrova", "The wells are dry"),
        ("“The wells are dry,” the mayor of Talma said on Friday.", "the mayor of Talma", "The wells are dry"),
        ("Olga Petrova said: “The wells are dry.”", "Olga Petrova", "The wells are dry"),
        ("Olga Petrova told reporters, “The wells are dry.”", "Olga Petrova", "The wells are dry"),
        ("In a statement on Monday, Olga Petrova wrote: “The wells are dry.”", "Olga Petrova", "The wells are dry"),
        ("“The wells are dry”, Olga Petrova added.", "Olga Petrova", "The wells are dry"),
        ("“The wells are dry.” Olga Petrova said.", "Olga Petrova", "The wells are dry"),
        ("“The wells are dry. “said the local official.", "the local official", "The wells are dry"),
        ("Olga Petrova: “The wells are dry.”", "Olga Petrova", "The wells are dry"),
    ],
)
def test_where_the_verb_of_a_quotation_stands(text: str, source: str, content: str) -> None:
    assert [(s, c) for s, _, c in claims(text)] == [(source, content)]


def test_a_sentence_split_by_its_attribution_is_one_claim() -> None:
    text = "“The bridge,” engineer Amara Diallo said, “cannot carry lorries.”"
    (claim,) = statements(text, extract(text))
    assert [span.of(text) for span in claim.content] == ["The bridge", "cannot carry lorries"]
    assert claim.polarity is Polarity.NEGATED


def test_a_new_sentence_after_the_attribution_is_a_claim_of_its_own() -> None:
    text = "“The bridge is unsafe,” engineer Amara Diallo said. “We closed it at noon.”"
    assert [content for _, _, content in claims(text)] == ["The bridge is unsafe", "We closed it at noon"]
    (attribution,) = all_of(text)
    assert len(attribution.content) == 2


def test_a_quotation_left_open_goes_on_in_the_next_paragraph() -> None:
    text = (
        "Amara Diallo said: “The bridge was built for carts.\n\n“Nobody counted on lorries.\n\n"
        "“We will close it,” she said.\n"
    )
    found = statements(text, extract(text))
    assert [content_text(text, claim.content) for claim in found] == [
        "The bridge was built for carts",
        "Nobody counted on lorries",
        "We will close it",
    ]
    speakers = extract(text).speakers
    assert {speakers[claim.speaker].names[0] for claim in found if claim.speaker is not None} == {"Amara Diallo"}
    assert all(claim.speaker is not None for claim in found)


def test_a_quotation_that_fills_the_next_paragraph_goes_on_with_the_speaker() -> None:
    text = "“The bridge is unsafe,” engineer Amara Diallo said.\n\n“It was never made for lorries.”\n"
    extraction = extract(text)
    first, second = statements(text, extraction)
    assert second.speaker == first.speaker is not None


@pytest.mark.parametrize(
    ("between", "possible"),
    [("The council met at noon.", {None, "Amara Diallo"}), ("Mayor Tom Weller shook his head.", {None, "Tom Weller"})],
)
def test_a_floating_quotation_after_another_sentence_is_nobody_elses(between: str, possible: set[str | None]) -> None:
    text = f"“The bridge is unsafe,” engineer Amara Diallo said. {between} “It was never made for lorries.”\n"
    extraction = extract(text)
    start = text.index("“It was never")
    found = [a.speaker for a in extraction.attributions if any(start <= span.start for span in a.content)]
    assert {None if n is None else extraction.speakers[n].names[0] for n in found} <= possible


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The minister said that wheat exports fell.", "The minister", "said", "wheat exports fell"),
        ("The minister said wheat exports fell.", "The minister", "said", "wheat exports fell"),
        ("Wheat exports fell, the minister said.", "the minister", "said", "Wheat exports fell"),
        ("Wheat exports fell, said the minister.", "the minister", "said", "Wheat exports fell"),
        ("The ministry pointed out that wheat exports fell.", "The ministry", "pointed out", "wheat exports fell"),
        ("According to the minister, wheat exports fell.", "the minister", "According to", "wheat exports fell"),
        ("Wheat exports fell, according to the minister.", "the minister", "according to", "Wheat exports fell"),
        (
            "The minister noted the need to store more wheat in the north.",
            "The minister",
            "noted",
            "the need to store more wheat in the north",
        ),
        ("The minister denied that wheat was burnt.", "The minister", "denied", "wheat was burnt"),
        ("The union rejected the claim that wheat was burnt.", "The union", "rejected", "wheat was burnt"),
        ("The farmers vowed to store their wheat.", "The farmers", "vowed", "to store their wheat"),
    ],
)
def test_indirect_speech(text: str, source: str, cue: str, content: str) -> None:
    assert (source, content) in [(s, c) for s, _, c in claims(text)]
    assert any(cue in c for _, c, _ in claims(text))


def test_described_called_and_accused() -> None:
    assert ("Ruth Okafor", "described", "the plan as “a gift to the rich”") in claims(
        "Ruth Okafor described the plan as “a gift to the rich”."
    )
    assert ("she", "called", "the worst plan in years") in claims(
        "Ruth Okafor spoke of the plan, which she called the worst plan in years."
    )
    passive = claims("Pavel Hruska was accused by the auditors of hiding four million crowns.")
    assert passive == [("the auditors", "was accused", "hiding four million crowns")]
    active = claims("The auditors accused Pavel Hruska of hiding four million crowns.")
    assert active == [("The auditors", "accused", "Pavel Hruska of hiding four million crowns")]


def test_nouns_that_attribute() -> None:
    text = (
        "Despite Norwegian allegations that cod is caught illegally, Pavel Hruska, the fisheries minister, was firm in "
        "repeating that quotas were kept."
    )
    found = claims(text)
    assert ("Norwegian", "allegations", "cod is caught illegally") in found
    assert [source.split(",")[0] for source, _, content in found if "quotas were kept" in content] == ["Pavel Hruska"]


def test_participles_keep_the_speaker_of_the_sentence() -> None:
    text = "Pavel Hruska maintained that cod comes from the east, adding that no nets were found."
    assert [(s, content) for s, _, content in claims(text)] == [
        ("Pavel Hruska", "cod comes from the east"),
        ("Pavel Hruska", "no nets were found"),
    ]


def test_partly_quoted_speech_is_mixed() -> None:
    (found,) = all_of("The minister said that the harvest was “a total loss” for the north.")
    assert found.kind is Kind.MIXED


def test_a_clause_within_is_attributed_without_the_sentence_around_it() -> None:
    text = "The use of salt, which has doubled since 2010, according to Ines Tavares, was not on the agenda."
    assert claims(text) == [("Ines Tavares", "according to", "The use of salt, which has doubled since 2010")]


def test_what_one_says_another_said_is_recorded_once_with_its_chain() -> None:
    text = "Ines Tavares said that the engineers had stated that the locks were sound."
    found = all_of(text)
    inner = next(a for a in found if "had stated" in a.cue[0].of(text))
    assert inner.chain == ("Ines Tavares",)
    assert not inner.is_claim
    assert claims(text) == [("Ines Tavares", "said", "the engineers had stated that the locks were sound")]


def test_words_after_a_false_full_stop_belong_to_the_claim() -> None:
    text = "The minister stated that money will not go into the outer wall. barrier, but into gates already built.\n"
    assert claims(text)[0][2].endswith("gates already built")


@pytest.mark.parametrize(
    "text",
    [
        "The minister read “The Long Winter” on the train.",
        "The so-called “tea tax” was raised in April.",
        "The band played “Rain on My Street” twice.",
        "“Why was the bridge not closed?” Amara Diallo asked.",
        "The minister did not say that the harvest was lost.",
        "The minister will say that the harvest was lost.",
        "If the minister says that the harvest was lost, prices will rise.",
        "Amara Diallo thinks that the bridge is unsafe.",
        "Amara Diallo wants to close the bridge.",
        "Amara Diallo hopes that the bridge will hold.",
        "I said that the bridge would hold.",
        'Press "Enter" to skip to content',
        "Share this on all networks: “Read more about the bridge.”",
        "It is estimated that 4,000 lorries cross the bridge.",
        "The storm threatens to tear down the bridge.",
        "Küfür, hakaret ve rencide edici cümleler içeren yorumlar onaylanmamaktadır, dedi editör.",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert claims(text) == []


def test_thoughts_are_attributions_all_the_same() -> None:
    (found,) = all_of("Amara Diallo thinks that the bridge is unsafe.")
    assert not found.is_claim
    assert found.source


def test_a_headline_is_not_a_claim() -> None:
    text = "Council says bridge is unsafe\n\nThe council said on Monday that the bridge is unsafe.\n"
    assert len(claims(text)) == 1


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The minister said that the harvest was lost.", Modality.ASSERTED),
        ("The minister denied that the harvest was lost.", Modality.DENIED),
        ("The minister claimed that the harvest was lost.", Modality.ALLEGED),
        ("The minister suggested that the harvest was lost.", Modality.HEDGED),
        ("The minister said that the harvest might be lost.", Modality.HEDGED),
        ("The minister said that the harvest will be lost.", Modality.PREDICTED),
        ("The minister predicted that the harvest would be poor.", Modality.PREDICTED),
        ("The minister said that the harvest would begin in June.", Modality.PREDICTED),
        ("The minister said that the harvest would have failed.", Modality.ASSERTED),
        ("The minister said that the harvest had begun in May.", Modality.ASSERTED),
        ("The minister said that the harvest could not be brought in.", Modality.ASSERTED),
        ("The minister said that a good harvest was unlikely.", Modality.HEDGED),
        ("The minister said that the harvest could fail if the rain stays away.", Modality.CONDITIONAL),
        ('"If the rain stays away, the harvest is lost," the minister said.', Modality.CONDITIONAL),
        ('"Had there been rain, the harvest would have begun," the minister said.', Modality.CONDITIONAL),
        ("The minister said that if it rains the harvest would be lost.", Modality.CONDITIONAL),
    ],
)
def test_modality(text: str, modality: Modality) -> None:
    assert all_of(text)[0].modality is modality


@pytest.mark.parametrize(
    ("content", "polarity"),
    [
        ("the harvest was not lost", Polarity.NEGATED),
        ("no harvest was lost", Polarity.NEGATED),
        ("nobody lost the harvest", Polarity.NEGATED),
        ("the harvest was lost", Polarity.AFFIRMED),
        ("the harvest was lost without a storm", Polarity.AFFIRMED),
        ("the farmers who did not sow lost the harvest", Polarity.AFFIRMED),
    ],
)
def test_polarity_is_that_of_the_main_clause(content: str, polarity: Polarity) -> None:
    assert all_of(f"The minister said that {content}.")[0].polarity is polarity


def test_a_dateline_is_not_part_of_the_claim() -> None:
    text = "OSLO (NNA) — The talks ended on Tuesday without agreement, officials said.\n"
    assert [content for _, _, content in claims(text)] == ["The talks ended on Tuesday without agreement"]


def test_what_is_announced_is_a_claim_where_it_holds_a_figure() -> None:
    assert claims("The ministry announced new rules for ferries.") == []
    assert [c for _, _, c in claims("The ministry reported 48 new cases of the fever.")] == [
        "48 new cases of the fever"
    ]


def test_words_quoted_within_speech_attribute_nothing() -> None:
    text = "The ministry said that the port “is open, according to the treaties and our own law, to every ship”."
    assert len(all_of(text)) == 1


def test_quantities_and_time_point_into_the_text() -> None:
    text = "The port was quiet. The harbour master said that 48 ships were counted in June 2021."
    (claim,) = statements(text, extract(text, published=datetime.date(2021, 9, 1)))
    assert claim.quantities[0].span.of(text).startswith("48")
    assert claim.time is not None
    assert claim.time.span.of(text) == "June 2021"
    assert (claim.time.start, claim.time.end) == (datetime.date(2021, 6, 1), datetime.date(2021, 6, 30))


_PIECES = st.sampled_from(
    [*"“”\"«»‘’'`()…?:\n\u00a0\u200b🙂é\ud800", "''", "``", "\n\n", ", ", ". ", " said ", "Ana Kovač", " according to ",
     "he", "the minister", " that ", "boats sank", " added:", "A. B.", "“said", " told "]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(_PIECES, max_size=30).map("".join)))
def test_spans_always_lie_within_the_text(text: str) -> None:
    extraction = extract(text, published=datetime.date(2024, 5, 1))
    for attribution in (*extraction.attributions, *statements(text, extraction, published=datetime.date(2024, 5, 1))):
        spans = [*attribution.content, *attribution.cue, *attribution.source, *(q.span for q in attribution.quantities)]
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert re.search(r"\S", span.of(text))
        assert list(attribution.content) == sorted(attribution.content)
        for number in (attribution.speaker, *attribution.candidates):
            assert number is None or 0 <= number < len(extraction.speakers)
