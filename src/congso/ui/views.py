"""The living page, example pages of the frames, and the switch of languages."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from . import errors, examples
from .htmx import template_for
from .refusals import answer


@login_not_required
@require_safe
def living_page(request: HttpRequest) -> HttpResponse:
    """Every component with all its states, its snippet and what to mind. Rendered from `examples`."""
    template = template_for(request, "ui/living_page.html", "moment")
    return render(request, template, {"groups": examples.rendered(request), "moment": datetime.now(UTC)})


@login_not_required
@require_safe
def living_workspace(request: HttpRequest) -> HttpResponse:
    """The frame for officers with a queue, a detail and figures."""
    return render(request, "ui/living_workspace.html", examples.workspace())


@login_not_required
@require_safe
def living_example(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages that are met only when something goes wrong, or the frames of sign-in and print."""
    match name:
        case "400":
            return errors.bad_request(request)
        case "403":
            return errors.permission_denied(request)
        case "404":
            return errors.not_found(request)
        case "500":
            return errors.server_error(request)
        case "bieu-mau-het-han":
            return errors.csrf_failure(request)
        case "tu-choi":
            return answer(request, examples.refusal())
        case "dang-nhap":
            return render(request, "ui/living_auth.html")
        case "in":
            return render(request, "ui/living_print.html", examples.workspace())
        case "to-khai":
            return render(request, "ui/living_wizard.html", examples.wizard())
        case "trang-chu":
            return render(request, "ui/living_home.html", examples.home())
    raise Http404


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that ask for an icon before they have read a page."""
    return HttpResponsePermanentRedirect(static("ui/img/mark.svg"))


@login_not_required
@require_safe
def switch_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language in a cookie and return to where one was (`next`, only within this site)."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
