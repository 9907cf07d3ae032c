"""Workflows of four real procedures of the commune, as the JSON values in which workflow versions are stored.

They differ on purpose: a result on the same day, a verification that adds time by law, an exchange with the tax
office and a fee before reception, a field check with a supplement after appraisal. Quotas are working hours; each
sums exactly to the deadline. The division among the steps is ours, for demonstration: in a real province the
chairperson of the People's Committee decides it (Circular 01/2018/TT-VPCP, article 8).

`DEMO_DEADLINES` holds the deadline and the counting policy that go with them, in their stored form too.
"""

from collections.abc import Mapping
from typing import Any

RECEIVING, PROCESSING, DECIDING = "receiving", "processing", "deciding"

BIRTH = "1.001193"
MARITAL_STATUS = "1.004873"
HOUSEHOLD_BUSINESS = "1.001612"
HOUSE_PERMIT = "1.013225"


def _step(
    key: str,
    name: str,
    kind: str,
    organisation: str,
    unit_kind: str,
    role: str,
    quota_hours: str,
    output: str,
    following: str | None,
    *,
    branches: tuple[dict[str, str], ...] = (),
    may_return_to: tuple[str, ...] = (),
) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "kind": kind,
        "organisation": organisation,
        "unit_kind": unit_kind,
        "role": role,
        "quota_hours": quota_hours,
        "output": output,
        "next": following,
        "branches": list(branches),
        "may_return_to": list(may_return_to),
    }


def _branch(key: str, condition: str, to: str, *, extends_hours: str = "0") -> dict[str, str]:
    return {"key": key, "condition": condition, "to": to, "extends_hours": extends_hours}


def _workflow(procedure_code: str, name: str, total_hours: str, source: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": 1,
        "procedure_code": procedure_code,
        "version": 1,
        "name": name,
        "total_hours": total_hours,
        "committed_hours": None,
        "decision_number": "",
        "source": source,
        "steps": list(steps),
    }


def birth() -> dict[str, Any]:
    """Registration of birth (đăng ký khai sinh): the same day; received after 15:00, the next working day.

    Source: Law on Civil Status 60/2014/QH13, articles 5 clause 3 and 16: the civil-status officer writes the register,
    the applicant signs it, the chairperson of the commune signs the certificate.
    """
    return _workflow(
        BIRTH,
        "Đăng ký khai sinh",
        "8",
        "Luật Hộ tịch 2014, Điều 5 khoản 3, Điều 16",
        _step("receive", "Kiểm tra giấy tờ, chuyển công chức tư pháp – hộ tịch", "process", RECEIVING, "one_stop",
              "counter", "1", "Hồ sơ khai sinh đầy đủ", "record"),
        _step("record", "Tra cứu dữ liệu dân cư, ghi Sổ đăng ký khai sinh", "process", PROCESSING, "specialised",
              "specialist", "4", "Nội dung khai sinh đã ghi sổ, dự thảo Giấy khai sinh", "approve",
              may_return_to=("receive",)),
        _step("approve", "Chủ tịch Ủy ban nhân dân cấp xã ký Giấy khai sinh", "approve", DECIDING, "leaders", "leader",
              "2", "Giấy khai sinh đã ký", "issue", may_return_to=("record",)),
        _step("issue", "Đóng dấu, ban hành", "issue", DECIDING, "clerical", "clerk", "0.5",
              "Giấy khai sinh đã ban hành", "return", may_return_to=("approve",)),
        _step("return", "Trả Giấy khai sinh", "return", RECEIVING, "one_stop", "counter", "0.5",
              "Giấy khai sinh đến tay người yêu cầu", None),
    )  # fmt: skip


