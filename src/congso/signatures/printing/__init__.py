"""The report on a file's signatures as a paper: for a file of records, or for who asks what was found, and when."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings

from congso.kernel.clock import VIETNAM
from congso.ui.typesetting import printable, typeset

from ..rules.certificates import grouped
from ..rules.facts import Change, Coverage, Kind, Revocation, SignatureFacts, Trust
from ..rules.reports import Judged, Report

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_VALUE = 600
"""Letters of one value: names come from whoever made the file."""

COVERAGE = {
    Coverage.ENTIRE_FILE: "toàn bộ tệp",
    Coverage.ENTIRE_REVISION: "toàn bộ tệp như lúc ký; sau đó tệp có bản nối thêm",
    Coverage.CONTIGUOUS_BLOCK_FROM_START: "một đoạn từ đầu tệp",
    Coverage.PART: "một phần của tệp",
    Coverage.UNCLEAR: "không rõ",
}
CHANGE = {
    Change.NONE: "không có",
    Change.LTA_UPDATES: "chỉ thêm bằng chứng để lưu lâu dài",
    Change.FORM_FILLING: "điền biểu mẫu, ký thêm",
    Change.ANNOTATIONS: "thêm ghi chú",
    Change.OTHER: "loại khác",
}
TRUST = {
    Trust.TRUSTED: "nối tới gốc tin cậy",
    Trust.NO_PATH: "không nối tới gốc tin cậy nào",
    Trust.OUT_OF_DATE: "ngoài thời hạn hiệu lực",
    Trust.REFUSED: "chuỗi chứng thư có điểm không được phép",
}
REVOCATION = {
    Revocation.GOOD: "không bị thu hồi",
    Revocation.REVOKED: "đã bị thu hồi",
    Revocation.UNKNOWN: "chưa tra được",
}


def report_pdf(report: Report) -> bytes:
    """Return the report as a tagged, archivable PDF in Vietnamese. The same report gives the same bytes."""
    return typeset(TEMPLATES, "report.typ", {"report": json.dumps(_content(report), ensure_ascii=False)})


def _content(report: Report) -> dict[str, object]:
    at = report.checked_at.astimezone(VIETNAM)
    return {
        "owner": _shown(settings.PORTAL_CONTACT["owner"]),
        "file": _shown(report.name),
        "sha256": grouped(report.sha256),
        "checked_at": _moment(report.checked_at),
        "at": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "sentence": _shown(report.sentence),
        "indication": str(report.indication or "–"),
        "revisions": report.revisions,
        "signatures": [_signature(one) for one in report.signatures],
    }


def _signature(one: Judged) -> dict[str, object]:
    facts, verdict = one.facts, one.verdict
    who = facts.certificate.name if facts.certificate is not None else facts.field
    kind = "Dấu thời gian" if facts.kind is Kind.TIMESTAMP else "Chữ ký"
    indication = f"{verdict.indication} / {verdict.sub}" if verdict.sub else str(verdict.indication)
    return {
        "title": _shown(f"{kind} {facts.index + 1}" + (f": {who}" if who else "")),
        "words": one.words,
        "reason": _shown(verdict.reason),
        "rows": [
            [label, _shown(value)] for label, value in [*_rows(facts), ("Kết luận theo ETSI", indication)] if value
        ],
    }


def _rows(facts: SignatureFacts) -> list[tuple[str, str]]:
    certificate = facts.certificate
    rows: list[tuple[str, str]] = []
    if certificate is not None:
        rows += [
            ("Cơ quan, tổ chức", certificate.organisation),
            ("Nơi cấp chứng thư", certificate.issuer),
            ("Số hiệu chứng thư", certificate.serial),
            ("Chứng thư có hiệu lực", f"{_moment(certificate.valid_from)} – {_moment(certificate.valid_to)}"),
            ("SHA-256 của chứng thư", grouped(certificate.fingerprint)),
        ]
    rows += [
        (
            "Thời điểm ký, có dấu thời gian",
            f"{_moment(facts.proven_at)} ({facts.proven_by})" if facts.proven_at else "",
        ),
        ("Thời điểm theo máy người ký", _moment(facts.claimed_at)),
        ("Định dạng, thuật toán băm", ", ".join(filter(None, (facts.format, facts.digest)))),
    ]
    if facts.trouble:
        return [*rows, ("Không đọc được vì", facts.trouble)]
    back = f" lúc {_moment(facts.revoked_at)}" if facts.revoked_at else ""
    return [
        *rows,
        ("Nội dung được ký", "còn nguyên" if facts.intact else "đã bị sửa"),
        ("Giá trị chữ ký", "khớp với chứng thư" if facts.valid else "không khớp với chứng thư"),
        ("Chữ ký bao", "; ".join((COVERAGE[facts.coverage], *facts.covers))),
        ("Thay đổi sau khi ký", "; ".join((CHANGE[facts.change], *facts.changes))),
        ("Chứng thư", TRUST[facts.trust]),
        ("Thu hồi", REVOCATION[facts.revocation] + back),
    ]


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}" if value is not None else ""


def _shown(value: str) -> str:
    return printable(value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…")
