"""Applying: the way in (a procedure, its case, the place) and out again."""

from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.catalogue import queries as catalogue
from congso.catalogue.rules.content import Case
from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.commands.opening import ASSURANCE
from congso.identity.queries import PersonView
from congso.kernel import clock
from congso.kernel.refusals import NotFound

from .. import for_whom, queries
from ..forms import (
    PlaceForm,
)
from ..queries import Application
from .asking import applicant_of, body_of, is_person, person_of
from .steps import (
    PLACE,
    STEPS,
    address_of,
    go_on,
    of_a_draft,
    wizard_page,
)

SAME_CLICK = timedelta(seconds=10)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What you need before you begin; a stranger goes on to VNeID and comes back here, a person to the first step."""
    now, today = clock.now(), clock.today()
    version = queries.procedure_in_force(code, today)
    case = version.content.case(request.GET.get("truong-hop", "")) if len(version.content.cases) > 1 else None
    here = reverse("portal:start", args=[version.procedure_code])
    if case is not None:
        here = f"{here}?{urlencode({'truong-hop': case.code})}"
    person = person_of(request) if is_person(request) else None
    if request.method == "POST":
        if person is None:
            return HttpResponseRedirect(here)
        return HttpResponseRedirect(
            reverse("portal:place", args=[_draft_to_work_on(request, version, person, case.code if case else "", now)])
        )
    drafts = []
    if person is not None and request.user.pk is not None:
        body = body_of(request)
        listed = dossiers.drafts_of(request.user.pk, body_id=body.id if body else None)
        drafts = [one for one in listed if one.procedure_code == version.procedure_code]
    level = str(request.session.get("assurance", "")) if person else ""
    needed = version.policy.min_assurance
    cases = [
        (one, f"{reverse('portal:start', args=[version.procedure_code])}?{urlencode({'truong-hop': one.code})}")
        for one in (version.content.cases if len(version.content.cases) > 1 else ())
    ]
    context = {
        "version": version,
        "terms": queries.terms_by_case(version, today, case.code if case else ""),
        "case": case,
        "cases": cases,
        "estimate": None if cases and case is None else _promise_today(version, case, person, now),
        "shared": () if case else queries.shared_components(version),
        "closed": not (version.is_usable and version.policy.online),
        "here": here,
        "person": person,
        "drafts": drafts,
        "too_weak": person is not None and ASSURANCE.get(level, 0) < ASSURANCE.get(needed, 0),
        "needed": needed.removeprefix("vneid-"),
    }
    return render(request, "portal/start.html", context)


def _promise_today(
    version: catalogue.VersionView, case: Case | None, person: PersonView | None, now: datetime
) -> queries.Estimate | None:
    """Return what would be promised today: by the agency of one's own commune, else by the first that receives."""
    choices = queries.receiving_choices(version, clock.today())
    near = queries.receiving_of(person, choices, clock.today()) if person is not None else None
    place = near or (choices[0] if choices else None)
    if place is None:
        return None
    only = version.content.cases[0].code if len(version.content.cases) == 1 else ""
    return queries.estimate(version, case.code if case else only, place.id, now)


def _draft_to_work_on(
    request: HttpRequest, version: catalogue.VersionView, person: PersonView, case_code: str, now: datetime
) -> UUID:
    """Begin a draft, or take the one that the same click has just begun."""
    applicant, body = applicant_of(request), body_of(request)
    for one in dossiers.drafts_of(applicant.account_id, body_id=body.id if body else None):
        same = one.procedure_code == version.procedure_code and (not case_code or one.case_code == case_code)
        if same and one.step == "start" and now - one.created_at < SAME_CLICK:
            return one.id
    choices = queries.receiving_choices(version, clock.today())
    near = queries.receiving_of(person, choices, clock.today())
    return commands.start_draft(
        version_id=version.id,
        by=applicant,
        now=now,
        case_code=case_code,
        receiving_organisation_id=near.id if near else None,
        body_id=body.id if body else None,
    )


@require_safe
@of_a_draft
def resume(request: HttpRequest, found: Application) -> HttpResponse:
    """Go on where one stopped."""
    step = found.draft.step
    return HttpResponseRedirect(address_of(found, step if step in STEPS else PLACE))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def place(request: HttpRequest, found: Application) -> HttpResponse:
    """Which case, handed in where, result received how."""
    today, draft, version = clock.today(), found.draft, found.version
    person = person_of(request)
    choices = queries.receiving_choices(version, today)
    near = queries.receiving_of(person, choices, today)
    chosen = draft.receiving_organisation_id or (near.id if near else None)
    initial = {
        "case": draft.case_code,
        "receiving_organisation": str(chosen) if chosen else "",
        "return_channel": draft.return_channel or "counter",
        "for_whom": for_whom.value_of(draft),
    }
    whom = for_whom.choices(person, version.procedure_code, cast(Any, request).memberships, today)
    posted = request.POST if request.method == "POST" else None
    form = PlaceForm(posted, version=version, places=choices, near=near, whom=whom, initial=initial)
    if posted is not None and form.is_valid():
        applicant, now = applicant_of(request), clock.now()
        capacity, for_another = for_whom.read(form.cleaned_data["for_whom"] or for_whom.value_of(draft))
        commands.choose_for_whom(draft_id=draft.id, by=applicant, now=now, capacity=capacity, for_another=for_another)
        commands.choose(
            draft_id=draft.id,
            by=applicant,
            now=now,
            case_code=form.cleaned_data.get("case"),
            receiving_organisation_id=form.cleaned_data["receiving_organisation"],
            return_channel=form.cleaned_data["return_channel"],
        )
        _drop_papers_of_other_cases(request, found, form.cleaned_data.get("case"))
        return go_on(request, found, PLACE)
    context = {"form": form, "no_places": not choices}
    return wizard_page(request, "portal/place.html", found, PLACE, context, status=422 if posted is not None else 200)


def _drop_papers_of_other_cases(request: HttpRequest, found: Application, case_code: str | None) -> None:
    if case_code is None or case_code == found.draft.case_code:
        return
    kept = {one.key for one in (*queries.components_of(found.version, case_code), *found.version.papers_of_form)}
    others = [paper for paper in found.draft.papers if paper.component_key not in kept]
    for paper in others:
        commands.detach_paper(
            draft_id=found.draft.id,
            component_key=paper.component_key,
            file_id=paper.file_id,
            by=applicant_of(request),
            now=clock.now(),
        )
    if others:
        messages.warning(request, _("Đã bỏ các tệp của trường hợp cũ vì trường hợp mới không cần."))


@require_POST
@never_cache
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away; twice is as good as once."""
    try:
        commands.discard_draft(draft_id=draft_id, by=applicant_of(request), now=clock.now())
        messages.success(request, _("Đã xóa bản nháp."))
    except NotFound:
        messages.info(request, _("Bản nháp này không còn."))
    return HttpResponseRedirect(reverse("portal:mine"))
