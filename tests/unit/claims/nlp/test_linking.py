"""One speaker across texts: what joins two names and what does not, whatever the order."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.nlp.linking import Identity, Known, Mention, link, surname_prefixes, unqualified
from claims.nlp.types import SpeakerKind

PERSON = SpeakerKind.PERSON


def person(
    number: int, *names: str, roles: tuple[str, ...] = (), side: str = "", document: int | None = None
) -> Mention:
    return Mention(number, number if document is None else document, PERSON, names, roles, side)


def names_of(*mentions: Mention, known: tuple[Known, ...] = ()) -> list[str | None]:
    """The name of each mention's identity, in the order given, the same under every order of the input."""
    results = []
    for order in itertools.islice(itertools.permutations(mentions), 24):
        identities, assigned = link(order, known)
        found = []
        for mention in mentions:
            number = assigned[mention.id].identity
            found.append(None if number is None else identities[number].name)
        results.append(found)
    assert all(result == results[0] for result in results)
    return results[0]


def test_accents_do_not_matter_and_the_better_spelling_is_shown() -> None:
    assert names_of(person(1, "Alicia Paez"), person(2, "Alicia Páez")) == ["Alicia Páez"] * 2


def test_a_shorter_name_is_the_longer_one() -> None:
    assert names_of(person(1, "Roberto Salas"), person(2, "Roberto Salas Ugarte")) == ["Roberto Salas Ugarte"] * 2


def test_a_shorter_name_that_fits_two_longer_ones_is_neither() -> None:
    mentions = [person(1, "Roberto Salas"), person(2, "Roberto Salas Ugarte"), person(3, "Roberto Salas Prieto")]
    assert names_of(*mentions) == [None, "Roberto Salas Ugarte", "Roberto Salas Prieto"]
    identities, assigned = link(mentions)
    assert {identities[number].name for number, _ in assigned[1].candidates} == {
        "Roberto Salas Ugarte",
        "Roberto Salas Prieto",
    }


def test_two_sides_are_two_people() -> None:
    found = names_of(person(1, "Roberto Salas", side="Chile"), person(2, "Roberto Salas Ugarte", side="Peru"))
    assert found == ["Roberto Salas", "Roberto Salas Ugarte"]


def test_two_names_of_one_text_are_two_people() -> None:
    found = names_of(person(1, "Roberto Salas", document=7), person(2, "Roberto Salas Ugarte", document=7))
    assert found == ["Roberto Salas", "Roberto Salas Ugarte"]


def test_spelling_alone_joins_nobody() -> None:
    assert names_of(person(1, "Jonas Lindqvist"), person(2, "Jonas Lindquist")) == [
        "Jonas Lindqvist",
        "Jonas Lindquist",
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("harbour master of Talma", ""), ("harbour master", "")),
        (("President", "Ukraine"), ("Ukrainian president", "Ukraine")),
    ],
)
def test_a_slip_of_spelling_joins_with_the_same_office(left: tuple[str, str], right: tuple[str, str]) -> None:
    mentions = [
        person(1, "Jonas Lindqvist", roles=(left[0],), side=left[1]),
        person(2, "Jonas Lindquist", roles=(right[0],), side=right[1]),
        person(3, "Jonas Lindqvist"),
    ]
    assert names_of(*mentions) == ["Jonas Lindqvist"] * 3


def test_mario_and_maria_are_two() -> None:
    roles = ("harbour master of Talma",)
    found = names_of(person(1, "Mario Lind", roles=roles), person(2, "Maria Lind", roles=roles))
    assert found == ["Mario Lind", "Maria Lind"]


def test_a_surname_is_the_only_one_who_bears_it() -> None:
    assert names_of(person(1, "Jonas Lindqvist"), person(2, "Lindqvist")) == ["Jonas Lindqvist"] * 2
    assert (
        names_of(person(1, "Roberto Salas Ugarte"), person(2, "Salas"), person(3, "Salas Ugarte"))
        == ["Roberto Salas Ugarte"] * 3
    )
    assert names_of(person(1, "Ana Sherwood-Pratt"), person(2, "Sherwood-Pratt")) == ["Ana Sherwood-Pratt"] * 2


def test_a_surname_nobody_is_known_to_bear_stays_open() -> None:
    assert names_of(person(1, "Jonas Lindqvist"), person(2, "Lund")) == ["Jonas Lindqvist", None]
    assert names_of(person(1, "Jonas Lindqvist"), person(2, "Lindquist")) == ["Jonas Lindqvist", None]


