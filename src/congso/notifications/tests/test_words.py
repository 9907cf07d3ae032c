from typing import Any

import pytest

from congso.notifications.rules.attempts import MOST_ATTEMPTS, pause_after
from congso.notifications.rules.sms import shorten, without_marks
from congso.notifications.rules.templates import EMAIL, IN_APP, SMS, TEMPLATES, names_in, words

FULL: dict[str, Any] = {
    "name": "Nguyễn Thị Hạnh",
    "code": "000.12.34.H12-261121-0007",
    "procedure": "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
    "organisation": "Ủy ban nhân dân phường Tân Thành",
    "due": "16:30 ngày 05/12/2026",
    "until": "05/12/2026",
    "on": "05/12/2026",
    "reason": "Bản vẽ chưa có chữ ký của người thiết kế",
    "amount": "75.000 đ",
    "days": 90,
    "return_place": "Trung tâm Phục vụ hành chính công phường Tân Thành",
    "unit": "Phòng Kinh tế, Hạ tầng và Đô thị",
    "kind": "Xóa dữ liệu",
    "acknowledge_by": "25/11/2026",
    "answer_by": "05/12/2026",
    "wanted": "được trả lời",
    "clock": "Báo cáo sự cố (72 giờ)",
    "file": "Đơn đề nghị.pdf",
    "threat": "Win.Test.EICAR_HDB-1",
    "whose": "của hồ sơ 000.12.34.H12-261121-0007",
    "answer": "Đã sửa.",
    "who": "Trần Thị Mai",
    "holder": "Trần Thị Mai, Chủ tịch, Lãnh đạo Ủy ban nhân dân",
    "ended_on": "05/12/2026",
    "address": "http://127.0.0.1:8000/cua-toi/ho-so/1/",
}


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_every_template_has_words_and_asks_only_for_what_is_given(key: str) -> None:
    template = TEMPLATES[key]
    asked = names_in(template.subject) | names_in(template.text) | names_in(template.email) | names_in(template.sms)
    assert asked <= FULL.keys()
    for channel in template.channels:
        if channel != SMS or template.sms:
            text = words(template, channel, FULL)
            assert "{" not in text.body
            assert text.body


@pytest.mark.parametrize("key", sorted(key for key, template in TEMPLATES.items() if template.sms))
def test_a_short_message_fits_into_one_part_of_plain_letters(key: str) -> None:
    text = words(TEMPLATES[key], SMS, FULL).body
    assert len(text) <= 160
    assert text.isascii()
    assert FULL["code"] in text


def test_an_absent_value_is_written_as_nothing() -> None:
    assert words(TEMPLATES["work_answered"], IN_APP, {"code": "H12"}).body.startswith("Hồ sơ H12 –")


def test_braces_in_what_people_wrote_do_no_harm() -> None:
    text = words(TEMPLATES["dossier_refused"], EMAIL, {**FULL, "reason": "{name.__class__}"}).body
    assert "{name.__class__}" in text


def test_marks_are_dropped_and_the_cut_is_between_words() -> None:
    assert without_marks("Hồ sơ “Đường Trần Phú” – đã trả…") == 'Ho so "Duong Tran Phu" - da tra...'
    assert shorten("một hai ba bốn", 10) == "một..."
    assert shorten("ngắn", 10) == "ngắn"


def test_the_pauses_grow_and_end() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert pauses[-1] is None
    waits = [pause for pause in pauses if pause is not None]
    assert waits == sorted(waits)
