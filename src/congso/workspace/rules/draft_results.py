"""A first text for the result of a procedure, so that nobody starts from an empty page.

Only words around facts that the application gave; the officer changes and completes it. The form of the final paper
belongs to each field's own law (hộ tịch, xây dựng, đăng ký kinh doanh).
"""

from collections.abc import Mapping, Sequence

Summary = Sequence[tuple[str, Sequence[tuple[str, str]]]]

_OPENINGS: Mapping[str, str] = {
    "1.001193": "Đã đăng ký khai sinh theo yêu cầu của ông/bà {name}, với các thông tin sau:",
    "1.004873": "Xác nhận tình trạng hôn nhân của ông/bà {name} tính đến ngày cấp giấy này, như sau:",
    "1.001612": "Chứng nhận hộ kinh doanh do ông/bà {name} đề nghị đã được đăng ký, với các nội dung sau:",
    "1.013225": "Cấp phép xây dựng nhà ở riêng lẻ cho chủ đầu tư {name}, với các nội dung sau:",
}
_OPENING = "Căn cứ hồ sơ đã nộp, chấp thuận đề nghị của ông/bà {name} về “{procedure}”, với các nội dung sau:"
_LEFT_OUT = {"Số điện thoại", "Thư điện tử"}
"""How to reach the applicant is nothing for a paper that others read."""

_GROUPS_LEFT_OUT: Mapping[str, frozenset[str]] = {
    "1.001193": frozenset({"Người yêu cầu đăng ký khai sinh", "Quan hệ với trẻ", "Bản sao"}),
}
"""Parts of a form that say nothing about whom the result is for; nor does the closing statement of any form."""

_CLOSING = "Cam đoan"
MOST_LINES = 24


def first_text(procedure_code: str, procedure_name: str, applicant_name: str, summary: Summary) -> str:
    """Return the text a draft begins with: who, what, and the answers that belong on the paper."""
    opening = _OPENINGS.get(procedure_code, _OPENING).format(name=applicant_name, procedure=procedure_name)
    left_out = _GROUPS_LEFT_OUT.get(procedure_code, frozenset()) | {_CLOSING}
    lines = [
        f"- {label}: {value}"
        for group, rows in summary
        for label, value in rows
        if value and group not in left_out and label not in _LEFT_OUT
    ]
    return "\n".join([opening, *lines[:MOST_LINES]])


def result_title(published: Sequence[str], procedure_name: str) -> str:
    """Return the name of the result: the published one, else a plain one."""
    return published[0] if published else f"Kết quả giải quyết: {procedure_name}"
