"""The four roles of a newsroom as groups of permissions, kept in step after every migration.

reader: sees the record. reporter: also adds articles and checks drafts of their own. editor: also decides on pairs
and on who a speaker is, and sees every draft. admin: also curates names, roles and sources, and manages accounts in
the administration.
"""

from typing import Any, Final

from django.contrib.auth.models import Group, Permission

READER: Final = (
    "sources.view_source sources.view_feed sources.view_article sources.view_version claims.view_speaker "
    "claims.view_alias claims.view_role claims.view_analysis claims.view_mention claims.view_claim "
    "claims.view_proposition claims.view_pair claims.view_verdict claims.view_review claims.view_speakerdecision"
).split()
REPORTER: Final = [*READER, "sources.add_article", "sources.add_version", "claims.add_draft", "claims.add_report"]
EDITOR: Final = [
    *REPORTER,
    "claims.add_review",
    "claims.change_speaker",
    "claims.view_draft",
    "claims.view_report",
    "claims.view_finding",
    "claims.view_evidence",
    "claims.delete_draft",
]
ADMIN: Final = [
    *EDITOR,
    *(
        "sources.add_source sources.change_source sources.delete_source sources.add_feed sources.change_feed "
        "sources.delete_feed sources.change_article claims.add_speaker claims.add_alias "
        "claims.change_alias claims.delete_alias claims.add_role claims.change_role claims.delete_role "
        "auth.view_user auth.add_user auth.change_user auth.view_group"
    ).split(),
]
ROLES: Final = {"reader": READER, "reporter": REPORTER, "editor": EDITOR, "admin": ADMIN}


def sync_roles(**kwargs: Any) -> None:
    """Create the groups and set their permissions to what this module says; runs after each migration."""
    by_label = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, labels in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([by_label[label] for label in labels if label in by_label])
