"""Who asks: `request.person` and `request.actor`, found when somebody looks; and where a stranger is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from . import queries

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Actor:
    """What the frame of a page shows about who is here."""

    display_name: str
    is_officer: bool
    unit_name: str = ""
    role_names: str = ""
    roles: frozenset[str] = frozenset()


class PersonMiddleware:
    """Sets `request.person` (PersonView | None) and `request.actor` (Actor | None), both lazily."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asker = cast(Any, request)
        asker.person = SimpleLazyObject(lambda: person_of(request))
        asker.actor = SimpleLazyObject(lambda: actor_of(request))
        return self.get_response(request)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends a stranger to the sign-in page and remembers the place they were at.

    A form that was posted after the session had ended cannot be posted again by a redirect: its sender comes back to
    the page of the form, where the last autosaved state waits. A request by htmx makes the whole page move.
    """

    def handle_no_permission(  # type: ignore[override]  # the stubs allow only a redirect; htmx needs a header
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        partial = request.headers.get("HX-Request") == "true"
        place = request.get_full_path()
        if partial:
            place = path_on_this_site(request, request.headers.get("HX-Current-URL", "")) or "/"
        elif request.method not in {"GET", "HEAD"}:
            place = path_on_this_site(request, request.headers.get("Referer", "")) or "/"
        response = redirect_to_login(place, self.get_login_url(view_func), self.get_redirect_field_name(view_func))
        if partial:
            return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        return response


def person_of(request: HttpRequest) -> queries.PersonView | None:
    """Return the human being who signed in, or None."""
    if not request.user.is_authenticated:
        return None
    return queries.person_of_account(request.user.pk)


def actor_of(request: HttpRequest) -> Actor | None:
    """Return what the frame shows. The post comes from `organisation`, which sets `request.officer` above us."""
    if not request.user.is_authenticated:
        return None
    asker = cast(Any, request)
    officer = getattr(asker, "officer", None)
    if officer:
        return Actor(
            display_name=officer.name,
            is_officer=True,
            unit_name=officer.unit_name,
            role_names=officer.title,
            roles=frozenset(str(getattr(role, "value", role)) for role in officer.roles),
        )
    name = asker.person.full_name if asker.person else request.user.get_username()
    return Actor(display_name=name, is_officer=asker.user.kind == "officer")


def path_on_this_site(request: HttpRequest, url: str) -> str | None:
    """Return the path and query of `url` when it lies on this site, else None."""
    if not url or not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return None
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
