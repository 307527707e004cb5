"""A small record for looking at pages: one story in two papers, each kind of quotation, speaker, pair and finding."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import User

from claims.models import (
    Alias,
    Analysis,
    Claim,
    Draft,
    Evidence,
    Finding,
    Mention,
    Pair,
    Proposition,
    Report,
    Review,
    Role,
    Speaker,
    Verdict,
)
from claims.speakers import assign_mentions, merge_speakers, undo_decision
from sources.models import Article, Version
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    MentionFactory,
    PairFactory,
    SourceFactory,
    SpeakerFactory,
    VerdictFactory,
    VersionFactory,
)

FIRST = """The flood gates above Marrow were opened at three in the morning, water minister Ilse Okafor told reporters.

“We had about 1,200 people in the low streets,” mayor Piet Maas said. He added that the operator's spokesman had told \
him the gates “would stay shut until dawn”.

According to the company's chief engineer, Tomás Reyes, the alarm was raised at midnight. Officials said that at least \
40 houses were damaged."""
SECOND = """The operator changed its account of the night on Thursday.

Chief engineer Tomás Reyes said the alarm was raised only at two in the morning, not at midnight. The mayor put the \
number of people in the low streets at about 900.

Ilse Okafor told parliament that the gates were opened at half past four. The number of damaged houses has risen to \
57, the district said."""
DRAFT = """The alarm was raised at midnight, chief engineer Tomás Reyes said.

“We had 1,200 people in the low roads,” mayor Piet Maas said. The ferries ran on time, the harbour master said."""


@dataclass(frozen=True)
class Rows:
    article: Article
    claim: Claim
    speaker: Speaker
    pair: Pair
    report: Report
    unread: Version
    namesake: Speaker
    unsure: Mention

    @property
    def addresses(self) -> dict[str, str]:
        """Every page of a signed-in editor, by what it shows."""
        return {
            "claims": "/",
            "claims without result": "/?q=nothing",
            "claim": f"/claims/{self.claim.pk}/",
            "contradictions": "/contradictions/",
            "pair": f"/contradictions/{self.pair.pk}/",
            "speakers": "/speakers/",
            "speaker": f"/speakers/{self.speaker.pk}/",
            "speaker with decisions": f"/speakers/{self.namesake.pk}/",
            "speaker merge": f"/speakers/{self.speaker.pk}/merge/?q=maas",
            "speaker merge confirm": f"/speakers/{self.speaker.pk}/merge/{self.namesake.pk}/",
            "speaker split": f"/speakers/{self.speaker.pk}/split/",
            "mention assign": f"/speakers/assign/?m={self.unsure.pk}&q=reyes",
            "articles": "/articles/",
            "article": f"/articles/{self.article.pk}/?claim={self.claim.pk}",
            "article add": "/articles/add/",
            "drafts": "/drafts/",
            "draft add": "/drafts/add/",
            "report": f"/reports/{self.report.pk}/",
            "quality": "/quality/",
            "password": "/password/",
        }


