"""Public pages of procedures, and the review list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.ui.htmx import template_for

from .. import commands, queries
from ..forms import BrowseForm, DeadlineRulingForm, SettlementForm
from ..queries import past
from ..rules import review_fixes
from ..rules.content import SERVICE_LEVELS, TIERS, UNIT_LABELS, Unit
from ..rules.import_reading import PROBLEMS, REJECTIONS
from ..rules.rights import CatalogueRight


@login_not_required
@require_safe
@vary_on_headers("HX-Request")
def browse(request: HttpRequest) -> HttpResponse:
    """All procedures, and those that are searched for."""
    form = BrowseForm(request.GET, fields=queries.fields())
    asked = form.asked()
    page = queries.search(
        asked.text, field=asked.field, tier=asked.tier, audience=asked.audience, after=request.GET.get("sau")
    )
    context = {"form": form, "asked": asked, "page": page, "tiers": TIERS, "is_first": not request.GET.get("sau")}
    return render(request, template_for(request, "catalogue/browse.html", "found"), context)


@login_not_required
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure, as a person understands it; `truong-hop` chooses a case, `ban` an earlier version."""
    today = clock.today()
    page = queries.procedure_page(
        code, today, case=request.GET.get("truong-hop", ""), version_number=request.GET.get("ban", "")
    )
    where = request.GET.get("o-dau", "").replace("\x00", "").strip()[:80]
    tiers = page.view.policy.receiving_tiers or page.view.tiers
    context = {
        "page": page,
        "ending": past.ending(page.view.procedure_code, today),
        "level": SERVICE_LEVELS.get(page.view.content.service_level, ""),
        "where": where,
        "handled": queries.handled(tiers, where, today) if where else [],
        "figures": queries.public_figures(page.view.procedure_code),
        "related": queries.related(page.view.procedure_code),
    }
    return render(request, "catalogue/procedure.html", context)


@login_not_required
@require_safe
def communes(request: HttpRequest) -> JsonResponse:
    """The communes of a province today, for the address fields of forms."""
    found = queries.communes_of(request.GET.get("tinh", ""), clock.today())
    return JsonResponse([{"code": code, "name": name} for code, name in found], safe=False)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: OfficerRequest) -> HttpResponse:
    """What imported records leave to a human, oldest first; several of one kind are accepted with one reason."""
    accept = SettlementForm(request.POST if request.method == "POST" else None)
    ticked = [int(one) for one in request.POST.getlist("item") if one.isascii() and one.isdigit() and len(one) < 16]
    if request.method == "POST" and not ticked:
        accept.add_error(None, _("Chưa đánh dấu mục nào."))
    elif request.method == "POST" and accept.is_valid():
        try:
            count = commands.waive_review_items(
                item_ids=ticked, reason=accept.cleaned_data["settlement"], officer=request.officer, now=clock.now()
            )
        except Incorrect as refusal:
            accept.add_error("settlement", refusal.message)
        else:
            messages.success(request, _("Đã chấp nhận %(n)d mục như công bố.") % {"n": count})
            return HttpResponseRedirect(request.get_full_path())
    after = request.GET.get("sau", "")
    code = request.GET.get("ma", "")
    rows, more = queries.review_items(
        code=code if code in PROBLEMS or code in REJECTIONS else None,
        procedure_code="".join(filter(str.isprintable, request.GET.get("thu-tuc", ""))) or None,
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0,
    )
    meanings = PROBLEMS | REJECTIONS
    kinds = [(one, meanings.get(one, one), count) for one, count in queries.review_counts().items()]
    context = {
        "rows": rows,
        "more": more,
        "kinds": kinds,
        "code": code,
        "meaning": meanings.get(code, ""),
        "accept": accept,
        "ticked": ticked,
    }
    return render(request, "catalogue/review.html", context, status=422 if accept.errors else 200)


@officer_required(CatalogueRight.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def review_item(request: OfficerRequest, item_id: int) -> HttpResponse:
    """One item: settle the deadline, say how it was settled, or accept it as published."""
    item = queries.review_item(item_id)
    action = request.POST.get("action", "")
    if action == "fix":
        commands.fix_review_item(
            item_id=item_id, fix=request.POST.get("fix", ""), officer=request.officer, now=clock.now()
        )
        messages.success(request, _("Đã xử lý một mục rà soát của thủ tục %(code)s.") % {"code": item.procedure_code})
        return HttpResponseRedirect(_next_of(item.code))
    basis = queries.published_basis(item)
    ruling = DeadlineRulingForm(request.POST if action == "ruling" else None, initial={"source": basis})
    settlement = SettlementForm(request.POST if action in {"settle", "waive"} else None)
    chosen = ruling if action == "ruling" else settlement
    if action and chosen.is_valid():
        try:
            _settle(request, action, item_id, chosen.cleaned_data)
        except Incorrect as refusal:
            for name, sentences in refusal.fields.items():
                for sentence in sentences:
                    chosen.add_error(name if name in chosen.fields else None, sentence)
        else:
            messages.success(
                request, _("Đã xử lý một mục rà soát của thủ tục %(code)s.") % {"code": item.procedure_code}
            )
            return HttpResponseRedirect(_next_of(item.code))
    value = queries.published_number(item)
    context = {
        "item": item,
        "fixes": review_fixes.FIXES.get(item.code, ()) if item.version_id else (),
        "ruling_value": value,
        "ruling_units": ONE_KEY_UNITS if value else (),
        "meaning": (PROBLEMS | REJECTIONS).get(item.code, item.code),
        "ruling": ruling if item.is_deadline else None,
        "settlement": settlement,
        "beside": queries.held_beside_current(item, clock.today()),
    }
    return render(request, "catalogue/review_item.html", context, status=422 if action else 200)


ONE_KEY_UNITS = [
    (unit.value, UNIT_LABELS[unit]) for unit in (Unit.WORKING_DAY, Unit.DAY, Unit.WORKING_HOUR, Unit.HOUR, Unit.MONTH)
]


def _next_of(code: str) -> str:
    """Return the next item of the same kind, else the list."""
    rows, _more = queries.review_items(code=code, limit=1)
    if rows:
        return reverse("catalogue:review_item", args=[rows[0].id])
    return reverse("catalogue:review")


def _settle(request: OfficerRequest, action: str, item_id: int, given: dict[str, object]) -> None:
    officer, now = request.officer, clock.now()
    if action == "ruling":
        commands.settle_deadline(
            item_id=item_id,
            value=float(str(given["value"])),
            unit=str(given["unit"]),
            source=str(given["source"]),
            officer=officer,
            now=now,
        )
    elif action == "waive":
        commands.waive_review_items(item_ids=[item_id], reason=str(given["settlement"]), officer=officer, now=now)
    else:
        commands.settle_review_item(item_id=item_id, settlement=str(given["settlement"]), officer=officer, now=now)
