"""In whose name one works; and the organisations one represents, with the people who act for them."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.dossiers.queries import note_own
from congso.identity.middleware import path_on_this_site
from congso.kernel import clock
from congso.kernel.refusals import Refusal
from congso.representation import commands
from congso.representation import queries as representation
from congso.representation.acting import act_for

from ..standing_forms import MemberForm
from .asking import person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose for whom one works from now on: oneself, or an organisation one acts for."""
    person = person_of(request)
    memberships = representation.memberships_of(person.id, clock.today())
    asker = cast(Any, request)
    if request.method == "POST":
        wanted = request.POST.get("nhan-danh", "")
        found = next((one.body for one in memberships if str(one.body.id) == wanted), None)
        if wanted and found is None:
            return _choose_page(request, memberships, 422, _("Bạn không thay mặt tổ chức này."))
        act_for(request, found)
        commands.choose_body(
            body_id=found.id if found else None,
            person_id=person.id,
            account_id=cast(int, request.user.pk),
            now=clock.now(),
        )
        messages.success(
            request, _("Bạn đang làm việc cho %s.") % found.name if found else _("Bạn đang làm việc cho chính mình.")
        )
        place = path_on_this_site(request, request.POST.get("next", "")) or reverse("portal:mine")
        return HttpResponseRedirect(place)
    bool(asker.acting_for)
    return _choose_page(request, memberships)


def _choose_page(
    request: HttpRequest, memberships: list[representation.MembershipView], status: int = 200, wrong: str = ""
) -> HttpResponse:
    context = {
        "memberships": memberships,
        "wrong": wrong,
        "next": path_on_this_site(request, request.GET.get("next", "")) or "",
        "title": _("Bạn làm việc cho ai?"),
    }
    return render(request, "portal/acting_for.html", context, status=status)


@never_cache
@require_safe
def body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """An organisation: what is known of it, and for its representatives everybody who acts for it."""
    return _body_page(request, body_id, None)


def _body_page(request: HttpRequest, body_id: UUID, form: MemberForm | None) -> HttpResponse:
    person, today = person_of(request), clock.today()
    mine = representation.member(person.id, body_id, today)
    represents = representation.represents(person.id, body_id, today)
    members = representation.members_of(body_id, person.id, today) if represents else []
    note_own(
        person.id,
        "representation.read_body",
        now=clock.now(),
        account_id=request.user.pk,
        object_kind="body",
        object_id=body_id,
        subjects={person.id, *(one.person_id for one in members)},
    )
    context = {
        "body": mine.body,
        "mine": mine,
        "represents": represents,
        "members": [(one, one.stands(today)) for one in members],
        "form": (form or MemberForm(initial={"valid_from": today})) if represents else None,
        "person_id": person.id,
        "title": mine.body.name,
    }
    return render(request, "portal/body.html", context, status=422 if form is not None and form.errors else 200)


@never_cache
@require_POST
def authorise(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """Let somebody act for the organisation."""
    person = person_of(request)
    representation.members_of(body_id, person.id, clock.today())
    form = MemberForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            commands.authorise(
                body_id=body_id,
                full_name=given["full_name"],
                identity_number=given["identity_number"],
                procedures=given["procedures"],
                valid_from=given["valid_from"],
                valid_to=form.until,
                document_number=given["document_number"],
                by=person.id,
                account_id=cast(int, request.user.pk),
                today=clock.today(),
                now=clock.now(),
            )
        except Refusal as refusal:
            spread(form, refusal, {"valid_to": "last_day"})
        else:
            messages.success(request, _("Đã ủy quyền cho %s.") % given["full_name"])
            return HttpResponseRedirect(reverse("portal:body", args=[body_id]))
    return _body_page(request, body_id, form)


@never_cache
@require_POST
def end_membership(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """End at once what somebody may do for an organisation."""
    person = person_of(request)
    body_id = commands.end_membership(
        membership_id=membership_id,
        by=person.id,
        account_id=cast(int, request.user.pk),
        today=clock.today(),
        now=clock.now(),
    )
    messages.success(request, _("Đã kết thúc. Từ lúc này người đó không còn thay mặt tổ chức."))
    if representation.represents(person.id, body_id, clock.today()):
        return HttpResponseRedirect(reverse("portal:body", args=[body_id]))
    return HttpResponseRedirect(reverse("portal:mine"))


def spread(form: Any, refusal: Refusal, names: dict[str, str]) -> None:
    """Put what was refused beside the fields it is about; `names` maps a command's names to the form's."""
    said = getattr(refusal, "fields", {}) or {"": [f"{refusal.message} {refusal.remedy}".strip()]}
    for field, sentences in said.items():
        name = names.get(field, field)
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
