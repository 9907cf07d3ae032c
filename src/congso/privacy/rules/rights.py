"""Who answers for personal data in an agency, and which roles do."""

from collections.abc import Mapping
from types import MappingProxyType

from congso.kernel.rights import Right, Vocabulary, personal

_LAW = "Luật 91/2025/QH15 Điều 33 khoản 2"


class PrivacyRight(Right):
    """Rights over the registers of personal data."""

    ANSWER = personal(
        "privacy.answer",
        "Giải quyết yêu cầu của chủ thể dữ liệu",
        "Xác nhận, gia hạn, hoàn thành hoặc từ chối yêu cầu của người dân về dữ liệu của họ.",
        _LAW,
    )
    KEEP_BREACHES = personal(
        "privacy.keep_breaches",
        "Ghi nhận, xử lý sự cố dữ liệu cá nhân",
        "Mở sự cố, ghi các mốc đánh giá, khoanh vùng, thông báo, khắc phục, báo cáo.",
        "Luật 91/2025/QH15 Điều 23; NĐ 331/2026/NĐ-CP Điều 31",
    )
    HOLD = personal(
        "privacy.hold",
        "Giữ dữ liệu theo yêu cầu pháp lý",
        "Đặt và gỡ việc giữ dữ liệu của một người: trong thời gian giữ, yêu cầu xóa không thực hiện.",
        "Luật 91/2025/QH15 Điều 14",
    )


# The officer for personal data of Điều 33 is a post of the administration; the roles know none of its own yet.
HELD_BY: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        "administrator": frozenset({PrivacyRight.ANSWER, PrivacyRight.KEEP_BREACHES}),
        "inspector": frozenset({PrivacyRight.HOLD}),
    }
)
VOCABULARY = Vocabulary("privacy", "Dữ liệu cá nhân", tuple(PrivacyRight), HELD_BY)
