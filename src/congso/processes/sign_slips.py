"""Slips of the desk are signed for the agency as they are issued."""

from datetime import timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from congso.dossiers import commands
from congso.dossiers.events import (
    DeadlineExtended,
    DossierReceived,
    DossierRefused,
    DossierStopped,
    DossierWithdrawn,
    SupplementAsked,
)
from congso.kernel import clock
from congso.kernel.events import reacts_to


def _sign(dossier_id: str, kind: str, round: int | None = None) -> None:
    commands.sign_slip(dossier_id=UUID(dossier_id), kind=kind, round=round, now=clock.now())


@reacts_to(DossierReceived)
@app.task(name="sign.acceptance", queue="processes", retry=3)
def sign_acceptance(*, dossier_id: str, **_later_fields: object) -> None:
    """Sign Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    _sign(dossier_id, "acceptance")


@reacts_to(SupplementAsked)
@app.task(name="sign.supplement", queue="processes", retry=3)
def sign_supplement(*, dossier_id: str, round: int, **_later_fields: object) -> None:
    """Sign Phiếu yêu cầu bổ sung of a round."""
    _sign(dossier_id, "supplement", round)


@reacts_to(DossierRefused)
@app.task(name="sign.refusal", queue="processes", retry=3)
def sign_refusal(*, dossier_id: str, **_later_fields: object) -> None:
    """Sign Phiếu từ chối tiếp nhận."""
    _sign(dossier_id, "refusal")


@reacts_to(DeadlineExtended)
@app.task(name="sign.extension", queue="processes", retry=3)
def sign_extension(*, dossier_id: str, **_later_fields: object) -> None:
    """Sign Văn bản xin lỗi."""
    _sign(dossier_id, "extension")


@app.periodic(cron="*/10 * * * *")
@app.task(name="house.sign_missing_slips", queue="house", queueing_lock="house.sign_missing_slips")
def sign_missing_slips(timestamp: int = 0, **_later_fields: object) -> None:
    """Sign what could not be signed when it was issued, for three days."""
    now = clock.now()
    commands.sign_missing_slips(since=now - timedelta(days=3), now=now)


@reacts_to(DossierStopped, DossierWithdrawn)
@app.task(name="sign.stop", queue="processes", retry=3)
def sign_stop(*, dossier_id: str, **_later_fields: object) -> None:
    """Sign Thông báo dừng giải quyết."""
    _sign(dossier_id, "stop")
