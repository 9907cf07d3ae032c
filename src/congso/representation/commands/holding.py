"""Doing something for another and ending the right to it wait for each other."""

from datetime import date
from uuid import UUID

from congso.kernel.refusals import NotPossibleNow
from congso.representation.models import Mandate, Membership
from congso.representation.queries import giving, in_force
from congso.representation.rules.standing import Capacity, covers

ENDED = "Quyền thay mặt người khác mà bạn đang dùng đã kết thúc hoặc bị thu hồi, nên việc này chưa được thực hiện."
REMEDY = "Tải lại trang để xem hiện nay bạn được thay mặt ai."


def hold(person_id: UUID, capacity: Capacity, procedure_code: str, on: date) -> None:
    """Keep the right a person acts by as it is until the end of the transaction, or refuse.

    Called by every command that changes something for another. Raises NotPossibleNow `capacity_ended`.
    """
    if capacity.body_id is not None:
        held = Membership.objects.filter(in_force(on), person=person_id, body=capacity.body_id, ended_at=None)
        scopes = held.select_for_update(no_key=True).order_by("id").values_list("procedures", flat=True)
        if not any(covers(frozenset(scope), procedure_code) for scope in scopes):
            raise NotPossibleNow(ENDED, code="capacity_ended", remedy=REMEDY)
    if capacity.mandate_id is not None:
        given = Mandate.objects.filter(giving(on), receiver=person_id, id=capacity.mandate_id)
        row = given.select_for_update(no_key=True).first()
        if row is None or not covers(frozenset(row.procedures), procedure_code):
            raise NotPossibleNow(ENDED, code="capacity_ended", remedy=REMEDY)
