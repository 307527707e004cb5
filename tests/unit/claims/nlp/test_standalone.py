"""The stand-alone form of a claim: what is filled in, and above all what is left as it was written."""

from __future__ import annotations

import datetime

import pytest

from claims.nlp.attribution import content_text, extract, statements

# A Wednesday.
PUBLISHED = datetime.date(2024, 5, 15)


def forms(text: str, published: datetime.date | None = PUBLISHED) -> list[tuple[str, str]]:
    """Each claim's words with its stand-alone form."""
    claims = statements(text, extract(text, published=published), published=published)
    return [(content_text(text, claim.content), claim.standalone) for claim in claims]


def form(text: str, published: datetime.date | None = PUBLISHED) -> str:
    """The stand-alone form of the last claim."""
    found = forms(text, published)
    assert found, "no claim found"
    return found[-1][1]


FILLED = {
    # The speaker's own words
    "I takes the name": (
        "“I signed the contract in the garage,” said Helena Brandt.",
        "Helena Brandt signed the contract in the garage",
    ),
    "am": ("“I am not afraid of the inspectors,” Helena Brandt said.", "Helena Brandt is not afraid of the inspectors"),
    "'m and conj": (
        "“I’m sure the pumps will hold,” said Helena Brandt.",
        "Helena Brandt is sure the pumps will hold",
    ),
    "'ve": ("“I’ve seen the invoices,” Helena Brandt said.", "Helena Brandt has seen the invoices"),
    "'ll": ("“I’ll publish every page of it,” Helena Brandt said.", "Helena Brandt will publish every page of it"),
    "don't": (
        "“I don’t know the man with the keys,” Helena Brandt said.",
        "Helena Brandt doesn’t know the man with the keys",
    ),
    "have not": ("“I have not read the report,” Helena Brandt said.", "Helena Brandt has not read the report"),
    "a verb of one's own": (
        "“I carry the keys and I try every door,” Helena Brandt said.",
        "Helena Brandt carries the keys and Helena Brandt tries every door",
    ),
    "joined verbs": (
        "“I have sold the boat and am looking for work,” Helena Brandt said.",
        "Helena Brandt has sold the boat and is looking for work",
    ),
    "a question": (
        "“Do I trust them? I trust the gauges,” said Helena Brandt.",
        "Does Helena Brandt trust them? Helena Brandt trusts the gauges",
    ),
    "me and my": (
        "“The council promised me a new roof for my workshop,” Helena Brandt said.",
        "The council promised Helena Brandt a new roof for Helena Brandt’s workshop",
    ),
    "a body's we": (
        "Kestrel Foods has closed a plant. “We were never told of the leak,” Kestrel Foods said in a statement.",
        "Kestrel Foods was never told of the leak",
    ),
    # Who is meant
    "he in reported speech": (
        "Peter Lindqvist said he would leave the board in June.",
        "Peter Lindqvist would leave the board in June",
    ),
    "she in reported speech": (
        "Maria Castellano said she had paid the bill twice.",
        "Maria Castellano had paid the bill twice",
    ),
    "his in reported speech": (
        "Peter Lindqvist said his boat had been stolen.",
        "Peter Lindqvist’s boat had been stolen",
    ),
    "he in another's words": (
        "Peter Lindqvist was acquitted in court.\n\n“He never touched the money,” said Maria Castellano.",
        "Peter Lindqvist never touched the money",
    ),
    "it after a named body": (
        "The Harbour Pilots’ Association said it had warned of the wreck in March.",
        "the Harbour Pilots’ Association had warned of the wreck in March",
    ),
    # What the text has named once
    "the country": (
        "Peru has raised its tariff. In Peru the price of copper fell.\n\n"
        "Maria Castellano said the country exports too much ore.",
        "Peru exports too much ore",
    ),
    "the minister": (
        "Health Minister Tomas Oberholt opened the clinic.\n\n"
        "Maria Castellano said the minister ignored three letters.",
        "Tomas Oberholt ignored three letters",
    ),
    "the ministry": (
        "The Ministry of Fisheries has moved.\n\nMaria Castellano said the ministry had lost the file.",
        "the Ministry of Fisheries had lost the file",
    ),
    "the company": (
        "Tarn Mills Ltd has closed. Maria Castellano said the company had lost two million crowns.",
        "Tarn Mills Ltd had lost two million crowns",
    ),
    "the president": (
        "President Peter Lindqvist is in Oslo.\n\nMaria Castellano said the president would veto the bill.",
        "Peter Lindqvist would veto the bill",
    ),
    "the city": (
        "The talks were held in the city of Arequipa. Maria Castellano said the city had no water.",
        "Arequipa had no water",
    ),
    # When
    "on Monday": (
        "The harbour closed on Monday, Maria Castellano said.",
        "The harbour closed on 13 May 2024",
    ),
    "Monday without on": (
        "Maria Castellano said the court rejected the appeal Monday.",
        "the court rejected the appeal on 13 May 2024",
    ),
    "will on Friday": (
        "Maria Castellano said the bridge will open on Friday.",
        "the bridge will open on 17 May 2024",
    ),
    "yesterday": (
        "The strike ended yesterday, Maria Castellano said.",
        "The strike ended on 14 May 2024",
    ),
    "last year": (
        "“The mill lost two million crowns last year,” said Maria Castellano.",
        "The mill lost two million crowns in 2023",
    ),
    "next month": (
        "Maria Castellano said the mill will reopen next month.",
        "the mill will reopen in June 2024",
    ),
    "this year at the head": (
        "“This year brought no rain at all,” said Maria Castellano.",
        "2024 brought no rain at all",
    ),
    "here": (
        "GENEVA (Reuters) - Talks have begun.\n\nMaria Castellano said a deal had been signed here.",
        "a deal had been signed in Geneva",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FILLED.values(), ids=FILLED.keys())
def test_what_is_certain_is_filled_in(text: str, expected: str) -> None:
    assert form(text) == expected


LEFT = {
    "nothing to fill": "“The pumps have stopped in the tunnel,” said Helena Brandt.",
    "a fragment": "“A disgrace to my town on Monday,” said Helena Brandt.",
    "a speaker who is not named": "“I saw the smoke from the bridge,” a witness said.",
    "a lone word for a name": "“I saw the smoke from the bridge,” Brandt said.",
    "I mean": "“I mean, the pumps have stopped in the tunnel,” said Helena Brandt.",
    "an oath": "“My God, the pumps have stopped in the tunnel,” said Helena Brandt.",
    "joined verbs that the parser misreads": "“I know the river and respect it,” said Helena Brandt.",
    "a quotation within": "“The foreman shouted ‘I am done with this’ and left,” said Helena Brandt.",
    "reported within": "“He told me: I am done with this mill,” said Helena Brandt.",
    "herself without a known sex": "“I wrote the report myself,” said Quill Ostrander.",
    "myself alone": "“To repeat myself, the pumps have stopped,” said Helena Brandt.",
    "who after a list of people": "The hall was full of stars like Peter Lindqvist and Maria Castellano, who joked, "
    "“I have not seen the film yet.”",
    "we of a person": "“We have lost the harvest,” said Helena Brandt.",
    "we of everyone": "Kestrel Foods spoke out. “We all live on one planet,” Kestrel Foods said in a statement.",
    "two women": "Maria Castellano met Anna Lindqvist. Maria Castellano said she had paid the bill twice.",
    "a woman before": "Anna Lindqvist lost her job.\n\nShe went home.\n\nMaria Castellano said she had been warned.",
    "someone without a name": "The victim was taken to hospital. Maria Castellano said she had no papers.",
    "the other sex": "Maria Castellano said he had paid the bill twice.",
    "a sex the name does not tell": "Quill Ostrander said he had paid the bill twice.",
    "named in the same words": "“Peter Lindqvist says he was at sea,” said Maria Castellano.",
    "her mother": "Her mother, Maria Castellano, said she had no papers.",
    "it of the weather": "The Harbour Pilots’ Association said it was raining at the time of the crash.",
    "it of the matter": "The Harbour Pilots’ Association said it was too early to speak of a cause.",
    "it beside another body": "Kestrel Foods went bankrupt. The Pilots’ Association said it had asked for help.",
    "they": "The Harbour Pilots’ Association spoke. They said they had warned of the wreck.",
    "two countries": "Peru and Chile have raised tariffs. In Peru the price fell.\n\n"
    "Maria Castellano said the country exports too much ore.",
    "the country of something": "Peru has raised its tariff. In Peru the price fell.\n\n"
    "Maria Castellano said the country of mules had closed its border.",
    "two ministers": "Health Minister Tomas Oberholt opened the clinic with the interior minister.\n\n"
    "Maria Castellano said the minister ignored three letters.",
    "the minister of himself": "Health Minister Tomas Oberholt opened the clinic.\n\n"
    "“The minister reads every letter,” said Tomas Oberholt.",
    "the music of the country": "Peru has raised its tariff. In Peru the price fell.\n\n"
    "Maria Castellano said the country club lost two members.",
    "the head of the company": "Peter Lindqvist, the head of the company, resigned. "
    "Maria Castellano said the company had lost two million crowns.",
    "a doctor in the city": "Peter Lindqvist, a doctor in the city, resigned. "
    "Maria Castellano said the city had no water.",
    "two companies": "Tarn Mills Ltd has sold its loom to Orme Silk Ltd. "
    "Maria Castellano said the company had lost two million crowns.",
    "the president of a club": "Peter Lindqvist, president of the rowing club, resigned.\n\n"
    "Maria Castellano said the president would veto the bill.",
    "a weekday in a condition": "“If the vote were held on Sunday, the mill would close,” said Maria Castellano.",
    "every Monday": "Maria Castellano said the market opened on Mondays.",
    "would on Friday": "Maria Castellano said the bridge would open on Friday.",
    "a weekday with a noun": "Maria Castellano said the meeting on Friday is a farce.",
    "today in a quotation": "“The mill stopped today,” said Maria Castellano.",
    "even today": "Maria Castellano said the mill still grinds rye today.",
    "in the last year": "Maria Castellano said the price doubled in the last year.",
    "words said long ago": "In 2015 the mill burnt down. “The mill lost two million crowns last year,” "
    "Maria Castellano said then.",
    "here in a quotation": "GENEVA (Reuters) - Talks have begun.\n\n“A deal was signed here,” said Maria Castellano.",
    "here without a dateline": "Maria Castellano said a deal had been signed here.",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT.keys())
def test_what_is_not_certain_stays(text: str) -> None:
    assert form(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The harbour closed on Monday, Maria Castellano said.",
        "“The mill lost two million crowns last year,” said Maria Castellano.",
    ],
)
def test_without_a_publication_date_no_day_is_filled_in(text: str) -> None:
    assert form(text, published=None) == ""


