"""Decides what the record says about one statement of a draft, from its comparison with each claim found for it.

Works on what was read before and writes nothing. The gravest verdict that applies is given; in doubt, none.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from claims.drafts.statements import Statement
from claims.models import Claim, Finding
from claims.nlp.parsing import find_paragraphs
from claims.nlp.quotations import find_quotations
from claims.nlp.types import Axis, ClaimView, Judgement, Kind, Reason, Relation, Span
from claims.nlp.wording import Wording, compare_wording, count_words

Compare = Callable[..., Judgement]

# Two people may say the same four words; the same six or more under two names are one of them misattributed.
MIN_WORDS_OF_ONE_PERSON: Final = 6
_ORDER: Final = re.compile(r"The (?:first|second) statement denies what the (?:first|second)")
# An editor reads the first few; beyond them a report only grows.
MOST_EVIDENCE: Final = 8
MOST_CONTEXT: Final = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A recorded claim that may speak of the same matter. `same_person` is None where either speaker is uncertain."""

    claim: Claim
    view: ClaimView
    similarity: float
    same_person: bool | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the record has for one statement; `fits_several` where the speaker's name is that of several on record."""

    matches: tuple[Match, ...] = ()
    fits_several: bool = False


@dataclass(frozen=True, slots=True)
class Backing:
    """A recorded claim that a finding rests on or shows; `reasons` with the recorded words as a, the draft's as b."""

    match: Match
    relation: Relation
    confidence: float
    axis: Axis | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Finding.Verdict
    backing: tuple[Backing, ...] = ()


def find(
    statement: Statement,
    found: Found,
    *,
    compare: Compare,
    dismissed: Callable[[int, int], bool] = lambda a, b: False,
) -> Outcome:
    """Return the verdict on a statement and the recorded claims it rests on.

    `dismissed` tells of two recorded claims whether a person decided that they are no contradiction. What the draft
    says is taken to be of the day on which the same was last said on record, or, where it is not on record, of the day
    on which the draft was written.
    """
    matches = found.matches
    wordings = {match.claim.pk: _wordings(statement, match) for match in matches}
    misquotes = _misquotes(statement, matches, wordings)
    if misquotes:
        return Outcome(Finding.Verdict.MISQUOTE, misquotes[:MOST_EVIDENCE])

    is_certain = statement.speaker is not None and not found.fits_several
    same = [_restated(match, wordings[match.claim.pk], statement, compare) for match in matches]
    restated = [backing for backing in same if backing is not None]
    own = [backing for backing in restated if backing.match.same_person is not False]
    said_on = _newest(own or restated)
    judged = [
        _judge(statement, match, compare, said_on)
        for match, backing in zip(matches, same, strict=True)
        if backing is None
    ]
    contrary = [
        *_misattributed(statement, matches, wordings),
        *(
            backing
            for backing in judged
            if backing.relation == Relation.CONTRADICTS
            and not _is_superseded(backing, own)
            and not any(dismissed(backing.match.claim.pk, other.match.claim.pk) for other in restated)
        ),
    ]
    if said_on is not None:
        newer = [item for item in judged if item.relation == Relation.UPDATES and _is_after(item.match, said_on)]
    else:
        newer = _newer_than_undated(statement, judged, compare)
    if is_certain and restated and not own:
        restated = [_said_by_another(backing, statement) for backing in restated]
    return _outcome(
        contrary=contrary,
        newer=newer,
        restated=restated,
        earlier=[backing for backing in judged if backing.relation == Relation.UPDATES],
        is_own=is_certain and bool(own),
    )


