"""The programming interface as a client system sees it."""

import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from congso.dossiers import commands
from congso.dossiers.models import Dossier, DossierEvent
from congso.dossiers.permissions import SYSTEM, Applicant
from congso.dossiers.queries import may_read_file
from congso.dossiers.testing import (
    ANSWERS,
    NOW,
    PROCEDURE_CODE,
    Province,
    in_progress,
    plain_content,
    plain_province,
    submitted,
)
from congso.files.commands import store
from congso.identity.commands import issue_client_token
from congso.kernel import clock
from congso.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db
CHECKOUT = Path(__file__).resolve().parents[4]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n165\n%%EOF\n"
)


class System:
    """A client system with its token."""

    def __init__(self, *scopes: str, organisation_id: int | None = None, officer_id: int | None = None) -> None:
        self.id, self.token = issue_client_token(
            name=f"he-thong-{uuid4().hex[:8]}",
            scopes=scopes,
            now=clock.now(),
            organisation_id=organisation_id,
            officer_id=officer_id,
        )
        self.client = Client()

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1{path}",
            body if isinstance(body, str | bytes) else json.dumps(body if body is not None else {}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers={"Authorization": f"Bearer {self.token}"})


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    return plain_province()


def application(province: Province, **changes: Any) -> dict[str, Any]:
    return {"procedure": PROCEDURE_CODE, "organisation": province.commune.id, "answers": dict(ANSWERS), **changes}


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(response.content)
    assert found["code"] == code
    assert found["status"] == status
    return found


def test_a_system_hands_in_and_anybody_tracks_without_learning_a_name(province: Province) -> None:
    response = System("dossiers:submit").post("/dossiers", application(province), **{"Idempotency-Key": "a1"})
    assert response.status_code == 201, response.content
    made = response.json()
    assert made["state_code"] == 1
    told = Client().get(f"/api/v1/tracking/{made['registration_code']}")
    assert told.status_code == 200
    assert "Bảo" not in told.content.decode()


def test_the_same_key_makes_one_dossier_and_another_content_is_refused(province: Province) -> None:
    system = System("dossiers:submit")
    first = system.post("/dossiers", application(province), **{"Idempotency-Key": "k"}).json()
    again = system.post("/dossiers", application(province), **{"Idempotency-Key": "k"}).json()
    assert first["id"] == again["id"]
    other = application(province, answers={**ANSWERS, "content": "Bán tạp hóa"})
    problem(system.post("/dossiers", other, **{"Idempotency-Key": "k"}), 409, "idempotency_key_reused")
    assert Dossier.objects.count() == 1


def test_the_key_is_needed(province: Province) -> None:
    problem(System("dossiers:submit").post("/dossiers", application(province)), 422, "malformed")


def test_wrong_answers_are_named_field_by_field(province: Province) -> None:
    wrong = application(province, answers={**ANSWERS, "applicant_identity_number": "12"})
    found = problem(System("dossiers:submit").post("/dossiers", wrong, **{"Idempotency-Key": "x"}), 422, "incorrect")
    assert "applicant_identity_number" in found["fields"]
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        b"{not json",
        b"[]",
        b'{"procedure": "1.001612"}',
        json.dumps({"procedure": "1.001612", "organisation": 2**70, "answers": {}}).encode(),
        json.dumps({"procedure": "1.001612", "organisation": 1, "answers": {"a": "x\x00y"}}).encode(),
        json.dumps({"procedure": "1.001612", "organisation": 1, "answers": {}, "sufix": 1}).encode(),
        b'{"procedure": "1.001612", "organisation": 1, "answers": {"a": "\\ud800"}}',
        b'{"procedure": "1.001612", "organisation": 1, "answers": {"a": NaN}}',
        b'{"procedure": "1.001612", "organisation": 1, "answers": ' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}",
    ],
)
def test_malformed_requests_get_a_problem_and_store_nothing(province: Province, sent: bytes) -> None:
    problem(System("dossiers:submit").post("/dossiers", sent, **{"Idempotency-Key": "m"}), 422, "malformed")
    assert not Dossier.objects.exists()


def test_a_batch_lets_each_application_succeed_or_fail_for_itself(province: Province) -> None:
    good, bad = application(province, key="g"), application(province, key="b", answers={})
    response = System("dossiers:submit").post("/dossier-batches", {"applications": [good, bad]})
    assert response.status_code == 200, response.content
    first, second = response.json()["results"]
    assert first["dossier"]["state"] == "submitted"
    assert second["dossier"] is None
    assert second["problem"]["code"] == "incorrect"
    assert Dossier.objects.count() == 1


def test_nobody_enters_without_a_token_or_with_another_scope(province: Province) -> None:
    problem(Client().post("/api/v1/dossiers", "{}", content_type="application/json"), 401, "token_needed")
    problem(Client().get("/api/v1/dossiers"), 401, "token_needed")
    problem(System("dossiers:read").post("/dossiers", application(province), **{"Idempotency-Key": "s"}),
            403, "scope_missing")  # fmt: skip


