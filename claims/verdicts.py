"""Stage 5: judges every pair once per judge version.

Where the settings name a second judge it may lower a suggestion. A verdict that it was heard for has its version
behind the judge's, with a plus between; either form means that the pair has been judged.

A judgement reads what the two texts say of their claims: words, names, titles and dates. Who a name was resolved to
across articles is left out, because that may change with a later article and a verdict is never edited.
"""

from collections.abc import Callable

from claims.models import Claim, Pair, Verdict
from claims.nlp.comparison import JUDGE_VERSION, compare
from claims.nlp.types import ClaimView, Reason
from claims.second_opinion import SecondOpinions
from sources.models import Version

BATCH = 100


def judge_pairs(*, version: Version, renew: Callable[[], object] = lambda: None) -> None:
    """Store the verdicts that the pairs of the version's current claims lack. Judges outside any transaction.

    `renew` is called whenever a batch is stored: a claim with many likes takes longer than a lease.
    """
    pairs = (
        Pair.objects.current()
        .exclude(verdicts__judge_version=JUDGE_VERSION)
        .exclude(verdicts__judge_version__startswith=f"{JUDGE_VERSION}+")
        .with_context()
    )
    opinions = SecondOpinions.begin()
    for end in ("a", "b"):
        verdicts: list[Verdict] = []
        for pair in pairs.filter(**{f"{end}__version": version}).iterator(chunk_size=BATCH):
            verdicts.append(_verdict(pair, opinions))
            if len(verdicts) == BATCH:
                Verdict.objects.bulk_create(verdicts, ignore_conflicts=True)
                verdicts = []
                renew()
        Verdict.objects.bulk_create(verdicts, ignore_conflicts=True)


def view_of(claim: Claim) -> ClaimView:
    """A recorded claim as the comparison sees it."""
    mention, article = claim.mention, claim.version.article
    return ClaimView(
        text=claim.text,
        speaker=(mention.names[0] if mention and mention.names else claim.mention_text),
        role=mention.roles[0] if mention and mention.roles else "",
        side=mention.side if mention else "",
        source=article.source.name,
        published=article.published_at.date() if article.published_at else None,
        kind=claim.kind,
        standalone=claim.standalone,
    )


def reasons_as_json(reasons: tuple[Reason, ...]) -> list[dict[str, object]]:
    """Reasons as `Verdict.reasons` and `Evidence.reasons` hold them."""
    return [
        {
            "text": reason.text,
            "a": [[span.start, span.end] for span in reason.a],
            "b": [[span.start, span.end] for span in reason.b],
        }
        for reason in reasons
    ]


def _verdict(pair: Pair, opinions: SecondOpinions) -> Verdict:
    a, b = view_of(pair.a), view_of(pair.b)
    judgement, second = opinions.weigh(compare(a, b, similarity=pair.similarity), a, b)
    return Verdict(
        pair=pair,
        judge_version=_judge_version(second),
        relation=judgement.relation,
        axis=judgement.axis or "",
        confidence=judgement.confidence,
        p_contradicts=judgement.p_contradicts,
        same_speaker=judgement.same_speaker,
        reasons=reasons_as_json(judgement.reasons),
    )


def _judge_version(second: str) -> str:
    """The judge's version and that of the second judge, if it was heard, in as many characters as the column holds."""
    room = 40 - len(JUDGE_VERSION) - 1
    return f"{JUDGE_VERSION}+{second[-room:]}" if second else JUDGE_VERSION
