"""What people are told about the processing of their data, as numbered texts: a new text is a new version.

A State body needs no consent for what a law charges it with (Luật 91/2025/QH15 Điều 19); it says what it does (Điều 4:
the right to know). So these are notices: read, not agreed to. Consent is asked for where a person shares with others
(the connected systems), with the text that is shown there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """A text people are shown once per version."""

    key: str
    version: str
    title: str
    paragraphs: tuple[str, ...]
    source: str


PROCESSING = Notice(
    "processing",
    "2026-11",
    "Chúng tôi xử lý dữ liệu của bạn thế nào",
    (
        "Khi bạn đăng nhập bằng VNeID, chúng tôi nhận họ tên, số định danh, ngày sinh, giới tính, địa chỉ, và số điện "
        "thoại, thư điện tử nếu có. Những gì bạn khai và giấy tờ bạn nộp được dùng để giải quyết thủ tục bạn yêu cầu, "
        "báo tin cho bạn và lưu trữ.",
        "Đây là nhiệm vụ luật định của cơ quan nhà nước nên chúng tôi không hỏi sự đồng ý. Khi một hệ thống khác muốn "
        "biết thông tin của bạn, chúng tôi hỏi bạn riêng từng lần và bạn rút lại được.",
        "Bạn xem được ai đã xem dữ liệu của mình, tải bản sao, và yêu cầu sửa, xóa, hạn chế, phản đối xử lý ở trang "
        "“Dữ liệu cá nhân của tôi”.",
    ),
    "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 4, Điều 19",
)

SENSITIVE = Notice(
    "sensitive",
    "2026-11",
    "Tờ khai này có dữ liệu nhạy cảm",
    (
        "Một số mục bạn khai là dữ liệu cá nhân nhạy cảm. Chúng được mã hóa khi lưu; cán bộ chỉ thấy khi bấm “Xem đầy "
        "đủ”, và lượt xem đó hiện ở trang “Ai đã xem dữ liệu của tôi”. Chỉ dùng để giải quyết thủ tục này theo luật.",
    ),
    "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 19; Nghị định 356/2025/NĐ-CP Điều 4",
)
