"""An editor builds "xác nhận …" from nothing in the browser: 12 questions, 2 conditions, 3 papers, its printed form."""

import re
from typing import Any

import pytest

from congso.catalogue import queries as catalogue
from congso.kernel import clock

from .house import House
from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.journey

DRAFTER, SECOND = "kstthc.vpubnd", "truongphong.kstthc.vpubnd"
CODE = "1.999001"
PARTS: dict[str, dict[str, Any]] = {
    "chung": {
        "name": "Xác nhận hoàn cảnh gia đình khó khăn",
        "summary": "Giấy để xin miễn, giảm học phí và các khoản hỗ trợ khác.",
        "field": "Bảo trợ xã hội",
        "subjects": "Công dân Việt Nam",
    },
    "trinh-tu": {"buoc-0-text": "Nộp hồ sơ tại Trung tâm Phục vụ hành chính công cấp xã; cán bộ xác minh và trả giấy."},
    "cach-thuc": {"cach-0-channel": "in_person", "cach-0-value": "3", "cach-0-unit": "working_day"},
    "giay-to": {
        "number_of_sets": "1",
        "giay-0-name": "Tờ khai theo mẫu", "giay-0-originals": "1",
        "giay-1-name": "Giấy tờ chứng minh thu nhập", "giay-1-copies": "1",
        "giay-2-name": "Ảnh chụp nhà ở", "giay-2-copies": "1",
    },
    "co-quan": {"executing": "Ủy ban nhân dân cấp xã"},
    "mau-don": {"forms": "Tờ khai xác nhận hoàn cảnh gia đình khó khăn"},
    "ket-qua": {"ket-qua-0-name": "Giấy xác nhận"},
    "can-cu": {"van-ban-0-number": "20/2021/NĐ-CP", "van-ban-0-name": "Chính sách trợ giúp xã hội"},
}  # fmt: skip
QUESTIONS = (
    ("Xác nhận để", "choice"),
    ("Nơi học", "text"),
    ("Số nhân khẩu", "number"),
    ("Thu nhập bình quân mỗi người một tháng", "money"),
    ("Nhà đang ở", "choice"),
)
"""With the seven of the applicant: twelve."""


def test_a_form_is_built_tried_and_published_by_browser_only(somebody: Any, the_house: House) -> None:
    drafter: Visitor = somebody("nguoi-soan", on=DESK)
    drafter.sign_in_as_officer(DRAFTER)
    drafter.go("/can-bo/thu-tuc/moi/")
    drafter.fill({"code": CODE, "name": "Xác nhận hoàn cảnh"})
    drafter.press(re.compile("^(Soạn|Lập|Bắt đầu|Tạo)"), within="main")
    work = re.sub(r"phan/.*$", "", drafter.page.url.removeprefix(the_house.url))
    for part, answers in PARTS.items():
        drafter.page.goto(f"{the_house.url}{work}phan/{part}/")
        if part == "chung":
            drafter.page.locator('input[name="tiers"][value="commune"]').check()
        done = drafter.fill(answers)
        drafter.press("Lưu, ở lại", within="main", look=False)
        if len(done) < len(answers):  # two spare rows a time
            drafter.fill({name: answer for name, answer in answers.items() if name not in done})
            drafter.press("Lưu", within="main", look=False)
    drafter.look()
    _build(drafter, work)
    _try(drafter, work)
    _print(drafter, work)

    drafter.go(work)
    assert "Thay đổi của biểu mẫu điện tử" in drafter.text() or "Đã sửa trong dự thảo này" in drafter.text()
    drafter.press("Trình thẩm định", within="main")
    today = f"{clock.today():%d/%m/%Y}"
    second: Visitor = somebody("nguoi-tham-dinh", on=PHONE)
    second.sign_in_as_officer(SECOND)
    second.go(f"{work}bieu-mau/")
    second.go(work)
    second.press("Thẩm định đạt", within="main")
    second.follow("Ghi quyết định, công bố", within="main")
    second.fill({"number": "99/QĐ-UBND", "signed_on": today, "effective_from": today})
    second.press("Công bố", within="main")
    assert "Đã công bố" in second.text()

    published = catalogue.current(CODE, clock.today())
    assert len(published.form.fields) == 12
    assert sum(field.when is not None for field in published.form.fields) == 2
    assert len(published.content.components) == 3
    assert published.form.paper is not None


