"""Results are signed: by the leader when approved, by the agency with number and day when issued."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from congso.dossiers import commands, printing, testing
from congso.dossiers.commands.signing import take_signature_back
from congso.dossiers.models import Dossier, Result
from congso.dossiers.testing import NOW, Province
from congso.files import queries as files
from congso.files.commands import store
from congso.files.testing import text_pdf
from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.organisation.models import Officer, Position
from congso.organisation.queries import acting_officer, forget
from congso.signatures import commands as signatures_commands
from congso.signatures import queries as signatures
from congso.signatures.models import SignatureAct, SignedPaper, SigningCredential
from congso.signatures.rules.facts import Change, Coverage
from congso.signatures.rules.places import LEADER
from congso.signatures.testing import authority, credential, signed_pdf


@pytest.fixture
def province(db: None, settings: Any, tmp_path: Path) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    return testing.plain_province()


@pytest.fixture
def keys(province: Province) -> None:
    credential(person_id=province.commune.leader.person_id, name=province.commune.leader.name)
    credential(organisation_id=province.commune.id, name="UBND phường Thử")


def _paper(dossier_id: UUID) -> SignedPaper:
    kept = Result.objects.get(dossier_id=dossier_id).signed_paper
    assert kept is not None
    return kept


def _bytes(paper: SignedPaper) -> bytes:
    with files.open_bytes(paper.file_id) as stream:
        return stream.read()


@pytest.mark.usefixtures("keys")
def test_an_approved_result_bears_the_leaders_signature_and_the_issued_one_the_agencys(province: Province) -> None:
    dossier_id = testing.to_approve(province)
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    by_leader = _bytes(_paper(dossier_id))
    number = commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=NOW)
    paper = _paper(dossier_id)
    issued = _bytes(paper)

    assert issued.startswith(by_leader), "no byte the leader signed is another"
    assert printing.result_pdf(dossier_id) == issued
    report = signatures.check_file(io.BytesIO(issued), name="x.pdf", now=NOW, anchors=[authority().anchor])
    leader, agency = report.signatures
    assert (leader.facts.intact, leader.facts.valid, leader.facts.changes) == (True, True, ())
    assert leader.facts.change is Change.FORM_FILLING
    assert [one.partition(":")[0] for one in leader.facts.filled] == ["số, ký hiệu", "ngày"]
    assert number in leader.facts.filled[0]
    assert (agency.facts.coverage, agency.facts.intact) == (Coverage.ENTIRE_FILE, True)
    assert agency.facts.certificate is not None
    assert agency.facts.certificate.name == "UBND phường Thử"
    assert paper.state == "complete"
    assert paper.reference_number == number
    acts = list(SignatureAct.objects.filter(paper=paper).order_by("id"))
    assert [one.officer_id for one in acts] == [province.commune.leader.id, province.commune.clerk.id]
    assert acts[0].after_sha256 == acts[1].before_sha256
    boxes = PdfReader(io.BytesIO(issued)).get_fields() or {}
    assert boxes["so_van_ban"]["/V"] == number
    assert str(boxes["ngay_van_ban"]["/V"]).startswith("ngày ")


@pytest.mark.usefixtures("keys")
def test_who_signs_for_another_says_so(province: Province) -> None:
    deputy = Position.objects.create(
        unit_id=province.commune.leadership, title="Phó Chủ tịch", roles=["leader"], valid_from=NOW.date()
    )
    Officer.objects.filter(id=province.commune.leader.id).update(position=deputy)
    forget()
    leader = acting_officer(province.commune.leader.id, NOW.date())
    assert leader is not None
    dossier_id = testing.to_approve(province)
    commands.approve(dossier_id=dossier_id, by=leader, now=NOW)
    act = SignatureAct.objects.get(paper=_paper(dossier_id))
    assert act.capacity == "KT. Chủ tịch, Phó Chủ tịch"


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("field", ["person_id", "organisation_id"])
def test_a_key_that_is_not_in_force_signs_nothing(province: Province, field: str) -> None:
    dossier_id = testing.to_approve(province)
    row = SigningCredential.objects.get(**{f"{field}__isnull": False})
    signatures_commands.end(credential_id=row.id, ending="lost", now=NOW, officer_id=None)
    assert SigningCredential.objects.get(id=row.id).key == "", "a lost key is of use to nobody"
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    if field == "person_id":
        assert Result.objects.get(dossier_id=dossier_id).signed_paper is None
        return
    with pytest.raises(NotPossibleNow, match="chưa đóng dấu số được"):
        commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=NOW)
    assert Result.objects.get(dossier_id=dossier_id).state == "approved"


def test_where_signatures_are_needed_nothing_is_approved_without_a_key(province: Province, settings: Any) -> None:
    settings.RESULTS_NEED_SIGNATURES = True
    dossier_id = testing.to_approve(province)
    with pytest.raises(NotPossibleNow, match="chưa có chứng thư số"):
        commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    assert Result.objects.get(dossier_id=dossier_id).state == "draft"


@pytest.mark.usefixtures("keys")
def test_a_result_that_goes_back_loses_its_signature(province: Province) -> None:
    dossier_id = testing.to_approve(province)
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    paper = _paper(dossier_id)
    take_signature_back(Dossier.objects.get(id=dossier_id), NOW)
    assert Result.objects.get(dossier_id=dossier_id).signed_paper is None
    assert SignedPaper.objects.get(id=paper.id).state == "withdrawn"


@pytest.mark.usefixtures("keys")
def test_the_page_of_a_recalled_result_says_so_and_shows_it_no_more(province: Province, client: Client) -> None:
    dossier_id = testing.to_approve(province)
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    place = f"/van-ban/{_paper(dossier_id).code}/"
    assert client.get(place).status_code == 404, "not issued yet"
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=NOW)
    page = client.get(place)
    assert "Cơ quan ban hành" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert client.get(f"{place}ban-goc/").content == _bytes(_paper(dossier_id))
    commands.recall_result(dossier_id=dossier_id, reason="Sai tên.", by=province.commune.leader, now=NOW)
    assert "Đã thu hồi" in client.get(place).content.decode()
    assert client.get(f"{place}ban-goc/").status_code == 404
    assert client.get("/van-ban/khong-co/").status_code == 404


@pytest.mark.usefixtures("keys")
def test_a_file_made_elsewhere_is_signed_where_its_marks_say(province: Province) -> None:
    specialist = province.commune.specialist
    marked = store(
        stream=io.BytesIO(text_pdf("Quyet dinh so 1")), name="qd.pdf", account_id=specialist.account_id, now=NOW
    ).id
    dossier_id = testing.in_progress(province)
    commands.draft_result(dossier_id=dossier_id, title="Quyết định", file_id=marked, by=specialist, now=NOW)
    for by in (specialist, province.commune.unit_head):
        commands.advance(dossier_id=dossier_id, by=by, now=NOW)
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=NOW)
    issued = _bytes(_paper(dossier_id))
    with files.open_bytes(marked) as stream:
        assert issued.startswith(stream.read()), "the file is signed as it was drafted"
    report = signatures.check_file(io.BytesIO(issued), name="x.pdf", now=NOW, anchors=[authority().anchor])
    assert [one.facts.changes for one in report.signatures] == [(), ()]


@pytest.mark.usefixtures("keys")
def test_declining_signs_the_refusal_and_nothing_of_the_draft_that_grants(province: Province) -> None:
    specialist = province.commune.specialist
    permit = store(
        stream=io.BytesIO(text_pdf("GIAY PHEP CHO PHEP")), name="gp.pdf", account_id=specialist.account_id, now=NOW
    ).id
    dossier_id = testing.in_progress(province)
    commands.draft_result(dossier_id=dossier_id, title="Giấy phép", file_id=permit, by=specialist, now=NOW)
    for by in (specialist, province.commune.unit_head):
        commands.advance(dossier_id=dossier_id, by=by, now=NOW)
    commands.decline(dossier_id=dossier_id, reason="Thiếu điều kiện.", by=province.commune.leader, now=NOW)
    words = PdfReader(io.BytesIO(_bytes(_paper(dossier_id)))).pages[0].extract_text()
    assert "GIAY PHEP" not in words
    assert "Thiếu điều kiện" in words.replace("\n", " ")
    assert _paper(dossier_id).title == "Thông báo từ chối giải quyết hồ sơ"
    assert _paper(dossier_id).state == "complete"


@pytest.mark.usefixtures("keys")
def test_one_act_cannot_sign_and_seal_with_a_device(province: Province) -> None:
    SigningCredential.objects.filter(organisation_id=province.commune.id).update(
        medium="client", key=b"", reference="thiet-bi"
    )
    dossier_id = testing.to_approve(province)
    with pytest.raises(NotPossibleNow, match="cùng một lúc"):
        commands.decline(dossier_id=dossier_id, reason="Thiếu.", by=province.commune.leader, now=NOW)
    assert Result.objects.get(dossier_id=dossier_id).state == "draft"


@pytest.mark.usefixtures("keys")
def test_a_file_that_takes_no_signature_is_said(province: Province) -> None:
    """Its place for the leader's signature has a signature already."""
    specialist = province.commune.specialist
    taken = store(
        stream=io.BytesIO(signed_pdf(field=LEADER)), name="x.pdf", account_id=specialist.account_id, now=NOW
    ).id
    dossier_id = testing.in_progress(province)
    commands.draft_result(dossier_id=dossier_id, title="Quyết định", file_id=taken, by=specialist, now=NOW)
    for by in (specialist, province.commune.unit_head):
        commands.advance(dossier_id=dossier_id, by=by, now=NOW)
    with pytest.raises(Incorrect, match="không nhận thêm chữ ký"):
        commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    assert Result.objects.get(dossier_id=dossier_id).state == "draft"
