"""Reading imported records: nothing is guessed, everything odd is named, nothing crashes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.catalogue.rules.content import ProcedureContent, Unit
from congso.catalogue.rules.import_reading import PROBLEMS, REJECTIONS, read_fee, read_line, read_record

GOOD: dict[str, Any] = {
    "code": "1.000001",
    "name": "Cấp giấy",
    "field": "Hộ tịch",
    "level": ["commune"],
    "decision_no": "1/QĐ-BTP",
    "subjects": ["Công dân Việt Nam"],
    "agencies": ["Ủy ban nhân dân cấp xã"],
    "methods": [
        {"channel": "online", "deadline_value": 3.0, "deadline_unit": "working_day", "deadline_text": "3 Ngày làm việc"}
    ],
    "components": [{"name": "Đơn", "originals": 1, "copies": 0, "has_form": False, "form_file": None, "case": ""}],
    "steps_text": "Bước 1: nộp\nBước 2: nhận",
    "results": [{"name": "Giấy", "code": "KQ.G15.000031"}],
    "legal_basis": ["60/2014/QH13"],
    "source": "national_portal_2026",
}


def codes(record: dict[str, Any]) -> set[str]:
    return {problem.code for problem in read_record(record).problems}


def read(**changes: Any) -> ProcedureContent:
    content = read_record(GOOD | changes).content
    assert content is not None
    return content


def method(**changes: Any) -> dict[str, Any]:
    return {"methods": [GOOD["methods"][0] | changes]}


def test_a_complete_record_has_no_problem() -> None:
    reading = read_record(GOOD)
    assert reading.problems == ()
    assert reading.content is not None
    assert reading.content.methods[0].deadline.unit is Unit.WORKING_DAY
    assert len(reading.content.steps) == 2


def test_a_deadline_without_unit_is_not_given_one() -> None:
    changed = method(deadline_unit=None, deadline_text="3")
    assert codes(GOOD | changed) == {"deadline_unit_missing"}
    deadline = read(**changed).methods[0].deadline
    assert (deadline.value, deadline.unit) == (3, None)


def test_an_amount_in_thousands_is_flagged_and_not_corrected() -> None:
    fee, problem = read_fee("20 VNĐ (20.000 vnđ /tờ khai)")
    assert problem == "fee_in_thousands"
    assert fee.amount_vnd is None
    assert fee.text == "20 VNĐ (20.000 vnđ /tờ khai)"


@pytest.mark.parametrize(
    ("text", "amount", "set_by", "problem"),
    [
        ("Miễn phí", 0, "", ""),
        ("Miễn phí (Không có)", 0, "", ""),
        (
            "Miễn phí (Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định)",
            None,
            "provincial_council",
            "fee_set_by_council",
        ),
        ("Miễn phí (Mức thu 3.000 đồng/GT)", None, "", "fee_not_free"),
        ("Phí : 0 Đồng", 0, "", ""),
        ("Lệ phí: 100,000 Đồng", 100_000, "", ""),
        ("2.000.000 Việt Nam Đồng (/hồ sơ)", 2_000_000, "", ""),
        ("100 VNĐ", None, "", "fee_amount_doubtful"),
        ("10 USD (10USD/giấy)", None, "", "fee_currency"),
        ("Bằng 90% mức thu tại Mục I", None, "", "fee_text_only"),
        ("1.2.3 VNĐ", None, "", "fee_text_only"),
        ("12,5 VNĐ", None, "", "fee_text_only"),
    ],
)
def test_fees_are_read_only_when_they_are_plain(text: str, amount: int | None, set_by: str, problem: str) -> None:
    fee, found = read_fee(text)
    assert (fee.amount_vnd, fee.set_by, found) == (amount, set_by, problem)
    assert fee.text == text


def test_rows_without_quantity_are_notes_only_by_rule_and_flagged() -> None:
    rows = [
        {"name": "Đơn đề nghị", "originals": 1, "copies": 0},
        {"name": "Cơ quan có trách nhiệm hướng dẫn người dân.", "originals": 0, "copies": 0},
        {"name": "- Giấy chứng sinh", "originals": 0, "copies": 0},
    ]
    content = read(components=rows)
    assert [one.required for one in content.components] == ["yes", "note", "conditional"]
    assert codes(GOOD | {"components": rows}) == {"component_is_note", "component_quantity_missing"}


def test_where_no_paper_has_a_quantity_all_stay_papers() -> None:
    rows = [{"name": "Đơn", "originals": 0, "copies": 0}, {"name": "Ảnh", "originals": 0, "copies": 0}]
    assert [one.is_note for one in read(components=rows).components] == [False, False]
    assert codes(GOOD | {"components": rows}) == {"quantities_missing"}


def test_different_deadlines_per_channel_are_kept_and_flagged() -> None:
    rows = [
        GOOD["methods"][0],
        GOOD["methods"][0] | {"channel": "in_person", "deadline_value": 13, "deadline_text": "13 Ngày làm việc"},
    ]
    assert [one.deadline.value for one in read(methods=rows).methods] == [3, 13]
    assert codes(GOOD | {"methods": rows}) == {"deadline_differs_by_channel"}
    assert "deadline_difficult_area" in codes(GOOD | {"methods": rows, "field": "Đất đai"})


def test_placeholders_of_result_codes_are_flagged() -> None:
    assert codes(GOOD | {"results": [{"name": "Giấy", "code": "adjfsbj"}]}) == {"result_code_doubtful"}


def test_over_long_names_are_kept_whole() -> None:
    long_name = "Giấy " * 2_000
    content = read(components=[{"name": long_name, "originals": 1, "copies": 0}])
    assert content.components[0].name == long_name.strip()
    assert codes(GOOD | {"components": [{"name": long_name, "originals": 1}]}) == {"component_name_too_long"}


def test_unknown_parts_are_kept_and_flagged() -> None:
    assert read(colour={"a": [1]}).unread == {"colour": {"a": [1]}}
    assert codes(GOOD | {"colour": 1}) == {"field_unknown"}


def test_wrong_types_are_kept_and_flagged() -> None:
    assert read(name="Cấp giấy", subjects=7).unread == {"subjects": 7}
    assert "field_wrong_type" in codes(GOOD | {"subjects": 7})


@pytest.mark.parametrize(
    ("record", "rejected"),
    [
        (GOOD | {"code": ""}, "code_missing"),
        (GOOD | {"code": "abc"}, "code_malformed"),
        (GOOD | {"name": "  "}, "name_missing"),
        ([], "not_a_record"),
        (7, "not_a_record"),
    ],
)
def test_what_cannot_be_stored_is_rejected_with_its_reason(record: Any, rejected: str) -> None:
    reading = read_record(record)
    assert (reading.rejected, reading.content) == (rejected, None)
    assert reading.reason in REJECTIONS.values()


def test_a_line_that_is_no_json_is_rejected() -> None:
    assert read_line("{").rejected == "json_invalid"
    assert read_line("[" * 100_000).rejected == "json_invalid"


def test_text_that_cannot_be_stored_is_replaced_and_flagged() -> None:
    reading = read_line('{"code": "1.000001", "name": "a\\u0000b\\ud800"}')
    assert reading.content is not None
    assert reading.content.name == "a\ufffdb\ufffd"
    assert "text_unreadable" in {problem.code for problem in reading.problems}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
rows = st.lists(
    st.dictionaries(
        st.sampled_from(
            [
                "name",
                "case",
                "originals",
                "copies",
                "has_form",
                "form_file",
                "code",
                "channel",
                "deadline_value",
                "deadline_unit",
                "deadline_text",
                "fee_text",
                "note",
                "channel_text",
                "x",
            ]
        ),
        values,
    )
    | values,
    max_size=4,
)


@given(st.dictionaries(st.sampled_from([*GOOD, "x", "n_methods"]), values | rows), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_record_makes_reading_fail(record: dict[str, Any], with_code: bool) -> None:
    if with_code:
        record |= {"code": "1.000001", "name": "Cấp giấy"}
    reading = read_record(record)
    assert (reading.content is None) == bool(reading.rejected)
    assert {problem.code for problem in reading.problems} <= set(PROBLEMS)
    if reading.content is not None:
        assert ProcedureContent.from_json(reading.content.to_json()) == reading.content


@given(st.text(max_size=300))
@settings(deadline=None)
def test_no_line_makes_reading_fail(line: str) -> None:
    read_line(line)
