"""What editors rely on: differences word by word, days of publication, one-key fixes, changes over many procedures."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.catalogue.demo.procedures import procedures
from congso.catalogue.forms import drafting
from congso.catalogue.forms.asked import row_mark
from congso.catalogue.forms.drafting import PartEditor
from congso.catalogue.rules import exchange, review_fixes
from congso.catalogue.rules.amending import MOVES, Act, Stage, next_stage
from congso.catalogue.rules.bulk_changes import Change, Wanted, changed
from congso.catalogue.rules.comparing import compare, marks
from congso.catalogue.rules.content import (
    Case,
    Component,
    Deadline,
    Fee,
    LegalBasis,
    Method,
    ProcedureContent,
    Step,
    Unit,
    Units,
)
from congso.catalogue.rules.import_reading import read_record
from congso.catalogue.rules.legal_completeness import missing_parts
from congso.catalogue.rules.parts import BY_KEY, PARTS, WHERE_MISSING, seen, with_part
from congso.catalogue.rules.publication_clock import ClockPolicy, Facts, Publisher, decide_by, dues, enter_by
from congso.catalogue.tests.test_import_reading import GOOD
from congso.kernel.refusals import NotPossibleNow

CONTENT = ProcedureContent(
    code="1.000001",
    name="Cấp giấy phép",
    field="Xây dựng",
    tiers=("commune",),
    subjects=("Công dân Việt Nam",),
    steps=(Step("Nộp hồ sơ"), Step("Thẩm định"), Step("Trả kết quả")),
    methods=(
        Method("online", deadline=Deadline(5, Unit.WORKING_DAY), fees=(Fee("charge", 20_000),)),
        Method("in_person", deadline=Deadline(5, Unit.WORKING_DAY), fees=(Fee("charge", 20_000),)),
    ),
    components=(
        Component("TP01", "Đơn đề nghị", originals=1, has_form=True),
        Component("TP02", "Bản vẽ thiết kế", originals=2),
    ),
    units=Units(executing=("UBND cấp xã",), authority=("Chủ tịch UBND cấp xã",)),
    legal_bases=(LegalBasis("50/2014/QH13", "Luật Xây dựng"),),
)


class EveryDay:
    """A calendar of weeks without holidays."""

    def is_worked(self, day: date) -> bool:
        return day.weekday() < 5


# Differences


def test_each_change_is_named_with_its_field_its_row_and_its_words() -> None:
    new = replace(
        CONTENT,
        name="Cấp giấy phép xây dựng",
        steps=(Step("Nộp hồ sơ trực tuyến"), Step("Trả kết quả"), Step("Thẩm định")),
        components=(replace(CONTENT.components[0], originals=2), Component("TP03", "Ảnh hiện trạng", copies=1)),
        methods=(replace(CONTENT.methods[0], deadline=Deadline(3, Unit.WORKING_DAY)), CONTENT.methods[1]),
        units=replace(CONTENT.units, authority=("Sở Xây dựng",)),
        non_geographic=True,
    )
    told = [
        (one.label, one.kind, "".join(f"[{m.kind[0]}:{m.text}]" for d in one.details for m in d.marks))
        for one in compare(CONTENT, new)
    ]
    assert ("Tên thủ tục", "changed", "[s:Cấp giấy phép][a: xây dựng]") in told
    assert ("Trình tự thực hiện", "changed", "[s:Nộp hồ sơ][a: trực tuyến]") in told
    assert any(label == "Trình tự thực hiện" and kind == "moved" for label, kind, _ in told)
    assert ("Thành phần hồ sơ", "changed", "[r:1][a:2]") in told
    assert {kind for label, kind, _ in told if label == "Thành phần hồ sơ"} == {"changed", "removed", "added"}
    assert ("Cách thức, thời hạn", "changed", "[r:5][a:3][s: ngày làm việc]") in told
    assert any(label == "Cơ quan có thẩm quyền quyết định" for label, *_ in told)
    assert ("Phi địa giới", "changed", "[r:Không][a:Có]") in told


WORDS = st.text(alphabet="ab đổ\n,.", max_size=40)


@given(WORDS, WORDS)
def test_marked_words_give_both_texts_back(before: str, after: str) -> None:
    found = marks(before, after)
    assert "".join(one.text for one in found if one.kind != "added") == before
    assert "".join(one.text for one in found if one.kind != "removed") == after


ROWS = st.lists(st.sampled_from(["Đơn đề nghị", "Bản vẽ", "Giấy tờ khác", "Bản sao"]), max_size=5)


@given(ROWS, ROWS, WORDS, WORDS)
@settings(max_examples=60, deadline=None)
def test_there_are_differences_exactly_when_the_texts_differ(
    old: list[str], new: list[str], first: str, second: str
) -> None:
    def content(names: list[str], summary: str) -> ProcedureContent:
        papers = tuple(Component(f"TP{n:02d}", name) for n, name in enumerate(names, start=1))
        return replace(CONTENT, components=papers, conditions=tuple(names), summary=summary)

    one, other = content(old, first), content(new, second)
    assert bool(compare(one, other)) == (one != other)
    assert compare(one, one) == ()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_saving_a_part_that_nobody_touched_changes_nothing(part: Any) -> None:
    for regime in ("2026", "2021"):
        for one in procedures(regime):
            content = replace(one.content, conditions=("Có đất.\r\nCó nhà. ", "Đủ tuổi"))
            shown = PartEditor(part.key, content)
            sent = QueryDict(mutable=True)
            for form in [*shown.forms(), *(rows.formset.management_form for rows in shown.sets)]:
                for field in form:
                    value = field.value()
                    for said in value if isinstance(value, list | tuple) else [value]:
                        if said is True:
                            sent.appendlist(field.html_name, "on")
                        elif said is not None and said is not False:
                            shown_as = field.field.widget.format_value(said)
                            sent.appendlist(field.html_name, shown_as[0] if isinstance(shown_as, list) else shown_as)
            again = PartEditor(part.key, content, sent)
            assert again.is_valid(), [form.errors for form in again.forms() if form.errors]
            assert again.edited() == content, one.content.code


def test_rows_are_added_moved_and_dropped_and_the_rest_is_kept() -> None:
    many = tuple(Component(f"TP{n:02d}", f"Giấy {n}", originals=1, result_code=f"KQ{n}") for n in range(1, 31))
    content = replace(CONTENT, components=many)
    data = {
        "giay-TOTAL_FORMS": "4", "giay-INITIAL_FORMS": "2", "number_of_sets": "1",
        "giay-0-origin": row_mark(many[25]), "giay-0-name": "Giấy 26", "giay-0-originals": "3", "giay-0-ORDER": "2",
        "giay-0-result_code": "KQ26", "giay-0-required": "yes", "giay-0-mode": "submit",
        "giay-1-origin": row_mark(many[26]), "giay-1-name": "Giấy 27", "giay-1-DELETE": "on",
        "giay-2-name": "Giấy mới", "giay-2-ORDER": "1", "giay-2-required": "if_any", "giay-2-mode": "submit",
    }  # fmt: skip
    editor = PartEditor("giay-to", content, data, start=25)
    assert editor.is_valid()
    edited = editor.edited()
    names = [one.name for one in edited.components]
    assert names == [*(f"Giấy {n}" for n in range(1, 26)), "Giấy mới", "Giấy 26"]
    assert (edited.components[-1].key, edited.components[-1].originals) == ("TP26", 3)
    assert len({one.key for one in edited.components}) == len(edited.components)
    assert edited.number_of_sets == 1
    assert with_part(content, BY_KEY["giay-to"], edited) == edited
    assert seen(content, BY_KEY["giay-to"]) != seen(edited, BY_KEY["giay-to"])
    assert seen(content, BY_KEY["chung"]) == seen(edited, BY_KEY["chung"])


def test_a_row_keeps_what_it_does_not_show_when_others_have_gone_meanwhile() -> None:
    data = {
        "cach-TOTAL_FORMS": "2", "cach-INITIAL_FORMS": "2", "them-TOTAL_FORMS": "0", "them-INITIAL_FORMS": "0",
        **{f"cach-{n}-origin": row_mark(one) for n, one in enumerate(CONTENT.methods)},
        "cach-0-channel": "online", "cach-0-value": "4", "cach-0-unit": "working_day",
        "cach-1-channel": "in_person", "cach-1-value": "4", "cach-1-unit": "working_day",
    }  # fmt: skip
    dear = replace(CONTENT.methods[1], fees=(Fee("charge", 99_000),))
    editor = PartEditor("cach-thuc", replace(CONTENT, methods=(dear, CONTENT.methods[0])), data)
    assert editor.is_valid()
    assert [(one.channel, one.deadline.value, one.fees[0].amount_vnd) for one in editor.edited().methods] == [
        ("online", 4, 20_000), ("in_person", 4, 99_000),
    ]  # fmt: skip


def test_every_part_that_may_be_missing_has_a_place_to_write_it() -> None:
    fee = Method("online", fees=(Fee("fee", text="theo quy định"),))
    told = missing_parts(ProcedureContent("1.000001", "", components=(Component("TP01", "Đơn", has_form=True),)))
    told += missing_parts(ProcedureContent("1.000001", ""))
    told += missing_parts(replace(CONTENT, methods=(fee, Method("postal", deadline=Deadline(3, None)))))
    assert {one.code for one in told} == set(WHERE_MISSING)


# The life of an amendment


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("stage", Stage)
def test_only_the_moves_of_the_table_are_made(stage: Stage, act: Act) -> None:
    if (stage, act) in MOVES:
        assert next_stage(stage, act) == MOVES[stage, act]
        return
    with pytest.raises(NotPossibleNow, match=stage.label):
        next_stage(stage, act)


# Days of publication: Friday 01/01/2027 the law takes effect

IN_FORCE = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("facts", "count", "by"),
    [
        (Facts(Publisher.MINISTRY, law_effective_on=IN_FORCE), "day", date(2026, 12, 12)),
        (Facts(Publisher.PROVINCE, law_effective_on=IN_FORCE), "day", date(2026, 12, 27)),
        (Facts(Publisher.PROVINCE, law_effective_on=IN_FORCE), "working_day", date(2026, 12, 25)),
        (Facts(Publisher.MINISTRY, law_effective_on=IN_FORCE), "working_day", date(2026, 12, 4)),
        (Facts(Publisher.PROVINCE, True, law_signed_on=date(2026, 12, 1)), "day", date(2026, 12, 4)),
        (Facts(Publisher.PROVINCE), "day", None),
        (Facts(Publisher.PROVINCE, True, law_effective_on=IN_FORCE), "day", None),
    ],
)
def test_a_decision_is_due_before_the_law_takes_effect(facts: Facts, count: str, by: date | None) -> None:
    assert decide_by(facts, ClockPolicy(count=count), EveryDay()) == by


@pytest.mark.parametrize(
    ("publisher", "simplified", "by"),
    [
        (Publisher.MINISTRY, False, date(2026, 12, 14)),
        (Publisher.PROVINCE, False, date(2026, 12, 7)),
        (Publisher.PROVINCE, True, date(2026, 12, 2)),
    ],
)
def test_what_was_decided_is_entered_within_working_days(publisher: Publisher, simplified: bool, by: date) -> None:
    facts = Facts(publisher, simplified, signed_on=date(2026, 11, 30))
    assert enter_by(facts, ClockPolicy(), EveryDay()) == by


def test_a_missed_day_stays_missed_and_a_kept_one_kept() -> None:
    facts = Facts(
        Publisher.PROVINCE,
        law_effective_on=IN_FORCE,
        signed_on=date(2026, 12, 28),
        entered_on=date(2027, 1, 4),
    )
    decide, enter = dues(facts, date(2027, 3, 1), ClockPolicy(), EveryDay())
    assert (decide.late, decide.tone) == (True, "danger")
    assert (enter.late, enter.on, enter.tone) == (False, date(2027, 1, 4), "success")
    (open_,) = dues(replace(facts, signed_on=None, entered_on=None), date(2026, 12, 25), ClockPolicy(), EveryDay())
    assert (open_.left, open_.tone) == (2, "warn")


# One-key fixes


def _read(**changes: Any) -> tuple[ProcedureContent, dict[str, str]]:
    reading = read_record(GOOD | changes)
    assert reading.content is not None
    return reading.content, {problem.code: problem.field for problem in reading.problems}


def _fixed(problem: str, fix: str, **changes: Any) -> ProcedureContent:
    content, problems = _read(**changes)
    chosen = review_fixes.fix_of(problem, fix)
    assert chosen is not None
    made = review_fixes.apply(chosen, problems[problem], content, content)
    assert made is not None
    return made


PAPERS = [{"name": "Đơn đề nghị", "originals": 1}, {"name": "Bản sao giấy phép", "originals": 0, "copies": 0}]


def test_one_key_settles_what_a_record_left_open() -> None:
    assert _fixed("component_quantity_missing", "one_copy", components=PAPERS).components[1].copies == 1
    note = [PAPERS[0], {"name": "Công dân không phải nộp bản giấy", "originals": 0}]
    paper = _fixed("component_is_note", "is_paper", components=note).components[1]
    assert (paper.required, paper.mode, paper.originals) == ("yes", "submit", 1)
    file = [{"name": "Tờ khai đăng ký\nMau so 01.docx", "originals": 1, "has_form": True}]
    split = _fixed("form_file_in_name", "split_file", components=file).components[0]
    assert (split.name, split.form_file) == ("Tờ khai đăng ký", "Mau so 01.docx")
    headed = [{"name": "Đơn", "originals": 1, "case": f"Trường hợp {name}"} for name in ("cấp mới", "cấp lại")]
    cases = _fixed("case_headings", "make_cases", components=headed)
    assert [one.name for one in cases.cases] == ["Trường hợp cấp mới", "Trường hợp cấp lại"]
    assert [one.case for one in cases.components] == [one.code for one in cases.cases]
    council = {"fee_text": "Lệ phí : 0 VNĐ (Miễn phí) (mức lệ phí do Hội đồng nhân dân cấp tỉnh quy định)"}
    methods = [GOOD["methods"][0] | council]
    content, problems = _read(methods=methods)
    if "fee_set_by_council" in problems:
        fees = _fixed("fee_set_by_council", "set_by_council", methods=methods).methods[0].fees
        assert (fees[0].amount_vnd, fees[0].set_by) == (None, "provincial_council")
    dear = Fee("charge", text="Lệ phí : 20 VNĐ (20.000 đồng)")
    priced = replace(content, methods=(Method("online", fees=(dear,)),))
    thousand = review_fixes.fix_of("fee_in_thousands", "times_thousand")
    assert thousand is not None
    made = review_fixes.apply(thousand, "methods[0].fee_text", priced, priced)
    assert made is not None
    assert made.methods[0].fees[0].amount_vnd == 20_000


def test_a_fix_refuses_a_draft_that_no_longer_has_the_row() -> None:
    content, problems = _read(components=PAPERS)
    chosen = review_fixes.fix_of("component_quantity_missing", "one_copy")
    assert chosen is not None
    place = problems["component_quantity_missing"]
    other = replace(content, components=(content.components[0],))
    assert review_fixes.apply(chosen, place, content, other) is None
    assert review_fixes.fix_of("deadline_missing", "one_copy") is None


def test_keys_of_the_fixes_of_a_problem_differ() -> None:
    for fixes in review_fixes.FIXES.values():
        assert len({fix.key for fix in fixes}) == len(fixes)
        assert all(fix.key not in "jkxg" for fix in fixes)


# Many at once


@pytest.mark.parametrize(
    ("wanted", "check"),
    [
        (Wanted(Change.AUTHORITY, "Sở Xây dựng"), lambda c: c.units.authority == ("Sở Xây dựng",)),
        (Wanted(Change.EXECUTING, "Trung tâm", only="UBND cấp xã"), lambda c: c.units.executing == ("Trung tâm",)),
        (Wanted(Change.FIELD, "Hạ tầng"), lambda c: c.field == "Hạ tầng"),
        (Wanted(Change.ADD_CHANNEL, "postal"), lambda c: c.methods[-1].deadline == CONTENT.methods[0].deadline),
        (Wanted(Change.REMOVE_CHANNEL, "online"), lambda c: c.channels() == ("in_person",)),
    ],
)
def test_a_change_does_what_it_says_and_nothing_twice(wanted: Wanted, check: Any) -> None:
    after, refused = changed(CONTENT, wanted)
    assert refused == ""
    assert check(after)
    again, why = changed(after, wanted)
    assert again == after
    assert why


def test_a_channel_is_not_added_where_a_deadline_would_be_guessed_nor_the_last_removed() -> None:
    differing = replace(
        CONTENT, methods=(CONTENT.methods[0], replace(CONTENT.methods[1], deadline=Deadline(9, Unit.DAY)))
    )
    assert changed(differing, Wanted(Change.ADD_CHANNEL, "postal"))[1]
    assert changed(replace(CONTENT, methods=CONTENT.methods[:1]), Wanted(Change.REMOVE_CHANNEL, "online"))[1]


def test_only_a_whole_export_is_read() -> None:
    good = [exchange.line(exchange.header()), exchange.line({"kind": "field", "name": "A"})]
    assert [one["name"] for one in exchange.read_lines(good)] == ["A"]
    assert exchange.is_export(good[0])
    assert not exchange.is_export('{"code": "1.000001"}')
    for bad in ([], ["{}"], [good[0].replace(":1", ":9")], [good[0], "{"], [good[0], '{"kind": "x"}']):
        with pytest.raises(exchange.WrongFileError):
            list(exchange.read_lines(bad))


def test_cases_are_numbered_on() -> None:
    data = {
        "truong-hop-TOTAL_FORMS": "2",
        "truong-hop-INITIAL_FORMS": "0",
        "truong-hop-0-name": "Cấp mới",
        "truong-hop-1-name": "Cấp lại",
        "truong-hop-1-code": "1.000001.01",
    }
    editor = PartEditor("truong-hop", CONTENT, data)
    assert editor.is_valid()
    assert editor.edited().cases == (Case("1.000001.02", "Cấp mới"), Case("1.000001.01", "Cấp lại"))


def test_a_row_without_a_code_gets_the_first_one_that_is_free() -> None:
    rows = (Component("TP02", "Bản vẽ"), Component("", "Ảnh"), Component("", "Đơn"))
    written = drafting._components_written(replace(CONTENT, components=()), rows)
    assert [one.key for one in written.components] == ["TP02", "TP01", "TP03"]
