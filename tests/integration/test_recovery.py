"""A worker killed in the middle of many articles, and what is on record when another has finished them."""

import datetime
import random
from pathlib import Path

from django.core.management import call_command
from django.db.models import Count

from claims.models import Analysis, Claim, Mention, Pair, Proposition
from claims.tasks import FINISHED, RUN_VERSION, pull
from sources.models import Source, Version
from tests.conftest import kill_group, running_worker, wait_until
from tests.factories import ArticleFactory, VersionFactory

TOWNS = ["Arvik", "Belmora", "Cresto", "Dunfell", "Eskby"]
PEOPLE = ["Nora Lindqvist", "Tomas Lindqvist", "Ruth Adeyemi", "Pavel Horák", "Inés Duarte Vega", "Samir Haddad"]


def write_stories(count: int) -> list[tuple[str, str]]:
    """Invented stories with shared names and figures, some with a surname alone that only other stories explain."""
    chance = random.Random(20240305)  # noqa: S311
    stories = []
    for number in range(count):
        town, first, second = chance.choice(TOWNS), *chance.sample(PEOPLE, 2)
        dead, again = chance.randint(3, 40), chance.randint(3, 40)
        surname = second.split()[1]
        stories.append(
            (
                f"story-{number:02d}",
                f"Flood in {town}\n\n"
                f"The flood in {town} killed {dead} people, mayor {first} said on Monday.\n\n"
                f"“The dam at {town} was not opened before the flood,” {surname} said.\n\n"
                f"According to {first}, the dam at {town} was opened an hour before the flood. "
                f"{surname} denied that {again} people had died in {town}.\n",
            )
        )
    return stories


def store(stories: list[tuple[str, str]]) -> None:
    """Store the stories in the order given; source and date depend on the story alone."""
    for external_id, text in stories:
        number = int(external_id.removeprefix("story-"))
        source, _ = Source.objects.get_or_create(name=f"Paper {number % 4}")
        published_at = datetime.datetime(2024, 3, number % 28 + 1, tzinfo=datetime.UTC)
        article = ArticleFactory(external_id=external_id, source=source, published_at=published_at)
        VersionFactory(article=article, text=text)


def the_record() -> dict[str, set[object]]:
    """All that was found, by content and not by row number."""

    def of(claim: Claim) -> tuple[str, str]:
        return claim.version.article.external_id, claim.spans_key

    claims = Claim.objects.current().with_context()
    pairs = Pair.objects.current().with_context().with_state()
    return {
        "claims": {
            (of(claim), claim.text, claim.mention_text, claim.speaker and claim.speaker.name) for claim in claims
        },
        "mentions": {
            (mention.version.article.external_id, mention.key, mention.speaker and mention.speaker.key)
            for mention in Mention.objects.select_related("version__article", "speaker")
        },
        "relations": {(of(pair.a), of(pair.b), pair.relation, pair.axis, pair.same_speaker) for pair in pairs},
        "propositions": {
            frozenset(of(claim) for claim in proposition.claims.select_related("version__article"))
            for proposition in Proposition.objects.annotate(n=Count("claims")).filter(n__gt=0)
        },
    }


def finished() -> bool:
    return Analysis.objects.filter(stage__in=FINISHED, pipeline_version=RUN_VERSION).count() == Version.objects.count()


def test_a_killed_worker_changes_nothing(transactional_db: None, tmp_path: Path) -> None:
    stories = write_stories(30)
    store(stories)
    with running_worker(tmp_path / "undisturbed.log"):
        pull.delay()
        wait_until(finished, seconds=300, what="the undisturbed run")
    assert not Analysis.objects.exclude(stage=Analysis.Stage.DONE).exists()
    undisturbed = the_record()
    assert undisturbed["relations"]

    call_command("flush", interactive=False, verbosity=0)
    store(random.Random(1).sample(stories, len(stories)))  # noqa: S311
    short_lease = {"COUNTERCLAIM_LEASE_SECONDS": "5"}
    with running_worker(tmp_path / "killed.log", short_lease) as process:
        pull.delay()
        wait_until(lambda: Claim.objects.count() > 30, seconds=120, what="the first claims")
        kill_group(process)
    assert not finished()
    with running_worker(tmp_path / "second.log", short_lease):

        def pulled() -> bool:
            pull.delay()
            return finished()

        wait_until(pulled, seconds=300, what="the run after the kill")
    assert the_record() == undisturbed
