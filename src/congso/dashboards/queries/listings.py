"""The lists behind the numbers: each number that can be opened, and its dossiers page by page."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from congso.audit.rules.purposes import Purpose
from congso.dossiers.queries import figures
from congso.dossiers.queries.noting import note_rows
from congso.dossiers.queries.shapes import DossierRow
from congso.kernel.refusals import Incorrect
from congso.organisation.queries import ActingOfficer

from ..models import CountedDossier
from ..permissions import Scope
from ..rules.periods import Period
from .counting import BEGINNING, counted_in, organisation_name, part_of


@dataclass(frozen=True, slots=True)
class Listing:
    """A number that can be opened: its title, and the column that says on which day it was counted ("" for now)."""

    title: str
    day: str = ""
    kind: str = ""
    only: str = ""


LISTINGS: Mapping[str, Listing] = {
    "tiep-nhan": Listing(_("Hồ sơ đã tiếp nhận"), "received_on"),
    "da-giai-quyet": Listing(_("Hồ sơ đã giải quyết"), "finished_on"),
    "truoc-han": Listing(_("Hồ sơ giải quyết trước hạn"), "finished_on", only="early"),
    "dung-han": Listing(_("Hồ sơ giải quyết đúng hạn"), "finished_on", only="on_time"),
    "qua-han-da-xong": Listing(_("Hồ sơ giải quyết quá hạn"), "finished_on", only="overdue"),
    "khong-tiep-nhan": Listing(_("Hồ sơ không được tiếp nhận"), "refused_on"),
    "rut": Listing(_("Hồ sơ người nộp rút"), "withdrawn_on"),
    "dung": Listing(_("Hồ sơ dừng giải quyết"), "stopped_on"),
    "tra-lai": Listing(_("Hồ sơ rút hoặc dừng giải quyết"), "ended_on", only="given_back"),
    "bo-sung": Listing(_("Hồ sơ có yêu cầu bổ sung"), "supplemented_on"),
    "hen-lai": Listing(_("Hồ sơ đã xin lỗi, hẹn lại"), "extended_on"),
    "da-tra": Listing(_("Hồ sơ đã trả kết quả"), "returned_on"),
    "danh-gia": Listing(_("Hồ sơ được đánh giá"), "rated_on"),
    "dang-mo": Listing(_("Hồ sơ đang ở đơn vị"), kind="waiting"),
    "dang-giu": Listing(_("Hồ sơ đã tiếp nhận, chưa giải quyết xong"), kind="held"),
    "dang-giai-quyet": Listing(_("Hồ sơ đang giải quyết"), kind="working"),
    "qua-han": Listing(_("Hồ sơ đang giải quyết đã quá hạn"), kind="overdue"),
    "sap-den-han": Listing(_("Hồ sơ sắp đến hạn"), kind="due_soon"),
    "chua-xin-loi": Listing(_("Hồ sơ quá hạn chưa xin lỗi, hẹn lại"), kind="unapologised"),
    "tam-dung": Listing(_("Hồ sơ chờ người nộp bổ sung hoặc nộp tiền"), kind="paused"),
    "cho-tiep-nhan": Listing(_("Hồ sơ chờ tiếp nhận"), kind="at_the_door"),
    "cho-tra": Listing(_("Kết quả chờ người dân đến nhận"), kind="unfetched"),
    "dang-giu-cuoi-ky": Listing(_("Hồ sơ chưa giải quyết xong vào cuối kỳ"), kind="held_on"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in a list. Whose it is is shown to those who may open it."""

    row: DossierRow
    day: date | None
    due_on: date | None
    finished_on: date | None
    timeliness: str
    may_open: bool
    organisation_name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A page of a list."""

    lines: Sequence[Line]
    next_cursor: str | None


LIMIT = 50


def opened(
    officer: ActingOfficer,
    scope: Scope,
    listing: Listing,
    period: Period,
    *,
    now: datetime,
    after: str | None = None,
    procedure_code: str = "",
    channel: str = "",
    officer_id: int | None = None,
    age: int | None = None,
    limit: int = LIMIT,
) -> Opened:
    """Return a page of the dossiers behind a number; four queries, whatever the length."""
    if listing.kind and listing.kind != "held_on" and not (listing.kind == "unfetched" and scope.unit_id is not None):
        part = part_of(scope, officer_id=officer_id, procedure_code=procedure_code)
        page = figures.open_list(part, listing.kind, now=now, after=after, limit=limit, age=age)
        seen = figures.visible_among(officer, [row.id for row in page.rows])
        note_rows(officer, page.rows, "figures.list", now=now, purpose=Purpose.SUPERVISION, listing=listing.kind)
        return Opened([_line(row, None, seen) for row in page.rows], page.next_cursor)
    found, column = _counted(scope, listing, period), listing.day or "received_on"
    if procedure_code:
        found = found.filter(procedure_code=procedure_code)
    if channel:
        found = found.filter(channel=channel)
    # A supplement may be asked before reception and more than once: such a list runs by dossier, newest first.
    order = "dossier_id" if column == "supplemented_on" else column
    found = _beyond(found, order, after)
    facts = list(found.order_by(f"-{order}", "-dossier_id")[: limit + 1])
    more = None
    if len(facts) > limit:
        facts = facts[:limit]
        last = facts[-1]
        more = _cursor(BEGINNING if order == "dossier_id" else getattr(last, order), last.dossier_id)
    ids = [one.dossier_id for one in facts]
    rows = {row.id: row for row in figures.rows_in_order(ids, now=now)}
    seen = figures.visible_among(officer, ids)
    note_rows(
        officer,
        list(rows.values()),
        "figures.list",
        now=now,
        purpose=Purpose.SUPERVISION,
        listing=listing.kind or listing.day,
    )
    return Opened([_line(rows[one.dossier_id], one, seen, column) for one in facts if one.dossier_id in rows], more)


def _counted(scope: Scope, listing: Listing, period: Period) -> QuerySet[CountedDossier]:
    found = CountedDossier.objects.filter(counted_in(scope))
    if listing.kind == "held_on":
        return found.filter(Q(ended_on__gt=period.last) | Q(ended_on__isnull=True), received_on__lte=period.last)
    if listing.kind == "unfetched":
        return found.filter(finished_on__isnull=False, returned_on__isnull=True)
    if listing.day == "supplemented_on":
        days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
        return found.filter(supplemented_on__overlap=days)
    found = found.filter(**{f"{listing.day}__range": (period.first, period.last)})
    if listing.only == "given_back":
        return found.filter(finished_on__isnull=True)
    return found.filter(timeliness=listing.only) if listing.only else found


def _line(row: DossierRow, fact: CountedDossier | None, seen: set[UUID], column: str = "") -> Line:
    return Line(
        row=row,
        day=getattr(fact, column) if fact is not None and column != "supplemented_on" else None,
        due_on=fact.due_on if fact is not None else None,
        finished_on=fact.finished_on if fact is not None else None,
        timeliness=str(CountedDossier.Timeliness(fact.timeliness).label)
        if fact is not None and fact.timeliness
        else "",
        may_open=row.id in seen,
        organisation_name=organisation_name(row.processing_organisation_id),
    )


def _cursor(day: date, dossier_id: UUID) -> str:
    raw = f"{day.isoformat()} {dossier_id}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _beyond(found: QuerySet[CountedDossier], column: str, after: str | None) -> QuerySet[CountedDossier]:
    if not after:
        return found
    try:
        text = base64.urlsafe_b64decode(after[:200].encode() + b"=" * (-len(after) % 4)).decode()
        day, _, id_ = text.partition(" ")
        place = date.fromisoformat(day), UUID(id_)
    except (ValueError, binascii.Error):
        message = "Liên kết sang trang tiếp theo không đúng; hãy mở lại danh sách từ đầu."
        raise Incorrect(message, code="cursor_refused") from None
    if column == "dossier_id":
        return found.filter(dossier_id__lt=place[1])
    earlier = Q(**{f"{column}__lt": place[0]})
    return found.filter(Q(**{f"{column}__lte": place[0]}), earlier | Q(dossier_id__lt=place[1]))
