"""Versions in the database: published ones are never rewritten; what the province decided travels on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from congso.catalogue import commands, queries
from congso.catalogue.demo import load
from congso.catalogue.models import FormVersion, Procedure, ProcedureVersion, ReviewItem, WorkflowVersion
from congso.catalogue.rules.content import Deadline, Fee, Method, ProcedureContent, Unit
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group
from congso.catalogue.rules.import_reading import read_record
from congso.catalogue.rules.policy import DeadlineRuling, ProcedurePolicy
from congso.catalogue.tests.test_import_reading import GOOD
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.kernel.rights import Right, rights_of
from congso.organisation.rules.roles import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
CODE = "1.000001"
BIRTH = "1.001193"
MARRIAGE = "1.004873"
OWN_FORM = FormDefinition("Tờ khai của tỉnh", (Group("g", "Nhóm", fields=(Field("a", FieldType.TEXT, "A"),)),))


class Officer:
    """Somebody with one role; `id` None stands for the one who signs nothing in these tests."""

    def __init__(self, *roles: Role) -> None:
        self.id: Any = None
        self.roles = frozenset(roles)

    def may(self, *wanted: Right) -> bool:
        """Tell whether the role brings one of these rights."""
        return not rights_of(self.roles).isdisjoint(wanted)


EDITOR = Officer(Role.CATALOGUE_EDITOR)


def store(**changes: Any) -> commands.Outcome:
    run_id = commands.start_run(file_name="thu.jsonl", now=NOW)
    reading = read_record(GOOD | changes)
    outcome = commands.import_record(reading=reading, run_id=run_id, editions=commands.Editions.load(), now=NOW)
    commands.finish_run(run_id=run_id, summary={}, now=NOW)
    return outcome


def test_an_imported_procedure_is_in_force_with_a_form_and_a_workflow() -> None:
    assert store().what == "stored"
    view = queries.current(CODE, TODAY)
    assert (view.source, view.state, view.number) == ("national_portal_2026", "in_force", 1)
    assert view.form.origin == "generated"
    assert view.workflow["steps"]
    assert view.is_usable


def test_the_same_record_again_changes_nothing() -> None:
    first = store()
    assert store() == commands.Outcome("unchanged", first.version_id)
    assert ProcedureVersion.objects.count() == 1


def test_a_changed_record_makes_a_new_version() -> None:
    store()
    assert store(name="Cấp giấy mới").what == "changed"
    assert [row.state for row in queries.history(CODE)] == ["in_force", "expired"]
    assert Procedure.objects.get(code=CODE).name == "Cấp giấy mới"


def test_an_older_edition_is_kept_beside_the_national_one() -> None:
    store()
    assert store(source="danang_doc_2024", name="Bản Đà Nẵng").what == "stored"
    assert queries.current(CODE, TODAY).source == "national_portal_2026"
    assert {row.source: row.state for row in queries.history(CODE)} == {
        "national_portal_2026": "in_force",
        "danang_doc_2024": "expired",
    }
    assert store(source="danang_doc_2024", name="Bản Đà Nẵng").what == "unchanged"


def test_the_national_edition_comes_into_force_after_an_older_one() -> None:
    store(source="danang_doc_2024", name="Bản Đà Nẵng")
    store()
    assert queries.current(CODE, TODAY).source == "national_portal_2026"


def test_what_the_province_adopted_travels_to_the_next_edition() -> None:
    store()
    policy = ProcedurePolicy(deadline_rulings=(DeadlineRuling(2, Unit.DAY, "QĐ của tỉnh"),))
    version_id = commands.adopt(code=CODE, now=NOW, form=OWN_FORM, policy=policy)
    assert queries.version(version_id).form == OWN_FORM
    outcome = store(name="Cấp giấy mới")
    view = queries.current(CODE, TODAY)
    assert (view.id, view.form, view.policy) == (outcome.version_id, OWN_FORM, policy)
    assert view.is_adopted
    assert "deadline_ruling_outdated" in {problem.code for problem in outcome.problems}


def test_adopting_makes_a_new_version_and_leaves_the_pinned_one_alone() -> None:
    first = store().version_id
    before = queries.version(first)
    second = commands.adopt(code=CODE, now=NOW, form=OWN_FORM)
    assert second != first
    assert queries.version(first).form == before.form
    assert commands.adopt(code=CODE, now=NOW, form=OWN_FORM) == second


@pytest.mark.parametrize("change", [{"content": {}}, {"content_hash": "x"}, {"number": 9}, {"source": "x"}])
def test_the_database_refuses_to_rewrite_a_published_version(change: dict[str, Any]) -> None:
    version_id = store().version_id
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        ProcedureVersion.objects.filter(id=version_id).update(**change)


def test_the_database_refuses_to_delete_what_is_published() -> None:
    store()
    for model in (ProcedureVersion, FormVersion, WorkflowVersion):
        with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
            model.objects.all()._raw_delete("default")


@pytest.mark.parametrize("model", [FormVersion, WorkflowVersion])
def test_the_database_refuses_to_rewrite_a_published_definition(model: Any) -> None:
    store()
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        model.objects.update(definition={"a": 1})


def test_a_code_must_have_the_national_form() -> None:
    with pytest.raises(IntegrityError, match="procedure_code_has_national_form"):
        Procedure.objects.create(code="9.000001")


def test_a_draft_revision_is_edited_and_published_under_a_decision() -> None:
    store()
    draft = commands.new_draft_revision(code=CODE, now=NOW)
    assert commands.new_draft_revision(code=CODE, now=NOW) == draft
    content = queries.version(draft).content
    with pytest.raises(Incorrect) as refusal:
        commands.publish(version_id=draft, decision_number="12/QĐ-UBND", effective_from=TODAY, now=NOW, today=TODAY)
    assert set(refusal.value.fields) == {"number_of_sets"}
    commands.revise(version_id=draft, content=replace(content, number_of_sets=1, name="Cấp giấy (sửa)"))
    commands.publish(version_id=draft, decision_number="12/QĐ-UBND", effective_from=TODAY, now=NOW, today=TODAY)
    view = queries.current(CODE, TODAY)
    assert (view.id, view.name, view.decision_number) == (draft, "Cấp giấy (sửa)", "12/QĐ-UBND")
    with pytest.raises(NotPossibleNow):
        commands.revise(version_id=draft, content=content)


def test_a_version_signed_for_later_waits_for_its_day() -> None:
    store()
    draft = commands.new_draft_revision(code=CODE, now=NOW)
    commands.revise(version_id=draft, content=replace(queries.version(draft).content, number_of_sets=1))
    later = date(2027, 1, 1)
    commands.publish(version_id=draft, decision_number="1/QĐ", effective_from=later, now=NOW, today=TODAY)
    assert queries.current_id(CODE, TODAY) != draft
    assert queries.current_id(CODE, later) == draft
    assert commands.bring_into_force(today=TODAY) == []
    assert commands.bring_into_force(today=later) == [CODE]
    assert commands.bring_into_force(today=later) == []
    assert Procedure.objects.get(code=CODE).current_id == draft


def test_a_suspended_procedure_takes_no_new_dossier() -> None:
    store()
    commands.suspend(code=CODE)
    assert not queries.current(CODE, TODAY).is_usable
    commands.resume(code=CODE)
    assert queries.current(CODE, TODAY).is_usable


def test_no_such_procedure() -> None:
    with pytest.raises(NotFound):
        queries.current("1.999999", TODAY)


# The review list


def missing_unit() -> ReviewItem:
    store(methods=[GOOD["methods"][0] | {"deadline_unit": None, "deadline_text": "3"}])
    return ReviewItem.objects.get(code="deadline_unit_missing")


def test_a_missing_unit_is_settled_by_a_ruling_with_its_source() -> None:
    item = missing_unit()
    assert queries.deadline_rule(queries.current(CODE, TODAY), "", "online").unit is None
    commands.settle_deadline(
        item_id=item.id, value=3, unit="working_day", source="Luật Hộ tịch 2014", officer=EDITOR, now=NOW
    )
    choice = queries.deadline_rule(queries.current(CODE, TODAY), "", "online")
    assert (choice.value, choice.unit, choice.source) == (3, Unit.WORKING_DAY, "Luật Hộ tịch 2014")
    item.refresh_from_db()
    assert (item.state, item.settlement) == ("settled", "3 ngày làm việc (Luật Hộ tịch 2014)")
    with pytest.raises(NotPossibleNow):
        commands.settle_review_item(item_id=item.id, settlement="lần nữa", officer=EDITOR, now=NOW)


def test_a_ruling_needs_its_source_and_a_unit() -> None:
    item = missing_unit()
    for wrong in ({"source": ""}, {"unit": "year"}, {"value": 0}):
        given: dict[str, Any] = {"value": 3, "unit": "day", "source": "Luật Hộ tịch"} | wrong
        with pytest.raises(Incorrect):
            commands.settle_deadline(item_id=item.id, officer=EDITOR, now=NOW, **given)


def test_items_are_accepted_as_published_with_a_reason() -> None:
    item = missing_unit()
    with pytest.raises(Incorrect):
        commands.waive_review_items(item_ids=[item.id], reason="", officer=EDITOR, now=NOW)
    assert commands.waive_review_items(item_ids=[item.id], reason="Đúng như công bố", officer=EDITOR, now=NOW) == 1


def test_only_an_editor_works_on_the_review_list() -> None:
    item = missing_unit()
    with pytest.raises(NotAllowed):
        commands.settle_review_item(item_id=item.id, settlement="xong rồi", officer=Officer(Role.LEADER), now=NOW)


# Lists, search, the demo


def edition(code: str, name: str, **changes: Any) -> None:
    content = ProcedureContent(
        code=code,
        name=name,
        tiers=("commune",),
        methods=(Method("online", deadline=Deadline(3, Unit.WORKING_DAY), fees=(Fee(amount_vnd=0, text="Miễn phí"),)),),
    )
    commands.store_edition(content=replace(content, **changes), source="province", now=NOW)


def found(text: str, **filters: Any) -> list[str]:
    return [row.code for row in queries.search(text, **filters).rows]


def test_search_with_or_without_marks_by_code_and_with_a_slip() -> None:
    edition("1.000001", "Đăng ký khai sinh", field="Hộ tịch")
    edition("1.000002", "Đăng ký khai tử", field="Hộ tịch")
    edition("1.000003", "Cấp giấy phép xây dựng", field="Hoạt động xây dựng", tiers=("province",))
    assert found("khai sinh") == found("KHAI SINH") == found("khái sinh") == ["1.000001"]
    assert found("giay phep xay dung") == ["1.000003"]
    assert set(found("đăng ký")) == set(found("dang ky")) == {"1.000001", "1.000002"}
    assert found("1.000002") == ["1.000002"]
    assert found("khai si") == ["1.000001"]
    guess = queries.search("giay phep xay dugn")
    assert guess.is_guess
    assert [row.code for row in guess.rows] == ["1.000003"]
    assert found("", tier="province") == ["1.000003"]
    assert found("", field="Hộ tịch") == ["1.000001", "1.000002"]
    assert found("'; DROP TABLE & | ! <-> :*") == []


def test_exact_marks_come_first() -> None:
    edition("1.000001", "Xác nhận đất ở")
    edition("1.000002", "Xác nhận dat o")
    assert found("dat o")[0] == "1.000002"
    assert found("đất ở")[0] == "1.000001"


def test_pages_neither_lose_nor_double_a_row() -> None:
    for number in range(1, 26):
        edition(f"1.0000{number:02d}", f"Thủ tục số {number}")
    seen: list[str] = []
    after: str | None = None
    while after != "":
        page = queries.search("thu tuc", after=after, limit=7)
        seen += [row.code for row in page.rows]
        after = page.after
    assert seen == sorted(set(seen))
    assert len(seen) == page.count == 25


def test_internal_procedures_are_never_offered() -> None:
    edition("6.000001", "Thủ tục nội bộ", is_internal=True)
    assert found("noi bo") == []
    with pytest.raises(NotFound):
        queries.procedure_page("6.000001", TODAY)


@pytest.mark.parametrize("regime", ["2026", "2021"])
def test_the_demo_loads_twice_and_every_procedure_can_be_applied_for(regime: str) -> None:
    load(regime)
    versions = ProcedureVersion.objects.count()
    load(regime)
    assert ProcedureVersion.objects.count() == versions
    codes = queries.adopted_codes(TODAY)
    assert len(codes) >= 14
    for code in codes:
        view = queries.current(code, TODAY)
        assert view.is_usable
        assert view.workflow
        for case in view.content.cases or (None,):
            choice = queries.deadline_rule(view, case.code if case else "", "online")
            assert choice.value is not None
            assert choice.unit is not None


def test_the_demo_keeps_its_choices_when_the_national_record_is_imported() -> None:
    load("2026")
    demo = queries.current(MARRIAGE, TODAY)
    assert not demo.content.cases
    store(
        code=MARRIAGE,
        methods=[GOOD["methods"][0] | {"deadline_unit": None, "deadline_value": 1, "deadline_text": "1"}],
    )
    view = queries.current(MARRIAGE, TODAY)
    assert view.source == "national_portal_2026"
    assert (view.form, view.workflow, view.policy) == (demo.form, demo.workflow, demo.policy)
    assert queries.deadline_rule(view, "", "online") == queries.deadline_rule(demo, "", "online")


def open_items(code: str = BIRTH) -> list[ReviewItem]:
    return list(
        ReviewItem.objects.filter(procedure_code=code, state="open", code__startswith="adopted_").order_by("id")
    )


def test_an_import_that_would_take_the_cases_away_waits_as_a_draft() -> None:
    load("2026")
    demo = queries.current(BIRTH, TODAY)
    outcome = store(code=BIRTH, name="Đăng ký khai sinh (bản mới)")
    view = queries.current(BIRTH, TODAY)
    assert (view.id, view.state, view.content.cases) == (demo.id, "in_force", demo.content.cases)
    assert Procedure.objects.get(code=BIRTH).name == demo.content.name
    draft = ProcedureVersion.objects.get(id=outcome.version_id)
    assert (draft.state, draft.published_at, draft.source) == ("draft", None, "national_portal_2026")
    assert (draft.form_version_id, draft.workflow_version_id) == (demo.form_version_id, demo.workflow_version_id)
    items = open_items()
    assert [item.field for item in items] == [f"cases[{case.code}]" for case in demo.content.cases]
    assert demo.content.cases[0].name in items[0].reason
    assert [problem.code for problem in outcome.problems].count("adopted_case_lost") == len(items) == 2
    assert draft.number not in [row.number for row in queries.history(BIRTH)]


def test_what_waits_as_a_draft_is_unchanged_the_second_time() -> None:
    load("2026")
    first = store(code=BIRTH)
    count = ProcedureVersion.objects.count()
    assert first.what == "stored"
    assert store(code=BIRTH) == commands.Outcome("unchanged", first.version_id)
    assert (ProcedureVersion.objects.count(), len(open_items())) == (count, 2)


def test_a_later_text_takes_the_place_of_the_one_that_waits() -> None:
    load("2026")
    first = store(code=BIRTH)
    second = store(code=BIRTH, name="Đăng ký khai sinh (bản sau)")
    assert second.what == "changed"
    assert {item.version_id for item in open_items()} == {second.version_id}
    assert ProcedureVersion.objects.get(id=first.version_id).state == "expired"
    assert queries.current(BIRTH, TODAY).content.cases


def test_the_words_of_a_source_are_not_revised_but_an_editor_drafts_beside_them() -> None:
    load("2026")
    waiting = store(code=BIRTH).version_id
    own = commands.new_draft_revision(code=BIRTH, now=NOW)
    assert own != waiting
    with pytest.raises(NotPossibleNow, match="giữ nguyên lời"):
        commands.revise(version_id=waiting, content=queries.version(waiting).content)
    store(code=BIRTH, name="Đăng ký khai sinh (bản sau)")
    assert commands.new_draft_revision(code=BIRTH, now=NOW) == own


def test_an_adopted_workflow_keeps_the_deadline_it_adds_up_to_and_a_form_its_online_channel() -> None:
    store()
    commands.adopt(code=CODE, now=NOW, form=OWN_FORM)
    in_person = GOOD["methods"][0] | {"channel": "in_person"}
    assert [one.code for one in store(methods=[in_person]).problems] == ["adopted_online_lost"]
    unsettled = GOOD["methods"][0] | {"deadline_unit": None, "deadline_text": "3"}
    found = [one.code for one in store(methods=[unsettled]).problems]
    assert found == ["deadline_unit_missing", "adopted_deadline_lost"]
    assert queries.current(CODE, TODAY).content.methods[0].deadline.unit is Unit.WORKING_DAY


def test_a_procedure_that_nobody_adopted_follows_its_publication() -> None:
    store()
    store(methods=[GOOD["methods"][0] | {"channel": "in_person"}])
    assert queries.current(CODE, TODAY).content.channels() == ("in_person",)


def test_the_review_of_a_waiting_text_shows_it_beside_the_one_in_force() -> None:
    load("2026")
    store(code=BIRTH, name="Đăng ký khai sinh (bản mới)")
    parts = queries.held_beside_current(queries.review_item(open_items()[0].id), TODAY)
    found = {part: (now_valid, waiting) for part, now_valid, waiting in parts}
    assert len(found["Trường hợp"][0]) == 2
    assert found["Trường hợp"][1] == []
    assert found["Tên thủ tục"] == (["Đăng ký khai sinh"], ["Đăng ký khai sinh (bản mới)"])
