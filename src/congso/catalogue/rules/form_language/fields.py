"""What a form is made of: fields of known types, in groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

MAX_TEXT = 4_000
MAX_ROWS = 50
MAX_MONEY = 10**15
MAX_FILE_KEY = 20
"""A file is kept under the key of its field, beside the papers of the published list."""

APPLICANT_KEYS = (
    "applicant_name",
    "applicant_identity_number",
    "applicant_born_on",
    "applicant_phone",
    "applicant_email",
    "applicant_address",
    "applicant_commune",
)


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    CITIZEN_NUMBER = "citizen_number"
    OLD_IDENTITY_NUMBER = "old_identity_number"
    PHONE = "phone"
    EMAIL = "email"
    TAX_CODE = "tax_code"
    ADDRESS = "address"
    COMMUNE = "commune"
    FILE = "file"
    YES_NO = "yes_no"
    INFORMATION = "information"
    REPEATED = "repeated"
    CALCULATED = "calculated"
    SIGNATURE = "signature"
    MAP_POINT = "map_point"
    DOSSIER = "dossier"


TYPE_LABELS: Mapping[FieldType, str] = {
    FieldType.TEXT: "Văn bản ngắn",
    FieldType.TEXTAREA: "Văn bản dài",
    FieldType.NUMBER: "Số",
    FieldType.MONEY: "Số tiền",
    FieldType.DATE: "Ngày",
    FieldType.CHOICE: "Chọn một",
    FieldType.CHOICES: "Chọn nhiều",
    FieldType.CITIZEN_NUMBER: "Số định danh cá nhân",
    FieldType.OLD_IDENTITY_NUMBER: "Số CMND cũ (9 số)",
    FieldType.PHONE: "Số điện thoại",
    FieldType.EMAIL: "Thư điện tử",
    FieldType.TAX_CODE: "Mã số thuế",
    FieldType.ADDRESS: "Địa chỉ",
    FieldType.COMMUNE: "Xã, phường",
    FieldType.FILE: "Tệp đính kèm",
    FieldType.YES_NO: "Đánh dấu có",
    FieldType.INFORMATION: "Thông tin (không hỏi)",
    FieldType.REPEATED: "Nhóm lặp (nhiều dòng)",
    FieldType.CALCULATED: "Giá trị tính ra",
    FieldType.SIGNATURE: "Chữ ký vẽ tay",
    FieldType.MAP_POINT: "Vị trí trên bản đồ",
    FieldType.DOSSIER: "Hồ sơ liên quan",
}
"""What each type is called for those who lay out forms."""


class Places(Protocol):
    """What is asked about administrative units; each answer is for a day, for codes mean nothing without one."""

    def province_name(self, code: str, on: date) -> str | None:
        """Return the name of a province, None when there is none with this code on that day."""

    def commune(self, code: str, on: date) -> tuple[str, str] | None:
        """Return the name and the province code of a commune, None when there is none on that day."""

    def find_commune(self, province_code: str, name: str, on: date) -> str | None:
        """Return the code of the one commune of a province with this name (marks optional), else None."""


class Dossiers(Protocol):
    """What is asked about the dossiers of who fills in a form."""

    def own(self, code: str) -> str | None:
        """Return the code, as it is stored, of a dossier of the person's own; None for another's, and for none."""

    def recent(self) -> Sequence[tuple[str, str]]:
        """Return code and name of the person's latest dossiers, to choose from."""


PARTS: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.ADDRESS: ("province", "commune", "street"),
    FieldType.SIGNATURE: ("typed", "drawn"),
    FieldType.DOSSIER: ("chosen", "typed"),
}
"""The parts in which the answer of a type is given, each under its own name."""

NEVER_TYPED = frozenset({FieldType.INFORMATION, FieldType.CALCULATED, FieldType.FILE})
"""Types of which nothing is taken from what somebody sends as answers."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `when` decides whether it is shown, `required_if` whether an answer is needed although not always.

    `min` and `max` bound numbers and money, or days ("YYYY-MM-DD", "today", "today-18y"). `born_field` and
    `gender_field` name the fields a citizen number must agree with. `fields` are the parts of a repeated group.
    `formula` is what a calculated field is worked out from, never typed.
    `sensitive` marks sensitive personal data (Nghị định 356/2025/NĐ-CP Điều 4), of which officers see nothing unasked.
    """

    key: str
    type: FieldType
    label: str
    help: str = ""
    example: str = ""
    required: bool = False
    required_if: Mapping[str, Any] | None = None
    when: Mapping[str, Any] | None = None
    choices: tuple[tuple[str, ...], ...] = ()
    min: str | float | None = None
    max: str | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    pattern_message: str = ""
    prefill: str = ""
    default: str = ""
    autocomplete: str = ""
    born_field: str = ""
    gender_field: str = ""
    unit: str = ""
    text: str = ""
    fields: tuple["Field", ...] = ()
    min_rows: int = 0
    max_rows: int = MAX_ROWS
    row_label: str = ""
    sensitive: bool = False
    formula: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form under one heading."""

    key: str
    title: str
    help: str = ""
    when: Mapping[str, Any] | None = None
    fields: tuple[Field, ...] = ()
