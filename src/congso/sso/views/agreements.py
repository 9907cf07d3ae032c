"""With whom somebody shares what, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from congso.kernel import clock

from .. import commands, queries
from ..rules.scopes import in_words


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The systems somebody agreed to share something with."""
    officer = request.user.kind == "officer"  # type: ignore[union-attr]
    rows = [
        (one, in_words([scope for scope in one.scopes if scope != "openid"], officer=officer))
        for one in queries.agreements(request.user.pk or 0)
    ]
    frame = "ui/base_workspace.html" if officer else "ui/base_public.html"
    return render(request, "sso/agreements.html", {"rows": rows, "frame": frame})


@never_cache
@require_POST
def withdraw(request: HttpRequest, client_id: str) -> HttpResponse:
    """Take an agreement back."""
    commands.withdraw(client_id=client_id, account_id=request.user.pk or 0, now=clock.now())
    messages.success(request, _("Đã rút đồng ý. Phiên của bạn ở hệ thống đó đã kết thúc."))
    return HttpResponseRedirect(reverse("sso:agreements"))
