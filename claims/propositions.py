"""Stage 6: joins claims that say the same into propositions, and tells the sides of one.

Restating is not safely transitive: a chain of near-paraphrases may end far from where it began. Two groups are joined
only where every pair across them that was compared restates and at least half of all pairs across were compared so
(average linkage with a veto). Groups are computed anew for the whole connected part each time, in an order that
depends on the claims alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import product

from django.db import transaction
from django.db.models import Q

from claims.models import Claim, Pair, Proposition, Review
from claims.nlp.types import Relation
from sources.models import Version

MIN_LINKED = 0.5

# Conditions on the columns that `PairQuerySet.with_state` adds.
CONTRADICTS = Q(relation=Relation.CONTRADICTS)
RESTATES = Q(relation=Relation.RESTATES)
DISMISSED = Q(state=Review.Decision.DISMISSED)


@dataclass(slots=True)
class Side:
    """Claims on one side of a proposition: those that affirm it, or those that contradict it."""

    affirms: bool
    claims: list[Claim] = field(default_factory=list)

    @property
    def source_events(self) -> int:
        """How many articles stand behind this side, copies of one story counted once."""
        return len({claim.version.article.copy_of_id or claim.version.article_id for claim in self.claims})


def group_claims(*, version: Version) -> None:
    """Recompute the propositions around a version's claims. Rows that stay the same are not written."""
    claims, edges = _connected(set(Claim.objects.filter(version=version).values_list("pk", flat=True)))
    groups = [group for group in _groups(claims, edges) if len(group) > 1]
    keys = {_key(min(group, key=lambda claim: claim.article_key)): group for group in groups}
    with transaction.atomic():
        Proposition.objects.bulk_create([Proposition(key=key) for key in sorted(keys)], ignore_conflicts=True)
        rows = {row.key: row for row in Proposition.objects.filter(key__in=keys)}
        wanted = {claim.pk: rows[key].pk for key, group in keys.items() for claim in group}
        for claim in claims.values():
            if claim.proposition_id != wanted.get(claim.pk):
                Claim.objects.filter(pk=claim.pk).update(proposition=wanted.get(claim.pk))
        before = {claim.proposition_id for claim in claims.values() if claim.proposition_id}
        Proposition.objects.filter(pk__in=before - set(wanted.values()), claims=None).delete()


def sides(proposition: Proposition) -> list[Side]:
    """Who says it and who contradicts it, each in order of publication."""
    members = list(proposition.claims.current().with_context())
    pairs = Pair.objects.current().told_once().with_state().filter(CONTRADICTS).exclude(DISMISSED)
    ids = [claim.pk for claim in members]
    against = {
        pair.b_id if pair.a_id in ids else pair.a_id for pair in pairs.filter(Q(a__in=ids) | Q(b__in=ids))
    } - set(ids)
    return [
        Side(affirms=affirms, claims=sorted(claims, key=lambda claim: claim.article_key))
        for affirms, claims in (
            (True, members),
            (False, list(Claim.objects.current().with_context().filter(pk__in=against))),
        )
    ]


def _connected(start: set[int]) -> tuple[dict[int, Claim], dict[frozenset[int], str]]:
    """All claims reachable over restatements, and the relation of each compared pair among them."""
    judged = Pair.objects.current().with_state().exclude(DISMISSED)
    found, edge = set(start), set(start)
    while edge:
        links = judged.filter(RESTATES).filter(Q(a__in=edge) | Q(b__in=edge))
        edge = {pk for pair in links.values_list("a_id", "b_id") for pk in pair} - found
        found |= edge
    inside = judged.filter(a__in=found, b__in=found).exclude(Q(relation=Relation.ABSTAIN))
    columns = inside.values_list("a_id", "b_id", "relation")  # type: ignore[misc]  # an annotation of with_state
    edges = {frozenset((a, b)): relation for a, b, relation in columns}
    claims = Claim.objects.select_related("version__article").in_bulk(found)
    return claims, edges


def _groups(claims: dict[int, Claim], edges: dict[frozenset[int], str]) -> list[list[Claim]]:
    """Join groups pair by pair, in order of publication, where nothing across them speaks against it."""
    group_of = {pk: [claim] for pk, claim in claims.items() if claim.retired_at is None}
    restating = [ids for ids, relation in edges.items() if relation == Relation.RESTATES]
    for ids in sorted(restating, key=lambda ids: sorted(claims[pk].article_key for pk in ids)):
        first, second = (group_of[pk] for pk in sorted(ids, key=lambda pk: claims[pk].article_key))
        if first is second:
            continue
        across = [edges.get(frozenset((a.pk, b.pk))) for a, b in product(first, second)]
        compared = [relation for relation in across if relation is not None]
        if all(relation == Relation.RESTATES for relation in compared) and len(compared) >= MIN_LINKED * len(across):
            first.extend(second)
            for claim in second:
                group_of[claim.pk] = first
    return list({id(group): group for group in group_of.values()}.values())


def _key(claim: Claim) -> str:
    """A key that depends on where the claim stands, not on its row number."""
    article = claim.version.article
    place = f"{article.source_id}\n{article.external_id}\n{claim.version.sha256}\n{claim.spans_key}"
    return hashlib.sha256(place.encode()).hexdigest()
