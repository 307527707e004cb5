"""The record as tables: speakers, claims, how pairs of claims relate, what people decided, and checked drafts.

Machine rows and people's rows are apart: an analysis may replace the first and never touches the second. What must
not happen is refused by a named constraint.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Upper
from django.utils import timezone
from pgvector.django import HalfVectorField, HnswIndex

from claims.nlp import types
from sources.models import Version

EMBEDDING_DIMENSIONS = 384


class Speaker(models.Model):
    """Someone whose words are recorded, across articles.

    A machine speaker comes from a full name found in texts; it is curated once a person has looked at it. A merged
    speaker stays, pointing at the one it is the same as, so that a merge can be undone.
    """

    class Kind(models.TextChoices):
        PERSON = types.SpeakerKind.PERSON.value, "person"
        ORGANISATION = types.SpeakerKind.ORGANISATION.value, "organisation"
        GOVERNMENT = types.SpeakerKind.GOVERNMENT.value, "government"
        DELEGATION = types.SpeakerKind.DELEGATION.value, "delegation"

    class Origin(models.TextChoices):
        MACHINE = "machine", "found in texts"
        CURATED = "curated", "confirmed by a person"

    name = models.CharField(max_length=200)
    # Plain form of the name: lower case, no accents, single spaces.
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PERSON)
    side = models.CharField(max_length=100, blank=True)
    wikidata_id = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.MACHINE)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["key", "kind"], name="speaker_key_unique"),
            models.CheckConstraint(condition=~Q(key=""), name="speaker_key_not_empty"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="speaker_not_merged_into_itself"),
        ]
        indexes = [GinIndex(OpClass(F("key"), "gin_trgm_ops"), name="speaker_key_trigrams")]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of a speaker, as found in a text or given by a person."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Speaker.Origin, default=Speaker.Origin.MACHINE)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=["speaker", "key"], name="alias_unique")]
        indexes = [
            models.Index(fields=["key"], name="alias_key"),
            GinIndex(OpClass(F("key"), "gin_trgm_ops"), name="alias_key_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """An office or post of a speaker: between dates where a person gave them, else with the first and last sighting."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="roles")
    title = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    first_seen_on = models.DateField(null=True, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Speaker.Origin, default=Speaker.Origin.MACHINE)

    class Meta:
        ordering = ["-last_seen_on", "title"]
        constraints = [
            models.UniqueConstraint(fields=["speaker", "key"], name="role_unique"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="role_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


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
    def article_key(self) -> tuple[str, str, int]:
        """Order of publication that does not depend on when or in which order articles were read."""
        article = self.version.article
        return (article.published_at.isoformat() if article.published_at else "", article.external_id, self.start)


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


class PairQuerySet(models.QuerySet["Pair"]):
    def with_state(self) -> PairQuerySet:
        """With the newest verdict's columns and `state`: the newest review's decision, or "suggested".

        Adds `relation`, `axis`, `confidence`, `verdict_id` and `state`. A withdrawn review counts as none.
        """
        verdict = Verdict.objects.filter(pair=models.OuterRef("pk")).order_by("-id")
        review = Review.objects.filter(pair=models.OuterRef("pk")).order_by("-id")
        columns = ["relation", "axis", "confidence", "same_speaker", "reasons"]
        return self.annotate(
            verdict_id=models.Subquery(verdict.values("id")[:1]),
            **{column: models.Subquery(verdict.values(column)[:1]) for column in columns},
            newest_review=models.Subquery(review.values("decision")[:1]),
        ).annotate(
            state=models.Case(
                models.When(newest_review=None, then=models.Value("suggested")),
                models.When(newest_review=Review.Decision.WITHDRAWN, then=models.Value("suggested")),
                default=F("newest_review"),
                output_field=models.CharField(),
            ),
        )

    def current(self) -> PairQuerySet:
        """Pairs of claims that both still stand."""
        return self.filter(a__retired_at__isnull=True, b__retired_at__isnull=True)

    def with_context(self) -> PairQuerySet:
        return self.select_related(
            *(f"{end}__{path}" for end in ("a", "b") for path in ("version__article__source", "mention__speaker__merged_into"))
        )


class Pair(models.Model):
    """Two claims worth comparing. `a` is the one published first (ties: by article, then by place in it)."""

    a = models.ForeignKey(Claim, models.CASCADE, related_name="pairs_as_a")
    b = models.ForeignKey(Claim, models.CASCADE, related_name="pairs_as_b")
    similarity = models.FloatField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("a", "b"), Greatest("a", "b"), name="pair_unique"
            ),
            models.CheckConstraint(condition=~Q(a=F("b")), name="pair_of_two_claims"),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} / {self.b_id}"


