"""Sổ theo dõi hồ sơ (Mẫu số 07): the register of the agency, by year, and its copies on paper."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.rules.rights import DossierRight
from congso.files import queries as files
from congso.files.views import handed_over
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.ui.htmx import template_for

FIRST_YEAR = 2018


@officer_required(DossierRight.SEE_REGISTER)
@require_safe
def book(request: OfficerRequest) -> HttpResponse:
    """Show the register of a year, page by page, and the copies that were printed of it."""
    this_year = clock.today().year
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    after = request.GET.get("sau") or None
    page = dossiers.register_book(request.officer, year, now=clock.now(), after=after)
    more = f"{reverse('workspace:register')}?nam={year}&sau={page.next_cursor}" if page.next_cursor else ""
    context = {
        "lines": page.rows,
        "year": str(year),
        "may_print": FIRST_YEAR <= year <= this_year,
        "prints": dossiers.register_prints(request.officer, year),
        "years": [str(one) for one in range(this_year, max(this_year - 5, FIRST_YEAR), -1)],
        "next": more,
        "first": f"{reverse('workspace:register')}?nam={year}" if after else "",
        "title": _("Sổ theo dõi hồ sơ năm %s") % year,
    }
    return render(request, "workspace/register.html", context)


@officer_required(DossierRight.SEE_REGISTER)
@require_POST
def have_printed(request: OfficerRequest, year: int) -> HttpResponse:
    """Have the register of a year printed; the page of the copy says when it is there."""
    print_id = commands.ask_register_print(year=year, by=request.officer, now=clock.now())
    return HttpResponseRedirect(reverse("workspace:register_print", args=[print_id]))


@officer_required(DossierRight.SEE_REGISTER)
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def printed(request: OfficerRequest, print_id: UUID) -> HttpResponse:
    """Say whether a copy is there; until then the page asks again by itself, or by its link."""
    copy = dossiers.register_print(request.officer, print_id)
    context = {
        "copy": copy,
        "back": f"{reverse('workspace:register')}?nam={copy.year}",
        "title": _("Bản in sổ theo dõi hồ sơ năm %s") % copy.year,
    }
    return render(request, template_for(request, "workspace/register_print.html", "copy"), context)


@officer_required(DossierRight.SEE_REGISTER)
@never_cache
@require_safe
def download(request: OfficerRequest, print_id: UUID) -> HttpResponse:
    """Send a copy that is there. Everybody in it is written in the trail, each time."""
    copy = dossiers.register_print(request.officer, print_id)
    if copy.file_id is None:
        raise NotFound(_("Bản in đang được lập, chưa tải được."))
    now = clock.now()
    dossiers.note_register_printed(request.officer, copy.year, now=now, as_of=copy.as_of)
    return handed_over(request, files.view(copy.file_id), inline=False, now=now)  # type: ignore[return-value]
