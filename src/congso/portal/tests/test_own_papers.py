"""One's own papers: what is listed, what may be handed in again, and that nobody gets another's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congso.audit.models import AuditEntry
from congso.dossiers.models import ApplicationDraft, Dossier, DossierPaper, Result
from congso.dossiers.queries import own_papers
from congso.dossiers.rules import own_papers as rules
from congso.dossiers.testing import NOW, PROCEDURE_CODE, TODAY, Province, in_progress, returned, submitted
from congso.files.models import StoredFile
from congso.files.testing import as_jpeg, page_picture, text_pdf
from congso.representation.testing import body_of, member_of

from .test_applying import begin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "had", "alike"),
    [
        ("Giấy chứng sinh", "Giấy chứng sinh (bản chính); nếu không có thì văn bản của người làm chứng", True),
        ("Bản sao giấy phép lái xe", "Giấy phép lái xe", True),
        ("Giấy chứng nhận quyền sử dụng đất", "Bản sao Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở", True),
        ("Giấy xác nhận tình trạng hôn nhân", "Giấy xác nhận tình trạng hôn nhân của bên nam", True),
        ("Giấy khám sức khỏe", "Giấy chứng sinh", False),
        ("Tờ khai", "Giấy chứng nhận kết hôn", False),
        ("Giấy phép xây dựng", "Giấy phép lái xe", False),
        ("", "Giấy khai sinh", False),
    ],
)
def test_names_of_one_paper_are_known_as_alike(asked: str, had: str, alike: bool) -> None:
    assert (rules.likeness(asked, had) >= rules.ALIKE) == alike
    assert 0 <= rules.likeness(asked, had) <= 1


GOOD = {"is_bad": False, "valid_until": None, "has_defect": False, "is_quarantined": False, "on": TODAY}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"valid_until": TODAY}, ""),
        ({"valid_until": TODAY - timedelta(days=1)}, "hết hạn"),
        ({"is_bad": True}, "yêu cầu thay"),
        ({"has_defect": True}, "không đọc được"),
        ({"is_quarantined": True, "is_bad": True}, "mã độc"),
    ],
)
def test_what_has_ended_or_is_bad_is_not_handed_in_again(changed: dict[str, Any], said: str) -> None:
    why = rules.why_not(**{**GOOD, **changed})
    assert said in why
    assert bool(why) == bool(said)


def handed_in(province: Province, client: Client, content: bytes = b"", name: str = "bien-ban.jpg") -> UUID:
    """A dossier of the citizen's with a paper for TP02; returns the paper's file."""
    draft_id = begin(client)
    upload = SimpleUploadedFile(name, content or as_jpeg(page_picture()))
    assert client.post(reverse("portal:upload", args=[draft_id, "TP02"]), {"paper-TP02": upload}).status_code == 200
    file_id: UUID = ApplicationDraft.objects.get(id=draft_id).papers.get().file_id
    dossier_id = submitted(province)
    DossierPaper.objects.create(
        dossier_id=dossier_id, component_key="TP02", name="Biên bản họp thành viên", kind="electronic", file_id=file_id,
        added_at=NOW,
    )  # fmt: skip
    ApplicationDraft.objects.filter(id=draft_id).delete()
    return file_id


def reuse(client: Client, draft_id: UUID, key: str, component: str = "TP02") -> Any:
    return client.post(reverse("portal:reuse", args=[draft_id, component]), {"giay": key})


def papers_of(draft_id: UUID) -> list[UUID]:
    return list(ApplicationDraft.objects.get(id=draft_id).papers.values_list("file_id", flat=True))


def test_a_paper_handed_in_before_is_listed_offered_and_attached_once(province: Province, citizen: Client) -> None:
    file_id = handed_in(province, citizen)
    page = citizen.get(reverse("portal:own_papers")).content.decode()
    assert "Biên bản họp thành viên" in page
    draft_id = begin(citizen)
    steps = citizen.get(reverse("portal:papers", args=[draft_id])).content.decode()
    assert "Dùng giấy tờ đã có (1)" in steps
    (paper,) = own_papers(province.citizen.person_id, now=NOW).papers
    assert reuse(citizen, draft_id, paper.key)["Location"].endswith("#tep-TP02")
    reuse(citizen, draft_id, paper.key)
    assert papers_of(draft_id) == [file_id]
    steps = citizen.get(reverse("portal:papers", args=[draft_id])).content.decode()
    assert "Dùng giấy tờ đã có" not in steps, "what is attached is not offered again"
    assert AuditEntry.objects.filter(action="dossiers.own_papers").exists()


def test_what_the_desk_scanned_becomes_a_file_of_ones_own(province: Province, citizen: Client) -> None:
    file_id = handed_in(province, citizen)
    StoredFile.objects.filter(id=file_id).update(uploaded_by_id=None)
    draft_id = begin(citizen)
    (paper,) = own_papers(province.citizen.person_id, now=NOW).papers
    reuse(citizen, draft_id, paper.key)
    reuse(citizen, draft_id, paper.key)
    (again,) = papers_of(draft_id)
    kept = StoredFile.objects.get(id=again)
    assert again != file_id
    assert (kept.sha256, kept.uploaded_by_id) == (paper.sha256, province.citizen.account_id)


def test_a_result_written_in_the_system_is_handed_in_as_its_print(province: Province, citizen: Client) -> None:
    dossier_id = returned(province)
    result = Result.objects.get(dossier_id=dossier_id, state="issued")
    Result.objects.filter(id=result.id).update(title="Biên bản họp thành viên", file=None)
    page = citizen.get(reverse("portal:own_papers")).content.decode()
    assert "Kết quả đã cấp" in page
    draft_id = begin(citizen)
    reuse(citizen, draft_id, f"k-{result.id}")
    (file_id,) = papers_of(draft_id)
    assert StoredFile.objects.get(id=file_id).media_type == "application/pdf"


def test_a_recalled_result_is_shown_as_recalled_and_not_taken(province: Province, citizen: Client) -> None:
    dossier_id = returned(province)
    Result.objects.filter(dossier_id=dossier_id).update(state="recalled", recall_reason="Sai họ tên")
    page = citizen.get(reverse("portal:own_papers")).content.decode()
    assert "Đã thu hồi" in page
    draft_id = begin(citizen)
    result = Result.objects.get(dossier_id=dossier_id)
    assert reuse(citizen, draft_id, f"k-{result.id}").status_code == 404
    assert papers_of(draft_id) == []


def test_a_paper_that_has_ended_says_so_and_is_not_taken(province: Province, citizen: Client) -> None:
    handed_in(province, citizen, text_pdf("Giay xac nhan. Co gia tri den: 01/02/2020"), "giay.pdf")
    page = citizen.get(reverse("portal:own_papers")).content.decode()
    assert "Đã hết hạn ngày 01/02/2020" in page
    draft_id = begin(citizen)
    (paper,) = own_papers(province.citizen.person_id, now=NOW).papers
    assert reuse(citizen, draft_id, paper.key).status_code == 404
    assert papers_of(draft_id) == []


@pytest.mark.parametrize("key", ["", "g-", "g-khong", "k-999999", "g-00000000-0000-0000-0000-000000000001", "x" * 500])
def test_a_forged_name_is_not_found(province: Province, citizen: Client, key: str) -> None:
    draft_id = begin(citizen)
    assert reuse(citizen, draft_id, key).status_code == 404


def test_nobody_gets_anothers_papers(province: Province, citizen: Client, stranger: Client) -> None:
    handed_in(province, citizen)
    (paper,) = own_papers(province.citizen.person_id, now=NOW).papers
    assert "Biên bản họp" not in stranger.get(reverse("portal:own_papers")).content.decode()
    assert reuse(stranger, begin(stranger), paper.key).status_code == 404
    draft_id = begin(citizen)
    assert reuse(stranger, draft_id, paper.key).status_code == 404
    assert reuse(citizen, draft_id, paper.key, "TP99").status_code == 422


def test_a_draft_result_is_nobodys_paper_yet(province: Province, citizen: Client) -> None:
    in_progress(province)
    assert own_papers(province.citizen.person_id, now=NOW).results == ()


def test_a_page_costs_the_same_however_many_papers_there_are(
    province: Province, citizen: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        handed_in(province, citizen, as_jpeg(page_picture(ink=25 + number)))
    with django_assert_max_num_queries(14):
        citizen.get(reverse("portal:own_papers"))


@pytest.mark.parametrize(("procedures", "listed"), [((), 1), ((PROCEDURE_CODE,), 1), (("9.999999",), 0)])
def test_of_an_organisation_one_gets_the_papers_of_ones_own_procedures_only(
    province: Province, citizen: Client, stranger: Client, procedures: tuple[str, ...], listed: int
) -> None:
    file_id = handed_in(province, citizen)
    body = body_of(province.citizen.person_id, province.citizen.account_id, NOW)
    Dossier.objects.filter(papers__file_id=file_id).update(body_id=body.id)
    member = province.stranger.person_id
    assert own_papers(member, now=NOW, body_id=body.id).papers == (), "who does not act for it"
    member_of(body, member, province.citizen.person_id, NOW, procedures=procedures)
    assert len(own_papers(member, now=NOW, body_id=body.id).papers) == listed
    assert own_papers(province.citizen.person_id, now=NOW).papers == (), "the organisation's are not one's own"