def marital_status() -> dict[str, Any]:
    """Certificate of marital status (giấy xác nhận tình trạng hôn nhân): 3 working days.

    Source: Decree 123/2015/NĐ-CP, article 22: 3 working days; when the applicant has lived in several places and cannot
    prove the status there, the commune asks those places, which answer within 3 working days of the request. The
    time of the request is added to the deadline. (Later amendments of the article are to be checked before real use.)
    """
    return _workflow(
        MARITAL_STATUS,
        "Cấp Giấy xác nhận tình trạng hôn nhân",
        "24",
        "Nghị định 123/2015/NĐ-CP, Điều 22",
        _step("receive", "Kiểm tra, chuyển hồ sơ", "process", RECEIVING, "one_stop", "counter", "1",
              "Hồ sơ đầy đủ", "check"),
        _step("check", "Kiểm tra tình trạng hôn nhân, dự thảo giấy xác nhận", "process", PROCESSING, "specialised",
              "specialist", "12", "Dự thảo Giấy xác nhận", "review",
              branches=(_branch("verify", "Đã thường trú ở nhiều nơi, phải xác minh", "verify", extends_hours="24"),),
              may_return_to=("receive",)),
        _step("verify", "Đề nghị Ủy ban nhân dân cấp xã nơi từng thường trú xác minh", "process", PROCESSING,
              "specialised", "specialist", "24", "Văn bản trả lời xác minh, dự thảo Giấy xác nhận", "review"),
        _step("review", "Lãnh đạo phòng xem xét dự thảo", "review", PROCESSING, "specialised", "unit_head", "3",
              "Dự thảo đã xem xét", "approve", may_return_to=("check",)),
        _step("approve", "Lãnh đạo Ủy ban nhân dân cấp xã ký", "approve", DECIDING, "leaders", "leader", "4",
              "Giấy xác nhận đã ký", "issue", may_return_to=("check", "review")),
        _step("issue", "Cấp số, đóng dấu, ban hành", "issue", DECIDING, "clerical", "clerk", "2",
              "Giấy xác nhận đã ban hành", "return", may_return_to=("approve",)),
        _step("return", "Trả Giấy xác nhận", "return", RECEIVING, "one_stop", "counter", "2",
              "Giấy xác nhận đến tay người yêu cầu", None),
    )  # fmt: skip


def household_business() -> dict[str, Any]:
    """Registration of a household business (đăng ký thành lập hộ kinh doanh): 3 working days, fee when submitting.

    Source: Decree 168/2025/NĐ-CP (commune business registration; data are sent to the tax office, which gives the
    number); the fee of the provincial council is not refunded (Circular 85/2019/TT-BTC). A dossier that is not valid
    gets one notice of what to amend, signed like a certificate.
    """
    return _workflow(
        HOUSEHOLD_BUSINESS,
        "Đăng ký thành lập hộ kinh doanh",
        "24",
        "Nghị định 168/2025/NĐ-CP",
        _step("receive", "Kiểm tra hồ sơ, xác nhận đã nộp lệ phí", "process", RECEIVING, "one_stop", "counter", "1",
              "Giấy biên nhận, biên lai lệ phí", "examine"),
        _step("examine", "Kiểm tra tên, ngành nghề, người đăng ký", "process", PROCESSING, "specialised", "specialist",
              "9", "Dữ liệu đăng ký đã kiểm tra", "tax_number",
              branches=(_branch("amend", "Hồ sơ chưa hợp lệ, phải sửa đổi, bổ sung", "notice"),),
              may_return_to=("receive",)),
        _step("tax_number", "Chuyển cơ quan thuế cấp mã số hộ kinh doanh, dự thảo giấy chứng nhận", "process",
              PROCESSING, "specialised", "specialist", "6", "Mã số hộ kinh doanh, dự thảo Giấy chứng nhận", "approve"),
        _step("notice", "Dự thảo Thông báo yêu cầu sửa đổi, bổ sung hồ sơ", "process", PROCESSING, "specialised",
              "specialist", "4", "Dự thảo Thông báo", "approve"),
        _step("approve", "Lãnh đạo cơ quan đăng ký kinh doanh cấp xã ký", "approve", DECIDING, "leaders", "leader",
              "5", "Giấy chứng nhận hoặc Thông báo đã ký", "issue", may_return_to=("examine",)),
        _step("issue", "Cấp số, ban hành", "issue", DECIDING, "clerical", "clerk", "2",
              "Giấy chứng nhận hoặc Thông báo đã ban hành", "return", may_return_to=("approve",)),
        _step("return", "Trả kết quả", "return", RECEIVING, "one_stop", "counter", "1",
              "Kết quả đến tay chủ hộ kinh doanh", None),
    )  # fmt: skip


