"""Which verdict a statement of a draft gets from the claims found for it, whatever the comparison says of each."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from claims.drafts import findings
from claims.drafts.findings import Compare, Found, Match, Outcome
from claims.drafts.statements import Statement
from claims.models import Claim, Finding
from claims.nlp.types import (
    Axis,
    ClaimView,
    DocumentSpeaker,
    Judgement,
    Kind,
    Reason,
    Relation,
    Span,
    SpeakerKind,
)

TODAY = datetime.date(2024, 6, 1)
ANA = DocumentSpeaker("ana kovac", SpeakerKind.PERSON, ("Ana Kovač",))
MISQUOTE, CONTRADICTED, OUTDATED, UNRESOLVED, CONSISTENT, NO_RECORD = Finding.Verdict


def say(text: str, *, quoted: bool = False, speaker: DocumentSpeaker | None = ANA) -> Statement:
    return Statement(
        start=0,
        end=len(text),
        text=text,
        view=ClaimView(text, published=TODAY, kind=Kind.DIRECT if quoted else Kind.INDIRECT),
        quotes=(Span(0, len(text)),) if quoted else (),
        speaker=speaker,
    )


def recorded(
    pk: int, text: str, *, day: int = 1, same_person: bool | None = True, quoted: bool = False, speaker: str = ""
) -> Match:
    view = ClaimView(
        text,
        speaker=speaker or ("Ana Kovač" if same_person else "Bruno Šimek"),
        published=datetime.date(2024, 5, day),
        kind=Kind.DIRECT if quoted else Kind.INDIRECT,
    )
    return Match(Claim(pk=pk, text=text), view, 0.9, same_person)


def comparing(**relations: Relation) -> Compare:
    """A comparison that knows texts by their first words: `four_eleven=UPDATES` for "four …" then "eleven …".

    It judges the order it is asked about and nothing else; what it does not know is unrelated.
    """

    def compare(a: ClaimView, b: ClaimView, *, similarity: float | None = None) -> Judgement:
        key = f"{a.text.split()[0]}_{b.text.split()[0]}".lower()
        relation = relations.get(key, Relation.UNRELATED)
        reason = Reason(key, (Span(0, 1),), (Span(0, 2),))
        return Judgement(relation, confidence=0.8, reasons=() if relation == Relation.UNRELATED else (reason,))

    return compare


def find(statement: Statement, matches: list[Match], *, fits_several: bool = False, **options: Any) -> Outcome:
    return findings.find(statement, Found(tuple(matches), fits_several), **options)


def summed_up(outcome: Outcome) -> tuple[str, list[int]]:
    return outcome.verdict, [backing.match.claim.pk for backing in outcome.backing]


def test_nothing_found_is_no_record() -> None:
    assert summed_up(find(say("Four died"), [], compare=comparing())) == (NO_RECORD, [])
    unrelated = [recorded(1, "Roads are wet")]
    assert summed_up(find(say("Four died"), unrelated, compare=comparing())) == (NO_RECORD, [])


def test_the_same_on_record_is_consistent() -> None:
    outcome = find(say("Four died"), [recorded(1, "Four dead")], compare=comparing(four_four=Relation.RESTATES))
    assert summed_up(outcome) == (CONSISTENT, [1])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The dam was opened at nine", CONSISTENT),
        ("the dam was opened, at nine", CONSISTENT),
        ("It is not true that the dam was opened at nine", NO_RECORD),
        ("The dam was opened", NO_RECORD),
    ],
)
def test_the_same_words_need_no_comparison_but_an_excerpt_of_reported_words_does(text: str, verdict: str) -> None:
    outcome = find(say("The dam was opened at nine"), [recorded(1, text)], compare=comparing())
    assert outcome.verdict == verdict


def test_what_only_another_person_said_is_unresolved_and_named_as_theirs() -> None:
    outcome = find(
        say("Four died"), [recorded(1, "Four dead", same_person=False)], compare=comparing(four_four=Relation.RESTATES)
    )
    assert outcome.verdict == UNRESOLVED
    assert (
        outcome.backing[0].reasons[0].text
        == "On record this was said by Bruno Šimek; nothing of the kind by Ana Kovač."
    )


def test_what_both_said_is_consistent_with_the_persons_own_words_first() -> None:
    matches = [recorded(1, "Four dead", same_person=False), recorded(2, "Four dead")]
    outcome = find(say("Four died"), matches, compare=comparing(four_four=Relation.RESTATES))
    assert summed_up(outcome) == (CONSISTENT, [2, 1])


def test_what_the_draft_leaves_without_a_certain_speaker_is_unresolved_and_shown() -> None:
    outcome = find(
        say("Four died", speaker=None), [recorded(1, "Four dead")], compare=comparing(four_four=Relation.RESTATES)
    )
    assert summed_up(outcome) == (UNRESOLVED, [1])


def test_a_name_that_several_on_record_bear_is_unresolved() -> None:
    matches = [recorded(1, "Four dead", same_person=None)]
    outcome = find(say("Four died"), matches, compare=comparing(four_four=Relation.RESTATES), fits_several=True)
    assert summed_up(outcome) == (UNRESOLVED, [1])


def test_a_contradiction_is_shown_with_what_is_on_record_beside_it() -> None:
    matches = [recorded(1, "Four dead"), recorded(2, "Nobody died", same_person=False)]
    compare = comparing(four_four=Relation.RESTATES, four_nobody=Relation.CONTRADICTS, nobody_four=Relation.CONTRADICTS)
    outcome = find(say("Four died"), matches, compare=compare)
    assert summed_up(outcome) == (CONTRADICTED, [2, 1])


def test_reasons_do_not_speak_of_an_order_that_the_report_does_not_show() -> None:
    def compare(a: ClaimView, b: ClaimView, *, similarity: float | None = None) -> Judgement:
        reason = Reason("The second statement denies what the first affirms: “not safe” against “safe”.")
        return Judgement(Relation.CONTRADICTS, confidence=0.8, reasons=(reason,))

    (backing,) = find(say("It is not safe"), [recorded(1, "It is safe")], compare=compare).backing
    assert backing.reasons[0].text == "One statement denies what the other affirms: “not safe” against “safe”."


def test_a_contradiction_that_a_person_dismissed_is_none() -> None:
    matches = [recorded(1, "Four dead"), recorded(2, "Nobody died", same_person=False)]
    compare = comparing(four_four=Relation.RESTATES, nobody_four=Relation.CONTRADICTS)
    outcome = find(say("Four died"), matches, compare=compare, dismissed=lambda a, b: {a, b} == {1, 2})
    assert summed_up(outcome) == (CONSISTENT, [1])


@pytest.mark.parametrize(
    ("said_again_on", "same_person", "verdict"),
    [(9, True, CONSISTENT), (1, True, CONTRADICTED), (9, False, CONTRADICTED)],
)
def test_a_position_its_speaker_has_left_since_is_no_contradiction(
    said_again_on: int, same_person: bool, verdict: str
) -> None:
    matches = [
        recorded(1, "Opened gates", day=said_again_on),
        recorded(2, "Closed gates", day=5, same_person=same_person),
    ]
    both = {"opened_closed": Relation.CONTRADICTS, "closed_opened": Relation.CONTRADICTS}
    outcome = find(say("Opened them"), matches, compare=comparing(opened_opened=Relation.RESTATES, **both))
    assert outcome.verdict == verdict


def test_a_newer_state_makes_the_statement_outdated() -> None:
    matches = [recorded(1, "Four dead", day=1), recorded(2, "Eleven dead", day=2), recorded(3, "Nineteen dead", day=3)]
    compare = comparing(four_four=Relation.RESTATES, four_eleven=Relation.UPDATES, four_nineteen=Relation.UPDATES)
    outcome = find(say("Four died"), matches, compare=compare)
    assert summed_up(outcome) == (OUTDATED, [3, 2, 1])
    newer, same = outcome.backing[0], outcome.backing[2]
    assert (newer.relation, same.relation) == (Relation.UPDATES, Relation.RESTATES)
    # Asked as (draft, recorded), stored as (recorded, draft).
    assert newer.reasons[0] == Reason("four_nineteen", (Span(0, 2),), (Span(0, 1),))


def test_an_earlier_state_does_not_make_the_statement_outdated() -> None:
    matches = [recorded(1, "Four dead", day=1), recorded(2, "Eleven dead", day=2)]
    compare = comparing(eleven_eleven=Relation.RESTATES, four_eleven=Relation.UPDATES, eleven_four=Relation.UPDATES)
    assert summed_up(find(say("Eleven died"), matches, compare=compare)) == (CONSISTENT, [2])


def test_a_figure_newer_than_the_record_is_no_record_with_the_earlier_state_shown() -> None:
    compare = comparing(four_thirty=Relation.UPDATES)
    assert summed_up(find(say("Thirty died"), [recorded(1, "Four dead")], compare=compare)) == (NO_RECORD, [1])


@pytest.mark.parametrize(
    ("later", "earlier", "verdict"),
    [
        (Relation.ABSTAIN, Relation.UPDATES, OUTDATED),
        (Relation.UPDATES, Relation.UPDATES, NO_RECORD),
        (Relation.CONTRADICTS, Relation.UPDATES, CONTRADICTED),
        (Relation.ABSTAIN, Relation.ABSTAIN, NO_RECORD),
    ],
)
def test_what_is_not_on_record_is_outdated_only_where_it_cannot_be_newer(
    later: Relation, earlier: Relation, verdict: str
) -> None:
    compare = comparing(nineteen_eleven=later, eleven_nineteen=earlier)
    assert find(say("Eleven died"), [recorded(1, "Nineteen dead")], compare=compare).verdict == verdict


QUOTED = "A border needs crossings, not concrete"


def test_nearly_the_recorded_words_of_the_same_person_are_a_misquote() -> None:
    draft = say("A border needs bridges, not concrete", quoted=True)
    outcome = find(draft, [recorded(1, QUOTED, quoted=True)], compare=comparing(a_a=Relation.RESTATES))
    assert summed_up(outcome) == (MISQUOTE, [1])
    (reason,) = outcome.backing[0].reasons
    assert reason.text == "The draft has “bridges”, the recorded quotation “crossings”."
    assert [span.of(QUOTED) for span in reason.a] == ["crossings"]
    assert [span.of(draft.text) for span in reason.b] == ["bridges"]


@pytest.mark.parametrize(
    "match",
    [
        recorded(1, QUOTED, quoted=True, same_person=False),
        recorded(1, QUOTED, quoted=True, same_person=None),
        recorded(1, QUOTED, quoted=False),
    ],
)
def test_words_of_another_or_reported_words_make_no_misquote(match: Match) -> None:
    draft = say("A border needs bridges, not concrete", quoted=True)
    assert find(draft, [match], compare=comparing()).verdict == NO_RECORD


def test_in_a_partly_quoted_claim_only_the_quoted_words_are_a_quotation() -> None:
    text = "the mayor found “no reason to close the market” and said that the stalls would stay"
    mixed = recorded(1, text, quoted=True)
    mixed = replace(mixed, view=replace(mixed.view, kind=Kind.MIXED))
    altered = find(say("no reason to open the market", quoted=True), [mixed], compare=comparing())
    assert altered.verdict == MISQUOTE
    assert [span.of(text) for span in altered.backing[0].reasons[0].a] == ["close"]
    assert find(say("said that the stalls would go", quoted=True), [mixed], compare=comparing()).verdict == NO_RECORD


def test_exact_words_in_one_outlet_are_no_misquote_of_another() -> None:
    matches = [recorded(1, QUOTED, quoted=True), recorded(2, "A border needs bridges, not concrete", quoted=True)]
    draft = say("a border needs bridges not concrete", quoted=True)
    outcome = find(draft, matches, compare=comparing())
    assert (outcome.verdict, outcome.backing[0].match.claim.pk) == (CONSISTENT, 2)


def test_one_altered_quotation_among_several_is_found() -> None:
    text = "We are late … The reserve was used up in March"
    draft = replace(say(text), quotes=(Span(0, 11), Span(14, len(text))))
    matches = [recorded(1, "We are late", quoted=True), recorded(2, "The reserve was used up in January", quoted=True)]
    outcome = find(draft, matches, compare=comparing())
    assert summed_up(outcome) == (MISQUOTE, [2])
    assert [span.of(text) for span in outcome.backing[0].reasons[0].b] == ["March"]


def test_words_that_are_certainly_anothers_are_contradicted() -> None:
    outcome = find(say(QUOTED, quoted=True), [recorded(1, QUOTED, quoted=True, same_person=False)], compare=comparing())
    assert summed_up(outcome) == (CONTRADICTED, [1])
    backing = outcome.backing[0]
    assert (backing.axis, backing.reasons[0].text) == (
        Axis.ENTITY,
        "On record these are words of Bruno Šimek, not of Ana Kovač.",
    )


@pytest.mark.parametrize("other", [True, None])
def test_words_that_may_be_the_persons_own_are_not_called_anothers(other: bool | None) -> None:
    matches = [
        recorded(1, QUOTED, quoted=True, same_person=False),
        recorded(2, QUOTED, quoted=True, same_person=other),
    ]
    assert find(say(QUOTED, quoted=True), matches, compare=comparing()).verdict == CONSISTENT


def test_a_short_phrase_may_be_said_by_two() -> None:
    phrase = recorded(1, "We are ready", quoted=True, same_person=False)
    assert find(say("We are ready", quoted=True), [phrase], compare=comparing()).verdict == UNRESOLVED
