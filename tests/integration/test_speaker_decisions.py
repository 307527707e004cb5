"""People join and part speakers: the machine keeps to it, in whatever order it reads, and undoing leaves no trace."""

import hashlib
import random
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims.extraction import extract_claims
from claims.models import Claim, DecidedMention, Mention, Pair, Speaker, SpeakerDecision, SpeakerDecisionQuerySet
from claims.nlp.names import plain
from claims.nlp.types import DocumentSpeaker, SpeakerKind
from claims.speakers import assign_mentions, find_speakers, merge_speakers, resolve_speakers, undo_decision
from sources.models import Version
from tests.factories import (
    ClaimFactory,
    MentionFactory,
    PairFactory,
    SpeakerFactory,
    UserFactory,
    VerdictFactory,
    VersionFactory,
)
from tests.integration.test_speakers import make_versions, outcome, run

pytestmark = pytest.mark.django_db

# Someone in one article as extraction records them: the name first, then the offices.
STAGE = ("Carl Steen", "singer")
STAGE_LATER = ("Steen",)
CIVIL = ("Yusuf Idris",)
MASON = ("John Smithson", "mason")
MINISTER = ("John Smithson", "minister")
PLAIN = ("John Smithson",)
SHORT = ("Smithson",)
BOARD, PORT = ("Harbour Board",), ("Port Authority",)


@pytest.fixture
def editor() -> User:
    return UserFactory(role="editor", password=None)


def only(versions: list[Version]) -> list[Mention]:
    """The first mention of each version."""
    return [Mention.objects.filter(version=version).order_by("pk")[0] for version in versions]


def shown(versions: list[Version]) -> list[str | None]:
    """The speaker that pages show for each version."""
    claims = [Claim.objects.with_context().filter(version=version).order_by("start")[0] for version in versions]
    return [claim.speaker.name if claim.speaker else None for claim in claims]


def write(*people: tuple[str, ...], kind: str = Mention.Kind.PERSON) -> list[Version]:
    """One article for each, with a mention and a claim as extraction leaves them."""
    versions = []
    for name, *roles in people:
        mention = MentionFactory(key=plain(name), names=[name], roles=roles, kind=kind, speaker=None)
        versions.append(ClaimFactory(version=mention.version, mention=mention).version)
    return versions


def resolve(versions: list[Version]) -> None:
    for version in versions:
        resolve_speakers(version=version)


def reread(versions: list[Version]) -> None:
    """The stage twice, the versions in any order."""
    for _ in range(2):
        random.shuffle(versions := list(versions))
        resolve(versions)


def candidates(version: Version) -> set[str]:
    names = dict(Speaker.objects.values_list("pk", "name"))
    return {names[entry["speaker"]] for entry in only([version])[0].candidates}


def joined(editor: User) -> tuple[list[Version], Speaker, Speaker, SpeakerDecision]:
    versions = write(STAGE, CIVIL)
    resolve(versions)
    stage, civil = Speaker.objects.get(key="carl steen"), Speaker.objects.get(key="yusuf idris")
    return versions, stage, civil, merge_speakers(speaker=stage, into=civil, editor=editor)


def test_merged_speakers_are_one_and_stay_so(editor: User) -> None:
    versions, stage, civil, decision = joined(editor)
    assert shown(versions) == ["Yusuf Idris"] * 2
    assert set(civil.aliases.values_list("name", flat=True)) == {"Carl Steen"}
    assert (decision.decided_by, decision.speaker_name, decision.target_name) == (editor, "Carl Steen", "Yusuf Idris")
    before = outcome(versions)
    reread(versions)
    assert outcome(versions) == before
    stage.refresh_from_db()
    assert stage.merged_into == civil
    assert Speaker.objects.count() == 2


def test_a_new_article_with_the_old_name_is_the_remaining_speakers(editor: User) -> None:
    versions, _, civil, _ = joined(editor)
    later = write(STAGE, STAGE_LATER)
    fuller = write(("Carl Jonas Steen",))
    resolve([*later, *fuller])
    assert shown([*versions, *later, *fuller]) == ["Yusuf Idris"] * 5
    assert not Speaker.objects.filter(merged_into=None).exclude(pk=civil.pk).exists()
    unread = DocumentSpeaker("carl steen", SpeakerKind.PERSON, ("Carl Steen",))
    assert find_speakers([unread]) == {unread: (civil.pk,)}
    assert {"carl steen", "steen"} <= set(civil.aliases.values_list("key", flat=True))
    # The names of both are kept whichever of the two an article is about.
    before = outcome([*versions, *later, *fuller])
    reread([*versions, *later, *fuller])
    assert outcome([*versions, *later, *fuller]) == before


