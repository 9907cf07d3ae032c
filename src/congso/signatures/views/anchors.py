"""Gốc tin cậy: administrators of the province see what signatures are judged by, add a root, and take one back."""

from typing import Any
from uuid import UUID

from asn1crypto import pem
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.ui.components import words

from .. import commands
from ..permissions import needs_to_keep_anchors
from ..queries import anchors as queries
from ..rules.certificates import AnchorKind, NoCertificate, Offered, read_certificates, trouble_with
from ..rules.rights import SignatureRight
from .anchor_forms import AnchorForm, ConfirmForm, RemoveForm


@officer_required(SignatureRight.KEEP_ANCHORS)
@step_up_required("administer")
@require_safe
def overview(request: OfficerRequest) -> HttpResponse:
    """Every root: those that the settings name, those added here, those taken back."""
    needs_to_keep_anchors(request.officer)
    return _page(request)


@officer_required(SignatureRight.KEEP_ANCHORS)
@step_up_required("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: OfficerRequest) -> HttpResponse:
    """Take certificates and show what is in them, to be compared before anything is trusted."""
    needs_to_keep_anchors(request.officer)
    form = AnchorForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            offered = read_certificates(form.content())
        except NoCertificate as error:
            form.add_error("file" if request.FILES else "pasted", str(error))
        else:
            return _compared(request, offered, form.cleaned_data["kind"], form.cleaned_data["source"])
    return render(request, "signatures/offer_anchor.html", {"form": form}, status=422 if form.errors else 200)


@officer_required(SignatureRight.KEEP_ANCHORS)
@step_up_required("administer")
@require_POST
def confirm(request: OfficerRequest) -> HttpResponse:
    """Trust what was compared."""
    needs_to_keep_anchors(request.officer)
    form = ConfirmForm(request.POST)
    given = request.POST
    content = given.get("certificates", "").encode()
    if not form.is_valid():
        try:
            offered = read_certificates(content)
        except NoCertificate:
            return HttpResponseRedirect(reverse("signatures:offer_anchor"))
        return _compared(request, offered, given.get("kind", ""), given.get("source", ""), form)
    try:
        added = commands.trust(
            content=content,
            kind=AnchorKind(form.cleaned_data["kind"]),
            source=form.cleaned_data["source"],
            by=request.officer,
            now=clock.now(),
        )
    except Incorrect as refusal:
        again = AnchorForm(request.POST, initial={})
        again.add_error(None, refusal.message)
        return render(request, "signatures/offer_anchor.html", {"form": again}, status=422)
    if added:
        messages.success(request, _("Đã thêm %(n)s gốc tin cậy.") % {"n": len(added)})
    else:
        messages.info(request, _("Các chứng thư này đã có trong danh sách."))
    return HttpResponseRedirect(reverse("signatures:anchors"))


@officer_required(SignatureRight.KEEP_ANCHORS)
@step_up_required("administer")
@require_POST
def remove(request: OfficerRequest, anchor_id: UUID) -> HttpResponse:
    """Trust a root no longer."""
    needs_to_keep_anchors(request.officer)
    form = RemoveForm(request.POST)
    if form.is_valid():
        try:
            commands.remove_anchor(
                anchor_id=anchor_id, why=form.cleaned_data["why"], by=request.officer, now=clock.now()
            )
        except Incorrect as refusal:
            form.add_error("why", refusal.message)
        else:
            messages.success(request, _("Đã bỏ gốc tin cậy. Các lần kiểm tra từ nay không tin chứng thư này nữa."))
            return HttpResponseRedirect(reverse("signatures:anchors"))
    return _page(request, form)


def _page(request: OfficerRequest, form: RemoveForm | None = None) -> HttpResponse:
    added = queries.anchors()
    context = {
        "configured": queries.from_settings(),
        "kept": [one for one in added if one.removed_at is None],
        "removed": [one for one in added if one.removed_at is not None],
        "form": form or RemoveForm(),
        "now": clock.now(),
    }
    return render(request, "signatures/anchors.html", context, status=422 if form is not None else 200)


def _compared(
    request: OfficerRequest, offered: list[Offered], kind: str, source: str, form: ConfirmForm | None = None
) -> HttpResponse:
    """Show what is in the certificates, and what speaks against them."""
    there, now = queries.known(one.sha256 for one in offered), clock.now()
    judged = [(one, _lines(one), trouble_with(one, now=now, known=one.sha256 in there)) for one in offered]
    whole = b"".join(pem.armor("CERTIFICATE", one.der) for one in offered).decode("ascii")
    initial = {"certificates": whole, "kind": kind, "source": source}
    told = [trouble for _one, _told, trouble in judged if trouble]
    context: dict[str, Any] = {
        "form": form or ConfirmForm(initial=initial),
        "offered": judged,
        "is_fine": not told,
        "kind": AnchorKind(kind).label if kind in set(AnchorKind) else "",
        "source": source,
    }
    return render(request, "signatures/compare_anchors.html", context, status=422 if told or form is not None else 200)


def _lines(one: Offered) -> list[tuple[str, str]]:
    return [
        (_("Cấp cho"), one.subject),
        (_("Nơi cấp"), _("Tự cấp: chứng thư gốc") if one.is_root else one.issuer),
        (_("Số hiệu chứng thư"), one.serial),
        (_("Có hiệu lực"), f"{words.day(one.valid_from)} – {words.day(one.valid_to)}"),
        (_("Khóa"), one.key),
    ]
