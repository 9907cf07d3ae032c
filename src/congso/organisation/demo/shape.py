"""What an agency of the demo looks like inside: its units, their fields of work, and the positions in them.

The offices of communes follow Decree 150/2025/NĐ-CP (Văn phòng HĐND và UBND, Phòng Kinh tế or Phòng Kinh tế, Hạ tầng và
Đô thị, Phòng Văn hóa – Xã hội) and Decree 118/2025/NĐ-CP (Trung tâm Phục vụ hành chính công); those of 2021 follow
Decrees 37/2014/NĐ-CP, 108/2020/NĐ-CP and 61/2018/NĐ-CP. Which divisions a department has inside is made up: demo data.
"""

from dataclasses import dataclass

from congso.organisation.models import Unit
from congso.organisation.rules.roles import Role

Kind = Unit.Kind

JUSTICE = (
    "Hộ tịch",
    "Nuôi con nuôi",
    "Chứng thực",
    "Quốc tịch",
    "Hòa giải ở cơ sở",
    "Phổ biến, giáo dục pháp luật",
    "Trợ giúp pháp lý",
    "Bồi thường nhà nước",
)
COMPLAINTS = ("Khiếu nại, tố cáo", "Tiếp công dân", "Tổng hợp", "Phòng, chống tham nhũng")
BUSINESS = (
    "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
    "Thành lập và hoạt động của hộ kinh doanh",
    "Thành lập và hoạt động của tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã",
    "Hỗ trợ tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã",
    "Tài chính đất đai",
    "Quản lý công sản",
    "Quản lý chương trình mục tiêu quốc gia",
    "Lưu thông hàng hóa trong nước",
)
CONSTRUCTION = (
    "Hoạt động xây dựng",
    "Quy hoạch đô thị và nông thôn",
    "Quản lý chất lượng công trình xây dựng",
    "Nhà ở và công sở",
    "Hạ tầng kỹ thuật",
    "Phát triển đô thị",
    "Kiến trúc",
    "Đường bộ",
    "Hàng hải và đường thủy nội địa",
)
LAND = ("Đất đai", "Môi trường", "Tài nguyên nước", "Địa chất và khoáng sản", "Biển và hải đảo")
FARMING = (
    "Nông nghiệp",
    "Trồng trọt",
    "Trồng trọt và Bảo vệ thực vật",
    "Chăn nuôi",
    "Thú y",
    "Thủy sản",
    "Thủy lợi",
    "Lâm nghiệp",
    "Kiểm lâm",
    "Giảm nghèo",
    "Kinh tế hợp tác và Phát triển nông thôn",
    "Quản lý Đê điều và Phòng, chống thiên tai",
)
SOCIETY = (
    "Người có công",
    "Chính sách",
    "Bảo trợ xã hội",
    "Việc làm",
    "Trẻ em",
    "Phòng, chống tệ nạn xã hội",
    "Tổ chức, cán bộ",
    "Thi đua, khen thưởng",
    "Tôn giáo Chính phủ",
    "Công tác dân tộc",
    "Văn hóa",
    "Thể dục thể thao",
    "Gia đình",
    "Thư viện",
    "Giáo dục mầm non",
    "Giáo dục tiểu học",
    "Giáo dục trung học cơ sở",
    "Khám bệnh, chữa bệnh",
    "Y tế dự phòng",
)


@dataclass(frozen=True, slots=True)
class Post:
    """A position and how many hold it; `login` is the first part of their user names."""

    title: str
    roles: tuple[Role, ...]
    login: str
    holders: int = 1


@dataclass(frozen=True, slots=True)
class Office:
    """A unit with its posts; `inside` names the unit it belongs to."""

    kind: Kind
    name: str
    posts: tuple[Post, ...]
    fields: tuple[str, ...] = ()
    inside: str = ""


def leaders(of: str, head: str = "Chủ tịch", deputy: str = "Phó Chủ tịch") -> Office:
    """Return the leadership of an agency: whoever approves and signs."""
    return Office(
        Kind.LEADERSHIP,
        f"Lãnh đạo {of}",
        (
            Post(head, (Role.LEADER,), "lanhdao"),
            Post(deputy, (Role.LEADER,), "pholanhdao"),
        ),
    )


def division(
    name: str,
    fields: tuple[str, ...],
    login: str,
    *,
    head: str = "Trưởng phòng",
    specialists: int = 2,
    inside: str = "",
) -> Office:
    """Return a specialised division: a head and those who work on dossiers."""
    return Office(
        Kind.DIVISION,
        name,
        (
            Post(head, (Role.UNIT_HEAD,), f"truongphong.{login}"),
            Post("Chuyên viên", (Role.SPECIALIST,), f"chuyenvien.{login}", specialists),
        ),
        fields,
        inside,
    )


def clerks(inside: str) -> Office:
    """Return those who number, seal and issue."""
    return Office(Kind.CLERKS, f"Văn thư – {inside}", (Post("Văn thư", (Role.CLERK,), "vanthu"),), inside=inside)


def desk(name: str, head: str, counters: int) -> Office:
    """Return the one-stop desk: its head and the counter officers."""
    return Office(
        Kind.ONE_STOP_DESK,
        name,
        (
            Post(head, (Role.UNIT_HEAD, Role.COUNTER), "truongmotcua"),
            Post("Cán bộ tiếp nhận và trả kết quả", (Role.COUNTER,), "motcua", counters),
        ),
    )


