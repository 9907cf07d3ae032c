"""What the words of a paper offer for a form: who is meant, which value fits, and that nothing answered is touched."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, check
from congso.catalogue.rules.offered_values import APART, MOST_OFFERS, Offer, offers

TODAY = date(2026, 12, 1)
FORM = FormDefinition(
    title="Tờ khai",
    groups=(
        Group("mother", "Người mẹ", fields=(
            Field("mother_name", FieldType.TEXT, "Họ, chữ đệm, tên"),
            Field("mother_number", FieldType.CITIZEN_NUMBER, "Số định danh cá nhân"),
            Field("mother_born_on", FieldType.DATE, "Ngày, tháng, năm sinh", max="today"),
        )),
        Group("father", "Người cha", fields=(
            Field("father_name", FieldType.TEXT, "Họ, chữ đệm, tên"),
            Field("father_number", FieldType.CITIZEN_NUMBER, "Số định danh cá nhân"),
        )),
        Group("child", "Trẻ", fields=(
            Field("child_gender", FieldType.CHOICE, "Giới tính của con", choices=(("m", "Nam"), ("f", "Nữ"))),
            Field("phone", FieldType.PHONE, "Số điện thoại"),
            Field("weight", FieldType.NUMBER, "Cân nặng lúc sinh"),
            Field("paper_number", FieldType.TEXT, "Số giấy chứng sinh"),
        )),
    ),
)  # fmt: skip


def read(*lines: str, answers: dict[str, Any] | None = None, form: FormDefinition = FORM) -> tuple[Offer, ...]:
    return offers(form, answers or {}, lines, TODAY)


def chosen(*lines: str, **more: Any) -> dict[str, Any]:
    return {
        one.chosen: next(question.value for question in one.questions if question.key == one.chosen)
        for one in read(*lines, **more)
        if one.chosen
    }


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["Họ và tên mẹ: NGUYỄN THỊ KIỀU OANH"], {"mother_name": "Nguyễn Thị Kiều Oanh"}),
        (["Họ và tên mẹ/Người nuôi dưỡng: Nguyễn Thị Sen."], {"mother_name": "Nguyễn Thị Sen"}),
        (["Họ và tên cha: Trần Văn Được"], {"father_name": "Trần Văn Được"}),
        # Whom a line speaks of holds until somebody else is named.
        (["Họ và tên cha: Trần Văn Được", "Số định danh: 096091001234"],
         {"father_name": "Trần Văn Được", "father_number": "096091001234"}),
        (["Họ tên mẹ: Lê Thị Tư", "Ngày sinh: ngày 5 tháng 9 năm 1995", "CCCD: 096 195 001 234"],
         {"mother_name": "Lê Thị Tư", "mother_born_on": "1995-09-05", "mother_number": "096195001234"}),
        # The value stands on the next line, as on identity cards.
        (["Họ và tên mẹ / Full name:", "LÊ THỊ TƯ"], {"mother_name": "Lê Thị Tư"}),
        # Two entries on one line.
        ([f"Giới tính: Nữ{APART}Điện thoại: 0912 345 678"], {"child_gender": "f", "phone": "0912345678"}),
        (["Số giấy chứng sinh: 123/2026"], {"paper_number": "123/2026"}),
        (["Cân nặng lúc sinh: 3,2 kg"], {"weight": 3.2}),
    ],
)  # fmt: skip
def test_a_line_finds_its_question(lines: list[str], wanted: dict[str, Any]) -> None:
    assert chosen(*lines) == wanted


@pytest.mark.parametrize(
    "lines",
    [
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ["Số định danh mẹ: 000000000000"],  # no place has this code
        ["Ngày sinh mẹ: 31/02/1995"],
        ["Ngày sinh mẹ: 05/09/2095"],  # the question takes no day to come
        ["Số điện thoại: 12"],
        ["Kính gửi: Ủy ban nhân dân xã"],
        ["Chiều dài: 49"],  # a number alone says nothing
        [":", "::::", "Họ và tên mẹ:"],
    ],
)
def test_what_fits_no_question_is_not_offered(lines: list[str]) -> None:
    assert read(*lines) == ()


def test_what_fits_two_people_is_left_to_the_person_to_place() -> None:
    (offer,) = read("Họ và tên: LÊ THỊ TƯ")
    assert offer.chosen == ""
    assert {one.key for one in offer.questions} == {"mother_name", "father_name"}


def test_an_answer_is_compared_and_never_offered_to_be_replaced() -> None:
    lines = ["Họ và tên mẹ: LÊ THỊ TƯ", "Ngày sinh: 05/09/1995"]
    same, other = read(*lines, answers={"mother_name": "Lê thị Tư", "mother_born_on": "1995-09-06"})
    assert (same.agrees, same.questions, same.differs) == (("Họ, chữ đệm, tên (Người mẹ)",), (), ())
    assert other.differs == (("Ngày, tháng, năm sinh (Người mẹ)", "06/09/1995"),)
    assert (other.questions, other.chosen) == ((), "")


def test_two_values_are_not_both_chosen_for_one_question() -> None:
    first, second = read("Họ và tên mẹ: Lê Thị Tư", "Họ và tên mẹ: Lê Thị Từ")
    assert (first.chosen, second.chosen) == ("mother_name", "")


def test_hidden_questions_are_not_offered() -> None:
    hidden = FormDefinition(
        title="Tờ khai",
        groups=(
            Group("a", "Người mẹ", fields=(
                Field("known", FieldType.YES_NO, "Biết mẹ"),
                Field("name", FieldType.TEXT, "Họ và tên", when={"field": "known", "op": "filled"}),
            )),
        ),
    )  # fmt: skip
    assert read("Họ và tên mẹ: Lê Thị Tư", form=hidden) == ()
    assert chosen("Họ và tên mẹ: Lê Thị Tư", form=hidden, answers={"known": True}) == {"name": "Lê Thị Tư"}


@pytest.mark.parametrize("code", sorted(DEMO_FORMS))
@given(data=st.data())
def test_whatever_stands_on_a_paper_only_takes_what_the_form_takes_and_only_where_nothing_is(
    code: str, data: st.DataObject
) -> None:
    form = DEMO_FORMS[code]
    labels = [f"{field.label}: " for field in form.fields] + ["Họ và tên mẹ: ", "", "Ngày sinh:"]
    values = st.sampled_from(
        ["LÊ THỊ TƯ", "05/09/1995", "096195001234", "0912345678", "Nam", "Kinh", "12.000"]
    ) | st.text(max_size=30)
    line = st.builds(str.__add__, st.sampled_from(labels), values)
    lines = data.draw(st.lists(line, max_size=8))
    answered = data.draw(st.sets(st.sampled_from([field.key for field in form.fields])))
    answers = check(form, dict.fromkeys(answered, "05/09/1995"), (), TODAY, partly=True).answers
    found = offers(form, answers, lines, TODAY)
    assert len(found) <= MOST_OFFERS
    for offer in found:
        for question in offer.questions:
            assert not answers.get(question.key)
            checked = check(form, {**answers, question.key: question.value}, (), TODAY, partly=True)
            assert checked.answers[question.key] == question.value
