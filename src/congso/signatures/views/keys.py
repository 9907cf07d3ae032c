"""Chứng thư chữ ký số: administrators register, give a picture to and end the keys of an agency and its officers."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotFound, Refusal
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.organisation.queries import OrganisationView
from congso.ui.components import words

from .. import commands, queries
from ..commands import Holder
from ..permissions import needs_to_keep_keys
from ..queries import HeldKey
from ..rules.keys import TONES, Medium
from ..rules.rights import SignatureRight
from .key_forms import AGENCY, EndForm, PictureForm, RegisterForm


@officer_required(SignatureRight.KEEP_KEYS)
@step_up_required("administer")
@never_cache
@require_safe
def overview(request: OfficerRequest) -> HttpResponse:
    """The certificates of an agency and its officers; the province's administrator chooses the agency."""
    agency, now = _agency(request), clock.now()
    today = clock.today()
    held = [(one, *_state(one)) for one in queries.keys_of_agency(agency.id, today)]
    in_use = [one for one in held if one[0].key.ended_at is None]
    context = {
        "agency": agency,
        "agencies": organisation.organisations(on=today) if request.officer.tier == "province" else [],
        "in_use": in_use,
        "ended": [one for one in held if one[0].key.ended_at is not None],
        "lacking": queries.approving_without_key(agency.id, today),
        "register_address": f"{reverse('signatures:register_key')}?co-quan={agency.id}",
        "agency_lacks": queries.key_of_agency(agency.id, now) is None,
    }
    return render(request, "signatures/keys.html", context)


