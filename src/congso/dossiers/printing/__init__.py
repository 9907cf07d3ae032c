"""The papers of the one-stop desk as PDF: the seven official forms, the result, the application as handed in.

Law: TT 01/2018/TT-VPCP Điều 9–10, TT 03/2025/TT-VPCP Phụ lục I; layout after NĐ 30/2020/NĐ-CP. Callers decide who may
have a paper. A slip that was signed for its agency is given as it was signed, whatever became of the dossier since.
Every function returns the bytes of a PDF (A5; the register, the result, the application and the declaration A4) and
raises NotFound when the dossier has no such paper.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from congso.catalogue.queries import VersionView
from congso.catalogue.rules.form_language import FormDefinition
from congso.dossiers.models import Dossier, SignedSlip
from congso.signatures.rules.places import Place

from . import declared, gather, parts, signed
from .first_page import first_page_picture as first_page_picture
from .register import Book
from .signed import slip as slip
from .signed import slips_without_signature as slips_without_signature
from .typeset import pdf_of


def acceptance_slip_pdf(dossier_id: UUID | str) -> bytes:
    """Print Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu số 01)."""
    return slip(dossier_id, SignedSlip.Kind.ACCEPTANCE).content


def supplement_request_pdf(dossier_id: UUID | str, round: int | None = None) -> bytes:
    """Print Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu số 02) of a round; of the last when none is named."""
    return slip(dossier_id, SignedSlip.Kind.SUPPLEMENT, round).content


def refusal_pdf(dossier_id: UUID | str) -> bytes:
    """Print Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu số 03)."""
    return slip(dossier_id, SignedSlip.Kind.REFUSAL).content


def extension_pdf(dossier_id: UUID | str) -> bytes:
    """Print Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết (Mẫu số 04)."""
    return slip(dossier_id, SignedSlip.Kind.EXTENSION).content


def stop_notice_pdf(dossier_id: UUID | str) -> bytes:
    """Print Thông báo dừng giải quyết hồ sơ (Mẫu số 05 of 2025)."""
    return slip(dossier_id, SignedSlip.Kind.STOP).content


def control_slip_pdf(dossier_id: UUID | str) -> bytes:
    """Print Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu số 06; 05 until 2025)."""
    return pdf_of(gather.control_slip(dossier_id))


def write_register(organisation_id: int, year: int, as_of: datetime, target: BinaryIO) -> int:
    """Print Sổ theo dõi hồ sơ (Mẫu số 07; 06 until 2025) into `target`; return its number of dossiers. For a job."""
    return Book(organisation_id, year, as_of).write(target)


def result_pdf(dossier_id: UUID | str) -> bytes:
    """Return the result as it was signed; print what was written in the system where nobody signed it yet. A draft is
    marked as such, and so is a recalled one, whose signed bytes are given no more.
    """
    return signed.signed_result(dossier_id) or pdf_of(gather.result(dossier_id))


def result_to_sign(dossier_id: UUID | str, check_url: str) -> tuple[bytes, list[Place]]:
    """Return the approved result as it is to be signed, and where: its own file when it has one, else as printed."""
    return signed.result_to_sign(dossier_id, check_url)


def capacity(dossier: Dossier, officer_id: int) -> str:
    """Return in which capacity an officer signs for the agency, as above the signature: "KT. Chủ tịch, Phó …"."""
    return parts.leader_signs(officer_id, dossier).role.replace("\n", ", ")


def application_pdf(dossier_id: UUID | str) -> bytes:
    """Print the application as it was handed in."""
    return pdf_of(gather.application(dossier_id))


def declaration_pdf(dossier_id: UUID | str, *, masked: bool = False) -> bytes:
    """Print the prescribed declaration (tờ khai theo mẫu) as handed in; `masked` as an officer sees it unasked."""
    return pdf_of(declared.of_dossier(dossier_id, masked=masked))


def draft_declaration_pdf(
    version: VersionView, answers: Mapping[str, Any], receiving_organisation_id: int | None, now: datetime
) -> bytes:
    """Print the declaration of a draft as it would be handed in now, marked as a draft."""
    return pdf_of(declared.of_draft(version, answers, receiving_organisation_id, now))


def blank_declaration_pdf(version: VersionView) -> bytes:
    """Print the declaration of a procedure with dots for the pen; the same version gives the same bytes."""
    return pdf_of(declared.of_nobody(version))


def form_declaration_pdf(form: FormDefinition, code: str, now: datetime) -> bytes:
    """Print the declaration of a form that is still being drafted for procedure `code`, with dots for the pen."""
    return pdf_of(declared.of_form(form, code, now))
