"""Slips of the desk bear the agency's signature from the moment they are issued, and stay as they were."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from congso.dossiers import commands, printing, testing
from congso.dossiers.models import SignedSlip
from congso.dossiers.testing import NOW, Province
from congso.organisation.models import Organisation
from congso.signatures import commands as signatures
from congso.signatures import queries as signed
from congso.signatures.models import SignedPaper, SigningCredential
from congso.signatures.testing import authority, credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    made = testing.plain_province()
    credential(organisation_id=made.commune.id, name="Ủy ban nhân dân xã Thử")
    return made


def accepted(province: Province) -> UUID:
    return testing.received(province)


def asked(province: Province) -> UUID:
    dossier_id = testing.submitted(province)
    commands.ask_supplement(
        dossier_id=dossier_id, items=[testing.supplement_item()], reason="Bản chụp mờ.", by=province.commune.counter,
        now=NOW,
    )  # fmt: skip
    return dossier_id


def refused(province: Province) -> UUID:
    dossier_id = testing.submitted(province)
    commands.refuse(dossier_id=dossier_id, reason="Không thuộc thẩm quyền.", by=province.commune.counter, now=NOW)
    return dossier_id


SLIPS: dict[str, tuple[Any, Any]] = {
    "acceptance": (accepted, printing.acceptance_slip_pdf),
    "supplement": (asked, printing.supplement_request_pdf),
    "refusal": (refused, printing.refusal_pdf),
}


@pytest.mark.parametrize("kind", SLIPS)
def test_a_slip_is_signed_once_for_its_agency(province: Province, kind: str) -> None:
    made, printed = SLIPS[kind]
    dossier_id = made(province)
    bare = printed(dossier_id)
    assert b"/ByteRange" not in bare
    assert commands.sign_slip(dossier_id=dossier_id, kind=kind, now=NOW)
    content = printed(dossier_id)
    assert content.startswith(bare), "what is signed is the slip as it was printed"
    assert commands.sign_slip(dossier_id=dossier_id, kind=kind, now=NOW + timedelta(days=1))
    assert SignedSlip.objects.filter(dossier_id=dossier_id).count() == 1
    report = signed.check_file(io.BytesIO(content), name="x.pdf", now=NOW, anchors=[authority().anchor])
    (one,) = report.signatures
    assert (one.facts.intact, one.facts.valid) == (True, True)
    assert one.facts.certificate is not None
    assert one.facts.certificate.name == "Ủy ban nhân dân xã Thử"
    paper = SignedPaper.objects.get()
    assert (paper.state, paper.wanted) == ("complete", "B-T")


def test_a_signed_slip_stays_as_it_was(province: Province) -> None:
    dossier_id = accepted(province)
    commands.sign_slip(dossier_id=dossier_id, kind="acceptance", now=NOW)
    before = printing.acceptance_slip_pdf(dossier_id)
    Organisation.objects.filter(id=province.commune.id).update(phone="0290 999 999")
    assert printing.acceptance_slip_pdf(dossier_id) == before


def test_without_a_key_the_slip_is_printed_as_before(province: Province) -> None:
    dossier_id = accepted(province)
    signatures.end(credential_id=SigningCredential.objects.get().id, ending="lost", now=NOW, officer_id=None)
    assert not commands.sign_slip(dossier_id=dossier_id, kind="acceptance", now=NOW)
    assert printing.acceptance_slip_pdf(dossier_id).startswith(b"%PDF-")
    assert not SignedPaper.objects.exists()


def test_a_slip_that_is_not_there_is_not_signed(province: Province) -> None:
    assert not commands.sign_slip(dossier_id=testing.submitted(province), kind="acceptance", now=NOW)


def test_a_slip_that_could_not_be_signed_is_signed_when_there_is_a_key(province: Province) -> None:
    dossier_id, refusal = accepted(province), refused(province)
    assert commands.sign_missing_slips(since=NOW - timedelta(days=3), now=NOW) == 2
    assert {one.dossier_id for one in SignedSlip.objects.all()} == {dossier_id, refusal}
    assert commands.sign_missing_slips(since=NOW - timedelta(days=3), now=NOW) == 0
    assert commands.sign_missing_slips(since=NOW + timedelta(days=1), now=NOW) == 0


def test_without_a_key_no_slip_is_looked_for(province: Province) -> None:
    accepted(province)
    signatures.end(credential_id=SigningCredential.objects.get().id, ending="lost", now=NOW, officer_id=None)
    assert commands.sign_missing_slips(since=NOW - timedelta(days=3), now=NOW) == 0
