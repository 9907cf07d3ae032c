"""What sort of thing an entry tells, and the words for its action."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """The four things the trail keeps (issue of the province's security level 3), and what keeps the trail itself."""

    SIGN_IN = "sign_in", "Đăng nhập, đăng xuất"
    READ = "read", "Xem"
    CHANGE = "change", "Thay đổi"
    EXPORT = "export", "Kết xuất, in, tải về"


def label(code: str) -> str:
    """Return the words for a stored kind; an old code that is no more is shown as it is."""
    return str(Kind(code).label) if code in Kind.values else code


READINGS = {
    "dossiers.read": "Mở hồ sơ",
    "dossiers.reveal": "Xem đầy đủ số định danh, cách liên hệ trong hồ sơ",
    "dossiers.list": "Xem danh sách có hồ sơ",
    "dossiers.search": "Tìm thấy hồ sơ",
    "dossiers.register": "Xem sổ theo dõi",
    "dossiers.register_pdf": "In sổ theo dõi",
    "dossiers.print": "In giấy tờ của hồ sơ",
    "dossiers.own": "Xem hồ sơ của mình",
    "dossiers.own_draft": "Xem bản nháp của mình",
    "dossiers.own_papers": "Xem giấy tờ của mình",
    "dossiers.read_invited": "Xem bản nháp được mời cùng đề nghị",
    "files.read": "Mở tệp",
    "files.fetch_quarantined": "Tải tệp nhiễm mã độc để phân tích",
    "signatures.open_paper": "Mở văn bản ký số từ mã trên giấy",
    "figures.list": "Xem danh sách sau con số thống kê",
    "identity.look_up": "Tra cứu theo số định danh",
    "identity.own": "Xem thông tin của mình",
    "notifications.own": "Xem thông báo của mình",
    "privacy.copy": "Tải bản sao dữ liệu của mình",
    "privacy.request": "Mở yêu cầu về dữ liệu cá nhân",
    "privacy.requests": "Xem danh sách yêu cầu về dữ liệu cá nhân",
    "privacy.holds": "Xem danh sách giữ dữ liệu theo yêu cầu pháp lý",
    "privacy.look_up": "Tra cứu theo số định danh để giữ dữ liệu",
    "representation.read_mandates": "Xem ủy quyền, đại diện",
    "representation.read_body": "Xem tổ chức mình thay mặt",
    "audit.own": "Xem ai đã xem dữ liệu của mình",
    "inspection.search": "Tra cứu nhật ký",
    "inspection.open_entry": "Mở dòng nhật ký",
    "inspection.ask_export": "Yêu cầu kết xuất nhật ký",
}
"""Words for reads and exports, for people who read the trail about themselves."""