@officer_required(SignatureRight.KEEP_KEYS)
@step_up_required("administer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: OfficerRequest) -> HttpResponse:
    """Register a certificate of an agency or of one of its officers; the one in use until now ends as renewed."""
    agency, now = _agency(request), clock.now()
    initial = {"holder": request.GET.get("nguoi", ""), "medium": Medium.SOFTWARE}
    form = RegisterForm(request.POST or None, request.FILES or None, holders=_holders(agency), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            credential_id = commands.register(
                holder=_holder(form.cleaned_data["holder"], agency),
                medium=Medium(form.cleaned_data["medium"]),
                reference=form.cleaned_data["reference"],
                now=now,
                officer_id=request.officer.id,
                **_opened(form),
            )
        except Refusal as refusal:
            _spread(form, refusal, {"certificate": "file"})
        else:
            messages.success(request, _("Đã đăng ký chứng thư. Đặt hình chữ ký hoặc con dấu ở dưới."))
            return HttpResponseRedirect(reverse("signatures:key", args=[credential_id]))
    context = {"form": form, "agency": agency, "back": f"{reverse('signatures:keys')}?co-quan={agency.id}"}
    return render(request, "signatures/register_key.html", context, status=422 if form.errors else 200)


@officer_required(SignatureRight.KEEP_KEYS)
@step_up_required("administer")
@never_cache
@require_safe
def one(request: OfficerRequest, credential_id: UUID) -> HttpResponse:
    """A certificate: what is in it, how its picture looks at true size, and its end."""
    return _page(request, _held(request, credential_id))


@officer_required(SignatureRight.KEEP_KEYS)
@step_up_required("administer")
@require_POST
def picture(request: OfficerRequest, credential_id: UUID) -> HttpResponse:
    """Give a certificate the picture that is shown where it signs."""
    held = _held(request, credential_id)
    form = PictureForm(request.POST, request.FILES)
    if set_picture(request, form, credential_id):
        return HttpResponseRedirect(reverse("signatures:key", args=[credential_id]))
    return _page(request, held, picture_form=form)


@officer_required(SignatureRight.KEEP_KEYS)
@step_up_required("administer")
@require_POST
def end(request: OfficerRequest, credential_id: UUID) -> HttpResponse:
    """End a certificate: nothing is signed with it from this moment."""
    held = _held(request, credential_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, held, end_form=form)
    ending = form.cleaned_data["ending"]
    commands.end(credential_id=credential_id, ending=ending, now=clock.now(), officer_id=request.officer.id)
    said = _("Đã ngừng dùng chứng thư. Các chữ ký đã ký trước đây vẫn được kiểm tra như cũ.")
    if ending in ("lost", "left", "changed"):
        said += " " + _("Đề nghị cơ quan cấp chứng thư thu hồi ngay chứng thư này.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("signatures:key", args=[credential_id]))


def set_picture(request: OfficerRequest, form: PictureForm, credential_id: UUID) -> bool:
    """Keep the picture that a form brings, and say so; what is wrong with it stands in the form."""
    if not form.is_valid():
        return False
    try:
        commands.set_picture(
            credential_id=credential_id,
            png=form.content(),
            width_mm=form.cleaned_data["width_mm"],
            now=clock.now(),
            officer_id=request.officer.id,
        )
    except Refusal as refusal:
        _spread(form, refusal)
        return False
    messages.success(request, _("Đã lưu hình. Xem bản mẫu đúng cỡ ở dưới."))
    return True


def lines_of(held: HeldKey) -> list[tuple[str, str]]:
    """Return what is told of a certificate, label and words."""
    one = held.key
    told = [
        (_("Người đứng tên"), ", ".join(part for part in (held.holder, held.post) if part)),
        (_("Tên trên chứng thư"), one.subject),
        (_("Nơi cấp"), one.issuer),
        (_("Số hiệu chứng thư"), one.serial),
        (_("Có hiệu lực"), f"{words.day(one.valid_from)} – {words.day(one.valid_to)}"),
        (_("Nơi giữ khóa"), one.medium_label),
        (_("Mã khóa"), one.reference),
        (_("Đăng ký lúc"), words.hour(one.registered_at)),
        (_("Ngừng dùng lúc"), words.hour(one.ended_at) if one.ended_at else ""),
        (_("Lý do ngừng"), one.ending),
    ]
    return [(label, value) for label, value in told if value]


def _state(held: HeldKey) -> tuple[str, str]:
    state = held.key.state(clock.now())
    return str(state.label), TONES[state]


def _page(
    request: OfficerRequest, held: HeldKey, *, picture_form: PictureForm | None = None, end_form: EndForm | None = None
) -> HttpResponse:
    agency_id = held.key.organisation_id or min(queries.agencies_of(held.key, clock.today()), default=None)
    label, tone = _state(held)
    context: dict[str, Any] = {
        "held": held,
        "lines": lines_of(held),
        "state": label,
        "tone": tone,
        "preview": queries.preview(held.key.id),
        "picture_form": picture_form or PictureForm(initial={"width_mm": held.key.picture_mm}),
        "end_form": end_form or EndForm(),
        "back": f"{reverse('signatures:keys')}?co-quan={agency_id}" if agency_id else reverse("signatures:keys"),
    }
    wrong = picture_form is not None or end_form is not None
    return render(request, "signatures/key.html", context, status=422 if wrong else 200)


def _agency(request: OfficerRequest) -> OrganisationView:
    wanted = request.GET.get("co-quan", "")
    chosen = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    agency = organisation.organisation(chosen or request.officer.organisation_id)
    needs_to_keep_keys(request.officer, [agency.id])
    return agency


def _held(request: OfficerRequest, credential_id: UUID) -> HeldKey:
    today, found = clock.today(), queries.key(credential_id)
    if found is None:
        raise NotFound(_("Không tìm thấy chứng thư số này."))
    needs_to_keep_keys(request.officer, queries.agencies_of(found, today))
    return queries.held_key(found, today)


def _holders(agency: OrganisationView) -> list[tuple[str, str]]:
    posts = organisation.posts(clock.today(), organisation_id=agency.id)
    people = {str(one.person_id): f"{one.name}, {one.title}" for one in reversed(posts)}
    return [(AGENCY, agency.name), *reversed(people.items())]


def _holder(chosen: str, agency: OrganisationView) -> Holder:
    return Holder(organisation_id=agency.id) if chosen == AGENCY else Holder(person_id=UUID(chosen))


def _opened(form: RegisterForm) -> dict[str, str]:
    """Return chain and key, as the command takes them. Raises Incorrect."""
    content = form.content()
    if form.cleaned_data["medium"] != Medium.SOFTWARE:
        return {"chain": commands.opened_certificates(content)}
    chain, key = commands.opened_p12(content, form.cleaned_data["password"])
    return {"chain": chain, "key": key}


def _spread(form: forms.Form, refusal: Refusal, renamed: dict[str, str] | None = None) -> None:
    """Put the sentences of a refusal beside the fields they are about."""
    told = refusal.fields if isinstance(refusal, Incorrect) else {}
    for name, sentences in told.items():
        field = (renamed or {}).get(name, name)
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)
    if not told:
        form.add_error(None, refusal.message)