def test_a_system_of_one_commune_hands_in_to_no_other(province: Province) -> None:
    system = System("dossiers:submit", organisation_id=province.other_commune.id)
    problem(system.post("/dossiers", application(province), **{"Idempotency-Key": "o"}), 403, "not_allowed")


def test_an_uploaded_paper_is_attached_and_a_foreign_file_is_not(province: Province) -> None:
    system = System("dossiers:submit")
    uploaded = system.client.post(
        "/api/v1/files",
        {"file": SimpleUploadedFile("biên bản.pdf", PDF, "application/pdf")},
        headers={"Authorization": f"Bearer {system.token}"},
    )
    assert uploaded.status_code == 201, uploaded.content
    paper = {"component": "TP02", "file": uploaded.json()["id"]}
    done = system.post("/dossiers", application(province, papers=[paper]), **{"Idempotency-Key": "p"})
    assert done.status_code == 201, done.content
    foreign = {"component": "TP02", "file": str(uuid4())}
    problem(system.post("/dossiers", application(province, papers=[foreign]), **{"Idempotency-Key": "q"}),
            422, "incorrect")  # fmt: skip


def upload(system: System) -> str:
    answer = system.client.post(
        "/api/v1/files",
        {"file": SimpleUploadedFile("biên bản.pdf", PDF, "application/pdf")},
        headers={"Authorization": f"Bearer {system.token}"},
    )
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


@pytest.mark.parametrize("as_officer", [False, True], ids=["without an officer", "as the same officer"])
def test_a_system_attaches_its_own_uploads_and_nobody_elses(province: Province, as_officer: bool) -> None:
    officer_id = province.commune.counter.id if as_officer else None
    one, other = (System("dossiers:submit", officer_id=officer_id) for _ in range(2))
    mine = {"component": "TP02", "file": upload(one)}
    problem(other.post("/dossiers", application(province, papers=[mine]), **{"Idempotency-Key": "o"}),
            422, "incorrect")  # fmt: skip
    assert one.post("/dossiers", application(province, papers=[mine]), **{"Idempotency-Key": "m"}).status_code == 201


def test_what_a_system_uploaded_is_nobodys_by_account(province: Province) -> None:
    file_id = UUID(upload(System("dossiers:submit", officer_id=province.commune.specialist.id)))
    assert not may_read_file(province.commune.specialist, file_id)
    assert not may_read_file(Applicant(0, province.citizen.person_id), file_id)
    with pytest.raises(NotFound):
        commands.draft_result(
            dossier_id=in_progress(province), title="Giấy", file_id=file_id, by=province.commune.specialist, now=NOW
        )


def test_what_nobody_uploaded_is_nobodys(province: Province) -> None:
    file_id = store(stream=io.BytesIO(PDF), name="a.pdf", account_id=None, now=NOW).id
    paper = {"component": "TP02", "file": str(file_id)}
    problem(System("dossiers:submit").post("/dossiers", application(province, papers=[paper]),
            **{"Idempotency-Key": "n"}), 422, "incorrect")  # fmt: skip
    assert not may_read_file(SYSTEM, file_id)


def test_whose_dossiers_a_system_read_is_in_the_trail(province: Province) -> None:
    dossier_id = submitted(province)
    system = System("dossiers:read", officer_id=province.commune.counter.id)
    trail = apps.get_model("audit", "AuditEntry").objects
    assert system.get("/dossiers", view="intake").json()["items"]
    listed = trail.get(action="dossiers.list")
    assert (listed.client_id, listed.detail["dossiers"]) == (system.id, [str(dossier_id)])
    system.get(f"/dossiers/{dossier_id}")
    assert trail.get(action="dossiers.read").client_id == system.id


def test_a_paper_is_downloaded_whole_by_who_may_and_that_is_noted(province: Province) -> None:
    system = System("dossiers:submit")
    paper = {"component": "TP02", "file": upload(system)}
    made = system.post("/dossiers", application(province, papers=[paper]), **{"Idempotency-Key": "t"}).json()
    path = f"/dossiers/{made['id']}/files/{paper['file']}"
    officer_id = province.commune.counter.id
    reader = System("dossiers:read", "dossiers:personal", officer_id=officer_id)
    answer = reader.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment; ")
    noted = apps.get_model("audit", "AuditEntry").objects.get(action="files.read")
    assert (noted.client_id, noted.officer_id, noted.object_id) == (reader.id, officer_id, paper["file"])
    assert noted.detail["dossiers"] == [made["id"]]

    problem(System("dossiers:read", officer_id=officer_id).get(path), 403, "scope_missing")
    stranger = System("dossiers:read", "dossiers:personal", officer_id=province.other_commune.counter.id)
    problem(stranger.get(path), 404, "not_found")
    other = system.post("/dossiers", application(province), **{"Idempotency-Key": "u"}).json()
    problem(reader.get(f"/dossiers/{other['id']}/files/{paper['file']}"), 404, "not_found")


