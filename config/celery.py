"""The Celery application; its settings are those of Django with the prefix CELERY_."""

import os
import signal
from typing import Any

from billiard.util import set_pdeathsig  # type: ignore[attr-defined]  # absent from the stubs
from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("counterclaim")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def die_with_the_worker(**kwargs: Any) -> None:
    """A busy pool process must not outlive a worker that was killed: its work would be done twice at once."""
    set_pdeathsig(signal.SIGKILL)
