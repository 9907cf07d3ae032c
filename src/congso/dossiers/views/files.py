"""Authorised download of the papers and results of dossiers."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from congso.dossiers import queries
from congso.dossiers.permissions import Applicant
from congso.dossiers.rules.money import PAY_AT_DESK, ResultHeld
from congso.files import queries as files
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.organisation.queries import ActingOfficer

INLINE = {"application/pdf", "image/jpeg", "image/png"}

# A file handed in by a stranger runs nothing, asks nothing, and is framed by nobody but our own pages.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
# Browsers show a PDF in a viewer of their own, which does not start in a sandboxed document.
_SANDBOXED = _POLICY + "; sandbox"


def _viewer(request: HttpRequest) -> Applicant | ActingOfficer | None:
    asker: Any = request
    officer, person = getattr(asker, "officer", None), getattr(asker, "person", None)
    if officer:
        return officer  # type: ignore[no-any-return]
    if person and request.user.pk is not None:
        return Applicant(request.user.pk, person.id)
    return None


@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Send a file to whoever may read it; `?xem=1` shows it in the page, otherwise it is saved.

    Every reading is written in the trail. A file that may not be read does not exist.
    """
    viewer = _viewer(request)
    if viewer is None or not queries.may_read_file(viewer, file_id):
        raise NotFound("Không tìm thấy tệp.")
    if due := queries.held_for_fees(viewer, file_id):
        raise ResultHeld(due, PAY_AT_DESK)
    kept = files.view(file_id)
    queries.note_file_read(viewer, file_id, now=clock.now())
    response = FileResponse(files.open_bytes(file_id), content_type=kept.media_type)
    shown = request.GET.get("xem") == "1" and kept.media_type in INLINE
    disposition = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(kept.name, safe='')}"
    response["Content-Length"] = str(kept.size_bytes)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = _POLICY if kept.media_type == "application/pdf" else _SANDBOXED
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
