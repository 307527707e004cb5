"""Reading the record: claims, speakers, articles, their filters, what stands beside a quotation, and empty lists."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertInHTML, assertNotContains, assertRedirects

from claims.models import Alias, Analysis, Claim, Mention, Proposition, Role, Verdict
from tests.factories import (
    TEXT,
    ArticleFactory,
    ClaimFactory,
    DraftFactory,
    MentionFactory,
    PairFactory,
    SourceFactory,
    SpeakerFactory,
    UserFactory,
    VerdictFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MAY = "The harbour bridge will open in May"
SEPTEMBER = "The bridge will not open before September"
HOSTILE = '<script>alert("x")</script>&<b>'


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(UserFactory(username="ria", role="reader", password=None))
    return client


def shown(client: Client, name: str, **filters: object) -> str:
    response = client.get(reverse(name), filters)
    assert response.status_code == 200
    return response.content.decode()


def test_a_claim_is_shown_with_who_where_and_when(reader: Client) -> None:
    claim = ClaimFactory(mention__roles=["transport minister"], mention__speaker__name="Ana Kovač")
    article = claim.version.article
    page = shown(reader, "claim-list")
    assert MAY in page
    assert "Ana Kovač" in page
    assert "transport minister" in page
    assert article.source.name in page
    assert "5 March 2024" in page
    assert f"/articles/{article.pk}/?version=1&amp;claim={claim.pk}#claim-{claim.pk}" in page


def test_an_unresolved_speaker_is_shown_with_the_candidates(reader: Client) -> None:
    first, second = SpeakerFactory(name="Ana Kovač"), SpeakerFactory(name="Ivo Kovač")
    mention = MentionFactory(
        speaker=None,
        names=["Kovač"],
        candidates=[{"speaker": first.pk, "score": 0.5}, {"speaker": second.pk, "score": 0.5}],
    )
    ClaimFactory(version=mention.version, mention=mention, mention_text="Kovač")
    page = re.sub(r"<[^>]+>", "", shown(reader, "claim-list"))
    assert "“Kovač” speaker not resolved: could be Ana Kovač or Ivo Kovač" in page


def test_readings_left_within_a_text_are_shown(reader: Client) -> None:
    version = VersionFactory()
    MentionFactory(version=version, key="ana kovac", speaker__name="Ana Kovač")
    MentionFactory(version=version, key="piet maas", speaker=None, names=["Piet Maas"])
    ClaimFactory(version=version, mention=None, mention_text="she", mention_candidates=["ana kovac", "piet maas"])
    page = re.sub(r"<[^>]+>", "", shown(reader, "claim-list"))
    assert "“she” speaker not resolved: could be Ana Kovač or Piet Maas" in page


def test_an_unnamed_speaker_is_not_called_unresolved(reader: Client) -> None:
    mention = MentionFactory(speaker=None, kind=Mention.Kind.UNNAMED, names=[])
    ClaimFactory(version=mention.version, mention=mention, mention_text="officials")
    page = shown(reader, "claim-list")
    assert "not named in the text" in page
    assert "not resolved" not in page


def test_a_merged_speaker_is_shown_by_the_other_name(reader: Client) -> None:
    kept = SpeakerFactory(name="Ana Kovač")
    claim = ClaimFactory(mention__speaker=SpeakerFactory(name="A. Kovac", merged_into=kept))
    assert "Ana Kovač" in shown(reader, "claim-list")
    page = reader.get(reverse("speaker-detail", args=[kept.pk])).content.decode()
    assert claim.text in page
    merged = claim.mention.speaker
    assertRedirects(reader.get(reverse("speaker-detail", args=[merged.pk])), reverse("speaker-detail", args=[kept.pk]))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {MAY, SEPTEMBER}),
        ({"q": "september"}, {SEPTEMBER}),
        ({"q": '"harbour bridge"'}, {MAY}),
        ({"q": "bridge -september"}, {MAY}),
        ({"q": "tunnel"}, set()),
        ({"speaker": "kovac"}, {MAY}),
        ({"speaker": "KOVAČ"}, {MAY}),
        ({"speaker": "the engineer"}, {SEPTEMBER}),
        ({"speaker": "…"}, set()),
        ({"kind": "direct"}, {SEPTEMBER}),
        ({"published_from": "2024-03-06"}, {SEPTEMBER}),
        ({"published_to": "2024-03-05"}, {MAY}),
        ({"published_from": "2024-03-05", "published_to": "2024-03-05"}, {MAY}),
        ({"published_to": "9999-12-31"}, {MAY, SEPTEMBER}),
        # What cannot be read is told and does not filter.
        ({"published_from": "yesterday"}, {MAY, SEPTEMBER}),
        ({"kind": "shouted"}, {MAY, SEPTEMBER}),
        ({"source": "999999"}, {MAY, SEPTEMBER}),
        ({"q": "x" * 300}, {MAY, SEPTEMBER}),
        ({"q": "\x00"}, {MAY, SEPTEMBER}),
        ({"page": "77"}, {MAY, SEPTEMBER}),
        ({"page": "one"}, {MAY, SEPTEMBER}),
    ],
)
def test_claims_are_filtered(reader: Client, filters: dict[str, str], found: set[str]) -> None:
    ClaimFactory(mention__speaker__name="Ana Kovač", mention__speaker__key="ana kovac")
    engineer = SpeakerFactory(name="Piet Maas", key="piet maas")
    Alias.objects.create(speaker=engineer, name="The engineer", key="the engineer")
    article = ArticleFactory(published_at=datetime.datetime(2024, 3, 6, 23, 59, tzinfo=datetime.UTC))
    version = VersionFactory(article=article)
    mention = MentionFactory(version=version, speaker=engineer)
    ClaimFactory(version=version, text=SEPTEMBER, kind=Claim.Kind.DIRECT, mention=mention)
    page = shown(reader, "claim-list", **filters)
    assert {text for text in (MAY, SEPTEMBER) if text in page} == found


def test_claims_are_filtered_by_source(reader: Client) -> None:
    claim = ClaimFactory()
    other = ClaimFactory(version__text=SEPTEMBER, text=SEPTEMBER)
    page = shown(reader, "claim-list", source=claim.version.article.source_id)
    assert MAY in page
    assert other.text not in page


def test_an_unreadable_filter_is_told_at_its_field(reader: Client) -> None:
    assertContains(reader.get(reverse("claim-list"), {"published_from": "yesterday"}), "Enter a valid date.")


def test_reprints_and_repeated_versions_count_once(reader: Client) -> None:
    original = ClaimFactory()
    reprint = VersionFactory(article__copy_of=original.version.article)
    ClaimFactory(version=reprint)
    edited = VersionFactory(article=original.version.article, number=2, text=TEXT + "More.")
    ClaimFactory(version=edited)
    ClaimFactory(version=original.version, text=SEPTEMBER)  # the edit took this one out
    assertContains(reader.get(reverse("claim-list")), "2 claims")
    assertContains(reader.get(reverse("claim-list"), {"reprints": "on"}), "4 claims")
    page = shown(reader, "claim-list")
    assert "?version=2&amp;" in page
    assert SEPTEMBER in page


def test_a_pair_stays_in_the_list_when_its_article_is_edited(reader: Client) -> None:
    """The edit repeats the words: of the two pairs one is listed, not none."""
    pair = VerdictFactory().pair
    edited = VersionFactory(article=pair.a.version.article, number=2, text=TEXT + "More.")
    VerdictFactory(pair=PairFactory(a=ClaimFactory(version=edited), b=pair.b))
    page = shown(reader, "contradiction-list")
    assert f"/contradictions/{pair.pk}/" in page
    assert "1 pair" in page


def test_retired_claims_leave_the_list_and_keep_their_page(reader: Client) -> None:
    claim = ClaimFactory(retired_at=timezone.now())
    assert MAY not in shown(reader, "claim-list")
    assertContains(reader.get(reverse("claim-detail", args=[claim.pk])), "no longer finds this claim")
    # The place in the article is still shown to who follows a link to it.
    page = reader.get(reverse("article-detail", args=[claim.version.article_id]), {"claim": claim.pk})
    assertContains(page, f'id="claim-{claim.pk}"')


@pytest.mark.parametrize("name", ["claim-list", "contradiction-list", "speaker-list", "article-list"])
def test_htmx_gets_the_part_and_others_the_whole(reader: Client, name: str) -> None:
    VerdictFactory()
    part = reader.get(reverse(name), headers=HTMX)
    whole = reader.get(reverse(name))
    restored = reader.get(reverse(name), headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "<html" in whole.content.decode()
    assert "<html" in restored.content.decode()
    assert "HX-Request" in whole.headers["Vary"]
    row = '<ol class="rows'
    assertContains(part, row)
    assertContains(whole, row)
    assertContains(part, 'hx-swap-oob="innerHTML:#count"')
    assertNotContains(whole, "hx-swap-oob")


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [
        ("claim-list", "reader", "Nothing is on record yet"),
        ("claim-list", "reporter", "Add the first article"),
        ("contradiction-list", "reporter", "Add articles on the same story"),
        ("speaker-list", "reader", "No speaker is on record yet"),
        ("article-list", "reporter", "Add the first article"),
        ("draft-list", "reporter", "Check a draft"),
    ],
)
def test_an_empty_list_says_what_to_do_next(client: Client, name: str, role: str, words: str) -> None:
    client.force_login(UserFactory(role=role, password=None))
    assertContains(client.get(reverse(name)), words)


@pytest.mark.parametrize("name", ["claim-list", "contradiction-list", "speaker-list", "article-list"])
def test_a_search_without_result_says_so(reader: Client, name: str) -> None:
    filters = {"speaker": "nobody", "q": "nothing"}
    assertContains(reader.get(reverse(name), filters), 'class="empty"')
    assertNotContains(reader.get(reverse(name), filters), "Add the first")


def test_hostile_text_is_escaped_everywhere(reader: Client) -> None:
    version = VersionFactory(
        text=f"{HOSTILE} said. {HOSTILE} again.",
        article__title=HOSTILE,
        article__byline=HOSTILE,
        article__url="javascript:alert(1)",
        article__source__name=HOSTILE,
        correction_note=HOSTILE,
    )
    speaker = SpeakerFactory(name=HOSTILE, side=HOSTILE, wikidata_id='Q1"><script>')
    Alias.objects.create(speaker=speaker, name=HOSTILE, key="x")
    Role.objects.create(speaker=speaker, title=HOSTILE, key="x")
    mention = MentionFactory(version=version, speaker=speaker, roles=[HOSTILE])
    proposition = Proposition.objects.create(key="p")
    words = {"cue": HOSTILE, "chain": [HOSTILE], "mention_text": HOSTILE, "proposition": proposition}
    claim = ClaimFactory(version=version, text=HOSTILE, mention=mention, **words)
    unresolved = ClaimFactory(
        version=version, text=f"{HOSTILE} again", mention=None, mention_candidates=[HOSTILE], **words
    )
    verdict = VerdictFactory(
        pair=PairFactory(a=claim, b=unresolved), reasons=[{"text": HOSTILE, "a": [[0, 8]], "b": [[1, 3]]}]
    )
    Analysis.objects.create(version=version, pipeline_version="1", stage=Analysis.Stage.FAILED, message=HOSTILE)
    pages = [reverse(name) for name in ("claim-list", "contradiction-list", "speaker-list", "article-list", "quality")]
    pages += [
        reverse(name, args=[number])
        for name, number in (
            ("claim-detail", claim.pk),
            ("claim-detail", unresolved.pk),
            ("pair-detail", verdict.pair_id),
            ("speaker-detail", speaker.pk),
            ("article-detail", version.article_id),
        )
    ]
    for address in [*pages, f"{pages[0]}?q={HOSTILE}&speaker={HOSTILE}"]:
        page = reader.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "&<b>" not in page, address
        assert "javascript:" not in page, address


def test_article_text_marks_nested_and_split_claims(reader: Client) -> None:
    version = VersionFactory(text="“Yes,” he said, “it rains, Bob told me.”\n\nThe end.")
    split = ClaimFactory(version=version, text="Yes,", start=1, end=39, spans=[[1, 5], [17, 39]], spans_key="1-5,17-39")
    inner = ClaimFactory(version=version, text="it rains")
    page = reader.get(reverse("article-detail", args=[version.article_id])).content.decode()
    address = {claim.pk: reverse("claim-detail", args=[claim.pk]) for claim in (split, inner)}
    assertInHTML(f'<a class="claim depth-1" href="{address[split.pk]}">Yes,</a>', page)
    assertInHTML(f'<a class="claim depth-2" href="{address[inner.pk]}">it rains</a>', page)
    assert page.count(f'id="claim-{split.pk}"') == 1
    text = page[page.index('id="article-text"') : page.index("<details")]
    lines = [re.sub(r"<[^>]+>", "", line) for line in re.findall(r"<p>(.*?)</p>", text)]
    assert lines == ["“Yes,” he said, “it rains, Bob told me.”", "The end."]


def test_versions_and_copies_of_an_article_are_linked(reader: Client) -> None:
    first = VersionFactory()
    VersionFactory(article=first.article, number=2, text="Corrected text.", correction_note="The date was wrong.")
    copy = ArticleFactory(copy_of=first.article, title="A reprint of it")
    address = reverse("article-detail", args=[first.article_id])
    newest, oldest = reader.get(address), reader.get(address, {"version": "1"})
    assertContains(newest, "Corrected text.")
    assertContains(newest, "The date was wrong.")
    assertContains(newest, "?version=1")
    assertContains(newest, "A reprint of it")
    assertContains(oldest, SEPTEMBER)
    assertNotContains(oldest, "The date was wrong.")
    assertContains(reader.get(reverse("article-detail", args=[copy.pk])), "A reprint, nearly word for word")
    for number in ("3", "99999999999999999999"):
        assert reader.get(address, {"version": number}).status_code == 404
    for odd in ("x", "-1", ""):
        assertContains(reader.get(address, {"version": odd, "claim": odd}), "Corrected text.")


def test_an_unfinished_analysis_shows_its_progress_with_and_without_scripts(reader: Client) -> None:
    version = VersionFactory()
    address = reverse("article-detail", args=[version.article_id])
    status = reverse("analysis-status", args=[version.pk])
    assertContains(reader.get(address), "It waits for its turn")
    analysis = Analysis.objects.create(version=version, pipeline_version="1", stage=Analysis.Stage.EMBED)
    page = reader.get(address)
    assertContains(page, f'hx-get="{status}"')
    assertContains(page, '<li class="step step-current" aria-current="step">indexing</li>', html=True)
    assertContains(page, "Refresh")
    assertRedirects(reader.get(status), address)
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    assert seen
    # Nothing new: nothing is sent, so that nothing is read out again.
    assert reader.get(status, {"seen": seen[1]}, headers=HTMX).status_code == 204
    Analysis.objects.filter(pk=analysis.pk).update(stage=Analysis.Stage.JUDGE)
    assertContains(reader.get(status, {"seen": seen[1]}, headers=HTMX), "comparing")
    claim = ClaimFactory(version=version)
    Analysis.objects.filter(pk=analysis.pk).update(stage=Analysis.Stage.DONE)
    done = reader.get(status, {"seen": "judge 0"}, headers=HTMX)
    assertContains(done, "1 claim found", status_code=286)  # 286 tells htmx to stop asking
    assertContains(done, f'id="claim-{claim.pk}"', status_code=286)
    assertNotContains(reader.get(address), "hx-get")


@pytest.mark.parametrize(
    ("stage", "message", "words"),
    [
        (Analysis.Stage.FAILED, "reading: ValueError", "The analysis failed and was given up: reading: ValueError"),
        (Analysis.Stage.SKIPPED, "language: es", "Not analysed: language: es"),
        (Analysis.Stage.DONE, "", "words were found in this text"),
    ],
)
def test_the_end_of_an_analysis_is_told(reader: Client, stage: str, message: str, words: str) -> None:
    version = VersionFactory()
    Analysis.objects.create(version=version, pipeline_version="1", stage=stage, message=message)
    assertContains(reader.get(reverse("article-detail", args=[version.article_id])), words)


def test_a_speaker_page_shows_names_roles_and_changed_positions(reader: Client) -> None:
    speaker = SpeakerFactory(name="Ana Kovač")
    Alias.objects.create(speaker=speaker, name="Ana Kovač-Maas", key="ana kovac maas")
    Role.objects.create(
        speaker=speaker,
        title="minister",
        key="minister",
        starts_on=datetime.date(2020, 1, 1),
        ends_on=datetime.date(2023, 5, 2),
    )
    sides = [MentionFactory(speaker=speaker) for _ in range(2)]
    a = ClaimFactory(version=sides[0].version, mention=sides[0])
    b = ClaimFactory(version=sides[1].version, mention=sides[1], text=SEPTEMBER)
    VerdictFactory(pair=PairFactory(a=a, b=b), same_speaker=True, axis=Verdict.Axis.STANCE)
    VerdictFactory(pair=PairFactory(a=a, b=ClaimFactory(text=SEPTEMBER)))  # someone else's words
    page = reader.get(reverse("speaker-detail", args=[speaker.pk]))
    for words in ("Ana Kovač-Maas", "minister", "from 1 Jan 2020 until 2 May 2023", "Changed positions"):
        assertContains(page, words)
    assertContains(page, 'class="versus"', count=1)


def test_a_claim_page_shows_its_paragraph_and_both_sides(reader: Client) -> None:
    proposition = Proposition.objects.create(key="p")
    claim = ClaimFactory(proposition=proposition)
    reprint = VersionFactory(article__copy_of=claim.version.article)
    speaker = claim.mention.speaker
    ClaimFactory(version=reprint, proposition=proposition, mention=MentionFactory(version=reprint, speaker=speaker))
    echo = ClaimFactory(proposition=proposition, mention__speaker__name="Echo Speaker")
    denial = ClaimFactory(text=SEPTEMBER, mention__speaker__name="Other Side")
    VerdictFactory(pair=PairFactory(a=echo, b=denial))
    page = reader.get(reverse("claim-detail", args=[claim.pk])).content.decode()
    assertInHTML(f"<mark>{MAY}</mark>", page)
    assert "transport minister Ana Kovač said on Tuesday" in page
    assert page.count("Echo Speaker") == 1
    assert page.count("Other Side") == 1
    # The reprint of this very claim is no second voice.
    assert page.count(speaker.name) == 1


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_rows(client: Client) -> None:
    editor = UserFactory(role="editor", password=None)
    client.force_login(editor)
    speaker = SpeakerFactory()
    version = VersionFactory()

    def grow() -> None:
        for kept in (None, speaker):
            mention = MentionFactory(speaker=kept, candidates=[{"speaker": SpeakerFactory().pk, "score": 1}])
            a = ClaimFactory(version=mention.version, mention=mention)
            b = ClaimFactory(
                text=SEPTEMBER,
                mention=None,
                mention_candidates=[mention.key],
                version=mention.version,
            )
            VerdictFactory(pair=PairFactory(a=a, b=b))
        here = ClaimFactory(version=version, start=len(Claim.objects.all()), end=80, text=MAY)
        VerdictFactory(pair=PairFactory(a=first, b=here))
        DraftFactory(owner=editor)

    first = ClaimFactory(proposition=Proposition.objects.create(key="p"), mention__speaker=speaker)
    grow()
    addresses = [
        reverse(name) for name in ("claim-list", "contradiction-list", "speaker-list", "article-list", "draft-list")
    ]
    addresses += [
        reverse("speaker-detail", args=[speaker.pk]),
        reverse("article-detail", args=[version.article_id]),
        reverse("claim-detail", args=[first.pk]),
    ]
    before = {address: queries(client, address) for address in addresses}
    for _ in range(3):
        grow()
    assert {address: queries(client, address) for address in addresses} == before
    assert max(before.values()) <= 16


def test_a_long_list_has_pages_that_keep_the_filters(reader: Client) -> None:
    source = SourceFactory()
    for number in range(30):
        text = f"Line {number} opens soon"
        ClaimFactory(version=VersionFactory(article__source=source, text=f"{text}, they said."), text=text)
    page = shown(reader, "claim-list", q="opens")
    assert "page 1 of 2" in page
    assert "?q=opens&amp;page=2" in page
    assert "page 2 of 2" in shown(reader, "claim-list", q="opens", page=2)
