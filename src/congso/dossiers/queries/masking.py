"""A dossier as an officer sees it unasked, and seen whole for a purpose that is written down."""

from collections.abc import Mapping
from dataclasses import replace

from congso.audit.rules.purposes import Purpose
from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.models import Dossier, DossierForm, Result
from congso.kernel import masking
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotAllowed
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role
from congso.privacy import queries as privacy

from .shapes import DossierView


def masked(view: DossierView) -> DossierView:
    """Return a dossier with what identifies people and how to reach them masked, in answers and in written words.

    The text of a result stays whole, since an approval is an approval of it; its pages mask it when they show it.
    """
    version = catalogue.version(view.version_id)
    answers = catalogue.answers_masked(version, view.answers)
    applicant, behalf = view.applicant, view.behalf
    return replace(
        view,
        answers=answers,
        summary=catalogue.answers_shown(version, answers, view.row.submitted_at.astimezone(VIETNAM).date()),
        applicant=replace(
            applicant,
            identity_number=masking.identity_number(applicant.identity_number),
            phone=masking.phone(applicant.phone),
            email=masking.email(applicant.email),
        ),
        behalf=replace(behalf, document=masking.in_text(behalf.document)) if behalf else None,
        events=tuple(replace(one, reason=masking.in_text(one.reason)) for one in view.events),
        results=tuple(replace(one, receiver_paper=masking.in_text(one.receiver_paper)) for one in view.results),
        is_masked=True,
    )


def purpose_to_reveal(officer: ActingOfficer, dossier: Dossier, wanted: Purpose | None) -> Purpose:
    """Return the purpose to write down: the one wanted, or the only one there is. Raises Incorrect."""
    offered = permissions.purposes_to_reveal(officer, dossier)
    if wanted is None and len(offered) == 1:
        return offered[0]
    if wanted not in offered:
        raise Incorrect("Chọn mục đích xem đầy đủ trong danh sách của hồ sơ này.", code="no_purpose")
    return wanted


def refuse_restricted(officer: ActingOfficer, dossier: Dossier) -> None:
    """Refuse to open an ended dossier of somebody whose data may only be kept. Raises NotAllowed.

    What a law charges the agency with goes on: a dossier in hand, and inspection (Luật 91/2025/QH15 Điều 19).
    """
    if dossier.is_open or Role.INSPECTOR in officer.roles:
        return
    if privacy.is_restricted(dossier.applicant_id, dossier.submitter_id):
        raise NotAllowed(
            "Người nộp đã yêu cầu hạn chế xử lý dữ liệu và yêu cầu đã được chấp nhận: hồ sơ đã kết thúc này chỉ được "
            "lưu giữ, không mở xem.",
            code="restricted",
            remedy="Cần cho thanh tra, kiểm tra thì người có vai trò thanh tra mở; muốn gỡ hạn chế, liên hệ người phụ "
            "trách bảo vệ dữ liệu cá nhân của tỉnh.",
        )


def behind_masks(dossier: Dossier) -> Mapping[str, set[str]]:
    """Return each masked value that an officer may have been shown of a dossier → what it stands for."""
    answers = DossierForm.objects.filter(dossier=dossier).values_list("answers", flat=True).first() or {}
    known = catalogue.identifying_answers(catalogue.version(dossier.procedure_version_id), answers)
    for body in Result.objects.filter(dossier=dossier).values_list("body", flat=True):
        for shown, whole in masking.masked_in_text(body).items():
            known.setdefault(shown, set()).update(whole)
    return known
