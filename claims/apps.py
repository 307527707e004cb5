"""The record: attributed claims, who made them, and how they relate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        from claims.roles import sync_roles

        # Permissions of an application exist after its own signal; `claims` comes after `sources` and `auth`.
        post_migrate.connect(sync_roles, sender=self, dispatch_uid="claims.roles")
