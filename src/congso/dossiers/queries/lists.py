"""The queues of those who work. The scope is a column: each list reads one partial index and stops after a page."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from congso.dossiers import permissions
from congso.dossiers.models import Dossier
from congso.dossiers.rules.rights import DossierRight as R
from congso.dossiers.rules.states import DossierState
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotAllowed
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

from . import cursors, rows
from .noting import note_rows
from .shapes import BOUND, DossierRow, Page, QueueView

MOST = 100

_AT_THE_DOOR = [DossierState.SUBMITTED, DossierState.SUPPLEMENT_REQUESTED, DossierState.PAYMENT_REQUESTED]


def visible_to(officer: ActingOfficer) -> QuerySet[Dossier]:
    """Return the dossiers an officer may know of: the same lines as `permissions.may_see`, as a query."""
    here = officer.organisation_id
    seen = Q(pk__in=[])
    if officer.may(R.SEE_AGENCY):
        seen |= Q(receiving_organisation_id=here) | Q(processing_organisation_id=here)
    if officer.may(R.SEE_RECEIVED):
        seen |= Q(receiving_organisation_id=here)
    if officer.may(R.SEE_UNIT):
        seen |= Q(unit_ids__contains=[officer.unit_id])
    if officer.may(R.SEE_FINISHED):
        seen |= Q(processing_organisation_id=here, state__in=[DossierState.FINISHED, DossierState.RETURNED])
    return within_delegation(officer, Dossier.objects.filter(seen))


def within_delegation(officer: ActingOfficer, found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Return those of some dossiers that lie within what a delegation is limited to; all for one's own position."""
    limits = officer.on_behalf
    if limits is None:
        return found
    if limits.unit_id is not None:
        found = found.filter(unit_ids__contains=[limits.unit_id])
    if limits.fields_of_work:
        fields = list(limits.fields_of_work)
        department = "procedure_version__policy__department_field"
        none_named = Q(**{department: ""}) | Q(**{f"{department}__isnull": True})
        found = found.filter(
            Q(**{f"{department}__in": fields}) | (none_named & Q(procedure_version__content__field__in=fields))
        )
    return found


def _open_of(officer: ActingOfficer) -> QuerySet[Dossier]:
    """Return the open dossiers an officer answers for: the agency's for its leader, else the unit's."""
    _case_role(officer)
    if officer.may(R.SEE_AGENCY):
        return Dossier.objects.filter(is_open=True, processing_organisation_id=officer.organisation_id)
    return Dossier.objects.filter(is_open=True, waiting_unit_id=officer.unit_id)


def _case_role(officer: ActingOfficer) -> None:
    if not officer.may(*permissions.SEEING):
        raise NotAllowed("Vai trò của bạn không xử lý hồ sơ.")


def _end_of_day_after(now: datetime, days: int) -> datetime:
    day = now.astimezone(VIETNAM).date() + timedelta(days=days + 1)
    return datetime.combine(day, datetime.min.time(), VIETNAM)


def _queue(officer: ActingOfficer, view: QueueView, now: datetime) -> tuple[QuerySet[Dossier], str]:
    """Return the rows of a view and the column that orders them."""
    _case_role(officer)
    opened = Dossier.objects.filter(is_open=True)
    match view:
        case QueueView.MINE:
            return opened.filter(waiting_officer_id=officer.seat_id), "waits_until"
        case QueueView.UNIT:
            return opened.filter(waiting_unit_id=officer.unit_id), "waits_until"
        case QueueView.INTAKE:
            if not officer.may(R.ACCEPT):
                raise NotAllowed("Danh sách chờ tiếp nhận dành cho cán bộ tiếp nhận.")
            return opened.filter(waiting_unit_id=officer.unit_id, state__in=_AT_THE_DOOR), "waits_until"
        case QueueView.DUE_SOON:
            limit = _end_of_day_after(now, rows.DUE_SOON_DAYS)
            return _open_of(officer).filter(waits_until__gte=now, waits_until__lt=limit), "waits_until"
        case QueueView.OVERDUE:
            return _open_of(officer).filter(waits_until__lt=now), "waits_until"
        case QueueView.WAITING_RETURN:
            if not officer.may(R.SEE_RETURNS):
                raise NotAllowed("Danh sách chờ trả kết quả dành cho Bộ phận Một cửa.")
            finished = Dossier.objects.filter(
                state=DossierState.FINISHED, receiving_organisation_id=officer.organisation_id
            )
            return finished, "finished_at"
        case QueueView.QUESTIONS:
            if not officer.may(R.ANSWER_QUESTION):
                raise NotAllowed("Danh sách câu hỏi dành cho đơn vị đang giữ hồ sơ.")
            mine = Q(is_open=True, waiting_unit_id=officer.unit_id)
            if Role.COUNTER in officer.roles:
                mine |= Q(is_open=False, receiving_organisation_id=officer.organisation_id)
            return Dossier.objects.filter(mine, question_at__isnull=False), "question_at"
        case QueueView.ORGANISATION:
            if not officer.may(R.SEE_AGENCY):
                raise NotAllowed("Danh sách toàn cơ quan dành cho lãnh đạo và cán bộ kiểm tra.")
            return opened.filter(processing_organisation_id=officer.organisation_id), "waits_until"


def queue(
    officer: ActingOfficer,
    *,
    view: QueueView | str,
    now: datetime,
    after: str | None = None,
    limit: int = 20,
    procedure_code: str = "",
    held_by: int | None = None,
) -> Page[DossierRow]:
    """Return a page of one of the officer's lists, the most pressing first. Raises NotAllowed for another role's list.

    `procedure_code` and `held_by` (an officer) narrow it. Two queries, whatever the length, and one entry of the trail.
    Intake holds what waits for an answer of the desk *and* what waits for the applicant; `row.supplement_answered`
    tells them apart.
    """
    limit = max(1, min(limit, MOST))
    found, column = _queue(officer, QueueView(view), now)
    found = within_delegation(officer, found)
    if procedure_code:
        found = found.filter(procedure_code=procedure_code[:20])
    if held_by is not None:
        found = found.filter(waiting_officer_id=held_by)
    place = cursors.read(after)
    if place is not None:
        found = found.filter(cursors.beyond(column, place[0], place[1]))
    listed = rows.read(found.order_by(column, "id")[: limit + 1], now)
    more = None
    if len(listed) > limit:
        last = listed[limit - 1]
        at = {"finished_at": last.finished_at, "question_at": last.question_at}.get(column, last.waits_until)
        assert at is not None
        more = cursors.write(at, last.id)
    note_rows(officer, listed[:limit], "dossiers.list", now=now, view=QueueView(view).value)
    return Page(listed[:limit], more)


def queue_counts(officer: ActingOfficer, *, now: datetime) -> Mapping[str, int]:
    """Return how long each list of this officer is, at most 1,001 each; lists of other roles are absent. One query."""
    names: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for view in QueueView:
        try:
            found, _ = _queue(officer, view, now)
        except NotAllowed:
            continue
        found = within_delegation(officer, found)
        statement, its_values = found.order_by().values("pk")[:BOUND].query.sql_with_params()
        names.append(view.value)
        parts.append(f"(SELECT count(*) FROM ({statement}) AS counted)")  # noqa: S608 - written by the query
        values += its_values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(names, cursor.fetchone(), strict=True))
