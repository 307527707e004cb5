"""Finds the recorded claims that a draft's statements may be about, and whether they are the same person's words."""

from collections.abc import Callable, Sequence

from django.db.models import Q

from claims import candidates, embeddings, speakers, verdicts
from claims.drafts.findings import Found, Match
from claims.drafts.statements import Statement
from claims.models import Claim, Pair, Review

# As many as an editor could ever read through; what is less alike than the fortieth is about something else.
LIMIT = 40


def find_matches(statements: Sequence[Statement]) -> list[Found]:
    """Return for each statement the current claims that are alike in meaning or words, the most similar first."""
    vectors = embeddings.embed_texts([statement.text for statement in statements])
    people = speakers.find_speakers([s.speaker for s in statements if s.speaker is not None])
    model = embeddings.embedder().version
    alike = [
        candidates.similar_claims(vector=vector, text=statement.text, model_version=model, limit=LIMIT)
        for statement, vector in zip(statements, vectors, strict=True)
    ]
    ids = {candidate.claim_id for row in alike for candidate in row}
    claims = Claim.objects.current().with_context().defer("search", "version__bands").in_bulk(ids)
    return [
        _found(_once(row, claims), claims, people[statement.speaker] if statement.speaker else ())
        for statement, row in zip(statements, alike, strict=True)
    ]


def find_dismissed(found: Sequence[Found]) -> Callable[[int, int], bool]:
    """Return a test of whether a person decided that two of these recorded claims are no contradiction."""
    ids = {match.claim.pk for on_record in found for match in on_record.matches}
    pairs = Pair.objects.with_state().filter(Q(state=Review.Decision.DISMISSED), a__in=ids, b__in=ids)
    dismissed = {frozenset(pair) for pair in pairs.values_list("a_id", "b_id")}
    return lambda a, b: frozenset((a, b)) in dismissed


def _found(row: Sequence[candidates.Candidate], claims: dict[int, Claim], possible: Sequence[int]) -> Found:
    """`possible` holds the ids of the speakers on record that the draft's could be."""
    matches = []
    for candidate in row:
        claim = claims[candidate.claim_id]
        matches.append(Match(claim, verdicts.view_of(claim), candidate.similarity, _same_person(possible, claim)))
    return Found(tuple(matches), fits_several=len(possible) > 1)


def _same_person(possible: Sequence[int], claim: Claim) -> bool | None:
    """Whether the draft's speaker is the claim's; None where either leaves a choice or is nobody on record."""
    if claim.speaker is None or not possible:
        return None
    if claim.speaker.pk not in possible:
        return False
    return True if len(possible) == 1 else None


def _once(found: Sequence[candidates.Candidate], claims: dict[int, Claim]) -> list[candidates.Candidate]:
    """Without reprints, and without words that a later version of the same article has as well."""
    newest: dict[tuple[int, str], int] = {}
    for candidate in found:
        claim = claims.get(candidate.claim_id)
        if claim is not None and claim.version.article.copy_of_id is None:
            key = (claim.version.article_id, claim.text)
            newest[key] = max(newest.get(key, 0), claim.pk)
    kept = set(newest.values())
    return [candidate for candidate in found if candidate.claim_id in kept]
