"""Forms changed step by step: every step keeps a form that can be read, and nothing is taken away that is spoken of."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules import form_editing
from congso.catalogue.rules.blocks import BLOCKS
from congso.catalogue.rules.comparing_forms import compare_forms
from congso.catalogue.rules.condition_words import Comparison, Joined, condition_of, rows_of, words
from congso.catalogue.rules.form_advice import advice, minutes_to_fill
from congso.catalogue.rules.form_editing import (
    add_field,
    add_group,
    copy_field,
    field_of,
    move_field,
    move_group,
    put_rule,
    remove_field,
    remove_group,
    remove_rule,
    replace_field,
    with_paper,
)
from congso.catalogue.rules.form_language import (
    Field,
    FieldType,
    FormDefinition,
    Group,
    PaperForm,
    Rule,
    check,
    mistakes,
    plain_paper,
    unprinted,
)
from congso.kernel.refusals import NotFound, NotPossibleNow

BIRTH = DEMO_FORMS["1.001193"]
MARITAL = DEMO_FORMS["1.004873"]
WANTED = {"field": "wants", "op": "eq", "value": "yes"}


def small() -> FormDefinition:
    return FormDefinition(
        "Thử",
        (
            Group(
                "mot",
                "Nhóm một",
                fields=(
                    Field("wants", FieldType.CHOICE, "Có cần bản sao?", choices=(("yes", "Có"), ("no", "Không"))),
                    Field("copies", FieldType.NUMBER, "Số bản", unit="bản", when=WANTED),
                ),
            ),
            Group("hai", "Nhóm hai", fields=(Field("note", FieldType.TEXT, "Ghi chú"),)),
        ),
    )


def test_keys_are_made_of_labels_and_never_meet() -> None:
    assert form_editing.new_key("Họ, chữ đệm, tên", ()) == "ho_chu_dem_ten"
    assert form_editing.new_key("Họ, chữ đệm, tên", ("ho_chu_dem_ten",)) == "ho_chu_dem_ten_2"
    assert form_editing.new_key("12 chữ số", ()) == "truong_12_chu_so"
    assert form_editing.new_key("…", ()) == "truong"
    assert form_editing.new_key("Thu nhập bình quân mỗi người một tháng", ()) == "thu_nhap_binh_quan_moi_nguoi"
    assert form_editing.new_key("x" * 90, ()) == "x" * 30


def test_a_form_is_built_from_nothing() -> None:
    made = form_editing.insert_group(FormDefinition("Xác nhận"), BLOCKS["applicant"].make(()))
    made = form_editing.insert_group(made, BLOCKS["statements"].make(form_editing.keys_of(made)))
    made, group = add_group(made, "Nội dung")
    assert [one.key for one in made.groups] == ["applicant", "noi_dung", "statements"], "statements stay last"
    made, path = add_field(made, group, FieldType.TEXT, "Lý do")
    assert path == "ly_do"
    made, rows = add_field(made, group, FieldType.REPEATED, "Thành viên")
    made, part = add_field(made, group, FieldType.DATE, "Ngày sinh", inside=rows)
    assert part == "thanh_vien.ngay_sinh"
    assert form_editing.problems(made) == []
    assert FormDefinition.from_json(made.to_json()) == made
    with pytest.raises(NotPossibleNow, match="đã có khối này"):
        form_editing.insert_group(made, BLOCKS["applicant"].make(()))


def test_what_lacks_the_applicant_or_questions_is_said() -> None:
    made, _key = add_group(small(), "Trống")
    said = " ".join(form_editing.problems(made))
    assert "applicant_name" in said
    assert "“Trống” chưa có câu hỏi" in said


def test_a_condition_never_speaks_of_what_comes_later() -> None:
    with pytest.raises(NotPossibleNow, match="đứng sau nó"):
        move_field(small(), "copies", -1)
    moved = move_field(small(), "copies", 1)
    assert [one.key for one in moved.groups[1].fields] == ["copies", "note"], "into the next group, at its top"
    with pytest.raises(NotPossibleNow, match="đứng sau nó"):
        move_group(moved, "hai", -1)
    assert move_field(small(), "note", 1) == small()
    later = Field("copies", FieldType.NUMBER, "Số bản", when={"field": "note", "op": "filled"})
    with pytest.raises(NotPossibleNow, match="đứng sau nó"):
        replace_field(small(), "copies", later)


def test_a_rule_is_shown_where_all_it_speaks_of_has_been_asked() -> None:
    early = Rule("luat", {"field": "note", "op": "eq", "other": "copies"}, "copies", "Sai.")
    with pytest.raises(NotPossibleNow, match="đứng trước “Ghi chú”"):
        put_rule(small(), early)
    ruled = put_rule(small(), replace(early, field="note"))
    with pytest.raises(NotPossibleNow, match="đứng trước “Số bản”"):
        move_group(remove_condition(ruled), "hai", -1)


def remove_condition(definition: FormDefinition) -> FormDefinition:
    return replace_field(definition, "copies", replace(field_of(definition, "copies"), when=None))


def test_what_is_spoken_of_is_not_taken_away() -> None:
    with pytest.raises(NotPossibleNow, match="điều kiện của “Số bản”"):
        remove_field(small(), "wants")
    left = remove_field(small(), "copies")
    assert left.field("copies") is None
    ruled = put_rule(small(), Rule("luat", {"field": "note", "op": "filled"}, "note", "Sai."))
    with pytest.raises(NotPossibleNow, match="quy tắc “Sai"):
        remove_group(ruled, "hai")
    assert [one.key for one in remove_group(remove_rule(ruled, "luat"), "hai").groups] == ["mot"]
    printed = with_paper(small(), PaperForm("TỜ KHAI", body=("Ghi chú: {note}",)))
    with pytest.raises(NotPossibleNow, match="dòng 1 của tờ khai"):
        remove_field(printed, "note")
    with pytest.raises(NotFound):
        remove_field(small(), "khong_co")


def test_a_copy_has_a_key_of_its_own() -> None:
    made, path = copy_field(small(), "copies")
    assert path == "copies_2"
    assert field_of(made, path).when == WANTED
    rows, path = add_field(small(), "hai", FieldType.REPEATED, "Dòng")
    made, copied = copy_field(rows, path)
    assert {one.key for one in field_of(made, copied).fields}.isdisjoint(
        {one.key for one in field_of(made, path).fields}
    )


def test_the_key_of_a_question_stays() -> None:
    with pytest.raises(NotPossibleNow, match="không đổi được"):
        replace_field(small(), "note", Field("khac", FieldType.TEXT, "Ghi chú"))
    with pytest.raises(NotPossibleNow, match="thiếu các lựa chọn"):
        replace_field(small(), "note", Field("note", FieldType.CHOICE, "Ghi chú"))


@pytest.mark.parametrize("code", sorted(DEMO_FORMS))
def test_the_forms_of_the_house_have_no_problem_and_a_plain_paper_prints_every_answer(code: str) -> None:
    definition = DEMO_FORMS[code]
    assert form_editing.problems(definition) == []
    paper = plain_paper(definition)
    printed = with_paper(definition, paper)
    assert unprinted(paper, printed.fields) == []
    assert 1 <= minutes_to_fill(definition) <= 60
    assert [change.label for change in compare_forms(definition, printed)] == ["Tờ khai in ra"]


def test_conditions_are_read_back_as_rows() -> None:
    known = {field.key: field for field in small().fields}
    said = words({"and": [WANTED, {"not": {"field": "copies", "op": "gt", "value": 2}}]}, known)
    assert said == "“Có cần bản sao?” là “Có” và không phải (“Số bản” lớn hơn “2 bản”)"
    joined = Joined((Comparison("wants", "eq", "yes"), Comparison("copies", "lt", other="note")), every=False)
    assert rows_of(condition_of(joined)) == joined
    assert rows_of({"and": [{"or": [WANTED]}]}) is None, "deeper than rows say"
    assert words("lạ", known) == "điều kiện không đọc được"


OPERATORS = st.sampled_from(["eq", "ne", "in", "gt", "lt", "filled", "empty"])
ROWS = st.lists(
    st.builds(Comparison, st.sampled_from(["wants", "copies", "note"]), OPERATORS, st.text(max_size=5)), max_size=4
)


@given(ROWS, st.booleans())
def test_any_rows_become_a_condition_and_come_back(rows: list[Comparison], every: bool) -> None:
    plain = tuple(
        replace(row, value=None)
        if row.sign in {"filled", "empty"}
        else replace(row, value=[row.value])
        if row.sign == "in"
        else row
        for row in rows
    )
    back = rows_of(condition_of(Joined(plain, every)))
    assert back is not None
    assert back.rows == plain
    if len(plain) > 1:
        assert back.every is every


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_walk_of_an_editor_breaks_a_form_and_every_change_is_told(data: st.DataObject) -> None:
    start = data.draw(st.sampled_from([small(), BIRTH, MARITAL]))
    now = start
    for _ in range(data.draw(st.integers(1, 8))):
        paths = [field.key for field in now.fields] + [
            f"{field.key}.{part.key}" for field in now.fields for part in field.fields
        ]
        group = data.draw(st.sampled_from([one.key for one in now.groups]))
        path = data.draw(st.sampled_from(paths))
        kind = data.draw(st.sampled_from(sorted(set(FieldType) - {FieldType.CALCULATED})))
        step = data.draw(st.sampled_from([-1, 1]))
        acts: list[Any] = [
            lambda d, g=group, k=kind: add_field(d, g, k, "Câu hỏi mới")[0],
            lambda d, g=group: add_group(d, "Nhóm mới", g)[0],
            lambda d, p=path, s=step: move_field(d, p, s),
            lambda d, g=group, s=step: move_group(d, g, s),
            lambda d, p=path: copy_field(d, p)[0],
            lambda d, p=path: remove_field(d, p),
            lambda d, g=group: remove_group(d, g) if len(d.groups) > 1 else d,
            lambda d, p=path: replace_field(d, p, replace(field_of(d, p), label="Tên khác", required=True)),
        ]
        try:
            now = data.draw(st.sampled_from(acts))(now)
        except NotPossibleNow:
            continue
        if not now.fields:
            break
        assert mistakes(now) == []
        assert FormDefinition.from_json(now.to_json()) == now
    assert (compare_forms(start, now) == ()) == (start == now)
    assert check(now, {}, partly=True).errors == {}
    advice(now)


def test_advice_names_what_is_hard_to_fill_in() -> None:
    hard = FormDefinition(
        "Thử",
        (
            Group(
                "g",
                "Nhóm",
                fields=(
                    Field("a", FieldType.TEXT, "HỌ VÀ TÊN ĐƯƠNG SỰ:"),
                    Field("b", FieldType.TEXT, "Mã", pattern=r"\d+"),
                    Field("c", FieldType.NUMBER, "Diện tích"),
                    Field("d", FieldType.TEXT, "Mã"),
                    Field("e", FieldType.YES_NO, "Không phải là không có", help="rất " * 40),
                ),
            ),
        ),
    )
    said = " ".join(one.sentence for one in advice(hard))
    for expected in (
        "bỏ dấu ở cuối",
        "viết thường dễ đọc",
        "thay “đương sự”",
        "không có ví dụ",
        "ghi đơn vị",
        "Hai câu hỏi cùng tên “Mã”",
        "hai lần phủ định",
        "có câu dài 40 chữ",
        "Chưa có tờ khai in ra",
    ):
        assert expected in said, expected