def small_record(*, owner: User) -> Rows:
    """Write the rows; the draft and the reviews are the owner's."""
    first, second = (
        _version(title, text, day)
        for title, text, day in (
            ("Who opened the gates at Marrow?", FIRST, 4),
            ("Operator changes its account of the night of the flood", SECOND, 7),
        )
    )
    reyes, okafor, maas = (
        SpeakerFactory(name=name, key=key)
        for name, key in (("Tomás Reyes", "tomas reyes"), ("Ilse Okafor", "ilse okafor"), ("Piet Maas", "piet maas"))
    )
    namesake = SpeakerFactory(name="Jan Maas", key="jan maas")
    Alias.objects.create(speaker=reyes, name="Tomas Reyes Dávila", key="tomas reyes davila")
    Role.objects.create(speaker=reyes, title="chief engineer", key="chief engineer", first_seen_on="2024-03-04")

    engineer = _mention(first, reyes, roles=["chief engineer"])
    later_engineer = _mention(second, reyes, roles=["Chief engineer"])
    mayor = _mention(first, maas, roles=["mayor"])
    minister = _mention(first, okafor, roles=["water minister"])
    unsure = MentionFactory(
        version=second,
        speaker=None,
        names=[],
        candidates=[{"speaker": maas.pk, "score": 0.5}, {"speaker": namesake.pk, "score": 0.4}],
    )
    unnamed = MentionFactory(version=first, speaker=None, names=[], kind=Mention.Kind.UNNAMED)

    alarm = ClaimFactory(version=first, mention=engineer, text="the alarm was raised at midnight", cue="According to")
    Claim.objects.filter(pk=alarm.pk).update(proposition=Proposition.objects.create(key="alarm"))
    later_alarm = ClaimFactory(
        version=second, mention=later_engineer, text="the alarm was raised only at two in the morning, not at midnight"
    )
    opened = ClaimFactory(
        version=first, mention=minister, text="The flood gates above Marrow were opened at three in the morning"
    )
    later_opened = ClaimFactory(
        version=second, mention=_mention(second, okafor), text="the gates were opened at half past four"
    )
    crowd = ClaimFactory(
        version=first, mention=mayor, text="We had about 1,200 people in the low streets", kind=Claim.Kind.DIRECT
    )
    fewer = ClaimFactory(
        version=second,
        mention=unsure,
        mention_text="The mayor",
        cue="put",
        text="the number of people in the low streets at about 900",
    )
    ClaimFactory(
        version=first,
        mention=mayor,
        mention_text="He",
        cue="added",
        kind=Claim.Kind.MIXED,
        text="the operator's spokesman had told him the gates “would stay shut until dawn”",
    )
    ClaimFactory(
        version=first,
        mention=None,
        mention_text="the operator's spokesman",
        chain=["Piet Maas"],
        kind=Claim.Kind.MIXED,
        text="the gates “would stay shut until dawn”",
    )
    houses = ClaimFactory(
        version=first, mention=unnamed, mention_text="Officials", text="at least 40 houses were damaged"
    )
    more_houses = ClaimFactory(version=second, mention=None, text="The number of damaged houses has risen to 57")

    pair = _judged((alarm, "at midnight"), (later_alarm, "only at two in the morning"), axis="stance", confidence=0.93)
    confirmed = _judged((opened, "three in the morning"), (later_opened, "half past four"), same_speaker=True)
    _judged((crowd, "about 1,200"), (fewer, "about 900"), axis="quantity", confidence=0.61)
    _judged((houses, "at least 40"), (more_houses, "57"), axis="quantity", relation=Verdict.Relation.UPDATES)
    Review.objects.create(
        pair=confirmed.pair,
        verdict=confirmed,
        reviewer=owner,
        decision=Review.Decision.CONFIRMED,
        note="Rang the ministry.",
    )
    unread = VersionFactory(
        article__source__name="Tram News",
        article__title="Tram fares: council meets again",
        text="The council meets again.",
    )
    Analysis.objects.create(version=unread, pipeline_version="1", stage=Analysis.Stage.RESOLVE)
    merge_speakers(speaker=SpeakerFactory(name="J. Maas", key="j maas"), into=namesake, editor=owner)
    given = assign_mentions(mentions=[later_opened.mention], to=namesake, editor=owner)
    undo_decision(decision=given, editor=owner)
    # Linking these few rows anew resolves "The mayor" by no rule: it is open between two of the name.
    unsure.refresh_from_db()
    report = _report(owner, later_alarm, crowd)
    return Rows(first.article, alarm, reyes, pair.pair, report, unread, namesake, unsure)


def _version(title: str, text: str, day: int) -> Version:
    article = ArticleFactory(
        source=SourceFactory(name=f"Harbour Post {day}"),
        title=title,
        url=f"https://post.example/{day}",
        byline="Lena Brandt",
        published_at=datetime(2024, 3, day, tzinfo=UTC),
    )
    version: Version = VersionFactory(article=article, text=text)
    Analysis.objects.create(version=version, pipeline_version="1", stage=Analysis.Stage.DONE)
    return version


def _mention(version: Version, speaker: Speaker, **given: object) -> Mention:
    mention: Mention = MentionFactory(version=version, speaker=speaker, **given)
    return mention


def _judged(a: tuple[Claim, str], b: tuple[Claim, str], **given: object) -> Verdict:
    """A judgement on two claims, each given with its words that clash."""
    (claim_a, words_a), (claim_b, words_b) = a, b
    reason = {
        "text": f"“{words_a}” against “{words_b}”.",
        "a": [_span(claim_a.text, words_a)],
        "b": [_span(claim_b.text, words_b)],
    }
    verdict: Verdict = VerdictFactory(pair=PairFactory(a=claim_a, b=claim_b), reasons=[reason], **given)
    return verdict


def _span(text: str, words: str) -> list[int]:
    return [text.index(words), text.index(words) + len(words)]


def _report(owner: User, later_alarm: Claim, crowd: Claim) -> Report:
    draft = Draft.objects.create(owner=owner, title="Marrow counts its losses", text=DRAFT)
    report = Report.objects.create(draft=draft, state=Report.State.DONE, used={"judge": "1", "claims": 10})
    for text, verdict, claim, relation, reason in (
        ("The alarm was raised at midnight", "contradicted", later_alarm, "contradicts", "Two against midnight."),
        ("We had 1,200 people in the low roads", "misquote", crowd, "restates", "“Roads” for “streets”."),
        ("The ferries ran on time", "no_record", None, "", ""),
    ):
        start, end = _span(DRAFT, text)
        finding = Finding.objects.create(report=report, start=start, end=end, text=text, verdict=verdict)
        if claim:
            Evidence.objects.create(
                finding=finding,
                claim=claim,
                relation=relation,
                confidence=0.9,
                reasons=[{"text": reason, "a": [[0, 9]], "b": [[0, 6]]}],
            )
    return report
