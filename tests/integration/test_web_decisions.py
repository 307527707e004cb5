"""The pages on which an editor says who a speaker is: what they show before, what they do, and how it is taken back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from claims.models import Mention, Speaker, SpeakerDecision
from claims.speakers import assign_mentions, merge_speakers
from tests.factories import ClaimFactory, MentionFactory, SpeakerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> User:
    user: User = UserFactory(username="emil", role="editor", password=None)
    client.force_login(user)
    return user


def speaking(name: str, key: str, **given: object) -> tuple[Speaker, Mention]:
    """A speaker with one claim in an article of its own."""
    speaker = SpeakerFactory(name=name, key=key, **given)
    mention = MentionFactory(speaker=speaker, key=key, kind=given.get("kind", Mention.Kind.PERSON))
    ClaimFactory(version=mention.version, mention=mention)
    return speaker, mention


def test_two_entries_are_compared_merged_and_parted_again(client: Client, editor: User) -> None:
    (stage, _), (civil, _) = speaking("Carl Steen", "carl steen"), speaking("Yusuf Idris", "yusuf idris")
    stage.roles.create(title="singer", key="singer")
    page = reverse("speaker-detail", args=[civil.pk])
    search = reverse("speaker-merge", args=[civil.pk])
    assertContains(client.get(page), search)
    found = client.get(search, {"q": "steen"})
    compare = reverse("speaker-merge-confirm", args=[civil.pk, stage.pk])
    assertContains(found, compare)
    assertNotContains(client.get(search, {"q": "idris"}), reverse("speaker-merge-confirm", args=[civil.pk, civil.pk]))
    assertNotContains(client.get(search, {"q": "steen"}, headers={"HX-Request": "true"}), "<html")
    shown = client.get(compare)
    for words in ("Carl Steen", "Yusuf Idris", "singer", "1 claim in 1 article", "The harbour bridge will open in May"):
        assertContains(shown, words)
    assert not SpeakerDecision.objects.exists()
    assertContains(client.post(compare), "Choose which entry stays", status_code=422)
    assertRedirects(client.post(compare, {"stays": civil.pk}), page)
    assertRedirects(client.get(reverse("speaker-detail", args=[stage.pk])), page)
    merged = client.get(page)
    assertContains(merged, "“<bdi>Carl Steen</bdi>” was merged into “<bdi>Yusuf Idris</bdi>”.")
    assertContains(merged, "emil")
    decision = SpeakerDecision.objects.get()
    undo = reverse("speaker-decision-undo", args=[decision.pk])
    assertContains(merged, undo)
    assert client.get(undo).status_code == 405
    assertRedirects(client.post(undo, {"page": civil.pk}), page)
    after = client.get(page)
    assertContains(after, "Undone by emil")
    assertNotContains(after, undo)
    assert client.get(reverse("speaker-detail", args=[stage.pk])).status_code == 200
    assertContains(client.post(undo, {"page": civil.pk}, follow=True), "was undone already")


def test_two_kinds_are_not_merged(client: Client, editor: User) -> None:
    person, _ = speaking("Ana Lund", "ana lund")
    body, _ = speaking("Ana Lund Fund", "ana lund fund", kind=Speaker.Kind.ORGANISATION)
    found = client.get(reverse("speaker-merge", args=[person.pk]), {"q": "lund"})
    assertContains(found, "of another kind")
    address = reverse("speaker-merge-confirm", args=[person.pk, body.pk])
    assertContains(client.get(address), "Entries of two kinds are never one.")
    assertContains(client.post(address, {"stays": body.pk}), "of two kinds are never one", status_code=422)
    assert not SpeakerDecision.objects.exists()


def test_a_merged_entry_has_no_pages_of_its_own(client: Client, editor: User) -> None:
    (one, _), (other, _) = speaking("Carl Steen", "carl steen"), speaking("Yusuf Idris", "yusuf idris")
    merge_speakers(speaker=one, into=other, editor=editor)
    for address in (
        reverse("speaker-merge", args=[one.pk]),
        reverse("speaker-merge-confirm", args=[other.pk, one.pk]),
        reverse("speaker-split", args=[one.pk]),
    ):
        assert client.get(address).status_code == 404


def test_marked_places_are_given_to_a_new_entry(client: Client, editor: User) -> None:
    speaker, mention = speaking("John Smithson", "john smithson")
    kept = MentionFactory(speaker=speaker, key="john smithson", names=["John Smithson"])
    ClaimFactory(version=kept.version, mention=kept)
    places = client.get(reverse("speaker-split", args=[speaker.pk]))
    assertContains(places, f'value="{mention.pk}"')
    assertContains(places, mention.version.article.title)
    address = reverse("mention-assign")
    assertRedirects(client.get(address, {"from": speaker.pk}), reverse("speaker-split", args=[speaker.pk]))
    assertContains(client.get(address, {"m": mention.pk}), "Someone not yet on record")
    taken = client.post(address, {"m": mention.pk, "create": "1", "name": "John Smithson"})
    assertContains(taken, "add what tells the two apart", status_code=422)
    assertContains(client.post(address, {"m": mention.pk, "create": "1", "name": ""}), "required", status_code=422)
    assert not SpeakerDecision.objects.exists()
    sent = client.post(address, {"m": mention.pk, "create": "1", "name": "John Smithson (mason)"})
    page = reverse("speaker-detail", args=[speaker.pk])
    assertRedirects(sent, page)
    mason = Speaker.objects.get(name="John Smithson (mason)")
    mention.refresh_from_db()
    kept.refresh_from_db()
    assert (mention.speaker, mention.decided_by, kept.speaker) == (mason, editor, speaker)
    assertContains(client.get(page), "put on record as new")
    assertContains(client.get(reverse("speaker-detail", args=[mason.pk])), mention.version.article.title)
    undo = reverse("speaker-decision-undo", args=[SpeakerDecision.objects.get().pk])
    # The entry on whose page it was undone is gone with the decision: the other one is shown.
    assertRedirects(client.post(undo, {"page": mason.pk}), page)
    mention.refresh_from_db()
    assert (mention.speaker, mention.decided_by) == (speaker, None)


def test_an_open_mention_is_one_of_its_candidates(client: Client, editor: User) -> None:
    (anna, _), (berta, _) = speaking("Anna Lindell", "anna lindell"), speaking("Berta Lindell", "berta lindell")
    could_be = [{"speaker": anna.pk, "score": 0.5}, {"speaker": berta.pk, "score": 0.5}]
    mention = MentionFactory(speaker=None, key="lindell", names=["Lindell"], candidates=could_be)
    claim = ClaimFactory(version=mention.version, mention=mention)
    address = f"{reverse('mention-assign')}?m={mention.pk}"
    assertContains(client.get(reverse("speaker-detail", args=[berta.pk])), address)
    assertContains(client.get(reverse("claim-detail", args=[claim.pk])), address)
    choices = client.get(address)
    assertContains(choices, "This is Anna Lindell")
    assertContains(choices, "This is Berta Lindell")
    sent = client.post(reverse("mention-assign"), {"m": mention.pk, "speaker": berta.pk})
    assertRedirects(sent, reverse("speaker-detail", args=[berta.pk]))
    assertContains(client.get(reverse("claim-detail", args=[claim.pk])), "decided by a person")
    assertNotContains(client.get(reverse("speaker-detail", args=[anna.pk])), "Could be meant")
    client.post(reverse("mention-assign"), {"m": mention.pk, "open": "1"})
    mention.refresh_from_db()
    assert (mention.speaker, mention.decided_by) == (None, editor)


@pytest.mark.parametrize("number", ["0", "x", "", "99999999999999999999999"])
def test_numbers_that_name_nobody(client: Client, editor: User, number: str) -> None:
    _, mention = speaking("Carl Steen", "carl steen")
    address = reverse("mention-assign")
    assert client.get(address, {"m": number}).status_code == 302
    assert client.post(address, {"m": mention.pk, "speaker": number}).status_code == 404
    assert not SpeakerDecision.objects.exists()


def test_names_are_escaped(client: Client, editor: User) -> None:
    one, mention = speaking("<b>One</b>", "one")
    other, _ = speaking("<i>Two</i>", "two")
    merge_speakers(speaker=other, into=one, editor=editor)
    assign_mentions(mentions=[mention], to=None, editor=editor)
    for address in (
        reverse("speaker-detail", args=[one.pk]),
        reverse("speaker-merge", args=[one.pk]) + "?q=two",
        f"{reverse('mention-assign')}?m={mention.pk}",
    ):
        page = client.get(address).content.decode()
        assert "<b>One" not in page
        assert "<i>Two" not in page


def test_readers_see_the_history_and_are_offered_nothing(client: Client, editor: User) -> None:
    (one, _), (other, _) = speaking("Carl Steen", "carl steen"), speaking("Yusuf Idris", "yusuf idris")
    decision = merge_speakers(speaker=one, into=other, editor=editor)
    client.force_login(UserFactory(role="reporter", password=None))
    page = client.get(reverse("speaker-detail", args=[other.pk]))
    assertContains(page, "was merged into")
    for name, number in (("merge", other.pk), ("split", other.pk), ("decision-undo", decision.pk)):
        assertNotContains(page, reverse(f"speaker-{name}", args=[number]))
    for name, arguments, given in (
        ("speaker-merge-confirm", [other.pk, SpeakerFactory().pk], {"stays": other.pk}),
        ("mention-assign", [], {"m": 1, "open": "1"}),
        ("speaker-decision-undo", [decision.pk], {}),
    ):
        assert client.post(reverse(name, args=arguments), given).status_code == 403
    assert SpeakerDecision.objects.count() == 1
