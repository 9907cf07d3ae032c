"""The public page on which anybody has the signatures of a file checked."""

from typing import BinaryIO, cast

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from congso.kernel import clock
from congso.kernel.context import address
from congso.kernel.refusals import Incorrect
from congso.ui.components import words

from .. import commands
from ..forms import CheckForm
from ..printing import report_pdf
from ..queries.pictures import side_by_side
from ..rules.facts import Kind, SignatureFacts
from ..rules.reports import Report


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Take a file, say what is to be thought of its signatures, keep nothing. `bao-cao`: `json`, `pdf`, or a page."""
    if request.method != "POST":
        return render(request, "signatures/check.html", {"form": CheckForm()})
    form = CheckForm(request.POST, request.FILES)
    found: Report | None = None
    if form.is_valid():
        try:
            found = _report(request, form.cleaned_data["file"], form.cleaned_data["content"])
        except Incorrect as refusal:
            form.add_error(next(iter(refusal.fields), "file"), refusal.message)
    wanted = request.POST.get("bao-cao", "")
    if found is not None and wanted in {"json", "pdf"}:
        return _download(found, wanted)
    signatures = [(one, lines_of(one.facts)) for one in found.signatures] if found is not None else []
    changed, pairs = side_by_side(_stream(form), found) if found is not None else (-1, [])
    context = {"form": form, "found": found, "signatures": signatures, "changed": changed, "pairs": pairs}
    return render(request, "signatures/check.html", context, status=200 if found is not None else 422)


def _download(found: Report, kind: str) -> HttpResponse:
    if kind == "pdf":
        answer = HttpResponse(report_pdf(found), content_type="application/pdf")
    else:
        answer = JsonResponse(found.to_json(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"kiem-tra-chu-ky.{kind}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _report(request: HttpRequest, file: "UploadedFile[bytes]", content: "UploadedFile[bytes] | None") -> Report:
    return commands.check_brought(
        file=_brought(file),
        content=_brought(content) if content is not None else None,
        account_id=request.user.pk if request.user.is_authenticated else None,
        address=address() or "",
        now=clock.now(),
    )


def _stream(form: CheckForm) -> BinaryIO:
    return cast(BinaryIO, form.cleaned_data["file"].file)


def _brought(upload: "UploadedFile[bytes]") -> commands.Brought:
    return commands.Brought(cast(BinaryIO, upload.file), upload.name or "", upload.size or 0)


def lines_of(facts: SignatureFacts) -> list[tuple[str, str]]:
    """Return who signed and when, as lines to read."""
    found: list[tuple[str, str]] = []
    if facts.certificate is not None:
        one = facts.certificate
        found += [(_("Cơ quan, tổ chức"), one.organisation)] if one.organisation else []
        found.append((_("Nơi cấp chứng thư"), one.issuer))
        found.append((_("Chứng thư có hiệu lực"), f"{words.day(one.valid_from)} – {words.day(one.valid_to)}"))
    if facts.proven_at is not None:
        found.append((_("Thời điểm ký, có dấu thời gian"), f"{words.hour(facts.proven_at)} ({facts.proven_by})"))
    elif facts.claimed_at is not None:
        is_stamp = facts.kind is Kind.TIMESTAMP
        label = _("Thời điểm") if is_stamp else _("Thời điểm theo máy người ký, chưa được chứng minh")
        found.append((label, words.hour(facts.claimed_at)))
    found += [(_("Điền sau khi ký, như người ký cho phép"), one) for one in facts.filled]
    if facts.covers:
        found.append((_("Chữ ký bao"), "; ".join(facts.covers)))
    return found
