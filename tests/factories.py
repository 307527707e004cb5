"""Rows for tests. Texts are invented; a claim is always cut out of its version's text, so that offsets are true."""

import datetime
import hashlib

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from factory.django import DjangoModelFactory

from claims import models as record
from claims.nlp.types import Relation
from sources.models import Article, Source, Version

TEXT = (
    "The harbour bridge will open in May, transport minister Ana Kovač said on Tuesday. "
    "“The bridge will not open before September,” engineer Piet Maas told reporters.\n"
)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password("correct horse battery")

    @factory.post_generation
    def role(self, create: bool, extracted: str | None, **kwargs: object) -> None:
        """`UserFactory(role="editor")` puts the user into that group."""
        if create and extracted:
            self.groups.add(Group.objects.get(name=extracted))  # type: ignore[attr-defined]


class SourceFactory(DjangoModelFactory[Source]):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Harbour Post {n}")
    kind = Source.Kind.NEWSPAPER


class ArticleFactory(DjangoModelFactory[Article]):
    class Meta:
        model = Article

    source = factory.SubFactory(SourceFactory)
    external_id = factory.Sequence(lambda n: f"article-{n}")
    title = factory.Sequence(lambda n: f"Harbour bridge, part {n}")
    published_at = datetime.datetime(2024, 3, 5, tzinfo=datetime.UTC)


class VersionFactory(DjangoModelFactory[Version]):
    class Meta:
        model = Version

    article = factory.SubFactory(ArticleFactory)
    number = 1
    text = TEXT
    sha256 = factory.LazyAttribute(lambda version: hashlib.sha256(version.text.encode()).hexdigest())
    language = "en"


class SpeakerFactory(DjangoModelFactory[record.Speaker]):
    class Meta:
        model = record.Speaker

    name = factory.Sequence(lambda n: f"Ana Kovač {n}")
    key = factory.Sequence(lambda n: f"ana kovac {n}")


class MentionFactory(DjangoModelFactory[record.Mention]):
    class Meta:
        model = record.Mention

    version = factory.SubFactory(VersionFactory)
    key = factory.Sequence(lambda n: f"mention {n}")
    kind = record.Mention.Kind.PERSON
    speaker = factory.SubFactory(SpeakerFactory)
    names = factory.LazyAttribute(lambda mention: [mention.speaker.name] if mention.speaker else [])


class ClaimFactory(DjangoModelFactory[record.Claim]):
    """`ClaimFactory(version=…, text="…")`: the text must stand in the version's text."""

    class Meta:
        model = record.Claim

    version = factory.SubFactory(VersionFactory)
    text = "The harbour bridge will open in May"
    start = factory.LazyAttribute(lambda claim: claim.version.text.index(claim.text))
    end = factory.LazyAttribute(lambda claim: claim.start + len(claim.text))
    spans = factory.LazyAttribute(lambda claim: [[claim.start, claim.end]])
    spans_key = factory.LazyAttribute(lambda claim: f"{claim.start}-{claim.end}")
    sha256 = factory.LazyAttribute(lambda claim: hashlib.sha256(claim.text.encode()).hexdigest())
    kind = record.Claim.Kind.INDIRECT
    cue = "said"
    confidence = 0.9
    pipeline_version = "test"
    mention = factory.SubFactory(MentionFactory, version=factory.SelfAttribute("..version"))
    mention_text = factory.LazyAttribute(lambda claim: str(claim.mention) if claim.mention else "")


class PairFactory(DjangoModelFactory[record.Pair]):
    class Meta:
        model = record.Pair

    a = factory.SubFactory(ClaimFactory)
    b = factory.SubFactory(ClaimFactory, text="The bridge will not open before September")
    similarity = 0.8


class VerdictFactory(DjangoModelFactory[record.Verdict]):
    class Meta:
        model = record.Verdict

    pair = factory.SubFactory(PairFactory)
    judge_version = "test"
    relation = Relation.CONTRADICTS.value
    axis = record.Verdict.Axis.DATE
    confidence = 0.9
    p_contradicts = 0.9
    reasons = factory.LazyFunction(
        lambda: [{"text": "May against not before September.", "a": [[32, 35]], "b": [[20, 41]]}]
    )


class ReviewFactory(DjangoModelFactory[record.Review]):
    class Meta:
        model = record.Review

    verdict = factory.SubFactory(VerdictFactory)
    pair = factory.SelfAttribute("verdict.pair")
    reviewer = factory.SubFactory(UserFactory)
    decision = record.Review.Decision.CONFIRMED


class DraftFactory(DjangoModelFactory[record.Draft]):
    class Meta:
        model = record.Draft

    owner = factory.SubFactory(UserFactory)
    title = "Bridge opening"
    text = "The harbour bridge opens in May, minister Ana Kovač said."
