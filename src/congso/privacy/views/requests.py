"""The register of requests of data subjects: who asks what, until when; answering."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.identity import queries as identity
from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms import AnswerForm, ContactForm, RefusalForm
from ..permissions import needs
from ..queries import RequestView
from ..rules.requests import RefusalGround, RequestKind, RequestState
from ..rules.rights import PrivacyRight


@officer_required(PrivacyRight.ANSWER)
@require_safe
def register(request: OfficerRequest) -> HttpResponse:
    """Requests that wait, the most urgent first; below them those answered last."""
    needs(request.officer, PrivacyRight.ANSWER)
    waiting, ended = queries.open_requests(), queries.ended_requests()
    listed = [*waiting, *ended]
    _note(request, "privacy.requests", {one.person_id for one in listed})
    people = identity.persons([one.person_id for one in listed])
    context = {
        "waiting": [(one, people[one.person_id].full_name) for one in waiting],
        "ended": [(one, people[one.person_id].full_name) for one in ended],
        "today": clock.today(),
    }
    return render(request, "privacy/requests.html", context)


@officer_required(PrivacyRight.ANSWER)
@require_safe
def one(request: OfficerRequest, request_id: UUID) -> HttpResponse:
    """One request: who, what, until when, and what can be done about it."""
    return _page(request, _wanted(request, request_id))


@officer_required(PrivacyRight.ANSWER)
@step_up_required("administer")
@require_POST
def act(request: OfficerRequest, request_id: UUID, act: str) -> HttpResponse:
    """Acknowledge, extend, correct, finish, refuse, lift a restriction."""
    told = _wanted(request, request_id)
    officer, now = request.officer, clock.now()
    form = _form(act, request)
    if form is not None and not form.is_valid():
        return _page(request, told, act=act, form=form)
    given = form.cleaned_data if form is not None else {}
    try:
        match act:
            case "xac-nhan":
                commands.acknowledge(request_id=told.id, officer=officer, now=now)
            case "gia-han":
                worked = organisation.province_calendar(clock.today()).is_worked
                commands.extend(request_id=told.id, officer=officer, now=now, is_worked=worked)
            case "sua-lien-he":
                commands.correct_contact(request_id=told.id, officer=officer, now=now, **given)
            case "hoan-thanh":
                commands.finish(request_id=told.id, officer=officer, answer=given["answer"], now=now)
            case "tu-choi":
                commands.refuse(
                    request_id=told.id, officer=officer, ground=RefusalGround(given["ground"]),
                    answer=given["answer"], now=now,
                )  # fmt: skip
            case "go-han-che":
                commands.lift_restriction(person_id=told.person_id, officer=officer, now=now)
            case _:
                raise NotFound(_("Không có việc này."))
    except Incorrect as refusal:
        if form is None:
            raise
        for name, sentences in refusal.fields.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
        return _page(request, told, act=act, form=form)
    messages.success(request, _("Đã ghi nhận; người yêu cầu được báo tin."))
    return HttpResponseRedirect(reverse("privacy:request", args=[request_id]))


def _form(act: str, request: OfficerRequest) -> forms.Form | None:
    forms_of = {"hoan-thanh": AnswerForm, "tu-choi": RefusalForm, "sua-lien-he": ContactForm}
    return forms_of[act](request.POST, prefix=act) if act in forms_of else None


def _wanted(request: OfficerRequest, request_id: UUID) -> RequestView:
    needs(request.officer, PrivacyRight.ANSWER)
    told = queries.request(request_id)
    if told is None:
        raise NotFound(_("Không tìm thấy yêu cầu này."))
    return told


def _page(request: OfficerRequest, told: RequestView, *, act: str = "", form: forms.Form | None = None) -> HttpResponse:
    _note(request, "privacy.request", [told.person_id], object_id=told.id)
    in_hand = told.state == RequestState.IN_HAND
    bound = {act: form} if form is not None else {}
    context = {
        "told": told,
        "person": identity.person(told.person_id),
        "today": clock.today(),
        "is_open": told.ended_at is None,
        "is_new": told.state == RequestState.LODGED,
        "in_hand": in_hand,
        "held": queries.is_held(told.person_id),
        "restricted": queries.restricted_since(told.person_id),
        "finish_form": bound.get("hoan-thanh") or (AnswerForm(prefix="hoan-thanh") if in_hand else None),
        "contact_form": bound.get("sua-lien-he")
        or (ContactForm(prefix="sua-lien-he") if in_hand and told.kind == RequestKind.CORRECT else None),
        "refusal_form": bound.get("tu-choi") or (RefusalForm(prefix="tu-choi") if told.ended_at is None else None),
    }
    return render(request, "privacy/request.html", context, status=422 if form is not None else 200)


def _note(request: OfficerRequest, action: str, people: Iterable[UUID], object_id: object = "") -> None:
    officer = request.officer
    if people:
        record(
            action=action, at=clock.now(), kind=Kind.READ, purpose=Purpose.SUBJECT_REQUEST,
            account_id=officer.account_id, officer_id=officer.id, unit_id=officer.unit_id, subjects=people,
            object_kind="subject_request", object_id=object_id,
        )  # fmt: skip
