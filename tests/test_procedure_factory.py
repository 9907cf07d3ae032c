"""Procedures from the first draft to the history: drafted, reviewed, published by decision, abolished, exported."""

import gzip
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from congso.catalogue import commands, queries, tasks
from congso.catalogue.demo import load
from congso.catalogue.management.whole_catalogue import WholeSummary, is_whole_catalogue, take, write
from congso.catalogue.models import Amendment, AmendmentStep, Procedure, ProcedureVersion, ReviewItem
from congso.catalogue.queries import amendments as works
from congso.catalogue.queries.exchange import exported
from congso.catalogue.rules import exchange
from congso.catalogue.rules.amending import Stage
from congso.catalogue.rules.bulk_changes import Change, Wanted
from congso.catalogue.rules.content import LegalBasis, Step, Units
from congso.catalogue.rules.import_reading import read_record
from congso.catalogue.rules.parts import BY_KEY, seen
from congso.catalogue.tests.test_import_reading import GOOD
from congso.dossiers import commands as dossiers
from congso.dossiers import testing
from congso.dossiers.models import Dossier
from congso.dossiers.testing import NOW, PROCEDURE_CODE, TODAY, Province
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotAllowed, NotPossibleNow
from congso.kernel.testing import at_once
from congso.organisation.models import Unit
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

pytestmark = pytest.mark.django_db

RULING = commands.Ruling("12/QĐ-UBND", TODAY)
TOMORROW = TODAY + timedelta(days=1)
CODE = "1.000001"


