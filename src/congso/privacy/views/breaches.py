"""The register of breaches: opened, followed with their clocks, told to the authority, closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity.step_up import asked_again, step_up_required
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms import BreachForm, BreachStepForm
from ..permissions import needs
from ..queries import BreachView
from ..rules.breaches import BreachState
from ..rules.rights import PrivacyRight


@officer_required(PrivacyRight.KEEP_BREACHES)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: OfficerRequest) -> HttpResponse:
    """Open breaches with their clocks, and the form that opens one."""
    needs(request.officer, PrivacyRight.KEEP_BREACHES)
    now = clock.now()
    here = now.astimezone(VIETNAM)
    form = BreachForm(request.POST or None, initial={"found_on": here.date(), "found_time": here.time()})
    if request.method == "POST":
        if again := asked_again(request, "administer"):
            return again
        if form.is_valid():
            given = form.cleaned_data
            try:
                opened = commands.open_breach(
                    officer=request.officer,
                    what=given["what"],
                    is_serious=given["is_serious"],
                    people_at_most=given["people_at_most"],
                    found_at=form.found_at(),
                    now=now,
                )
            except Incorrect as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("Đã mở sự cố; các hạn tính từ giờ phát hiện."))
                return HttpResponseRedirect(reverse("privacy:breach", args=[opened.id]))
    context = {
        "open": queries.open_breaches(),
        "closed": queries.closed_breaches(),
        "form": form,
        "now": now,
    }
    return render(request, "privacy/breaches.html", context, status=422 if form.errors else 200)


@officer_required(PrivacyRight.KEEP_BREACHES)
@require_safe
def one(request: OfficerRequest, breach_id: UUID) -> HttpResponse:
    """One breach: what happened, its clocks, what was done, what comes next."""
    return _page(request, _wanted(request, breach_id))


@officer_required(PrivacyRight.KEEP_BREACHES)
@step_up_required("administer")
@require_POST
def act(request: OfficerRequest, breach_id: UUID, act: str) -> HttpResponse:
    """Note a step, or that the cyber incident was reported."""
    told, now = _wanted(request, breach_id), clock.now()
    if act == "bao-su-co":
        commands.tell_incident(breach_id=breach_id, officer=request.officer, now=now)
    elif act == "ghi-moc":
        form = BreachStepForm(request.POST, states=told.next_states)
        if not form.is_valid():
            return _page(request, told, form)
        try:
            commands.move_breach(
                breach_id=breach_id, officer=request.officer, to=BreachState(form.cleaned_data["to"]),
                note=form.cleaned_data["note"], now=now,
            )  # fmt: skip
        except Incorrect as refusal:
            form.add_error("note", refusal.message)
            return _page(request, told, form)
    else:
        raise NotFound(_("Không có việc này."))
    messages.success(request, _("Đã ghi nhận."))
    return HttpResponseRedirect(reverse("privacy:breach", args=[breach_id]))


@officer_required(PrivacyRight.KEEP_BREACHES)
@require_safe
def notice(request: OfficerRequest, breach_id: UUID) -> HttpResponse:
    """The notice to the authority, to print: no form is known to be prescribed, so it is a letter with the facts."""
    told = _wanted(request, breach_id)
    context = {"told": told, "officer": request.officer, "now": clock.now()}
    return render(request, "privacy/notice.html", context)


def _wanted(request: OfficerRequest, breach_id: UUID) -> BreachView:
    needs(request.officer, PrivacyRight.KEEP_BREACHES)
    told = queries.breach(breach_id)
    if told is None:
        raise NotFound(_("Không tìm thấy sự cố này."))
    return told


def _page(request: OfficerRequest, told: BreachView, form: BreachStepForm | None = None) -> HttpResponse:
    names = organisation.officer_labels({told.opened_by_id, *(one.by_id for one in told.course)})
    context = {
        "told": told,
        "now": clock.now(),
        "opened_by": names.get(told.opened_by_id),
        "course": [(one, names.get(one.by_id)) for one in told.course],
        "form": form or (BreachStepForm(states=told.next_states) if told.next_states else None),
        "untold": told.is_serious and told.incident_told_at is None,
    }
    return render(request, "privacy/breach.html", context, status=422 if form is not None else 200)
