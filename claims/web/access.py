"""Who may open a page, and whether it is sent whole or in part.

Every view of the journalists' pages but the log-in page passes through `allowed`. A view renders one template for the
whole page and, for a request that htmx made, the part of it that changes; links and forms work alike without htmx.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias, cast

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

P = ParamSpec("P")


class Request(HttpRequest):
    """A request behind `allowed`: its user is signed in."""

    user: User
    htmx: HtmxDetails


_Guarded: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_View: TypeAlias = Callable[Concatenate[Request, P], HttpResponseBase]


def allowed(*permissions: str) -> Callable[[_View[P]], _Guarded[P]]:
    """Send strangers to the log-in page and refuse (403) who lacks one of `permissions`, before the view runs.

    The response is never stored by a cache: what a page shows depends on who asks.
    """

    def decorate(view: _View[P]) -> _Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(cast(Request, request))
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            response = view(cast(Request, request), *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return cast(_Guarded[P], guarded)

    return decorate


def _to_login(request: Request) -> HttpResponseBase:
    if request.htmx:
        # The session ended while a page was open: a log-in form must not be swapped into the middle of it.
        return HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path or "/").url)
    return redirect_to_login(request.get_full_path())


def respond(
    request: Request, whole: str, part: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render the template `part` for a request by htmx and `whole`, which includes it, for any other."""
    partial = bool(request.htmx) and not request.htmx.history_restore_request
    response = render(request, part if partial else whole, {**context, "partial": partial}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
