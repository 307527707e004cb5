"""What people type into the pages: filters of the lists, and the forms that add articles, drafts and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from claims.models import Claim, Review, Speaker, Verdict
from sources.models import Source

_ANY = [("", "any")]
_PUBLISHABLE = [
    (value, label)
    for value, label in Verdict.Relation.choices
    if value not in (Verdict.Relation.UNRELATED, Verdict.Relation.ABSTAIN)
]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        # A date field of a browser takes and gives this form alone.
        super().__init__(format="%Y-%m-%d")


class Filter(forms.Form):
    """A form in the address of a list. A value that cannot be read is told at its field and does not filter."""

    def value(self, name: str) -> Any:
        """The value of a field, or None where nothing (readable) was given."""
        if not self.is_bound:
            return None
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def in_use(self) -> bool:
        return any(self.value(name) for name in self.fields)


class PublishedFilter(Filter):
    source = forms.ModelChoiceField(Source.objects.all(), required=False, empty_label="any source")
    published_from = forms.DateField(required=False, label="Published from", widget=DateInput())
    published_to = forms.DateField(required=False, label="Published to", widget=DateInput())


class ClaimFilter(PublishedFilter):
    q = forms.CharField(
        required=False,
        max_length=200,
        label="Words",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "words of the statement"}),
    )
    speaker = forms.CharField(
        required=False,
        max_length=100,
        label="Speaker",
        widget=forms.TextInput(attrs={"placeholder": "a name"}),
    )
    kind = forms.ChoiceField(required=False, choices=[*_ANY, *Claim.Kind.choices])
    reprints = forms.BooleanField(required=False, label="Show reprints and earlier versions too")


class ArticleFilter(PublishedFilter):
    q = forms.CharField(required=False, max_length=200, label="Title", widget=forms.TextInput(attrs={"type": "search"}))


class SpeakerFilter(Filter):
    q = forms.CharField(required=False, max_length=100, label="Name", widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(required=False, choices=[*_ANY, *Speaker.Kind.choices])


class SpeakerSearch(Filter):
    """Finds the other entry by name."""

    q = forms.CharField(
        required=False,
        max_length=100,
        label="Name",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "a name or a part of it"}),
    )


class NewSpeakerForm(forms.Form):
    name = forms.CharField(
        max_length=200,
        label="Name of the new entry",
        help_text="For someone of the same name add in brackets what tells the two apart: John Smith (engineer).",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PairFilter(Filter):
    relation = forms.ChoiceField(required=False, choices=_PUBLISHABLE)
    state = forms.ChoiceField(
        required=False,
        label="Review",
        choices=[
            ("", "all but dismissed"),
            ("suggested", "not yet reviewed"),
            ("second_look", "needs a second look"),
            ("confirmed", "confirmed"),
            ("dismissed", "dismissed"),
        ],
    )
    axis = forms.ChoiceField(required=False, label="Differs in", choices=[*_ANY, *Verdict.Axis.choices])
    speaker = forms.CharField(
        required=False, max_length=100, label="Speaker", widget=forms.TextInput(attrs={"placeholder": "a name"})
    )
    source = forms.ModelChoiceField(Source.objects.all(), required=False, empty_label="any source")
    sort = forms.ChoiceField(required=False, choices=[("", "surest first"), ("newest", "newest found first")])
    same_speaker = forms.BooleanField(required=False, label="Only a speaker against their own words")


class ArticleForm(forms.Form):
    """A pasted text or the address of a page. The address alone: the page is fetched."""

    url = forms.URLField(
        required=False,
        max_length=1000,
        label="Address of the page",
        assume_scheme="https",
        help_text="With no text below, the page is fetched from there.",
    )
    text = forms.CharField(
        required=False,
        max_length=settings.MAX_ARTICLE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="The article's words as published, paragraphs apart.",
    )
    title = forms.CharField(required=False, max_length=500)
    source_name = forms.CharField(
        required=False,
        max_length=200,
        label="Source",
        help_text="Who published it. Left empty, a fetched page belongs to its host.",
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
    )
    byline = forms.CharField(required=False, max_length=300, label="By")
    published_on = forms.DateField(required=False, label="Published on", widget=DateInput())

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("url") and not values.get("text") and not self.errors:
            self.add_error("text", "Paste the article's text, or give the address of its page.")
        if values.get("text"):
            for name, what in (("title", "a title"), ("source_name", "a source")):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, f"A pasted text needs {what}.")
        return values


class DraftForm(forms.Form):
    title = forms.CharField(required=False, max_length=300, help_text="For your own list.")
    text = forms.CharField(
        max_length=settings.MAX_DRAFT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Seen by you and by editors alone. What it says never enters the record.",
    )

    def clean_text(self) -> str:
        """The text with one character for each line end: browsers send two, and findings count characters."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\r", "\n")


class ReviewForm(forms.Form):
    decision = forms.ChoiceField(choices=Review.Decision.choices)
    reason = forms.ChoiceField(
        required=False, choices=[("", "choose a reason"), *[choice for choice in Review.Reason.choices if choice[0]]]
    )
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    # The judgement that was on the screen: a decision must not fall on another one.
    verdict = forms.IntegerField(widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("decision") == Review.Decision.DISMISSED and not values.get("reason") and not self.errors:
            self.add_error("reason", "Say why this pair is dismissed.")
        return values
