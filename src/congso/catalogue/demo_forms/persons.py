"""What many declarations ask of a person and print of the applicant, and the questions about copies."""

from typing import Any

from congso.catalogue.rules import blocks
from congso.catalogue.rules.form_language import Field, FieldType, Group

from .asking import Condition, address, choice, citizen_number, day, group, is_, number, text
from .ethnicities import ETHNICITIES

IDENTITY_HELP = "12 chữ số trên thẻ căn cước; bỏ trống nếu không có."

APPLICANT_LINES = (
    "Họ, chữ đệm, tên người yêu cầu: {applicant_name}",
    "Ngày, tháng, năm sinh: {applicant_born_on}. Số định danh cá nhân: {applicant_identity_number}",
    "Nơi cư trú: {applicant_address}, {applicant_commune}",
    "Số điện thoại: {applicant_phone}. Thư điện tử: {applicant_email}",
)

COPIES_LINES = (
    "[] wants_copies",
    "? Số lượng: {number_of_copies}",
)


def registered_person(
    prefix: str, of: str, *, residence: str = "Nơi cư trú", when: Condition | None = None, **born: Any
) -> tuple[Field, ...]:
    """What a civil register writes of a person; keys `<prefix>_…`. `born` are bounds for the day of birth."""
    return (
        text(f"{prefix}_name", f"Họ, chữ đệm, tên {of}", 120, example="Trần Văn Bảy", when=when),
        day(f"{prefix}_born_on", f"Ngày, tháng, năm sinh {of}", example="05/09/1985", when=when, **born),
        choice(f"{prefix}_gender", f"Giới tính {of}", *blocks.GENDERS, when=when),
        choice(f"{prefix}_ethnicity", f"Dân tộc {of}", *ETHNICITIES, when=when),
        nationality(prefix, of, when=when),
        citizen_number(
            f"{prefix}_identity_number",
            f"Số định danh cá nhân {of}",
            required=False,
            help=IDENTITY_HELP,
            born_field=f"{prefix}_born_on",
            gender_field=f"{prefix}_gender",
            when=when,
        ),
        text(
            f"{prefix}_identity_paper",
            f"Giấy tờ tùy thân khác {of}",
            required=False,
            help="Loại giấy tờ, số, nơi cấp, ngày cấp; chỉ ghi khi không có số định danh cá nhân.",
            example="Hộ chiếu C1234567, Cục Quản lý xuất nhập cảnh cấp ngày 12/03/2020",
            when=when,
        ),
        address(f"{prefix}_residence", f"{residence} {of}", when=when),
    )


def nationality(prefix: str, of: str, *, when: Condition | None = None) -> Field:
    """The nationality of a person."""
    return text(f"{prefix}_nationality", f"Quốc tịch {of}", 60, default="Việt Nam", when=when)


def person_lines(prefix: str, residence: str = "Nơi cư trú", mark: str = "") -> tuple[str, ...]:
    """The lines of `registered_person` on paper; with `mark` "?" they vanish when the person is not asked for."""
    return (
        f"{mark} Họ, chữ đệm, tên: {{{prefix}_name}}".strip(),
        f"{mark} Ngày, tháng, năm sinh: {{{prefix}_born_on}}".strip(),
        f"{mark} Giới tính: {{{prefix}_gender}}. Dân tộc: {{{prefix}_ethnicity}}. "
        f"Quốc tịch: {{{prefix}_nationality}}".strip(),
        f"{mark} {residence}: {{{prefix}_residence}}".strip(),
        f"{mark} Số định danh cá nhân: {{{prefix}_identity_number}}. "
        f"Giấy tờ tùy thân khác: {{{prefix}_identity_paper}}".strip(),
    )


def copies(of: str) -> Group:
    """Whether copies are wanted beside the result, and how many."""
    return group(
        "copies",
        "Bản sao",
        choice("wants_copies", f"Đề nghị cấp bản sao {of}?", ("no", "Không"), ("yes", "Có"), default="no"),
        number(
            "number_of_copies",
            "Số lượng bản sao",
            1,
            20,
            unit="bản",
            example="2",
            help="Mỗi bản sao trích lục thu phí theo Thông tư 281/2016/TT-BTC.",
            when=is_("wants_copies", "yes"),
        ),
    )


def organisation(*, always: bool = False) -> Group:
    """Whether the applicant speaks for an organisation, and which; `always` where only organisations apply."""
    for_it = None if always else is_("speaks_for", "organisation")
    asked: tuple[Field, ...] = (
        text("organisation_name", "Tên tổ chức", when=for_it, example="Hợp tác xã Vận tải Đất Mũi"),
        Field(
            "organisation_tax_code",
            FieldType.TAX_CODE,
            "Mã số doanh nghiệp hoặc mã số thuế",
            required=True,
            when=for_it,
            help="10 hoặc 13 chữ số.",
            example="2000999995",
        ),
        address("organisation_address", "Địa chỉ trụ sở", when=for_it),
        text("representative_position", "Chức vụ của người đại diện", 100, when=for_it, example="Giám đốc"),
    )
    if not always:
        speaks = choice(
            "speaks_for",
            "Đề nghị cho",
            ("self", "Cá nhân, hộ gia đình tôi"),
            ("organisation", "Tổ chức do tôi đại diện"),
            default="self",
        )
        asked = (speaks, *asked)
    return group("organisation", "Tổ chức đề nghị", *asked)


ORGANISATION_LINES = (
    "Tên tổ chức: {organisation_name}. Mã số: {organisation_tax_code}",
    "Địa chỉ trụ sở: {organisation_address}",
    "Người đại diện: {applicant_name}. Chức vụ: {representative_position}",
)
