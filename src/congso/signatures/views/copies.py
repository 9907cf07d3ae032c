"""Electronic copies: the clerk uploads a scan, confirms it, and the agency's signature makes it a copy."""

from typing import BinaryIO, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from congso.files import commands as files
from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.ui.fields import ChoiceCards

from .. import commands, queries
from ..commands import Hand
from ..rules.copies import CopyKind
from ..rules.rights import SignatureRight

_NO_KEY = gettext_lazy("Cơ quan chưa có chứng thư số còn hiệu lực nên chưa cấp được bản sao điện tử.")

_KEY_ASKS = gettext_lazy("Khóa của cơ quan cần mã PIN cho từng chữ ký nên chưa cấp bản sao ở đây được.")


class CopyForm(forms.Form):
    """What is copied, and how."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Hình thức sao"), choices=CopyKind.choices, initial=CopyKind.TRUE_COPY,
        widget=ChoiceCards(in_row=True),
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("Tên văn bản được sao"), max_length=600,
        help_text=gettext_lazy("Tên loại, số, ký hiệu và trích yếu như trên bản chính."),
        error_messages={"required": gettext_lazy("Chưa nhập tên văn bản được sao.")},
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Bản quét hoặc tệp PDF"), allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chọn tệp PDF cần sao.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf", "class": "input"}),
    )  # fmt: skip
    compared = forms.BooleanField(
        label=gettext_lazy("Tôi đã so tệp với bản chính, nội dung đúng và đủ trang."),
        error_messages={"required": gettext_lazy("So tệp với bản chính rồi đánh dấu vào đây.")},
    )


@officer_required(SignatureRight.COPY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: OfficerRequest) -> HttpResponse:
    """Show the agency's last copies; make one of a file."""
    if request.method == "POST" and (again := asked_again(request, "sign")):
        return again
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    if request.method == "POST" and form.is_valid():
        try:
            paper_id = _made(request, form)
        except Incorrect as refusal:
            for name, told in (refusal.fields or {"file": [refusal.message]}).items():
                for one in told:
                    form.add_error(name if name in form.fields else "file", one)
        else:
            paper = queries.paper(paper_id)
            assert paper is not None
            messages.success(request, _("Đã cấp bản sao điện tử “%s”.") % paper.title[:120])
            return HttpResponseRedirect(reverse("signatures:paper", args=[paper.code]))
    context = {
        "form": form,
        "listed": queries.copies_of(request.officer.organisation_id),
        "has_key": queries.key_of_agency(request.officer.organisation_id, clock.now()) is not None,
        "title": _("Bản sao điện tử"),
    }
    return render(request, "signatures/copies.html", context, status=422 if form.errors else 200)


def _made(request: OfficerRequest, form: CopyForm) -> UUID:
    officer, now, upload = request.officer, clock.now(), form.cleaned_data["file"]
    key = queries.key_of_agency(officer.organisation_id, now)
    if key is None:
        raise NotPossibleNow(str(_NO_KEY), code="agency_key_needed")
    if not key.signs_alone:
        raise NotPossibleNow(str(_KEY_ASKS), code="key_asks")
    kept = files.store(
        stream=cast(BinaryIO, upload.file), name=upload.name or "ban-sao.pdf", account_id=officer.account_id, now=now
    )
    return commands.certify_copy(
        file_id=kept.id,
        kind=CopyKind(form.cleaned_data["kind"]),
        organisation_id=officer.organisation_id,
        title=form.cleaned_data["title"],
        hand=Hand(officer.id, key.id),
        now=now,
    )
