"""An answer that is not enough: the same request goes on, told with reasons; and what no answer may change."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group
from congso.dossiers import commands, queries, testing
from congso.dossiers.commands import PaperInput
from congso.dossiers.models import Dossier, DossierEvent, DossierForm, DossierPaper, DossierPause, SupplementRequest
from congso.dossiers.printing import gather
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.testing import NOW, Province, plain_province, supplement_item
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotPossibleNow

from .test_promises import at, days, province_with

pytestmark = pytest.mark.django_db

NAMED = [supplement_item("TP01"), supplement_item("TP02")]


def asked(province: Province) -> UUID:
    """Accepted on 3/8, asked for two things on 5/8."""
    dossier_id = testing.in_progress(province, now=at(3))
    commands.ask_supplement(
        dossier_id=dossier_id, items=NAMED, reason="Thiếu", by=province.commune.specialist, now=at(5)
    )
    return dossier_id


def answer(province: Province, dossier_id: UUID, content: str, now: datetime) -> None:
    commands.answer_supplement(dossier_id=dossier_id, answers={"content": content}, by=province.citizen, now=now)


def report(province: Province, dossier_id: UUID, now: datetime, *, component: str = "TP02") -> datetime:
    return commands.report_incomplete(
        dossier_id=dossier_id,
        missing=[supplement_item(component, "Trang 2 vẫn mờ.")],
        by=province.commune.counter,
        now=now,
    )


@pytest.mark.parametrize(("policy", "due"), [("RESET", "03/09"), ("PAUSE", "28/08")])
def test_the_clock_counts_from_the_answer_that_was_enough(policy: str, due: str) -> None:
    province = province_with(supplement=policy)
    dossier_id = asked(province)
    answer(province, dossier_id, "Phở", at(10))
    report(province, dossier_id, at(11))
    assert DossierPause.objects.get(dossier_id=dossier_id).to_at is None
    answer(province, dossier_id, "Bún", at(18))
    commands.confirm_supplement(dossier_id=dossier_id, by=province.commune.counter, now=at(19))
    assert days(dossier_id)[0] == due
    assert DossierPause.objects.get(dossier_id=dossier_id).to_at == at(18)


def test_no_second_request_is_issued_and_each_step_is_one_event() -> None:
    province = province_with()
    dossier_id = asked(province)
    answer(province, dossier_id, "Phở", at(6))
    report(province, dossier_id, at(7))
    answer(province, dossier_id, "Bún", at(10))
    report(province, dossier_id, at(11))
    row, request = Dossier.objects.get(id=dossier_id), SupplementRequest.objects.get(dossier_id=dossier_id)
    assert row.state == DossierState.SUPPLEMENT_REQUESTED
    assert (row.supplement_count, row.supplement_answered_at) == (1, None)
    assert (request.answered_at, request.shortfalls.count()) == (None, 2)
    done = list(DossierEvent.objects.filter(dossier=row).order_by("sequence").values_list("action", flat=True))[-5:]
    assert done == ["ask_supplement", "supplement", "report_incomplete", "supplement", "report_incomplete"]
    commands.confirm_supplement(dossier_id=dossier_id, by=province.commune.counter, now=at(12))
    with pytest.raises(NotPossibleNow, match="Chỉ được yêu cầu bổ sung 1 lần"):
        commands.ask_supplement(
            dossier_id=dossier_id, items=NAMED, reason="Nữa", by=province.commune.specialist, now=at(12)
        )


def test_the_person_is_told_what_is_missing_and_why() -> None:
    province = province_with()
    dossier_id = asked(province)
    answer(province, dossier_id, "Phở", at(6))
    report(province, dossier_id, at(7))
    view = queries.dossier_for_person(province.citizen.person_id, dossier_id, now=at(7))
    assert view.open_supplement is not None
    assert [(one.component_key, one.wanted, one.why) for one in view.open_supplement.wanted] == [
        ("TP02", "Bản sao rõ nét", "Trang 2 vẫn mờ.")
    ]
    assert view.events[-1].action is Action.REPORT_INCOMPLETE
    assert "Trang 2 vẫn mờ." in view.events[-1].reason


def test_the_days_the_desk_took_to_look_are_not_the_persons() -> None:
    province = province_with(supplement_answer_working_days=5)  # asked 5/8: the last day is 12/8
    dossier_id = asked(province)
    answer(province, dossier_id, "Phở", at(10))  # two working days left
    printed = gather.supplement_request(dossier_id)
    assert report(province, dossier_id, at(13)).astimezone(VIETNAM).date() == at(17).date()
    answer(province, dossier_id, "Bún", at(17))  # on the last day
    assert report(province, dossier_id, at(17, hour=15)).astimezone(VIETNAM).date() == at(18).date()
    assert gather.supplement_request(dossier_id) == printed, "the paper that was issued still says what it said"


def test_looking_early_never_shortens_the_time_given() -> None:
    province = province_with(supplement_answer_working_days=10)
    dossier_id = asked(province)
    before = SupplementRequest.objects.get(dossier_id=dossier_id).answer_until
    answer(province, dossier_id, "Phở", at(6))
    assert report(province, dossier_id, at(6, hour=10)) == before


def test_a_rest_that_never_comes_stops_the_case() -> None:
    province = province_with(supplement_answer_working_days=5)
    dossier_id = asked(province)
    answer(province, dossier_id, "Phở", at(6))
    assert commands.expire_supplements(now=at(28)) == 0
    until = report(province, dossier_id, at(7))
    assert commands.expire_supplements(now=until + timedelta(minutes=1)) == 1
    assert Dossier.objects.get(id=dossier_id).state == DossierState.STOPPED


def test_it_takes_an_answer_a_reason_and_something_that_was_asked_for() -> None:
    province = province_with()
    dossier_id = testing.in_progress(province, now=at(3))
    commands.ask_supplement(
        dossier_id=dossier_id, items=NAMED[:1], reason="Thiếu", by=province.commune.specialist, now=at(5)
    )
    with pytest.raises(NotPossibleNow) as early:
        report(province, dossier_id, at(6))
    assert early.value.code == "nothing_answered"
    answer(province, dossier_id, "Phở", at(6))
    with pytest.raises(Incorrect) as other:
        report(province, dossier_id, at(6), component="TP02")
    assert other.value.code == "not_asked_for"
    with pytest.raises(Incorrect, match="lý do"):
        commands.report_incomplete(
            dossier_id=dossier_id, missing=[supplement_item("TP01", " ")], by=province.commune.counter, now=at(6)
        )


def test_at_the_door_the_same_holds_until_the_desk_accepts() -> None:
    province = province_with()
    dossier_id = testing.submitted(province)
    commands.ask_supplement(dossier_id=dossier_id, items=NAMED, reason="Thiếu", by=province.commune.counter, now=NOW)
    answer(province, dossier_id, "Phở", at(4))
    report(province, dossier_id, at(4, hour=10))
    answer(province, dossier_id, "Bún", at(5))
    commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=at(5, hour=10))
    assert days(dossier_id)[0] == "19/08"


def test_after_the_last_day_an_answer_is_not_added_to() -> None:
    province = province_with(supplement_answer_working_days=5)
    dossier_id = asked(province)
    answer(province, dossier_id, "Phở", at(6))
    with pytest.raises(NotPossibleNow) as late:
        answer(province, dossier_id, "Bún", at(14))
    assert late.value.code == "supplement_too_late"


# What an answer may change

FORM = FormDefinition(
    title="Giấy đề nghị",
    groups=(
        Group(
            "applicant",
            "Người đề nghị",
            fields=(
                Field("applicant_name", FieldType.TEXT, "Họ và tên", required=True),
                Field("applicant_identity_number", FieldType.TEXT, "Số định danh cá nhân", required=True),
                Field("applicant_born_on", FieldType.DATE, "Ngày sinh"),
                Field("content", FieldType.TEXT, "Ngành nghề", required=True),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("applicant_name", "Trần Văn Khác"),
        ("applicant_identity_number", "096095000124"),
        ("applicant_born_on", "1995-01-02"),
    ],
)
def test_a_supplement_never_makes_it_somebody_elses_dossier(name: str, value: str) -> None:
    province = plain_province(form=FORM)
    dossier_id = asked(province)
    before = DossierForm.objects.get(dossier_id=dossier_id).answers
    with pytest.raises(Incorrect) as refused:
        commands.answer_supplement(
            dossier_id=dossier_id, answers={name: value, "content": "Phở"}, by=province.citizen, now=at(6)
        )
    assert name in refused.value.fields
    assert DossierForm.objects.get(dossier_id=dossier_id).answers == before


def test_only_what_was_asked_for_is_taken() -> None:
    province = province_with()
    dossier_id = testing.in_progress(province, now=at(3))
    commands.ask_supplement(
        dossier_id=dossier_id, items=NAMED[1:], reason="Thiếu", by=province.commune.specialist, now=at(5)
    )
    sent: list[dict[str, Any]] = [
        {"answers": {"content": "Phở"}, "by": province.citizen},
        {"papers": [PaperInput("TP01", kind="copy")], "by": province.commune.counter},
    ]
    for one in sent:
        with pytest.raises(Incorrect) as refused:
            commands.answer_supplement(dossier_id=dossier_id, now=at(6), **one)
        assert refused.value.code == "not_asked_for"
    assert not DossierPaper.objects.filter(dossier_id=dossier_id).exists()


def test_a_new_telephone_number_finds_the_dossier_and_the_old_one_no_more() -> None:
    province = province_with()
    dossier_id = asked(province)
    commands.answer_supplement(
        dossier_id=dossier_id, answers={"applicant_phone": "0987654321"}, by=province.citizen, now=at(6)
    )

    def found(words: str) -> list[UUID]:
        return [row.id for row in queries.find(province.commune.counter, words, now=at(6)).rows]

    assert found("0987654321") == [dossier_id]
    assert found("0912345678") == []
    view = queries.dossier_revealed(province.commune.counter, dossier_id, None, now=at(6))
    assert view.applicant.phone == "0987654321"
