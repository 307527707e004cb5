"""The forms in which rows leave and requests enter. A quotation is always given with the place it was cut from."""

from typing import Any, Final

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import PublishedField, StrictCharField, WebAddressField
from api.quotations import context_of
from claims.models import (
    Alias,
    Analysis,
    Claim,
    DecidedMention,
    Draft,
    Finding,
    Pair,
    Report,
    Review,
    Role,
    Speaker,
    SpeakerDecision,
    Verdict,
)
from claims.speakers import MOST_MENTIONS
from sources.models import Article, Version

# A version that no worker has taken yet has no analysis row; it is shown as waiting.
WAITING: Final = "waiting"
ANALYSIS_STAGES: Final = [(WAITING, "waiting"), *Analysis.Stage.choices]


class TokenRequestSerializer(serializers.Serializer[dict[str, str]]):
    username = StrictCharField(max_length=150)
    password = StrictCharField(max_length=128, trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(serializers.Serializer[dict[str, str]]):
    token = serializers.CharField()


class SpansField(serializers.ListField):
    """Half-open character offsets: [[start, end], …]."""

    child = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)


class AnalysisSerializer(serializers.Serializer[Analysis]):
    """Where the analysis of a version stands."""

    stage = serializers.ChoiceField(choices=ANALYSIS_STAGES)
    message = serializers.CharField()
    finished_at = serializers.DateTimeField(allow_null=True)


class VersionSerializer(serializers.ModelSerializer[Version]):
    """Expects `characters` annotated and analyses prefetched, newest first."""

    characters = serializers.IntegerField()
    analysis = serializers.SerializerMethodField()

    class Meta:
        model = Version
        fields = ["number", "sha256", "characters", "language", "correction_note", "fetched_at", "analysis"]

    @extend_schema_field(AnalysisSerializer)
    def get_analysis(self, version: Version) -> dict[str, Any]:
        newest = next(iter(version.analyses.all()), None)
        if newest is None:
            return {"stage": WAITING, "message": "", "finished_at": None}
        return AnalysisSerializer(newest).data


class VersionTextSerializer(VersionSerializer):
    article = serializers.IntegerField(source="article_id")

    class Meta(VersionSerializer.Meta):
        fields = ["article", *VersionSerializer.Meta.fields, "text"]


class ArticleSerializer(serializers.ModelSerializer[Article]):
    """Expects the annotations of `views.articles.article_rows`."""

    source = serializers.CharField(source="source.name")  # type: ignore[assignment]  # a field, not the option
    version = serializers.IntegerField(source="newest_number", allow_null=True, help_text="Number of the newest text.")
    language = serializers.CharField(source="newest_language", allow_null=True)
    analysis = serializers.ChoiceField(choices=ANALYSIS_STAGES, help_text="Of the newest text.")

    class Meta:
        model = Article
        fields = [
            "id", "source", "external_id", "url", "title", "byline", "published_at", "published_basis", "copy_of",
            "version", "language", "analysis", "created_at",
        ]  # fmt: skip


class ArticleDetailSerializer(ArticleSerializer):
    versions = VersionSerializer(
        source="newest_versions", many=True, help_text="The newest 100 texts, newest first, without their words."
    )

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "versions"]


