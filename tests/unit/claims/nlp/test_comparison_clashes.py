"""Clashes of actors, of certainty and of firsts: the exact words that clash, and what only looks like a clash."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.nlp.comparison.actors import actor_clash
from claims.nlp.comparison.certainty import certainty_clash
from claims.nlp.comparison.claim import ClaimFeatures, analyse
from claims.nlp.comparison.clash import Clash
from claims.nlp.comparison.firsts import first_clash
from claims.nlp.types import Axis, ClaimView

Comparator = Callable[[ClaimFeatures, ClaimFeatures], Clash | None]
Words = tuple[list[str], list[str]]
DAY = datetime.date(2024, 3, 4)


def words(compare: Comparator, first: str, second: str) -> Words | None:
    """What the spans of a clash cover in each text, None without a clash."""
    a, b = ClaimView(text=first, published=DAY), ClaimView(text=second, published=DAY)
    found = compare(analyse(a), analyse(b))
    return found and ([span.of(first) for span in found.a], [span.of(second) for span in found.b])


ACTORS = [
    ("Northgate bought the mill.", "The mill was bought by Corvin Holdings.", ["Northgate"], ["Corvin Holdings"]),
    ("The fire began in the kitchen.", "The fire started on the second floor.", ["the kitchen"], ["the second floor"]),
    (
        "The fire began on the third floor.",
        "The fire began on the fifth floor.",
        ["the third floor"],
        ["the fifth floor"],
    ),
    (
        "The crew of the Merel cut the net.",
        "The Dunmore crew cut it.",
        ["The crew of the Merel"],
        ["The Dunmore crew"],
    ),
    (
        "It was the coast guard that sank the trawler.",
        "Smugglers sank the trawler, the governor said.",
        ["the coast guard"],
        ["Smugglers"],
    ),
    (
        "Kelling Steel is selling its Harrow yard to Northgate.",
        "Corvin Ltd is buying the Harrow yard.",
        ["Northgate"],
        ["Corvin Ltd"],
    ),
    (
        "The shots came from the northern bank.",
        "The shots came from the patrol boat.",
        ["the northern bank"],
        ["the patrol boat"],
    ),
    ("The author of the letter is Vera Dahl.", "Omar Teel is the author of the letter.", ["Vera Dahl"], ["Omar Teel"]),
    (
        "Soldiers came at night and burned the bridge.",
        "The bridge was burned by smugglers.",
        ["Soldiers"],
        ["smugglers"],
    ),
    ("The parcel was bound for Lindholm.", "The parcel was bound for Marbury.", ["Lindholm"], ["Marbury"]),
    ("Peru extradited the banker.", "Chile extradited the banker.", ["Peru"], ["Chile"]),
]
SAME_ACTORS = [
    ("Northgate bought the mill.", "It bought the mill."),
    ("Northgate bought the mill.", "Northgate Holdings bought the mill."),
    ("Northgate bought the mill.", "The company bought the mill."),
    ("Northgate bought the mill.", "The largest brewer of the valley bought the mill."),
    ("The European Grain Fund owns the silo.", "The EGF owns the silo."),
    ("Corvin, a subsidiary of Northgate, bought the mill.", "Northgate bought the mill."),
    ("Corvin and Northgate bought the mill.", "Northgate bought the mill."),
    ("Soldiers burned the bridge.", "The army burned the bridge."),
    ("The judge sentenced the banker.", "The court sentenced the banker."),
    ("The bus hit the cyclist.", "The driver hit the cyclist."),
    ("The drone killed the commander.", "Soldiers killed the commander."),
    ("The German crew cut the net.", "The crew of the Merel cut the net."),
    ("President Dahl signed the law.", "Vera Dahl signed the law."),
    ("Moscow fired the missile.", "Russia fired the missile."),
    ("A gang of smugglers burned the bridge.", "Smugglers burned the bridge."),
    ("Northgate bought the paper mill.", "Corvin bought the saw mill."),
    ("Northgate did not buy the mill.", "Corvin bought the mill."),
    ("Northgate may buy the mill.", "Corvin bought the mill."),
    ("Northgate bought the mill on 3 May 2023.", "Corvin bought the mill on 9 July 2023."),
    ("Smugglers robbed a man.", "Soldiers robbed a man."),
    ("Smugglers robbed a driver of the mill.", "Soldiers robbed a driver of the mill."),
    ("The mayor signed the treaty.", "The mayor signed the budget."),
    ("The union welcomed the deal.", "The council welcomed the deal."),
    ("Frost caused the collapse of the bridge.", "Rust caused the collapse of the bridge."),
    ("The first chapter includes the letter.", "The catalogue includes the letter."),
    ("The mayor, not the council, bought the mill.", "The mayor bought the mill."),
    ("The fire began in the kitchen.", "The fire began in Lindholm."),
    ("Rents rose in Lindholm.", "Rents rose in Marbury."),
]
CERTAINTY = [
    ("The mill may close in May.", "The mill will close.", ["may"], ["will"]),
    ("The mayor will not sell the mill.", "The mayor may sell the mill.", ["will not"], ["may"]),
    ("It is possible that the mill will close.", "The mill will close.", ["possible"], ["will"]),
    ("The mill will close if the loan is refused.", "The mill will close.", ["if"], ["will"]),
    (
        "The alleged theft of the plans shook the yard.",
        "Theft of the plans has been confirmed.",
        ["alleged"],
        ["confirmed"],
    ),
    (
        "The sale of the mill is being considered.",
        "The sale of the mill has been decided.",
        ["considered"],
        ["decided"],
    ),
    ("Arson at the mill has been ruled out.", "Arson at the mill is possible.", ["ruled out"], ["possible"]),
    (
        "No decision has been taken on closing the mill.",
        "The council has decided to close the mill.",
        ["No decision"],
        ["decided"],
    ),
    (
        "Arson at the mill cannot be ruled out.",
        "Arson at the mill has been ruled out.",
        ["cannot", "ruled out"],
        ["ruled out"],
    ),
    (
        "There is no doubt that the brewery poisoned the canal.",
        "It is possible that the brewery poisoned the canal.",
        ["no doubt"],
        ["possible"],
    ),
    (
        "There is no risk of a collapse of the bridge.",
        "A collapse of the bridge cannot be ruled out.",
        ["no risk"],
        ["cannot", "ruled out"],
    ),
    ("The closure of the mill is ruled out.", "The closure of the mill is planned.", ["ruled out"], ["planned"]),
    (
        "The inspectors have not confirmed a leak at the reservoir.",
        "The inspectors have confirmed a leak at the reservoir.",
        ["not confirmed"],
        ["confirmed"],
    ),
    (
        "It is unclear whether the ferry sank.",
        "It is certain that the ferry sank.",
        ["unclear"],
        ["certain"],
    ),
]
AS_CERTAIN = [
    ("The mill may close.", "The brewery will close."),
    ("The mill may close.", "The mill may close next year."),
    ("The mill closes in May.", "The mill will close."),
    ("The minister confirmed that the mill may close.", "The mill may close."),
    ("The mill is a possible buyer of coal.", "The mill will be sold."),
    ("A certain buyer of the mill is named.", "The buyer of the mill may be named."),
    ("If the sale of the mill is confirmed, jobs will go.", "The sale of the mill may go ahead."),
    ("The council may sell the library.", "The council will sell the stadium."),
    ("The company was established to sell coal.", "The company may sell coal."),
    ("The mill in Harrow may close.", "The mill in Lindholm will close."),
    ("The ship could not enter the harbour.", "The ship will enter the harbour."),
    ("The decision on the mill will not fall in June.", "The council will decide on the mill in June."),
    ("The treaty will be signed on 3 May.", "The treaty may be signed on 4 June."),
    ("The sale of the mill is to be decided in May.", "The sale of the mill is possible."),
]
FIRSTS = [
    (
        "Mira Holt is the first woman to lead the party.",
        "The first woman to lead the party was Vera Dahl.",
        ["Mira Holt"],
        ["Vera Dahl"],
    ),
    (
        "Mira Holt, the first woman to lead the party, resigned.",
        "Vera Dahl became the first woman to lead the party.",
        ["Mira Holt"],
        ["Vera Dahl"],
    ),
    (
        "Mira Holt was the first to cross the strait.",
        "Omar Teel was the first to cross the strait.",
        ["Mira Holt"],
        ["Omar Teel"],
    ),
    ("Peru was the first country to ban lead.", "Chile was the first country to ban lead.", ["Peru"], ["Chile"]),
    (
        "Saint Elin is the only hospital that treats burns.",
        "The only hospital that treats burns is Marbury General.",
        ["Saint Elin"],
        ["Marbury General"],
    ),
    (
        "The Orlen dam is the largest dam in Norland.",
        "The biggest dam in Norland is the Tarrow dam.",
        ["The Orlen dam"],
        ["the Tarrow dam"],
    ),
    (
        "Mira Holt is the first woman to lead the party.",
        "Vera Dahl led the party in 1990.",
        ["first woman"],
        ["Vera Dahl", "in 1990"],
    ),
    (
        "Saint Elin is the only hospital that treats burns.",
        "Marbury General treats burns too.",
        ["only hospital"],
        ["Marbury General"],
    ),
    (
        "Never before has the river flooded the old town.",
        "The river flooded the old town in 1953.",
        ["Never before"],
        ["in 1953"],
    ),
    (
        "The river flooded the old town for the first time.",
        "The river had flooded the old town twice before.",
        ["for the first time"],
        ["twice before"],
    ),
]
OTHER_TITLES = [
    ("The Orlen dam is the largest dam in Norland.", "The Tarrow dam is the largest dam in Sudland."),
    ("The Orlen dam is the largest dam in Norland.", "The Tarrow dam is the second largest dam in Norland."),
    ("The Orlen dam is one of the largest dams in Norland.", "The Tarrow dam is the largest dam in Norland."),
    ("The Orlen dam is the largest dam in Norland.", "The Tarrow dam is the oldest dam in Norland."),
    ("Mira Holt is the first woman to lead the party.", "She is the first woman to lead the party."),
    ("Mira Holt is the first woman to lead the party.", "Holt is the first woman to lead the party."),
    ("Mira Holt is the first woman to lead the party.", "The chairwoman is the first woman to lead the party."),
    ("Mira Holt is the first woman to lead the party.", "Vera Dahl is the first woman to lead the union."),
    ("Mira Holt is the first woman to lead the party.", "Vera Dahl is not the first woman to lead the party."),
    ("Mira Holt is the first woman to lead the party.", "Vera Dahl led the union in 1990."),
    ("Mira Holt is the first woman to lead the party since 1990.", "Vera Dahl led the party in 1990."),
    ("Mira Holt was the first speaker.", "Vera Dahl was the first speaker."),
    ("Mira Holt is the only woman in the cabinet.", "Vera Dahl was the only woman in the cabinet in 1990."),
    ("Never before has the river flooded the old town.", "The river flooded the harbour in 1953."),
    ("Never before has the river flooded the old town.", "The river will flood the old town in 2050."),
]


@pytest.mark.parametrize(
    ("compare", "axis", "first", "second", "in_first", "in_second"),
    [
        *((actor_clash, Axis.ENTITY, *case) for case in ACTORS),
        *((certainty_clash, Axis.MODALITY, *case) for case in CERTAINTY),
        *((first_clash, Axis.ENTITY, *case) for case in FIRSTS),
    ],
)
def test_the_words_that_clash_are_named_in_both_orders(
    compare: Comparator, axis: Axis, first: str, second: str, *, in_first: list[str], in_second: list[str]
) -> None:
    assert words(compare, first, second) == (in_first, in_second)
    assert words(compare, second, first) == (in_second, in_first)
    found = compare(analyse(ClaimView(text=first, published=DAY)), analyse(ClaimView(text=second, published=DAY)))
    assert found
    assert found.axis is axis


@pytest.mark.parametrize(
    ("compare", "first", "second"),
    [
        *((actor_clash, *case) for case in SAME_ACTORS),
        *((certainty_clash, *case) for case in AS_CERTAIN),
        *((first_clash, *case) for case in OTHER_TITLES),
    ],
)
def test_look_alikes_are_left_alone(compare: Comparator, first: str, second: str) -> None:
    assert words(compare, first, second) is None
    assert words(compare, second, first) is None


def test_without_a_date_a_year_may_be_that_of_the_first_itself() -> None:
    first, second = "Never before had the river flooded the old town.", "The river flooded the old town in 1953."
    assert first_clash(analyse(ClaimView(text=first)), analyse(ClaimView(text=second))) is None


_WORDS = (
    "the mill Northgate it bought was by first only largest is not may will if confirmed ruled out no doubt decision "
    "on in 1990 never before that sold to from crew of and , . ? “ — n't cannot United States"
).split()
_phrases = st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join)


@settings(max_examples=80, deadline=None)
@given(_phrases, _phrases | st.text(max_size=40))
def test_any_text_gives_nothing_or_spans_within_the_texts(first: str, second: str) -> None:
    for a, b in ((first, second), (second, first), (first, first)):
        for compare in (actor_clash, certainty_clash, first_clash):
            found = compare(analyse(ClaimView(text=a)), analyse(ClaimView(text=b)))
            if found:
                assert found.a
                assert found.b
                assert all(0 <= span.start < span.end <= len(a) for span in found.a)
                assert all(0 <= span.start < span.end <= len(b) for span in found.b)