def commune_of_today(kind: str) -> tuple[Office, ...]:
    """Return the offices of a commune's committee since 1 July 2025; wards have a different economic division."""
    of = kind.lower()
    office = f"Văn phòng HĐND và UBND {of}"
    economy = "Phòng Kinh tế" if kind == "Xã" else "Phòng Kinh tế, Hạ tầng và Đô thị"
    return (
        leaders(f"Ủy ban nhân dân {of}"),
        desk(f"Trung tâm Phục vụ hành chính công {of}", "Phó Giám đốc Trung tâm", 2),
        division(office, JUSTICE + COMPLAINTS, "vanphong", head="Chánh Văn phòng"),
        clerks(office),
        division(economy, BUSINESS + CONSTRUCTION + LAND + FARMING, "kinhte", specialists=3),
        division("Phòng Văn hóa – Xã hội", SOCIETY, "vanhoa"),
    )


def commune_of_2021(kind: str) -> tuple[Office, ...]:
    """Return the posts of a commune in the three-tier regime: civil servants by title, no divisions."""
    of = kind.lower()
    office = "Văn phòng – Thống kê"

    def titled(name: str, fields: tuple[str, ...], login: str) -> Office:
        return Office(
            Kind.DIVISION,
            name,
            (
                Post(f"Công chức {name} (phụ trách)", (Role.UNIT_HEAD, Role.SPECIALIST), f"phutrach.{login}"),
                Post(f"Công chức {name}", (Role.SPECIALIST,), f"congchuc.{login}"),
            ),
            fields,
        )

    land = (
        "Địa chính – Nông nghiệp – Xây dựng và Môi trường"
        if kind == "Xã"
        else "Địa chính – Xây dựng – Đô thị và Môi trường"
    )
    return (
        leaders(f"Ủy ban nhân dân {of}"),
        desk("Bộ phận Tiếp nhận và Trả kết quả", "Công chức phụ trách Bộ phận Một cửa", 1),
        titled("Tư pháp – Hộ tịch", JUSTICE + COMPLAINTS, "tuphap"),
        titled(land, LAND + CONSTRUCTION + FARMING + BUSINESS, "diachinh"),
        titled("Văn hóa – Xã hội", SOCIETY, "vanhoa"),
        Office(Kind.CLERKS, office, (Post("Công chức Văn phòng – Thống kê", (Role.CLERK,), "vanthu"),)),
    )


def district_of_2021(kind: str) -> tuple[Office, ...]:
    """Return the offices of a district's committee in the three-tier regime."""
    of = kind.lower()
    office = f"Văn phòng HĐND và UBND {of}"
    building = "Phòng Kinh tế và Hạ tầng" if kind == "Huyện" else "Phòng Quản lý đô thị"
    farming = "Phòng Nông nghiệp và Phát triển nông thôn" if kind == "Huyện" else "Phòng Kinh tế"
    return (
        leaders(f"Ủy ban nhân dân {of}"),
        desk(f"Bộ phận Tiếp nhận và Trả kết quả {of}", "Phó Chánh Văn phòng phụ trách Một cửa", 3),
        division(office, COMPLAINTS, "vanphong", head="Chánh Văn phòng", specialists=1),
        clerks(office),
        division("Phòng Tư pháp", JUSTICE, "tuphap"),
        division("Phòng Tài chính – Kế hoạch", BUSINESS, "taichinh"),
        division(building, CONSTRUCTION, "hatang"),
        division("Phòng Tài nguyên và Môi trường", LAND, "tainguyen"),
        division(farming, FARMING, "nongnghiep"),
        division("Phòng Lao động – Thương binh và Xã hội", SOCIETY[:6], "laodong"),
        division("Phòng Nội vụ", SOCIETY[6:10], "noivu"),
        division("Phòng Văn hóa và Thông tin", SOCIETY[10:14], "vanhoa"),
        division("Phòng Giáo dục và Đào tạo", SOCIETY[14:17], "giaoduc"),
        division("Phòng Y tế", SOCIETY[17:], "yte", specialists=1),
    )


Departments = tuple[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]], ...]


def office_of_the_committee() -> tuple[Office, ...]:
    """Return the offices of Văn phòng Ủy ban nhân dân tỉnh: it controls procedures and runs this system."""
    office = "Phòng Hành chính – Tổ chức"
    return (
        leaders("Văn phòng Ủy ban nhân dân tỉnh", "Chánh Văn phòng", "Phó Chánh Văn phòng"),
        Office(Kind.CLERKS, f"Văn thư – {office}", (Post("Văn thư", (Role.CLERK,), "vanthu"),)),
        Office(
            Kind.DIVISION,
            "Phòng Kiểm soát thủ tục hành chính",
            (
                Post("Trưởng phòng", (Role.UNIT_HEAD, Role.CATALOGUE_EDITOR), "truongphong.kstthc"),
                Post("Chuyên viên kiểm soát thủ tục hành chính", (Role.CATALOGUE_EDITOR,), "kstthc"),
            ),
            ("Kiểm soát thủ tục hành chính",),
        ),
        Office(
            Kind.ADMINISTRATION,
            "Tổ Quản trị hệ thống",
            (Post("Quản trị hệ thống", (Role.ADMINISTRATOR,), "quantri"),),
        ),
    )


def provincial_centre() -> tuple[Office, ...]:
    """Return the offices of the province's one-stop centre."""
    return (
        leaders("Trung tâm", "Giám đốc", "Phó Giám đốc"),
        desk("Phòng Tiếp nhận và Trả kết quả", "Trưởng phòng Tiếp nhận", 6),
        Office(Kind.CLERKS, "Văn thư Trung tâm", (Post("Văn thư", (Role.CLERK,), "vanthu"),)),
    )
