"""System checks that stop the start when a setting cannot work, each with the way to mend it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def check_database(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine == "django.db.backends.postgresql":
        return []
    return [
        Error(
            f"Counterclaim needs PostgreSQL with pgvector, not {engine}.",
            hint="Set DATABASE_URL to postgres://user:password@host/name, or unset it to use the embedded server.",
            id="counterclaim.E001",
        )
    ]


@register
def check_visibility_timeout(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT:
        return []
    return [
        Error(
            "The broker would deliver a running task a second time.",
            hint="Keep the visibility timeout in CELERY_BROKER_TRANSPORT_OPTIONS above CELERY_TASK_TIME_LIMIT.",
            id="counterclaim.E002",
        )
    ]


@register
def check_lease(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ANALYSIS_LEASE_SECONDS >= 5:
        return []
    return [
        Error(
            "An analysis lease under five seconds lets two workers take the same article again and again.",
            hint="Set COUNTERCLAIM_LEASE_SECONDS above the time that one stage takes; 180 is the default.",
            id="counterclaim.E003",
        )
    ]
