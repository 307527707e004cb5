"""What administrators may curate: speakers, their names and roles. The rest is to be read.

Who is the same as whom, and whom a text means, is decided on the pages, where the words are seen and the decision is
kept. Claims, pairs, verdicts and reviews are evidence: they are never added, changed or deleted here, by whomever.
Drafts are unpublished and have no place in the administration.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from claims.models import Alias, Analysis, Claim, Mention, Review, Role, Speaker, SpeakerDecision, Verdict
from claims.nlp.names import plain


class _ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class _SpeakerForm(ModelForm):  # type: ignore[type-arg]
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not plain(name):
            raise ValidationError("A name needs at least one letter or digit.")
        return name

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        key = plain(values.get("name", ""))
        same = Speaker.objects.filter(key=key, kind=values.get("kind")).exclude(pk=self.instance.pk).first()
        if key and same:
            self.add_error("name", f"{same} is on record with this name already. Merge the two on its page instead.")
        return values


class _Named(admin.TabularInline):  # type: ignore[type-arg]
    """Names or roles of a speaker. What the machine found can be read and deleted; what a person adds is curated."""

    extra = 1
    readonly_fields = ["origin"]


class AliasInline(_Named):
    model = Alias
    fields = ["name", "origin"]


class RoleInline(_Named):
    model = Role
    fields = ["title", "starts_on", "ends_on", "first_seen_on", "last_seen_on", "origin"]
    readonly_fields = ["first_seen_on", "last_seen_on", "origin"]


@admin.register(Speaker)
class SpeakerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = _SpeakerForm
    list_display = ["name", "kind", "side", "origin", "merged_into"]
    list_filter = ["origin", "kind"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "key", "aliases__key"]
    fields = ["name", "kind", "side", "wikidata_id", "merged_into", "key", "origin"]
    readonly_fields = ["merged_into", "key", "origin"]
    inlines = [AliasInline, RoleInline]
    actions = ["curate"]

    @admin.action(description="Confirm: I have looked at these speakers", permissions=["change"])
    def curate(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> None:
        count = queryset.update(origin=Speaker.Origin.CURATED)
        self.message_user(request, f"{count} speakers are confirmed.")

    def save_model(self, request: HttpRequest, obj: Speaker, form: Any, change: bool) -> None:
        obj.key = plain(obj.name)
        obj.origin = Speaker.Origin.CURATED
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            row.key = plain(str(row))
            row.origin = Speaker.Origin.CURATED
            same = type(row).objects.filter(speaker=row.speaker, key=row.key).exclude(pk=row.pk)
            if not row.key or same.exists():
                self.message_user(request, f"“{row}” was left out: it is there already, or empty.", messages.WARNING)
            else:
                row.save()
        for row in formset.deleted_objects:
            row.delete()

    def has_delete_permission(self, request: HttpRequest, obj: Speaker | None = None) -> bool:
        # Claims would lose their speaker; a wrong entry is merged into the right one.
        return False


@admin.register(Mention)
class MentionAdmin(_ReadOnly):
    """Whom a text means. A person's choice is kept by every later analysis."""

    list_display = ["__str__", "speaker", "kind", "version", "decided_by"]
    list_filter = ["kind", ("speaker", admin.EmptyFieldListFilter), ("decided_by", admin.EmptyFieldListFilter)]
    list_select_related = ["speaker", "version__article", "decided_by"]
    search_fields = ["key", "speaker__key"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        return super().get_queryset(request).defer("version__text", "version__bands")


@admin.register(SpeakerDecision)
class SpeakerDecisionAdmin(_ReadOnly):
    list_display = ["action", "speaker_name", "target_name", "decided_by", "created_at"]
    list_filter = ["action"]
    list_select_related = ["decided_by"]
    search_fields = ["speaker_name", "target_name"]
    date_hierarchy = "created_at"


@admin.register(Claim)
class ClaimAdmin(_ReadOnly):
    list_display = ["text", "mention", "kind", "version", "confidence", "retired_at"]
    list_filter = ["kind", "modality", ("retired_at", admin.EmptyFieldListFilter)]
    list_select_related = ["mention", "version__article"]
    search_fields = ["text"]
    exclude = ["search"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).defer("version__text", "version__bands")


@admin.register(Verdict)
class VerdictAdmin(_ReadOnly):
    list_display = ["pair", "relation", "axis", "confidence", "judge_version", "created_at"]
    list_filter = ["relation", "axis", "judge_version"]
    list_select_related = ["pair"]


@admin.register(Review)
class ReviewAdmin(_ReadOnly):
    list_display = ["pair", "decision", "reason", "reviewer", "created_at"]
    list_filter = ["decision", "reason"]
    list_select_related = ["pair", "reviewer"]
    date_hierarchy = "created_at"


@admin.register(Analysis)
class AnalysisAdmin(_ReadOnly):
    list_display = ["version", "stage", "attempts", "pipeline_version", "message", "created_at", "finished_at"]
    list_filter = ["stage", "pipeline_version"]
    list_select_related = ["version__article"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Analysis]:
        return super().get_queryset(request).defer("version__text", "version__bands")
