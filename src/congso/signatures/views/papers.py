"""Where the QR code on a paper leads: who issued it, whether its signatures hold, and the original to compare with.

The code has 128 bits and stands on the paper alone: who knows it has the paper, or was shown it. Without the original a
forger would print other words beside a code that is real, so the original is shown to whoever has the code.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.files import queries as files
from congso.kernel import clock
from congso.kernel.refusals import NotFound
from congso.ui.components import words

from .. import queries
from ..queries import PaperView
from .checking import lines_of

NOT_FOUND = gettext_lazy(
    "Không có văn bản nào mang mã này. Kiểm tra lại mã trên giấy, hoặc hỏi cơ quan ghi trên văn bản."
)


def _paper(code: str) -> PaperView:
    found = queries.paper_by_code(code)
    if found is None or found.state == "open":
        raise NotFound(str(NOT_FOUND))
    return found


@never_cache
@login_not_required
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Say of a paper who issued it and what its signatures are worth. No network, no sign-in."""
    found, now = _paper(code), clock.now()
    with files.open_bytes(found.file_id) as stream:
        report = queries.check_file(stream, name=f"{found.reference_number or found.title}.pdf", now=now)
    told = [
        (_("Cơ quan ban hành"), found.organisation_name),
        (_("Số, ký hiệu"), found.reference_number),
        (_("Tên văn bản"), found.title),
        (_("Phát hành lúc"), words.hour(found.completed_at) if found.completed_at else ""),
    ]
    context = {
        "paper": found,
        "told": [(label, value) for label, value in told if value],
        "report": report,
        "signatures": [(one, lines_of(one.facts)) for one in report.signatures],
    }
    answer = render(request, "signatures/paper.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@never_cache
@login_not_required
@require_safe
def original(request: HttpRequest, code: str) -> HttpResponse:
    """Show the signed file itself to whoever has the code; of a paper that counts no more there is none."""
    found = _paper(code)
    if found.state == "withdrawn":
        raise NotFound(_("Văn bản này đã bị thu hồi, không còn giá trị."))
    with files.open_bytes(found.file_id) as stream:
        content = stream.read()
    record(
        action="signatures.open_paper", at=clock.now(), kind=Kind.READ, object_kind="signed_paper", object_id=found.id
    )
    answer = HttpResponse(content, content_type="application/pdf")
    name = (found.reference_number or "van-ban").replace("/", "-") + ".pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    answer["X-Robots-Tag"] = "noindex"
    return answer
