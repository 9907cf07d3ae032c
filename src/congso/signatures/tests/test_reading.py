"""Reading signed PDFs: our own, changed in every way, real ones, and whatever bytes somebody sends."""

import csv
import io
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import cms, pem, x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pypdf import PdfReader, PdfWriter

from congso.files.testing import text_pdf
from congso.kernel.testing import shared_data
from congso.signatures.making import drawings
from congso.signatures.making.fields import fill, prepare
from congso.signatures.making.signing import Filled, Intent, sign
from congso.signatures.queries import Known, NoEvidence, check_file, read_pdf
from congso.signatures.rules.facts import Change, Coverage, Kind, Trust
from congso.signatures.rules.judging import Indication
from congso.signatures.rules.places import AGENCY, LEADER, Place, lower_right, seal_over
from congso.signatures.rules.reports import Report
from congso.signatures.testing import NOW, authority, signed_pdf, signer, time_stamper


def checked(content: bytes, *, now: datetime = NOW, trusted: bool = True) -> Report:
    anchors = [authority().anchor] if trusted else []
    return check_file(io.BytesIO(content), name="van-ban.pdf", now=now, anchors=anchors, evidence=NoEvidence())


class TestOurOwn:
    def test_who_signed_for_whom_and_when_is_read(self) -> None:
        (one,) = checked(signed_pdf()).signatures
        facts = one.facts
        assert facts.certificate is not None
        assert (facts.certificate.name, facts.certificate.organisation) == ("Trần Thị Ký", "Ủy ban nhân dân phường Thử")
        assert facts.certificate.issuer == "CA thử nghiệm"
        assert (facts.intact, facts.valid, facts.coverage, facts.change) == (
            True, True, Coverage.ENTIRE_FILE, Change.NONE,
        )  # fmt: skip
        assert (facts.trust, facts.kind, facts.format) == (Trust.TRUSTED, Kind.SIGNATURE, "ETSI.CAdES.detached")
        assert facts.claimed_at is not None
        assert facts.proven_at is None

    def test_the_leader_then_the_agency_each_holds(self) -> None:
        content = signed_pdf(signer("Ủy ban"), content=signed_pdf(signer("Chủ tịch")), field="CoQuan")
        first, second = (one.facts for one in checked(content).signatures)
        assert (first.intact, first.coverage, first.changes) == (True, Coverage.ENTIRE_REVISION, ())
        assert first.change in {Change.FORM_FILLING, Change.LTA_UPDATES}
        assert second.coverage is Coverage.ENTIRE_FILE

    def test_an_authority_we_do_not_know_is_said_not_to_be_known(self) -> None:
        report = checked(signed_pdf(), trusted=False)
        assert report.signatures[0].verdict.sub == "NO_CERTIFICATE_CHAIN_FOUND"
        of_other = signed_pdf(signer(of=authority("CA lạ")))
        assert checked(of_other).signatures[0].verdict.sub == "NO_CERTIFICATE_CHAIN_FOUND"

    def test_a_certificate_that_is_out_of_date_without_a_time_stamp(self) -> None:
        content = signed_pdf(signer(valid_from=NOW - timedelta(days=900), valid_to=NOW - timedelta(days=30)))
        assert checked(content).signatures[0].verdict.sub == "OUT_OF_BOUNDS_NO_POE"

    def test_a_file_without_signatures_and_one_that_is_no_pdf(self) -> None:
        plain = checked(text_pdf("Khong ky"))
        assert (plain.indication, plain.trouble, plain.sentence) == (None, "", "Tệp không có chữ ký số nào.")
        assert "Tệp bị hỏng hoặc không phải PDF" in checked(b"khong phai pdf").sentence
        locked = PdfWriter(clone_from=PdfReader(io.BytesIO(text_pdf("Bi mat"))))
        locked.encrypt("mat-khau", algorithm="AES-256")
        out = io.BytesIO()
        locked.write(out)
        assert "Tệp có mật khẩu" in checked(out.getvalue()).sentence