def test_undoing_a_merge_leaves_what_was_before(editor: User) -> None:
    versions = write(STAGE, STAGE_LATER, CIVIL, PLAIN)
    resolve(versions)
    before, numbers = outcome(versions), list(Mention.objects.order_by("pk").values_list("pk", "speaker"))
    stage, civil = Speaker.objects.get(key="carl steen"), Speaker.objects.get(key="yusuf idris")
    decision = merge_speakers(speaker=stage, into=civil, editor=editor)
    reread(versions)
    assert outcome(versions) != before
    undo_decision(decision=decision, editor=editor)
    for _ in range(2):
        assert outcome(versions) == before
        assert list(Mention.objects.order_by("pk").values_list("pk", "speaker")) == numbers
        reread(versions)
    with pytest.raises(ValidationError, match="undone already"):
        undo_decision(decision=decision, editor=editor)
    assert [row.action for row in SpeakerDecision.objects.order_by("pk")] == ["merge", "undo"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_chain_of_merges_ends_at_one_and_is_undone_in_any_order(editor: User, first: int) -> None:
    versions = write(STAGE, CIVIL, PLAIN)
    resolve(versions)
    a, b, c = (Speaker.objects.get(key=key) for key in ("carl steen", "yusuf idris", "john smithson"))
    before = outcome(versions)
    decisions = [
        merge_speakers(speaker=a, into=b, editor=editor),
        merge_speakers(speaker=b, into=c, editor=editor),
    ]
    assert shown(versions) == ["John Smithson"] * 3
    assert set(c.merged.all()) == {a, b}
    reread(versions)
    assert shown(versions) == ["John Smithson"] * 3
    for speaker, into in ((a, c), (c, a), (c, b)):
        with pytest.raises(ValidationError, match="was merged into John Smithson already"):
            merge_speakers(speaker=speaker, into=into, editor=editor)
    undo_decision(decision=decisions[first], editor=editor)
    reread(versions)
    left = [["Carl Steen", "John Smithson", "John Smithson"], ["Yusuf Idris", "Yusuf Idris", "John Smithson"]]
    assert shown(versions) == left[first]
    undo_decision(decision=decisions[1 - first], editor=editor)
    assert outcome(versions) == before


def test_what_cannot_be_merged_is_refused_with_the_reason(editor: User) -> None:
    person, body = SpeakerFactory(name="Ana Lund"), SpeakerFactory(name="Lund Council", kind=Speaker.Kind.ORGANISATION)
    with pytest.raises(ValidationError, match="Ana Lund is on record as a person, Lund Council as an organisation"):
        merge_speakers(speaker=person, into=body, editor=editor)
    with pytest.raises(ValidationError, match="one and the same"):
        merge_speakers(speaker=person, into=person, editor=editor)
    assert not SpeakerDecision.objects.exists()


def test_bodies_are_merged_too(editor: User) -> None:
    versions = write(BOARD, PORT, kind=Mention.Kind.ORGANISATION)
    resolve(versions)
    names = shown(versions)
    assert None not in names
    board, port = (mention.speaker for mention in only(versions))
    decision = merge_speakers(speaker=board, into=port, editor=editor)
    later = write(BOARD, kind=Mention.Kind.ORGANISATION)
    resolve(later)
    reread([*versions, *later])
    assert shown([*versions, *later]) == [names[1]] * 3
    undo_decision(decision=decision, editor=editor)
    assert shown([*versions, *later]) == [names[0], names[1], names[0]]


def split(editor: User) -> tuple[list[Version], SpeakerDecision]:
    versions = write(MASON, MINISTER, PLAIN, SHORT)
    resolve(versions)
    assert shown(versions) == ["John Smithson"] * 4
    return versions, assign_mentions(
        mentions=only(versions[:1]), to=None, new_name="John Smithson (mason)", editor=editor
    )


def test_a_namesake_is_split_off_and_what_was_not_marked_stays(editor: User) -> None:
    versions, decision = split(editor)
    expected = ["John Smithson (mason)", *["John Smithson"] * 3]
    assert shown(versions) == expected
    assert only(versions)[0].decided_by == editor
    mason = Speaker.objects.get(name="John Smithson (mason)")
    assert (mason.key, mason.origin, decision.creates) == ("john smithson mason", Speaker.Origin.CURATED, True)
    assert list(mason.roles.values_list("title", flat=True)) == ["mason"]
    assert set(decision.mentions.filter(stays=True).values_list("mention", flat=True)) == {
        mention.pk for mention in only(versions[1:])
    }
    before = outcome(versions)
    reread(versions)
    assert outcome(versions) == before


def test_a_new_article_with_a_shared_name_is_open_unless_the_office_tells(editor: User) -> None:
    versions, _ = split(editor)
    new = write(PLAIN, SHORT, MINISTER, MASON)
    for _ in range(2):
        reread([*versions, *new])
        assert shown(new) == [None, None, "John Smithson", "John Smithson (mason)"]
        assert candidates(new[0]) == candidates(new[1]) == {"John Smithson", "John Smithson (mason)"}
        assert shown(versions[:3]) == ["John Smithson (mason)", "John Smithson", "John Smithson"]


def test_undoing_a_split_leaves_what_was_before(editor: User) -> None:
    versions = write(MASON, MINISTER, PLAIN, SHORT, CIVIL)
    resolve(versions)
    before = outcome(versions)
    decision = assign_mentions(mentions=only(versions[:1]), to=None, new_name="John Smithson (mason)", editor=editor)
    reread(versions)
    undo_decision(decision=decision, editor=editor)
    for _ in range(2):
        assert outcome(versions) == before
        reread(versions)
    assert not Mention.objects.filter(decided_by__isnull=False).exists()
    # The history still tells who it was.
    assert SpeakerDecision.objects.get(pk=decision.pk).target_name == "John Smithson (mason)"


def test_a_speaker_others_build_on_is_not_taken_away(editor: User) -> None:
    versions, decision = split(editor)
    mason = Speaker.objects.get(name="John Smithson (mason)")
    later = assign_mentions(mentions=only(versions[2:3]), to=mason, editor=editor)
    with pytest.raises(ValidationError, match="Undo those first"):
        undo_decision(decision=decision, editor=editor)
    undo_decision(decision=later, editor=editor)
    # The decision before the one undone holds again: it said that this mention stays.
    assert shown(versions[:3]) == ["John Smithson (mason)", "John Smithson", "John Smithson"]
    undo_decision(decision=decision, editor=editor)
    assert shown(versions[:3]) == ["John Smithson"] * 3


def test_merging_the_two_halves_of_a_split_joins_them_again(editor: User) -> None:
    versions, _ = split(editor)
    mason, other = (Speaker.objects.get(name=name) for name in ("John Smithson (mason)", "John Smithson"))
    merge_speakers(speaker=mason, into=other, editor=editor)
    new = write(PLAIN)
    reread([*versions, *new])
    assert shown([*versions[:3], *new]) == ["John Smithson"] * 4


def test_a_mention_is_given_to_someone_on_record_left_open_and_given_back(editor: User) -> None:
    versions = write(CIVIL, STAGE, MINISTER)
    resolve(versions)
    before = outcome(versions)
    steen = Speaker.objects.get(key="carl steen")
    given = assign_mentions(mentions=only(versions[:1]), to=steen, editor=editor)
    reread(versions)
    assert shown(versions) == ["Carl Steen", "Carl Steen", "John Smithson"]
    # Nobody else's name follows: another article of Idris is still his.
    again = write(CIVIL)
    resolve(again)
    assert shown(again) == ["Yusuf Idris"]
    opened = assign_mentions(mentions=only(versions[:1]), to=None, editor=editor)
    reread(versions)
    assert shown(versions)[0] is None
    undo_decision(decision=opened, editor=editor)
    assert shown(versions)[0] == "Carl Steen"
    undo_decision(decision=given, editor=editor)
    reread([*versions, *again])
    Claim.objects.filter(version__in=again).delete()
    Mention.objects.filter(version__in=again).delete()
    resolve(versions)
    assert outcome(versions) == before


def test_one_of_the_candidates_is_chosen(editor: User) -> None:
    versions = write(("Anna Lindell",), ("Berta Lindell",))
    short = write(("Lindell",))
    resolve([*versions, *short])
    assert candidates(short[0]) == {"Anna Lindell", "Berta Lindell"}
    before = outcome([*versions, *short])
    decision = assign_mentions(mentions=only(short), to=Speaker.objects.get(key="berta lindell"), editor=editor)
    reread([*versions, *short])
    assert shown(short) == ["Berta Lindell"]
    assert (decision.speaker, decision.target_name) == (None, "Berta Lindell")
    undo_decision(decision=decision, editor=editor)
    assert outcome([*versions, *short]) == before


def test_a_new_version_and_a_new_extraction_keep_the_decision(editor: User) -> None:
    texts = [
        "John Smithson, a mason, said that the wall had cracks.\n",
        "Minister John Smithson said that the budget was balanced.\n",
    ]
    versions = make_versions(texts)
    run(versions)
    before = outcome(versions)
    decision = assign_mentions(mentions=only(versions[:1]), to=None, new_name="John Smithson (mason)", editor=editor)
    text = texts[0] + "The wall stands by the river, he added.\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    newer = VersionFactory(article=versions[0].article, number=2, text=text, sha256=sha256)
    everything = [versions[1], newer, versions[0]]
    for version in everything:
        extract_claims(version=version, pipeline_version="a later one")
        resolve_speakers(version=version)
    assert shown(everything) == ["John Smithson", "John Smithson (mason)", "John Smithson (mason)"]
    assert only([newer])[0].decided_by == editor
    undo_decision(decision=decision, editor=editor)
    assert shown(everything) == ["John Smithson"] * 3
    assert outcome(versions)[1:] == before[1:]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("John Smithson", "is on record"),
        ("john  smithson", "is on record"),
        ("John Peter Smithson", "is on record"),
        ("(mason)", "needs at least one letter"),
        ("x" * 201, "at most 200"),
    ],
)
def test_a_new_name_must_be_told_from_others(editor: User, name: str, message: str) -> None:
    versions = write(MASON, MINISTER)
    resolve(versions)
    with pytest.raises(ValidationError, match=message):
        assign_mentions(mentions=only(versions[:1]), to=None, new_name=name, editor=editor)
    assert shown(versions) == ["John Smithson"] * 2
    assert Speaker.objects.count() == 1


