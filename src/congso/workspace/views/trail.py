"""Nhật ký: an inspector searches the trail on a ground, opens an entry, takes entries along."""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.core import signing
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from congso.audit.rules.purposes import Purpose
from congso.audit.rules.purposes import label as purpose_label
from congso.audit.rules.searching import Search
from congso.files import queries as files
from congso.identity.step_up import asked_again
from congso.inspection import commands, queries
from congso.inspection.queries import Ground
from congso.inspection.rules.rights import InspectionRight
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.ui.htmx import template_for

from .. import trail
from .trail_forms import TrailForm

SALT, LASTS_SECONDS = "congso.trail-search", 12 * 3600
"""A search travels in addresses as a signed token: ids and codes, no number and no name."""


@officer_required(InspectionRight.SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: OfficerRequest) -> HttpResponse:
    """The form of a search; what is valid leads to its list."""
    form = TrailForm(request.POST or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        ground = Ground(Purpose(told["purpose_of_search"]), told["ground"])
        return HttpResponseRedirect(_list_address(request, form.search(), ground))
    context = {
        "form": form,
        "exports": queries.exports(request.officer),
        "everywhere": request.officer.tier == "province",
        "title": _("Tra cứu nhật ký"),
    }
    return render(request, "workspace/trail_ask.html", context, status=422 if form.errors else 200)


@officer_required(InspectionRight.SEARCH)
@require_safe
def found(request: OfficerRequest) -> HttpResponse:
    """A page of what was found. Each page looked at is recorded."""
    token = request.GET.get("t", "")
    asked = _read(request, token)
    if asked is None:
        return HttpResponseRedirect(reverse("workspace:trail"))
    search, ground = asked
    after = request.GET.get("sau") or None
    page = queries.search(request.officer, search, ground, after=after, now=clock.now())
    here = f"{reverse('workspace:trail_found')}?{urlencode({'t': token})}"
    context = {
        "lines": trail.lines(page.entries),
        "count": page.count,
        "bound": queries.BOUND,
        "token": token,
        "search": search,
        "ground": ground,
        "purpose": purpose_label(ground.purpose),
        "next": f"{here}&sau={page.next_cursor}" if page.next_cursor else "",
        "first": here if after else "",
        "title": _("Nhật ký tìm thấy"),
    }
    return render(request, "workspace/trail_found.html", context)


@officer_required(InspectionRight.SEARCH)
@require_safe
def entry(request: OfficerRequest, entry_id: UUID) -> HttpResponse:
    """One entry with all it says; opening it is recorded."""
    token = request.GET.get("t", "")
    asked = _read(request, token)
    if asked is None:
        return HttpResponseRedirect(reverse("workspace:trail"))
    search, ground = asked
    opened = queries.entry(request.officer, entry_id, ground, now=clock.now())
    context = {
        "sheet": trail.sheet(opened),
        "back": f"{reverse('workspace:trail_found')}?{urlencode({'t': token})}",
        "more": _alike(request, search, ground, opened),
        "title": _("Dòng nhật ký"),
    }
    return render(request, "workspace/trail_entry.html", context)


def _alike(request: OfficerRequest, search: Search, ground: Ground, opened: Any) -> list[tuple[str, str]]:
    """Return the ways on from an entry: the same doer, session's address, dossier, in the same days."""
    days: dict[str, Any] = {"since": search.since, "until": search.until}
    ways: list[tuple[str, Search]] = []
    if opened.account_id is not None:
        ways.append((_("Mọi việc của tài khoản này"), Search(**days, account_id=opened.account_id)))
    if opened.client_id is not None:
        ways.append((_("Mọi việc của hệ thống này"), Search(**days, client_id=opened.client_id)))
    if opened.object_kind == "dossier" and opened.object_id:
        ways.append((_("Mọi việc với hồ sơ này"), Search(**days, object_kind="dossier", object_id=opened.object_id)))
    if opened.address:
        ways.append((_("Mọi việc từ địa chỉ này"), Search(**days, address=opened.address)))
    return [(words, _list_address(request, one, ground)) for words, one in ways]


@officer_required(InspectionRight.EXPORT)
@require_POST
def have_exported(request: OfficerRequest) -> HttpResponse:
    """Have what was found written into a file, once the inspector proved again who they are."""
    asked = _read(request, request.POST.get("t", ""))
    if asked is None:
        return HttpResponseRedirect(reverse("workspace:trail"))
    if again := asked_again(request, "export"):
        return again
    search, ground = asked
    format = "jsonl" if request.POST.get("dang") == "jsonl" else "csv"
    export_id = commands.ask_export(search=search, format=format, by=request.officer, ground=ground, now=clock.now())
    return HttpResponseRedirect(reverse("workspace:trail_export", args=[export_id]))


@officer_required(InspectionRight.EXPORT)
@require_safe
@vary_on_headers("HX-Request")
def export(request: OfficerRequest, export_id: UUID) -> HttpResponse:
    """Say whether an export is there; until then the page asks again by itself, or by its link."""
    copy = queries.export(request.officer, export_id)
    context = {"copy": copy, "purpose": purpose_label(copy.purpose), "title": _("Bản kết xuất nhật ký")}
    return render(request, template_for(request, "workspace/trail_export.html", "copy"), context)


@officer_required(InspectionRight.EXPORT)
@require_safe
def export_file(request: OfficerRequest, export_id: UUID) -> HttpResponse:
    """Send an export that is there. Each download is in the trail."""
    if queries.export(request.officer, export_id).file_id is None:
        raise NotFound(_("Bản kết xuất đang được lập, chưa tải được."))
    if again := asked_again(request, "export"):
        return again
    file_id = commands.note_export_taken(export_id=export_id, by=request.officer, now=clock.now())
    kept = files.view(file_id)
    response = FileResponse(files.open_bytes(kept.id), content_type=kept.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"
    response["Content-Length"] = str(kept.size_bytes)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]  # streamed, while the guard's type knows whole answers only


@officer_required(InspectionRight.SEE_SEALS)
@require_safe
def seals(request: OfficerRequest) -> HttpResponse:
    """How far the trail is sealed, and which day has its time-stamp."""
    context = {"state": queries.seals(request.officer, clock.now()), "title": _("Niêm phong nhật ký")}
    return render(request, "workspace/trail_seals.html", context)


def _list_address(request: OfficerRequest, search: Search, ground: Ground) -> str:
    told = {
        "s": search.as_dict(),
        "m": ground.purpose.value,
        "c": ground.paper,
        "o": request.officer.id,
    }
    token = signing.dumps(told, salt=SALT, compress=True)
    return f"{reverse('workspace:trail_found')}?{urlencode({'t': token})}"


def _read(request: OfficerRequest, token: str) -> tuple[Search, Ground] | None:
    """Return what a token asks; None for one that is old, forged, or somebody else's."""
    try:
        told = signing.loads(token, salt=SALT, max_age=LASTS_SECONDS)
        if told["o"] != request.officer.id:
            return None
        return Search.read(told["s"]), Ground(Purpose(told["m"]), told["c"])
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None
