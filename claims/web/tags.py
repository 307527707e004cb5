"""Template filters of the pages: wording, and addresses that are safe to link to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template
from django.urls import reverse

from claims.models import Claim
from claims.reports import RecordedQuotation
from claims.web import wording

register = template.Library()

register.filter("in_words", wording.relation_in_words)
register.filter("confidence_in_words", wording.confidence_in_words)
register.filter("relation_name", wording.relation_name)


@register.filter
def state_in_words(state: str) -> str:
    return wording.STATES[state]


@register.filter
def web_address(url: str) -> str:
    """The address if a browser may follow it, else an empty string: an article's address comes from outside."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


@register.filter
def place(claim: Claim | RecordedQuotation) -> str:
    """The address of a claim's words within its article, in the version that holds them."""
    if isinstance(claim, Claim):
        return _place(claim.version.article_id, claim.version.number, claim.pk)
    return _place(claim.article_id, claim.version, claim.claim_id)


def _place(article: int, version: int, claim: int) -> str:
    return f"{reverse('article-detail', args=[article])}?version={version}&claim={claim}#claim-{claim}"
