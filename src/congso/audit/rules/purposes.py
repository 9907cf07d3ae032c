"""What somebody's data may be looked at, changed or taken along for. Every entry about a person names one.

The legal bases are those of docs/law.md, section “Personal data and the trail”. A State body needs no consent for
what a law charges it with (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 19); it needs a purpose.
"""

from django.db.models import TextChoices

_WITHOUT_CONSENT = "Luật 91/2025/QH15 Điều 19"


class Purpose(TextChoices):
    """The purposes (mục đích xử lý dữ liệu cá nhân) that entries name, in the words the person reads."""

    CASE = "case", "Giải quyết thủ tục hành chính"
    SUPERVISION = "supervision", "Chỉ đạo, đôn đốc giải quyết hồ sơ"
    STATISTICS = "statistics", "Thống kê, báo cáo"
    TRACKING = "tracking", "Tra cứu công khai tình trạng hồ sơ"
    OWN = "own", "Chính người đó (hoặc người được ủy quyền) xem, thực hiện"
    INSPECTION = "inspection", "Thanh tra, kiểm tra"
    SUBJECT_REQUEST = "subject_request", "Thực hiện yêu cầu của chủ thể dữ liệu"
    SECURITY = "security", "Xác thực, bảo vệ tài khoản và hệ thống"
    ADMINISTRATION = "administration", "Quản trị tổ chức, tài khoản, hệ thống"
    EXCHANGE = "exchange", "Kết nối, chia sẻ dữ liệu giữa các hệ thống"


SOURCES: dict[Purpose, str] = {
    Purpose.CASE: f"NĐ 118/2025/NĐ-CP; {_WITHOUT_CONSENT}",
    Purpose.SUPERVISION: f"NĐ 118/2025/NĐ-CP; {_WITHOUT_CONSENT}",
    Purpose.STATISTICS: _WITHOUT_CONSENT,
    Purpose.TRACKING: "TT 01/2018/TT-VPCP Điều 16 khoản 2 điểm d",
    Purpose.OWN: "Luật 91/2025/QH15 Điều 4",
    Purpose.INSPECTION: _WITHOUT_CONSENT,
    Purpose.SUBJECT_REQUEST: "Luật 91/2025/QH15 Điều 4; NĐ 356/2025/NĐ-CP Điều 5",
    Purpose.SECURITY: "Luật An ninh mạng 116/2025/QH15; NĐ 331/2026/NĐ-CP",
    Purpose.ADMINISTRATION: "Luật An ninh mạng 116/2025/QH15; NĐ 331/2026/NĐ-CP",
    Purpose.EXCHANGE: f"NĐ 278/2025/NĐ-CP; {_WITHOUT_CONSENT}",
}
"""Where each purpose is written. Articles marked † in docs/law.md are to be checked by the province's lawyer."""


def label(code: str) -> str:
    """Return the words for a stored purpose; an old code that is no more is shown as it is."""
    return str(Purpose(code).label) if code in Purpose.values else code


def source(code: str) -> str:
    """Return the instrument a purpose rests on, "" for a code that is no more."""
    return SOURCES[Purpose(code)] if code in Purpose.values else ""
