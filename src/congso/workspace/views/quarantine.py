"""Tệp bị cách ly: files in which malware was found, for administrators."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congso.dossiers import queries as dossiers
from congso.files.rules.rights import FileRight
from congso.files.views import handed_over
from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.organisation.permissions import OfficerRequest, officer_required


@officer_required(FileRight.SEE_QUARANTINE)
@never_cache
@require_safe
def quarantine(request: OfficerRequest) -> HttpResponse:
    """List the files kept apart: what was found, when, in which dossiers. Neither names nor contents."""
    context = {
        "apart": dossiers.quarantine(request.officer),
        "may_fetch": request.officer.may(FileRight.FETCH_QUARANTINED),
    }
    return render(request, "workspace/quarantine.html", context)


@officer_required(FileRight.FETCH_QUARANTINED)
@step_up_required("administer")
@never_cache
@require_safe
def fetch(request: OfficerRequest, file_id: UUID) -> HttpResponse:
    """Send a file with malware to who looks into it, to be saved. Each time is in the trail."""
    now = clock.now()
    kept = dossiers.fetch_quarantined(request.officer, file_id, now=now)
    return handed_over(request, kept, inline=False, now=now, quarantined=True)  # type: ignore[return-value]
