"""What the frame of every page shows: contact of the portal, and where people and officers can go.

A place is (url name, label, icon); a group of the workspace is (title, roles that see it or None for all, places).
Hiding a place is a courtesy, never a permission: every page checks for itself.
"""

import json

from congso.config.env import read

PORTAL_CONTACT = {
    "owner": read("CONGSO_CONTACT_OWNER", default="Trung tâm Phục vụ hành chính công tỉnh Cà Mau"),
    "address": read("CONGSO_CONTACT_ADDRESS", default="Phường Tân Thành, tỉnh Cà Mau"),
    "phone": read("CONGSO_CONTACT_PHONE", default="1022"),
    "email": read("CONGSO_CONTACT_EMAIL", default="hotro@congso.localhost"),
    "hours": read("CONGSO_CONTACT_HOURS", default="7:00–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu"),
}

# Notices on the front page from a day to a day, as JSON: [{"title", "text", "from", "to"}], days as 2026-12-31.
# An interruption of the service is announced in the browser instead (/can-bo/tam-ngung/).
PORTAL_NOTICES: list[dict[str, str]] = read("CONGSO_NOTICES", cast=json.loads, default=[])

# Working days of notice before a planned interruption (NĐ 224/2026/NĐ-CP Điều 13): at least seven.
INTERRUPTION_NOTICE_DAYS: int = read("CONGSO_INTERRUPTION_NOTICE_DAYS", cast=int, default=7)
if INTERRUPTION_NOTICE_DAYS < 0:
    raise SystemExit("Cấu hình CONGSO_INTERRUPTION_NOTICE_DAYS không hợp lệ: phải từ 0 ngày làm việc trở lên.")

# Public pages show no time, share or satisfaction of fewer dossiers than this.
PUBLIC_FIGURES_AT_LEAST: int = read("CONGSO_PUBLIC_FIGURES_AT_LEAST", cast=int, default=10)

PUBLIC_NAVIGATION = [
    ("portal:home", "Trang chủ", "home"),
    ("catalogue:browse", "Thủ tục hành chính", "list"),
    ("portal:track", "Tra cứu hồ sơ", "search"),
    ("portal:mine", "Hồ sơ của tôi", "dossier"),
]
FOOTER_NAVIGATION = [
    ("pages:guide", "Hướng dẫn nộp hồ sơ", "help"),
    ("pages:questions", "Câu hỏi thường gặp", "help"),
    ("portal:contact", "Liên hệ", "phone"),
    ("pages:feedback", "Góp ý về cổng", "mail"),
    ("signatures:check", "Kiểm tra chữ ký số", "shield"),
    ("status", "Tình trạng dịch vụ", "clock"),
    ("pages:privacy", "Bảo vệ dữ liệu cá nhân", "shield"),
    ("pages:accessibility", "Khả năng tiếp cận", "person"),
    ("catalogue:open_data", "Dữ liệu mở", "download"),
]
PUBLIC_SEARCH = "catalogue:browse"
WORKSPACE_SEARCH = "workspace:search"
WORKSPACE_SEARCH_ROLES = {"counter", "specialist", "unit_head", "leader", "clerk", "inspector"}

# For everybody (None), for roles, or for roles at one tier ("administrator@province").
WORKSPACE_NAVIGATION = [
    ("", None, [("workspace:home", "Việc của tôi", "inbox")]),
    (
        "Bộ phận Một cửa",
        ["counter"],
        [
            ("workspace:counter", "Tiếp nhận tại quầy", "plus"),
            ("workspace:hand_over", "Trả kết quả", "check-circle"),
        ],
    ),
    ("", ["unit_head", "leader", "inspector"], [("workspace:unit", "Đơn vị theo cán bộ", "people")]),
    ("", ["unit_head", "leader", "inspector", "administrator"], [("dashboards:home", "Bảng theo dõi", "chart")]),
    ("", ["clerk"], [("signatures:copies", "Bản sao điện tử", "copy")]),
    ("", ["counter", "leader", "inspector"], [("workspace:register", "Sổ theo dõi hồ sơ", "list")]),
    (
        "",
        ["unit_head", "leader", "administrator", "inspector"],
        [("workspace:ask_readers", "Ai xem được hồ sơ", "search")],
    ),
    (
        "Thủ tục",
        {"catalogue_editor"},
        [
            ("catalogue:manage", "Danh mục thủ tục", "list"),
            ("catalogue:amendments", "Dự thảo thủ tục", "edit"),
            ("catalogue:review", "Rà soát thủ tục", "check-circle"),
            ("catalogue:synonyms", "Từ khóa tìm kiếm", "search"),
        ],
    ),
    (
        "Nhật ký",
        ["inspector"],
        [("workspace:trail", "Tra cứu nhật ký", "search")],
    ),
    ("", ["inspector", "administrator"], [("workspace:trail_seals", "Niêm phong nhật ký", "shield")]),
    (
        "Quản trị",
        {"administrator"},
        [
            ("workspace:staff", "Cán bộ và tài khoản", "people"),
            ("signatures:keys", "Chứng thư chữ ký số", "stamp"),
            ("workspace:signing_overview", "Tình hình ký số", "chart"),
            ("workspace:quarantine", "Tệp bị cách ly", "shield"),
            ("workspace:backups", "Sao lưu", "history"),
        ],
    ),
    (
        "Cổng dịch vụ công",
        {"administrator@province"},
        [
            ("pages:overview", "Trang thông tin", "edit"),
            ("pages:interruptions", "Tạm ngừng", "warn"),
            ("pages:feedback_inbox", "Góp ý về cổng", "mail"),
        ],
    ),
    (
        "Hệ thống kết nối",
        {"administrator@province"},
        [
            ("sso:systems", "Đăng nhập một lần", "shield"),
            ("sso:tokens", "Mã truy cập", "lock"),
            ("signatures:anchors", "Gốc tin cậy chữ ký", "check-circle"),
        ],
    ),
    (
        "Dữ liệu cá nhân",
        {"administrator@province"},
        [("privacy:requests", "Yêu cầu của người dân", "mail"), ("privacy:breaches", "Sự cố dữ liệu", "warn")],
    ),
    ("Dữ liệu cá nhân", {"inspector@province"}, [("privacy:holds", "Giữ dữ liệu", "lock")]),
    (
        "Cơ quan",
        None,
        [
            ("organisation:structure", "Tổ chức, cán bộ", "people"),
            ("organisation:calendar", "Lịch làm việc", "calendar"),
            ("workspace:delegations", "Ủy quyền, làm thay", "people"),
            ("workspace:roles", "Vai trò và quyền", "shield"),
        ],
    ),
]

# In the menu of the one signed in: who sees a place is "person", "officer" or "both".
PERSON_MENU = [
    ("portal:acting_for", "Làm việc cho ai", "building", "person"),
    ("notifications:inbox", "Thông báo", "bell", "both"),
    ("notifications:choices", "Cách nhận thông báo", "send", "both"),
    ("portal:my_data", "Dữ liệu cá nhân của tôi", "person", "person"),
    ("sso:agreements", "Hệ thống kết nối", "shield", "both"),
    ("organisation:my_positions", "Vị trí công tác", "building", "officer"),
    ("signatures:own_key", "Chứng thư số của tôi", "stamp", "officer"),
    ("identity:security", "Bảo mật tài khoản", "shield", "officer"),
    ("identity:sessions", "Phiên đăng nhập", "clock", "both"),
]