def test_the_declaration_is_downloaded_whole_by_who_may_and_that_is_noted(province: Province) -> None:
    dossier_id = submitted(province)
    path, officer_id = f"/dossiers/{dossier_id}/declaration", province.commune.counter.id
    reader = System("dossiers:read", "dossiers:personal", officer_id=officer_id)
    answer = reader.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "096095000123" in text
    noted = apps.get_model("audit", "AuditEntry").objects.get(action="dossiers.print")
    assert (noted.kind, noted.client_id, noted.officer_id, noted.object_id) == (
        "export",
        reader.id,
        officer_id,
        str(dossier_id),
    )

    problem(System("dossiers:read", officer_id=officer_id).get(path), 403, "scope_missing")
    stranger = System("dossiers:read", "dossiers:personal", officer_id=province.other_commune.counter.id)
    problem(stranger.get(path), 404, "not_found")
    problem(reader.get("/dossiers/00000000-0000-7000-8000-000000000000/declaration"), 404, "not_found")


def test_a_file_that_is_no_paper_is_refused(province: Province) -> None:
    system = System("dossiers:submit")
    response = system.client.post(
        "/api/v1/files",
        {"file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00 not a paper", "application/pdf")},
        headers={"Authorization": f"Bearer {system.token}"},
    )
    assert response.status_code == 422


def test_a_dossier_is_accepted_once_however_often_it_is_asked(province: Province) -> None:
    dossier_id = submitted(province)
    system = System("dossiers:act", officer_id=province.commune.counter.id)
    first = system.post(f"/dossiers/{dossier_id}/accept", **{"Idempotency-Key": "acc"})
    assert first.status_code == 200, first.content
    assert first.json()["code"]
    again = system.post(f"/dossiers/{dossier_id}/accept", **{"Idempotency-Key": "acc"})
    assert again.json() == first.json()
    problem(system.post(f"/dossiers/{dossier_id}/accept"), 409, "transition_refused")
    assert DossierEvent.objects.filter(dossier_id=dossier_id, action="accept").count() == 1


def test_a_decision_on_an_old_state_is_refused(province: Province) -> None:
    dossier_id = submitted(province)
    system = System("dossiers:act", officer_id=province.commune.counter.id)
    problem(system.post(f"/dossiers/{dossier_id}/accept", {"seen_events": 7}), 409, "changed_meanwhile")


def test_the_neighbour_finds_nothing(province: Province) -> None:
    dossier_id = submitted(province)
    neighbour = System("dossiers:read", "dossiers:act", officer_id=province.other_commune.counter.id)
    problem(neighbour.get(f"/dossiers/{dossier_id}"), 404, "not_found")
    problem(neighbour.post(f"/dossiers/{dossier_id}/accept"), 404, "not_found")
    assert neighbour.get("/dossiers", view="intake").json()["items"] == []


def test_a_list_goes_on_by_cursor_without_repeating(province: Province) -> None:
    made = {str(submitted(province, key=f"n{n}")) for n in range(5)}
    system = System("dossiers:read", officer_id=province.commune.counter.id)
    seen, after = [], ""
    while True:
        page = system.get("/dossiers", view="intake", limit=2, after=after).json()
        seen += [one["id"] for one in page["items"]]
        if not page["next"]:
            break
        after = page["next"]
    assert sorted(seen) == sorted(made)


def test_a_system_without_an_officer_cannot_work(province: Province) -> None:
    problem(System("dossiers:act").post(f"/dossiers/{submitted(province)}/accept"), 403, "no_officer")


def test_the_catalogue_is_public(province: Province) -> None:
    found = Client().get("/api/v1/procedures", {"q": "ho kinh doanh"}).json()
    assert found["items"][0]["code"] == PROCEDURE_CODE
    detail = Client().get(f"/api/v1/procedures/{PROCEDURE_CODE}").json()
    assert detail["accepts_applications"] is True
    assert detail["form"]["groups"]
    places = Client().get("/api/v1/organisations", {"procedure": PROCEDURE_CODE}).json()
    assert {one["id"] for one in places} == {province.commune.id, province.other_commune.id}
    problem(Client().get("/api/v1/procedures/1.999999"), 404, "not_found")


def test_the_contract_in_the_repository_is_the_contract_served() -> None:
    from congso.api.v1 import api

    kept = json.loads((CHECKOUT / "docs" / "api" / "openapi.json").read_text(encoding="utf-8"))
    served = json.loads(json.dumps(api.get_openapi_schema()))
    assert served == kept, "the contract changed: write it anew with `congso openapi > docs/api/openapi.json`"


def test_a_procedure_between_agencies_is_not_public() -> None:
    plain_province(content=plain_content(is_internal=True))
    problem(Client().get(f"/api/v1/procedures/{PROCEDURE_CODE}"), 404, "not_found")
    assert Client().get("/api/v1/procedures").json()["items"] == []
