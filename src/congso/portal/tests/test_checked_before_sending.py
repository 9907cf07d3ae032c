"""Deliberately bad applications, one for each kind of defect: each is stopped before it is sent, in the right words.

What only might be wrong stops the sending once: whoever has seen it may hand in all the same, and the officer reads it.
"""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageEnhance, ImageFilter
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter

from congso.catalogue.models import ProcedureVersion
from congso.catalogue.queries import forget
from congso.catalogue.rules.content import Case, Component
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group, Rule, RuleKind
from congso.catalogue.rules.policy import ProcedurePolicy
from congso.dossiers import queries as dossiers
from congso.dossiers.models import ApplicationDraft, Dossier
from congso.dossiers.testing import NOW, Province, plain_content, plain_province
from congso.files.models import StoredFile
from congso.files.testing import as_jpeg, page_picture, picture_pdf, text_pdf
from congso.identity.testing import sign_in
from congso.organisation.models import Organisation, Revision

pytestmark = pytest.mark.django_db

FORM = FormDefinition(
    title="Tờ khai",
    groups=(
        Group(
            "all",
            "Nội dung",
            fields=(
                Field("applicant_name", FieldType.TEXT, "Họ và tên", required=True),
                Field(
                    "applicant_identity_number",
                    FieldType.CITIZEN_NUMBER,
                    "Số định danh",
                    required=True,
                    born_field="applicant_born_on",
                ),
                Field("applicant_born_on", FieldType.DATE, "Ngày sinh", max="today"),
                Field("applicant_phone", FieldType.PHONE, "Số điện thoại"),
                Field("applicant_email", FieldType.EMAIL, "Thư điện tử"),
                Field("applicant_commune", FieldType.COMMUNE, "Xã nơi cư trú"),
                Field("tax_code", FieldType.TAX_CODE, "Mã số thuế"),
                Field("starts_on", FieldType.DATE, "Ngày bắt đầu", min="today"),
                Field("ends_on", FieldType.DATE, "Ngày kết thúc"),
                Field("capital", FieldType.MONEY, "Vốn", min=1_000_000),
                Field("kind", FieldType.CHOICE, "Loại", choices=(("shop", "Cửa hàng"), ("stall", "Sạp"))),
                Field("is_official", FieldType.YES_NO, "Tôi là công chức"),
                Field(
                    "members",
                    FieldType.REPEATED,
                    "Thành viên",
                    fields=(
                        Field("name", FieldType.TEXT, "Tên", required=True),
                        Field("age", FieldType.NUMBER, "Tuổi"),
                    ),
                ),
                Field("content", FieldType.TEXT, "Ngành nghề", required=True),
            ),
        ),
        Group("statements", "Cam đoan", fields=(Field("commitment", FieldType.YES_NO, "Cam đoan", required=True),)),
    ),
    rules=(
        Rule(
            "order",
            {"field": "ends_on", "op": "lt", "other": "starts_on"},
            "ends_on",
            "Ngày kết thúc phải sau ngày bắt đầu",
        ),
        Rule(
            "officials",
            {"field": "is_official", "op": "filled"},
            "is_official",
            "công chức không được lập hộ kinh doanh",
            kind=RuleKind.INELIGIBLE,
            remedy="Hãy hỏi cơ quan đang quản lý bạn.",
        ),
    ),
)
ANSWERS: dict[str, Any] = {
    "applicant_name": "Nguyễn Văn Bảo",
    "applicant_identity_number": "096095000123",
    "applicant_born_on": "05/09/1995",
    "applicant_phone": "0912345678",
    "applicant_email": "bao@example.vn",
    "applicant_commune": "31813",
    "content": "Mở quán cà phê",
}
CONTENT = plain_content(
    cases=(Case("TH1", "Lập mới"), Case("TH2", "Đăng ký lại")),
    components=(
        Component(key="TP01", name="Giấy chứng nhận quyền sử dụng đất", copies=1),
        Component(key="TP02", name="Biên bản họp thành viên", required="if_any"),
        Component(key="TP03", name="Giấy phép cũ", case="TH2", required="if_any"),
    ),
    conditions=("Địa điểm kinh doanh không nằm trong chung cư.",),
)
GOOD = as_jpeg(page_picture())


