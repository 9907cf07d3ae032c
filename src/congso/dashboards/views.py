"""The pages of figures: an overview for whoever answers for work, and the list behind each number."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from congso.kernel import clock
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required

from . import permissions, queries
from .forms import FREE, ListForm, PeriodForm, ScopeForm
from .permissions import MAY_LOOK, Reach, Scope, Side
from .queries import LISTINGS, Group, Overview
from .rules import conclusions, periods
from .rules.periods import Period
from .rules.shares import percent

CHANNELS = {"online": lazy("Trực tuyến"), "in_person": lazy("Trực tiếp"), "postal": lazy("Bưu chính công ích")}
AGES = (lazy("0–3 ngày"), lazy("4–7 ngày"), lazy("8–15 ngày"), lazy("16–30 ngày"), lazy("Trên 30 ngày"))
SHOWN_PROCEDURES = 12


class Links:
    """Addresses of the lists behind numbers, and of the same page for a part of it."""

    def __init__(self, scope: Scope, period: Period) -> None:
        self._period = period
        self._list, self._home = reverse("dashboards:list"), reverse("dashboards:home")
        # A page of the province has some hundred of these: what all share is put together once.
        self._narrowed, self._dated = _of_scope(scope), urlencode(_of_period(period))

    def to(self, muc: str, period: Period | None = None, /, **more: object) -> str:
        """Return the address of a list; `more` narrows it (`thu_tuc`, `can_bo`, `don_vi`, `co_quan` …)."""
        given = {"muc": muc, **self._narrowed, **{name.replace("_", "-"): value for name, value in more.items()}}
        dated = urlencode(_of_period(period)) if period else self._dated
        return f"{self._list}?{urlencode(given)}&{dated}"

    def page(self, **more: object) -> str:
        """Return the address of the overview of a part."""
        given = {name.replace("_", "-"): value for name, value in more.items()}
        return f"{self._home}?{self._dated}{'&' + urlencode(given) if given else ''}"


def _of_scope(scope: Scope) -> dict[str, object]:
    given: dict[str, object] = {}
    if scope.organisation_id is not None:
        given["co-quan"] = scope.organisation_id
    if scope.unit_id is not None:
        given["don-vi"] = scope.unit_id
    if scope.side is Side.RECEIVING:
        given["vai"] = scope.side.value
    return given


def _of_period(period: Period) -> dict[str, object]:
    if period.code:
        return {"ky": period.code}
    return {"ky": FREE, "tu": f"{period.first:%d/%m/%Y}", "den": f"{period.last:%d/%m/%Y}"}


def _scope(request: OfficerRequest) -> Scope:
    asked = ScopeForm(request.GET).asked()
    return permissions.scope(
        request.officer, organisation_id=asked.organisation_id, unit_id=asked.unit_id, side=asked.side
    )


def _name(scope: Scope) -> str:
    if scope.unit_id is not None:
        unit = organisation.unit(scope.unit_id)
        return f"{unit.name} – {organisation.organisation(unit.organisation_id).name}"
    if scope.organisation_id is not None:
        return organisation.organisation(scope.organisation_id).name
    return _("Toàn tỉnh")


@officer_required(*MAY_LOOK)
@require_safe
def home(request: OfficerRequest) -> HttpResponse:
    """The overview of a unit, an agency or the province in a period."""
    today, scope, form = clock.today(), _scope(request), PeriodForm(request.GET, clock.today())
    period = form.period()
    found, links = queries.overview(scope, period, today=today), Links(scope, period)
    context = {
        "title": _name(scope),
        "form": form,
        "now": clock.now(),
        "found": found,
        "period": period,
        "kept": [(name, str(value)) for name, value in _of_scope(scope).items()],
        "wider": _wider(request, scope, links),
        "sides": _sides(scope, period),
        "is_unit": scope.unit_id is not None,
        "is_province": scope.reach is Reach.PROVINCE,
        "now_tiles": _now_tiles(found, links),
        "period_tiles": _period_tiles(found, links),
        "pace": _pace(found, links, today),
        "ages": [(str(name), count) for name, count in zip(AGES, found.stock.ages, strict=True)],
        "age_links": [(str(name), links.to("dang-giu", tuoi=index)) for index, name in enumerate(AGES)],
        "trend": _trend(found, links),
        "procedures": _procedures(found, links),
        "channels": [
            (str(label), sums.received, percent(sums.received, found.sums.received), links.to("tiep-nhan", kenh=code))
            for code, label in CHANNELS.items()
            if (sums := found.channels.get(code)) is not None and sums.received
        ],
        "lines": [_line(one, found, links) for one in found.groups],
        "balance": _balance(found, links, period),
        "says": _says(found),
    }
    return render(request, "dashboards/home.html", context)


def _says(found: Overview) -> dict[str, str]:
    """Return what each table comes to, in one line."""
    shares = [sums.in_time_percent for _month, sums in found.trend[-2:]]
    online = found.channels.get("online")
    if found.scope.reach is Reach.PROVINCE:
        late = sum(1 for one in found.groups if one.stock.overdue)
        first = next((one.name for one in found.groups if one.rank == 1), "")
        groups = conclusions.ranking(first, late, len(found.groups))
    else:
        held = [(one.name, one.stock.working) for one in found.groups]
        groups = conclusions.most(held, _("Không có hồ sơ đang giải quyết"))
    return {
        "balance": conclusions.balance(found.balance.difference) if found.balance else "",
        "trend": conclusions.trend(shares[-1], shares[0]) if len(shares) > 1 else "",
        "pace": conclusions.pace(found.week.received, found.week.finished),
        "ages": conclusions.ages(found.stock.ages[-1], sum(found.stock.ages)),
        "channels": conclusions.channels(online.received if online else 0, found.sums.received),
        "groups": groups,
        "procedures": conclusions.most(
            [(name, sums.received) for _code, name, sums in found.procedures], _("Chưa có hồ sơ trong kỳ")
        ),
    }


def _wider(request: OfficerRequest, scope: Scope, links: Links) -> list[tuple[str, str]]:
    """Return the way up, as far as the asker may look."""
    reach = permissions.reach_of(request.officer)
    way = []
    if reach is Reach.PROVINCE and scope.reach is not Reach.PROVINCE:
        way.append((_("Toàn tỉnh"), links.page()))
    if reach is not Reach.UNIT and scope.unit_id is not None and scope.organisation_id is not None:
        name = organisation.organisation(scope.organisation_id).name
        way.append((name, links.page(co_quan=scope.organisation_id)))
    return way


def _sides(scope: Scope, period: Period) -> list[tuple[str, str, bool]]:
    """Return the two sides one may look from; none for a unit, which has one."""
    if scope.reach is Reach.UNIT:
        return []
    own: dict[str, object] = {"co-quan": scope.organisation_id} if scope.organisation_id is not None else {}
    return [
        (label, f"?{urlencode({**_of_period(period), **own, 'vai': side.value})}", scope.side is side)
        for side, label in ((Side.PROCESSING, _("Cơ quan giải quyết")), (Side.RECEIVING, _("Cơ quan tiếp nhận")))
    ]


Tile = tuple[str, object, str, str, str]
"""Label, value, note, tone, address."""


def _now_tiles(found: Overview, links: Links) -> list[Tile]:
    stock = found.stock
    where = _("đang chờ ở phòng") if found.scope.unit_id is not None else _("đã tiếp nhận, chưa xong")
    return [
        (_("Đang giải quyết"), stock.working, where, "", links.to("dang-giai-quyet")),
        (_("Quá hạn"), stock.overdue, _share(stock.overdue, stock.working), "danger" if stock.overdue else "",
         links.to("qua-han")),
        (_("Sắp đến hạn"), stock.due_soon, _("trong hai ngày tới"), "warn" if stock.due_soon else "",
         links.to("sap-den-han")),
        (_("Chờ bổ sung, nộp tiền"), stock.paused, _("đang tạm dừng tính thời hạn"), "", links.to("tam-dung")),
        (_("Chờ tiếp nhận"), stock.at_the_door, _("nộp trực tuyến, chưa nhận"), "", links.to("cho-tiep-nhan")),
        (_("Kết quả chờ nhận"), found.unfetched, _("đã xong, người dân chưa lấy"), "", links.to("cho-tra")),
        (_("Quá hạn chưa xin lỗi"), stock.unapologised, _("chưa có văn bản hẹn lại"),
         "danger" if stock.unapologised else "", links.to("chua-xin-loi")),
    ]  # fmt: skip


def _share(part: int, whole: int) -> str:
    share = percent(part, whole)
    return _("{share} % số đang giải quyết").format(share=_decimal(share)) if share is not None else ""


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _period_tiles(found: Overview, links: Links) -> list[Tile]:
    sums, length = found.sums, found.duration
    share, mean = sums.in_time_percent, sums.satisfied
    tone = "" if share is None else "success" if share >= 95 else "warn" if share >= 80 else "danger"
    nothing = "–"
    return [
        (_("Tiếp nhận"), sums.received, "", "", links.to("tiep-nhan")),
        (_("Đã giải quyết"), sums.finished, "", "", links.to("da-giai-quyet")),
        (_("Đúng hạn"), nothing if share is None else f"{_decimal(share)} %",
         _("trước hạn và đúng hạn trên số đã giải quyết"), tone, links.to("da-giai-quyet")),
        (_("Giải quyết quá hạn"), sums.late, "", "danger" if sums.late else "", links.to("qua-han-da-xong")),
        (_("Một nửa số hồ sơ xong trong"),
         nothing if length.median is None else _("{days} ngày").format(days=length.median),
         "" if length.ninth_decile is None
         else _("90 % xong trong {days} ngày, kể cả ngày nghỉ").format(days=length.ninth_decile),
         "", links.to("da-giai-quyet")),
        (_("Lượt yêu cầu bổ sung"), sums.supplemented, "", "", links.to("bo-sung")),
        (_("Xin lỗi, hẹn lại"), sums.extended, "", "", links.to("hen-lai")),
        (_("Hài lòng"), nothing if mean is None else f"{_decimal(mean)}/3",
         _("{count} lượt đánh giá").format(count=sums.rated), "", links.to("danh-gia")),
    ]  # fmt: skip


def _pace(found: Overview, links: Links, today: Any) -> list[tuple[str, int, str, int, str]]:
    """Return this week and this month: received and finished, each with its list."""
    return [
        (label, sums.received, links.to("tiep-nhan", one), sums.finished, links.to("da-giai-quyet", one))
        for label, sums, one in (
            (_("Tuần này"), found.week, periods.week(today)),
            (_("Tháng này"), found.month, periods.month(today)),
        )
    ]


def _trend(found: Overview, links: Links) -> dict[str, Any]:
    months = found.trend
    return {
        "labels": [f"{one.first:%m/%Y}" for one, _sums in months],
        "series": [
            (_("Trước hạn"), [sums.early for _one, sums in months]),
            (_("Đúng hạn"), [sums.on_time + sums.undated for _one, sums in months]),
            (_("Quá hạn"), [sums.late for _one, sums in months]),
        ],
        "rows": [
            (
                f"{one.first:%m/%Y}",
                sums,
                None if sums.in_time_percent is None else f"{_decimal(sums.in_time_percent)} %",
                {slug: links.to(slug, one) for slug in ("tiep-nhan", "truoc-han", "dung-han", "qua-han-da-xong")},
            )
            for one, sums in months
        ],
    }


def _procedures(found: Overview, links: Links) -> dict[str, Any]:
    shown = [row for row in found.procedures if row[2].received or row[2].finished][:SHOWN_PROCEDURES]
    return {
        "bars": [(f"{name[:70]}…" if len(name) > 71 else name, sums.received) for _code, name, sums in shown],
        "rows": [
            (
                code,
                name,
                sums,
                None if sums.in_time_percent is None else f"{_decimal(sums.in_time_percent)} %",
                {slug: links.to(slug, thu_tuc=code) for slug in ("tiep-nhan", "da-giai-quyet", "qua-han-da-xong")},
            )
            for code, name, sums in shown
        ],
        "more": max(0, len(found.procedures) - len(shown)),
    }


def _line(one: Group, found: Overview, links: Links) -> dict[str, Any]:
    if found.scope.unit_id is not None:
        narrow: dict[str, object] = {"can_bo": one.key}
        address = ""
    elif found.scope.reach is Reach.PROVINCE:
        narrow, address = {"co_quan": one.key}, links.page(co_quan=one.key, vai=found.scope.side.value)
    else:
        of = {"co_quan": organisation.unit(one.key).organisation_id} if one.key else {}
        here = bool(one.key) and of["co_quan"] == found.scope.organisation_id and found.scope.reach is not Reach.UNIT
        narrow, address = {"don_vi": one.key}, links.page(don_vi=one.key) if here else ""
        if not here:
            narrow = {}
    share = one.sums.in_time_percent
    slugs = ("dang-mo", "dang-giu", "dang-giai-quyet", "qua-han", "sap-den-han", "tam-dung", "tiep-nhan",
             "da-giai-quyet", "qua-han-da-xong")  # fmt: skip
    return {
        "group": one,
        "share": None if share is None else f"{_decimal(share)} %",
        "address": address,
        "links": {slug: links.to(slug, None, **narrow) for slug in slugs} if narrow else {},
    }


def _balance(found: Overview, links: Links, period: Period) -> dict[str, Any] | None:
    if found.balance is None:
        return None
    kept = found.balance
    before = Period(period.before, period.before)
    working = "dang-giai-quyet" if kept.paused is not None else "dang-giu-cuoi-ky"
    return {
        "kept": kept,
        "left": [
            (_("Kỳ trước chuyển sang"), kept.before, links.to("dang-giu-cuoi-ky", before)),
            (_("Tiếp nhận trong kỳ"), kept.received, links.to("tiep-nhan")),
        ],
        "right": [
            (_("Đã giải quyết"), kept.finished, links.to("da-giai-quyet")),
            (_("Đang giải quyết") if kept.paused is not None else _("Đang giải quyết hoặc tạm dừng vào cuối kỳ"),
             kept.working, links.to(working)),
            *([(_("Tạm dừng, chờ bổ sung"), kept.paused, links.to("tam-dung"))] if kept.paused is not None else []),
            (_("Trả lại, rút, dừng giải quyết"), kept.given_back, links.to("tra-lai")),
        ],
    }  # fmt: skip


@officer_required(*MAY_LOOK)
@require_safe
def listing(request: OfficerRequest) -> HttpResponse:
    """The dossiers behind a number."""
    scope, asked = _scope(request), ListForm(request.GET).checked()
    period, shown = PeriodForm(request.GET, clock.today()).period(), LISTINGS[asked["muc"]]
    page = queries.opened(
        request.officer,
        scope,
        shown,
        period,
        now=clock.now(),
        after=request.GET.get("sau") or None,
        procedure_code=asked["thu_tuc"],
        channel=asked["kenh"],
        officer_id=asked["can_bo"],
        age=asked["tuoi"],
    )
    context = {
        "title": _(shown.title),
        "of": _name(scope),
        "about": _about(asked, shown.day or shown.kind == "held_on", period),
        "lines": page.lines,
        "with_end": shown.day == "finished_on",
        "now": clock.now(),
        "next": _next(request.GET, page.next_cursor),
        "back": f"{reverse('dashboards:home')}?{urlencode({**_of_scope(scope), **_of_period(period)})}",
        "everywhere": scope.organisation_id is None,
    }
    return render(request, "dashboards/list.html", context)


def _about(asked: Mapping[str, Any], dated: object, period: Period) -> list[str]:
    """Return in words what narrows a list."""
    words = [period.label if dated else _("tính đến lúc này")]
    if asked["thu_tuc"]:
        words.append(queries.procedure_name(asked["thu_tuc"]))
    if asked["kenh"]:
        words.append(str(CHANNELS[asked["kenh"]]))
    if asked["can_bo"] is not None:
        words.append(organisation.officer_name(asked["can_bo"]) if asked["can_bo"] else _("chưa phân công"))
    if asked["tuoi"] is not None:
        words.append(_("đã nhận {age}").format(age=str(AGES[asked["tuoi"]]).lower()))
    return words


def _next(given: Any, cursor: str | None) -> str:
    if cursor is None:
        return ""
    query = given.copy()
    query["sau"] = cursor
    return f"?{query.urlencode()}"
