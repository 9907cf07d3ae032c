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

DEPARTMENTS_2026: Departments = (
    (
        "Sở Nội vụ",
        "sonoivu",
        (
            (
                "Phòng Tổ chức, biên chế và Cải cách hành chính",
                (
                    "Tổ chức, cán bộ",
                    "Tổ chức phi chính phủ",
                    "Thi đua – Khen thưởng",
                    "Thi đua khen thưởng",
                    "Văn thư, lưu trữ",
                ),
            ),
            (
                "Phòng Người có công và Lao động",
                (
                    "Người có công",
                    "Chính sách",
                    "Việc làm",
                    "Lao động",
                    "Quản lý lao động ngoài nước",
                    "Kiểm định kỹ thuật an toàn lao động",
                ),
            ),
        ),
    ),
    (
        "Sở Tư pháp",
        "sotuphap",
        (
            (
                "Phòng Hành chính tư pháp",
                (
                    "Hộ tịch",
                    "Quốc tịch",
                    "Nuôi con nuôi",
                    "Chứng thực",
                    "Bồi thường nhà nước",
                    "Lý lịch tư pháp",
                    "Đăng ký biện pháp bảo đảm",
                ),
            ),
            (
                "Phòng Bổ trợ tư pháp",
                (
                    "Công chứng",
                    "Luật sư",
                    "Thừa phát lại",
                    "Giám định tư pháp",
                    "Đấu giá tài sản",
                    "Trợ giúp pháp lý",
                    "Trọng tài thương mại",
                    "Hòa giải thương mại",
                    "Tư vấn pháp luật",
                    "Quản tài viên",
                    "Hòa giải ở cơ sở",
                    "Thi hành án dân sự",
                ),
            ),
        ),
    ),
    (
        "Sở Tài chính",
        "sotaichinh",
        (
            (
                "Phòng Đăng ký kinh doanh",
                (
                    "Thành lập và hoạt động của doanh nghiệp",
                    "Thành lập và hoạt động doanh nghiệp xã hội",
                    "Hỗ trợ doanh nghiệp nhỏ và vừa",
                    "Hỗ trợ doanh nghiệp",
                    "Thành lập và hoạt động của tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã",
                    "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
                ),
            ),
            (
                "Phòng Đầu tư và Đấu thầu",
                (
                    "Đầu tư tại Việt nam",
                    "Đầu tư tại Việt Nam",
                    "Đấu thầu",
                    "Đấu thầu lựa chọn nhà đầu tư",
                    "Hỗ trợ đầu tư",
                    "Đầu tư theo phương thức đối tác công tư",
                    "Đầu tư bằng vốn hỗ trợ phát triển chính thức (ODA) và viện trợ không hoàn lại không thuộc "
                    "hỗ trợ phát triển chính thức",
                    "Quản lý nhà nước về khu công nghiệp, khu kinh tế",
                ),
            ),
            (
                "Phòng Quản lý công sản và Giá",
                (
                    "Quản lý công sản",
                    "Quản lý giá",
                    "Tài chính đất đai",
                    "Tài chính doanh nghiệp",
                    "Bảo hiểm",
                    "Kế toán, kiểm toán",
                    "Tin học - Thống kê",
                ),
            ),
        ),
    ),
    (
        "Sở Công Thương",
        "socongthuong",
        (
            (
                "Phòng Quản lý thương mại",
                ("Lưu thông hàng hóa trong nước", "Xúc tiến thương mại", "Thương mại quốc tế", "An toàn thực phẩm"),
            ),
            (
                "Phòng Quản lý công nghiệp và năng lượng",
                ("Điện", "Hóa chất", "Dầu khí", "Vật liệu nổ công nghiệp", "Cụm công nghiệp"),
            ),
        ),
    ),
    (
        "Sở Nông nghiệp và Môi trường",
        "sonnmt",
        (
            ("Phòng Quản lý đất đai", ("Đất đai", "Đo đạc, bản đồ và thông tin địa lý")),
            (
                "Phòng Tài nguyên và Môi trường",
                (
                    "Môi trường",
                    "Tài nguyên nước",
                    "Địa chất và khoáng sản",
                    "Biển và hải đảo",
                    "Khí tượng, thủy văn",
                    "Biến đổi khí hậu",
                    "Bảo tồn thiên nhiên và Đa dạng sinh học",
                    "Ứng phó sự cố tràn dầu",
                ),
            ),
            (
                "Chi cục Thủy sản và Nông nghiệp",
                (
                    "Thủy sản",
                    "Trồng trọt",
                    "Trồng trọt và Bảo vệ thực vật",
                    "Chăn nuôi",
                    "Thú y",
                    "Nông nghiệp",
                    "Thủy lợi",
                    "Quản lý chất lượng nông lâm sản và thủy sản",
                    "Kinh tế hợp tác và Phát triển nông thôn",
                    "Giảm nghèo",
                    "Quản lý Đê điều và Phòng, chống thiên tai",
                ),
            ),
            ("Chi cục Kiểm lâm", ("Lâm nghiệp", "Kiểm lâm")),
        ),
    ),
    (
        "Sở Xây dựng",
        "soxaydung",
        (
            (
                "Phòng Quản lý xây dựng",
                (
                    "Hoạt động xây dựng",
                    "Quản lý chất lượng công trình xây dựng",
                    "Vật liệu xây dựng",
                    "Kiến trúc",
                    "Quy hoạch đô thị và nông thôn",
                ),
            ),
            (
                "Phòng Nhà ở và Hạ tầng",
                ("Nhà ở và công sở", "Kinh doanh bất động sản", "Hạ tầng kỹ thuật", "Phát triển đô thị"),
            ),
            (
                "Phòng Quản lý vận tải",
                (
                    "Đường bộ",
                    "Hàng hải và đường thủy nội địa",
                    "Đăng kiểm",
                    "Đường sắt",
                    "Giao thông vận tải",
                    "Hàng không",
                ),
            ),
        ),
    ),
    (
        "Sở Khoa học và Công nghệ",
        "sokhcn",
        (
            (
                "Phòng Quản lý khoa học",
                ("Khoa học và Công nghệ", "Khoa học công nghệ", "Sở hữu trí tuệ", "Tiêu chuẩn đo lường chất lượng"),
            ),
            ("Phòng Viễn thông và Chuyển đổi số", ("Viễn thông và Internet", "Bưu chính", "Tần số vô tuyến điện")),
        ),
    ),
    (
        "Sở Văn hóa, Thể thao và Du lịch",
        "sovhttdl",
        (
            (
                "Phòng Quản lý văn hóa và Gia đình",
                ("Văn hóa", "Văn hóa cơ sở", "Di sản văn hóa", "Gia đình", "Thư viện", "Báo chí", "Xuất bản"),
            ),
            ("Phòng Quản lý du lịch và Thể thao", ("Du lịch", "Thể dục thể thao", "Lữ hành")),
        ),
    ),
    (
        "Sở Giáo dục và Đào tạo",
        "sogddt",
        (
            (
                "Phòng Quản lý chất lượng giáo dục",
                (
                    "Giáo dục và Đào tạo",
                    "Giáo dục trung học",
                    "Giáo dục mầm non",
                    "Giáo dục nghề nghiệp",
                    "Văn bằng, chứng chỉ",
                ),
            ),
        ),
    ),
    (
        "Sở Y tế",
        "soyte",
        (
            ("Phòng Nghiệp vụ y", ("Khám bệnh, chữa bệnh", "Y tế dự phòng", "Giám định y khoa")),
            (
                "Phòng Nghiệp vụ dược và An toàn thực phẩm",
                ("Dược phẩm", "Mỹ phẩm", "An toàn thực phẩm và dinh dưỡng", "Trang thiết bị y tế"),
            ),
            ("Phòng Bảo trợ xã hội và Trẻ em", ("Bảo trợ xã hội", "Trẻ em", "Dân số", "Phòng, chống tệ nạn xã hội")),
        ),
    ),
    (
        "Sở Dân tộc và Tôn giáo",
        "sodttg",
        (("Phòng Dân tộc và Tôn giáo", ("Công tác dân tộc", "Tôn giáo Chính phủ")),),
    ),
    (
        "Thanh tra tỉnh",
        "thanhtra",
        (
            (
                "Phòng Nghiệp vụ",
                (
                    "Khiếu nại, tố cáo",
                    "Giải quyết khiếu nại",
                    "Giải quyết tố cáo",
                    "Phòng, chống tham nhũng",
                    "Tiếp công dân",
                ),
            ),
        ),
    ),
)
"""Mandatory departments of Decree 150/2025/NĐ-CP art. 8, and one optional (art. 9) that the province plausibly has.

The Văn phòng Ủy ban nhân dân, also mandatory, is built apart: it runs the centre and the system.
"""

