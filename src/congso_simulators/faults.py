"""Knobs: how each channel misbehaves, set on a page by hand or by tests as JSON."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .models import Fault

CUT = "X-Sim-Cut"
"""A response with this header is never sent: the server ends the connection instead."""

COUNTED = ("refuse", "drop", "duplicate", "wrong_time", "wrong_nonce", "wrong_imprint")
KNOBS = ("delay_ms", *COUNTED)
_EVERY = frozenset({"delay_ms", "refuse", "drop"})
KNOBS_OF = {
    "vneid": frozenset({"delay_ms", "refuse"}),
    "sms": _EVERY | {"duplicate"},
    "mail": _EVERY | {"duplicate"},
    "tsa": _EVERY | {"wrong_time", "wrong_nonce", "wrong_imprint"},
    "ca": _EVERY,
    "ocsp": _EVERY | {"wrong_time"},
    "crl": _EVERY,
    "csc": _EVERY,
    "token": _EVERY,
}
"""What can go wrong on which channel."""

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Mood:
    """What happens to the present request."""

    delay_ms: int = 0
    refuse: bool = False
    drop: bool = False
    duplicate: bool = False
    wrong_time: bool = False
    wrong_nonce: bool = False
    wrong_imprint: bool = False

    def wait(self) -> None:
        """Take the time that the present request is to take."""
        time.sleep(self.delay_ms / 1000)


def draw(channel: str) -> Mood:
    """Count the faults of `channel` down by one, and say which of them strike now."""
    with transaction.atomic():
        fault = Fault.objects.filter(channel=channel).first()
        if fault is None:
            return Mood()
        struck = {}
        for knob in COUNTED:
            left = getattr(fault, knob)
            struck[knob] = left != 0
            if left > 0:
                setattr(fault, knob, left - 1)
        fault.save()
    return Mood(delay_ms=fault.delay_ms, **struck)


def troubled(channel: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view be slow, refuse (503), or do its work and not answer, as the faults of `channel` say."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            mood = draw(channel)
            mood.wait()
            if mood.refuse:
                return JsonResponse({"error": "temporarily_unavailable"}, status=503)
            response = view(request, *args, **kwargs)
            if mood.drop:
                response[CUT] = "1"
            return response

        return answer

    return wrap


class VNeIDFaultsMiddleware:
    """Lets the identity provider be slow or refuse, on the addresses that programs call."""

    PATHS = ("/.well-known/", "/identity/o/api/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.PATHS):
            mood = draw("vneid")
            mood.wait()
            if mood.refuse:
                return JsonResponse({"error": "temporarily_unavailable"}, status=503)
        return self.get_response(request)


def page(request: HttpRequest) -> HttpResponse:
    """Show and set the knobs."""
    if request.method == "POST":
        if "reset" in request.POST:
            Fault.objects.all().delete()
        else:
            for channel in Fault.Channel.values:
                put(channel, {knob: request.POST.get(f"{channel}-{knob}", "0") for knob in KNOBS})
        return HttpResponseRedirect(request.path)
    known = {fault.channel: fault for fault in Fault.objects.all()}
    rows = [
        (
            channel,
            label,
            [(knob, getattr(known.get(channel), knob, 0) if knob in KNOBS_OF[channel] else None) for knob in KNOBS],
        )
        for channel, label in Fault.Channel.choices
    ]
    heads = [Fault._meta.get_field(knob).verbose_name for knob in KNOBS]  # type: ignore[union-attr]
    return render(request, "sim/knobs.html", {"rows": rows, "heads": heads})


@csrf_exempt
@require_http_methods(["GET", "PUT", "DELETE"])
def api(request: HttpRequest) -> JsonResponse:
    """`PUT {"sms": {"drop": 1}}` sets, `DELETE` resets, `GET` tells."""
    if request.method == "DELETE":
        Fault.objects.all().delete()
    elif request.method == "PUT":
        for channel, knobs in json.loads(request.body).items():
            put(channel, knobs)
    told = {fault.channel: {knob: getattr(fault, knob) for knob in KNOBS} for fault in Fault.objects.all()}
    return JsonResponse(told)


def put(channel: str, knobs: dict[str, str | int]) -> None:
    """Set the knobs of one channel; those not named are off. Raises ValueError."""
    values = {knob: int(knobs.get(knob) or 0) for knob in KNOBS}
    values["delay_ms"] = max(0, min(values["delay_ms"], 60_000))
    Fault.objects.update_or_create(channel=Fault.Channel(channel), defaults=values)
