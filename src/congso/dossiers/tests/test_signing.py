"""Results are signed: by the leader when approved, by the agency with number and day when issued."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from congso.dossiers import commands, printing, testing
from congso.dossiers.models import Result
from congso.dossiers.testing import NOW, Province
from congso.files import queries as files
from congso.signatures import queries as signatures
from congso.signatures.models import SignatureAct, SignedPaper
from congso.signatures.rules.facts import Change, Coverage
from congso.signatures.testing import authority, credential


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
    assert [one.partition(":")[0] for one in leader.facts.filled] == ["ô “so_van_ban”", "ô “ngay_van_ban”"]
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
