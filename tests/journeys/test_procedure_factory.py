"""Two editors change a procedure in the browser: drafted at a desk, reviewed on a phone, seen by everybody."""

from typing import Any

import pytest

from congso.catalogue import commands
from congso.catalogue import queries as catalogue
from congso.catalogue.rules.import_reading import read_record
from congso.kernel import clock

from .house import House
from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.journey

DRAFTER, SECOND = "kstthc.vpubnd", "truongphong.kstthc.vpubnd"
CODE = "2.000884"


def test_a_procedure_is_amended_by_two_editors(somebody: Any, the_house: House) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    drafter: Visitor = somebody("nguoi-soan", on=DESK)
    drafter.sign_in_as_officer(DRAFTER)
    drafter.go(f"/can-bo/thu-tuc/?q={CODE}")
    drafter.press(f"Soạn {CODE}", within="main")
    work = drafter.page.url.removeprefix(the_house.url)
    drafter.open('a[href$="/phan/giay-to/"]')
    drafter.open('a[href$="/phan/chung/"]')
    drafter.fill({"summary": "Chứng thực chữ ký trong một buổi, mang theo căn cước."})
    drafter.press("Lưu", within="main")
    assert "Tóm tắt cho người dân" in drafter.text()
    drafter.press("Trình thẩm định", within="main")

    second: Visitor = somebody("nguoi-tham-dinh", on=PHONE)
    second.sign_in_as_officer(SECOND)
    second.go("/can-bo/thu-tuc/du-thao/?buoc=proposed")
    second.go(work)
    second.press("Thẩm định đạt", within="main")
    second.follow("Ghi quyết định, công bố", within="main")
    second.press("Công bố", within="main")
    assert second.page.locator(".error-summary").count(), "an empty decision is published"
    second.fill({"number": "2026/QĐ-UBND", "signed_on": today, "effective_from": today})
    second.press("Công bố", within="main")
    assert "Đã công bố" in second.text()

    anybody: Visitor = somebody("nguoi-dan", on=PHONE)
    anybody.go(f"/thu-tuc/{CODE}/")
    assert "Chứng thực chữ ký trong một buổi" in anybody.text()
    anybody.go(f"/thu-tuc/{CODE}/thay-doi/")
    assert "2026/QĐ-UBND" in anybody.text()
    anybody.go("/thu-tuc/du-lieu-mo/")


def test_many_procedures_are_changed_at_once(somebody: Any, the_house: House) -> None:
    drafter: Visitor = somebody("nguoi-soan", on=DESK)
    drafter.sign_in_as_officer(DRAFTER)
    drafter.go("/can-bo/thu-tuc/?q=chung+thuc")
    for box in drafter.page.locator('input[name="code"]').all()[:2]:
        box.check()
    drafter.press("Sửa các thủ tục đã đánh dấu", within="main")
    drafter.page.locator('select[name="change"]').select_option("executing")
    drafter.fill({"value": "Trung tâm Phục vụ hành chính công cấp xã"})
    drafter.press("Xem trước", within="main")
    drafter.press("Trình thẩm định", within="main")
    assert "Chờ thẩm định" in drafter.page.locator("h1 ~ p").first.inner_text()
    second: Visitor = somebody("nguoi-tham-dinh", on=PHONE)
    second.sign_in_as_officer(SECOND)
    second.go(drafter.page.url.removeprefix(the_house.url))
    second.page.locator("main details[data-dialog] summary").tap()
    second.press("Hủy phần chưa công bố", within="#huy-tat-ca")
    assert "Đã hủy" in second.text()


def test_the_review_list_is_worked_off_with_one_key(somebody: Any, the_house: House) -> None:
    record = {
        "code": "1.900001", "name": "Xác nhận thử", "source": "portal_2021", "level": ["commune"], "field": "Hộ tịch",
        "components": [{"name": "Đơn", "originals": 1}, {"name": "Bản sao giấy tờ"}, {"name": "Bản sao sổ"}],
        "methods": [{"channel": "in_person", "deadline_value": 3, "deadline_text": "3"}],
    }  # fmt: skip
    run_id = commands.start_run(file_name="thu.jsonl", now=clock.now())
    stored = commands.Editions.load()
    commands.import_record(reading=read_record(record), run_id=run_id, editions=stored, now=clock.now())
    commands.finish_run(run_id=run_id, summary={}, now=clock.now())
    editor: Visitor = somebody("nguoi-ra-soat", on=DESK)
    editor.sign_in_as_officer(DRAFTER)
    editor.go("/can-bo/thu-tuc/ra-soat/?ma=component_quantity_missing&thu-tuc=1.900001")
    editor.follow("Xử lý 1.900001 components[1]", within="main")
    first = editor.page.url
    editor.act(lambda: editor.page.keyboard.press("2"))
    editor.look()
    assert editor.page.url != first, "the next item of the same kind"
    items, _more = catalogue.review_items(code="deadline_unit_missing", procedure_code="1.900001")
    editor.go(f"/can-bo/thu-tuc/ra-soat/{items[0].id}/")
    editor.fill({"source": "Luật Hộ tịch 2014, Điều 18"})
    editor.press("3 ngày làm việc", within="main")
    assert catalogue.deadline_rule(catalogue.current("1.900001", clock.today()), "", "in_person").unit == "working_day"
