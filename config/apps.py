"""Start-up of the project: the Celery application and the configuration checks."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import celery, checks  # noqa: F401  (registers the application and the checks)
