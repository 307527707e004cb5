"""Those whose words are recorded, across articles: speakers, their other names and their offices."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.nlp import types


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