DEPARTMENTS_2021: Departments = (
    (
        "Sở Nội vụ",
        "sonoivu",
        (("Phòng Tổ chức, biên chế", ("Tổ chức, cán bộ", "Thi đua khen thưởng", "Tôn giáo Chính phủ")),),
    ),
    DEPARTMENTS_2026[1],
    (
        "Sở Tài chính",
        "sotaichinh",
        (("Phòng Giá – Công sản", ("Quản lý công sản", "Quản lý giá", "Tài chính doanh nghiệp")),),
    ),
    (
        "Sở Kế hoạch và Đầu tư",
        "sokhdt",
        (
            ("Phòng Đăng ký kinh doanh", DEPARTMENTS_2026[2][2][0][1]),
            ("Phòng Doanh nghiệp và Kinh tế đối ngoại", DEPARTMENTS_2026[2][2][1][1]),
        ),
    ),
    DEPARTMENTS_2026[3],
    (
        "Sở Nông nghiệp và Phát triển nông thôn",
        "sonnptnt",
        (("Chi cục Thủy sản và Nông nghiệp", DEPARTMENTS_2026[4][2][2][1]), DEPARTMENTS_2026[4][2][3]),
    ),
    ("Sở Tài nguyên và Môi trường", "sotnmt", (DEPARTMENTS_2026[4][2][0], DEPARTMENTS_2026[4][2][1])),
    ("Sở Xây dựng", "soxaydung", (DEPARTMENTS_2026[5][2][0], DEPARTMENTS_2026[5][2][1])),
    (
        "Sở Giao thông vận tải",
        "sogtvt",
        (
            (
                "Phòng Quản lý vận tải, phương tiện và người lái",
                DEPARTMENTS_2026[5][2][2][1] + ("Sát hạch, cấp giấy phép lái xe",),
            ),
        ),
    ),
    (*DEPARTMENTS_2026[6][:2], DEPARTMENTS_2026[6][2][:1]),
    (
        "Sở Thông tin và Truyền thông",
        "sotttt",
        (("Phòng Bưu chính – Viễn thông", ("Viễn thông và Internet", "Bưu chính", "Báo chí", "Xuất bản")),),
    ),
    DEPARTMENTS_2026[7],
    DEPARTMENTS_2026[8],
    ("Sở Y tế", "soyte", DEPARTMENTS_2026[9][2][:2]),
    (
        "Sở Lao động – Thương binh và Xã hội",
        "soldtbxh",
        (("Phòng Người có công và Lao động", DEPARTMENTS_2026[0][2][1][1]), DEPARTMENTS_2026[9][2][2]),
    ),
    ("Ban Dân tộc", "bandantoc", (("Phòng Chính sách dân tộc", ("Công tác dân tộc",)),)),
    DEPARTMENTS_2026[11],
)


def department(name: str, divisions: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Office, ...]:
    """Return the offices of a department; the provincial inspectorate also inspects how dossiers are dealt with."""
    is_inspectorate = name == "Thanh tra tỉnh"
    head = ("Chánh Thanh tra", "Phó Chánh Thanh tra") if is_inspectorate else ("Giám đốc", "Phó Giám đốc")
    office = "Văn phòng Thanh tra" if is_inspectorate else "Văn phòng Sở"
    offices = [
        leaders(name, *head),
        Office(Kind.CLERKS, office, (Post("Văn thư", (Role.CLERK,), "vanthu"),)),
        *(division(one, fields, f"phong{n}") for n, (one, fields) in enumerate(divisions, start=1)),
    ]
    if is_inspectorate:
        offices.append(
            Office(
                Kind.ADMINISTRATION,
                "Bộ phận Thanh tra công vụ",
                (Post("Thanh tra viên", (Role.INSPECTOR,), "thanhtravien"),),
            )
        )
    return tuple(offices)


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
