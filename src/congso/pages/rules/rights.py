"""Who writes what the portal says about itself."""

from collections.abc import Mapping
from types import MappingProxyType

from congso.kernel.rights import Right, Vocabulary
from congso.organisation.rules.roles import Role


class PagesRight(Right):
    """Rights over the portal's own pages, announcements and feedback."""

    EDIT = (
        "pages.edit",
        "Sửa trang thông tin của cổng",
        "Sửa hướng dẫn, hỏi đáp, liên hệ, trợ năng, bảo vệ dữ liệu; xem và khôi phục bản cũ.",
        "NĐ 224/2026/NĐ-CP Điều 9 khoản 3",
    )
    ANNOUNCE = (
        "pages.announce",
        "Thông báo tạm ngừng",
        "Thông báo kế hoạch tạm ngừng cổng, rút hoặc kết thúc sớm.",
        "NĐ 224/2026/NĐ-CP Điều 13",
    )
    ANSWER = (
        "pages.answer",
        "Trả lời góp ý về cổng",
        "Đọc góp ý của người dân về cổng và trả lời.",
    )


HELD_BY: Mapping[str, frozenset[Right]] = MappingProxyType({Role.ADMINISTRATOR: frozenset(PagesRight)})

VOCABULARY = Vocabulary("pages", "Trang thông tin của cổng", tuple(PagesRight), HELD_BY)
