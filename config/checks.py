"""System checks that stop the start when a setting cannot work, each with the way to mend it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from claims.nlp.weights import WeightsError, open_folder

# Settings that point the role of a model at another folder.
MODEL_FOLDERS = ("COUNTERCLAIM_TAGGER", "COUNTERCLAIM_EMBEDDER", "COUNTERCLAIM_ENTAILMENT")


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


@register
def check_model_folders(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Those named by a setting; what ships is verified when it is loaded."""
    found: list[CheckMessage] = []
    for name in MODEL_FOLDERS:
        folder = getattr(settings, name)
        try:
            if folder:
                open_folder(Path(folder))
        except WeightsError as error:
            found.append(
                Error(
                    f"{name} names a model that cannot be used. {error}",
                    hint=f"Set {name} to a folder with a whole model, or unset it to use the one that ships.",
                    id="counterclaim.E004",
                )
            )
    return found


@register
def check_second_opinion(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.COUNTERCLAIM_SECOND_OPINION:
        return []
    # Its parts load libraries that no other check needs.
    from claims.second_opinion import OpinionError, second_judge

    try:
        second_judge()
    except (OpinionError, WeightsError) as error:
        return [
            Error(
                f"No second opinion can be had: {error}",
                hint="Mend or unset COUNTERCLAIM_SECOND_OPINION; docs/settings.md says what it takes.",
                id="counterclaim.E005",
            )
        ]
    return []
