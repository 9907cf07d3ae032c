"""A document or a line marked as a state secret comes in by no door, and leaves nothing but who tried and which mark.

Source: documents of state secrets have a system of their own (Law 29/2018/QH14, Law 117/2025/QH15,
Decree 63/2026/NĐ-CP).
"""

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.dossiers import commands, testing
from congso.dossiers.models import ApplicationDraft, Dossier, DossierEvent, Result
from congso.dossiers.testing import ANSWERS, NOW, PROCEDURE_CODE, Province
from congso.files.commands import refuse_secret_words
from congso.files.models import StoredFile
from congso.files.queries import Owner
from congso.files.tests.test_sandbox import pdf
from congso.identity.commands import issue_client_token
from congso.identity.testing import signed_in
from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.signatures.testing import credential, signed_cms

pytestmark = pytest.mark.django_db
WORDS = "Kế hoạch phòng thủ\nĐộ mật: Tuyệt mật\nKhu vực biên giới"
LINE = "Độ mật: Tuyệt mật"
SAID = "bí mật nhà nước"
CODES = {
    "account_id", "branch", "case_code", "channel", "component_key", "despite", "dossier_ids", "fee_ids", "key",
    "origin", "payload", "result_code", "return_channel", "seen", "step", "token",
}  # fmt: skip
"""Parameters of commands that hold codes, not words."""