def _build(drafter: Visitor, work: str) -> None:
    """Take the form made of the text apart, and lay out one's own."""
    drafter.go(work)
    drafter.open('a[href$="/bieu-mau/"]')
    for group in ("request", "statements"):
        if drafter.page.locator(f"#nhom-{group}").count():
            drafter.page.locator(f"#nhom-{group} details[data-dialog] summary").click()
            drafter.press("Xóa nhóm", within=f"#nhom-{group} [role=dialog], #nhom-{group} dialog", look=False)
    drafter.fill({"title": "Hoàn cảnh gia đình"}, within='form:has([value="add-group"])')
    drafter.press("Thêm nhóm", within='form:has([value="add-group"])')
    for label, kind in QUESTIONS:
        group = drafter.page.locator("#nhom-hoan_canh_gia_dinh")
        form = group.locator('form:has([value="add-field"])').first
        if not form.is_visible():
            group.locator("details:has([value='add-field']) > summary").first.click()
        form.locator('[name="label"]').fill(label)
        form.locator('[name="type"]').select_option(kind)
        drafter.act(form.locator('[value="add-field"]').click)
        if kind == "choice":
            choices = {"Xác nhận để": "Miễn, giảm học phí\nTrợ cấp khác", "Nhà đang ở": "Của gia đình\nĐi thuê\nỞ nhờ"}
            drafter.fill({"choices": choices[label]})
        if label == "Nơi học":
            drafter.fill({"hien-field_0": "xac_nhan_de", "hien-value_0": "Miễn, giảm học phí"})
        if label == "Nhà đang ở":
            drafter.fill({"hien-field_0": "so_nhan_khau", "hien-sign_0": "gt", "hien-value_0": "1"})
        if label == "Số nhân khẩu":
            drafter.fill({"unit": "người", "least": "1", "most": "30"})
        drafter.page.locator('input[name="needed"][value="yes"]').check()
        drafter.look(label)
        drafter.press("Lưu", within="main", look=False)
    drafter.look()
    assert "Chỉ hiện khi “Xác nhận để” là “Miễn, giảm học phí”" in drafter.text()
    drafter.go(f"{work}bieu-mau/quy-tac/moi/")
    drafter.fill(
        {
            "khi-field_0": "thu_nhap_binh_quan_moi_nguoi", "khi-sign_0": "gt", "khi-value_0": "50.000.000",
            "message": "Thu nhập bình quân này không phù hợp với hoàn cảnh khó khăn",
            "remedy": "Hãy kiểm tra lại số tiền.", "field": "thu_nhap_binh_quan_moi_nguoi",
        }
    )  # fmt: skip
    drafter.press("Lưu", within="main")


def _try(drafter: Visitor, work: str) -> None:
    drafter.go(f"{work}bieu-mau/xem-truoc/?khung=dien-thoai")
    hidden = drafter.page.locator('[name="noi_hoc"]')
    assert not hidden.is_visible(), "its condition does not hold yet"
    drafter.page.locator('input[name="xac_nhan_de"]').first.check()
    drafter.until(hidden.is_visible)
    drafter.fill({"thu_nhap_binh_quan_moi_nguoi": "60.000.000"})
    drafter.press("Kiểm tra câu trả lời thử", within="main")
    assert "không phù hợp với hoàn cảnh khó khăn" in drafter.text()
    drafter.go(f"{work}bieu-mau/xem-truoc/")


def _print(drafter: Visitor, work: str) -> None:
    drafter.go(f"{work}bieu-mau/to-khai/")
    drafter.fill({"title": "TỜ KHAI XÁC NHẬN HOÀN CẢNH GIA ĐÌNH KHÓ KHĂN", "signer": "Người đề nghị"})
    drafter.press("Lưu", within="main")
    assert "Chưa in các câu trả lời" not in drafter.text()
    printed = drafter.page.request.get(f"{drafter.house.url}{work}ban-in.pdf")
    assert printed.body().startswith(b"%PDF"), "the prescribed paper, blank"
