"""The official forms (mẫu) of the one-stop desk, as data per regime.

Sources: Circular 01/2018/TT-VPCP, articles 9–10 (six forms, in force 06/01/2019); Circular 03/2025/TT-VPCP, annex I
(seven forms, 15/09/2025): the stop notice is new and takes number 05, so that the control slip becomes 06 and the
register 07; form 04 now also asks for the extension. Forms are made for electronic use and print on A5, the register
on A4. Sector forms (residence, business registration, land) may replace them per procedure or field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class FormKind(StrEnum):
    """What a form is for, independent of the number a regime gives it."""

    ACCEPTANCE = "acceptance"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop_notice"
    CONTROL_SLIP = "control_slip"
    REGISTER = "register"


class PaperSize(StrEnum):
    """Paper sizes the forms are printed on."""

    A5 = "A5"
    A4 = "A4"


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """One form of one regime: its number there, official name, size, who issues it when, and the source."""

    kind: FormKind
    number: str
    name: str
    size: PaperSize
    issued: str
    source: str

    @property
    def title(self) -> str:
        """Return "Mẫu số 01: Giấy tiếp nhận …"."""
        return f"Mẫu số {self.number}: {self.name}"


@dataclass(frozen=True, slots=True)
class FormSet:
    """The forms in force from a day on."""

    key: str
    starts_on: date
    source: str
    forms: Mapping[FormKind, OfficialForm]

    def form(self, kind: FormKind) -> OfficialForm | None:
        """Return the form for `kind`; None where this regime has none (the stop notice before 2025)."""
        return self.forms.get(kind)


_ISSUED = {
    FormKind.ACCEPTANCE: "cán bộ tiếp nhận, khi tiếp nhận hồ sơ",
    FormKind.SUPPLEMENT_REQUEST: "cán bộ tiếp nhận khi kiểm tra hồ sơ; sau thẩm định thì qua Bộ phận Một cửa",
    FormKind.REFUSAL: "cán bộ tiếp nhận; cũng dùng khi từ chối giải quyết sau thẩm định",
    FormKind.APOLOGY: "thủ trưởng cơ quan có thẩm quyền, trước ngày hẹn trả ít nhất 01 ngày",
    FormKind.STOP_NOTICE: "cơ quan có thẩm quyền, khi dừng giải quyết hoặc người nộp rút hồ sơ",
    FormKind.CONTROL_SLIP: "hệ thống, đi cùng hồ sơ qua từng bước",
    FormKind.REGISTER: "Bộ phận Một cửa, theo năm",
}


def _set(key: str, starts_on: date, source: str, names: Mapping[FormKind, tuple[str, str]]) -> FormSet:
    forms = {
        kind: OfficialForm(
            kind, number, name, PaperSize.A4 if kind is FormKind.REGISTER else PaperSize.A5, _ISSUED[kind], source
        )
        for kind, (number, name) in names.items()
    }
    return FormSet(key, starts_on, source, MappingProxyType(forms))


FORMS_2018 = _set(
    "2018",
    date(2019, 1, 6),
    "Thông tư 01/2018/TT-VPCP, Điều 9",
    {
        FormKind.ACCEPTANCE: ("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        FormKind.SUPPLEMENT_REQUEST: ("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        FormKind.REFUSAL: ("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        FormKind.APOLOGY: ("04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        FormKind.CONTROL_SLIP: ("05", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        FormKind.REGISTER: ("06", "Sổ theo dõi hồ sơ"),
    },
)

FORMS_2025 = _set(
    "2025",
    date(2025, 9, 15),
    "Thông tư 03/2025/TT-VPCP, Phụ lục I",
    {
        FormKind.ACCEPTANCE: ("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        FormKind.SUPPLEMENT_REQUEST: ("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        FormKind.REFUSAL: ("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        FormKind.APOLOGY: ("04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
        FormKind.STOP_NOTICE: ("05", "Thông báo dừng giải quyết hồ sơ"),
        FormKind.CONTROL_SLIP: ("06", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        FormKind.REGISTER: ("07", "Sổ theo dõi hồ sơ"),
    },
)

FORM_SETS: Mapping[str, FormSet] = MappingProxyType({"2018": FORMS_2018, "2025": FORMS_2025})


def form_set(day: date) -> FormSet:
    """Return the forms in force on `day`; before 2019 the set of 2018 stands in. A dossier keeps the key it used."""
    return FORMS_2025 if day >= FORMS_2025.starts_on else FORMS_2018
