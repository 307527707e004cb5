"""Whom the source words mean within one text, and when that must stay open."""

import pytest

from claims.nlp.attribution import extract
from claims.nlp.types import DocumentSpeaker, SpeakerKind


def speakers(text: str) -> list[str | None]:
    """For each claim in order: the speaker's first name, "?" for one never named, None for an open reading."""
    extraction = extract(text)
    found: list[str | None] = []
    for attribution in extraction.attributions:
        if not attribution.is_claim:
            continue
        if attribution.speaker is None:
            found.append(None)
        else:
            speaker = extraction.speakers[attribution.speaker]
            found.append(speaker.names[0] if speaker.names else "?")
    return found


def candidates(text: str) -> list[set[str]]:
    extraction = extract(text)
    return [
        {extraction.speakers[number].key for number in attribution.candidates}
        for attribution in extraction.attributions
        if attribution.is_claim and attribution.speaker is None
    ]


def cast(text: str) -> dict[str, DocumentSpeaker]:
    return {speaker.key: speaker for speaker in extract(text).speakers}


def test_a_surname_means_the_one_who_bears_it() -> None:
    text = "Energy Minister Lucía Barrientos opened the dam. Barrientos said that it would hold.\n"
    assert speakers(text) == ["Lucía Barrientos"]


def test_accents_and_slips_of_spelling_are_one_name_within_a_text() -> None:
    text = (
        "Lucía Barrientos said that the dam held. Barientos said that it was inspected. "
        "Lucia Barrientos said it was safe.\n"
    )
    assert speakers(text) == ["Lucía Barrientos"] * 3


def test_both_surnames_of_one_known_by_the_first() -> None:
    text = "Tomás Ugarte, head of the water board, said that it rained. Ugarte Salas said that the dam was full.\n"
    assert set(speakers(text)) == {speakers(text)[0]}
    assert cast(text)["tomas ugarte"].names == ("Tomás Ugarte", "Ugarte Salas")


def test_the_last_two_of_four_names() -> None:
    text = "President Juan Carlos Ibarra Montes met the miners. Ibarra Montes said that the mine was safe.\n"
    assert speakers(text) == ["Juan Carlos Ibarra Montes"]


def test_particles_belong_to_the_name() -> None:
    assert speakers("María de la Fuente, the mayor, said that the well was dry.\n") == ["María de la Fuente"]
    assert speakers("Pieter van der Berg said that the well was dry.\n") == ["Pieter van der Berg"]


def test_two_people_of_one_surname_are_candidates_and_no_guess() -> None:
    text = "Ana Kovač and Ivo Kovač inspected the bridge on Monday. Kovač said that the piers were sound.\n"
    assert speakers(text) == [None]
    assert candidates(text) == [{"ana kovac", "ivo kovac"}]


def test_a_title_tells_two_people_of_one_surname_apart() -> None:
    text = "Mayor Ana Kovač and engineer Ivo Kovač inspected the bridge. Mayor Kovač said that the piers were sound.\n"
    assert speakers(text) == ["Ana Kovač"]
    text = "Ana Kovač and Robert Kovač inspected the bridge. Mrs Kovač said that the piers were sound.\n"
    assert speakers(text) == ["Ana Kovač"]


@pytest.mark.parametrize(
    "phrase", ["The minister", "The foreign minister", "The Peruvian minister", "The Peruvian foreign minister"]
)
def test_an_office_means_the_one_who_holds_it(phrase: str) -> None:
    text = f"Peruvian Foreign Minister Lucía Barrientos arrived in Oslo. {phrase} said that the talks were useful.\n"
    assert speakers(text) == ["Lucía Barrientos"]


@pytest.mark.parametrize(
    "phrase", ["The defence minister", "The Chilean minister", "The deputy minister", "A minister"]
)
def test_another_office_does_not(phrase: str) -> None:
    text = f"Peruvian Foreign Minister Lucía Barrientos arrived in Oslo. {phrase} said that the talks were useful.\n"
    assert speakers(text) == ["?"]


def test_two_holders_of_an_office_are_candidates() -> None:
    text = (
        "President Lucía Barrientos met President Ivo Marin in Oslo on Friday after a long flight. "
        "The president said that the talks were useful.\n"
    )
    assert speakers(text) == [None]
    assert candidates(text) == [{"lucia barrientos", "ivo marin"}]


def test_the_holder_who_spoke_last_is_meant() -> None:
    text = (
        "President Lucía Barrientos said that she would meet President Ivo Marin.\n\n"
        "“We have much to settle,” the president said.\n"
    )
    assert speakers(text) == ["Lucía Barrientos", "Lucía Barrientos"]


def test_apposition_and_title_are_roles_and_tell_the_side() -> None:
    found = cast("The Norwegian Minister of Fisheries, Marta Lund, said that cod was scarce.\n")["marta lund"]
    assert found.roles == ("Norwegian Minister of Fisheries",)
    assert found.side == "Norway"
    found = cast("Marta Lund, the head of the Unit for North America, said that cod was scarce.\n")["marta lund"]
    assert found.roles == ("head of the Unit for North America",)
    assert found.side == ""


