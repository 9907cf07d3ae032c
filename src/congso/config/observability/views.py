"""The two addresses that machines ask: `/suc-khoe/` for a load balancer, `/metrics` for Prometheus."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from .health import health as present_health
from .metrics import exposition

LOOPBACK = {"127.0.0.1", "::1"}


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 while people can be served, 503 when not. A silent worker degrades, it does not take the site away."""
    found = present_health()
    return JsonResponse(found.as_dict(), status=200 if found.serves else 503)


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' format, for this machine itself or for whoever knows CONGSO_METRICS_TOKEN."""
    if not _may_read_metrics(request):
        return HttpResponse("403\n", status=403, content_type="text/plain")
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    # Behind a proxy everybody comes from this machine: what was forwarded is not local.
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip"))
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not forwarded