def _outcome(
    *, contrary: list[Backing], newer: list[Backing], restated: list[Backing], earlier: list[Backing], is_own: bool
) -> Outcome:
    """The gravest verdict; `is_own` where the same is on record from the very person the draft names."""
    newest_first = sorted(newer, key=lambda backing: _published(backing.match) or datetime.date.min, reverse=True)
    same = sorted(_best(restated), key=lambda backing: backing.match.same_person is False)[:MOST_CONTEXT]
    verdict = Finding.Verdict
    if contrary:
        shown = [*_best(contrary)[:MOST_EVIDENCE], *newest_first[:MOST_CONTEXT], *same]
        return Outcome(verdict.CONTRADICTED, _once(shown))
    if newest_first:
        return Outcome(verdict.OUTDATED, _once([*newest_first[:MOST_CONTEXT], *same]))
    if restated:
        return Outcome(verdict.CONSISTENT if is_own else verdict.UNRESOLVED, tuple(same))
    return Outcome(verdict.NO_RECORD, tuple(_best(earlier)[:MOST_CONTEXT]))


def _wordings(statement: Statement, match: Match) -> tuple[Wording, ...]:
    """How each quotation in the statement stands to the recorded words; empty where those are reported speech."""
    text = match.claim.text
    if match.view.kind == Kind.DIRECT:
        quoted: tuple[Span, ...] = (Span(0, len(text)),)
    else:
        quoted = tuple(quotation.inner for quotation in find_quotations(text, find_paragraphs(text)))
    if not quoted:
        return ()
    return tuple(_nearest(span.of(statement.text), text, quoted) for span in statement.quotes)


def _nearest(quote: str, text: str, quoted: Sequence[Span]) -> Wording:
    """The wording of the recorded quotation that is the most like the draft's, with spans into the recorded text."""
    best, where = max(
        ((compare_wording(quote, span.of(text)), span) for span in quoted),
        key=lambda item: (item[0].is_same, item[0].similarity),
    )
    return replace(
        best, recorded=tuple(Span(span.start + where.start, span.end + where.start) for span in best.recorded)
    )


def _misquotes(
    statement: Statement, matches: Sequence[Match], wordings: dict[int, tuple[Wording, ...]]
) -> tuple[Backing, ...]:
    """Recorded quotations of the same person that one of the draft's nearly is, where none has its exact words."""
    found: list[Backing] = []
    for index, quote in enumerate(statement.quotes):
        of_quote = [(match, wordings[match.claim.pk][index]) for match in matches if wordings[match.claim.pk]]
        if any(wording.is_same and match.same_person is not False for match, wording in of_quote):
            continue
        found += [
            Backing(
                match, Relation.RESTATES, wording.similarity, reasons=(_difference(statement, quote, match, wording),)
            )
            for match, wording in of_quote
            if wording.is_near and not wording.is_same and match.same_person
        ]
    return _once(_best(found))


def _difference(statement: Statement, quote: Span, match: Match, wording: Wording) -> Reason:
    mine = [span.of(quote.of(statement.text)) for span in wording.quoted]
    theirs = [span.of(match.claim.text) for span in wording.recorded]
    if not mine:
        text = f"The draft leaves out {_listed(theirs)}."
    elif not theirs:
        text = f"The draft adds {_listed(mine)}."
    else:
        text = f"The draft has {_listed(mine)}, the recorded quotation {_listed(theirs)}."
    shifted = tuple(Span(quote.start + span.start, quote.start + span.end) for span in wording.quoted)
    return Reason(text=text, a=wording.recorded, b=shifted)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _misattributed(
    statement: Statement, matches: Sequence[Match], wordings: dict[int, tuple[Wording, ...]]
) -> list[Backing]:
    """Recorded quotations in exactly the draft's words whose speaker is certainly another person."""
    found: list[Backing] = []
    for index, quote in enumerate(statement.quotes):
        if count_words(quote.of(statement.text)) < MIN_WORDS_OF_ONE_PERSON:
            continue
        exact = [match for match in matches if wordings[match.claim.pk] and wordings[match.claim.pk][index].is_same]
        if all(match.same_person is False for match in exact):
            found += [
                Backing(
                    match,
                    Relation.CONTRADICTS,
                    1.0,
                    Axis.ENTITY,
                    (Reason(f"On record these are words of {match.view.speaker}, not of {statement.name}."),),
                )
                for match in exact
            ]
    return found


