"""Announcing that the portal stops."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms import InterruptionForm
from ..permissions import check
from ..rules.interruptions import told_until
from ..rules.rights import PagesRight


@officer_required(PagesRight.ANNOUNCE)
@require_http_methods(["GET", "HEAD", "POST"])
def interruptions(request: OfficerRequest) -> HttpResponse:
    """What is announced, what was, and the form for the next."""
    check(request.officer, PagesRight.ANNOUNCE)
    today, now = clock.today(), clock.now()
    working_days, calendar = settings.INTERRUPTION_NOTICE_DAYS, organisation.province_calendar(today)
    is_sent = request.method == "POST"
    form = InterruptionForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            commands.announce(
                **form.arguments(), by=request.officer, now=now, working_days=working_days, calendar=calendar
            )
        except Incorrect as refusal:
            for name, sentences in refusal.fields.items():
                for sentence in sentences:
                    form.add_error(name, sentence)
        else:
            messages.success(request, _("Đã thông báo. Mọi trang của cổng hiện thông báo này đến khi kết thúc."))
            return HttpResponseRedirect(reverse("pages:interruptions"))
    context = {
        "form": form,
        "announced": queries.announced(now),
        "past": queries.past_interruptions(now, limit=10),
        "working_days": working_days,
        "told_until": told_until(today, working_days=working_days, calendar=calendar),
    }
    return render(request, "pages/interruptions.html", context, status=422 if is_sent else 200)


@officer_required(PagesRight.ANNOUNCE)
@require_POST
def end(request: OfficerRequest, interruption_id: UUID) -> HttpResponse:
    """Withdraw an announcement, or say that it is over sooner."""
    commands.end_interruption(interruption_id=interruption_id, by=request.officer, now=clock.now())
    messages.success(request, _("Đã rút thông báo khỏi mọi trang."))
    return HttpResponseRedirect(reverse("pages:interruptions"))
