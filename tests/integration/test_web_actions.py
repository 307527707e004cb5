"""Doing something on the pages: adding articles, deciding on pairs, checking drafts, curating speakers."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from claims.models import Draft, Evidence, Finding, Pair, Report, Review, Speaker, Verdict
from sources.models import Article, Version
from tests.factories import (
    TEXT,
    ClaimFactory,
    DraftFactory,
    PairFactory,
    SpeakerFactory,
    UserFactory,
    VerdictFactory,
)
from tests.integration.local_web import LocalWeb

pytestmark = pytest.mark.django_db

OnCommit = Callable[..., AbstractContextManager[object]]
PASTED = {
    "text": TEXT.replace("\n", "\r\n"),
    "title": "Bridge delayed",
    "source_name": "Harbour Post",
    "published_on": "2024-03-05",
    "byline": "Lena Brandt",
    "url": "",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """What the pages put into the queue, in place of a broker: the browser tests have a real worker."""
    found: list[dict[str, int]] = []
    for task in ("start_analysis", "run_report"):
        monkeypatch.setattr(f"claims.tasks.{task}.delay", lambda **arguments: found.append(arguments))
    return found


@pytest.fixture
def reporter(client: Client) -> User:
    user: User = UserFactory(username="rosa", role="reporter", password=None)
    client.force_login(user)
    return user


@pytest.fixture
def editor(client: Client) -> User:
    user: User = UserFactory(username="emil", role="editor", password=None)
    client.force_login(user)
    return user


@pytest.fixture
def add(client: Client, reporter: User, django_capture_on_commit_callbacks: OnCommit) -> Callable[..., HttpResponse]:
    """Post the form for a new article as a reporter; keywords replace what is filled in."""

    def post(**given: str) -> HttpResponse:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("article-add"), PASTED | given)

    return post


def test_a_pasted_article_is_stored_and_read(add: Callable[..., HttpResponse], enqueued: list[dict[str, int]]) -> None:
    response = add()
    version = Version.objects.select_related("article__source").get()
    assertRedirects(response, reverse("article-detail", args=[version.article_id]))
    assert version.text == TEXT.strip()
    article = version.article
    assert (article.title, article.byline, article.source.name) == ("Bridge delayed", "Lena Brandt", "Harbour Post")
    assert article.published_at == datetime(2024, 3, 5, tzinfo=UTC)
    assert enqueued == [{"version_id": version.pk}]
    again = add()
    assertRedirects(again, reverse("article-detail", args=[version.article_id]))
    assert Version.objects.count() == 1
    assert len(enqueued) == 1


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"text": "", "title": ""}, "text", "Paste the article"),
        ({"text": " \n ", "title": "x"}, "text", "Paste the article"),
        ({"title": ""}, "title", "A pasted text needs a title."),
        ({"source_name": ""}, "source_name", "A pasted text needs a source."),
        ({"source_name": "x" * 201}, "source_name", "at most 200 characters"),
        ({"published_on": "soon"}, "published_on", "Enter a valid date."),
        ({"url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
        ({"url": "ftp://example.org/a"}, "text", "not a web address"),
        ({"text": "a\x00b"}, "text", "Null characters are not allowed."),
        ({"text": "", "url": "http://127.0.0.1:9/a"}, "url", ""),
        ({"text": "", "url": "http://localhost/a"}, "url", ""),
    ],
)
def test_what_cannot_be_stored_is_told_at_its_field(
    add: Callable[..., HttpResponse], enqueued: list[dict[str, int]], given: dict[str, str], field: str, words: str
) -> None:
    response = add(**given)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert field in errors
    assert words in errors[field][0]
    # What was typed is still there.
    if len(given.get("source_name", "")) != 0:
        assertContains(response, given["source_name"], status_code=422)
    assert not Article.objects.exists()
    assert not enqueued


def test_an_article_is_fetched_from_its_address(
    add: Callable[..., HttpResponse], enqueued: list[dict[str, int]], web: LocalWeb
) -> None:
    paragraphs = "".join(f"<p>{TEXT} It was the {number}th delay of the works.</p>" for number in range(4))
    page = f"<html><head><title>Late</title></head><body><article><h1>Late</h1>{paragraphs}</article></body></html>"
    address = web.on("/bridge", page)
    response = add(url=address, text="", title="", source_name="")
    version = Version.objects.select_related("article").get()
    assertRedirects(response, reverse("article-detail", args=[version.article_id]))
    assert "engineer Piet Maas told reporters" in version.text
    assert version.article.url == address
    assert enqueued == [{"version_id": version.pk}]


def test_a_broker_that_is_down_loses_nothing(add: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**arguments: int) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("claims.tasks.start_analysis.delay", refuse)
    response = add()
    assert response.status_code == 302
    assert Version.objects.count() == 1


# Deciding on a pair


@pytest.fixture
def pair() -> Pair:
    found: Pair = VerdictFactory().pair
    return found


def decide(client: Client, pair: Pair, decision: str, *, walk: str = "", **given: object) -> HttpResponse:
    verdict = pair.verdicts.latest("id").pk
    address = reverse("pair-review", args=[pair.pk]) + walk
    return client.post(address, {"decision": decision, "verdict": verdict, "note": "", "reason": "", **given})


def test_a_pair_is_shown_side_by_side_with_the_words_that_clash(client: Client, editor: User, pair: Pair) -> None:
    response = client.get(reverse("pair-detail", args=[pair.pk]))
    assertContains(response, "<mark>May</mark>", html=True)
    assertContains(response, "<mark>open before September</mark>", html=True)
    for words in (
        "May against not before September.",
        "suggestion of the machine, not yet reviewed",
        "The machine is very confident of this reading.",
        "Different dates",
        "As the machine reads them, the two statements cannot both hold",
        "Nobody has reviewed it yet.",
        "minister Ana Kovač said on Tuesday",
    ):
        assertContains(response, words)
    content = response.content.decode()
    shown = re.sub(r"<[^>]+>", " ", content[content.index("<main") : content.index("</main>")]).lower()
    assert not {"true", "false", "lie", "lied"} & set(shown.split())


@pytest.mark.parametrize(("day", "in_order"), [(6, True), (5, False), (None, False)])
def test_earlier_and_later_are_said_only_where_the_dates_tell(
    client: Client, editor: User, pair: Pair, day: int | None, in_order: bool
) -> None:
    published = datetime(2024, 3, day, tzinfo=UTC) if day else None
    Article.objects.filter(pk=pair.b.version.article_id).update(published_at=published)
    page = client.get(reverse("pair-detail", args=[pair.pk])).content.decode()
    assert ("Earlier:" in page) is in_order
    assert ("Later:" in page) is in_order


def test_decisions_are_appended_and_shown(client: Client, editor: User, pair: Pair) -> None:
    address = reverse("pair-detail", args=[pair.pk])
    assertRedirects(decide(client, pair, "confirmed", note="Checked by phone.\nTwice."), address)
    assertContains(client.get(address), "confirmed by an editor")
    assertRedirects(decide(client, pair, "dismissed", reason="other_time"), address)
    assertRedirects(decide(client, pair, "withdrawn"), address)
    page = client.get(address)
    assertContains(page, "suggestion of the machine")
    assertContains(page, "Checked by phone.<br>Twice.")
    assertContains(page, "not the same time")
    assertContains(page, "emil", count=4)  # three decisions, and the name of who is signed in
    rows = Review.objects.order_by("id").values_list("decision", "reason", "note", "reviewer__username")
    assert list(rows) == [
        ("confirmed", "", "Checked by phone.\nTwice.", "emil"),
        ("dismissed", "other_time", "", "emil"),
        ("withdrawn", "", "", "emil"),
    ]


def test_dismissing_needs_a_reason(client: Client, editor: User, pair: Pair) -> None:
    response = decide(client, pair, "dismissed", note="Why not")
    assertContains(response, "Say why this pair is dismissed.", status_code=422)
    assertContains(response, "Why not", status_code=422)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "given",
    [{"decision": "approved"}, {"reason": "because"}, {"note": "x" * 2001}, {"verdict": "x"}, {"verdict": ""}],
)
def test_a_decision_that_cannot_be_is_refused(client: Client, editor: User, pair: Pair, given: dict[str, str]) -> None:
    form = {"decision": "confirmed", "verdict": str(pair.verdicts.get().pk), **given}
    assert client.post(reverse("pair-review", args=[pair.pk]), form).status_code == 422
    assert not Review.objects.exists()


def test_a_decision_on_an_older_judgement_is_not_recorded(client: Client, editor: User, pair: Pair) -> None:
    seen = pair.verdicts.get().pk
    VerdictFactory(pair=pair, judge_version="newer", relation=Verdict.Relation.UPDATES)
    response = client.post(
        reverse("pair-review", args=[pair.pk]), {"decision": "confirmed", "verdict": seen}, follow=True
    )
    assertContains(response, "Nothing was recorded")
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"suggested", "confirmed", "second_look"}),
        ({"state": "suggested"}, {"suggested"}),
        ({"state": "confirmed"}, {"confirmed"}),
        ({"state": "dismissed"}, {"dismissed"}),
        ({"state": "second_look"}, {"second_look"}),
        ({"relation": "updates"}, {"updates"}),
        ({"relation": "unrelated"}, {"suggested", "confirmed", "second_look"}),
        ({"axis": "quantity"}, {"confirmed"}),
        ({"same_speaker": "on"}, {"second_look"}),
        ({"speaker": "special"}, {"suggested"}),
    ],
)
def test_contradictions_are_filtered(client: Client, editor: User, filters: dict[str, str], found: set[str]) -> None:
    speaker, turned = SpeakerFactory(name="Special", key="special"), SpeakerFactory()
    pairs = {
        "suggested": VerdictFactory(pair__b__mention__speaker=speaker),
        "confirmed": VerdictFactory(axis=Verdict.Axis.QUANTITY),
        "dismissed": VerdictFactory(),
        "second_look": VerdictFactory(pair__a__mention__speaker=turned, pair__b__mention__speaker=turned),
        "updates": VerdictFactory(relation=Verdict.Relation.UPDATES),
        "unrelated": VerdictFactory(relation=Verdict.Relation.UNRELATED),
        "abstain": VerdictFactory(relation=Verdict.Relation.ABSTAIN),
    }
    for state in ("confirmed", "dismissed", "second_look"):
        verdict = pairs[state]
        Review.objects.create(pair=verdict.pair, verdict=verdict, reviewer=editor, decision=state)
    PairFactory()  # not judged yet
    page = client.get(reverse("contradiction-list"), filters).content.decode()
    addresses = {name: reverse("pair-detail", args=[verdict.pair_id]) for name, verdict in pairs.items()}
    assert {name for name, address in addresses.items() if f'"{address}' in page} == found


def test_pairs_of_copies_are_listed_once(client: Client, editor: User, pair: Pair) -> None:
    copy = ClaimFactory(version__article__copy_of=pair.a.version.article)
    VerdictFactory(pair=PairFactory(a=copy, b=pair.b))
    assertContains(client.get(reverse("contradiction-list")), "1 pair<")


@pytest.mark.parametrize("sort", ["", "newest"])
def test_a_pair_knows_its_neighbours_in_the_list(client: Client, editor: User, sort: str) -> None:
    confidences = [0.5, 0.9, 0.7, 0.7]
    numbers = [VerdictFactory(confidence=confidence).pair_id for confidence in confidences]
    VerdictFactory(relation=Verdict.Relation.UPDATES, confidence=0.8)
    order = [numbers[1], numbers[3], numbers[2], numbers[0]] if not sort else numbers[::-1]
    query = "?sort=newest" if sort else ""
    for before, now, after in zip([None, *order], order, [*order[1:], None], strict=False):
        page = client.get(reverse("pair-detail", args=[now]) + query).content.decode()
        for rel, number in (("prev", before), ("next", after)):
            address = reverse("pair-detail", args=[number]) + query if number else ""
            assert (f'<a rel="{rel}" href="{address}"' in page) is bool(number)
            assert (f'rel="{rel}"' in page) is bool(number)


def test_a_decision_keeps_the_place_in_the_list(client: Client, editor: User, pair: Pair) -> None:
    response = decide(client, pair, "confirmed", walk="?state=suggested&evil=//example.org")
    assertRedirects(response, reverse("pair-detail", args=[pair.pk]) + "?state=suggested")


def test_a_reviewed_pair_of_a_retired_claim_is_still_to_be_read(client: Client, editor: User, pair: Pair) -> None:
    decide(client, pair, "confirmed")
    pair.a.retired_at = datetime(2024, 5, 1, tzinfo=UTC)
    pair.a.save(update_fields=["retired_at"])
    assertContains(client.get(reverse("pair-detail", args=[pair.pk])), "no longer finds one of these claims")
    assertContains(client.get(reverse("contradiction-list")), "0 pairs")


# Checking a draft


def test_a_draft_is_stored_and_checked(
    client: Client, reporter: User, enqueued: list[dict[str, int]], django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("draft-add"), {"title": "", "text": "One.\r\n\r\nTwo."})
    draft = Draft.objects.get()
    report = draft.reports.get()
    assertRedirects(response, reverse("report-detail", args=[report.pk]))
    assert (draft.text, draft.owner) == ("One.\n\nTwo.", reporter)
    assert enqueued == [{"report_id": report.pk}]
    page = client.get(reverse("report-detail", args=[report.pk]))
    assertContains(page, "The check waits for its turn")
    assertContains(page, "Refresh")
    # A second check of the same draft while one runs is that one.
    with django_capture_on_commit_callbacks(execute=True):
        assertRedirects(
            client.post(reverse("draft-check", args=[draft.pk])), reverse("report-detail", args=[report.pk])
        )
    assert Report.objects.count() == 1
    Report.objects.update(state=Report.State.DONE)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("draft-check", args=[draft.pk]))
    assert Report.objects.count() == 2
    assert len(enqueued) == 2


@pytest.mark.parametrize("text", ["", "  ", "x\x00"])
def test_a_draft_without_words_is_refused(client: Client, reporter: User, text: str) -> None:
    assert client.post(reverse("draft-add"), {"text": text}).status_code == 422
    assert not Draft.objects.exists()


@pytest.fixture
def report(reporter: User) -> Report:
    draft = DraftFactory(owner=reporter, text="The bridge opens in May, she said.\n\nIt is <b>blue</b>, he said.")
    report = Report.objects.create(
        draft=draft, state=Report.State.DONE, finished_at=datetime(2024, 3, 9, tzinfo=UTC), used={"judge": "7"}
    )
    contradicted = Finding.objects.create(
        report=report, start=0, end=23, text=draft.text[:23], speaker="Ana", verdict=Finding.Verdict.CONTRADICTED
    )
    Evidence.objects.create(
        finding=contradicted,
        claim=ClaimFactory(text="The bridge will not open before September"),
        relation=Verdict.Relation.CONTRADICTS,
        axis=Verdict.Axis.DATE,
        confidence=0.9,
        reasons=[{"text": "September against May.", "a": [[32, 41]], "b": [[20, 23]]}],
    )
    start = draft.text.index("It is")
    Finding.objects.create(
        report=report, start=start, end=start + 17, text="It is <b>blue</b>", verdict=Finding.Verdict.NO_RECORD
    )
    return report


def test_a_report_shows_the_draft_and_the_recorded_words(client: Client, report: Report) -> None:
    claim = Evidence.objects.get().claim
    page = client.get(reverse("report-detail", args=[report.pk]))
    for words in (
        "2 statements checked",
        "September against May.",
        "No record found",
        'href="#finding-1">The bridge opens in May</a>',
        "It is &lt;b&gt;blue&lt;/b&gt;",
        f"&amp;claim={claim.pk}#claim-{claim.pk}",
        "judge: 7",
    ):
        assertContains(page, words)
    assertContains(page, "<mark>September</mark>", html=True)
    assertContains(page, "<mark>May</mark>", html=True)
    assertNotContains(page, "<b>blue")
    assertNotContains(page, "hx-get")


def test_a_running_report_is_polled_until_it_is_done(client: Client, report: Report) -> None:
    address = reverse("report-detail", args=[report.pk])
    Report.objects.update(state=Report.State.RUNNING)
    assertContains(client.get(address), f'hx-get="{address}"')
    assert client.get(address, {"seen": "running"}, headers=HTMX).status_code == 204
    assertContains(client.get(address, {"seen": "queued"}, headers=HTMX), "being compared")
    Report.objects.update(state=Report.State.DONE)
    done = client.get(address, {"seen": "running"}, headers=HTMX)
    assertContains(done, "September against May.", status_code=286)
    assertNotContains(done, "<html", status_code=286)
    Report.objects.update(state=Report.State.FAILED, message="<i>no</i> model")
    assertContains(client.get(address), "The check failed: &lt;i&gt;no&lt;/i&gt; model.")


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("json", "application/json", b"{"),
        ("md", "text/markdown; charset=utf-8", b"#"),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_a_report_is_taken_along_as_a_file(
    client: Client, report: Report, kind: str, content_type: str, start: bytes
) -> None:
    response = client.get(reverse("report-download", args=[report.pk, kind]))
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"] == f'attachment; filename="report-{report.pk}.{kind}"'
    assert response.content.startswith(start)
    if kind == "json":
        assert [finding["verdict"] for finding in json.loads(response.content)["findings"]] == [
            "contradicted",
            "no_record",
        ]


def test_there_is_no_file_of_another_kind_or_of_an_unfinished_report(client: Client, report: Report) -> None:
    assert client.get(reverse("report-download", args=[report.pk, "docx"])).status_code == 404
    Report.objects.update(state=Report.State.RUNNING)
    assert client.get(reverse("report-download", args=[report.pk, "pdf"])).status_code == 404


# Curating in the administration


@pytest.fixture
def admin(client: Client) -> User:
    user: User = UserFactory(role="admin", is_staff=True, password=None)
    client.force_login(user)
    return user


def speaker_form(speaker: Speaker, **given: object) -> dict[str, object]:
    inlines = {
        f"{name}-{count}_FORMS": value
        for name in ("aliases", "roles")
        for count, value in (("TOTAL", 1), ("INITIAL", 0))
    }
    return {"name": speaker.name, "kind": speaker.kind, "side": "", "wikidata_id": "", **inlines, **given}


def test_a_speaker_is_curated(client: Client, admin: User) -> None:
    speaker = SpeakerFactory(name="Ana Kovac", key="ana kovac")
    address = reverse("admin:claims_speaker_change", args=[speaker.pk])
    assert client.get(address).status_code == 200
    given = {"name": "Ana Kovač", "aliases-0-name": "A. Kovač", "roles-0-title": "Minister of Works"}
    assert client.post(address, speaker_form(speaker, **given)).status_code == 302
    speaker.refresh_from_db()
    assert (speaker.name, speaker.key, speaker.origin) == ("Ana Kovač", "ana kovac", Speaker.Origin.CURATED)
    alias, role = speaker.aliases.get(), speaker.roles.get()
    assert (alias.key, alias.origin) == ("a kovac", Speaker.Origin.CURATED)
    assert (role.key, role.origin) == ("minister of works", Speaker.Origin.CURATED)
    again = client.post(address, speaker_form(speaker, **{"aliases-0-name": "A Kovac"}), follow=True)
    assertContains(again, "it is there already")
    assert speaker.aliases.count() == 1


def test_two_speakers_of_one_name_are_merged_not_renamed(client: Client, admin: User) -> None:
    kept, other = SpeakerFactory(name="Ana Kovač", key="ana kovac"), SpeakerFactory(name="A. Kovač", key="a kovac")
    address = reverse("admin:claims_speaker_change", args=[other.pk])
    assertContains(client.post(address, speaker_form(other, name="Ana Kovac")), "Merge the two on its page instead")
    # Merging is decided on the pages, where it is recorded and can be undone.
    assert client.post(address, speaker_form(other, merged_into=kept.pk)).status_code == 302
    other.refresh_from_db()
    assert other.merged_into is None


@pytest.mark.parametrize("model", ["speaker", "mention", "claim", "verdict", "review", "analysis"])
def test_the_administration_lists_and_deletes_no_evidence(client: Client, model: str) -> None:
    root = UserFactory(is_staff=True, is_superuser=True, password=None)
    client.force_login(root)
    verdict = VerdictFactory()
    review = Review.objects.create(pair=verdict.pair, verdict=verdict, reviewer=root, decision="confirmed")
    analysis = verdict.pair.a.version.analyses.create(pipeline_version="1")
    numbers = {
        "speaker": verdict.pair.a.mention.speaker_id,
        "mention": verdict.pair.a.mention_id,
        "claim": verdict.pair.a_id,
        "verdict": verdict.pk,
        "review": review.pk,
        "analysis": analysis.pk,
    }
    assert client.get(reverse(f"admin:claims_{model}_changelist"), {"q": "a"}).status_code == 200
    assert client.get(reverse(f"admin:claims_{model}_change", args=[numbers[model]])).status_code == 200
    address = reverse(f"admin:claims_{model}_delete", args=[numbers[model]])
    assert client.post(address, {"post": "yes"}).status_code == 403
    if model != "speaker":
        assert client.post(reverse(f"admin:claims_{model}_change", args=[numbers[model]])).status_code == 403
        assert client.get(reverse(f"admin:claims_{model}_add")).status_code == 403
