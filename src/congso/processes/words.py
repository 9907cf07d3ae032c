"""What the messages about dossiers say, from the facts of one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from congso.dossiers.queries import DossierView
from congso.kernel.clock import VIETNAM


def day(instant: datetime | None) -> str:
    """`25/11/2026`; "" for None."""
    return f"{instant.astimezone(VIETNAM):%d/%m/%Y}" if instant else ""


def hour(instant: datetime | None) -> str:
    """`16:30 ngày 25/11/2026`; "" for None."""
    return f"{instant.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}" if instant else ""


def money(amount_vnd: int) -> str:
    """`75.000 đ`."""
    return f"{amount_vnd:,}".replace(",", ".") + " đ"


def person_link(dossier_id: UUID | str) -> str:
    """Where a person sees their dossier."""
    return f"/cua-toi/ho-so/{dossier_id}/"


def desk_link(dossier_id: UUID | str) -> str:
    """Where an officer works on it."""
    return f"/can-bo/ho-so/{dossier_id}/"


def about(dossier: DossierView) -> dict[str, Any]:
    """The facts every message to an applicant may use."""
    return {
        "code": dossier.row.shown_code,
        "procedure": short(dossier.row.procedure_name),
        "organisation": dossier.receiving_organisation_name,
        "due": hour(dossier.row.due_at),
        "return_place": return_place(dossier),
    }


def return_place(dossier: DossierView) -> str:
    """Where the result will be."""
    return {
        "postal": "địa chỉ đã đăng ký, qua bưu chính",
        "online": "Cổng dịch vụ công, mục hồ sơ của tôi",
    }.get(dossier.return_channel, dossier.receiving_organisation_name)


def short(name: str, letters: int = 200) -> str:
    """A procedure's name, cut between words: some are longer than a page."""
    return name if len(name) <= letters else name[:letters].rsplit(" ", 1)[0] + "…"
