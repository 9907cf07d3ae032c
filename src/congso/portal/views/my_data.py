"""“Dữ liệu cá nhân của tôi”: what is held, a copy, requests with their days and answers, what was agreed to."""

import json
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation import queries as organisation
from congso.privacy import commands
from congso.privacy import queries as privacy
from congso.privacy.rules.notices import PROCESSING
from congso.privacy.rules.requests import RequestKind
from congso.sso import queries as sso
from congso.sso.rules.scopes import in_words
from congso.ui.fields import ChoiceCards

from .. import archive, my_data
from .asking import applicant_of, person_of


class DataRequestForm(forms.Form):
    """What a person asks about their data."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Bạn yêu cầu"),
        choices=RequestKind.choices,
        widget=ChoiceCards(
            help_texts={
                RequestKind.CORRECT.value: "Ghi rõ mục chưa đúng và nội dung đúng.",
                RequestKind.DELETE.value: ("Xóa cách liên hệ, bản nháp. Hồ sơ đã nộp phải lưu theo Luật Lưu trữ."),
                RequestKind.RESTRICT.value: "Hồ sơ đã xong chỉ được lưu giữ, cán bộ không mở xem.",
            }
        ),
        error_messages={"required": gettext_lazy("Chọn loại yêu cầu.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Nêu dữ liệu nào và vì sao. Yêu cầu chỉnh sửa phải có nội dung."),
    )
    key = forms.CharField(max_length=36, widget=forms.HiddenInput())


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is held about me, what I asked, what I agreed to."""
    person, applicant, now = person_of(request), applicant_of(request), clock.now()
    shared = [
        (one, in_words([scope for scope in one.scopes if scope != "openid"], officer=False))
        for one in sso.agreements(applicant.account_id)
    ]
    context = {
        "rows": my_data.held(person, applicant, now=now),
        "requests": privacy.requests_of(person.id),
        "consents": privacy.consent_views(person.id),
        "shared": shared,
        "restricted": privacy.restricted_since(person.id),
        "notice": PROCESSING,
        "notice_is_new": not privacy.has_read(person.id, PROCESSING),
        "today": now.astimezone(VIETNAM).date(),
    }
    return render(request, "portal/my_data.html", context)


@never_cache
@require_POST
def read_notice(request: HttpRequest) -> HttpResponse:
    """Note that the notice of processing was read."""
    commands.note_notice(person_id=person_of(request).id, notice=PROCESSING, now=clock.now())
    return HttpResponseRedirect(reverse("portal:mine"))


@never_cache
@step_up_required("export")
@require_safe
def copy(request: HttpRequest) -> Any:
    """Take along everything that is held about me: to read, as JSON (`?dang=json`), with every file (`zip`)."""
    as_json = request.GET.get("dang") == "json"
    now = clock.now()
    if request.GET.get("dang") == "zip":
        made = archive.write(person_of(request), applicant_of(request), now=now)
        name = f"du-lieu-cua-toi-{now.astimezone(VIETNAM):%Y%m%d}.zip"
        return FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")
    told = my_data.copy_of(person_of(request), applicant_of(request), now=now, form="json" if as_json else "html")
    name = f"du-lieu-cua-toi-{now.astimezone(VIETNAM):%Y%m%d}"
    if as_json:
        response = HttpResponse(
            json.dumps(told, ensure_ascii=False, indent=1, default=str), content_type="application/json; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return response
    return render(request, "portal/my_copy.html", {"sections": my_data.sections(told), "at": now})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask something about my data."""
    person, now = person_of(request), clock.now()
    form = DataRequestForm(request.POST or None, initial={"key": uuid4(), "kind": request.GET.get("loai", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            told = commands.lodge(
                person_id=person.id,
                kind=RequestKind(given["kind"]),
                words=given["words"],
                origin=f"portal:{person.id}:{given['key']}",
                now=now,
                is_worked=organisation.province_calendar(now.astimezone(VIETNAM).date()).is_worked,
            )
        except Incorrect as refusal:
            for name, sentences in refusal.fields.items():
                for sentence in sentences:
                    form.add_error(name if name in form.fields else None, sentence)
        else:
            messages.success(request, _("Đã gửi yêu cầu. Bạn nhận được tin khi có người xử lý."))
            return HttpResponseRedirect(reverse("portal:data_request", args=[told.id]))
    return render(request, "portal/data_request_form.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def one_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One of my requests: its days and its answer."""
    told = privacy.own_request(person_of(request).id, request_id)
    if told is None:
        raise NotFound(_("Không tìm thấy yêu cầu này."))
    return render(request, "portal/data_request.html", {"told": told, "today": clock.today()})


@never_cache
@require_POST
def withdraw_consent(request: HttpRequest) -> HttpResponse:
    """Take back a consent; what was lawful until now stays so."""
    commands.withdraw_consent(
        person_id=person_of(request).id, purpose=request.POST.get("purpose", "")[:60], now=clock.now()
    )
    messages.success(request, _("Đã rút lại sự đồng ý."))
    return HttpResponseRedirect(reverse("portal:my_data"))