@pytest.fixture(autouse=True)
def _own_hour_and_folder(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settings.STORED_FILES_DIR = tmp_path
    queries.forget()


class Office:
    """A province with two editors of its catalogue."""

    def __init__(self) -> None:
        self.province: Province = testing.plain_province()
        unit = Unit.objects.get(id=self.province.commune.clerks)
        self.drafter: ActingOfficer = testing.officer(unit, "Kiểm soát", Role.CATALOGUE_EDITOR, name="Hồ Thị Nga")
        self.second: ActingOfficer = testing.officer(unit, "Kiểm soát", Role.CATALOGUE_EDITOR, name="Lý Văn Sáu")

    def complete(self, amendment_id: int, **changes: Any) -> None:
        """Write into a draft what the law wants and the plain procedure lacks."""
        draft = works.draft_content(amendment_id)
        content = replace(
            draft,
            **{
                "steps": (Step("Nộp hồ sơ"),),
                "subjects": ("Công dân Việt Nam",),
                "number_of_sets": 1,
                "units": Units(executing=("UBND cấp xã",)),
                "legal_bases": (LegalBasis("168/2025/NĐ-CP"),),
                "forms": ("Mẫu số 01",),
                **changes,
            },
        )
        commands.revise_draft(amendment_id=amendment_id, content=content, officer=self.drafter, now=NOW, note="")

    def approved(self, **changes: Any) -> int:
        """An amendment of the plain procedure that a second person approved."""
        amendment_id = commands.start_amendment(code=PROCEDURE_CODE, officer=self.drafter, now=NOW)
        self.complete(amendment_id, **{"name": "Đăng ký hộ kinh doanh", **changes})
        commands.propose(amendment_id=amendment_id, officer=self.drafter, now=NOW)
        commands.approve(amendment_id=amendment_id, officer=self.second, now=NOW)
        return amendment_id

    def publish(self, amendment_id: int, **more: Any) -> Stage:
        given = {"ruling": RULING, "effective_from": TODAY, "officer": self.drafter, "now": NOW, "today": TODAY, **more}
        return commands.publish_amendment(amendment_id=amendment_id, **given)

    def browser(self, officer: ActingOfficer) -> Client:
        client = Client()
        sign_in(client, officer.account_id)
        return client


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_whole_way_from_a_draft_to_the_history(office: Office, client: Client) -> None:
    dossier_id = testing.submitted(office.province)
    before = queries.current(PROCEDURE_CODE, TODAY)
    amendment_id = commands.start_amendment(code=PROCEDURE_CODE, officer=office.drafter, now=NOW)
    assert commands.start_amendment(code=PROCEDURE_CODE, officer=office.second, now=NOW) == amendment_id
    with pytest.raises(Incorrect) as lacking:
        commands.propose(amendment_id=amendment_id, officer=office.drafter, now=NOW)
    assert {"steps", "subjects", "executing_unit", "number_of_sets", "legal_bases"} <= set(lacking.value.fields)
    office.complete(amendment_id, name="Đăng ký hộ kinh doanh mới")
    view = works.amendment(amendment_id, office.second, TODAY)
    assert "Tên thủ tục" in {change.label for change in view.changes}
    assert view.missing == ()
    commands.propose(amendment_id=amendment_id, officer=office.drafter, now=NOW)
    with pytest.raises(NotAllowed, match="không tự thẩm định"):
        commands.approve(amendment_id=amendment_id, officer=office.drafter, now=NOW)
    with pytest.raises(NotPossibleNow, match="đã đổi"):
        commands.approve(amendment_id=amendment_id, officer=office.second, now=NOW, seen_hash="khac")
    commands.give_back(amendment_id=amendment_id, reason="Ghi rõ căn cứ.", officer=office.second, now=NOW)
    office.complete(amendment_id, summary="Mở quán, tiệm.")
    commands.propose(amendment_id=amendment_id, officer=office.drafter, now=NOW)
    commands.approve(amendment_id=amendment_id, officer=office.second, now=NOW)
    with pytest.raises(NotPossibleNow, match="Đã thẩm định"):
        office.complete(amendment_id, summary="Lén sửa")
    # Scheduled for tomorrow: nobody sees it today, the job publishes it once when the day has come.
    assert office.publish(amendment_id, effective_from=TOMORROW, publish_on=TOMORROW) is Stage.SCHEDULED
    assert queries.current(PROCEDURE_CODE, TODAY).id == before.id
    assert commands.publish_scheduled(today=TODAY, now=NOW) == []
    assert commands.publish_scheduled(today=TOMORROW, now=NOW) == [PROCEDURE_CODE]
    assert commands.publish_scheduled(today=TOMORROW, now=NOW) == []
    after = queries.current(PROCEDURE_CODE, TOMORROW)
    assert (after.name, after.decision_number, after.effective_from) == (
        "Đăng ký hộ kinh doanh mới", "12/QĐ-UBND", TOMORROW,
    )  # fmt: skip
    assert after.form_version_id == before.form_version_id, "the province's own form stays"
    # A running dossier stays on its version; the history is public.
    assert Dossier.objects.get(id=dossier_id).procedure_version_id == before.id
    dossiers.accept(dossier_id=dossier_id, by=office.province.commune.counter, now=NOW)
    assert [row.state for row in queries.history(PROCEDURE_CODE)] == ["in_force", "expired"]
    page = client.get(f"/thu-tuc/{PROCEDURE_CODE}/thay-doi/").content.decode()
    assert "<ins>" in page
    assert "12/QĐ-UBND" in page
    acts = list(AmendmentStep.objects.filter(amendment=amendment_id).order_by("id").values_list("act", flat=True))
    assert acts == [
        "start", "revise", "propose", "give_back", "revise", "propose", "approve", "schedule", "publish",
    ]  # fmt: skip


def test_what_was_scheduled_waits_when_something_else_has_come_into_force(office: Office) -> None:
    amendment_id = office.approved()
    office.publish(amendment_id, publish_on=TOMORROW, effective_from=TOMORROW)
    commands.adopt(code=PROCEDURE_CODE, now=NOW, form=replace(testing.FORM, title="Mẫu khác"))
    assert commands.publish_scheduled(today=TOMORROW, now=NOW) == []
    view = works.amendment(amendment_id, office.second, TODAY)
    assert (view.row.stage, view.base_moved) == (Stage.DRAFTING, True)
    assert "không còn là bản" in view.steps[0].note
    commands.rebase(amendment_id=amendment_id, officer=office.drafter, now=NOW)
    commands.propose(amendment_id=amendment_id, officer=office.drafter, now=NOW)
    commands.approve(amendment_id=amendment_id, officer=office.second, now=NOW)
    office.publish(amendment_id)
    assert queries.current(PROCEDURE_CODE, TODAY).form.title == "Mẫu khác"


def test_a_scheduled_publication_is_taken_off(office: Office) -> None:
    amendment_id = office.approved()
    office.publish(amendment_id, publish_on=TOMORROW, effective_from=TOMORROW)
    commands.cancel_publication(amendment_id=amendment_id, officer=office.second, now=NOW)
    assert commands.publish_scheduled(today=TOMORROW, now=NOW) == []
    assert Amendment.objects.get(id=amendment_id).stage == Stage.APPROVED


def test_a_new_procedure_is_nobodys_business_until_it_is_published(office: Office, client: Client) -> None:
    with pytest.raises(Incorrect):
        commands.start_procedure(code="9.1", name="", officer=office.drafter, now=NOW)
    amendment_id = commands.start_procedure(code="1.999999", name="Xác nhận cư trú", officer=office.drafter, now=NOW)
    assert client.get("/thu-tuc/1.999999/").status_code == 404
    assert "1.999999" not in client.get("/thu-tuc/?q=xac+nhan+cu+tru").content.decode()
    plain = testing.plain_content("1.999999")
    office.complete(
        amendment_id, tiers=("commune",), methods=plain.methods, components=plain.components, results=plain.results,
        field="Cư trú",
    )  # fmt: skip
    commands.propose(amendment_id=amendment_id, officer=office.drafter, now=NOW)
    commands.approve(amendment_id=amendment_id, officer=office.second, now=NOW)
    office.publish(amendment_id)
    assert queries.current("1.999999", TODAY).is_usable
    assert "Xác nhận cư trú" in client.get("/thu-tuc/1.999999/").content.decode()
    with pytest.raises(NotPossibleNow, match="đã có"):
        commands.start_procedure(code="1.999999", name="Khác", officer=office.drafter, now=NOW)


def test_an_abolished_procedure_takes_nothing_new_and_says_so(office: Office, client: Client) -> None:
    dossier_id = testing.submitted(office.province)
    testing.procedure(content=testing.plain_content("1.000777"))
    amendment_id = commands.start_abolition(
        code=PROCEDURE_CODE, reason="Luật mới thay thế.", replaced_by="1.000777", officer=office.drafter, now=NOW
    )
    commands.approve(amendment_id=amendment_id, officer=office.second, now=NOW)
    assert office.publish(amendment_id, effective_from=TOMORROW) is Stage.SCHEDULED
    assert "sắp bãi bỏ" in client.get(f"/thu-tuc/{PROCEDURE_CODE}/").content.decode()
    assert queries.current(PROCEDURE_CODE, TODAY).is_usable
    commands.publish_scheduled(today=TOMORROW, now=NOW)
    queries.forget()
    page = client.get(f"/thu-tuc/{PROCEDURE_CODE}/").content.decode()
    assert "đã bãi bỏ" in page
    assert "1.000777" in page
    assert "Nộp hồ sơ<" not in page
    assert PROCEDURE_CODE not in {row.code for row in queries.search("").rows}
    told = client.get(f"/api/v1/procedures/{PROCEDURE_CODE}/versions").json()
    assert (told["abolished_on"], told["abolished_by"], told["replaced_by"]) == (
        TOMORROW.isoformat(), "12/QĐ-UBND", "1.000777",
    )  # fmt: skip
    dossiers.accept(dossier_id=dossier_id, by=office.province.commune.counter, now=NOW)
    with pytest.raises(NotPossibleNow, match="không tiếp nhận"):
        testing.submitted(office.province)


def test_a_file_does_not_bring_an_abolished_procedure_back(office: Office) -> None:
    _import(GOOD)
    amendment_id = commands.start_abolition(code=CODE, reason="Hết hiệu lực.", officer=office.drafter, now=NOW)
    commands.approve(amendment_id=amendment_id, officer=office.second, now=NOW)
    office.publish(amendment_id)
    _import(GOOD | {"name": "Tên khác"})
    assert Procedure.objects.get(code=CODE).current_id is None
    item = ReviewItem.objects.get(code="abolished_comes_back")
    again = commands.start_amendment(code=CODE, officer=office.drafter, now=NOW, from_version_id=item.version_id)
    assert works.draft_content(again).name == "Tên khác"


def test_two_windows_lose_nothing(office: Office) -> None:
    amendment_id = commands.start_amendment(code=PROCEDURE_CODE, officer=office.drafter, now=NOW)
    first, second = office.browser(office.drafter), office.browser(office.second)
    address = f"/can-bo/thu-tuc/du-thao/{amendment_id}/phan/"
    mark = seen(works.draft_content(amendment_id), BY_KEY["mau-don"])
    saved = first.post(f"{address}mau-don/", {"seen": mark, "forms": "Mẫu của cửa sổ một"})
    assert saved.status_code == 302
    late = second.post(f"{address}mau-don/", {"seen": mark, "forms": "Mẫu của cửa sổ hai"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "vừa được người khác" in page
    assert "Mẫu của cửa sổ hai" in page, "what was typed is still in its field"
    assert "Mẫu của cửa sổ một" in page, "and what the colleague saved stands beside it"
    assert works.draft_content(amendment_id).forms == ("Mẫu của cửa sổ một",)
    # Another part of the same draft is not in the way.
    other = seen(works.draft_content(amendment_id), BY_KEY["co-quan"])
    assert second.post(f"{address}co-quan/", {"seen": other, "executing": "UBND xã"}).status_code == 302
    assert works.draft_content(amendment_id).forms == ("Mẫu của cửa sổ một",)
    # With the mark of the page that was just shown, the second window saves over it.
    fresh = seen(works.draft_content(amendment_id), BY_KEY["mau-don"])
    assert fresh in page
    second.post(f"{address}mau-don/", {"seen": fresh, "forms": "Cả hai"})
    assert works.draft_content(amendment_id).forms == ("Cả hai",)
    wrong = first.post(
        f"{address}giay-to/", {"number_of_sets": "hai", "giay-TOTAL_FORMS": "0", "giay-INITIAL_FORMS": "0"}
    )
    assert wrong.status_code == 422
    assert 'value="hai"' in wrong.content.decode()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("one_open_amendment_per_procedure", {}),
        ("an_abolition_has_no_draft", {"kind": "abolish"}),
        ("what_is_approved_was_reviewed", {"stage": "approved"}),
        ("an_amendment_is_reviewed_by_a_second_person", {"stage": "proposed", "same": True}),
        ("what_is_published_has_a_decision", {"stage": "scheduled", "reviewed": True}),
        ("what_is_published_has_a_decision", {"stage": "done", "reviewed": True, "done_at": NOW}),
    ],
)
def test_the_database_keeps_the_way(office: Office, name: str, change: dict[str, Any]) -> None:
    amendment_id = commands.start_amendment(code=PROCEDURE_CODE, officer=office.drafter, now=NOW)
    one = Amendment.objects.get(id=amendment_id)
    columns: dict[str, Any] = {key: value for key, value in change.items() if key not in {"same", "reviewed"}}
    if change.get("reviewed"):
        columns["reviewed_by_id"] = office.second.id
    if change.get("same"):
        columns |= {"reviewed_by_id": office.drafter.id, "proposed_by_id": office.drafter.id}
    abolition = Amendment(
        procedure=one.procedure, kind="abolish", created_at=NOW, changed_at=NOW, changed_by_id=office.drafter.id
    )
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Amendment.objects.filter(id=amendment_id).update(**columns) if columns else abolition.save()
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        AmendmentStep.objects.update(note="khác")


# The review list


def _import(*given: dict[str, Any]) -> None:
    run_id = commands.start_run(file_name="thu.jsonl", now=NOW)
    stored = commands.Editions.load()
    for record in given:
        commands.import_record(reading=read_record(record), run_id=run_id, editions=stored, now=NOW)
    commands.finish_run(run_id=run_id, summary={}, now=NOW)


def test_the_review_list_is_worked_off_key_by_key(office: Office) -> None:
    papers = [{"name": f"Bản sao giấy {n}", "originals": 0, "copies": 0} for n in (1, 2, 3)]
    _import(GOOD | {"components": [{"name": "Đơn", "originals": 1}, *papers]})
    client = office.browser(office.drafter)
    items = list(ReviewItem.objects.filter(code="component_quantity_missing").order_by("id"))
    page = client.get(f"/can-bo/thu-tuc/ra-soat/{items[0].id}/").content.decode()
    assert 'data-key="2"' in page
    answer = client.post(f"/can-bo/thu-tuc/ra-soat/{items[0].id}/", {"action": "fix", "fix": "one_copy"})
    assert answer["Location"].endswith(f"/ra-soat/{items[1].id}/"), "the next of the same kind"
    client.post(f"/can-bo/thu-tuc/ra-soat/{items[1].id}/", {"action": "fix", "fix": "one_original"})
    client.post(f"/can-bo/thu-tuc/ra-soat/{items[2].id}/", {"action": "fix", "fix": "accept"})
    work = Amendment.objects.get(procedure__code=CODE)
    counted = [(one.originals, one.copies) for one in works.draft_content(work.id).components]
    assert counted == [(1, 0), (0, 1), (1, 0), (0, 0)]
    assert [item.state for item in ReviewItem.objects.filter(id__in=[one.id for one in items]).order_by("id")] == [
        "settled", "settled", "waived",
    ]  # fmt: skip
    assert queries.current(CODE, TODAY).content.components[1].copies == 0, "nothing is published by a key"


def test_several_items_are_accepted_with_one_reason(office: Office) -> None:
    _import(GOOD | {"surprise": 1, "other": 2})
    client = office.browser(office.drafter)
    ids = list(ReviewItem.objects.filter(code="field_unknown").values_list("id", flat=True))
    address = "/can-bo/thu-tuc/ra-soat/?ma=field_unknown"
    assert client.post(address, {"settlement": "Không cần"}).status_code == 422
    assert client.post(address, {"item": ids, "settlement": "Không cần phần này"}).status_code == 302
    assert set(ReviewItem.objects.filter(id__in=ids).values_list("state", flat=True)) == {"waived"}


# Many at once


def test_one_decision_changes_many_procedures(office: Office) -> None:
    codes = [f"1.00010{n}" for n in range(4)]
    for code in codes:
        testing.procedure(content=testing.plain_content(code, units=Units(authority=("UBND cấp huyện",))))
    busy = commands.start_amendment(code=codes[3], officer=office.drafter, now=NOW)
    client, other = office.browser(office.drafter), office.browser(office.second)
    sent: dict[str, Any] = {"code": codes, "change": "authority", "value": "UBND cấp xã", "action": "preview"}
    page = client.post("/can-bo/thu-tuc/hang-loat/", sent).content.decode()
    assert page.count('name="seen"') == 3
    assert "Đang có dự thảo" in page
    versions = {code: queries.current_id(code, TODAY) for code in codes[:3]}
    commands.adopt(code=codes[2], now=NOW, form=replace(testing.FORM, title="Mẫu khác"))
    sent |= {"action": "propose", "seen": [f"{code}:{version}" for code, version in versions.items()]}
    answer = client.post("/can-bo/thu-tuc/hang-loat/", sent)
    address = answer["Location"]
    assert "Bản đang hiệu lực đã đổi" in client.get(address).content.decode(), "what changed meanwhile is named"
    assert Amendment.objects.filter(batch__isnull=False).count() == 2
    decision = {
        "action": "publish", "number": "77/QĐ-UBND", "signed_on": f"{TODAY:%d/%m/%Y}", "publisher": "province",
        "effective_from": f"{TODAY:%d/%m/%Y}",
    }  # fmt: skip
    assert client.post(address, {"action": "approve"}).status_code == 403
    assert other.post(address, {"action": "approve"}).status_code == 302
    assert other.post(address, decision).status_code == 302
    for code in codes[:2]:
        view = queries.current(code, TODAY)
        assert (view.content.units.authority, view.decision_number) == (("UBND cấp xã",), "77/QĐ-UBND")
    assert queries.current(codes[2], TODAY).content.units.authority == ("UBND cấp huyện",)
    assert Amendment.objects.get(id=busy).stage == Stage.DRAFTING
    assert ProcedureVersion.objects.filter(decision__number="77/QĐ-UBND").count() == 2
    # And an end for all of them by one decision.
    chosen = {code: queries.current_id(code, TODAY) for code in codes[:3]}
    ended = commands.start_batch(
        chosen=chosen, wanted=Wanted(Change.ABOLISH), reason="Luật mới.", officer=office.drafter, now=NOW
    )
    commands.approve_batch(batch_id=ended.batch_id, officer=office.second, now=NOW)
    done = commands.publish_batch(
        batch_id=ended.batch_id, ruling=commands.Ruling("78/QĐ-UBND", TODAY), effective_from=TODAY,
        officer=office.drafter, now=NOW, today=TODAY,
    )  # fmt: skip
    assert (done.done, done.refused) == (3, ())
    assert Procedure.objects.filter(code__in=codes, current__isnull=True).count() == 3


# Export


def _lines(public: bool = False) -> bytes:
    target = io.BytesIO()
    tasks.DUMPS["jsonl"][0](exported(public=public), target)
    return target.getvalue()


def _empty() -> None:
    """Empty the catalogue as a new installation has it."""
    tables = "amendmentstep, amendment, amendmentbatch, reviewitem, importrun, procedureversion, procedure"
    names = [*(f"catalogue_{one}" for one in tables.split(", ")), "catalogue_field", "catalogue_form"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        names += ["catalogue_formversion", "catalogue_workflowversion", "catalogue_publicationdecision"]
        cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".xlsx"])