class Verdict(models.Model):
    """How one judge version relates the claims of a pair. Never edited; a new judge version adds a row.

    `reasons` is a list of {"text", "a": [[start, end], …], "b": […]}: plain words, and the words that clash as
    offsets into each claim's text.
    """

    class Relation(models.TextChoices):
        CONTRADICTS = types.Relation.CONTRADICTS.value, "contradicts"
        UPDATES = types.Relation.UPDATES.value, "updates"
        RESTATES = types.Relation.RESTATES.value, "restates"
        DIFFERS_IN_SCOPE = types.Relation.DIFFERS_IN_SCOPE.value, "differs in scope"
        UNRELATED = types.Relation.UNRELATED.value, "unrelated"
        ABSTAIN = types.Relation.ABSTAIN.value, "undecided"

    class Axis(models.TextChoices):
        POLARITY = types.Axis.POLARITY.value, "one affirms what the other denies"
        QUANTITY = types.Axis.QUANTITY.value, "different figures"
        DATE = types.Axis.DATE.value, "different dates"
        ENTITY = types.Axis.ENTITY.value, "different names"
        CAUSE = types.Axis.CAUSE.value, "different causes"
        MODALITY = types.Axis.MODALITY.value, "different certainty"
        STANCE = types.Axis.STANCE.value, "a changed position"
        TREND = types.Axis.TREND.value, "opposite trends"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="verdicts")
    judge_version = models.CharField(max_length=40)
    relation = models.CharField(max_length=20, choices=Relation)
    axis = models.CharField(max_length=20, choices=Axis, blank=True)
    confidence = models.FloatField()
    p_contradicts = models.FloatField()
    same_speaker = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "judge_version"], name="verdict_unique"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="verdict_confidence_in_range"
            ),
        ]
        indexes = [models.Index(fields=["relation", "-id"], name="verdict_relation")]

    def __str__(self) -> str:
        return f"{self.pair}: {self.relation}"


class Review(models.Model):
    """A person's decision on a pair. Rows are appended; the newest one counts, and a withdrawal is a row too."""

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "confirmed"
        DISMISSED = "dismissed", "dismissed"
        SECOND_LOOK = "second_look", "needs a second look"
        WITHDRAWN = "withdrawn", "withdrawn"

    class Reason(models.TextChoices):
        NONE = "", "—"
        OTHER_MATTER = "other_matter", "not the same matter"
        OTHER_TIME = "other_time", "not the same time"
        OTHER_SCOPE = "other_scope", "another unit, place or population"
        WRONG_SPEAKER = "wrong_speaker", "wrong speaker"
        WRONG_WORDS = "wrong_words", "words cut wrongly"
        OTHER = "other", "other"

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="reviews")
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=20, choices=Decision)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default=Reason.NONE)
    note = models.TextField(blank=True, max_length=2000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pair}: {self.decision}"


class Draft(models.Model):
    """Unpublished text, seen by its owner and by editors alone. Its claims never enter the record."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="draft_text_not_empty")]

    def __str__(self) -> str:
        return self.title or f"Draft {self.pk}"


class Report(models.Model):
    """One check of a draft against the record as it stood then. `versions` holds all that was used."""

    class State(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="reports")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    # {"pipeline": …, "embedder": …, "judge": …, "claims": number of claims in the record}
    used = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.draft}: {self.get_state_display()}"


class Finding(models.Model):
    """One statement of a draft and what the record holds on it."""

    class Verdict(models.TextChoices):
        MISQUOTE = "misquote", "words differ from the recorded quotation"
        CONTRADICTED = "contradicted", "a recorded claim says otherwise"
        OUTDATED = "outdated", "a newer claim is on record"
        UNRESOLVED = "unresolved", "the speaker is not certain"
        CONSISTENT = "consistent", "the same is on record"
        NO_RECORD = "no_record", "no record found"

    report = models.ForeignKey(Report, models.CASCADE, related_name="findings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    speaker = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict)

    class Meta:
        ordering = ["report_id", "start", "id"]
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="finding_span_not_empty")]

    def __str__(self) -> str:
        return self.text


class Evidence(models.Model):
    """A recorded claim that a finding rests on, with the judgement of the two. `a` in reasons is the recorded claim."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="evidence")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=20, choices=Verdict.Relation)
    axis = models.CharField(max_length=20, choices=Verdict.Axis, blank=True)
    confidence = models.FloatField()
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["-confidence", "id"]
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["finding", "claim"], name="evidence_unique")]

    def __str__(self) -> str:
        return f"{self.relation}: {self.claim}"