@pytest.fixture
def province(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    return testing.plain_province()


def test_every_command_that_takes_words_has_the_door() -> None:
    found = 0
    for name in commands.__all__:
        command = getattr(commands, name)
        if not inspect.isfunction(command):
            continue
        parameters = inspect.signature(command).parameters
        if "by" not in parameters:
            continue
        words = [
            one.name
            for one in parameters.values()
            if one.name not in CODES | {"by"} and re.search(r"str|Mapping|Sequence|Decision", str(one.annotation))
        ]
        if words:
            found += 1
            assert getattr(command, "keeps_secrets_out", False), f"{name} takes {words}: put @no_secrets over it"
    assert found > 20


def token(province: Province, scope: str) -> dict[str, str]:
    officer = province.commune.specialist.id if scope == "dossiers:act" else None
    _, made = issue_client_token(
        name=scope, scopes=[scope], now=NOW, organisation_id=province.commune.id, officer_id=officer
    )
    return {"Authorization": f"Bearer {made}"}


def secret_file(kind: str) -> SimpleUploadedFile:
    if kind == "name":
        return SimpleUploadedFile("TUYỆT MẬT - kế hoạch.pdf", pdf(), "application/pdf")
    return SimpleUploadedFile("kế hoạch.pdf", pdf(text="UBND TỈNH\nTUYỆT MẬT"), "application/pdf")


def draft_of(province: Province) -> Any:
    return commands.start_draft(
        version_id=province.version_id, by=province.citizen, now=NOW, receiving_organisation_id=province.commune.id
    )


def at_the_portal(province: Province, kind: str) -> Any:
    client = signed_in(province.citizen.account_id)
    return client.post(f"/nop-ho-so/{draft_of(province)}/giay-to/TP02/", {"paper-TP02": secret_file(kind)})


def at_the_portal_without_script(province: Province, kind: str) -> Any:
    client = signed_in(province.citizen.account_id)
    return client.post(f"/nop-ho-so/{draft_of(province)}/giay-to/", {"paper-TP02": secret_file(kind)})


def scanned_at_the_counter(province: Province, kind: str) -> Any:
    client = signed_in(province.commune.counter.account_id)
    return client.post(f"/can-bo/quay/{PROCEDURE_CODE}/quet/TP01/", {"quet-TP01": secret_file(kind)})


def sent_with_the_counters_page(province: Province, kind: str) -> Any:
    client = signed_in(province.commune.counter.account_id)
    data = {"viec": "tiep-nhan", "key": "k", **ANSWERS, "quet-TP01": secret_file(kind)}
    return client.post(f"/can-bo/quay/{PROCEDURE_CODE}/", data)


def through_the_interface(province: Province, kind: str) -> Any:
    return Client().post("/api/v1/files", {"file": secret_file(kind)}, headers=token(province, "dossiers:submit"))


def as_a_result(province: Province, kind: str) -> Any:
    dossier_id = testing.in_progress(province)
    client = signed_in(province.commune.specialist.account_id)
    data = {"du-thao-title": "Giấy phép", "du-thao-body": "", "du-thao-file": secret_file(kind)}
    return client.post(f"/can-bo/ho-so/{dossier_id}/viec/du-thao/", data)


def beside_a_signature(province: Province, kind: str) -> Any:
    client = signed_in(province.citizen.account_id)
    signature = SimpleUploadedFile("a.p7s", signed_cms(b"", detached=True))
    return client.post("/kiem-tra-chu-ky/", {"file": signature, "content": secret_file(kind)})


def to_have_signatures_checked(province: Province, kind: str) -> Any:
    client = signed_in(province.citizen.account_id)
    return client.post("/kiem-tra-chu-ky/", {"file": secret_file(kind)})


def to_be_copied(province: Province, kind: str) -> Any:
    credential(organisation_id=province.commune.id)
    client = signed_in(province.commune.clerk.account_id)
    data = {"kind": "true_copy", "title": "Giấy phép", "compared": "on", "file": secret_file(kind)}
    return client.post("/can-bo/ban-sao-dien-tu/", data)


FILE_DOORS = [
    to_be_copied,
    beside_a_signature, to_have_signatures_checked, at_the_portal, at_the_portal_without_script, scanned_at_the_counter,
    sent_with_the_counters_page, through_the_interface, as_a_result,
]  # fmt: skip
Door = Callable[[Province, str], Any]


@pytest.mark.parametrize("kind", ["name", "text"])
@pytest.mark.parametrize("door", FILE_DOORS)
def test_no_door_takes_a_secret_document(province: Province, door: Door, kind: str) -> None:
    answer = door(province, kind)
    assert answer.status_code == 422, answer.content.decode()[:2000]
    said = answer.json()["title"] if "json" in answer["Content-Type"] else answer.content.decode()
    assert SAID in (said if SAID in said else str(answer.json()))
    assert not StoredFile.objects.exists()
    assert not Result.objects.exists()
    job = ProcrastinateJob.objects.get(task_name="processes.note_secret")
    assert set(job.args) == {"event", "mark", "account_id", "client_id"}
    assert job.args["mark"] == "TUYỆT MẬT"
    assert (job.args["account_id"] is None) != (job.args["client_id"] is None)


def typed_into_the_form(province: Province) -> Any:
    client = signed_in(province.citizen.account_id)
    first = client.get(f"/nop-ho-so/{draft_of(province)}/to-khai/")["Location"]
    return client.post(first, {**ANSWERS, "content": LINE})


def typed_at_the_counter(province: Province) -> Any:
    client = signed_in(province.commune.counter.account_id)
    data = {"viec": "tiep-nhan", "key": "k", **ANSWERS, "content": LINE, "chinh-TP01": "1", "nhan-ket-qua": "counter"}
    return client.post(f"/can-bo/quay/{PROCEDURE_CODE}/", data)


def sent_as_an_application(province: Province) -> Any:
    sent = {
        "procedure": PROCEDURE_CODE, "organisation": province.commune.id, "answers": {**ANSWERS, "content": WORDS},
    }  # fmt: skip
    headers = {**token(province, "dossiers:submit"), "Idempotency-Key": "s"}
    return Client().post("/api/v1/dossiers", sent, content_type="application/json", headers=headers)


def drafted_through_the_interface(province: Province) -> Any:
    dossier_id = testing.in_progress(province)
    headers = {**token(province, "dossiers:act"), "Idempotency-Key": "d"}
    sent = {"title": "Giấy phép", "body": WORDS}
    path = f"/api/v1/dossiers/{dossier_id}/draft_result"
    return Client().post(path, sent, content_type="application/json", headers=headers)


def drafted_as_a_title(province: Province) -> Any:
    dossier_id = testing.in_progress(province)
    client = signed_in(province.commune.specialist.account_id)
    data = {"du-thao-title": LINE, "du-thao-body": "Nội dung"}
    return client.post(f"/can-bo/ho-so/{dossier_id}/viec/du-thao/", data)


def refused_with_a_reason(province: Province) -> Any:
    dossier_id = testing.submitted(province)
    client = signed_in(province.commune.counter.account_id)
    data = {"tu-choi-reason": WORDS}
    return client.post(f"/can-bo/ho-so/{dossier_id}/viec/tu-choi/", data)


TEXT_DOORS = [
    typed_into_the_form, typed_at_the_counter, sent_as_an_application, drafted_through_the_interface,
    drafted_as_a_title, refused_with_a_reason,
]  # fmt: skip


@pytest.mark.parametrize("door", TEXT_DOORS)
def test_no_door_takes_secret_words(province: Province, door: Callable[[Province], Any]) -> None:
    answer = door(province)
    assert answer.status_code == 422, answer.content.decode()[:2000]
    said = str(answer.json()) if "json" in answer["Content-Type"] else answer.content.decode()
    assert SAID in said
    assert not any("mật" in str(draft.answers) for draft in ApplicationDraft.objects.all())
    assert not Result.objects.exists()
    assert not any("phòng thủ" in str((one.reason, one.payload)) for one in DossierEvent.objects.all())
    if door not in (drafted_through_the_interface, drafted_as_a_title, refused_with_a_reason):
        assert not Dossier.objects.exists()
    job = ProcrastinateJob.objects.get(task_name="processes.note_secret")
    assert job.args["mark"] == "TUYỆT MẬT"
    assert "phòng thủ" not in str(job.args)


@pytest.mark.parametrize(
    "given",
    [
        {"a": [{"b": ("x", WORDS)}]},
        commands.SupplementItem("TP01", "", WORDS, "vì"),
        ["TỐI MẬT"],
        {"MẬT": "Độ mật: mật"},
    ],
)
def test_a_mark_is_found_however_deep_it_is(given: Any) -> None:
    with pytest.raises(Incorrect, match=SAID):
        refuse_secret_words(given, Owner(account_id=7))


@pytest.mark.parametrize("given", [{"a": "Mật ong rừng"}, ["bảo mật", 7, None, NOW], "Nguyễn Văn Mật"])
def test_plain_words_pass(given: Any) -> None:
    refuse_secret_words(given, Owner(account_id=7))
    assert not ProcrastinateJob.objects.exists()
