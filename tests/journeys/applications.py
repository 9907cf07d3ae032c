"""What citizens of the demo hand in for the four real procedures, and the way each takes through the offices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from congso.files.testing import as_jpeg, page_picture, text_pdf
from congso.kernel import clock
from congso.organisation.rules.roles import Role

AN, NGOC, PHUC, KIM_NGAN = "096085000101", "096192000202", "096078000303", "096304000606"
"""People the stand-in of VNeID knows; the first two live in phường Tân Thành."""

ADDRESS_OF = {"province": "96", "commune": "32025", "street": "Số 12, khóm 3"}


def address(name: str) -> dict[str, str]:
    """Return the answers to an address question."""
    return {f"{name}-{part}": value for part, value in ADDRESS_OF.items()}


def pdf(about: str) -> bytes:
    """A small PDF that says what it is: two papers are never the same file."""
    return text_pdf(f"{about}, trang 1")


def photograph() -> bytes:
    """A photograph of a paper."""
    return as_jpeg(page_picture(size=(620, 877)), quality=70)


def file(name: str = "giay-chung-sinh.pdf", content: bytes | None = None, kind: str = "application/pdf") -> Any:
    """A file as a browser sends it."""
    return {"name": name, "mimeType": kind, "buffer": pdf(name) if content is None else content}


@dataclass(frozen=True)
class Act:
    """What an officer does: who, the button, what the form is given, and a form to unfold first."""

    role: Role
    button: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Application:
    """A procedure as one citizen applies for it."""

    code: str
    name: str
    search: str
    field_of_work: str
    citizen: str
    place: Mapping[str, str]
    answers: Mapping[str, Any]
    papers: Mapping[str, Any]
    way: tuple[Act, ...]


def _at_the_desk(*more: Act) -> tuple[Act, ...]:
    return (Act(Role.COUNTER, "Tiếp nhận hồ sơ"), *more, Act(Role.COUNTER, "Chuyển xử lý"))


PAID = Act(Role.COUNTER, "Thu tiền", {"thu-tien-method": "cash", "thu-tien-receipt_number": "0001"})
DRAFT = {"du-thao-body": "Theo hồ sơ đã thẩm tra, đề nghị cấp theo quy định."}
ENDING = (
    Act(Role.LEADER, "Phê duyệt"),
    Act(Role.CLERK, "Ban hành kết quả"),
    Act(Role.COUNTER, "Trả kết quả"),
)


def birth() -> Application:
    """Registration of a birth some days ago: a photographed paper, the same day."""
    born = clock.today() - timedelta(days=12)
    return Application(
        code="1.001193",
        name="Đăng ký khai sinh",
        search="dang ky khai sinh",
        field_of_work="Hộ tịch",
        citizen=AN,
        place={"case": "1.001193.01", "return_channel": "counter"},
        answers={
            "relation": "father",
            "child_name": "Nguyễn Minh Khôi",
            "child_gender": "male",
            "child_born_on": f"{born:%d/%m/%Y}",
            "child_ethnicity": "Kinh",
            "child_place_of_birth": "Bệnh viện Sản – Nhi Cà Mau, phường Tân Thành, tỉnh Cà Mau",
            "child_home": "Phường Tân Thành, tỉnh Cà Mau",
            "mother_name": "Trần Thị Bích Ngọc",
            "mother_born_on": "02/09/1992",
            "mother_identity_number": NGOC,
            "mother_ethnicity": "Kinh",
            **address("mother_address"),
            "father_name": "Nguyễn Văn An",
            "father_born_on": "15/03/1985",
            "father_identity_number": AN,
            "father_ethnicity": "Kinh",
            **address("father_address"),
            "parents_married": "yes",
        },
        papers={"TP02": file("giay-chung-sinh.jpg", photograph(), "image/jpeg")},
        way=(
            *_at_the_desk(),
            Act(Role.SPECIALIST, "Dự thảo kết quả", DRAFT),
            Act(Role.SPECIALIST, "Chuyển bước tiếp theo"),
            *ENDING,
        ),
    )


def marital_status() -> Application:
    """A certificate that one is single: the head of the division reads the draft."""
    return Application(
        code="1.004873",
        name="Cấp Giấy xác nhận tình trạng hôn nhân",
        search="xac nhan tinh trang hon nhan",
        field_of_work="Hộ tịch",
        citizen=NGOC,
        place={"return_channel": "online"},
        answers={
            "gender": "female",
            "ethnicity": "Kinh",
            **address("residence"),
            "marital_status": "single",
            "lived_elsewhere": "no",
            "purpose": "marriage",
            "partner_name": "Lê Hoàng Phúc",
            "marriage_place": "Ủy ban nhân dân phường Tân Thành",
        },
        papers={},
        way=(
            *_at_the_desk(PAID),  # before it is paid, a result is not handed over, online neither
            Act(Role.SPECIALIST, "Dự thảo kết quả", DRAFT),
            Act(Role.SPECIALIST, "Chuyển bước tiếp theo", {"chuyen-buoc-branch": "-"}),
            Act(Role.UNIT_HEAD, "Chuyển bước tiếp theo"),
            *ENDING[:-1],  # whoever wants the result online has it when it is issued
        ),
    )


def household_business() -> Application:
    """A small shop: two steps of the specialist, and a fee."""
    return Application(
        code="1.001612",
        name="Đăng ký thành lập hộ kinh doanh",
        search="thanh lap ho kinh doanh",
        field_of_work="Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
        citizen=AN,
        place={"return_channel": "counter"},
        answers={
            "business_name": "Tạp hóa Ngọc Hân",
            **address("business_address"),
            "business_phone": "0912 345 678",
            "capital_vnd": "50.000.000",
            "number_of_workers": "2",
            "business_lines-0-name": "Bán lẻ hàng tạp hóa",
            "business_lines-0-code": "4711",
            "tax_method": "declaration",
            "social_insurance": "monthly",
            "may_found": True,
            "no_other_business": True,
        },
        papers={},
        way=(
            *_at_the_desk(PAID),
            Act(Role.SPECIALIST, "Chuyển bước tiếp theo", {"chuyen-buoc-branch": "-"}),
            Act(Role.SPECIALIST, "Dự thảo kết quả", DRAFT),
            Act(Role.SPECIALIST, "Chuyển bước tiếp theo"),
            *ENDING,
        ),
    )


def house_permit() -> Application:
    """A permit for one's own house: assigned by the head, checked on the site, reviewed."""
    return Application(
        code="1.013225",
        name="Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
        search="giay phep xay dung nha o",
        field_of_work="Hoạt động xây dựng",
        citizen=NGOC,
        place={"case": "1.013225.01", "return_channel": "counter"},
        answers={
            "site_commune": "32025",
            "site_address": "Số 12, khóm 3",
            "plot_number": "125",
            "map_sheet": "14",
            "plot_area_m2": "120,5",
            "land_paper": "certificate",
            "land_paper_number": "DK 123456, cấp ngày 15/06/2020",
            "is_residential_land": "yes",
            "building_grade": "IV",
            "ground_floor_area_m2": "80",
            "total_floor_area_m2": "80",
            "height_m": "5",
            "storeys": "1",
            "finish_within_months": "10",
            "designed_by": "owner",
        },
        papers={"TP02": file("giay-chung-nhan.pdf"), "TP03": file("ban-ve.pdf")},
        way=(
            *_at_the_desk(PAID),
            Act(Role.UNIT_HEAD, "Phân công thụ lý", {"phan-cong-officer": "the specialist"}),
            Act(Role.SPECIALIST, "Chuyển bước tiếp theo", {"chuyen-buoc-branch": "-"}),
            Act(Role.SPECIALIST, "Chuyển bước tiếp theo", {"chuyen-buoc-branch": "-"}),
            Act(Role.SPECIALIST, "Dự thảo kết quả", DRAFT),
            Act(Role.SPECIALIST, "Chuyển bước tiếp theo"),
            Act(Role.UNIT_HEAD, "Chuyển bước tiếp theo"),
            *ENDING,
        ),
    )


ALL = (birth, marital_status, household_business, house_permit)
