"""The form of a draft: laid out in the browser, tried, reviewed with the draft, and in use from its publication on."""

import io
import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from congso.catalogue import commands, queries
from congso.catalogue.models import FormVersion, Procedure, ProcedureVersion
from congso.catalogue.queries import amendments as works
from congso.catalogue.queries.form_drafts import form_draft
from congso.catalogue.rules import form_editing
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, PaperForm
from congso.dossiers import testing
from congso.dossiers.models import Dossier
from congso.dossiers.testing import NOW, PROCEDURE_CODE, TODAY
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.kernel.testing import at_once

from .test_procedure_factory import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_hour_and_folder(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settings.STORED_FILES_DIR = tmp_path
    queries.forget()


@pytest.fixture
def office() -> Office:
    return Office()


class Bench:
    """One editor at the form of a draft of the plain procedure."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.id = commands.start_amendment(code=PROCEDURE_CODE, officer=office.drafter, now=NOW)
        self.client: Client = office.browser(office.drafter)
        self.root = f"/can-bo/thu-tuc/du-thao/{self.id}/bieu-mau/"

    @property
    def form(self) -> FormDefinition:
        return form_draft(self.id).definition

    @property
    def seen(self) -> str:
        return form_draft(self.id).seen

    def change(self, change: Any, seen: str | None = None) -> str:
        return commands.revise_form(
            amendment_id=self.id,
            change=change,
            seen=seen or self.seen,
            note="thử",
            officer=self.office.drafter,
            now=NOW,
        )

    def post(self, place: str, data: dict[str, Any], **more: Any) -> Any:
        return self.client.post(self.root + place, {"seen": self.seen, **data}, **more)

    def page(self, place: str = "") -> str:
        answer = self.client.get(self.root + place)
        assert answer.status_code == 200, place
        return str(answer.content.decode())

    def told(self, answer: Any) -> str:
        """What the builder says after an act."""
        assert answer.status_code == 302
        return str(self.client.get(answer["Location"]).content.decode())


@pytest.fixture
def bench(office: Office) -> Bench:
    return Bench(office)


def with_note(definition: FormDefinition) -> FormDefinition:
    return form_editing.add_field(definition, "request", FieldType.TEXT, "Tên biển hiệu")[0]


def test_a_changed_form_is_used_from_its_publication_on(bench: Bench, office: Office) -> None:
    before = queries.current(PROCEDURE_CODE, TODAY)
    old_dossier = testing.submitted(office.province)
    bench.change(with_note)
    assert queries.current(PROCEDURE_CODE, TODAY).form.field("ten_bien_hieu") is None, (
        "people still fill in the old one"
    )
    view = works.amendment(bench.id, office.second, TODAY)
    assert [(change.kind, change.title) for change in view.form_changes] == [("added", "Tên biển hiệu")]
    office.complete(bench.id)
    commands.propose(amendment_id=bench.id, officer=office.drafter, now=NOW)
    with pytest.raises(NotPossibleNow, match="Chờ thẩm định"):
        bench.change(with_note)
    shown = works.amendment(bench.id, office.second, TODAY).content_hash
    commands.take_back(amendment_id=bench.id, officer=office.drafter, now=NOW)
    bench.change(lambda d: form_editing.replace_group(d, "request", title="Nội dung khác"))
    commands.propose(amendment_id=bench.id, officer=office.drafter, now=NOW)
    with pytest.raises(NotPossibleNow, match="đã đổi"):
        commands.approve(amendment_id=bench.id, officer=office.second, now=NOW, seen_hash=shown)
    shown = works.amendment(bench.id, office.second, TODAY).content_hash
    commands.approve(amendment_id=bench.id, officer=office.second, now=NOW, seen_hash=shown)
    office.publish(bench.id)
    queries.forget()
    after = queries.current(PROCEDURE_CODE, TODAY)
    assert after.form.field("ten_bien_hieu") is not None
    assert after.form_version_id != before.form_version_id
    stored = FormVersion.objects.get(id=after.form_version_id)
    assert stored.published_at is not None
    assert stored.definition_hash == after.form.hash
    assert Procedure.objects.get(code=PROCEDURE_CODE).is_adopted
    pinned = Dossier.objects.get(id=old_dossier)
    assert pinned.form_version_id == before.form_version_id, "what was handed in keeps its form"
    assert queries.version(pinned.procedure_version_id).form.field("ten_bien_hieu") is None


def test_a_draft_may_change_the_form_alone(bench: Bench, office: Office) -> None:
    current = Procedure.objects.get(code=PROCEDURE_CODE).current
    assert current is not None
    office.complete(bench.id)
    draft = ProcedureVersion.objects.get(amendment=bench.id)
    ProcedureVersion.objects.filter(id=current.id).update(state="in_force")
    commands.propose(amendment_id=bench.id, officer=office.drafter, now=NOW)
    commands.approve(amendment_id=bench.id, officer=office.second, now=NOW)
    office.publish(bench.id)
    queries.forget()
    again = Bench(office)
    with pytest.raises(NotPossibleNow, match="chưa khác"):
        commands.propose(amendment_id=again.id, officer=office.drafter, now=NOW)
    again.change(with_note)
    commands.propose(amendment_id=again.id, officer=office.drafter, now=NOW)
    assert draft.id != ProcedureVersion.objects.get(amendment=again.id).id


def test_a_form_nobody_could_hand_in_is_not_proposed(bench: Bench, office: Office) -> None:
    office.complete(bench.id)
    bench.change(lambda d: form_editing.add_group(d, "Trống")[0])
    assert "Cần sửa trước khi trình" in bench.page()
    with pytest.raises(Incorrect) as refusal:
        commands.propose(amendment_id=bench.id, officer=office.drafter, now=NOW)
    assert any("“Trống” chưa có câu hỏi" in sentence for sentence in refusal.value.fields["form"])
    page = office.browser(office.drafter).get(f"/can-bo/thu-tuc/du-thao/{bench.id}/").content.decode()
    assert "Biểu mẫu chưa dùng được" in page
    assert "Trình thẩm định<" not in page


def test_changes_can_be_given_up_and_survive_another_base(bench: Bench, office: Office) -> None:
    before = bench.form
    bench.change(with_note)
    commands.adopt(code=PROCEDURE_CODE, now=NOW, form=replace(testing.FORM, title="Mẫu khác"))
    commands.rebase(amendment_id=bench.id, officer=office.drafter, now=NOW)
    assert bench.form.field("ten_bien_hieu") is not None, "what the editor wrote stays"
    bench.post("viec/", {"action": "drop"})
    assert bench.form.title == "Mẫu khác"
    assert bench.form.groups == before.groups
    assert not FormVersion.objects.filter(published_at=None).exists()
    with pytest.raises(NotPossibleNow, match="chưa có thay đổi"):
        commands.drop_form(amendment_id=bench.id, officer=office.drafter, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_is_told_to_look_again(office: Office) -> None:
    bench = Bench(office)
    seen = bench.seen

    def add(label: str) -> str:
        try:
            bench.change(lambda d: form_editing.add_field(d, "request", FieldType.TEXT, label)[0], seen)
        except commands.FormChanged:
            return "told"
        return "saved"

    outcomes = at_once([partial(add, label) for label in ("Một", "Hai", "Ba")])
    assert sorted(outcomes) == ["saved", "told", "told"]
    assert len(bench.form.groups[1].fields) == 2


# In the browser


def test_every_page_of_the_builder_opens(bench: Bench) -> None:
    bench.change(lambda d: form_editing.add_field(d, "request", FieldType.REPEATED, "Thành viên")[0])
    bench.change(
        lambda d: form_editing.add_field(d, "request", FieldType.TEXT, "Họ tên", inside="thanh_vien")[0],
    )
    for kind in FieldType:
        bench.change(lambda d, k=kind: form_editing.add_field(d, "request", k, f"Câu {k.value}")[0])
    for field in bench.form.fields:
        page = bench.page(f"truong/{field.key}/")
        assert 'name="label"' in page
    bench.page("truong/thanh_vien.ho_ten/")
    for place in (
        "",
        "chung/",
        "nhom/request/",
        "quy-tac/moi/",
        "xem-truoc/",
        "xem-truoc/?khung=dien-thoai",
        "to-khai/",
    ):
        bench.page(place)
    for place in ("truong/khong-co/", "nhom/khong-co/", "quy-tac/khong-co/", "truong/thanh_vien.khong/"):
        assert bench.client.get(bench.root + place).status_code == 404, place


def test_questions_are_added_moved_copied_and_taken_away(bench: Bench) -> None:
    answer = bench.post("viec/", {"action": "add-field", "key": "request", "label": "Số bản", "type": "number"})
    assert answer["Location"].endswith("/truong/so_ban/")
    bench.post("viec/", {"action": "move-field", "key": "so_ban", "step": "up"})
    assert [field.key for field in bench.form.groups[1].fields] == ["so_ban", "content"]
    answer = bench.post("viec/", {"action": "copy-field", "key": "so_ban"})
    assert answer["Location"].endswith("/truong/so_ban_2/")
    assert "Đã xóa câu hỏi" in bench.told(bench.post("viec/", {"action": "remove-field", "key": "so_ban_2"}))
    bench.post("viec/", {"action": "add-group", "title": "Cam kết"})
    bench.post("viec/", {"action": "move-group", "key": "cam_ket", "step": "up"})
    assert [group.key for group in bench.form.groups] == ["applicant", "cam_ket", "request"]
    bench.post("viec/", {"action": "remove-group", "key": "cam_ket"})
    bench.post("viec/", {"action": "add-block", "block": "statements"})
    assert [group.key for group in bench.form.groups] == ["applicant", "request", "statements"]
    assert "đã có khối này" in bench.told(bench.post("viec/", {"action": "add-block", "block": "statements"}))
    assert "Ghi tên nhóm" in bench.told(bench.post("viec/", {"action": "add-group", "title": " "}))
    assert "Ghi câu hỏi" in bench.told(bench.post("viec/", {"action": "add-field", "key": "request", "label": ""}))
    assert bench.post("viec/", {"action": "la"}).status_code == 404
    stale = bench.client.post(bench.root + "viec/", {"action": "remove-group", "key": "request", "seen": "cu"})
    assert "vừa được người khác" in bench.told(stale)
    assert len(bench.form.groups) == 3


QUESTION: dict[str, Any] = {
    "label": "Số bản cần cấp",
    "type": "number",
    "needed": "yes",
    "hien-every": "all",
    "can-every": "all",
}


def test_a_question_is_set_with_its_condition_in_words(bench: Bench) -> None:
    bench.change(lambda d: form_editing.add_field(d, "request", FieldType.CHOICE, "Cần bản sao?")[0])
    bench.change(lambda d: form_editing.add_field(d, "request", FieldType.NUMBER, "Số bản")[0])
    data = QUESTION | {"unit": "bản", "least": "1", "most": "20"}
    rows = {"hien-field_0": "can_ban_sao", "hien-sign_0": "eq", "hien-value_0": "có"}
    assert bench.post("truong/so_ban/", data | rows).status_code == 302
    field = form_editing.field_of(bench.form, "so_ban")
    assert field == Field(
        "so_ban", FieldType.NUMBER, "Số bản cần cấp", required=True, unit="bản", min=1, max=20,
        when={"field": "can_ban_sao", "op": "eq", "value": "co"},
    )  # fmt: skip
    assert "Chỉ hiện khi “Cần bản sao?” là “Có”" in bench.page()
    wrong = bench.post("truong/so_ban/", data | rows | {"hien-value_0": "hai bản"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Các lựa chọn: Có; Không" in page
    assert 'value="hai bản"' in page, "what was typed stays"
    for bad, sentence in (
        ({"least": "nhiều"}, "Ghi một số"),
        ({"label": ""}, "id_label"),
        ({"needed": "if"}, "Ghi điều kiện"),
        ({"hien-value_1": "lạc"}, "Chọn câu hỏi của dòng này"),
    ):
        refused = bench.post("truong/so_ban/", data | bad)
        assert refused.status_code == 422, bad
        assert sentence in refused.content.decode(), bad
    late = bench.client.post(f"{bench.root}truong/so_ban/", data | {"label": "Muộn", "seen": "cu"})
    assert late.status_code == 422
    assert 'value="Muộn"' in late.content.decode()
    assert form_editing.field_of(bench.form, "so_ban").label == "Số bản cần cấp"


def test_a_condition_deeper_than_rows_is_kept_until_it_is_dropped(bench: Bench) -> None:
    deep = {
        "or": [{"and": [{"field": "applicant_phone", "op": "filled"}, {"field": "applicant_name", "op": "filled"}]}]
    }
    bench.change(lambda d: form_editing.replace_field(d, "content", replace(d.fields[3], when=deep)))
    data = {"label": "Ngành nghề", "type": "text", "needed": "yes", "hien-every": "all", "can-every": "all"}
    assert "ghép nhiều tầng" in bench.page("truong/content/")
    bench.post("truong/content/", data)
    assert form_editing.field_of(bench.form, "content").when == deep
    bench.post("truong/content/", data | {"hien-drop": "on"})
    assert form_editing.field_of(bench.form, "content").when is None


def test_a_value_is_calculated_without_code(bench: Bench) -> None:
    for kind, label in (("number", "Dài"), ("number", "Rộng"), ("date", "Từ ngày"), ("repeated", "Hàng")):
        bench.change(lambda d, k=kind, w=label: form_editing.add_field(d, "request", FieldType(k), w)[0])
    bench.change(lambda d: form_editing.add_field(d, "request", FieldType.MONEY, "Giá", inside="hang")[0])
    bench.post("viec/", {"action": "add-field", "key": "request", "label": "Kết quả", "type": "calculated"})
    assert "thiếu công thức" in bench.page()
    shown = {"label": "Kết quả", "type": "calculated", "unit": "m²", "hien-every": "all"}

    def told(**given: str) -> Any:
        answer = bench.post("truong/ket_qua/", shown | {f"tinh-{name}": value for name, value in given.items()})
        return form_editing.field_of(bench.form, "ket_qua").formula if answer.status_code == 302 else answer

    assert told(operation="product", key_0="dai", key_1="rong", number="1,5") == {"product": ["dai", "rong", 1.5]}
    assert 'value="1,5"' in bench.page("truong/ket_qua/")
    assert told(operation="rows", key_0="hang") == {"rows": "hang"}
    assert told(operation="sum_rows", key_0="hang.gia") == {"sum_rows": ["hang", "gia"]}
    assert told(operation="age", key_0="tu_ngay") == {"age": "tu_ngay"}
    assert told(operation="days_between", key_0="tu_ngay", key_1="today") == {"days_between": ["tu_ngay", "today"]}
    assert told(operation="") == {"days_between": ["tu_ngay", "today"]}, "left alone it stays"
    for wrong, sentence in (
        ({"operation": "age", "key_0": "dai"}, "cần một ngày"),
        ({"operation": "difference", "key_0": "dai"}, "cần từ 2 đến 4 câu hỏi"),
        ({"operation": "sum", "key_0": "dai", "number": "hai"}, "Ghi một số"),
    ):
        answer = told(**wrong)
        assert sentence in answer.content.decode(), wrong
    assert bench.told(bench.post("viec/", {"action": "remove-field", "key": "tu_ngay"})).count("cách tính của") == 1


def test_rules_stop_early_and_name_their_source(bench: Bench) -> None:
    data = {
        "khi-every": "all", "khi-field_0": "content", "khi-sign_0": "eq", "khi-value_0": "Karaoke",
        "kind": "ineligible", "message": "Karaoke phải có giấy phép riêng", "remedy": "Xin giấy phép trước.",
        "field": "content",
    }  # fmt: skip
    refused = bench.post("quy-tac/moi/", data)
    assert refused.status_code == 422
    assert "phải ghi căn cứ" in refused.content.decode()
    assert bench.post("quy-tac/moi/", data | {"source": "Nghị định 54/2019/NĐ-CP"}).status_code == 302
    (rule,) = bench.form.rules
    assert rule.when == {"field": "content", "op": "eq", "value": "Karaoke"}
    empty = bench.post(f"quy-tac/{rule.key}/", data | {"source": "x", "khi-field_0": "", "khi-value_0": ""})
    assert "khi nào thì sai" in empty.content.decode()
    tried = bench.post("xem-truoc/", {"applicant_name": "A", "content": "Karaoke"})
    assert "Karaoke phải có giấy phép riêng" in tried.content.decode()
    bench.post("viec/", {"action": "remove-rule", "key": rule.key})
    assert bench.form.rules == ()


def test_answers_are_tried_and_nothing_is_kept(bench: Bench) -> None:
    good = {
        "applicant_name": "Trần Thị Mỹ", "applicant_identity_number": "096185000123", "applicant_phone": "0912345678",
        "content": "Bán cà phê",
    }  # fmt: skip
    page = bench.post("xem-truoc/", good).content.decode()
    assert "Câu trả lời đạt" in page
    assert "Bán cà phê" in page
    page = bench.post("xem-truoc/?khung=dien-thoai", good | {"applicant_phone": "12"}).content.decode()
    assert "không phải số điện thoại" in page
    assert not Dossier.objects.exists()


def test_the_printed_paper_is_laid_out_line_by_line(bench: Bench) -> None:
    page = bench.page("to-khai/")
    assert "{applicant_name}" in page
    assert "bản gợi ý" in page
    data = {"title": "GIẤY ĐỀ NGHỊ", "body": "# Người đề nghị\r\nHọ tên: {applicant_name}\r\n\r\nNghề: {content}"}
    assert bench.post("to-khai/", data).status_code == 302
    assert bench.form.paper == PaperForm(
        "GIẤY ĐỀ NGHỊ", ("# Người đề nghị", "Họ tên: {applicant_name}", "", "Nghề: {content}"),
        addressee="", signer="", has_motto=False,
    )  # fmt: skip
    assert "applicant_phone" in bench.page("to-khai/"), "what is not printed is named"
    printed = bench.client.get(f"/can-bo/thu-tuc/du-thao/{bench.id}/ban-in.pdf")
    (text,) = (page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert "GIẤY ĐỀ NGHỊ" in text
    assert "Họ tên: …" in text.replace("...", "…")
    refused = bench.post("to-khai/", data | {"body": "{la}"})
    assert refused.status_code == 422
    assert "không có trường “la”" in refused.content.decode()


def test_a_form_goes_out_and_in_as_a_file(bench: Bench) -> None:
    bench.change(with_note)
    answer = bench.client.get(bench.root + "tep/")
    taken = answer.content
    assert FormDefinition.from_json(json.loads(taken)) == bench.form
    bench.post("viec/", {"action": "drop"})

    def put(content: bytes) -> str:
        given = SimpleUploadedFile("bieu-mau.json", content, content_type="application/json")
        return bench.told(bench.post("tep/", {"file": given}))

    for bad, sentence in (
        (b"\xff\xfe", "không phải JSON"),
        (b"[" * 100_000, "Không nạp được tệp"),
        (b'{"title": 5}', "Không nạp được tệp"),
        (
            json.dumps(
                {
                    "title": "x",
                    "groups": [{"key": "a", "title": "A", "fields": [{"key": "B!", "type": "text", "label": "b"}]}],
                }
            ).encode(),
            "chữ thường",
        ),
        (b" " * 1_000_001, "quá 1 MB"),
    ):
        assert sentence in put(bad), bad[:20]
        assert bench.form.field("ten_bien_hieu") is None
    assert "Đã nạp biểu mẫu" in put(taken)
    assert bench.form.field("ten_bien_hieu") is not None


def test_a_new_procedure_gets_its_form_before_anybody_sees_it(office: Office) -> None:
    amendment_id = commands.start_procedure(code="1.999999", name="Xác nhận cư trú", officer=office.drafter, now=NOW)
    draft = form_draft(amendment_id)
    assert draft.before is None
    assert draft.definition.origin == "generated"
    commands.revise_form(
        amendment_id=amendment_id, seen=draft.seen, note="", officer=office.drafter, now=NOW,
        change=lambda d: form_editing.insert_group(d, Group("them", "Thêm", fields=(Field("x", FieldType.TEXT, "X"),))),
    )  # fmt: skip
    assert form_draft(amendment_id).definition.origin == "written"
    page = office.browser(office.second).get(f"/can-bo/thu-tuc/du-thao/{amendment_id}/").content.decode()
    assert "Đã sửa trong dự thảo này" in page
