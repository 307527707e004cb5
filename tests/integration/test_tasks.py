"""Leases: who gets an analysis, when it is taken again, and when it is given up."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from claims import tasks
from claims.models import Analysis
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db


def make_analysis(**fields: object) -> Analysis:
    return Analysis.objects.create(version=VersionFactory(), pipeline_version=tasks.RUN_VERSION, **fields)


def test_only_one_of_two_takers_gets_it() -> None:
    analysis = make_analysis()
    assert [tasks._take(analysis.pk), tasks._take(analysis.pk)] == [True, False]


def test_a_lease_that_has_run_out_is_taken_again() -> None:
    analysis = make_analysis(lease_until=timezone.now() - datetime.timedelta(seconds=1), stage=Analysis.Stage.EMBED)
    assert tasks._take(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.stage == Analysis.Stage.EMBED
    assert analysis.lease_until is not None
    assert analysis.lease_until > timezone.now()


def test_a_finished_analysis_is_left_alone() -> None:
    assert not tasks._take(make_analysis(stage=Analysis.Stage.DONE).pk)


def test_a_text_that_kills_its_worker_is_given_up() -> None:
    analysis = make_analysis()
    for _ in range(tasks.MAX_ATTEMPTS):
        assert tasks._take(analysis.pk)
        assert tasks._begin(analysis.pk, analysis.stage)
        Analysis.objects.filter(pk=analysis.pk).update(lease_until=None)
    assert not tasks._take(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.stage == Analysis.Stage.FAILED
    assert analysis.finished_at is not None


def test_waiting_in_the_queue_is_no_attempt() -> None:
    analysis = make_analysis()
    for _ in range(3 * tasks.MAX_ATTEMPTS):
        assert tasks._take(analysis.pk)
        Analysis.objects.filter(pk=analysis.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    analysis.refresh_from_db()
    assert (analysis.stage, analysis.attempts) == (Analysis.Stage.EXTRACT, 0)


def test_the_lease_runs_from_the_beginning_of_a_stage_and_while_pairs_are_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leases = []

    def judge(*, version: object, renew: Callable[[], object]) -> None:
        for _ in range(2):
            Analysis.objects.filter(pk=analysis.pk).update(lease_until=None)
            renew()
            leases.append(Analysis.objects.get(pk=analysis.pk).lease_until)

    analysis = make_analysis(stage=Analysis.Stage.JUDGE)
    monkeypatch.setattr(tasks.verdicts, "judge_pairs", judge)
    tasks.run_stage(analysis_id=analysis.pk, stage=Analysis.Stage.JUDGE)
    assert all(lease is not None and lease > timezone.now() for lease in leases)
    assert len(leases) == 2
    assert Analysis.objects.get(pk=analysis.pk).stage == Analysis.Stage.DONE


def test_a_failing_stage_frees_the_lease_and_keeps_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(analysis: Analysis) -> Analysis.Stage:
        raise ValueError("no such weights")

    analysis = make_analysis()
    assert tasks._take(analysis.pk)
    monkeypatch.setitem(tasks.STAGES, Analysis.Stage.EXTRACT, fail)
    tasks.run_stage(analysis_id=analysis.pk, stage=Analysis.Stage.EXTRACT)
    analysis.refresh_from_db()
    assert (analysis.lease_until, analysis.stage) == (None, Analysis.Stage.EXTRACT)
    assert "no such weights" in analysis.message


def test_a_late_message_for_a_passed_stage_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    analysis = make_analysis(stage=Analysis.Stage.EMBED)
    monkeypatch.setitem(tasks.STAGES, Analysis.Stage.EXTRACT, called.append)
    tasks.run_stage(analysis_id=analysis.pk, stage=Analysis.Stage.EXTRACT)
    assert called == []