def test_a_pronoun_goes_on_with_the_last_speaker() -> None:
    text = "Engineer Ivo Marin said that the dam held. He added that it had been inspected.\n\n“It is safe,” he said.\n"
    assert speakers(text) == ["Ivo Marin"] * 3


def test_a_pronoun_of_the_other_sex_stays_open() -> None:
    text = "Lucía Barrientos said that the dam held. He added that it had been inspected.\n"
    assert speakers(text) == ["Lucía Barrientos", None]


def test_a_pronoun_after_someone_else_became_the_subject_stays_open() -> None:
    text = "Thomas Berg said that the dam held. Robert Lang laughed. He said that it was old.\n"
    assert speakers(text) == ["Thomas Berg", None]
    assert candidates(text) == [{"thomas berg", "robert lang"}]


def test_a_pronoun_means_the_one_the_paragraph_is_about() -> None:
    text = "Thomas Berg said that the dam held.\n\nRobert Lang lives below it. “I sleep badly,” he said.\n"
    assert speakers(text) == ["Thomas Berg", "Robert Lang"]


def test_a_pronoun_with_no_one_before_it_stays_open() -> None:
    assert speakers("The dam was built of clay. “It leaks,” she said.\n") == [None]


def test_they_goes_on_with_a_body() -> None:
    text = "The Peruvian delegation said that the talks were useful. They said that the border was open.\n"
    assert speakers(text) == ["Peru delegation"] * 2


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("The Peruvian delegation", "Peru delegation", SpeakerKind.DELEGATION),
        ("The delegation of Peru", "Peru delegation", SpeakerKind.DELEGATION),
        ("The diplomatic representation of Lima", "Peru delegation", SpeakerKind.DELEGATION),
        ("The delegations of Peru and Chile", "Chile and Peru delegations", SpeakerKind.DELEGATION),
        ("The US government", "United States government", SpeakerKind.GOVERNMENT),
        ("US authorities", "United States government", SpeakerKind.GOVERNMENT),
        ("Norway", "Norway government", SpeakerKind.GOVERNMENT),
        ("The Peruvian Foreign Ministry", "Peruvian Foreign Ministry", SpeakerKind.ORGANISATION),
        ("Peru's Foreign Ministry", "Peruvian Foreign Ministry", SpeakerKind.ORGANISATION),
        ("The White House", "White House", SpeakerKind.ORGANISATION),
    ],
)
def test_bodies_have_canonical_names(source: str, name: str, kind: SpeakerKind) -> None:
    text = f"{source} said that the talks were useful.\n"
    assert speakers(text) == [name]
    assert [speaker.kind for speaker in extract(text).speakers] == [kind]


def test_a_delegation_led_by_someone_is_of_that_side() -> None:
    text = (
        "The Peruvian Foreign Minister, Lucía Barrientos, landed in Oslo. "
        "The delegation headed by Barrientos said that the border was open.\n"
    )
    assert speakers(text) == ["Peru delegation"]


@pytest.mark.parametrize(
    "source",
    ["Officials", "A source", "Two witnesses", "US officials", "The foreign ministry", "State authorities",
     "The report", "Smith and Jones", "Barrientos's lawyer", "The Supreme Court"],
)  # fmt: skip
def test_those_never_named_are_no_one(source: str) -> None:
    assert speakers(f"{source} said that the talks were useful.\n") == ["?"]


def test_a_name_in_a_phrase_about_someone_else_is_not_the_speaker() -> None:
    text = "President Lucía Barrientos fell ill. A doctor close to Barrientos said that it was the flu.\n"
    assert speakers(text) == ["?"]


def test_a_name_in_a_headline_is_no_one() -> None:
    text = (
        "Mayor Ana Kovač Defends Bridge Against Claims Of Neglect\n\nMayor Ana Kovač said that the bridge was safe.\n"
    )
    assert speakers(text) == ["Ana Kovač"]


def test_a_by_name_is_another_name() -> None:
    text = "Miguel Sosa, alias “El Topo”, said that the tunnel was his. El Topo said that he dug it in a year.\n"
    assert speakers(text) == ["Miguel Sosa"] * 2


def test_a_clause_after_a_name_is_not_part_of_it() -> None:
    assert speakers("Norway, which sent two ministers, said that the talks were useful.\n") == ["Norway government"]


def test_a_name_no_rule_knows_still_stands_between_a_pronoun_and_the_last_speaker() -> None:
    text = "Berta Lund said that the dam held. Lund's colleague Qutb Zaghari disagreed. “It leaks,” he said.\n"
    assert speakers(text)[-1] is None
    text = "Thomas Berg said that the dam held. A farmer shook his head. “It leaks,” he said.\n"
    assert speakers(text)[-1] is None


def test_no_one_says_he_and_means_the_one_he_names() -> None:
    text = "Thomas Berg said that the dam held. He added that Berg was tired.\n"
    assert speakers(text) == ["Thomas Berg", None]
    text = "“The dam holds,” Thomas Berg said.\n\n“The trouble with Berg is that he never looks.”\n"
    assert speakers(text) == ["Thomas Berg", None]


