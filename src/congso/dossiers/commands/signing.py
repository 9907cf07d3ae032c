"""The signatures on a result: the leader's when it is approved, the agency's with number and day when it is issued.

Source: NĐ 30/2020/NĐ-CP Điều 13 (who signs, in which capacity), Phụ lục I (what is shown); NĐ 68/2024/NĐ-CP (whose
certificates sign on duty).
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from congso.dossiers import printing
from congso.dossiers.models import Dossier, Result
from congso.dossiers.printing import wording
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotPossibleNow
from congso.organisation.queries import ActingOfficer
from congso.signatures import commands as signatures
from congso.signatures import queries as signed
from congso.signatures.commands import Hand
from congso.signatures.rules.keys import Medium

PDF_NAME = "ket-qua.pdf"


@dataclass(frozen=True, slots=True)
class Means:
    """What the signer brings along to sign with: the PIN of their own key, and of the agency's, at a remote service
    (neither is kept anywhere); a device on their own machine.
    """

    pin: str = field(default="", repr=False)
    seal_pin: str = field(default="", repr=False)
    device: signatures.Device | None = None


EMPTY_HANDED = Means()


def sign_as_leader(
    dossier: Dossier,
    result: Result,
    officer: ActingOfficer,
    now: datetime,
    means: Means = EMPTY_HANDED,
    *,
    fingerprint: str = "",
) -> None:
    """Sign the approved result with the officer's own key. Without one it stays unsigned, unless the province forbids.

    `fingerprint` is that of what is approved. Raises NotPossibleNow with what is missing.
    """
    key = signed.key_of_person(officer.person_id, now)
    if key is None:
        _unsigned("Bạn chưa có chứng thư số còn hiệu lực nên chưa ký được kết quả.", means)
        return
    if result.file_id is not None and not signed.is_pdf(result.file_id):
        _unsigned("Tệp kết quả không phải PDF nên không ký số được.", means)
        return
    code = signatures.new_code()
    check_url = settings.SITE_URL + reverse("signatures:paper", args=[code])
    pdf, spots = printing.result_to_sign(dossier.id, check_url)
    result.signed_paper_id = signatures.begin(
        pdf=pdf,
        spots=spots,
        organisation_id=dossier.processing_organisation_id,
        title=result.title,
        code=code,
        name=PDF_NAME,
        hand=Hand(
            officer.id,
            key.id,
            printing.capacity(dossier, officer.id),
            pin=means.pin,
            device=means.device,
            about=f"{dossier.id}:{fingerprint}",
        ),
        now=now,
    )
    result.save(update_fields=["signed_paper"])


def seal_for_agency(
    dossier: Dossier, result: Result, officer: ActingOfficer, now: datetime, means: Means = EMPTY_HANDED
) -> None:
    """Fill in number and day and set the agency's signature on what the leader signed."""
    if result.signed_paper_id is None:
        _unsigned("Kết quả chưa có chữ ký số của người có thẩm quyền.", means)
        return
    key = signed.key_of_agency(dossier.processing_organisation_id, now)
    if key is None:
        raise NotPossibleNow(
            "Cơ quan chưa có chứng thư số còn hiệu lực nên chưa đóng dấu số được.",
            code="agency_key_needed",
            remedy="Đề nghị quản trị hệ thống đăng ký chứng thư số của cơ quan, rồi ban hành.",
        )
    signatures.complete(
        paper_id=result.signed_paper_id,
        number=result.reference_number,
        day=wording.day_in_full(now.astimezone(VIETNAM).date()),
        hand=Hand(officer.id, key.id, pin=means.seal_pin, pin_field="seal_pin", device=means.device),
        now=now,
    )


def check_both_keys_at_once(dossier: Dossier, officer: ActingOfficer, now: datetime) -> None:
    """Refuse to sign and seal in one act where the keys cannot do both (one of them waits for a device or a PIN)."""
    his = signed.key_of_person(officer.person_id, now)
    its = signed.key_of_agency(dossier.processing_organisation_id, now)
    if his is None or its is None:
        return
    if its.medium == Medium.CLIENT or (his.medium == Medium.CLIENT and not its.signs_alone):
        raise NotPossibleNow(
            "Với nơi giữ khóa hiện nay, không ký và đóng dấu thông báo từ chối cùng một lúc được.",
            code="keys_apart",
            remedy="Trả lại bước trước để soạn thông báo từ chối, phê duyệt, rồi văn thư ban hành.",
        )


def take_signature_back(dossier: Dossier, now: datetime) -> None:
    """Drop the leader's signature from a result that goes back to be written anew: that paper counts no more."""
    for result in Result.objects.filter(dossier=dossier, state=Result.State.APPROVED, signed_paper__isnull=False):
        assert result.signed_paper_id is not None
        signatures.withdraw(paper_id=result.signed_paper_id, now=now)
        result.signed_paper_id = None
        result.save(update_fields=["signed_paper"])


def _unsigned(why: str, means: Means) -> None:
    # Whoever brings a signature along wants it there: the key was ended while they signed.
    if settings.RESULTS_NEED_SIGNATURES or isinstance(means.device, signatures.Answered):
        remedy = "Đề nghị quản trị hệ thống đăng ký chứng thư số, rồi làm lại."
        raise NotPossibleNow(why, code="signature_needed", remedy=remedy)
