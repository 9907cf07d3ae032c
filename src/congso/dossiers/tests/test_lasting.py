"""What was signed lasts: time-stamps and evidence are added as far as authorities answer, and the rest later."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from congso.dossiers import testing as dossiers
from congso.dossiers.testing import Province
from congso.files import queries as files
from congso.files.testing import text_pdf
from congso.kernel import clock
from congso.signatures import commands, queries
from congso.signatures.commands import Hand, strengthening
from congso.signatures.making import keys
from congso.signatures.making.signing import Intent, sign
from congso.signatures.models import SignedPaper, SigningCredential
from congso.signatures.rules.judging import Indication
from congso.signatures.rules.places import DAY, MM, NUMBER, Place, lower_right
from congso.signatures.testing import authority, signed_pdf, signer
from congso_simulators.testing import Outside, outside

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with outside() as world:
        yield world


@pytest.fixture
def world(running: Outside, settings: Any, tmp_path: Path) -> Outside:
    running.clear()
    settings.STORED_FILES_DIR = tmp_path
    settings.SIGNATURE_AUTHORITY_URL = running.url
    settings.TSA_URL, settings.TSA_ANCHORS = running.tsa_url, running.anchor
    settings.OUTGOING_HOSTS = settings.OUTGOING_INSIDE = ["127.0.0.1"]
    settings.SIGNATURE_HOSTS = (f"127.0.0.1:{running.port}",)
    return running


@pytest.fixture
def province(world: Outside) -> Province:
    made = dossiers.plain_province()
    commands.enrol_missing(now=clock.now())
    return made


def issued(province: Province, now: datetime) -> UUID:
    """A letter that its leader and its agency signed."""
    leader, clerk = province.commune.leader, province.commune.clerk
    his = queries.key_of_person(leader.person_id, now)
    its = queries.key_of_agency(province.commune.id, now)
    assert his is not None
    assert its is not None
    spots = [
        lower_right(0, 595, 842),
        Place(NUMBER, 0, 30 * MM, 20 * MM, 50 * MM, 6 * MM, "text"),
        Place(DAY, 0, 110 * MM, 20 * MM, 60 * MM, 6 * MM, "text"),
    ]
    paper = commands.begin(
        pdf=text_pdf("Quyet dinh"), spots=spots, organisation_id=province.commune.id, title="Quyết định",
        code=commands.new_code(), name="qd.pdf", hand=Hand(leader.id, his.id, "Chủ tịch"), now=now,
    )  # fmt: skip
    commands.complete(
        paper_id=paper, number="12/QĐ-UBND", day="ngày 01 tháng 12 năm 2026", hand=Hand(clerk.id, its.id), now=now
    )
    return paper


def content(paper_id: UUID) -> bytes:
    with files.open_bytes(SignedPaper.objects.get(id=paper_id).file_id) as stream:
        return stream.read()


def judged(pdf: bytes, now: datetime) -> list[tuple[str, Indication]]:
    """What the file alone says: no answer that we kept, nobody asked."""
    report = queries.check_file(io.BytesIO(pdf), name="qd.pdf", now=now)
    return [(one.facts.kind.value, one.verdict.indication) for one in report.signatures]


def test_a_paper_reaches_the_level_for_archives_and_is_judged_from_its_file_alone(province: Province) -> None:
    now = clock.now()
    paper_id = issued(province, now)
    before = content(paper_id)
    assert [verdict for _kind, verdict in judged(before, now)] == [Indication.INDETERMINATE] * 2

    assert commands.strengthen(paper_id=paper_id, now=clock.now()) == "B-LTA"

    after = content(paper_id)
    assert after.startswith(before), "what was signed is only added to"
    later = clock.now()
    assert judged(after, later) == [
        ("signature", Indication.TOTAL_PASSED), ("signature", Indication.TOTAL_PASSED),
        ("timestamp", Indication.TOTAL_PASSED), ("timestamp", Indication.TOTAL_PASSED),
    ]  # fmt: skip
    kept = SignedPaper.objects.get(id=paper_id)
    assert (kept.level, kept.strengthen_at, kept.strengthen_trouble) == ("B-LTA", None, "")
    assert kept.evidence_until is not None


def waiting(paper_id: UUID) -> tuple[str, str]:
    kept = SignedPaper.objects.get(id=paper_id)
    return kept.level, kept.strengthen_trouble


def test_what_cannot_be_reached_is_fetched_later_and_said_meanwhile(province: Province, world: Outside) -> None:
    now = clock.now()
    paper_id = issued(province, now)
    world.misbehave("tsa", refuse=-1)
    assert commands.strengthen_due(now=now) == 1
    assert waiting(paper_id) == ("B-B", "tsa_unreachable")
    kept = SignedPaper.objects.get(id=paper_id)
    assert kept.strengthen_at is not None
    assert now < kept.strengthen_at <= now + timedelta(hours=1)
    assert commands.strengthen_due(now=now) == 0, "its turn has not come"

    world.misbehave("tsa")
    world.misbehave("ocsp", refuse=-1)
    world.misbehave("crl", refuse=-1)
    commands.strengthen_due(now=kept.strengthen_at)
    assert waiting(paper_id) == ("B-T", "no_revocation_answer")

    world.clear()
    again = SignedPaper.objects.get(id=paper_id).strengthen_at
    assert again is not None
    assert commands.strengthen_due(now=again) == 1
    assert waiting(paper_id) == ("B-LTA", "")
    assert {verdict for _kind, verdict in judged(content(paper_id), clock.now())} == {Indication.TOTAL_PASSED}


@pytest.mark.parametrize("fault", ["wrong_imprint", "wrong_nonce"])
def test_an_answer_about_something_else_is_not_kept(province: Province, world: Outside, fault: str) -> None:
    paper_id = issued(province, clock.now())
    before = content(paper_id)
    world.misbehave("tsa", **{fault: -1})
    assert commands.strengthen(paper_id=paper_id, now=clock.now()) == "B-B"
    assert waiting(paper_id)[1] == f"tsa_{fault}"
    assert content(paper_id) == before


def test_a_seal_that_ages_is_followed_by_a_new_one(province: Province) -> None:
    paper_id = issued(province, clock.now())
    commands.strengthen(paper_id=paper_id, now=clock.now())
    before = content(paper_id)
    SignedPaper.objects.filter(id=paper_id).update(evidence_until=clock.now() + timedelta(days=30))
    assert commands.strengthen_due(now=clock.now()) == 1
    after = content(paper_id)
    assert after.startswith(before)
    stamps = [verdict for kind, verdict in judged(after, clock.now()) if kind == "timestamp"]
    assert stamps == [Indication.TOTAL_PASSED] * 3
    assert commands.strengthen_due(now=clock.now()) == 0


def test_somebody_who_was_slower_changes_nothing(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    paper_id = issued(province, clock.now())
    done, steps = strengthening._done, list[bytes]()

    def meanwhile(*asked: Any) -> bytes:
        if not steps:
            steps.append(b"")
            commands.strengthen(paper_id=paper_id, now=clock.now())
            steps.append(content(paper_id))
        return done(*asked)

    monkeypatch.setattr(strengthening, "_done", meanwhile)
    commands.strengthen(paper_id=paper_id, now=clock.now())
    assert content(paper_id) == steps[1]


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_other_programs_find_both_signatures_valid(
    province: Province, settings: Any, tmp_path: Path, world: Outside, level: str
) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    settings.SIGNATURE_LEVEL = level
    paper_id = issued(province, clock.now())
    commands.strengthen(paper_id=paper_id, now=clock.now())
    assert waiting(paper_id) == (level, "")
    path = tmp_path / "qd.pdf"
    path.write_bytes(content(paper_id))
    told = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid") == 2
    _openssl_agrees(path.read_bytes(), world.anchor, tmp_path)


def _openssl_agrees(pdf: bytes, anchor: Path, folder: Path) -> None:
    """Each signature, taken out of the PDF, is a CMS over the bytes it names; OpenSSL checks value and chain."""
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    assert len(signatures) == 2
    for number, one in enumerate(signatures):
        signed = b"".join(pdf[at : at + long] for at, long in pairwise_of(one.byte_range))
        (folder / f"{number}.cms").write_bytes(one.pkcs7_content)
        (folder / f"{number}.bin").write_bytes(signed)
        command = [
            "openssl", "cms", "-verify", "-inform", "DER", "-in", str(folder / f"{number}.cms"), "-content",
            str(folder / f"{number}.bin"), "-binary", "-CAfile", str(anchor), "-purpose", "any", "-out", "/dev/null",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "successful" in done.stderr, done.stderr


def pairwise_of(numbers: Any) -> list[tuple[int, int]]:
    listed = [int(one) for one in numbers]
    return list(zip(listed[::2], listed[1::2], strict=True))


def test_whoever_has_a_certificate_gets_no_second_one(province: Province) -> None:
    before = SigningCredential.objects.count()
    assert before == 4, "two leaders, two agencies"
    assert commands.enrol_missing(now=clock.now()) == 0
    assert SigningCredential.objects.count() == before


def test_one_and_three_signatures_hold_for_other_programs(province: Province, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    now, commune = clock.now(), province.commune
    its = queries.key_of_agency(commune.id, now)
    his = queries.key_of_person(province.other_commune.leader.person_id, now)
    assert its is not None
    assert his is not None
    alone = commands.seal(
        pdf=text_pdf("Giay tiep nhan"), organisation_id=commune.id, title="Giấy tiếp nhận", number="1/TNHS",
        name="x.pdf", hand=Hand(commune.clerk.id, its.id), now=now,
    )  # fmt: skip
    # A third signs the paper of the first two, in a place of their own.
    row = SigningCredential.objects.get(id=his.id)
    third = sign(
        content(issued(province, now)), keys.software(keys.chain_of(row.chain), row.key), Intent("nguoi_thu_ba")
    )
    for number, pdf in ((1, content(alone)), (3, third)):
        path = tmp_path / "x.pdf"
        path.write_bytes(pdf)
        told = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
        assert told.count("Signature is Valid") == number
        report = queries.check_file(io.BytesIO(pdf), name="x.pdf", now=now)
        assert [one.facts.changes for one in report.signatures] == [()] * number


def test_a_slow_authority_holds_nothing_up_for_long(province: Province, world: Outside, settings: Any) -> None:
    settings.SIGNATURE_SECONDS_APART = 0.4
    paper_id = issued(province, clock.now())
    world.misbehave("ocsp", delay_ms=1500)
    world.misbehave("crl", delay_ms=1500)
    assert commands.strengthen(paper_id=paper_id, now=clock.now()) == "B-T"
    assert waiting(paper_id)[1] == "no_revocation_answer"
    world.clear()
    assert commands.strengthen(paper_id=paper_id, now=clock.now()) == "B-LTA"


def test_a_new_stamp_that_lasts_no_longer_is_not_kept(province: Province) -> None:
    paper_id = issued(province, clock.now())
    commands.strengthen(paper_id=paper_id, now=clock.now())
    kept = SignedPaper.objects.get(id=paper_id)
    assert kept.evidence_until is not None
    before, late = content(paper_id), kept.evidence_until - timedelta(days=10)
    assert commands.strengthen_due(now=late) == 1
    assert content(paper_id) == before
    assert commands.strengthen_due(now=late + timedelta(minutes=1)) == 0, "not again at the next minute"


def test_one_file_that_cannot_be_read_keeps_no_other_waiting(province: Province, tmp_path: Path) -> None:
    now = clock.now()
    broken, whole = issued(province, now), issued(province, now)
    sha256 = SignedPaper.objects.get(id=broken).file.sha256
    (path,) = [one for one in tmp_path.rglob("*") if one.is_file() and one.name.startswith(sha256)]
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 hong")
    assert commands.strengthen_due(now=clock.now()) == 2
    assert waiting(broken) == ("B-B", "damaged")
    assert waiting(whole) == ("B-LTA", "")


def test_signatures_of_others_on_it_are_theirs(province: Province) -> None:
    now, commune = clock.now(), province.commune
    its = queries.key_of_agency(commune.id, now)
    assert its is not None
    # Signed before by somebody whose authority nobody here knows and can ask.
    foreign = signed_pdf(signer("Người Ngoài", of=authority("CA xa lạ")))
    paper_id = commands.seal(
        pdf=foreign, organisation_id=commune.id, title="x", number="1", name="x.pdf",
        hand=Hand(commune.clerk.id, its.id), now=now,
    )  # fmt: skip
    SignedPaper.objects.filter(id=paper_id).update(wanted="")
    assert commands.strengthen(paper_id=paper_id, now=clock.now()) == "B-LTA"
