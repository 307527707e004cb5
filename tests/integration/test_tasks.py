"""Leases: who gets an analysis, when it is taken again, and when it is given up."""

import datetime

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
        Analysis.objects.filter(pk=analysis.pk).update(lease_until=None)
    assert not tasks._take(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.stage == Analysis.Stage.FAILED
    assert analysis.finished_at is not None


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