def test_an_office_is_not_the_one_of_another_paragraph_where_someone_else_is_the_subject() -> None:
    text = (
        "Senator Thomas Berg voted against the dam and left the chamber at once.\n\n"
        "Robert Lang came by on Monday. The senator said that the dam was old.\n"
    )
    assert speakers(text) == [None]
    assert candidates(text) == [{"thomas berg", "robert lang"}]


def test_an_acronym_the_text_defines_is_the_same_body() -> None:
    text = "The Northern Water Organization (NWO) said that the dam held. NWO said that it was inspected in May.\n"
    assert speakers(text) == ["Northern Water Organization"] * 2
    assert cast(text)["northern water organization"].names == ("Northern Water Organization", "NWO")


def test_the_ministry_is_the_one_that_spoke_last() -> None:
    text = "The Peruvian Health Ministry said that wards were full. The ministry said that beds were ordered.\n"
    assert speakers(text) == ["Peruvian Health Ministry"] * 2


@pytest.mark.parametrize("source", ["The government", "The ministry", "The company", "Both delegations", "The board"])
def test_a_body_without_a_name_or_country_is_no_one(source: str) -> None:
    assert speakers(f"{source} said that the talks were useful.\n") == ["?"]


def test_the_author_is_not_a_speaker() -> None:
    text = "Thomas Berg said that the dam held.\n"
    extraction = extract(text, by_line="By Thomas Berg and Ana Lund")
    assert [speaker.kind for speaker in extraction.speakers] == [SpeakerKind.UNNAMED]


def test_keys_are_stable_and_distinct() -> None:
    text = (
        "Lucía Barrientos said that the dam held. Officials said that it leaked. "
        "The Peruvian delegation said that it was old.\n"
    )
    keys = [speaker.key for speaker in extract(text).speakers]
    assert keys == ["lucia barrientos", "officials", "peru delegation"]


def test_a_surname_shared_with_a_brother_named_by_his_given_name_alone() -> None:
    text = (
        "Peter Lindgren rowed first and his brother Oskar second. Oskar was cheerful. "
        "Lindgren said the boat had leaked since the start."
    )
    assert speakers(text) == [None]


def test_two_given_names_with_one_surname_are_two_people() -> None:
    text = "Anna and Tom Weller said the bridge had been closed for a week. Mr Weller said the detour took an hour."
    assert speakers(text) == [None, "Tom Weller"]
    assert candidates(text)[0] == {"anna weller", "tom weller"}


def test_a_plural_that_opens_the_sentence_is_no_name() -> None:
    text = "Lifeguards Anna and Tom Weller said the pool had been closed for a week."
    assert candidates(text)[0] == {"anna weller", "tom weller"}


def test_a_title_of_the_other_sex_is_not_the_only_bearer_of_a_surname() -> None:
    text = "Anna Weller runs the ferry. Mr Weller said the crossing took an hour."
    assert speakers(text) == [None]


def test_she_after_two_women_who_act_together_stays_open() -> None:
    text = "Anna Weller and her friend Maria Holt oppose the plan. She said the meadow flooded every spring."
    assert speakers(text) == [None]


def test_they_after_a_group_became_the_subject_is_not_the_last_speaker() -> None:
    text = (
        "Oslo said the quota had been agreed in spring. Both delegations left the hall early. "
        "They said the text needed another month."
    )
    assert speakers(text) == ["Norway government", "?"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Latvia's Fisheries Administration", "Latvia's Fisheries Administration"),
        ("The Bank of Latvia", "Bank of Latvia"),
        ("The Latvian government", "Latvia government"),
        ("Latvia's Foreign Ministry", "Latvian Foreign Ministry"),
    ],
)
def test_a_body_of_a_country_keeps_its_own_name(source: str, name: str) -> None:
    assert speakers(f"{source} said the harbour had been dredged in May.") == [name]


def test_the_bank_is_the_one_that_is_called_so() -> None:
    text = "The Bank of Latvia said lending had slowed. The central bank added that deposits were stable."
    assert speakers(text) == ["Bank of Latvia", "Bank of Latvia"]


def test_a_surname_in_its_feminine_form_is_no_he() -> None:
    text = "Gulzhan Akhmetova said the boiler had stopped. He said the coal was wet."
    assert speakers(text) == ["Gulzhan Akhmetova", None]


def test_a_definite_phrase_before_the_name_is_of_the_one_named() -> None:
    text = "The rowers' agent, Peter Lindgren, said the boat had leaked since the start."
    assert speakers(text) == ["Peter Lindgren"]


def test_she_after_a_colon_is_not_taken_for_the_speaker_of_the_paragraph_before() -> None:
    text = (
        "The mayor, Anna Weiss, spoke first. “We are ready,” Weiss said.\n\n"
        "The engineer, Maria Keller, gave a number: forty pumps are at work, she said.\n"
    )
    extraction = extract(text)
    last = extraction.attributions[-1]
    assert "forty pumps" in text[last.content[0].start : last.content[0].end]
    assert last.speaker is None or extraction.speakers[last.speaker].names[0] == "Maria Keller"
