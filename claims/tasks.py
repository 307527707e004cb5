"""The order of the stages, and nothing else: each task runs one stage for one analysis and enqueues the next.

An analysis is pulled, not pushed: `pull` gives every version without a finished analysis one row for the current
pipeline version and takes open rows by a conditional UPDATE with a lease. Work that is new, that was lost with a
killed worker, or that a new pipeline version asks for again goes the same way. Every stage may run twice.
"""

import datetime
from collections.abc import Callable
from typing import Final

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from celery.utils.log import get_task_logger
from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from claims import candidates, drafts, embeddings, extraction, propositions, speakers, verdicts
from claims.models import Analysis, Report
from claims.nlp.comparison import JUDGE_VERSION
from sources.models import Version

logger = get_task_logger(__name__)

# A new extraction or a new judge makes every version due again; stages that are unaffected find nothing to do.
RUN_VERSION: Final = f"{extraction.PIPELINE_VERSION} {JUDGE_VERSION}"

Stage = Analysis.Stage
FINISHED: Final = (Stage.DONE, Stage.FAILED, Stage.SKIPPED)
MAX_ATTEMPTS: Final = 5
PULL_BATCH: Final = 200
# The database restarting under a stage is the one failure that repeating at once may mend.
RETRYABLE: Final = (OperationalError,)


def _extract(analysis: Analysis) -> Stage:
    outcome = extraction.extract_claims(version=analysis.version)
    if outcome.skipped:
        analysis.message = outcome.skipped
        return Stage.SKIPPED
    return Stage.RESOLVE


def _resolve(analysis: Analysis) -> Stage:
    speakers.resolve_speakers(version=analysis.version)
    return Stage.EMBED


def _embed(analysis: Analysis) -> Stage:
    embeddings.embed_claims(version=analysis.version)
    return Stage.PAIR


def _pair(analysis: Analysis) -> Stage:
    candidates.pair_claims(version=analysis.version)
    return Stage.JUDGE


def _judge(analysis: Analysis) -> Stage:
    def renew() -> None:
        Analysis.objects.filter(pk=analysis.pk, stage=Stage.JUDGE).update(lease_until=_lease())

    verdicts.judge_pairs(version=analysis.version, renew=renew)
    propositions.group_claims(version=analysis.version)
    return Stage.DONE


STAGES: Final[dict[str, Callable[[Analysis], Stage]]] = {
    Stage.EXTRACT: _extract,
    Stage.RESOLVE: _resolve,
    Stage.EMBED: _embed,
    Stage.PAIR: _pair,
    Stage.JUDGE: _judge,
}


def _lease() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=settings.ANALYSIS_LEASE_SECONDS)


def _take(analysis_id: int) -> bool:
    """Take an open analysis that nobody holds; False if someone does or it is finished. The row count decides."""
    open_rows = Analysis.objects.filter(pk=analysis_id).exclude(stage__in=FINISHED)
    free = open_rows.filter(Q(lease_until=None) | Q(lease_until__lt=timezone.now()))
    given_up = free.filter(attempts__gte=MAX_ATTEMPTS).update(
        stage=Stage.FAILED, lease_until=None, finished_at=timezone.now()
    )
    return not given_up and bool(free.update(lease_until=_lease()))


def _begin(analysis_id: int, stage: str) -> bool:
    """Hold the lease from now, when a stage begins; False if it has passed.

    Each beginning counts as an attempt until a stage succeeds, so that a text which kills its worker is given up too.
    Waiting in the queue does not, however often the lease runs out and is taken again meanwhile.
    """
    return bool(
        Analysis.objects.filter(pk=analysis_id, stage=stage)
        .exclude(stage__in=FINISHED)
        .update(lease_until=_lease(), attempts=F("attempts") + 1)
    )


def _open_reports() -> QuerySet[Report]:
    """Reports that are not finished and that no worker holds."""
    return Report.objects.filter(state__in=[Report.State.QUEUED, Report.State.RUNNING]).filter(
        Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    )


