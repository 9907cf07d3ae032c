"""The appointment to fetch a result, as a dossier stands now."""

from django.conf import settings

from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation

from ..rules.calendar_file import Appointment
from .shapes import DossierView


def appointment(dossier: DossierView) -> Appointment:
    """Return when and where a result is fetched. Raises NotFound for a dossier without a promised day."""
    due_at = dossier.row.due_at
    if due_at is None:
        raise NotFound("Hồ sơ này chưa có ngày hẹn trả kết quả.")
    where = ""
    if dossier.return_channel == "counter":
        agency = organisation.organisation(dossier.row.receiving_organisation_id)
        where = ", ".join(filter(None, (agency.name, agency.address)))
    text = (
        f"{dossier.row.procedure_name}\nMã hồ sơ: {dossier.row.shown_code}\n"
        f"Hẹn trả: {due_at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}. "
        "Ngày hẹn có thể thay đổi; xem chi tiết hồ sơ trước khi đi."
    )
    return Appointment(
        uid=f"{dossier.id}@{settings.MAIL_DOMAIN}",
        edition=max(len(dossier.deadlines) - 1, 0),
        at=due_at,
        title=f"Nhận kết quả hồ sơ {dossier.row.shown_code}",
        text=text,
        place=where,
        address=f"{settings.SITE_URL}/cua-toi/ho-so/{dossier.id}/",
    )
