"""Legal holds: whose data must stay as they are, by which paper; placing and lifting."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.identity import queries as identity
from congso.identity.step_up import asked_again, step_up_required
from congso.kernel import clock
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms import HoldForm
from ..permissions import needs
from ..queries import HoldView
from ..rules.rights import PrivacyRight


@officer_required(PrivacyRight.HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: OfficerRequest) -> HttpResponse:
    """Holds in force and lifted, and the form that places one."""
    needs(request.officer, PrivacyRight.HOLD)
    form = HoldForm(request.POST or None)
    if request.method == "POST":
        if again := asked_again(request, "administer"):
            return again
        if form.is_valid():
            person = identity.find_by_identity_number(form.cleaned_data["identity_number"])
            _note(request, "privacy.look_up", [person.id] if person else [])
            if person is None:
                form.add_error("identity_number", _("Chưa có dữ liệu của người mang số này."))
            else:
                commands.hold(
                    person_id=person.id, document_number=form.cleaned_data["document_number"],
                    officer=request.officer, now=clock.now(),
                )  # fmt: skip
                messages.success(request, _("Đã giữ dữ liệu của %s.") % person.full_name)
                return HttpResponseRedirect(reverse("privacy:holds"))
    in_force, lifted = queries.holds(in_force=True), queries.holds(in_force=False)
    _note(request, "privacy.holds", [one.person_id for one in [*in_force, *lifted]])
    context = {"in_force": _named(in_force), "lifted": _named(lifted), "form": form}
    return render(request, "privacy/holds.html", context, status=422 if form.errors else 200)


@officer_required(PrivacyRight.HOLD)
@step_up_required("administer")
@require_POST
def lift(request: OfficerRequest, hold_id: UUID) -> HttpResponse:
    """End a hold."""
    needs(request.officer, PrivacyRight.HOLD)
    commands.lift_hold(hold_id=hold_id, officer=request.officer, now=clock.now())
    messages.success(request, _("Đã thôi giữ dữ liệu theo văn bản này."))
    return HttpResponseRedirect(reverse("privacy:holds"))


def _named(listed: list[HoldView]) -> list[tuple[HoldView, identity.PersonView | None, object]]:
    people = identity.persons([one.person_id for one in listed])
    names = organisation.officer_labels({one.placed_by_id for one in listed})
    return [(one, people.get(one.person_id), names.get(one.placed_by_id)) for one in listed]


def _note(request: OfficerRequest, action: str, people: list[UUID]) -> None:
    officer = request.officer
    if people or action == "privacy.look_up":
        record(
            action=action, at=clock.now(), kind=Kind.READ, purpose=Purpose.INSPECTION, account_id=officer.account_id,
            officer_id=officer.id, unit_id=officer.unit_id, subjects=people, object_kind="legal_hold",
        )  # fmt: skip
