"""The front page, the style, and what tests need."""

from pathlib import Path

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from .authority import write_anchor
from .models import Certificate, Credential, Fault, Letter, Text

STYLE = (Path(__file__).parent / "static" / "sim" / "sim.css").read_bytes()


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What there is."""
    counts = {
        "letters": Letter.objects.count(),
        "texts": Text.objects.count(),
        "certificates": Certificate.objects.count(),
        "tokens": Credential.objects.filter(place=Credential.Place.TOKEN).count(),
    }
    return render(request, "sim/home.html", counts)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The one style sheet."""
    return HttpResponse(STYLE, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=600"})


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Ready."""
    return JsonResponse({"ready": True})


@require_safe
def anchor(request: HttpRequest) -> HttpResponse:
    """The root's certificate, for whoever wants to trust it."""
    return HttpResponse(write_anchor().read_bytes(), content_type="application/x-pem-file")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave the identity provider."""
    logout(request)
    return HttpResponseRedirect("/")


@csrf_exempt
@require_POST
def clear(request: HttpRequest) -> JsonResponse:
    """Forget messages, letters and faults."""
    for model in (Text, Letter, Fault):
        model.objects.all().delete()
    return JsonResponse({})
