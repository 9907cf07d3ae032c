"""An officer reads beside a signed paper what is to be thought of its signatures."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from congso.dossiers.models import DossierPaper
from congso.dossiers.testing import NOW, Province, in_progress, plain_province
from congso.files import commands as files
from congso.identity.testing import sign_in
from congso.processes.check_signatures import check_signatures
from congso.signatures.testing import signed_pdf

pytestmark = pytest.mark.django_db


def test_the_verdict_stands_beside_the_paper(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path
    province: Province = plain_province()
    dossier_id = in_progress(province)
    kept = files.store(stream=io.BytesIO(signed_pdf()), name="quyet-dinh.pdf", account_id=None, now=NOW)
    DossierPaper.objects.create(
        dossier_id=dossier_id, component_key="TP02", name="Quyết định", kind="electronic", file_id=kept.id, added_at=NOW
    )
    officer = Client()
    sign_in(officer, province.commune.specialist.account_id)
    page = officer.get(f"/can-bo/ho-so/{dossier_id}/").content.decode()
    assert "Chữ ký số:" not in page
    check_signatures(file_id=str(kept.id))
    page = officer.get(f"/can-bo/ho-so/{dossier_id}/").content.decode()
    assert "Chữ ký số: Không xác định" in page
    assert "Trần Thị Ký" in page
