"""Proving once more who one is before something weighty: signing, exporting personal data, administering.

    @step_up_required("sign")
    def approve(request): ...

Whoever proved it a short while ago (`settings.STEP_UP`) passes. Others are asked; what they had sent is kept in the
session and done afterwards, so nothing is typed twice. Works for whole pages and for htmx.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from congso.kernel import clock

from . import sessions

P = ParamSpec("P")
KEPT = "step_up_kept"
MOST_KEPT_BYTES = 256 * 1024
SECRET_ENDINGS = ("pin", "password")
"""How the names of fields end that hold a PIN or a password."""


def step_up_required(
    act: str = "administer",
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], Callable[Concatenate[Any, P], HttpResponse]]:
    """Open a view only to those who proved who they are recently enough for `act` (`sign`, `export`, `administer`)."""

    def guard(
        view: Callable[Concatenate[Any, P], HttpResponse],
    ) -> Callable[Concatenate[Any, P], HttpResponse]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            return asked_again(request, act) or view(request, *args, **kwargs)

        return guarded

    return guard


def asked_again(request: HttpRequest, act: str) -> HttpResponse | None:
    """Return the way to the page that asks, or None when `act` may go on now."""
    if is_fresh(request, act):
        return None
    partial = request.headers.get("HX-Request") == "true"
    here = request.get_full_path()
    back = here
    if request.method not in {"GET", "HEAD"}:
        back = _page_of(request)
        body = _without_secrets(request.POST).urlencode()
        # Files cannot be kept: then the page of the form comes back, and it is sent once more.
        if not request.FILES and len(body) <= MOST_KEPT_BYTES:
            request.session[KEPT] = {"path": here, "body": body, "back": back}
        else:
            request.session.pop(KEPT, None)
    elif partial:
        back = _page_of(request)
    place = f"{reverse('identity:step_up')}?{urlencode({'next': back, 'viec': act})}"
    if partial:
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)


def _without_secrets(sent: QueryDict) -> QueryDict:
    """Return what was sent without PINs and passwords: a session keeps none, they are typed anew."""
    kept = sent.copy()
    for name in sent:
        if name.endswith(SECRET_ENDINGS):
            del kept[name]
    return kept


def is_fresh(request: HttpRequest, act: str) -> bool:
    """Whether the holder of the session proved who they are recently enough for `act`."""
    at = sessions.proved_at(request)
    return at is not None and clock.now() - at <= settings.STEP_UP.within(act)


def go_on(request: HttpRequest, place: str) -> HttpResponseBase:
    """Do what had been sent before the question, or lead to `place`."""
    kept = request.session.pop(KEPT, None)
    if not isinstance(kept, dict) or kept.get("back") != place:
        return HttpResponseRedirect(place)
    again: Any = request
    again.path = again.path_info = urlsplit(kept["path"]).path
    again.META = {**request.META, "PATH_INFO": again.path, "QUERY_STRING": urlsplit(kept["path"]).query}
    again.META.pop("HTTP_HX_REQUEST", None)
    again.GET = QueryDict(urlsplit(kept["path"]).query)
    again.POST = QueryDict(kept["body"])
    again._files = again.FILES.__class__()
    match = resolve(again.path)
    again.resolver_match = match
    response: HttpResponseBase = match.func(again, *match.args, **match.kwargs)
    return response


def _page_of(request: HttpRequest) -> str:
    """Return the page a form was sent from, if it lies on this site, else where it was sent to."""
    for told in (request.headers.get("HX-Current-URL", ""), request.headers.get("Referer", "")):
        if told and url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()):
            parts = urlsplit(told)
            return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return "/"
