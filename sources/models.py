"""Publishers, feeds, articles and their immutable versions: the ground every quotation stands on."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Source(models.Model):
    """A publisher: who put an article before the public."""

    class Kind(models.TextChoices):
        AGENCY = "agency", "news agency"
        NEWSPAPER = "newspaper", "newspaper"
        BROADCASTER = "broadcaster", "broadcaster"
        GOVERNMENT = "government", "government"
        COMPANY = "company", "company"
        BLOG = "blog", "blog"
        OTHER = "other", "other"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    homepage = models.URLField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="source_name_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """An address that lists a source's new articles: RSS, Atom, JSON Feed or a news sitemap."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="feeds")
    url = models.URLField(max_length=1000, unique=True)
    active = models.BooleanField(default=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_poll_at = models.DateTimeField(default=timezone.now, db_index=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["source__name", "url"]

    def __str__(self) -> str:
        return self.url


class Article(models.Model):
    """One published page, known by its source and its external id (an address, a file name, an agency's number)."""

    class DateBasis(models.TextChoices):
        METADATA = "metadata", "given with the article"
        FEED = "feed", "the feed"
        PAGE = "page", "the page"
        NONE = "none", "unknown"

    source = models.ForeignKey(Source, models.PROTECT, related_name="articles")
    external_id = models.CharField(max_length=1000)
    url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    published_basis = models.CharField(max_length=20, choices=DateBasis, default=DateBasis.NONE)
    # The earliest article that this one reprints nearly word for word. Copies count once.
    copy_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = [models.F("published_at").desc(nulls_last=True), "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="article_external_id_unique"),
            models.CheckConstraint(condition=~models.Q(copy_of=models.F("id")), name="article_not_its_own_copy"),
        ]

    def __str__(self) -> str:
        return self.title or self.external_id


class Version(models.Model):
    """One distinct text of an article, as fetched. Never edited: claims point into it by character offsets."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    language = models.CharField(max_length=8, blank=True)
    correction_note = models.TextField(blank=True)
    # MinHash bands of the text; two versions that share one are compared as possible copies.
    bands = ArrayField(models.BigIntegerField(), default=list, blank=True)
    fetched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["article_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_unique"),
            models.UniqueConstraint(fields=["article", "sha256"], name="version_text_unique"),
            models.CheckConstraint(condition=~models.Q(text=""), name="version_text_not_empty"),
        ]
        indexes = [GinIndex(fields=["bands"], name="version_bands")]

    def __str__(self) -> str:
        return f"{self.article} (version {self.number})"
