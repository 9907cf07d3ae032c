"""The prescribed declaration (tờ khai theo mẫu) before anything is handed in: of a draft, and blank for everybody."""

from hashlib import sha256
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congso.catalogue.queries import VersionView
from congso.dossiers import printing
from congso.kernel import clock
from congso.kernel.refusals import NotFound

from .. import queries
from ..queries import Application
from .steps import of_a_draft

BLANKS_SECONDS = 3_600


@require_safe
@of_a_draft
def of_draft(request: HttpRequest, found: Application) -> HttpResponse:
    """What the declaration of a draft looks like once it is handed in, marked as a draft."""
    draft = found.draft
    content = printing.draft_declaration_pdf(found.version, draft.answers, draft.receiving_organisation_id, clock.now())
    return _pdf(content, f"Bản nháp tờ khai {found.version.procedure_code}.pdf")


@login_not_required
@require_safe
def blank(request: HttpRequest, code: str) -> HttpResponse:
    """The declaration of a procedure with nothing filled in; asked again with its mark, nothing is sent."""
    version = queries.procedure_in_force(code, clock.today())
    if not version.has_own_form:
        raise NotFound(_("Thủ tục này chưa có mẫu tờ khai trong hệ thống."))
    content = _blank(version)
    etag = f'"{sha256(content).hexdigest()}"'
    unchanged = request.headers.get("If-None-Match") == etag
    name = f"Mẫu tờ khai {version.procedure_code}.pdf"
    response = HttpResponseNotModified() if unchanged else _pdf(content, name)
    response["ETag"] = etag
    # The same for everybody, but what somebody signed in fetched is kept nowhere.
    response["Cache-Control"] = "no-store" if request.user.is_authenticated else "public, max-age=300"
    return response


def _blank(version: VersionView) -> bytes:
    """Typeset a blank once in a while for each process; a published version never changes its form."""
    key = f"portal.blank_declaration.{version.id}"
    kept = cache.get(key)
    if isinstance(kept, bytes):
        return kept
    made = printing.blank_declaration_pdf(version)
    cache.set(key, made, BLANKS_SECONDS)
    return made


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    return response