def later(content: bytes, change: Any) -> bytes:
    """Append a state to a file, as any program may."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"].raw_get(0).get_object()


def another_page(writer: Any) -> None:
    page = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page"), pdf_name("/MediaBox"): generic.ArrayObject(
        [generic.NumberObject(one) for one in (0, 0, 300, 300)])})  # fmt: skip
    kids = writer.root["/Pages"]["/Kids"]
    kids.append(writer.add_object(page))
    writer.root["/Pages"][pdf_name("/Count")] = generic.NumberObject(len(kids))
    writer.update_container(kids)
    writer.update_container(writer.root["/Pages"])


def other_words(writer: Any) -> None:
    page = _page(writer)
    stream = generic.StreamObject(stream_data=b"BT /F1 24 Tf 50 700 Td (Noi dung khac) Tj ET")
    page[pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(page)


def a_note(writer: Any) -> None:
    page = _page(writer)
    note = generic.DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/FreeText"),
        pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 300, 300)]),
        pdf_name("/Contents"): generic.TextStringObject("Che mat noi dung"),
    })  # fmt: skip
    listed = page.get("/Annots")
    if listed is None:
        page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    else:
        listed.append(writer.add_object(note))
        writer.update_container(listed)
    writer.update_container(page)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (another_page, "Có thêm 1 trang (lúc ký có 1 trang)."),
        (other_words, "Nội dung trang 1 đã khác lúc ký."),
        (a_note, "Trang 1 có thêm ghi chú"),
    ],
)
def test_what_is_put_over_a_signed_file_is_named(change: Any, said: str) -> None:
    report = checked(later(signed_pdf(), change))
    (one,) = report.signatures
    assert one.facts.intact, "the signature itself holds: that alone is not enough"
    assert one.verdict.sub == "SIG_CONSTRAINTS_FAILURE"
    assert said in one.verdict.reason


def a_box_for_a_signature(writer: Any, top: int = 720) -> None:
    """An empty field for a signature that looks like words over the page: nobody has signed it."""
    page = _page(writer)
    looks = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"),
         pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 500, 700)])},
        stream_data=b"0.5 g 0 0 500 700 re f",
    )  # fmt: skip
    box = generic.DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/Widget"),
        pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): generic.TextStringObject("Sau"),
        pdf_name("/F"): generic.NumberObject(132),
        pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(one) for one in (20, 20, 520, top)]),
        pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(looks)}),
    })  # fmt: skip
    held = writer.add_object(box)
    page["/Annots"].append(held)
    writer.update_container(page["/Annots"])
    writer.update_container(page)
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(held)
    writer.update_container(fields)


def test_an_empty_box_for_a_signature_that_shows_something_is_named() -> None:
    report = checked(later(signed_pdf(), a_box_for_a_signature))
    assert "chưa ai ký mà đã hiện nội dung" in report.signatures[0].verdict.reason


def signed_at(box: tuple[int, int, int, int], content: bytes = b"", name: str = "Dau") -> bytes:
    """Let another sign a signed file, with a mark at a place of the page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content or signed_pdf()), strict=False)
    meta = signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
    spec = fields.SigFieldSpec(name, box=box, on_page=0)
    making = signers.PdfSigner(meta, signer=signer("Ủy ban"), new_field_spec=spec)
    with ThreadPoolExecutor(1) as apart:
        out: Any = apart.submit(making.sign_pdf, writer).result()
    return bytes(out.getvalue())


def test_a_later_signature_that_hides_the_page_is_named() -> None:
    assert "che quá nhiều" in checked(signed_at((10, 10, 580, 700))).signatures[0].verdict.reason
    assert checked(signed_at((300, 100, 500, 250))).signatures[0].facts.changes == ()


def test_several_small_signatures_that_hide_the_page_together_are_named() -> None:
    content = signed_pdf()
    for row in range(4):
        content = signed_at((10, 10 + 170 * row, 250, 170 + 170 * row), content, f"Dau{row}")
    reports = checked(content).signatures
    assert "che quá nhiều" in reports[0].verdict.reason
    assert reports[2].facts.changes == (), "two of them leave enough of the page"


