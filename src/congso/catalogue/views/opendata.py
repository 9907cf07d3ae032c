"""The catalogue as files: for editors what is there now, for everybody the open dump; and what changed in public."""

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from congso.audit.commands import record
from congso.files import queries as files
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.organisation.permissions import OfficerRequest, officer_required

from ..printing import write_lines, write_workbook
from ..queries import past
from ..queries.dumps import dumps
from ..queries.exchange import exported
from ..rules.rights import CatalogueRight

WRITERS = {
    "jsonl": (write_lines, "application/jsonl; charset=utf-8"),
    "xlsx": (write_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@officer_required(CatalogueRight.EDIT)
@require_safe
def export(request: OfficerRequest, form: str) -> HttpResponse:
    """Write the whole catalogue as it is now, internal procedures too, and hand it out."""
    if form not in WRITERS:
        raise NotFound("Chỉ xuất được JSON Lines (jsonl) hoặc bảng tính (xlsx).")
    write, media_type = WRITERS[form]
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115  the answer closes it
    procedures = write(exported(), cast(Any, target))
    target.seek(0)
    officer = request.officer
    record(
        action="catalogue.export",
        at=clock.now(),
        account_id=officer.account_id,
        officer_id=officer.id,
        unit_id=officer.unit_id,
        object_kind="catalogue",
        format=form,
        lines=procedures,
    )
    name = f"thu-tuc-{clock.today():%Y%m%d}.{form}"
    return cast(HttpResponse, _download(lambda: target, name, media_type))


def _download(opened: Callable[[], IO[bytes]], name: str, media_type: str) -> StreamingHttpResponse:
    """Hand out a file piece by piece; it is opened when the first one is asked for, and closed after the last."""

    def pieces() -> Iterator[bytes]:
        with opened() as source:
            while piece := source.read(64 * 1024):
                yield piece

    disposition = content_disposition_header(as_attachment=True, filename=name)
    return StreamingHttpResponse(pieces(), content_type=media_type, headers={"Content-Disposition": str(disposition)})


@login_not_required
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What the open dump holds, and its files."""
    return render(request, "catalogue/open_data.html", {"dumps": dumps()})


@login_not_required
@require_safe
def dump(request: HttpRequest, form: str) -> HttpResponseBase:
    """A file of the open dump; asked again with its mark, nothing is sent."""
    found = next((one for one in dumps() if one.form == form), None)
    if found is None:
        raise NotFound("Tệp dữ liệu mở này chưa có; hệ thống lập mỗi giờ một lần khi danh mục thay đổi.")
    etag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        unchanged = HttpResponseNotModified()
        unchanged["ETag"] = etag
        return unchanged
    with files.open_bytes(found.file_id):  # what is lost is said before anything is sent
        response = _download(lambda: files.open_bytes(found.file_id), found.name, WRITERS[form][1])
    response["Content-Length"] = str(found.size_bytes)
    response["ETag"] = etag
    # The same for everybody, but what somebody signed in fetched is kept nowhere.
    response["Cache-Control"] = "no-store" if request.user.is_authenticated else "public, max-age=300"
    return response


@login_not_required
@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What changed between two published versions of a procedure; the last two unless others are named."""
    found = past.comparison(code, request.GET.get("tu", ""), request.GET.get("den", ""))
    return render(request, "catalogue/compare.html", {"found": found})
