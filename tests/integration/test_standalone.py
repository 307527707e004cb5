"""The stand-alone form in the record: stored, read by the comparison, and shown as an aid that is no quotation."""

import datetime
import hashlib

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from claims.embeddings import embed_claims, embed_texts
from claims.extraction import extract_claims
from claims.models import Claim, Embedding
from claims.verdicts import view_of
from sources.models import Version
from tests.factories import ArticleFactory, ClaimFactory, UserFactory, VersionFactory
from tests.integration.signed_in import client_as

pytestmark = pytest.mark.django_db

TEXT = "“I signed the contract last year,” said Helena Brandt.\n\n“The pumps have stopped,” Helena Brandt said.\n"
VERBATIM, FORM = "I signed the contract last year", "Helena Brandt signed the contract in 2023"
LABEL = "Read with names filled in, not a quotation"


@pytest.fixture
def version() -> Version:
    article = ArticleFactory(published_at=datetime.datetime(2024, 5, 15, 9, tzinfo=datetime.UTC))
    version: Version = VersionFactory(text=TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest(), article=article)
    extract_claims(version=version)
    return version


def test_it_is_stored_beside_the_verbatim_words(version: Version) -> None:
    claim = Claim.objects.get(version=version, text=VERBATIM)
    assert claim.standalone == FORM
    assert claim.sha256 == hashlib.sha256(VERBATIM.encode()).hexdigest()
    assert Claim.objects.get(version=version, text="The pumps have stopped").standalone == ""


def test_a_new_analysis_brings_it_up_to_date(version: Version) -> None:
    claim = Claim.objects.get(version=version, text=VERBATIM)
    Claim.objects.filter(pk=claim.pk).update(standalone="as an older analysis read it")
    extract_claims(version=version)
    claim.refresh_from_db()
    assert claim.standalone == FORM


def test_the_comparison_reads_it_and_the_embedding_the_verbatim_words(version: Version) -> None:
    claim = Claim.objects.with_context().get(version=version, text=VERBATIM)
    assert (view_of(claim).text, view_of(claim).standalone) == (VERBATIM, FORM)
    embed_claims(version=version)
    stored = np.array(Embedding.objects.get(claim=claim).vector)
    assert float(stored @ embed_texts([VERBATIM])[0]) == pytest.approx(1, abs=1e-3)


def test_the_page_shows_it_as_an_aid_and_never_within_quotation_marks(client: Client) -> None:
    client.force_login(UserFactory(role="reader", password=None))
    claim = ClaimFactory(standalone="Helena Brandt <b>signed</b> it")
    page = client.get(reverse("claim-detail", args=[claim.pk])).content.decode()
    assert LABEL in page
    assert "Helena Brandt &lt;b&gt;signed&lt;/b&gt; it" in page
    assert "“Helena Brandt" not in page
    plain = ClaimFactory(standalone="")
    assert LABEL not in client.get(reverse("claim-detail", args=[plain.pk])).content.decode()


def test_the_api_gives_both_and_keeps_them_apart(version: Version) -> None:
    claim = Claim.objects.get(version=version, text=VERBATIM)
    answer = client_as("reader").get(f"/api/v1/claims/{claim.pk}/").json()
    assert (answer["text"], answer["standalone"]) == (VERBATIM, FORM)
    assert FORM not in answer["context"]["text"]