def house_permit() -> dict[str, Any]:
    """Construction permit for a private house (giấy phép xây dựng nhà ở riêng lẻ): 15 days, which hold 10 working days.

    Source: Construction Law 50/2014/QH13, article 102, as amended by Law 62/2020/QH14: within 7 working days the file
    is appraised and the site checked, and what is missing is asked once in writing; 15 days for a private house.
    A complete supplement restarts the deadline (Decree 61/2018/NĐ-CP, article 19 clause 4).
    """
    return _workflow(
        HOUSE_PERMIT,
        "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "80",
        "Luật Xây dựng 2014, Điều 102 (sửa đổi, bổ sung bởi Luật 62/2020/QH14)",
        _step("receive", "Kiểm tra, chuyển hồ sơ", "process", RECEIVING, "one_stop", "counter", "2",
              "Hồ sơ và 02 bộ bản vẽ", "assign"),
        _step("assign", "Phân công thụ lý", "process", PROCESSING, "specialised", "unit_head", "2",
              "Ý kiến phân công", "appraise", may_return_to=("receive",)),
        _step("appraise", "Thẩm định hồ sơ thiết kế, đối chiếu quy hoạch", "process", PROCESSING, "specialised",
              "specialist", "24", "Phiếu thẩm định", "field_check",
              branches=(_branch("no_field_check", "Đã có số liệu hiện trạng, không phải kiểm tra thực địa", "draft"),),
              may_return_to=("assign",)),
        _step("field_check", "Kiểm tra thực địa", "process", PROCESSING, "specialised", "specialist", "16",
              "Biên bản kiểm tra thực địa", "draft",
              branches=(_branch("supplement", "Tài liệu thiếu hoặc không đúng thực tế, thông báo bổ sung một lần",
                                "supplement", extends_hours="80"),)),
        _step("supplement", "Thẩm định phần hồ sơ đã bổ sung", "process", PROCESSING, "specialised", "specialist",
              "24", "Phiếu thẩm định bổ sung", "draft"),
        _step("draft", "Dự thảo giấy phép xây dựng", "process", PROCESSING, "specialised", "specialist", "16",
              "Dự thảo giấy phép, bản vẽ đã kiểm tra", "review"),
        _step("review", "Lãnh đạo phòng xem xét dự thảo", "review", PROCESSING, "specialised", "unit_head", "8",
              "Dự thảo đã xem xét", "approve", may_return_to=("appraise", "draft")),
        _step("approve", "Lãnh đạo Ủy ban nhân dân cấp xã ký giấy phép", "approve", DECIDING, "leaders", "leader", "8",
              "Giấy phép xây dựng đã ký", "issue", may_return_to=("draft", "review")),
        _step("issue", "Cấp số, đóng dấu giấy phép và bản vẽ", "issue", DECIDING, "clerical", "clerk", "2",
              "Giấy phép xây dựng đã ban hành", "return", may_return_to=("approve",)),
        _step("return", "Trả giấy phép và bản vẽ", "return", RECEIVING, "one_stop", "counter", "2",
              "Giấy phép đến tay chủ đầu tư", None),
    )  # fmt: skip


DEMO_WORKFLOWS: Mapping[str, dict[str, Any]] = {
    BIRTH: birth(),
    MARITAL_STATUS: marital_status(),
    HOUSEHOLD_BUSINESS: household_business(),
    HOUSE_PERMIT: house_permit(),
}

DEMO_DEADLINES: Mapping[str, dict[str, dict[str, Any]]] = {
    BIRTH: {
        "rule": {"value": "0", "unit": "same_day", "source": "Luật Hộ tịch 2014, Điều 5 khoản 3"},
        "policy": {"same_day_cutoff": "15:00"},
    },
    MARITAL_STATUS: {
        "rule": {"value": "3", "unit": "working_day", "source": "Nghị định 123/2015/NĐ-CP, Điều 22"},
        "policy": {},
    },
    HOUSEHOLD_BUSINESS: {
        "rule": {"value": "3", "unit": "working_day", "source": "Nghị định 168/2025/NĐ-CP"},
        "policy": {},
    },
    HOUSE_PERMIT: {
        "rule": {"value": "15", "unit": "day", "source": "Luật Xây dựng 2014, Điều 102 khoản 1"},
        "policy": {"ask_supplement_within": 7},
    },
}
