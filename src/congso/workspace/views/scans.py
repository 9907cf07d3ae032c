"""Scans and photographs at the counter: each goes as it is chosen, so that the page only names what is kept already."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congso.catalogue import queries as catalogue
from congso.dossiers.rules.rights import DossierRight
from congso.files import queries as files
from congso.files.commands import store, store_arrived
from congso.files.queries import FileView
from congso.files.rules.findings import Remark
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, Refusal
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import queries

CHOSEN, KEPT, DROPPED = "quet-", "tep-", "bo-tep"
"""Inputs of the page: files just chosen, files kept already (by component), files to leave out."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A kept file as a row of the list; `keep_as` is the hidden input by which the page names it."""

    id: UUID
    name: str
    size: int
    url: str
    keep_as: str
    warning: str
    remarks: tuple[Remark, ...] = ()
    drop_as: str = DROPPED


def scans(component: str, kept: Iterable[FileView]) -> list[Scan]:
    """Return the rows of the files kept for a component."""
    return [
        Scan(
            one.id,
            one.name,
            one.size_bytes,
            f"{reverse('dossiers:file', args=[one.id])}?xem=1",
            f"{KEPT}{component}",
            "" if one.scan == "clean" else one.scan_label,
            tuple(one.remarks(clock.today())),
        )
        for one in kept
    ]


def kept_by(request: OfficerRequest, asked: Iterable[str]) -> list[FileView]:
    """Return the files that these ids name, in their order; only those that the officer's own account stored."""
    ids = [one for one in map(_uuid, asked) if one is not None]
    known = files.views(ids)
    return [known[one] for one in ids if one in known and known[one].account_id == request.officer.account_id]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@officer_required(DossierRight.RECEIVE_AT_COUNTER)
@require_POST
def scan(request: OfficerRequest, code: str, component: str) -> HttpResponse:
    """Keep files as they are chosen; answers with the rows of the whole list, or with a problem in words."""
    now, today = clock.now(), clock.today()
    version = catalogue.current(code, today)
    try:
        asked_for = any(one.key == component for one in version.papers_for())
        # Asked before the bytes are kept: what nobody asks for must not fill the store.
        if not asked_for or not queries.receives_here(version, request.officer, today):
            raise Incorrect(_("Giấy tờ này không có trong thành phần hồ sơ của thủ tục."))
        uploads, tickets = _uploads(request), request.POST.getlist("arrived")
        if not uploads and not tickets:
            raise Incorrect(_("Chưa nhận được tệp nào."))
        owner = request.officer.account_id
        fresh = [store(stream=one, name=one.name or "", account_id=owner, now=now) for one in uploads]
        fresh += [store_arrived(ticket=one, account_id=owner, now=now) for one in tickets]
    except Refusal as refusal:
        return JsonResponse({"title": refusal.message, "detail": refusal.remedy}, status=refusal.status)
    kept = kept_by(request, [*request.POST.getlist(f"{KEPT}{component}"), *(str(one.id) for one in fresh)])
    return render(request, "workspace/parts/scans.html", {"files": scans(component, kept)})


def _uploads(request: HttpRequest) -> list["UploadedFile[bytes]"]:
    return [one for name in request.FILES for one in request.FILES.getlist(name)]