def test_nothing_marked_is_refused(editor: User) -> None:
    with pytest.raises(ValidationError, match="Mark at least one"):
        assign_mentions(mentions=[], to=SpeakerFactory(), editor=editor)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(target_name="someone else"),
        lambda rows: rows.update(target=SpeakerFactory()),
        lambda rows: rows._raw_delete("default"),
    ],
)
def test_a_decision_is_neither_edited_nor_deleted(
    editor: User, change: Callable[[SpeakerDecisionQuerySet], object]
) -> None:
    _, decision = split(editor)
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        change(SpeakerDecision.objects.filter(pk=decision.pk))
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        DecidedMention.objects.filter(decision=decision).update(stays=False, speaker=None)


def test_who_speaks_is_told_anew_of_judged_pairs(editor: User) -> None:
    versions, _, civil, decision = joined(editor)
    a, b = (Claim.objects.filter(version=version)[0] for version in versions)
    VerdictFactory(pair=PairFactory(a=a, b=b), axis="polarity", same_speaker=False)

    def said() -> tuple[bool, str]:
        pair = Pair.objects.with_state().get()
        return pair.same_speaker, pair.axis  # type: ignore[attr-defined]

    assert said() == (True, "stance")
    undo_decision(decision=decision, editor=editor)
    assert said() == (False, "polarity")
    opened = assign_mentions(mentions=only(versions[:1]), to=None, editor=editor)
    assert said() == (False, "polarity")
    undo_decision(decision=opened, editor=editor)
    assign_mentions(mentions=only(versions[:1]), to=civil, editor=editor)
    assert said() == (True, "stance")
    assert Pair.objects.with_state().filter(same_speaker=True).exists()
