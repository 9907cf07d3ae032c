"""The same supplement sent twice has the effect of one; a further paper is still taken."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfWriter

from congso.dossiers import commands, testing
from congso.dossiers.commands import PaperInput
from congso.dossiers.models import Dossier, DossierEvent, DossierPaper, SupplementRequest
from congso.dossiers.testing import NOW, plain_province
from congso.files import commands as files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path


def upload(account_id: int, width: int = 100) -> UUID:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=width, height=100)
    writer.write(out)
    return files.store(stream=io.BytesIO(out.getvalue()), name="bien-ban.pdf", account_id=account_id, now=NOW).id


def test_a_double_click_adds_nothing_and_moves_nothing() -> None:
    province = plain_province()
    dossier_id = testing.submitted(province)
    commands.ask_supplement(
        dossier_id=dossier_id,
        items=[testing.supplement_item()],
        reason="Bản chụp mờ",
        by=province.commune.counter,
        now=NOW,
    )

    def answer(minutes: int, width: int = 100) -> None:
        paper = PaperInput("TP02", upload(province.citizen.account_id, width))
        later = NOW + timedelta(minutes=minutes)
        commands.answer_supplement(dossier_id=dossier_id, papers=[paper], by=province.citizen, now=later)

    answer(10)
    answer(11)
    assert DossierPaper.objects.filter(dossier_id=dossier_id, round=1).count() == 1
    assert DossierEvent.objects.filter(dossier_id=dossier_id, action="supplement").count() == 1
    assert SupplementRequest.objects.get(dossier_id=dossier_id).answered_at == NOW + timedelta(minutes=10)
    answer(30, width=200)
    assert DossierPaper.objects.filter(dossier_id=dossier_id, round=1).count() == 2
    assert Dossier.objects.get(id=dossier_id).supplement_answered_at == NOW + timedelta(minutes=30)