def time_stamped(content: bytes, field: str, prepared: Any = None) -> bytes:
    """Put a time-stamp over the whole file into a field; `prepared` draws before."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    if prepared is not None:
        prepared(writer)
    making = signers.PdfTimeStamper(time_stamper(), field_name=field)
    with ThreadPoolExecutor(1) as apart:
        out: Any = apart.submit(making.timestamp_pdf, writer, "sha256").result()
    return bytes(out.getvalue())


def test_a_time_stamp_that_shows_something_is_named() -> None:
    reports = checked(time_stamped(signed_pdf(), "Sau", lambda writer: a_box_for_a_signature(writer, 60))).signatures
    assert (reports[1].facts.kind, reports[1].facts.intact) == (Kind.TIMESTAMP, True)
    assert "“Sau” nay hiện nội dung mà không ai ký hợp lệ" in reports[0].verdict.reason
    unseen = checked(time_stamped(signed_pdf(), "Sau")).signatures
    assert unseen[0].facts.changes == ()


def a_seal(writer: Any, name: str = AGENCY) -> None:
    """Draw into a field that waits for its signature."""
    looks = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"),
         pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 100, 100)])},
        stream_data=b"1 0 0 rg 0 0 100 100 re f",
    )  # fmt: skip
    found = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    field = next(one for one in found if one["/T"] == name)
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(looks)})
    writer.update_container(field)


def test_a_field_that_waits_takes_no_seal_but_that_of_a_signature() -> None:
    first = sign(prepared_for_two(), signer("Trưởng"), Intent(LEADER, first=True))
    stamped = checked(time_stamped(first, AGENCY, a_seal)).signatures[0]
    assert f"“{AGENCY}” nay hiện nội dung mà không ai ký hợp lệ" in stamped.verdict.reason
    drawn = checked(later(first, a_seal)).signatures[0]
    assert f"“{AGENCY}” nay hiện khác lúc ký" in drawn.verdict.reason
    second = sign(first, signer("Cơ quan"), Intent(AGENCY))
    assert [one.facts.changes for one in checked(second).signatures] == [(), ()]
    broken = checked(forged(second)).signatures
    assert [one.facts.valid for one in broken] == [True, False]
    assert f"“{AGENCY}” nay hiện nội dung mà không ai ký hợp lệ" in broken[0].verdict.reason


def forged(content: bytes) -> bytes:
    """Change a bit of the value of the last signature; nothing of what it covers."""
    start = content.rindex(b"/Contents <") + len(b"/Contents <")
    held = bytearray(bytes.fromhex(content[start : content.index(b">", start)].decode()))
    told = cms.ContentInfo.load(bytes(held))["content"]["signer_infos"][0]["signature"].native
    held[bytes(held).rindex(told) + len(told) - 1] ^= 1
    return content[:start] + held.hex().encode() + content[start + 2 * len(held) :]


def test_of_two_hundred_mutated_files_none_is_judged_whole() -> None:
    content, chance = signed_pdf(), random.Random(20261201)
    signature = content.index(b"/Contents <") + len(b"/Contents <")
    hole = range(signature, content.index(b">", signature))
    for _ in range(200):
        mutated = bytearray(content)
        kind = chance.choice(["flip", "cut", "swap"])
        if kind == "flip":
            place = chance.choice(
                [one for one in (chance.randrange(len(content)) for _ in range(99)) if one not in hole]
            )
            mutated[place] ^= 1 << chance.randrange(8)
        elif kind == "cut":
            del mutated[chance.randrange(len(content) // 2, len(content) - 1) :]
        else:
            one, other = sorted(chance.sample(range(signature - 40), 2))
            mutated[one], mutated[other] = mutated[other], mutated[one]
        if bytes(mutated) == content:
            continue
        report = checked(bytes(mutated))
        whole = [one for one in report.signatures if one.facts.intact and one.facts.coverage is Coverage.ENTIRE_FILE]
        assert not whole or report.signatures[0].facts.trouble, kind


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_bytes_come_there_is_a_report(content: bytes) -> None:
    assert isinstance(checked(content).to_json(), dict)
    assert isinstance(checked(b"%PDF-1.7\n" + content + b"\nstartxref\n0\n%%EOF").sentence, str)


@pytest.mark.shared
def test_the_sample_files_are_judged_as_expected_and_every_later_change_is_named() -> None:
    folder = shared_data("signed_pdfs")
    roots = [
        x509.Certificate.load(content)
        for _, _, content in pem.unarmor((folder / "embedded_ca_certs.pem").read_bytes(), multiple=True)
    ]
    expected: dict[str, list[dict[str, str]]] = {}
    with (folder / "expected.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            expected.setdefault(row["file"], []).extend([row] if row["signature_index"] else [])
    assert len(expected) >= 17
    named = {}
    for name, rows in expected.items():
        with (folder / name).open("rb") as stream:
            read = read_pdf(stream, Known(roots, datetime.now(UTC)))
        told = [(str(one.intact), str(one.valid), str(one.coverage), str(one.change)) for one in read.signatures]
        assert told == [(row["intact"], row["cms_valid"], row["coverage"], row["modification"]) for row in rows], name
        named[name] = " ".join(one for signature in read.signatures for one in signature.changes)
    assert "Có thêm 1 trang" in named["pdf-signed-added-page.pdf"]
    assert "“Text1” nay hiện khác" in named["replace.pdf"]
    assert "“Sig2” nay hiện khác" in named["form-update-override-appearance-stream-sneaky.pdf"]
    assert "có thêm ghi chú" in named["pades-signed-annot-added.pdf"]
    assert named["minimal-two-fields-signed-twice.pdf"] == named["pades-lta-dss-indirect-arrs-test.pdf"] == ""


def prepared_for_two() -> bytes:
    """A page with a place for two signatures and two boxes, all of them still empty."""
    boxes = [Place(name, 0, 90.0, 40.0 + 30 * row, 140, 18, "text") for row, name in enumerate(("mot", "hai"))]
    spots = [lower_right(0, 595, 842), *boxes]
    return prepare(text_pdf("Quyet dinh"), [*spots, seal_over(spots[0])], {AGENCY: ["mot", "hai"]})


def filled_in(content: bytes, name: str, words: str) -> bytes:
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(content))
    page = drawings.line(words, width=140, height=18, size=12)
    fill(writer, name, words, drawings.placed(writer, page))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_box_may_be_filled_in_as_long_as_somebody_signs_it() -> None:
    first = sign(prepared_for_two(), signer("Trưởng"), Intent(LEADER, first=True))
    second = sign(first, signer("Cơ quan"), Intent(AGENCY, fills={"mot": Filled("12", 140, 18)}))
    report = checked(second)
    assert [one.facts.changes for one in report.signatures] == [(), ()]
    assert report.signatures[0].facts.filled == ("ô “mot”: 12",)
    # Afterwards the second box: the first signature allows it, and nobody signed it.
    later_on = checked(filled_in(second, "hai", "khong ai ky"))
    assert all("hai" in " ".join(one.facts.changes) for one in later_on.signatures)
    assert {one.verdict.indication for one in later_on.signatures} == {Indication.INDETERMINATE}


def test_a_box_that_is_filled_in_alone_is_a_change() -> None:
    first = sign(prepared_for_two(), signer("Trưởng"), Intent(LEADER, first=True))
    (one,) = checked(filled_in(first, "mot", "12")).signatures
    assert "mot" in " ".join(one.facts.changes)


def test_a_signature_that_allows_nothing_allows_no_box() -> None:
    first = sign(prepared_for_two(), signer("Trưởng"), Intent(LEADER, first=False))
    second = sign(first, signer("Cơ quan"), Intent(AGENCY, fills={"mot": Filled("12", 140, 18)}))
    assert "mot" in " ".join(checked(second).signatures[0].facts.changes)


def test_a_box_that_is_drawn_and_says_nothing_is_a_change() -> None:
    first = sign(prepared_for_two(), signer("Trưởng"), Intent(LEADER, first=True))
    for words in (None, "", " "):

        def drawn(writer: Any, words: str | None = words) -> None:
            a_seal(writer, "mot")
            field = next(
                one.get_object() for one in writer.root["/AcroForm"]["/Fields"] if one.get_object()["/T"] == "mot"
            )
            if words is not None:
                field[pdf_name("/V")] = generic.TextStringObject(words)

        second = sign(later(first, drawn), signer("Cơ quan"), Intent(AGENCY))
        report = checked(second).signatures[0]
        assert (report.facts.filled, "“mot” nay hiện khác" in report.verdict.reason) == ((), True), words


def test_a_box_is_filled_in_only_under_a_signature_that_holds() -> None:
    first = sign(prepared_for_two(), signer("Trưởng"), Intent(LEADER, first=True))
    second = forged(sign(first, signer("Cơ quan"), Intent(AGENCY, fills={"mot": Filled("12", 140, 18)})))
    report = checked(second).signatures[0]
    assert report.facts.filled == ()
    assert "“mot” nay hiện khác" in report.verdict.reason