def test_an_export_taken_into_an_empty_installation_is_equal(office: Office, tmp_path: Path, suffix: str) -> None:
    load("2026")
    _import(
        GOOD, GOOD | {"code": "6.000001", "name": "=Nội bộ _x0041_ \u2028 \x85" + "dài " * 90, "summary": "x" * 40_000}
    )
    office.publish(office.approved())
    amendment_id = commands.start_abolition(
        code=CODE, reason="Luật mới.", replaced_by=PROCEDURE_CODE, officer=office.drafter, now=NOW
    )
    commands.approve(amendment_id=amendment_id, officer=office.second, now=NOW)
    office.publish(amendment_id)
    before = _lines()
    file = tmp_path / f"danh-muc{suffix}"
    procedures = write(file)
    assert is_whole_catalogue(file)
    _empty()
    assert _lines() == exchange.line(exchange.header()).encode()
    summary = WholeSummary()
    take(file, summary=summary)
    assert (summary.read, summary.stored, summary.rejected) == (procedures, procedures, [])
    assert _lines() == before
    assert queries.search("dang ky ho kinh doanh").rows, "what was taken in is found"
    again = WholeSummary()
    take(file, summary=again)
    assert (again.stored, again.unchanged) == (0, procedures)


def test_what_is_here_and_differs_is_kept_and_named(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "danh-muc.jsonl"
    write(file)
    office.publish(office.approved())
    before = _lines()
    summary = WholeSummary()
    take(file, summary=summary)
    assert [one["procedure"] for one in summary.rejected] == [PROCEDURE_CODE]
    assert _lines() == before
    assert ReviewItem.objects.filter(code="export_differs", rejected=True).count() == 1
    (tmp_path / "hong.jsonl").write_bytes(file.read_bytes()[:-40])
    with pytest.raises(Incorrect, match="hỏng"):
        take(tmp_path / "hong.jsonl", summary=WholeSummary())


def test_the_open_dump_is_written_when_something_changed_and_holds_nothing_internal(
    office: Office, client: Client
) -> None:
    _import(GOOD, GOOD | {"code": "6.000001", "name": "Việc nội bộ"})
    assert "Tệp đang được lập" in client.get("/thu-tuc/du-lieu-mo/").content.decode()
    assert client.get("/thu-tuc/du-lieu-mo/jsonl/").status_code == 404
    tasks.write_dumps()
    first = client.get("/api/v1/catalogue-dumps").json()
    tasks.write_dumps()
    assert client.get("/api/v1/catalogue-dumps").json() == first, "nothing changed, nothing is written"
    answer = client.get("/thu-tuc/du-lieu-mo/jsonl/")
    content = b"".join(answer)
    assert content == _lines(public=True)
    codes = {json.loads(line)["code"] for line in content.splitlines() if b'"kind":"procedure"' in line}
    assert codes == {CODE, PROCEDURE_CODE}
    assert "Việc nội bộ".encode() not in content
    assert client.get("/thu-tuc/du-lieu-mo/jsonl/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    book = client.get("/thu-tuc/du-lieu-mo/xlsx/")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(book).startswith(b"PK")
    office.publish(office.approved())
    tasks.write_dumps()
    assert client.get("/api/v1/catalogue-dumps").json() != first
    assert "SHA-256" in client.get("/thu-tuc/du-lieu-mo/").content.decode()


def test_an_editor_takes_the_catalogue_along_and_the_trail_says_so(office: Office) -> None:
    assert b"".join(office.browser(office.drafter).get("/can-bo/thu-tuc/xuat/jsonl/")) == _lines()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditentry WHERE action = 'catalogue.export'")
        assert cursor.fetchone()[0] == 1


def test_an_export_packed_twice_is_the_same_file(office: Office, tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        write(tmp_path / name, public=True)
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == _lines(public=True)
    with pytest.raises(Incorrect, match="đuôi"):
        write(tmp_path / "a.doc")


# Pages


def test_the_pages_of_editors_say_what_may_be_done(office: Office) -> None:
    client, other = office.browser(office.drafter), office.browser(office.second)
    assert PROCEDURE_CODE in client.get("/can-bo/thu-tuc/?q=ho+kinh+doanh").content.decode()
    assert client.get("/can-bo/thu-tuc/?sau=%00&linh_vuc=x&cap=y&trang_thai=z").status_code == 200
    started = client.post(f"/can-bo/thu-tuc/{PROCEDURE_CODE}/soan/")
    work = started["Location"]
    amendment_id = int(work.rstrip("/").rpartition("/")[2])
    page = client.get(work).content.decode()
    assert "Thiếu trình tự thực hiện." in page
    assert "Đăng ký thành lập hộ kinh doanh, bản 1" in page, "which form the draft uses"
    for part in BY_KEY:
        assert client.get(f"{work}phan/{part}/").status_code == 200
    law = {"publisher": "province", "law_effective_on": f"{TODAY + timedelta(days=3):%d/%m/%Y}"}
    assert client.post(work, law).status_code == 302
    assert "đã qua" in client.get(work).content.decode(), "five days before is past"
    office.complete(amendment_id)
    client.post(f"{work}viec/propose/")
    assert "Thẩm định đạt" not in client.get(work).content.decode()
    assert "Thẩm định đạt" in other.get(work).content.decode()
    other.post(f"{work}viec/approve/", {"seen": ProcedureVersion.objects.get(amendment=amendment_id).content_hash})
    wrong = other.post(f"{work}cong-bo/", {"number": "", "signed_on": "31/02/2026", "effective_from": ""})
    assert wrong.status_code == 422
    decision = {
        "number": "9/QĐ-UBND", "signed_on": f"{TODAY:%d/%m/%Y}", "effective_from": f"{TODAY:%d/%m/%Y}", **law,
    }  # fmt: skip
    assert other.post(f"{work}cong-bo/", decision).status_code == 302
    assert "9/QĐ-UBND" in client.get(work).content.decode()
    assert "9/QĐ-UBND" in client.get(f"/thu-tuc/{PROCEDURE_CODE}/").content.decode()
    for address in ("/can-bo/thu-tuc/du-thao/", "/can-bo/thu-tuc/du-thao/?buoc=done", "/can-bo/thu-tuc/moi/"):
        assert client.get(address).status_code == 200


# Races


@pytest.fixture
def committed() -> Office:
    return Office()


@pytest.mark.django_db(transaction=True)
def test_of_two_publishers_one_publishes_and_the_other_is_told(committed: Office) -> None:
    amendment_id = committed.approved()
    found = at_once(
        [
            lambda: committed.publish(amendment_id, ruling=commands.Ruling("1/QĐ", TODAY)),
            lambda: committed.publish(amendment_id, ruling=commands.Ruling("2/QĐ", TODAY), officer=committed.second),
        ]
    )
    assert sorted(type(one).__name__ for one in found) == ["NotPossibleNow", "Stage"]
    assert ProcedureVersion.objects.filter(procedure__code=PROCEDURE_CODE, state="in_force").count() == 1
    code = "1.000778"
    testing.procedure(content=testing.plain_content(code))
    work = commands.start_amendment(code=code, officer=committed.drafter, now=NOW)
    committed.complete(work)
    commands.propose(amendment_id=work, officer=committed.drafter, now=NOW)
    commands.approve(amendment_id=work, officer=committed.second, now=NOW)
    committed.publish(work, publish_on=TOMORROW, effective_from=TOMORROW)
    jobs = at_once([lambda: commands.publish_scheduled(today=TOMORROW, now=NOW)] * 2)
    assert sorted(jobs) == [[], [code]], "two workers publish once"
    assert AmendmentStep.objects.filter(amendment=work, act="publish").count() == 1