class Applying:
    """Somebody at the pages of an application that is complete and right, until a test spoils it."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.client = Client()
        sign_in(self.client, province.citizen.account_id, level="vneid-2")
        start = self.client.post(reverse("portal:start", args=[CONTENT.code]) + "?truong-hop=TH1")
        self.draft_id = UUID(start["Location"].split("/")[2])
        self.said = ""
        self.place(province.commune.id)
        self.answer()
        self.upload("TP01", GOOD, "so-do.jpg")

    @property
    def draft(self) -> Any:
        return ApplicationDraft.objects.filter(id=self.draft_id)

    def place(self, organisation_id: int) -> None:
        chosen = {"case": "TH1", "receiving_organisation": organisation_id, "return_channel": "online"}
        assert self.client.post(reverse("portal:place", args=[self.draft_id]), chosen).status_code == 302

    def answer(self, **changes: Any) -> None:
        address = reverse("portal:form_part", args=[self.draft_id, "all"])
        self.client.post(address, {**ANSWERS, **changes})

    def upload(self, component: str, content: bytes, name: str) -> None:
        address = reverse("portal:upload", args=[self.draft_id, component])
        answer = self.client.post(address, {"f": SimpleUploadedFile(name, content)})
        self.said += answer.content.decode() if answer.status_code == 200 else answer.json()["title"]

    def instead(self, content: bytes, name: str) -> None:
        """Hand in another file for the needed paper."""
        for paper in dossiers.draft(self.province.citizen.account_id, self.draft_id).papers:
            self.client.post(reverse("portal:remove", args=[self.draft_id, "TP01", paper.file_id]))
        self.said = ""
        self.upload("TP01", content, name)

    def review(self) -> Any:
        return self.client.get(reverse("portal:review", args=[self.draft_id]))

    def send(self, **more: Any) -> Any:
        return self.client.post(reverse("portal:submit", args=[self.draft_id]), {"commitment": "yes", **more})


@pytest.fixture
def applying() -> Iterator[Applying]:
    policy = ProcedurePolicy(receiving_tiers=("commune",), fee_timing="none")
    yield Applying(plain_province(content=CONTENT, form=FORM, policy=policy))
    forget()


def signed(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nguyen Van Bao")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=365)
        )
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    held = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = signers.SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(der)),
        asn1_keys.PrivateKeyInfo.load(held),
        SimpleCertificateStore(),
    )
    meta = signers.PdfSignatureMetadata(
        field_name="KySo", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), meta, signer=signer)
    return bytes(out.getvalue())


def encrypted() -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(text_pdf("Bi mat")))), io.BytesIO()
    writer.encrypt("mat-khau", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def closed(a: Applying) -> None:
    ProcedureVersion.objects.filter(id=a.province.version_id).update(effective_to=date(2026, 7, 1))
    forget()


def gone(a: Applying) -> None:
    Organisation.objects.filter(id=a.province.commune.id).update(valid_to=date(2026, 7, 1))
    Revision.objects.update(stamp=UUID(int=1))


def infected(a: Applying) -> None:
    StoredFile.objects.update(scan="infected", scanned_at=NOW, threat="Eicar")


def weak(a: Applying) -> None:
    sign_in(a.client, a.province.citizen.account_id, level="vneid-1")


PHOTO = page_picture()
DEFECTS: list[tuple[str, Callable[[Applying], object], str]] = [
    ("no case chosen", lambda a: a.draft.update(case_code=""), "Chọn trường hợp của bạn."),
    ("no agency chosen", lambda a: a.draft.update(receiving_organisation=None), "Chọn cơ quan tiếp nhận hồ sơ."),
    ("an agency that is no more", gone, "không tiếp nhận thủ tục này. Hãy chọn cơ quan khác"),
    ("a procedure that has closed", closed, "hiện không tiếp nhận hồ sơ"),
    ("a weak sign-in", weak, "cần tài khoản định danh điện tử mức 2"),
    ("a missing answer", lambda a: a.answer(content=""), "Ngành nghề"),
    ("a number of 11 digits", lambda a: a.answer(applicant_identity_number="09609500012"), "đúng 12 chữ số"),
    ("a number of another year of birth", lambda a: a.answer(applicant_born_on="05/09/1985"), "năm sinh"),
    ("no telephone", lambda a: a.answer(applicant_phone="12345"), "không phải số điện thoại"),
    ("no mail address", lambda a: a.answer(applicant_email="bao@"), "không đúng dạng thư điện tử"),
    ("a wrong tax code", lambda a: a.answer(tax_code="0100109107"), "chữ số kiểm tra"),
    ("a day that is not", lambda a: a.answer(applicant_born_on="31/02/1995"), "một ngày có thật"),
    ("a day too early", lambda a: a.answer(starts_on="01/08/2026"), "không được trước ngày 03/08/2026"),
    ("an amount too low", lambda a: a.answer(capital="500.000"), "ít nhất là 1.000.000 đ"),
    ("a choice that is not offered", lambda a: a.answer(kind="bar"), "Chọn một trong các giá trị có sẵn"),
    ("a commune of another regime", lambda a: a.answer(applicant_commune="99999"), "không có xã, phường với mã 99999"),
    ("a row without its name", lambda a: a.answer(**{"members-0-age": "20"}), "Tên"),
    (
        "answers that contradict each other",
        lambda a: a.answer(starts_on="10/08/2026", ends_on="05/08/2026"),
        "Ngày kết thúc phải sau ngày bắt đầu.",
    ),
    (
        "somebody who is not eligible",
        lambda a: a.answer(is_official="yes"),
        "Chưa giải quyết được theo thủ tục này: công chức không được lập hộ kinh doanh.",
    ),
    (
        "a missing paper",
        lambda a: a.client.post(
            reverse(
                "portal:remove",
                args=[a.draft_id, "TP01", dossiers.draft(a.province.citizen.account_id, a.draft_id).papers[0].file_id],
            )
        ),
        "Thiếu giấy tờ: Giấy chứng nhận quyền sử dụng đất.",
    ),
    ("malware", infected, "có mã độc"),
    ("a blank PDF", lambda a: a.instead(text_pdf(""), "don.pdf"), "trắng, không có nội dung"),
    (
        "a blank scan",
        lambda a: a.instead(picture_pdf(Image.new("L", (1240, 1754), 250)), "q.pdf"),
        "trắng, không có nội",
    ),
    ("a blank photo", lambda a: a.instead(as_jpeg(Image.new("L", (1240, 1754), 240)), "a.jpg"), "ảnh trắng"),
    ("a dark photo", lambda a: a.instead(as_jpeg(ImageEnhance.Brightness(PHOTO).enhance(0.15)), "a.jpg"), "quá tối"),
    (
        "a dark scan in a PDF",
        lambda a: a.instead(picture_pdf(PHOTO, ImageEnhance.Brightness(PHOTO).enhance(0.15)), "a.pdf"),
        "trang 2 quá tối",
    ),
    ("a blurred photo", lambda a: a.instead(as_jpeg(PHOTO.filter(ImageFilter.GaussianBlur(7))), "a.jpg"), "bị nhòe"),
    ("a thumbnail", lambda a: a.instead(as_jpeg(PHOTO.resize((160, 226))), "a.jpg"), "ảnh quá nhỏ"),
    ("a password", lambda a: a.instead(encrypted(), "don.pdf"), "có đặt mật khẩu"),
    ("half a PDF", lambda a: a.instead(text_pdf()[:300], "don.pdf"), "bị hỏng"),
    ("half a photo", lambda a: a.instead(GOOD[:900], "a.jpg"), "bị hỏng"),
    ("a document of Word", lambda a: a.instead(b"PK\x03\x04" + bytes(60), "don.docx"), "hệ thống chỉ nhận PDF"),
    ("an empty file", lambda a: a.instead(b"", "don.pdf"), "rỗng"),
    (
        "a signature of another format",
        lambda a: a.instead(
            signed(text_pdf("Don")).replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 "), "don.pdf"
        ),
        "định dạng không được chấp nhận (adbe.x509.rsa_sha1)",
    ),
    (
        "a file changed after it was signed",
        lambda a: a.instead(signed(text_pdf("So tien 100000")).replace(b"100000", b"900000"), "don.pdf"),
        "đã bị sửa sau khi ký",
    ),
]


@pytest.mark.parametrize(("spoil", "said"), [one[1:] for one in DEFECTS], ids=[one[0] for one in DEFECTS])
def test_it_is_stopped_before_it_is_sent(applying: Applying, spoil: Callable[[Applying], object], said: str) -> None:
    spoil(applying)
    shown = applying.review().content.decode()
    refused = applying.send(despite="on", seen=[])
    assert refused.status_code in {409, 422}
    told = (applying.said + shown + refused.content.decode()).replace("&quot;", '"')
    assert said.lower() in told.lower()
    assert not Dossier.objects.exists()
    assert applying.draft.exists()


DOUBTS: list[tuple[str, Callable[[Applying], object], str]] = [
    ("a photo that lies", lambda a: a.instead(as_jpeg(PHOTO.rotate(90, expand=True)), "a.jpg"), "có vẻ nằm ngang"),
    ("a page upside down", lambda a: a.instead(text_pdf("Giay chung nhan", rotate=180), "a.pdf"), "bị xoay"),
    ("a blank page among others", lambda a: a.instead(text_pdf("Mot", "", "Ba"), "a.pdf"), "trang 2 trắng"),
    ("a dim photo", lambda a: a.instead(as_jpeg(ImageEnhance.Brightness(PHOTO).enhance(0.35)), "a.jpg"), "hơi tối"),
    (
        "a paper that has expired",
        lambda a: a.instead(text_pdf("THE CU TRU\nCo gia tri den: 01/02/2026"), "the.pdf"),
        "có giá trị đến 01/02/2026, nay đã hết hạn",
    ),
    ("one file for two papers", lambda a: a.upload("TP02", GOOD, "bb.jpg"), "cùng một tệp"),
    ("a residence elsewhere", lambda a: a.answer(applicant_commune="31825"), "Nơi cư trú đã khai thuộc Xã Tân Hưng"),
    ("another name beside one's own number", lambda a: a.answer(applicant_name="Lê Văn Ba"), "họ tên khi khai khác"),
]


@pytest.mark.parametrize(("spoil", "said"), [one[1:] for one in DOUBTS], ids=[one[0] for one in DOUBTS])
def test_a_doubt_stops_once_may_be_overruled_and_is_read_by_the_officer(
    applying: Applying, spoil: Callable[[Applying], object], said: str
) -> None:
    spoil(applying)
    page = applying.review()
    assert page.context["ready"]
    assert said.lower() in page.content.decode().lower()
    marks = [mark for _words, _address, mark in page.context["doubts"]]
    assert applying.send().status_code == 422
    assert applying.send(despite="on").status_code == 422  # ticked on a page that did not show it
    assert applying.send(seen=marks).status_code == 422  # shown, and not ticked
    assert not Dossier.objects.exists()
    assert applying.send(seen=marks, despite="on").status_code == 302
    view = dossiers.dossier_for_officer(applying.province.commune.counter, Dossier.objects.get().id, now=NOW)
    assert said.lower() in " ".join(view.doubts).lower()


def test_what_is_good_goes_through_at_once(applying: Applying) -> None:
    applying.upload("TP02", text_pdf("Bien ban"), "bb.pdf")
    applying.upload("TP02", signed(text_pdf("Bien ban da ky")), "da-ky.pdf")
    applying.upload("TP02", picture_pdf(PHOTO), "quet.pdf")
    page = applying.review()
    shown = page.content.decode()
    assert "Đã kiểm tra, không thấy gì phải sửa" in shown
    assert "Địa điểm kinh doanh không nằm trong chung cư." in shown  # what only a human can judge is named
    assert not page.context["doubts"]
    assert applying.send().status_code == 302


def test_an_upload_answers_with_what_was_found(applying: Applying) -> None:
    applying.instead(as_jpeg(ImageEnhance.Brightness(PHOTO).enhance(0.15)), "toi.jpg")
    assert "Phải thay:" in applying.said
    assert "Hãy chụp lại ở nơi đủ sáng" in applying.said
    page = applying.client.post(reverse("portal:papers", args=[applying.draft_id]))
    assert page.status_code == 422


def test_thresholds_are_configuration(applying: Applying, settings: Any) -> None:
    settings.PAPER_THRESHOLDS = type(settings.PAPER_THRESHOLDS).read("dark=5, dim=10")
    applying.instead(as_jpeg(ImageEnhance.Brightness(PHOTO).enhance(0.15)), "toi.jpg")
    assert "quá tối" not in applying.said


def test_every_finding_leads_to_the_place_where_it_is_mended(applying: Applying) -> None:
    applying.draft.update(receiving_organisation=None)
    applying.answer(content="")
    applying.instead(text_pdf(""), "don.pdf")
    addresses = [address for _words, address in applying.review().context["defects"]]
    assert [address.partition("#")[2] for address in addresses] == [
        "id_receiving_organisation",
        "id_content",
        "tep-TP01",
    ]
    for address in addresses:
        page = applying.client.get(address)
        assert page.status_code == 200
        assert f'id="{address.partition("#")[2]}' in page.content.decode()