def test_a_surname_of_two_stays_open_unless_office_or_side_decides() -> None:
    ana = person(1, "Ana Lund", roles=("mayor",), side="Norway")
    bo = person(2, "Bo Lund", roles=("striker",), side="Denmark")
    assert names_of(ana, bo, person(3, "Lund"))[2] is None
    assert names_of(ana, bo, person(3, "Lund", roles=("mayor",)))[2] == "Ana Lund"
    assert names_of(ana, bo, person(3, "Lund", side="Denmark"))[2] == "Bo Lund"
    assert names_of(ana, bo, person(3, "Lund", roles=("painter",)))[2] is None


def test_a_surname_with_another_office_is_not_the_only_bearer() -> None:
    assert names_of(person(1, "Ana Lund", roles=("mayor",)), person(2, "Lund", roles=("striker",)))[1] is None


def test_candidates_come_best_first_with_scores() -> None:
    ana = person(1, "Ana Lund", roles=("mayor",))
    bo = person(2, "Bo Lund")
    identities, assigned = link([ana, bo, person(3, "Lund", roles=("mayor of Talma",))])
    ranked = [(identities[number].name, score) for number, score in assigned[3].candidates]
    assert [name for name, _ in ranked] == ["Ana Lund", "Bo Lund"]
    assert 1 >= ranked[0][1] > ranked[1][1] >= 0


def test_bodies_are_one_by_kind_and_name() -> None:
    talks = Mention(1, 1, SpeakerKind.DELEGATION, ("Peru delegation",), (), "Peru")
    again = Mention(2, 2, SpeakerKind.DELEGATION, ("Peru delegation",), (), "Peru")
    state = Mention(3, 2, SpeakerKind.GOVERNMENT, ("Peru government",), (), "Peru")
    identities, assigned = link([talks, again, state])
    assert assigned[1] == assigned[2] != assigned[3]
    assert len(identities) == 2


def test_an_acronym_is_the_one_body_it_stands_for() -> None:
    def body(number: int, *forms: str) -> Mention:
        return Mention(number, number, SpeakerKind.ORGANISATION, forms)

    full, short = body(1, "Northern Water Organization", "NWO"), body(2, "NWO")
    assert names_of(full, short) == ["Northern Water Organization"] * 2
    assert names_of(full, short, body(3, "National Wood Office", "NWO"))[1] == "NWO"


def test_the_unnamed_are_nobody() -> None:
    _, assigned = link([Mention(1, 1, SpeakerKind.UNNAMED, ()), Mention(2, 1, SpeakerKind.UNNAMED, ("officials",))])
    assert [assignment.identity for assignment in assigned.values()] == [None, None]


def test_a_confirmed_speaker_is_kept_apart_and_keeps_the_name_given() -> None:
    known = (Known(9, PERSON, ("R. Salas", "Roberto Salas")), Known(10, PERSON, ("Roberto Salas Ugarte",)))
    identities, assigned = link([person(1, "Roberto Salas"), person(2, "Roberto Salas Ugarte")], known)
    assert [identities[assigned[number].identity or 0].known for number in (1, 2)] == [9, 10]
    assert identities[assigned[1].identity or 0].name == "R. Salas"


def test_a_given_alias_names_its_bearer_even_without_a_surname() -> None:
    known = (Known(9, PERSON, ("Miguel Sosa", "El Topo")),)
    identities, assigned = link([person(1, "El Topo")], known)
    assert identities[assigned[1].identity or 0].known == 9


def test_a_fuller_form_of_a_confirmed_name_is_the_confirmed_ones() -> None:
    known = (Known(9, PERSON, ("Cora Bell", "Ana Lund")),)
    identities, assigned = link([person(1, "Ana Lund Berg"), person(2, "Cora Bell")], known)
    assert assigned[1] == assigned[2]
    assert identities[assigned[1].identity or 0].known == 9
    two = [person(1, "Ana Lund Berg"), person(2, "Ana Lund Holm"), person(3, "Ana Lund")]
    assert names_of(*two, known=known) == ["Ana Lund Berg", "Ana Lund Holm", "Cora Bell"]


def test_a_name_that_a_person_found_to_be_shared_names_nobody_by_itself() -> None:
    plain, mason = Known(8, PERSON, ("Bo Lund",)), Known(9, PERSON, (), shared=("Bo Lund",))
    mayor = Mention(1, 1, PERSON, ("Bo Lund",), ("mayor",), chosen=8)
    builder = Mention(2, 2, PERSON, ("Bo Lund",), ("mason",), chosen=9)
    asked = [
        person(3, "Bo Lund"),
        person(4, "Bo Lund", roles=("mason",)),
        person(5, "Lund", roles=("mayor",)),
        person(6, "Bo Erik Lund"),
    ]
    identities, assigned = link([mayor, builder, *asked], (plain, mason))
    found = [assigned[number].identity for number in range(1, 7)]
    assert [None if number is None else identities[number].known for number in found] == [8, 9, None, 9, 8, None]
    assert {identities[number].known for number, _ in assigned[3].candidates} == {8, 9}


