"""Citizens' mandates: whom I let act for me, for whom I act, and ending either at once."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.dossiers import queries as dossiers
from congso.dossiers.queries import note_own
from congso.files.commands import store
from congso.kernel import clock
from congso.kernel.refusals import Refusal
from congso.representation import commands
from congso.representation import queries as representation
from congso.representation.commands.mandates import Party
from congso.representation.rules.mandates import Ground, Proof

from ..standing_forms import GiveForm, PaperFields, RegisterForm, WardForm
from .asking import applicant_of, person_of
from .bodies import spread

NAMES = {"valid_to": "last_day"}


@never_cache
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """What one gave and received, with what was done under it."""
    person, now, today = person_of(request), clock.now(), clock.today()
    given, received = representation.mandates_of(person.id)
    listed = [*given, *received]
    done = dossiers.handed_in_under(person.id, [one.id for one in listed], now=now)
    note_own(
        person.id,
        "representation.read_mandates",
        now=now,
        account_id=request.user.pk,
        object_kind="mandate_list",
        subjects={person.id, *(one.giver_id for one in listed), *(one.receiver_id for one in listed)},
    )

    def lines(found: list[representation.MandateView], mine: bool) -> list[dict[str, Any]]:
        return [
            {
                "mandate": one,
                "other": one.receiver_name if mine else _giver(one, today),
                "stands": one.stands(today),
                "over": one.valid_to is not None and one.valid_to <= today,
                "document": dossiers.document_words(one),
                "done": done.get(one.id, ()),
                "may_revoke": one.revoked_at is None and (not mine or one.is_authorisation),
                "may_confirm": mine and one.is_authorisation and one.revoked_at is None and one.confirmed_at is None,
            }
            for one in found
        ]

    context = {"given": lines(given, True), "received": lines(received, False), "title": _("Ủy quyền, đại diện")}
    return render(request, "portal/mandates.html", context)


def _giver(one: representation.MandateView, on: date) -> str:
    """Return who gave it; once it has ended, its former holder reads nothing of that person here any more."""
    over = one.revoked_at is not None or (one.valid_to is not None and one.valid_to <= on)
    return _("Người ủy quyền, người được đại diện trước đây") if over else one.giver_name


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Let somebody act for me: confirmed by my own account."""
    form = GiveForm(request.POST or None, initial={"valid_from": clock.today()})

    def enter(by: Party) -> None:
        commands.give(
            **_person(form),
            procedures=form.cleaned_data["procedures"],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.until,
            by=by,
            today=clock.today(),
            now=clock.now(),
        )

    lead = _("Người được ủy quyền nộp, theo dõi và nhận kết quả hồ sơ thay bạn. Bạn thu hồi được bất cứ lúc nào.")
    return _entered(request, form, enter, _("Ủy quyền cho người khác"), lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Say that somebody has authorised me, with a paper or for them to confirm."""
    form = RegisterForm(
        request.POST or None,
        request.FILES or None,
        initial={"valid_from": clock.today(), "proof": Proof.ELECTRONIC.value},
    )

    def enter(by: Party) -> None:
        commands.register(
            **_person(form),
            procedures=form.cleaned_data["procedures"],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.until,
            paper=_paper(form, by),
            by=by,
            today=clock.today(),
            now=clock.now(),
        )

    lead = _("Ghi đúng họ tên và số định danh của người ủy quyền cho bạn. Người đó thấy ủy quyền này trên tài khoản.")
    return _entered(request, form, enter, _("Tôi được người khác ủy quyền"), lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declare_ward(request: HttpRequest) -> HttpResponse:
    """Say whom I represent by law."""
    form = WardForm(request.POST or None, request.FILES or None)

    def enter(by: Party) -> None:
        commands.declare_ward(
            **_person(form),
            ground=Ground(form.cleaned_data["ground"]),
            born_on=form.cleaned_data["born_on"],
            valid_to=form.until,
            paper=_paper(form, by),
            by=by,
            today=clock.today(),
            now=clock.now(),
        )

    lead = _("Cán bộ xem giấy tờ chứng minh khi tiếp nhận hồ sơ bạn nộp cho người này.")
    return _entered(request, form, enter, _("Con, người được giám hộ"), lead)


def _entered(request: HttpRequest, form: Any, enter: Callable[[Party], None], title: str, lead: str) -> HttpResponse:
    """Show a form of a mandate, or enter what was sent and go back to the list."""
    by = _party(request)
    if request.method == "POST" and form.is_valid():
        try:
            enter(by)
        except Refusal as refusal:
            spread(form, refusal, NAMES)
        else:
            messages.success(request, _("Đã ghi nhận."))
            return HttpResponseRedirect(reverse("portal:mandates"))
    context = {"form": form, "title": title, "lead": lead}
    return render(request, "portal/mandate_form.html", context, status=422 if form.errors else 200)


def _person(form: Any) -> dict[str, str]:
    return {key: form.cleaned_data[key] for key in ("full_name", "identity_number")}


def _paper(form: PaperFields, by: Party) -> commands.Paper:
    """Return the paper as typed, its picture stored."""
    given = form.cleaned_data
    upload = given.get("paper")
    kept = store(stream=upload, name=upload.name, account_id=by.account_id, now=clock.now()) if upload else None
    return commands.Paper(
        proof=Proof(given["proof"]),
        number=given["document_number"],
        on=given["document_on"],
        issuer=given["document_issuer"],
        file_id=kept.id if kept else None,
    )


@never_cache
@require_POST
def confirm(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """Confirm as its giver what somebody says one gave them."""
    commands.confirm(mandate_id=mandate_id, by=_party(request), now=clock.now())
    messages.success(request, _("Đã xác nhận. Người này nộp hồ sơ thay bạn được từ bây giờ."))
    return HttpResponseRedirect(reverse("portal:mandates"))


@never_cache
@require_POST
def revoke(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """End a mandate at once."""
    commands.revoke(mandate_id=mandate_id, by=_party(request), now=clock.now())
    messages.success(request, _("Đã kết thúc. Từ lúc này không ai làm thay theo ủy quyền đó nữa."))
    return HttpResponseRedirect(reverse("portal:mandates"))


def _party(request: HttpRequest) -> Party:
    asker = applicant_of(request)
    return Party(asker.person_id, asker.account_id, asker.assurance)
