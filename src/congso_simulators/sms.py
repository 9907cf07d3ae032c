"""An SMS gateway: one POST per message, a token, and an idempotency key that makes a repeated message harmless."""

import hmac
import json

from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from . import configuration
from .faults import CUT, draw
from .models import Text


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """`{"to", "text"}` with Authorization and Idempotency-Key → 201 `{"id"}`; repeated: 200 with the same id.

    A slow gateway takes the message at once and is slow to say so.
    """
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(token.encode(), configuration.SMS_TOKEN.encode()):
        return JsonResponse({"error": "unauthorised"}, status=401)
    key = request.headers.get("Idempotency-Key", "")[:80]
    try:
        asked = json.loads(request.body)
        phone, text = str(asked["to"]), str(asked["text"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "malformed"}, status=400)
    if not key or not phone.lstrip("+").isdigit() or not 8 <= len(phone) <= 16 or not 0 < len(text) <= 640:
        return JsonResponse({"error": "invalid"}, status=422)
    mood = draw("sms")
    if mood.refuse:
        mood.wait()
        return JsonResponse({"error": "busy"}, status=503)
    with transaction.atomic():
        known = Text.objects.filter(key=key).first()
        if known is not None:
            known.handed += 1
            known.save()
        else:
            known = Text.objects.create(key=key, phone=phone, text=text)
            if mood.duplicate:
                Text.objects.create(key=f"{key}-{get_random_string(4)}", phone=phone, text=text)
    mood.wait()
    if mood.drop:
        return JsonResponse({}, headers={CUT: "1"})
    return JsonResponse({"id": str(known.pk), "repeated": known.handed > 1}, status=201 if known.handed == 1 else 200)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The telephones, and the messages of one."""
    phone = request.GET.get("so", "")
    phones = Text.objects.values("phone").annotate(number=Count("id")).order_by("phone")
    texts = Text.objects.filter(phone=phone).order_by("-id")[:200] if phone else Text.objects.order_by("-id")[:50]
    return render(request, "sim/sms.html", {"phones": phones, "phone": phone, "texts": texts})


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """Every message, oldest first, for tests."""
    texts = Text.objects.order_by("id").values("id", "key", "phone", "text", "handed")
    return JsonResponse({"texts": list(texts)})
