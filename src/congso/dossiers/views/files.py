"""Authorised download of the papers and results of dossiers."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from congso.dossiers import queries
from congso.dossiers.permissions import Applicant
from congso.dossiers.rules.money import PAY_AT_DESK, ResultHeld
from congso.files import queries as files
from congso.files.views import handed_over
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.organisation.queries import ActingOfficer
from congso.representation import queries as representation


def _viewer(request: HttpRequest) -> Applicant | ActingOfficer | None:
    asker: Any = request
    officer, person = getattr(asker, "officer", None), getattr(asker, "person", None)
    if officer:
        return officer  # type: ignore[no-any-return]
    if person and request.user.pk is not None:
        return Applicant(request.user.pk, person.id, standing=representation.standing(person.id, clock.today()))
    return None


@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Send whoever may read a file to its bytes; `?xem=1` shows them, otherwise they are saved.

    Every reading is written in the trail. A file that may not be read does not exist.
    """
    viewer = _viewer(request)
    if viewer is None or not queries.may_read_file(viewer, file_id):
        raise NotFound("Không tìm thấy tệp.")
    if due := queries.held_for_fees(viewer, file_id):
        raise ResultHeld(due, PAY_AT_DESK)
    kept, now = files.view(file_id), clock.now()
    files.check_not_quarantined(kept)
    queries.note_file_read(viewer, file_id, now=now)
    return handed_over(request, kept, inline=request.GET.get("xem") == "1", now=now)
