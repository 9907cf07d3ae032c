"""What is missing to the level a signature should have, in words; the codes are those that strengthening writes."""

from collections.abc import Mapping
from types import MappingProxyType

TROUBLES: Mapping[str, str] = MappingProxyType(
    {
        "no_tsa": "Chưa cấu hình dịch vụ cấp dấu thời gian",
        "tsa_unreachable": "Dịch vụ cấp dấu thời gian không trả lời",
        "tsa_refused": "Dịch vụ cấp dấu thời gian từ chối",
        "tsa_malformed": "Không đọc được trả lời của dịch vụ cấp dấu thời gian",
        "tsa_wrong_nonce": "Dấu thời gian nhận được là của yêu cầu khác",
        "tsa_wrong_imprint": "Dấu thời gian nhận được đóng cho nội dung khác",
        "tsa_not_believed": "Dấu thời gian không nối tới gốc tin cậy nào",
        "damaged": "Tệp trong kho không đọc được",
        "no_revocation_answer": "Nơi cấp chứng thư chưa trả lời về thu hồi",
    }
)


def trouble_words(code: str) -> str:
    """Say what is missing; "" for nothing. A code that has no words yet is shown as it is."""
    return TROUBLES.get(code, f"Chưa lấy được bằng chứng ({code})") if code else ""