def test_at_the_edge_of_a_week_or_year_a_quotation_keeps_its_day() -> None:
    text = "“The mill burnt down on Tuesday,” said Maria Castellano."
    assert form(text, published=datetime.date(2024, 5, 15)) == ""
    assert form(text, published=datetime.date(2024, 5, 17)) == "The mill burnt down on 14 May 2024"
    text = "“The mill lost two million crowns last year,” said Maria Castellano."
    assert form(text, published=datetime.date(2024, 1, 3)) == ""


def test_the_verbatim_words_and_spans_stay_as_they_are() -> None:
    text = "“I signed,” Helena Brandt said on Monday, “what my lawyer gave me.”"
    claims = statements(text, extract(text, published=PUBLISHED), published=PUBLISHED)
    assert [content_text(text, claim.content) for claim in claims] == ["I signed … what my lawyer gave me"]
    assert claims[0].standalone == "Helena Brandt signed … what Helena Brandt’s lawyer gave Helena Brandt"


def test_each_sentence_of_a_quotation_that_is_a_claim_has_its_own_form() -> None:
    text = "“I signed it in the garage,” Helena Brandt said. “The pumps have stopped in the tunnel.”"
    assert forms(text) == [
        ("I signed it in the garage", "Helena Brandt signed it in the garage"),
        ("The pumps have stopped in the tunnel", ""),
    ]
