"""What is missing to the level a signature should have, in words; the codes are those that strengthening writes."""

from collections.abc import Mapping
from types import MappingProxyType

TROUBLES: Mapping[str, str] = MappingProxyType(
    {
        "no_authority": "Chưa cấu hình dịch vụ dấu thời gian",
        "no_timestamp": "Dịch vụ dấu thời gian không trả lời",
        "wrong_timestamp": "Dấu thời gian nhận được không đúng",
        "no_revocation": "Nơi cấp chứng thư chưa trả lời về thu hồi",
        "no_path": "Chứng thư không nối tới gốc tin cậy nào",
        "revoked": "Chứng thư đã bị thu hồi",
        "damaged": "Tệp trong kho không còn nguyên vẹn",
    }
)


def trouble_words(code: str) -> str:
    """Say what is missing; "" for nothing. A code that has no words yet is shown as it is."""
    return TROUBLES.get(code, f"Chưa lấy được bằng chứng ({code})") if code else ""
