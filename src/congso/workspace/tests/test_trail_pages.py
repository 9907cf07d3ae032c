"""The inspector's pages of the trail: on a ground, within the agency, recorded, masked, taken along with a manifest."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

import congso
from congso.audit.models import AuditEntry
from congso.audit.queries.export_verification import verify_export
from congso.audit.queries.verification import known_keys
from congso.audit.rules.purposes import Purpose
from congso.audit.rules.searching import Search
from congso.dossiers import queries as dossiers
from congso.dossiers import testing
from congso.dossiers.rules.states import Action
from congso.dossiers.testing import NOW, Province
from congso.files import queries as files
from congso.identity import queries as identity
from congso.inspection.commands import ask_export
from congso.inspection.models import TrailExport
from congso.inspection.queries import Ground
from congso.kernel import clock
from congso.kernel.refusals import NotAllowed
from congso.processes.export_trail import export_trail
from congso.workspace.rules.trail_words import ACTIONS

from .conftest import LATER, SignIn

pytestmark = pytest.mark.django_db

SECRET = "only-for-tests-0123456789abcdefghijklmnop"
GROUND = {"purpose_of_search": "inspection", "ground": "Kế hoạch thanh tra 12/KH-TTr"}
NUMBER = "096095000123"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path
    settings.AUDIT_KEY = SECRET


@pytest.fixture
def dossier_id(province: Province) -> UUID:
    """A dossier that the desk of the commune opened, and whose register a neighbour's desk looked at."""
    found = testing.submitted(province)
    dossiers.dossier_for_officer(province.commune.counter, found, now=NOW)
    return found


@pytest.fixture
def inspector(province: Province, dossier_id: UUID, as_officer: SignIn) -> Client:
    return as_officer(province.commune.inspector)


def asked(client: Client, **criteria: Any) -> Any:
    """Search, and follow to the list."""
    form = {**GROUND, "since": "01/08/2026", "until": "03/08/2026", **criteria}
    return client.post(reverse("workspace:trail"), form, follow=True)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def newest(action: str) -> AuditEntry:
    found = AuditEntry.objects.filter(action=action).order_by("-number").first()
    assert found is not None
    return found


def test_a_search_by_number_finds_who_read_and_is_itself_recorded_with_its_ground(
    province: Province, inspector: Client, dossier_id: UUID
) -> None:
    answer = asked(inspector, subject=NUMBER)
    words = text(answer)
    assert province.commune.counter.name in words
    assert "Mở hồ sơ" in words
    assert "Giải quyết thủ tục hành chính" in words
    assert NUMBER not in words + answer.redirect_chain[-1][0], "no number in a page or an address"
    kept = newest("inspection.search")
    assert (kept.purpose, kept.detail["ground"]) == ("inspection", "Kế hoạch thanh tra 12/KH-TTr")
    assert kept.subject_ids == [province.citizen.person_id]
    assert kept.officer_id == province.commune.inspector.id
    assert NUMBER not in json.dumps(kept.detail)


def test_an_entry_opens_in_words_with_masked_people(province: Province, inspector: Client) -> None:
    listed = asked(inspector, subject=NUMBER)
    token = parse_qs(urlsplit(listed.redirect_chain[-1][0]).query)["t"][0]
    opened = newest("dossiers.read")
    page = text(inspector.get(reverse("workspace:trail_entry", args=[opened.id]), {"t": token}))
    assert "Nguyễn V••• B•••" in page
    assert "096•••••0123" in page
    assert "Nguyễn Văn Bảo" not in page
    assert NUMBER not in page
    assert province.commune.counter.unit_name in page
    kept = newest("inspection.open_entry")
    assert (kept.object_id, kept.subject_ids) == (str(opened.id), [province.citizen.person_id])
    assert inspector.get(reverse("workspace:trail_entry", args=[opened.id])).status_code == 302, "not without a ground"
    forged = inspector.get(reverse("workspace:trail_entry", args=[opened.id]), {"t": token[:-2]})
    assert forged.status_code == 302


