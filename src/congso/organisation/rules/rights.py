"""What officers may do with the organisation itself, and which roles may."""

from collections.abc import Mapping
from types import MappingProxyType

from congso.kernel.rights import Right, Vocabulary, personal

from .roles import Role


class OrganisationRight(Right):
    """Rights over the organisation, its calendar, and who acts for whom."""

    LOOK = (
        "organisation.look",
        "Xem tổ chức, lịch và giờ làm việc",
        "Xem cơ quan, đơn vị, người giữ vị trí, lịch và giờ làm việc của cả tỉnh vào một ngày bất kỳ.",
    )
    READ_RIGHTS = (
        "organisation.read_rights",
        "Xem vai trò nào làm được gì",
        "Xem bảng quyền của từng vai trò, kèm căn cứ.",
    )
    EDIT_CALENDAR = personal(
        "organisation.edit_calendar",
        "Công bố lịch làm việc",
        "Công bố ngày nghỉ, ngày làm bù của cả tỉnh. Chỉ quản trị của cơ quan cấp tỉnh.",
        "Bộ luật Lao động 45/2019/QH14 Điều 112",
    )
    EDIT_HOURS = personal(
        "organisation.edit_hours",
        "Quyết định giờ làm việc",
        "Quyết định giờ làm việc của cơ quan mình; quản trị của tỉnh quyết định cho mọi cơ quan.",
    )
    KEEP_STAFF = personal(
        "organisation.keep_staff",
        "Bổ nhiệm, điều động, mở và khóa tài khoản cán bộ",
        "Ghi nhận theo quyết định ai giữ vị trí nào, từ ngày nào; mời lập mật khẩu; khóa tài khoản. Quản trị của cơ "
        "quan trong cơ quan mình, quản trị của tỉnh ở mọi cơ quan.",
        "TCVN 14423:2026 cấp độ 3 †",
    )
    READ_BACKUPS = personal(
        "organisation.read_backups",
        "Xem tình trạng sao lưu",
        "Xem lần sao lưu và lần diễn tập phục hồi gần nhất, được hay không, vì sao. Sao lưu và phục hồi làm bằng lệnh "
        "trên máy chủ.",
        "TCVN 14423:2026 cấp độ 3 †",
    )
    DELEGATE = personal(
        "organisation.delegate",
        "Ủy quyền, giao điều hành",
        "Giao cho người khác trong cơ quan làm thay một phần việc của mình, có văn bản và thời hạn, không vượt quyền "
        "của mình; người nhận không được giao lại.",
        "NĐ 30/2020/NĐ-CP Điều 13",
    )
    KEEP_DELEGATIONS = personal(
        "organisation.keep_delegations",
        "Ghi nhận ủy quyền theo văn bản",
        "Nhập và thu hồi ủy quyền, giao điều hành thay người giao, theo văn bản đã ký, trong cơ quan mình.",
        "NĐ 30/2020/NĐ-CP Điều 13",
    )


R = OrganisationRight
_EVERYBODY = frozenset({R.LOOK, R.READ_RIGHTS})

BASIC = frozenset(right.value for right in _EVERYBODY)
"""What everybody in a position has, on whose behalf ever they act."""

HELD_BY: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        Role.COUNTER: _EVERYBODY,
        Role.SPECIALIST: _EVERYBODY,
        Role.UNIT_HEAD: _EVERYBODY | {R.DELEGATE},
        Role.LEADER: _EVERYBODY | {R.DELEGATE},
        Role.CLERK: _EVERYBODY,
        Role.CATALOGUE_EDITOR: _EVERYBODY,
        Role.ADMINISTRATOR: _EVERYBODY
        | {R.EDIT_CALENDAR, R.EDIT_HOURS, R.KEEP_STAFF, R.KEEP_DELEGATIONS, R.READ_BACKUPS},
        Role.INSPECTOR: _EVERYBODY,
    }
)

VOCABULARY = Vocabulary("organisation", "Tổ chức, cán bộ", tuple(R), HELD_BY)