class ArticleCreateSerializer(serializers.Serializer[dict[str, Any]]):
    """An article by its text, or by its address alone, which is then fetched."""

    text = StrictCharField(max_length=settings.MAX_ARTICLE_CHARACTERS, trim_whitespace=False, required=False)
    url = WebAddressField(required=False)
    source = StrictCharField(  # type: ignore[assignment]  # a field, not the option
        max_length=200, required=False, help_text="Name of the publisher. Without it the host of the url names it."
    )
    title = StrictCharField(max_length=500, required=False, allow_blank=True)
    byline = StrictCharField(max_length=300, required=False, allow_blank=True)
    published = PublishedField(required=False, allow_null=True)
    external_id = StrictCharField(
        max_length=1000,
        required=False,
        help_text="The publisher's own id. A second text with the same source and id is a new version.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "text" not in attrs and "url" not in attrs:
            raise serializers.ValidationError({"text": "Give a text, or a url to fetch."}, code="required")
        if "text" in attrs and "source" not in attrs and "url" not in attrs:
            raise serializers.ValidationError({"source": "A text needs its source or its url."}, code="required")
        return attrs


class SpeakerNameSerializer(serializers.ModelSerializer[Speaker]):
    class Meta:
        model = Speaker
        fields = ["id", "name"]


class CandidateSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    score = serializers.FloatField()


class ClaimArticleSerializer(serializers.ModelSerializer[Article]):
    source = serializers.CharField(source="source.name")  # type: ignore[assignment]  # a field, not the option

    class Meta:
        model = Article
        fields = ["id", "external_id", "url", "title", "published_at", "source"]


class ContextSerializer(serializers.Serializer[dict[str, Any]]):
    """The words around a claim, exactly as published."""

    start = serializers.IntegerField(help_text="Offset of the first character in the version's text.")
    end = serializers.IntegerField()
    text = serializers.CharField()


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    """Expects rows of `quotations.quotable`, and `candidate_names` (id to name) in the context."""

    article = ClaimArticleSerializer(source="version.article")
    version = serializers.IntegerField(source="version.number")
    spans = SpansField()
    mention = serializers.CharField(source="mention_text", help_text="The words that name the speaker here.")
    mention_id = serializers.IntegerField(
        allow_null=True, help_text="Number of whom this text means; the same for all claims of theirs in it."
    )
    speaker = SpeakerNameSerializer(allow_null=True, help_text="null where not certain.")
    candidates = serializers.SerializerMethodField(help_text="Who an unresolved speaker could be, best first.")
    context = serializers.SerializerMethodField()  # type: ignore[assignment]  # a field; the property stays
    quantities = serializers.ListField(child=serializers.DictField())
    standalone = serializers.CharField(
        help_text="An editorial aid and not a quotation: `text` with names and dates filled in where they are certain, "
        "empty where none are."
    )

    class Meta:
        model = Claim
        fields = [
            "id", "article", "version", "start", "end", "spans", "text", "sha256", "context", "standalone", "kind",
            "modality", "polarity", "cue", "mention", "mention_id", "speaker", "candidates", "mention_candidates",
            "chain", "time_from", "time_to", "quantities", "confidence", "proposition", "retired_at",
        ]  # fmt: skip

    @extend_schema_field(CandidateSerializer(many=True))
    def get_candidates(self, claim: Claim) -> list[dict[str, Any]]:
        if claim.mention is None or claim.speaker is not None:
            return []
        names: dict[int, str] = self.context["candidate_names"]  # type: ignore[index]
        return [
            {"id": candidate["speaker"], "name": names[candidate["speaker"]], "score": candidate["score"]}
            for candidate in claim.mention.candidates
            if candidate["speaker"] in names
        ]

    @extend_schema_field(ContextSerializer)
    def get_context(self, claim: Claim) -> dict[str, Any]:
        return context_of(claim)


class AliasSerializer(serializers.ModelSerializer[Alias]):
    class Meta:
        model = Alias
        fields = ["name", "origin"]


class RoleSerializer(serializers.ModelSerializer[Role]):
    class Meta:
        model = Role
        fields = ["title", "starts_on", "ends_on", "first_seen_on", "last_seen_on", "origin"]


class SpeakerSerializer(serializers.ModelSerializer[Speaker]):
    """Expects `claims` annotated: how many current claims are theirs."""

    claims = serializers.IntegerField(help_text="Number of current claims.")
    aliases = AliasSerializer(many=True)
    roles = RoleSerializer(many=True)

    class Meta:
        model = Speaker
        fields = ["id", "name", "kind", "side", "wikidata_id", "origin", "merged_into", "claims", "aliases", "roles"]


MAX_ID: Final = 2**63 - 1


class MergeSerializer(serializers.Serializer[dict[str, Any]]):
    into = serializers.IntegerField(min_value=1, max_value=MAX_ID, help_text="Number of the speaker that remains.")


class AssignSerializer(serializers.Serializer[dict[str, Any]]):
    """Whom mentions mean: a speaker on record, a new one by name, or nobody certain where both are null."""

    mentions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MAX_ID),
        min_length=1,
        max_length=MOST_MENTIONS,
        help_text="Numbers as in `mention_id` of claims.",
    )
    speaker = serializers.IntegerField(min_value=1, max_value=MAX_ID, allow_null=True, default=None)
    name = StrictCharField(
        max_length=200,
        allow_null=True,
        default=None,
        help_text="Puts a speaker on record. Namesakes are told apart in brackets: John Smith (engineer).",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["speaker"] is not None and attrs["name"] is not None:
            raise serializers.ValidationError({"name": "Give a speaker or a name, not both."})
        return attrs


class DecidedMentionSerializer(serializers.ModelSerializer[DecidedMention]):
    id = serializers.IntegerField(source="mention_id")
    name = serializers.CharField(source="mention")
    article = serializers.IntegerField(source="mention.version.article_id")

    class Meta:
        model = DecidedMention
        fields = ["id", "name", "article"]


class SpeakerDecisionSerializer(serializers.ModelSerializer[SpeakerDecision]):
    """Expects the rows of `views.decisions.decision_rows`."""

    mentions = DecidedMentionSerializer(source="moved", many=True, help_text="What an assignment moved.")
    undoes = serializers.IntegerField(source="undoes_id", allow_null=True, help_text="Number of the decision undone.")
    undone = serializers.SerializerMethodField(help_text="Whether it holds no more.")
    decided_by = serializers.CharField(source="decided_by.username")

    class Meta:
        model = SpeakerDecision
        fields = [
            "id", "action", "speaker", "speaker_name", "target", "target_name", "creates", "mentions", "undoes",
            "undone", "decided_by", "created_at",
        ]  # fmt: skip

    def get_undone(self, decision: SpeakerDecision) -> bool:
        return hasattr(decision, "undone_by")


class ReasonSerializer(serializers.Serializer[dict[str, Any]]):
    """One ground in plain words, with the words that clash as offsets into the text of each claim."""

    text = serializers.CharField()
    a = SpansField()
    b = SpansField()


SUGGESTED: Final = "suggested"
STATES: Final = [
    (SUGGESTED, "suggested by the machine"),
    *(choice for choice in Review.Decision.choices if choice[0] != Review.Decision.WITHDRAWN),
]


class RelationSerializer(serializers.ModelSerializer[Pair]):
    """A pair with its newest verdict. Expects rows of `with_state()` whose claims come from `quotable()`."""

    relation = serializers.ChoiceField(choices=Verdict.Relation.choices)
    axis = serializers.SerializerMethodField()
    confidence = serializers.FloatField()
    state = serializers.ChoiceField(choices=STATES, help_text="The newest review's decision, or suggested.")
    same_speaker = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)
    a = ClaimSerializer(help_text="The claim published first.")
    b = ClaimSerializer()

    class Meta:
        model = Pair
        fields = [
            "id", "relation", "axis", "confidence", "state", "same_speaker", "reasons", "similarity", "a", "b",
            "created_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=Verdict.Axis.choices, allow_null=True))
    def get_axis(self, pair: Pair) -> str | None:
        return pair.axis or None  # type: ignore[attr-defined]


class ReviewSerializer(serializers.ModelSerializer[Review]):
    relation = serializers.IntegerField(source="pair_id", read_only=True)
    verdict = serializers.IntegerField(source="verdict_id", read_only=True)
    reviewer = serializers.CharField(source="reviewer.username", read_only=True)
    note = StrictCharField(max_length=2000, required=False, allow_blank=True, default="")

    class Meta:
        model = Review
        fields = ["id", "relation", "verdict", "reviewer", "decision", "reason", "note", "created_at"]
        read_only_fields = ["created_at"]


class ReportSummarySerializer(serializers.ModelSerializer[Report]):
    """A check without its findings."""

    class Meta:
        model = Report
        fields = ["id", "draft", "state", "message", "created_at", "finished_at"]


class DraftSerializer(serializers.ModelSerializer[Draft]):
    owner = serializers.CharField(source="owner.username", read_only=True)
    title = StrictCharField(max_length=300, required=False, allow_blank=True, default="")

    class Meta:
        model = Draft
        fields = ["id", "owner", "title", "created_at"]
        read_only_fields = ["created_at"]


class DraftDetailSerializer(DraftSerializer):
    text = StrictCharField(max_length=settings.MAX_DRAFT_CHARACTERS, trim_whitespace=False)

    class Meta(DraftSerializer.Meta):
        fields = [*DraftSerializer.Meta.fields, "text"]

    def validate_text(self, text: str) -> str:
        if not text.strip():
            raise serializers.ValidationError("This field may not be blank.", code="blank")
        return text


class ReportDraftSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.IntegerField()
    title = serializers.CharField()


class ReportReasonSerializer(serializers.Serializer[dict[str, Any]]):
    text = serializers.CharField()
    recorded = SpansField()
    draft = SpansField()


class EvidenceArticleSerializer(serializers.Serializer[dict[str, Any]]):
    external_id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field, not the option
    published_at = serializers.DateTimeField(allow_null=True)


class EvidenceSerializer(serializers.Serializer[dict[str, Any]]):
    """A recorded claim beside the statement: its exact words and where they stand."""

    claim = serializers.IntegerField()
    relation = serializers.ChoiceField(choices=Verdict.Relation.choices)
    axis = serializers.ChoiceField(choices=Verdict.Axis.choices, allow_null=True)
    confidence = serializers.FloatField()
    reasons = ReportReasonSerializer(many=True)
    text = serializers.CharField()
    sha256 = serializers.CharField()
    kind = serializers.CharField()
    speaker = serializers.CharField(allow_null=True)
    mention = serializers.CharField()
    could_be = serializers.ListField(child=serializers.CharField())
    article = EvidenceArticleSerializer()
    version = serializers.IntegerField()
    version_sha256 = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    spans = SpansField()
    retired = serializers.BooleanField()


class FindingSerializer(serializers.Serializer[dict[str, Any]]):
    """One statement of the draft, by offsets into its text, and what the record holds on it."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    speaker = serializers.CharField(allow_null=True)
    verdict = serializers.ChoiceField(choices=Finding.Verdict.choices)
    against = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of the claims.")
    evidence = EvidenceSerializer(many=True)


class ReportSerializer(serializers.Serializer[dict[str, Any]]):
    """What `claims.reports.as_data` gives; only the schema is made from this."""

    report = serializers.IntegerField()
    draft = ReportDraftSerializer()
    state = serializers.ChoiceField(choices=Report.State.choices)
    message = serializers.CharField(help_text="Why it failed.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    used = serializers.DictField(help_text="Versions of the machine and size of the record at the time.")
    summary = serializers.DictField(child=serializers.IntegerField(), help_text="Number of findings per verdict.")
    findings = FindingSerializer(many=True)