@shared_task(name="claims.tasks.start_analysis")
def start_analysis(*, version_id: int) -> None:
    """Begin the analysis of one version at once, instead of at the next pull."""
    analysis, _ = Analysis.objects.get_or_create(version_id=version_id, pipeline_version=RUN_VERSION)
    if _take(analysis.pk):
        run_stage.delay(analysis_id=analysis.pk, stage=analysis.stage)


@shared_task(name="claims.tasks.pull", ignore_result=True)
def pull() -> None:
    """Open an analysis for every version that lacks one, and take those that nobody holds."""
    of_version = Analysis.objects.filter(version=OuterRef("pk"), pipeline_version=RUN_VERSION)
    missing = Version.objects.filter(~Exists(of_version)).order_by("pk").values_list("pk", flat=True)[:PULL_BATCH]
    Analysis.objects.bulk_create(
        [Analysis(version_id=pk, pipeline_version=RUN_VERSION) for pk in missing],
        ignore_conflicts=True,
    )
    free = (
        Analysis.objects.filter(pipeline_version=RUN_VERSION)
        .exclude(stage__in=FINISHED)
        .filter(Q(lease_until=None) | Q(lease_until__lt=timezone.now()))
        .order_by("pk")
        .values_list("pk", "stage")[:PULL_BATCH]
    )
    for analysis_id, stage in free:
        if _take(analysis_id):
            run_stage.delay(analysis_id=analysis_id, stage=stage)
    lost = _open_reports().filter(created_at__lt=timezone.now() - datetime.timedelta(seconds=60))
    for report_id in lost.values_list("pk", flat=True)[:PULL_BATCH]:
        run_report.delay(report_id=report_id)


@shared_task(
    name="claims.tasks.run_stage",
    base=DjangoTask,
    autoretry_for=RETRYABLE,
    retry_backoff=2,
    retry_backoff_max=60,
    retry_jitter=True,
    max_retries=MAX_ATTEMPTS,
)
def run_stage(*, analysis_id: int, stage: str) -> None:
    """Run one stage of one analysis and enqueue the next. A message that comes late or twice changes nothing."""
    if not _begin(analysis_id, stage):
        return
    analysis = Analysis.objects.select_related("version__article__source").get(pk=analysis_id)
    try:
        following = STAGES[stage](analysis)
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("analysis %s failed while %s", analysis_id, analysis.get_stage_display())
        # The next pull tries again, until the attempts are used up.
        Analysis.objects.filter(pk=analysis_id, stage=stage).update(
            lease_until=None, message=f"{Stage(stage).label}: {type(error).__name__}: {error}"[:2000]
        )
        return
    with transaction.atomic():
        moved = Analysis.objects.filter(pk=analysis_id, stage=stage).update(
            stage=following,
            message=analysis.message,
            attempts=0,
            lease_until=None if following in FINISHED else _lease(),
            finished_at=timezone.now() if following in FINISHED else None,
        )
        if moved and following not in FINISHED:
            run_stage.delay_on_commit(analysis_id=analysis_id, stage=following)


@shared_task(name="claims.tasks.run_report", autoretry_for=RETRYABLE, retry_backoff=2, max_retries=MAX_ATTEMPTS)
def run_report(*, report_id: int) -> None:
    """Check a draft against the record. A message that comes twice finds the report taken or done and leaves it."""
    if (
        not _open_reports()
        .filter(pk=report_id)
        .update(state=Report.State.RUNNING, lease_until=_lease(), attempts=F("attempts") + 1)
    ):
        return
    report = Report.objects.select_related("draft").get(pk=report_id)
    try:
        if report.attempts > MAX_ATTEMPTS:
            raise RuntimeError(f"given up after {MAX_ATTEMPTS} attempts; the worker's log says why")
        drafts.check_draft(report=report)
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("report %s failed", report_id)
        Report.objects.filter(pk=report_id).update(
            state=Report.State.FAILED,
            message=f"{type(error).__name__}: {error}"[:2000],
            finished_at=timezone.now(),
        )
