"""Unpublished text and the checks of it against the record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.record import Claim
from claims.models.relations import Verdict


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