def test_one_with_namesakes_is_never_meant_for_want_of_another() -> None:
    alone = (Known(9, PERSON, (), shared=("Bo Lund",)),)
    _, assigned = link([person(1, "Bo Lund"), person(2, "Lund")], alone)
    assert [assigned[number].identity for number in (1, 2)] == [None, None]
    assert len(assigned[1].candidates) == 1


def test_what_a_person_chose_speaks_for_the_office_and_not_for_the_name() -> None:
    known = (Known(9, PERSON, ("Cora Bell",)),)
    chosen = Mention(1, 1, PERSON, ("Ana Lund",), ("mayor",), chosen=9)
    identities, assigned = link([chosen, person(2, "Ana Lund"), person(3, "Bell", roles=("mayor",))], known)
    names = [identities[assigned[number].identity or 0].name for number in (1, 2, 3)]
    assert names == ["Cora Bell", "Ana Lund", "Cora Bell"]


def test_a_shared_name_of_bodies_is_open() -> None:
    board = SpeakerKind.ORGANISATION
    known = (Known(8, board, ("Harbour Board",)), Known(9, board, (), shared=("Harbour Board",)))
    identities, assigned = link([Mention(1, 1, board, ("Harbour Board",))], known)
    assert assigned[1].identity is None
    assert {identities[number].known for number, _ in assigned[1].candidates} == {8, 9}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Bo Lund (mason)", "Bo Lund"),
        ("Harbour Board (Oslo) ", "Harbour Board"),
        ("Northern Water Organization (NWO)", "Northern Water Organization (NWO)"),
        ("Bo Lund", "Bo Lund"),
    ],
)
def test_what_tells_namesakes_apart_is_no_part_of_the_name(name: str, bare: str) -> None:
    assert unqualified(name) == bare


def test_mentions_of_one_speaker_share_the_beginning_of_a_surname() -> None:
    assert surname_prefixes(["Roberto Salas Ugarte"]) & surname_prefixes(["Salas"])
    assert surname_prefixes(["Jonas Lindqvist"]) & surname_prefixes(["Jonas Lindquist"])


_NAMES = st.sampled_from(
    [
        "Ana Lund",
        "Ana Lund Berg",
        "Ana Lund Holm",
        "Lund",
        "Berg",
        "Bo Lund",
        "Bo Lundd",
        "Boo Lund",
        "Ana Berg",
        "Ana Lunt",
        "ANA LUND",
    ]
)
_MENTIONS = st.lists(
    st.tuples(
        _NAMES,
        st.sampled_from(["", "Norway", "Denmark"]),
        st.sampled_from([(), ("mayor of Oslo",), ("mayor",)]),
        st.integers(1, 4),
    ),
    max_size=9,
)


@settings(max_examples=200, deadline=None)
@given(_MENTIONS, st.randoms(use_true_random=False))
def test_the_outcome_is_a_function_of_the_set(
    raw: list[tuple[str, str, tuple[str, ...], int]], shuffler: random.Random
) -> None:
    mentions = [
        Mention(n, document, PERSON, (name,), roles, side) for n, (name, side, roles, document) in enumerate(raw)
    ]
    shuffled = list(mentions)
    shuffler.shuffle(shuffled)
    assert link(mentions) == link(shuffled)
    identities: tuple[Identity, ...] = link(mentions)[0]
    members = [member for one in identities for member in one.members]
    assert len(members) == len(set(members))


@settings(max_examples=100, deadline=None)
@given(_MENTIONS, st.randoms(use_true_random=False))
def test_with_decisions_too_the_outcome_is_a_function_of_the_set(
    raw: list[tuple[str, str, tuple[str, ...], int]], shuffler: random.Random
) -> None:
    known = [
        Known(7, PERSON, ("Boo Lund", "Ana Berg")),
        Known(8, PERSON, ("Ana Lund",)),
        Known(9, PERSON, (), shared=("Ana Lund",)),
    ]
    mentions = [
        Mention(n, document, PERSON, (name,), roles, side, chosen=(None, None, 7, 8, 9)[n % 5])
        for n, (name, side, roles, document) in enumerate(raw)
    ]
    shuffled, others = list(mentions), list(known)
    shuffler.shuffle(shuffled)
    shuffler.shuffle(others)
    identities, assigned = link(mentions, known)
    assert (identities, assigned) == link(shuffled, others)
    for mention in mentions:
        if mention.chosen is not None:
            assert identities[assigned[mention.id].identity or 0].known == mention.chosen
