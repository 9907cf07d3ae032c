"""What each role can do, and who can see one dossier: both written by the rules themselves."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congso.dossiers import queries as dossiers
from congso.dossiers.rules.rights import DossierRight
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.kernel.rights import rights_of, vocabularies
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.organisation.rules.rights import OrganisationRight
from congso.organisation.rules.roles import Role


@officer_required(OrganisationRight.READ_RIGHTS)
@require_safe
def roles(request: OfficerRequest) -> HttpResponse:
    """Every role, with how much it may do."""
    lines = [(role, len(rights_of(frozenset({role.value}))), role in request.officer.roles) for role in Role]
    return render(request, "workspace/roles.html", {"lines": lines, "title": _("Vai trò và quyền")})


@officer_required(OrganisationRight.READ_RIGHTS)
@require_safe
def role(request: OfficerRequest, name: str) -> HttpResponse:
    """What one role can do, context by context, with the law."""
    if name not in Role.values:
        raise NotFound(_("Không có vai trò này."))
    chosen = Role(name)
    groups = [
        (vocabulary.title, [right for right in vocabulary.rights if right in vocabulary.held_by.get(chosen.value, ())])
        for vocabulary in vocabularies()
    ]
    context = {"role": chosen, "groups": [group for group in groups if group[1]], "title": str(chosen.label)}
    return render(request, "workspace/role.html", context)


@officer_required(DossierRight.SEE_READERS)
@require_safe
def ask_readers(request: OfficerRequest) -> HttpResponse:
    """Ask by its code who can see a dossier."""
    code = request.GET.get("ma", "").strip()[:60]
    if code:
        found = dossiers.code_to_id(request.officer, code)
        return HttpResponseRedirect(reverse("workspace:readers", args=[found]))
    return render(request, "workspace/ask_readers.html", {"title": _("Ai xem được hồ sơ")})


@officer_required(DossierRight.SEE_READERS)
@require_safe
def readers(request: OfficerRequest, dossier_id: UUID) -> HttpResponse:
    """Who can see a dossier today, and why."""
    view = dossiers.readers(request.officer, dossier_id, now=clock.now())
    title = _("Ai xem được hồ sơ %s") % view.shown_code
    return render(request, "workspace/readers.html", {"view": view, "title": title})
