"""Contents, policies and what follows from them: pure."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.catalogue.demo import with_rulings
from congso.catalogue.demo.procedures import procedures
from congso.catalogue.rules.content import (
    Case,
    Component,
    Deadline,
    Fee,
    Method,
    ProcedureContent,
    Unit,
    deadline_text,
)
from congso.catalogue.rules.legal_completeness import missing_parts
from congso.catalogue.rules.policy import (
    DeadlineRuling,
    FeeRuling,
    ProcedurePolicy,
    choose_deadline,
    choose_fees,
    default_policy,
)
from congso.catalogue.rules.public_words import checklist, ways

PLAIN = ProcedureContent(code="1.000001", name="Cấp giấy", tiers=("commune",))


def test_content_read_back_from_its_json_is_equal_and_has_the_same_hash() -> None:
    for regime in ("2026", "2021"):
        for one in procedures(regime):
            again = ProcedureContent.from_json(one.content.to_json())
            assert again == one.content
            assert again.hash == one.content.hash
            assert ProcedurePolicy.from_json(one.policy.to_json()) == one.policy


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
    | st.dictionaries(st.text(), st.text())
)
def test_content_from_anything_is_read_or_refused_with_a_value_error(stored: object) -> None:
    with contextlib.suppress(ValueError):
        ProcedureContent.from_json(stored)


def test_the_demo_catalogue_is_legally_complete_in_both_regimes() -> None:
    for regime in ("2026", "2021"):
        found = procedures(regime)
        assert len({one.content.code for one in found}) == len(found) >= 14
        assert [(one.content.code, part.code) for one in found for part in missing_parts(one.content)] == []


def test_each_missing_part_is_named() -> None:
    missing = {part.code for part in missing_parts(ProcedureContent(code="1.000001", name=""))}
    assert {"name", "steps", "methods", "components", "deadline", "subjects", "executing_unit", "results"} <= missing


def test_a_deadline_without_unit_stays_without_one() -> None:
    content = replace(PLAIN, methods=(Method("online", deadline=Deadline(3, None, "3")),))
    choice = choose_deadline(content, ProcedurePolicy(), "", "online")
    assert (choice.value, choice.unit) == (3, None)
    assert deadline_text(choice.value, choice.unit) == "3 (cơ quan chưa công bố đơn vị thời gian)"


def test_a_ruling_settles_it_and_names_its_source() -> None:
    content = replace(PLAIN, methods=(Method("online", deadline=Deadline(3, None, "3")),))
    policy = ProcedurePolicy(deadline_rulings=(DeadlineRuling(3, Unit.WORKING_DAY, "Luật Hộ tịch"),))
    choice = choose_deadline(content, policy, "", "online")
    assert (choice.value, choice.unit, choice.source) == (3, Unit.WORKING_DAY, "Luật Hộ tịch")


def test_the_narrowest_ruling_wins() -> None:
    policy = ProcedurePolicy(
        deadline_rulings=(
            DeadlineRuling(5, Unit.DAY, "chung"),
            DeadlineRuling(2, Unit.DAY, "trực tuyến", channel="online"),
        )
    )
    assert choose_deadline(PLAIN, policy, "", "online").value == 2
    assert choose_deadline(PLAIN, policy, "", "postal").value == 5


def test_deadlines_side_by_side_are_left_to_a_human() -> None:
    methods = (
        Method("online", deadline=Deadline(2, Unit.WORKING_DAY), note="kiểm tra"),
        Method("online", deadline=Deadline(1, Unit.WORKING_DAY), note="thẩm định"),
    )
    choice = choose_deadline(replace(PLAIN, methods=methods), ProcedurePolicy(), "", "online")
    assert choice.value is None
    assert [one.value for one in choice.alternatives] == [2, 1]


def test_each_case_has_its_own_deadline_papers_and_fee() -> None:
    permit = next(one for one in procedures("2026") if one.content.code == "1.013225")
    house, other = (case.code for case in permit.content.cases)
    assert choose_deadline(permit.content, permit.policy, house, "online").value == 15
    assert choose_deadline(permit.content, permit.policy, other, "online").value == 20
    assert "TP05" not in {one.key for one in permit.content.components_for(house)}
    assert "TP05" in {one.key for one in permit.content.components_for(other)}
    assert [fee.amount_vnd for fee in choose_fees(permit.content, permit.policy, house, "online", "2026-11-21")] == [
        75_000
    ]


def test_a_fee_ruling_counts_only_in_its_time() -> None:
    policy = ProcedurePolicy(
        fee_rulings=(FeeRuling("Lệ phí", 10_000, "NQ", valid_from="2026-01-01", valid_to="2026-06-30"),)
    )
    content = replace(PLAIN, methods=(Method("online", fees=(Fee(amount_vnd=20_000, text="20.000"),)),))
    assert [fee.amount_vnd for fee in choose_fees(content, policy, "", "online", "2026-06-30")] == [10_000]
    assert [fee.amount_vnd for fee in choose_fees(content, policy, "", "online", "2026-07-01")] == [20_000]


def test_the_public_page_never_calls_a_fee_of_the_council_free() -> None:
    fee = Fee(text="Miễn phí (theo HĐND tỉnh)", set_by="provincial_council")
    content = replace(PLAIN, methods=(Method("online", deadline=Deadline(3, Unit.WORKING_DAY), fees=(fee,)),))
    (way,) = ways(content, ProcedurePolicy(), "", "2026-11-21")
    assert way.fees[0][0] == "Theo nghị quyết của Hội đồng nhân dân tỉnh"
    assert way.deadline == "3 ngày làm việc"


def test_notes_are_not_on_the_checklist() -> None:
    content = replace(
        PLAIN,
        components=(Component("TP01", "- Đơn", originals=1), Component("TP02", "Lưu ý", required="note", mode="note")),
    )
    assert [line.name for line in checklist(content, "")] == ["Đơn"]


def test_a_provincial_procedure_is_processed_by_a_department() -> None:
    policy = default_policy(replace(PLAIN, tiers=("province",), field="Đường bộ"))
    assert (policy.processing.value, policy.department_field) == ("department", "Đường bộ")


def test_a_demo_deadline_that_is_one_for_all_stands_as_a_ruling() -> None:
    birth = next(one for one in procedures("2026") if one.content.code == "1.001193")
    (ruling,) = with_rulings(birth.content, birth.policy).deadline_rulings
    assert ruling.unit is Unit.SAME_DAY
    assert "Luật Hộ tịch" in ruling.source


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0, Unit.SAME_DAY, "Trong ngày làm việc"),
        (1.5, Unit.WORKING_DAY, "1,5 ngày làm việc"),
        (15, Unit.DAY, "15 ngày"),
        (None, None, "Chưa công bố thời hạn"),
    ],
)
def test_deadlines_read_as_people_say_them(value: float | None, unit: Unit | None, words: str) -> None:
    assert deadline_text(value, unit) == words


def test_a_case_can_be_found_by_its_code() -> None:
    content = replace(PLAIN, cases=(Case("1.000001.01", "Lần đầu"),))
    assert content.case("1.000001.01") is not None
    assert content.case("x") is None
