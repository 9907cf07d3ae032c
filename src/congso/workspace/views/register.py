"""Sổ theo dõi hồ sơ (Mẫu số 07): the register of the agency, by year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congso.dossiers import printing
from congso.dossiers import queries as dossiers
from congso.dossiers.rules.rights import DossierRight
from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.organisation.permissions import OfficerRequest, officer_required

from .dossier import pdf

FIRST_YEAR = 2018


@officer_required(DossierRight.SEE_REGISTER)
@require_safe
def book(request: OfficerRequest) -> HttpResponse:
    """Show the register of a year, page by page."""
    this_year = clock.today().year
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    after = request.GET.get("sau") or None
    page = dossiers.register_book(request.officer, year, now=clock.now(), after=after)
    more = f"{reverse('workspace:register')}?nam={year}&sau={page.next_cursor}" if page.next_cursor else ""
    context = {
        "lines": page.rows,
        "year": str(year),
        "years": [str(one) for one in range(this_year, max(this_year - 5, FIRST_YEAR), -1)],
        "next": more,
        "first": f"{reverse('workspace:register')}?nam={year}" if after else "",
        "title": _("Sổ theo dõi hồ sơ năm %s") % year,
    }
    return render(request, "workspace/register.html", context)


@officer_required(DossierRight.SEE_REGISTER)
@step_up_required("export")
@require_safe
def book_pdf(request: OfficerRequest, year: int) -> HttpResponse:
    """Print the register of a year."""
    if not FIRST_YEAR <= year <= clock.today().year:
        raise NotFound(_("Không có sổ của năm này."))
    dossiers.note_register_printed(request.officer, year, now=clock.now())
    return pdf(printing.register_pdf(request.officer.organisation_id, year), f"so-theo-doi-{year}.pdf")
