"""Signing several results with one act: each is shown, decided on, and then all are signed by a job."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.rules.rights import DossierRight
from congso.files.views import can_show
from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.ui.htmx import template_for

from .. import queries


@officer_required(DossierRight.APPROVE)
@require_safe
@vary_on_headers("HX-Request")
def overview(request: OfficerRequest, round_id: UUID) -> HttpResponse:
    """Show what is decided and what is not; once it is ordered, how far it is."""
    view = dossiers.round_of(request.officer, round_id, now=clock.now())
    context = {"round": view, "title": _("Ký nhiều văn bản"), "next": view.next_after(None)}
    return render(request, template_for(request, "workspace/round.html", "progress"), context)


@officer_required(DossierRight.APPROVE)
@require_safe
def item(request: OfficerRequest, round_id: UUID, dossier_id: UUID) -> HttpResponse:
    """Show one result of a round with everything that is to be seen before it is signed."""
    now = clock.now()
    view = dossiers.round_of(request.officer, round_id, now=now)
    shown = next((one for one in view.items if one.dossier_id == dossier_id), None)
    if shown is None or shown.row is None or view.authorised_at is not None:
        return HttpResponseRedirect(reverse("workspace:round", args=[round_id]))
    dossier = dossiers.dossier_for_officer(request.officer, dossier_id, now=now)
    context = {
        "round": view,
        "item": shown,
        "dossier": dossier,
        "row": dossier.row,
        "now": now,
        "signing": queries.signing(dossier),
        "shows_files": can_show(),
        "title": _("Ký nhiều văn bản"),
    }
    return render(request, "workspace/round_item.html", context)


@officer_required(DossierRight.APPROVE)
@require_POST
def decide(request: OfficerRequest, round_id: UUID, dossier_id: UUID) -> HttpResponse:
    """Note what is decided on one, and go on to the next that is not."""
    dossiers.round_of(request.officer, round_id, now=clock.now())
    decision = request.POST.get("quyet-dinh", "")
    if decision not in {"sign", "skip"}:
        raise Incorrect(_("Chọn ký hoặc để lại."))
    commands.decide(
        round_id=round_id,
        dossier_id=dossier_id,
        sign=decision == "sign",
        seen=request.POST.get("da-xem", ""),
        by=request.officer,
    )
    view = dossiers.round_of(request.officer, round_id, now=clock.now())
    following = view.next_after(dossier_id)
    if following is None:
        return HttpResponseRedirect(reverse("workspace:round", args=[round_id]))
    return HttpResponseRedirect(reverse("workspace:round_item", args=[round_id, following.dossier_id]))


@officer_required(DossierRight.APPROVE)
@require_POST
def authorise(request: OfficerRequest, round_id: UUID) -> HttpResponse:
    """Order that everything decided for is signed, once the leader proved anew who they are."""
    if again := asked_again(request, "sign"):
        return again
    changed = commands.authorise_round(round_id=round_id, by=request.officer, now=clock.now())
    if changed:
        told = ngettext(
            "%d văn bản vừa thay đổi sau khi bạn xem: xem lại rồi ký.",
            "%d văn bản vừa thay đổi sau khi bạn xem: xem lại rồi ký.",
            changed,
        )
        messages.warning(request, told % changed)
    return HttpResponseRedirect(reverse("workspace:round", args=[round_id]))
