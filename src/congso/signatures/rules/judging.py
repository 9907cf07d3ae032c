"""From facts to a verdict: the indications of ETSI EN 319 102-1, and what they mean to a clerk.

Source: ETSI EN 319 102-1 clause 5.1.3 (indications and sub-indications); Luật Giao dịch điện tử 20/2023/QH15 Điều 22,
23; Thông tư 15/2025/TT-BKHCN (the result is said in Vietnamese, with the reason) †.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .facts import CONTENT_MISSING, UNSUPPORTED, Change, Coverage, Revocation, SignatureFacts, Trust


class Indication(StrEnum):
    """The three main results."""

    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"


WORDS = {
    Indication.TOTAL_PASSED: "Hợp lệ",
    Indication.INDETERMINATE: "Không xác định",
    Indication.TOTAL_FAILED: "Không hợp lệ",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be thought of one signature, and why. `sub` is "" when it passed."""

    indication: Indication
    sub: str
    reason: str


TRY_LATER = "TRY_LATER"
"""The one sub-indication that asking again may change."""
PASSED, UNSURE, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED


def judge(facts: SignatureFacts, now: datetime) -> Verdict:
    """Return the verdict on a signature. The worst reason wins; what the file alone shows comes before trust."""
    for reason in (_broken(facts), _changed(facts), _distrusted(facts, now)):
        if reason is not None:
            return reason
    return Verdict(PASSED, "", "Nội dung còn nguyên từ khi ký, chứng thư đáng tin cậy và còn hiệu lực khi ký.")


def _broken(facts: SignatureFacts) -> Verdict | None:
    if facts.trouble == CONTENT_MISSING:
        why = "Chữ ký để riêng với tệp được ký: hãy chọn thêm tệp gốc rồi kiểm tra lại."
        return Verdict(UNSURE, "SIGNED_DATA_NOT_FOUND", why)
    if facts.trouble.startswith(UNSUPPORTED):
        why = "Chữ ký dùng thuật toán hoặc cách ký mà hệ thống không đọc; hãy kiểm tra bằng phần mềm của nơi phát hành."
        return Verdict(UNSURE, "GENERIC", why)
    if facts.trouble or facts.certificate is None:
        return Verdict(FAILED, "FORMAT_FAILURE", "Không đọc được chữ ký này: phần chữ ký bị hỏng hoặc thiếu chứng thư.")
    if not facts.intact:
        return Verdict(FAILED, "HASH_FAILURE", "Nội dung được ký đã bị sửa sau khi ký.")
    if not facts.valid:
        return Verdict(FAILED, "SIG_CRYPTO_FAILURE", "Chữ ký không khớp với chứng thư.")
    if facts.coverage is Coverage.UNCLEAR:
        return Verdict(FAILED, "FORMAT_FAILURE", "Chữ ký không bao hết phần mà nó nói là đã ký.")
    return None


def _changed(facts: SignatureFacts) -> Verdict | None:
    if facts.coverage is Coverage.CONTIGUOUS_BLOCK_FROM_START:
        return Verdict(UNSURE, "SIG_CONSTRAINTS_FAILURE", "Sau phần đã ký còn nội dung không ai ký.")
    if facts.coverage is Coverage.PART:
        parts = ", ".join(facts.covers) or "không phần nào"
        why = f"Chữ ký chỉ bao một phần của tệp: {parts}. Phần còn lại không ai ký."
        return Verdict(UNSURE, "SIG_CONSTRAINTS_FAILURE", why)
    if facts.changes:
        told = " ".join(facts.changes)
        return Verdict(UNSURE, "SIG_CONSTRAINTS_FAILURE", f"Tệp đã thay đổi sau chữ ký này. {told}")
    if facts.change in {Change.OTHER, Change.ANNOTATIONS}:
        told = "Sau chữ ký này tệp có thay đổi không rõ loại; các trang và các ô vẫn hiện như lúc ký."
        return Verdict(UNSURE, "SIG_CONSTRAINTS_FAILURE", told)
    return None


def _distrusted(facts: SignatureFacts, now: datetime) -> Verdict | None:
    if facts.certificate is None:
        return None
    if facts.trust is Trust.NO_PATH:
        why = "Chưa biết cơ quan cấp chứng thư này: chứng thư không nối tới gốc tin cậy nào của hệ thống."
        return Verdict(UNSURE, "NO_CERTIFICATE_CHAIN_FOUND", why)
    if facts.trust is Trust.REFUSED:
        return Verdict(UNSURE, "CHAIN_CONSTRAINTS_FAILURE", "Chuỗi chứng thư có điểm không được phép.")
    revoked = _revoked(facts)
    return revoked if revoked is not None else _out_of_date(facts, now)


def _revoked(facts: SignatureFacts) -> Verdict | None:
    if facts.revocation is not Revocation.REVOKED:
        return None
    if facts.proven_at is None:
        why = "Chứng thư đã bị thu hồi, và không có dấu thời gian chứng minh chữ ký có trước đó."
        return Verdict(UNSURE, "REVOKED_NO_POE", why)
    if facts.revoked_at is None or facts.proven_at >= facts.revoked_at:
        return Verdict(FAILED, "REVOKED", "Chứng thư đã bị thu hồi trước khi ký.")
    return None


def _out_of_date(facts: SignatureFacts, now: datetime) -> Verdict | None:
    certificate = facts.certificate
    assert certificate is not None
    if facts.proven_at is not None:
        if not certificate.valid_from <= facts.proven_at <= certificate.valid_to:
            sub = "EXPIRED" if facts.proven_at > certificate.valid_to else "NOT_YET_VALID"
            return Verdict(FAILED, sub, "Chứng thư không còn (hoặc chưa có) hiệu lực vào lúc ký đã được chứng minh.")
    elif not certificate.valid_from <= now <= certificate.valid_to:
        why = "Chứng thư nay đã hết hiệu lực, và không có dấu thời gian chứng minh ký lúc còn hiệu lực."
        return Verdict(UNSURE, "OUT_OF_BOUNDS_NO_POE", why)
    if facts.revocation is Revocation.UNKNOWN:
        why = "Chưa tra được chứng thư có bị thu hồi hay không; hãy kiểm tra lại khi có mạng."
        return Verdict(UNSURE, TRY_LATER, why)
    return None


def overall(verdicts: Iterable[Verdict]) -> Indication | None:
    """Return the worst of a file's indications; None for a file without signatures."""
    found = {one.indication for one in verdicts}
    return next((one for one in (FAILED, UNSURE, PASSED) if one in found), None)
