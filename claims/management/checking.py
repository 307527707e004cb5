"""Checks a draft in the process of a command, as a worker would, and hands back the report."""

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from claims.drafts import check_draft
from claims.models import Draft, Report
from claims.reports import ReportDocument, contradiction_report


def start_report(*, owner: User, title: str, text: str) -> Report:
    """Return a new report on this draft, held by this process so that no worker takes it meanwhile.

    The same text of the same owner and title is the same draft.
    """
    draft = Draft.objects.filter(owner=owner, title=title, text=text).first()
    if draft is None:
        draft = Draft.objects.create(owner=owner, title=title, text=text)
    lease = timezone.now() + datetime.timedelta(seconds=settings.ANALYSIS_LEASE_SECONDS)
    return Report.objects.create(draft=draft, state=Report.State.RUNNING, lease_until=lease, attempts=1)


def run_report(report: Report) -> ReportDocument:
    """Check the draft in this process and return the report; a failure is recorded in it and raised."""
    try:
        check_draft(report=report)
    except Exception as error:
        Report.objects.filter(pk=report.pk).update(
            state=Report.State.FAILED,
            message=f"{type(error).__name__}: {error}"[:2000],
            lease_until=None,
            finished_at=timezone.now(),
        )
        raise
    report.refresh_from_db()
    return contradiction_report(report)
