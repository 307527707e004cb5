"""What administrators may change about publishers and their feeds; articles keep their texts, and none is deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sources import copies
from sources.models import Article, Feed, Source, Version


class FeedInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Feed
    fields = ["url", "active", "polled_at", "failures", "last_error"]
    readonly_fields = ["polled_at", "failures", "last_error"]
    extra = 1


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "kind", "homepage"]
    list_filter = ["kind"]
    search_fields = ["name", "homepage"]
    inlines = [FeedInline]


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["url", "source", "active", "polled_at", "next_poll_at", "failures", "last_error"]
    list_filter = ["active"]
    list_select_related = ["source"]
    search_fields = ["url", "source__name"]
    autocomplete_fields = ["source"]
    readonly_fields = ["etag", "last_modified", "polled_at", "failures", "last_error"]
    actions = ["poll_now"]

    @admin.action(description="Poll at the next turn", permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        count = queryset.update(next_poll_at=timezone.now(), active=True, etag="", last_modified="")
        self.message_user(request, f"{count} feeds are polled within a minute.")


class VersionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Version
    fields = ["number", "fetched_at", "language", "correction_note"]
    readonly_fields = ["number", "fetched_at", "language", "correction_note"]
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["__str__", "source", "published_at", "published_basis", "copy_of"]
    list_filter = ["published_basis"]
    list_select_related = ["source", "copy_of"]
    search_fields = ["title", "external_id", "url", "source__name"]
    date_hierarchy = "published_at"
    readonly_fields = ["source", "external_id", "copy_of"]
    inlines = [VersionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        copies.lock()
        super().save_model(request, obj, form, change)
        # Another date may make another article of the group the earliest.
        copies.choose_original(article=obj)


@admin.register(Version)
class VersionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["__str__", "number", "language", "fetched_at"]
    list_select_related = ["article__source"]
    search_fields = ["article__title", "article__external_id"]
    fields = ["article", "number", "fetched_at", "language", "sha256", "correction_note", "text"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        return False
