"""Chứng thư số của tôi: an officer's own certificate, its picture, what was signed with it; and its loss."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import NotPossibleNow
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..queries import KeyView
from ..rules.keys import TONES
from .key_forms import PictureForm
from .keys import lines_of, set_picture


@officer_required()
@never_cache
@require_safe
def own(request: OfficerRequest) -> HttpResponse:
    """One's own certificate, when it ends, how its picture looks, and the last signatures made with it."""
    return _page(request)


@officer_required()
@step_up_required("sign")
@require_POST
def picture(request: OfficerRequest) -> HttpResponse:
    """Keep the picture of one's own signature."""
    form = PictureForm(request.POST, request.FILES)
    if set_picture(request, form, _in_use(request).id):
        return HttpResponseRedirect(reverse("signatures:own_key"))
    return _page(request, form)


@officer_required()
@step_up_required("sign")
@require_POST
def report_lost(request: OfficerRequest) -> HttpResponse:
    """End one's own certificate at once: the device is lost, or somebody else may know the key."""
    commands.end(credential_id=_in_use(request).id, ending="lost", now=clock.now(), officer_id=request.officer.id)
    messages.success(request, _("Chứng thư của bạn đã ngừng dùng trong hệ thống. Làm tiếp các việc ghi ở dưới."))
    return HttpResponseRedirect(reverse("signatures:own_key"))


def _mine(request: OfficerRequest) -> list[KeyView]:
    return queries.keys(person_ids=[request.officer.person_id])


def _in_use(request: OfficerRequest) -> KeyView:
    found = next((one for one in _mine(request) if one.ended_at is None), None)
    if found is None:
        raise NotPossibleNow(_("Bạn không có chứng thư số đang dùng."), code="no_key")
    return found


def _page(request: OfficerRequest, form: PictureForm | None = None) -> HttpResponse:
    now, mine = clock.now(), _mine(request)
    one = next((one for one in mine if one.ended_at is None), None)
    lost = max((one for one in mine if one.ended_at is not None), key=lambda one: str(one.ended_at), default=None)
    context: dict[str, Any] = {
        "one": one,
        "preview": queries.preview(one.id) if one else None,
        "form": form or PictureForm(initial={"width_mm": one.picture_mm if one else None}),
        "made": queries.made_by(request.officer.person_id),
        "lost": lost if one is None else None,
    }
    if one is not None:
        state = one.state(now)
        held = queries.held_key(one, clock.today())
        context |= {"lines": lines_of(held), "state": state.label, "tone": TONES[state], "held": held}
    return render(request, "signatures/own_key.html", context, status=422 if form is not None else 200)
