"""Approving: what is signed stands above the button, and nothing else is approved."""

from io import BytesIO
from uuid import UUID

import pytest
from django.urls import reverse
from pypdf import PdfReader

from congso.dossiers import commands, printing, queries, testing
from congso.dossiers.models import DossierEvent
from congso.dossiers.queries import ResultView
from congso.dossiers.testing import Province
from congso.files import queries as files
from congso.files.commands import store
from congso.files.store import path_of
from congso.kernel.refusals import NotPossibleNow

from .conftest import LATER, SignIn

pytestmark = pytest.mark.django_db


def result_of(province: Province, dossier_id: UUID) -> ResultView:
    found = queries.dossier_for_officer(province.commune.leader, dossier_id, now=LATER).result
    assert found is not None
    return found


def with_file(province: Province) -> UUID:
    """A dossier that waits for approval with nothing but a PDF as its draft."""
    commune = province.commune
    dossier_id = testing.in_progress(province)
    printed = printing.acceptance_slip_pdf(dossier_id)
    kept = store(stream=BytesIO(printed), name="giay-phep.pdf", account_id=commune.specialist.account_id, now=LATER)
    commands.draft_result(dossier_id=dossier_id, title="Giấy phép", by=commune.specialist, now=LATER, file_id=kept.id)
    note = "Đủ điều kiện, đề nghị cấp."
    commands.advance(dossier_id=dossier_id, by=commune.specialist, now=LATER, note=note)
    commands.advance(dossier_id=dossier_id, by=commune.unit_head, now=LATER)
    return dossier_id


def test_what_is_signed_stands_above_the_button(province: Province, as_officer: SignIn) -> None:
    dossier_id = with_file(province)
    page = as_officer(province.commune.leader).get(reverse("workspace:dossier", args=[dossier_id])).content.decode()
    before, _button, _after = page.partition('data-key="d"')
    assert "Đủ điều kiện, đề nghị cấp." in before
    assert "giay-phep.pdf, 1 trang" in before
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in before.upper()
    assert f"anh=1&amp;dau={result_of(province, dossier_id).fingerprint}" in before


def test_the_first_page_of_the_very_file_is_drawn(province: Province, as_officer: SignIn) -> None:
    dossier_id = with_file(province)
    address = reverse("workspace:paper", args=[dossier_id, "ket-qua"])
    leader = as_officer(province.commune.leader)
    shown = leader.get(address, {"anh": "1", "dau": result_of(province, dossier_id).fingerprint})
    assert shown["Content-Type"] == "image/webp"
    assert shown.content[8:12] == b"WEBP"
    assert leader.get(address, {"anh": "1", "dau": "0" * 64}).status_code == 409
    stranger = as_officer(province.other_commune.counter)
    assert stranger.get(address, {"anh": "1"}).status_code == 404


def test_another_draft_than_the_one_shown_is_not_approved(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.to_approve(province)
    old = result_of(province, dossier_id)
    leader = as_officer(province.commune.leader)
    address = reverse("workspace:act", args=[dossier_id, "phe-duyet"])
    assert leader.post(address, {}).status_code == 422
    refused = leader.post(address, {"phe-duyet-seen": "0" * 64})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Dự thảo kết quả đã thay đổi" in page
    assert f'value="{old.fingerprint}"' in page
    assert result_of(province, dossier_id).state == "draft"
    assert leader.post(address, {"phe-duyet-seen": old.fingerprint}).status_code == 302
    approval = DossierEvent.objects.get(dossier_id=dossier_id, action="approve")
    assert approval.payload["fingerprint"] == old.fingerprint


def test_a_file_whose_bytes_changed_in_the_store_is_not_approved(province: Province) -> None:
    dossier_id = with_file(province)
    result = result_of(province, dossier_id)
    assert result.file_id is not None
    assert files.is_intact(result.file_id)
    place = path_of(result.file_sha256)
    kept = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(kept + b" ")
    try:
        with pytest.raises(NotPossibleNow, match="không còn nguyên vẹn"):
            commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=LATER, seen=result.fingerprint)
    finally:
        place.write_bytes(kept)
    assert result_of(province, dossier_id).state == "draft"


def test_what_is_no_pdf_has_no_picture() -> None:
    assert printing.first_page_picture(b"%PDF-1.4 nothing") is None


def test_the_picture_of_a_page_shows_the_words_that_its_text_has(province: Province) -> None:
    dossier_id = with_file(province)
    result = result_of(province, dossier_id)
    assert result.file_id is not None
    with files.open_bytes(result.file_id) as stream:
        expected = PdfReader(stream).pages[0].extract_text().split()[:5]
    assert files.first_page_text(result.file_id).split()[:5] == expected
