"""What was read out of one version: the analysis, those it attributes words to, and the claims with their meaning."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from pgvector.django import HalfVectorField, HnswIndex

from claims.models.speakers import Speaker
from claims.nlp import types
from sources.models import Version

EMBEDDING_DIMENSIONS = 384


class Analysis(models.Model):
    """The work on one version for one pipeline version: where it stands, and who holds it until when."""

    class Stage(models.TextChoices):
        EXTRACT = "extract", "reading"
        RESOLVE = "resolve", "naming speakers"
        EMBED = "embed", "indexing"
        PAIR = "pair", "looking for related claims"
        JUDGE = "judge", "comparing"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        SKIPPED = "skipped", "not analysed"

    version = models.ForeignKey(Version, models.CASCADE, related_name="analyses")
    pipeline_version = models.CharField(max_length=40)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.EXTRACT)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Why it failed, or why it was skipped ("language: es").
    message = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "analyses"
        constraints = [
            models.UniqueConstraint(fields=["version", "pipeline_version"], name="analysis_unique"),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], name="analysis_open", condition=~Q(stage__in=["done", "failed", "skipped"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_stage_display()}"


class Mention(models.Model):
    """Someone one text attributes words to, unified over that text, and the speaker it was resolved to, or none.

    `candidates` lists those it could be, best first, as {"speaker": id, "score": number}; resolved means exactly one.
    """

    class Kind(models.TextChoices):
        PERSON = types.SpeakerKind.PERSON.value, "person"
        ORGANISATION = types.SpeakerKind.ORGANISATION.value, "organisation"
        GOVERNMENT = types.SpeakerKind.GOVERNMENT.value, "government"
        DELEGATION = types.SpeakerKind.DELEGATION.value, "delegation"
        UNNAMED = types.SpeakerKind.UNNAMED.value, "unnamed"

    version = models.ForeignKey(Version, models.CASCADE, related_name="mentions")
    key = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind)
    names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    roles = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    side = models.CharField(max_length=100, blank=True)
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, blank=True, related_name="mentions")
    candidates = models.JSONField(default=list, blank=True)
    # Set where a person chose the speaker; analyses then leave the choice alone.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["version_id", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="mention_unique")]
        indexes = [
            # Which open mentions could be a given speaker.
            GinIndex(
                OpClass(F("candidates"), "jsonb_path_ops"), name="mention_candidates", condition=Q(speaker__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.names[0] if self.names else self.key


class ClaimQuerySet(models.QuerySet["Claim"]):
    def current(self) -> ClaimQuerySet:
        """Claims that the newest analysis of their version still finds."""
        return self.filter(retired_at__isnull=True)

    def with_context(self) -> ClaimQuerySet:
        """With article, source and speaker loaded: what every listing shows beside a quotation."""
        return self.select_related("version__article__source", "mention__speaker__merged_into")

    def search(self, words: str) -> ClaimQuerySet:
        """Claims whose text holds the words (web search syntax: quotes, or, minus)."""
        return self.filter(search=SearchQuery(words, config="counterclaim", search_type="websearch"))


class Proposition(models.Model):
    """Claims that say the same. `key` is that of its earliest claim, which stands for it."""

    key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.key


class Claim(models.Model):
    """One attributed statement in one version, bound to it by character offsets and a hash of the words.

    `text` is the verbatim content; several spans (a quotation split by its attribution) are joined by " … ".
    """

    class Kind(models.TextChoices):
        DIRECT = types.Kind.DIRECT.value, "direct quotation"
        INDIRECT = types.Kind.INDIRECT.value, "indirect speech"
        MIXED = types.Kind.MIXED.value, "partly quoted"

    class Modality(models.TextChoices):
        ASSERTED = types.Modality.ASSERTED.value, "asserted"
        DENIED = types.Modality.DENIED.value, "denied"
        HEDGED = types.Modality.HEDGED.value, "hedged"
        PREDICTED = types.Modality.PREDICTED.value, "predicted"
        CONDITIONAL = types.Modality.CONDITIONAL.value, "conditional"
        ALLEGED = types.Modality.ALLEGED.value, "alleged"

    class Polarity(models.TextChoices):
        AFFIRMED = types.Polarity.AFFIRMED.value, "affirmed"
        NEGATED = types.Polarity.NEGATED.value, "negated"

    version = models.ForeignKey(Version, models.PROTECT, related_name="claims")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    # Content spans [[start, end], …] in order, and their form as text: the identity of the claim within its version.
    spans = models.JSONField()
    spans_key = models.CharField(max_length=400)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    standalone = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    modality = models.CharField(max_length=12, choices=Modality, default=Modality.ASSERTED)
    polarity = models.CharField(max_length=10, choices=Polarity, default=Polarity.AFFIRMED)
    cue = models.CharField(max_length=300, blank=True)
    cue_spans = models.JSONField(default=list, blank=True)
    # The words that name the speaker at this claim ("the minister"), and who they mean in this text.
    mention_text = models.CharField(max_length=500, blank=True)
    mention_spans = models.JSONField(default=list, blank=True)
    mention = models.ForeignKey(Mention, models.SET_NULL, null=True, blank=True, related_name="claims")
    # Keys of the text's speakers that the words could mean where they leave several readings.
    mention_candidates = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    # Outer sources of a nested attribution, outermost first ("Bárcena" in "Bárcena said the US side stated …").
    chain = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    time_from = models.DateField(null=True, blank=True)
    time_to = models.DateField(null=True, blank=True)
    quantities = models.JSONField(default=list, blank=True)
    confidence = models.FloatField()
    pipeline_version = models.CharField(max_length=40)
    proposition = models.ForeignKey(Proposition, models.SET_NULL, null=True, blank=True, related_name="claims")
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("text", config="counterclaim"), output_field=SearchVectorField(), db_persist=True
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["version_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["version", "spans_key"], name="claim_spans_unique"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="claim_span_not_empty"),
            models.CheckConstraint(condition=~Q(text=""), name="claim_text_not_empty"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="claim_confidence_in_range"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="claim_search"),
            GinIndex(OpClass(Upper("text"), "gin_trgm_ops"), name="claim_text_trigrams"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def speaker(self) -> Speaker | None:
        """The speaker after merges, or None where unresolved."""
        found = self.mention.speaker if self.mention else None
        return (found.merged_into or found) if found else None

    @property
    def article_key(self) -> tuple[str, str, str, int]:
        """Order of publication that does not depend on when or in which order articles were read."""
        article = self.version.article
        published = article.published_at.isoformat() if article.published_at else ""
        return (published, article.external_id, self.version.sha256, self.start)


class Embedding(models.Model):
    """A claim's meaning as a unit vector of one embedding model."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="embeddings")
    model_version = models.CharField(max_length=40)
    vector = HalfVectorField(dimensions=EMBEDDING_DIMENSIONS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "model_version"], name="embedding_unique")]
        indexes = [
            HnswIndex(
                name="embedding_hnsw", fields=["vector"], m=16, ef_construction=64, opclasses=["halfvec_cosine_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} by {self.model_version}"
