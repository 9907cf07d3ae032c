"""The departments of the province (sở, ngành) in both regimes: their divisions, and the fields of work of each.

Which divisions a department has inside is made up: demo data.
"""

from congso.organisation.models import Unit
from congso.organisation.rules.roles import Role

from .shape import Departments, Office, Post, division, leaders

Kind = Unit.Kind

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
