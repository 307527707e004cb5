"""Who may do what: Django's model permissions, which the groups reader, reporter, editor and admin carry.

Drafts and their reports are apart: unpublished text is for its owner and for holders of `claims.view_draft`. To anyone
else it does not exist, so the views answer 404 and not 403.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from rest_framework.permissions import SAFE_METHODS, BasePermission, DjangoModelPermissions
from rest_framework.request import Request


def is_unsupported(view: Any) -> bool:
    """Whether no action answers the request's method: then the answer is 405 for anyone, and not 403."""
    return view.action is None


class ModelPermissions(DjangoModelPermissions):
    """As Django's model permissions, and reading needs the view permission too."""

    perms_map = DjangoModelPermissions.perms_map | {
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }

    def has_permission(self, request: Request, view: Any) -> bool:
        return (request.user.is_authenticated and is_unsupported(view)) or super().has_permission(request, view)


class SpeakerPermissions(ModelPermissions):
    """Deciding who a speaker is changes speakers and adds none by hand."""

    perms_map = ModelPermissions.perms_map | {"POST": ["claims.change_speaker"]}


class DraftPermissions(BasePermission):
    """Anyone signed in may read what `visible_drafts` leaves; writing needs the view's `write_permission`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method in SAFE_METHODS or is_unsupported(view):
            return True
        return request.user.has_perm(view.write_permission)


def visible_drafts(user: User | AnonymousUser, *, path: str = "") -> Q:
    """The condition for drafts that the user may see; `path` leads from the filtered model to the draft ("draft__")."""
    return Q() if user.has_perm("claims.view_draft") else Q(**{f"{path}owner": user.pk})
