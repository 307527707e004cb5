"""What each family of alterations makes of one sentence, and what it leaves alone."""

from collections.abc import Callable

import pytest

from claims.nlp.comparison.lexicon import concept_of, has_opposite
from claims.nlp.quantities import find_quantities
from training.pairs import figures, modality, neighbours, paraphrase, polarity, scope
from training.pairs.edits import Alteration, Edit, changed

Find = Callable[..., dict[str, tuple[Alteration, str, str]]]

# Opposites that the lexicon files under two concepts, or of which it knows only one, and their axis.
ACROSS_CONCEPTS = {
    frozenset(("accept", "reject")): "stance",
    frozenset(("adopt", "reject")): "stance",
    frozenset(("praise", "condemn")): "stance",
    frozenset(("gain", "lose")): "polarity",
}


def test_changed_value_does_not_meet_the_old_one(altered: Find) -> None:
    for seed in range(8):
        made = altered(figures, "46 cranes", seed)
        for name in ("value", "bound below", "bound above"):
            alteration, before, after = made[name]
            assert (alteration.relation, alteration.axis) == ("contradicts", "quantity")
            old, new = find_quantities(before)[0], find_quantities(after)[0]
            assert (new.high is not None and old.low is not None and new.high < old.low) or (
                new.low is not None and old.high is not None and new.low > old.high
            ), after


def test_same_value_restates(altered: Find) -> None:
    made = altered(figures, "46 cranes")
    assert made["in words"][2].startswith("the harbour board bought forty-six cranes")
    assert made["rounded"][0].relation == made["bounded"][0].relation == "restates"
    bounded = find_quantities(made["bounded"][2])[0]
    assert bounded.low is not None
    assert bounded.low < 46
    assert bounded.high is None


def test_revised_value_comes_later_and_says_so(altered: Find) -> None:
    alteration, _, after = altered(figures, "46 cranes")["revised, newer"]
    assert alteration.relation == "updates"
    assert alteration.later
    assert "46" not in after


def test_another_unit_differs_in_scope(altered: Find) -> None:
    alteration, _, after = altered(figures, "$42 an hour")["rate of another period"]
    assert (alteration.relation, alteration.axis) == ("differs_in_scope", "unit")
    assert "an hour" not in after


def test_years_and_dates_are_no_figures(altered: Find) -> None:
    assert "value" not in altered(figures, "March 14")
    assert "in 2013" in altered(figures, "1,250 factory")["value"][2]


def test_negation_is_added_to_the_main_verb_and_taken_away(altered: Find) -> None:
    assert "did not buy 46 cranes" in altered(polarity, "46 cranes")["negation added"][2]
    assert altered(polarity, "missing paintings")["negation removed"][2] == (
        "the museum published its list of missing paintings"
    )
    assert "negation added" not in altered(polarity, "missing paintings")


def test_opposites_stand_on_two_sides_of_one_concept() -> None:
    for word, others in polarity.opposite_pairs().items():
        for other in others:
            (concept, sign), (opposed, other_sign) = concept_of(word), concept_of(other)
            assert sign == -other_sign, (word, other)
            assert has_opposite(concept) or has_opposite(opposed), (word, other)
            assert concept == opposed or frozenset((word, other)) in ACROSS_CONCEPTS, (word, other)
            assert polarity.axis_of(word, other) == polarity.axis_of(other, word), (word, other)


def test_opposites_across_concepts_have_one_axis() -> None:
    found = {pair: polarity.axis_of(*sorted(pair)) for pair in ACROSS_CONCEPTS}
    assert found == ACROSS_CONCEPTS


def test_opposite_verb_takes_the_axis_of_its_concept(altered: Find) -> None:
    alteration, _, after = altered(polarity, "icket prices rose")["opposite verb"]
    assert (alteration.relation, alteration.axis) == ("contradicts", "trend")
    assert after.startswith("Ticket prices fell sharply")


def test_denied_on_both_sides_restates(altered: Find) -> None:
    made = altered(polarity, "46 cranes")
    assert made["denied"][0].relation == "contradicts"
    assert made["denied by both"][0].relation == made["untrue in both"][0].relation == "restates"


def test_called_off_contradicts_and_other_words_restate(altered: Find) -> None:
    made = altered(modality, "ferry contract")
    assert "will not sign" in made["called off"][2]
    assert made["will in other words"][0].relation == "restates"


def test_plan_is_later_done_or_dropped_but_not_where_it_is_dated(altered: Find) -> None:
    made = altered(modality, "glass and silver")
    for name in ("planned, then done", "planned, then dropped"):
        assert (made[name][0].relation, made[name][0].later) == ("updates", True)
    assert "published its catalogue" in made["planned, then done"][2]
    assert not {"planned, then done", "planned, then dropped"} & set(altered(modality, "annual report"))


def test_scope_is_period_place_or_group(altered: Find) -> None:
    assert altered(scope, "1,250 factory")["year"][0].axis == "period"
    made = altered(scope, "support the bridge toll")
    assert made["population"][0].axis == "population" if "population" in made else True


def test_another_day_of_one_event_contradicts(altered: Find) -> None:
    made = altered(scope, "March 14")
    assert (made["day of an event"][0].relation, made["day of an event"][0].axis) == ("contradicts", "date")
    for seed in range(8):
        alteration, before, after = altered(scope, "March 14", seed)["day in other form"]
        assert alteration.relation == "restates"
        assert before != after
    assert made["event moved"][0].relation == "updates"


def test_condition_is_unrelated_to_the_statement(altered: Find) -> None:
    made = altered(neighbours, "46 cranes")
    assert made["condition"][0].relation == made["mention"][0].relation == "unrelated"
    assert made["condition, clauses turned"][0].relation == "restates"


def test_paraphrase_restates(altered: Find) -> None:
    made = altered(paraphrase, "46 cranes")
    assert made
    assert {x.relation for x, _, _ in made.values()} == {"restates"}


@pytest.mark.parametrize(
    ("text", "edit", "expected"),
    [
        ("she found a bus", Edit(12, 15, "engine"), "she found an engine"),
        ("it cost 5 dollars, today", Edit(17, 24, ""), "it cost 5 dollars"),
        ("he saw an otter", Edit(10, 15, "bear"), "he saw a bear"),
    ],
)
def test_edits_leave_tidy_text(text: str, edit: Edit, expected: str) -> None:
    assert changed(text, (edit,)) == expected