def test_another_agency_finds_nothing_of_it_and_cannot_open_it(
    province: Province, dossier_id: UUID, as_officer: SignIn
) -> None:
    stranger = as_officer(province.other_commune.inspector)
    listed = asked(stranger, subject=NUMBER)
    assert "Không có dòng nào" in text(listed)
    token = parse_qs(urlsplit(listed.redirect_chain[-1][0]).query)["t"][0]
    address = reverse("workspace:trail_entry", args=[newest("dossiers.read").id])
    assert stranger.get(address, {"t": token}).status_code == 404


def test_a_search_belongs_to_who_asked_it(province: Province, inspector: Client, as_officer: SignIn) -> None:
    address = asked(inspector).redirect_chain[-1][0]
    other = as_officer(province.other_commune.inspector).get(address)
    assert (other.status_code, other["Location"]) == (302, reverse("workspace:trail"))


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        ({"ground": ""}, "bắt buộc"),
        ({"subject": "123"}, "12 chữ số"),
        ({"subject": "000000000001"}, "Không có ai mang số định danh này"),
        ({"dossier": "H00.0000"}, "Không có hồ sơ mang mã này"),
        ({"address": "10.1.2"}, "Địa chỉ mạng chưa đúng"),
        ({"until": "01/07/2026"}, "ngày cuối không trước ngày đầu"),
        ({"doer": "ai"}, "Chọn loại người thực hiện"),
        ({"doer_kind": "account", "doer": "khong-co"}, "Không có tài khoản cán bộ"),
        ({"doer_kind": "system", "doer": "khong-co"}, "Không có hệ thống kết nối"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_searched(
    inspector: Client, criteria: dict[str, str], words: str
) -> None:
    answer = asked(inspector, **criteria)
    assert answer.status_code == 422
    assert words.lower() in text(answer).lower()
    assert not AuditEntry.objects.filter(action="inspection.search").exists()


def test_doers_of_every_kind_can_be_asked_for(province: Province, inspector: Client, dossier_id: UUID) -> None:
    account = identity.account(province.commune.counter.account_id or 0)
    assert account
    found = asked(inspector, doer_kind="account", doer=account.username)
    assert province.commune.counter.name in text(found)
    assert "Không có dòng nào" in text(asked(inspector, doer_kind="behalf", doer=account.username))
    code = dossiers.codes_for_inspection({dossier_id})[dossier_id]
    assert "Mở hồ sơ" in text(asked(inspector, dossier=code))


def test_who_is_no_inspector_is_refused(province: Province, as_officer: SignIn) -> None:
    for officer in (province.commune.leader, province.commune.administrator):
        assert as_officer(officer).get(reverse("workspace:trail")).status_code == 403
    assert as_officer(province.commune.administrator).get(reverse("workspace:trail_seals")).status_code == 200
    assert as_officer(province.commune.leader).get(reverse("workspace:trail_seals")).status_code == 403
    with pytest.raises(NotAllowed):
        ask_export(
            search=Search(NOW, LATER),
            format="csv",
            by=province.commune.leader,
            ground=Ground(Purpose.INSPECTION, "x"),
            now=NOW,
        )


def test_the_page_of_seals_says_what_is_missing(inspector: Client, settings: Any) -> None:
    settings.TSA_URL = ""
    assert "Chưa cấu hình dịch vụ cấp dấu thời gian" in text(inspector.get(reverse("workspace:trail_seals")))


def exported(client: Client, format: str) -> TrailExport:
    token = parse_qs(urlsplit(asked(client, subject=NUMBER).redirect_chain[-1][0]).query)["t"][0]
    answer = client.post(reverse("workspace:trail_have_exported"), {"t": token, "dang": format})
    assert answer.status_code == 302
    page = answer["Location"]
    assert "Đang lập bản kết xuất" in text(client.get(page))
    assert client.get(f"{page}tep/").status_code == 404
    export_trail(export_id=page.rstrip("/").rsplit("/", 1)[-1])
    assert "đã sẵn sàng" in text(client.get(page))
    return TrailExport.objects.order_by("-asked_at").get()


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_an_export_goes_with_a_manifest_that_the_trail_confirms(
    province: Province, inspector: Client, format: str, tmp_path: Path
) -> None:
    row = exported(inspector, format)
    assert newest("inspection.ask_export").kind == "export"
    file = inspector.get(reverse("workspace:trail_export_file", args=[row.id]))
    taken = newest("inspection.take_export")
    assert (taken.detail["lines"], taken.detail["digest"]) == (row.lines, row.digest)
    path = tmp_path / "ban.zip"
    path.write_bytes(b"".join(file))
    keys = known_keys(own=SECRET, more=[], folder=None)
    report, manifest = verify_export(path, keys)
    assert report.is_whole, [str(one) for one in report.found]
    assert report.entries == manifest["lines"] == row.lines
    assert manifest["search"]["subject_id"] == str(province.citizen.person_id)
    assert (manifest["ground"], manifest["newest_seal"]["number"]) == (GROUND["ground"], 0)
    assert province.commune.counter.name in zipfile.ZipFile(path).read(f"nhat-ky.{format}").decode()

    def forged(change: Any, name: str = f"nhat-ky.{format}") -> list[str]:
        out = io.BytesIO()
        with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w") as after:
            for one in before.namelist():
                content = before.read(one)
                after.writestr(one, change(content) if one == name else content)
        other = tmp_path / "gia.zip"
        other.write_bytes(out.getvalue())
        return [one.what for one in verify_export(other, keys)[0].found]

    assert forged(lambda content: content.replace(b"dossiers.read", b"dossiers.list")) == [
        "export_altered",
        *["export_differs"] * content_count(path, format, b"dossiers.read"),
    ]
    assert "export_not_signed" in forged(lambda content: content.replace(b"12/KH", b"13/KH"), "manifest.json")
    assert forged(lambda _content: b"{", "manifest.json") == ["export_altered"]
    assert "export_not_signed" in [one.what for one in verify_export(path, {})[0].found]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        changed = [newest("dossiers.read").id]
        cursor.execute("UPDATE audit_auditentry SET officer_id = officer_id + 1 WHERE id = %s", changed)
    assert "export_differs" in [one.what for one in verify_export(path, keys)[0].found]


def content_count(path: Path, format: str, word: bytes) -> int:
    lines = zipfile.ZipFile(path).read(f"nhat-ky.{format}").splitlines()
    return sum(word in line for line in lines)


def test_an_export_is_its_inspectors_own_and_asks_who_one_is_again(
    province: Province, inspector: Client, as_officer: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = exported(inspector, "csv")
    assert row.file_id is not None
    assert files.view(row.file_id).media_type == "application/zip"
    other = as_officer(province.other_commune.inspector)
    for name in ("trail_export", "trail_export_file"):
        assert other.get(reverse(f"workspace:{name}", args=[row.id])).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(minutes=30))
    again = inspector.get(reverse("workspace:trail_export_file", args=[row.id]))
    assert again["Location"].startswith("/xac-thuc-lai/?")


def test_every_act_the_program_records_has_words() -> None:
    """Codes written in the source as literals; those put together are enumerations, named beside."""
    root = Path(congso.__file__).parent
    openings = (
        r"action=",
        r"failed\(",
        r"note\(\s*officer,",
        r"note\(",
        r"note_rows\([^\"]*",
        r"FAILED = ",
        r"_agreement\(",
        r"_note_breach\(row, ",
    )
    literal = re.compile(rf"""(?:{"|".join(openings)})\s*"([a-z]+\.[a-z_]+)\"""")
    found = {
        code
        for path in root.rglob("*.py")
        if "tests" not in path.parts
        for code in literal.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 40
    assert sorted(found - set(ACTIONS)) == []
    assert {f"dossiers.{action.value}" for action in Action} <= set(ACTIONS)
