"""What pages show beside a quotation: its speaker, or who it could be, asked for once for a whole list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from claims.models import Claim, Mention, Speaker

# Texts and search vectors are large and no list shows them.
HEAVY = ("version__text", "version__bands", "search", "standalone")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone the words could mean; `speaker` is None for a name that only the text itself knows."""

    name: str
    speaker: Speaker | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A claim with its speaker after merges or, where that is not certain, with those it could be.

    `words` are the text's own for the speaker ("the minister"), `role` the title the text gives.
    """

    claim: Claim
    speaker: Speaker | None
    words: str
    role: str
    unnamed: bool
    candidates: tuple[Candidate, ...] = ()


def quotations(claims: Iterable[Claim]) -> list[Quotation]:
    """Claims (loaded `with_context`) as pages show them, in the same order; two queries, however many they are."""
    claims = list(claims)
    open_claims = [claim for claim in claims if claim.speaker is None]
    by_id = Speaker.objects.select_related("merged_into").in_bulk(
        {entry["speaker"] for claim in open_claims if claim.mention for entry in claim.mention.candidates}
    )
    wanted = Q(pk__in=[])
    for claim in open_claims:
        if claim.mention_candidates:
            wanted |= Q(version_id=claim.version_id, key__in=claim.mention_candidates)
    by_key: dict[tuple[int, str], Mention] = {}
    if any(claim.mention_candidates for claim in open_claims):
        for mention in Mention.objects.filter(wanted).select_related("speaker__merged_into"):
            by_key[mention.version_id, mention.key] = mention
    return [_quotation(claim, by_id, by_key) for claim in claims]


def _quotation(claim: Claim, by_id: dict[int, Speaker], by_key: dict[tuple[int, str], Mention]) -> Quotation:
    mention = claim.mention
    speaker = claim.speaker
    words = claim.mention_text or (str(mention) if mention else "")
    return Quotation(
        claim=claim,
        speaker=speaker,
        words=words,
        role=mention.roles[0] if mention and mention.roles else "",
        unnamed=bool(mention and mention.kind == Mention.Kind.UNNAMED),
        candidates=() if speaker else _candidates(claim, by_id, by_key),
    )


def _candidates(
    claim: Claim, by_id: dict[int, Speaker], by_key: dict[tuple[int, str], Mention]
) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    for entry in claim.mention.candidates if claim.mention else []:
        speaker = by_id.get(entry["speaker"])
        if speaker:
            speaker = speaker.merged_into or speaker
            found.setdefault(speaker.name, Candidate(speaker.name, speaker))
    for key in claim.mention_candidates:
        mention = by_key.get((claim.version_id, key))
        speaker = mention.speaker if mention else None
        if speaker:
            speaker = speaker.merged_into or speaker
        name = speaker.name if speaker else str(mention) if mention else key
        found.setdefault(name, Candidate(name, speaker))
    return tuple(found.values())