def _restated(match: Match, wordings: tuple[Wording, ...], statement: Statement, compare: Compare) -> Backing | None:
    """The match as a claim that says the same, or None. Compared as if of the same day: time parts no words."""
    if _has_same_words(match, wordings, statement):
        return Backing(match, Relation.RESTATES, 1.0, reasons=(Reason("The same words are on record."),))
    view = _view(statement, match, on=match.view.published)
    judgement = compare(match.view, view, similarity=match.similarity)
    if judgement.relation != Relation.RESTATES:
        return None
    return Backing(match, Relation.RESTATES, judgement.confidence, judgement.axis, judgement.reasons)


def _has_same_words(match: Match, wordings: tuple[Wording, ...], statement: Statement) -> bool:
    """A quotation may be an excerpt; of reported words an excerpt can say the opposite ("it is not true that …")."""
    if wordings and statement.view.kind == Kind.DIRECT:
        return all(wording.is_same for wording in wordings)
    return (
        compare_wording(statement.text, match.claim.text).is_same
        and compare_wording(match.claim.text, statement.text).is_same
    )


def _judge(statement: Statement, match: Match, compare: Compare, said_on: datetime.date | None) -> Backing:
    """How recorded claim and statement relate, the earlier one first; reasons always with the recorded one as a."""
    view = _view(statement, match, on=said_on or statement.view.published)
    if said_on and _is_after(match, said_on):
        judgement = compare(view, match.view, similarity=match.similarity)
        reasons = tuple(replace(reason, a=reason.b, b=reason.a) for reason in judgement.reasons)
    else:
        judgement = compare(match.view, view, similarity=match.similarity)
        reasons = judgement.reasons
    # A report shows the draft first, whichever of the two is the earlier one.
    orderless = tuple(
        replace(item, text=_ORDER.sub("One statement denies what the other", item.text)) for item in reasons
    )
    return Backing(match, judgement.relation, judgement.confidence, judgement.axis, orderless)


def _newer_than_undated(statement: Statement, judged: Sequence[Backing], compare: Compare) -> list[Backing]:
    """Claims that are a newer state than the statement if it is of an earlier day, and undecided if it is of today.

    Where both ways round make sense (another price), nothing is said; a toll of eleven is older than one of nineteen.
    """
    found = []
    for item in judged:
        published = _published(item.match)
        if item.relation == Relation.ABSTAIN and published is not None:
            backing = _judge(statement, item.match, compare, published - datetime.timedelta(days=1))
            if backing.relation == Relation.UPDATES:
                found.append(backing)
    return found


def _view(statement: Statement, match: Match, *, on: datetime.date | None) -> ClaimView:
    """The statement as of a day. One person is called by one name on both sides: the record's."""
    speaker = match.view.speaker if match.same_person else statement.view.speaker
    return replace(statement.view, published=on, speaker=speaker)


def _is_superseded(contrary: Backing, own: Iterable[Backing]) -> bool:
    """Whether a contrary claim is an earlier one of a person who has said what the draft says since."""
    before = _published(contrary.match)
    if not contrary.match.same_person or before is None:
        return False
    return any(backing.match.same_person and _is_after(backing.match, before) for backing in own)


def _said_by_another(backing: Backing, statement: Statement) -> Backing:
    note = Reason(f"On record this was said by {backing.match.view.speaker}; nothing of the kind by {statement.name}.")
    return replace(backing, reasons=(note, *backing.reasons))


def _newest(backing: Sequence[Backing]) -> datetime.date | None:
    return max((day for item in backing if (day := _published(item.match))), default=None)


def _published(match: Match) -> datetime.date | None:
    return match.view.published


def _is_after(match: Match, day: datetime.date | None) -> bool:
    published = _published(match)
    return published is not None and day is not None and published > day


def _best(backing: Iterable[Backing]) -> list[Backing]:
    return sorted(backing, key=lambda item: (-item.confidence, item.match.claim.pk))


def _once(backing: Iterable[Backing]) -> tuple[Backing, ...]:
    """Each recorded claim once, at its first place."""
    found: dict[int, Backing] = {}
    for item in backing:
        found.setdefault(item.match.claim.pk, item)
    return tuple(found.values())
