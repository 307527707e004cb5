"""How two claims relate: the pair, what a judge version says of it, and what people decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from claims.models.record import Claim
from claims.nlp import types


class PairQuerySet(models.QuerySet["Pair"]):
    def with_state(self) -> PairQuerySet:
        """With the newest verdict's columns and `state`: the newest review's decision, or "suggested".

        Adds `relation`, `axis`, `confidence`, `same_speaker`, `reasons`, `verdict_id` and `state`. A withdrawn review
        counts as none. Where both speakers are resolved they decide `same_speaker` and the axis "stance", whatever
        the names in the texts were: people join and part speakers long after a verdict was given.
        """
        verdict = Verdict.objects.filter(pair=models.OuterRef("pk")).order_by("-id")
        review = Review.objects.filter(pair=models.OuterRef("pk")).order_by("-id")
        columns = ["relation", "confidence", "reasons"]
        who = {end: Coalesce(f"{end}__mention__speaker__merged_into", f"{end}__mention__speaker") for end in ("a", "b")}
        resolved = Q(a__mention__speaker__isnull=False, b__mention__speaker__isnull=False)
        left_open = Q(a__mention__decided_by__isnull=False) | Q(b__mention__decided_by__isnull=False)
        stance, polarity = models.Value(Verdict.Axis.STANCE.value), models.Value(Verdict.Axis.POLARITY.value)
        turned = Q(judged_axis__in=[Verdict.Axis.POLARITY, Verdict.Axis.TREND], relation=types.Relation.CONTRADICTS)
        return self.annotate(
            verdict_id=models.Subquery(verdict.values("id")[:1]),
            **{column: models.Subquery(verdict.values(column)[:1]) for column in columns},
            judged_axis=models.Subquery(verdict.values("axis")[:1]),
            same_speaker=models.Case(
                models.When(resolved, then=models.lookups.Exact(who["a"], who["b"])),
                # A person looked and could not say who it is.
                models.When(left_open, then=models.Value(False)),
                default=models.Subquery(verdict.values("same_speaker")[:1]),
                output_field=models.BooleanField(),
            ),
            newest_review=models.Subquery(review.values("decision")[:1]),
        ).annotate(
            axis=models.Case(
                models.When(turned & Q(same_speaker=True), then=stance),
                models.When(Q(judged_axis=Verdict.Axis.STANCE, same_speaker=False), then=polarity),
                default=F("judged_axis"),
                output_field=models.CharField(),
            ),
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

    def told_once(self) -> PairQuerySet:
        """Without pairs that only repeat another: the same words in a reprint or a later version count once."""
        rows = self
        for end in ("a", "b"):
            version, article = f"{end}__version", f"{end}__version__article"
            same_words = Claim.objects.current().filter(sha256=models.OuterRef(f"{end}__sha256"))
            earlier = same_words.filter(
                version__article=models.OuterRef(article), version__number__lt=models.OuterRef(f"{version}__number")
            )
            original = same_words.filter(version__article=models.OuterRef(f"{article}__copy_of"))
            # The cheap condition stands first and spares nearly all rows the look-up.
            rows = rows.exclude(
                Q(Q(**{f"{version}__number__gt": 1}), models.Exists(earlier))
                | Q(Q(**{f"{article}__copy_of__isnull": False}), models.Exists(original))
            )
        return rows

    def with_context(self) -> PairQuerySet:
        return self.select_related(
            *(
                f"{end}__{path}"
                for end in ("a", "b")
                for path in ("version__article__source", "mention__speaker__merged_into")
            )
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
            models.UniqueConstraint(Least("a", "b"), Greatest("a", "b"), name="pair_unique"),
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
