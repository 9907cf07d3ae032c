"""What comes out of the printer: fields, page sizes, fonts, QR codes, and nothing that a person typed as markup."""

import re
import resource
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import segno
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from congso.dossiers.printing import typeset as setting
from congso.dossiers.printing.paper import Paper, RegisterLine, RegisterPaper
from congso.dossiers.printing.typeset import LINES_PER_PART, pdf_of, printable, qr_code
from congso.dossiers.rules.official_forms import FORMS_2018, FORMS_2025, FormKind
from congso.kernel.words import money_in_words

from . import specimens

pytestmark = pytest.mark.skipif(not any(setting.FONTS.glob("*.ttf")), reason="the fonts have not been built")

PAPERS = specimens.all_papers()
POINTS_PER_MM = 72 / 25.4
A5, A4, A4_LYING = (148, 210), (210, 297), (297, 210)
SIZES = {"register": A4_LYING, "result": A4, "application": A4, "declaration": A4}
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VIETNAMESE = sorted(
    {
        case(unicodedata.normalize("NFC", vowel + tone))
        for vowel in VOWELS
        for tone in TONES
        for case in (str.lower, str.upper)
    }
    | {"đ", "Đ"}
)


def text_of(pdf: bytes) -> str:
    """The text of a PDF in reading order, NFC, with every run of spaces as one and invisible breaks left out."""
    pages = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", pages.replace("\u200b", "")))


def squeezed(text: str) -> str:
    """Text without any space, to find what a line break tore apart."""
    return re.sub(r"[\s\u200b]+", "", text)


EXPECTED = {
    "acceptance": (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN PHƯỜNG AN XUYÊN",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "Số: 1204/TNHS",
        "An Xuyên, ngày 21 tháng 11 năm 2026",
        "Mẫu số 01 (Thông tư 03/2025/TT-VPCP)",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H12.96-261121-0007",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Ngọc Ẩn",
        "Số định danh cá nhân: 096187001234",
        "Địa chỉ: Số 12, đường Phan Ngọc Hiển, khóm 3, phường An Xuyên, tỉnh Cà Mau",
        "Số điện thoại: 0912 345 678",
        "Email: ngoc.an@thudientu.vn",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng mới",
        "mã thủ tục: 1.013225",
        "Thành phần hồ sơ nộp gồm:",
        "Đơn đề nghị cấp giấy phép xây dựng theo Mẫu số 01",
        "Bản chính",
        "Bản sao",
        "Bản điện tử",
        "Số lượng hồ sơ: 1 (bộ)",
        "Hình thức nộp: Trực tiếp",
        "Thời gian giải quyết hồ sơ theo quy định: 15 ngày làm việc",
        "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 21 tháng 11 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 11 tháng 12 năm 2026",
        "Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công phường An Xuyên",
        "75.000 đ",
        "1.325.000 đ",
        "Bằng chữ: Một triệu ba trăm hai mươi lăm nghìn đồng.",
        "quyển số 01/2026, số thứ tự 1204",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Hữu Đước",
        "Trang 1/",
    ),
    "supplement": (
        "Số: 85/YCBS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Nguyễn Thị Ngọc Ẩn",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "1. Bản vẽ thiết kế xây dựng: bổ sung mặt bằng cấp thoát nước tỷ lệ 1/100",
        "2. Giấy tờ chứng minh quyền sử dụng đất",
        "Lý do: Thành phần hồ sơ chưa đầy đủ",
        "Thời hạn bổ sung, hoàn thiện: trước 09 giờ 05 phút, ngày 05 tháng 12 năm 2026",
        "số điện thoại: 0290 3831 234",
        "NGƯỜI HƯỚNG DẪN",
    ),
    "refusal": (
        "Số: 9/TCHS",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Mã đăng ký: DK-7K2M-99QF",
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Công trình nằm trong hành lang bảo vệ đê điều",
        "Nộp trực tuyến lúc 09:05 21/11/2026",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ),
    "apology": (
        "Số: 3/XLGH",
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: Nguyễn Thị Ngọc Ẩn",
        "Ngày 21 tháng 11 năm 2026, Ủy ban nhân dân phường An Xuyên tiếp nhận hồ sơ",
        "Thời gian hẹn trả kết quả: 09 giờ 05 phút, ngày 11 tháng 12 năm 2026",
        "Lý do: Phải chờ ý kiến của Sở Xây dựng",
        "xin lỗi ông/bà và đề nghị gia hạn",
        "09 giờ 05 phút, ngày 16 tháng 12 năm 2026",
        "CHỦ TỊCH",
        "(Ký, ghi rõ họ tên và đóng dấu)",
        "Huỳnh Quốc Việt",
    ),
    "stop_notice": (
        "Số: 2/TBD",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Hồ sơ của: Nguyễn Thị Ngọc Ẩn",
        "dừng giải quyết hồ sơ nêu trên kể từ 09 giờ 05 phút, ngày 24 tháng 11 năm 2026",
        "Căn cứ dừng giải quyết: theo đề nghị của người nộp hồ sơ",
        "Giấy tờ trả lại người nộp:",
        "Đã nộp",
        "Bằng chữ: Bảy mươi lăm nghìn đồng.",
    ),
    "control_slip": (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Ủy ban nhân dân phường An Xuyên",
        "Cơ quan phối hợp giải quyết hồ sơ: Sở Xây dựng",
        "Giao: Trung tâm Phục vụ hành chính công",
        "Nhận: Phòng Kinh tế, Hạ tầng và Đô thị",
        "09:05 21/11/2026",
        "Người giao: Trần Hữu Đước",
        "Người nhận: Lê Thị Thúy Kiều",
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
        "Trả lại để bổ sung căn cứ",
    ),
    "register": (
        "SỔ THEO DÕI HỒ SƠ",
        "Năm 2026 – Quyển số: 01/2026",
        "STT",
        "Mã hồ sơ",
        "Tên thủ tục hành chính",
        "Số bộ",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết",
        "Ngày, tháng, năm",
        "Nhận hồ sơ",
        "Hẹn trả kết quả",
        "Trả kết quả",
        "Phương thức nhận kết quả",
        "Ký nhận",
        "Ghi chú",
        "H12.96-261105-0060",
        "Gia hạn đến 05/01/2027",
    ),
    "result": (
        "Số: 57/UBND-XNTTHN",
        "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        "hiện tại chưa đăng ký kết hôn với ai",
        "Nơi nhận:",
        "CHỦ TỊCH",
        "Huỳnh Quốc Việt",
    ),
    "application": (
        "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG",
        "Kính gửi: Ủy ban nhân dân phường An Xuyên",
        "1. Người nộp hồ sơ",
        "Họ, chữ đệm và tên",
        "98,5 m²",
        "3. Giấy tờ kèm theo",
        "định danh điện tử mức 2",
    ),
    "declaration": (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH",
        "Kính gửi: Ủy ban nhân dân phường An Xuyên",
        "Tôi là: Nguyễn Thị Ngọc Ẩn",
        "Ngày, tháng, năm sinh: 05/09/1987",
        "2. Ngành, nghề kinh doanh",
        "Bán lẻ lương thực, thực phẩm",
        "4. Thành viên hộ gia đình tham gia hộ kinh doanh",
        "Đặng Văn Quới",
        "Vốn kinh doanh: 50.000.000 đ",
        "Tôi cam đoan những nội dung khai trên đây là đúng sự thật",
        "An Xuyên, ngày 21 tháng 11 năm 2026",
        "CHỦ HỘ KINH DOANH",
        "Nộp trực tuyến lúc 09:05 21/11/2026",
        "Mã hồ sơ: H12.96-261121-0007",
        "Trang 1/",
    ),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_holds_every_field_of_its_form(name: str) -> None:
    found = squeezed(text_of(pdf_of(PAPERS[name])))
    assert [field for field in EXPECTED[name] if squeezed(field) not in found] == []


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_exactly_the_size_of_its_form(name: str) -> None:
    for page in PdfReader(BytesIO(pdf_of(PAPERS[name]))).pages:
        size = float(page.mediabox.width) / POINTS_PER_MM, float(page.mediabox.height) / POINTS_PER_MM
        assert size == pytest.approx(SIZES.get(name, A5), abs=0.02)


@pytest.mark.parametrize("name", PAPERS)
def test_every_font_is_an_embedded_tinos(name: str) -> None:
    fonts = embedded_fonts(pdf_of(PAPERS[name]))
    assert fonts
    assert [font for font, _ in fonts if not re.fullmatch(r"[A-Z]{6}\+Tinos.*", font)] == []
    assert [font for font, is_embedded in fonts if not is_embedded] == []


def embedded_fonts(pdf: bytes) -> list[tuple[str, bool]]:
    """Name of each font in a PDF and whether its program is inside."""
    found = []
    for stored in _objects(pdf):
        if isinstance(stored, DictionaryObject) and stored.get("/Type") == "/FontDescriptor":
            held = any(stored.get(key) is not None for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found.append((str(stored["/FontName"]).lstrip("/"), held))
    return found


def _objects(pdf: bytes) -> list[object]:
    reader = PdfReader(BytesIO(pdf))
    return [
        reader.get_object(IndirectObject(number, 0, reader)) for number in range(1, int(str(reader.trailer["/Size"])))
    ]


@pytest.mark.parametrize("font", sorted(setting.FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_each_style_of_tinos_draws_all_vietnamese_letters(font) -> None:
    assert len(VIETNAMESE) == 146
    assert set(map(ord, VIETNAMESE)) <= set(setting.letters(font))


def test_all_vietnamese_letters_survive_the_way_onto_paper() -> None:
    letters = " ".join("".join(VIETNAMESE[i : i + 12]) for i in range(0, len(VIETNAMESE), 12))
    paper = specimens.refusal()
    assert squeezed(letters) in squeezed(text_of(pdf_of(replace(paper, reason=letters))))


def test_the_sheet_is_tagged_titled_dated_and_in_vietnamese() -> None:
    reader = PdfReader(BytesIO(pdf_of(PAPERS["acceptance"])))
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert str(catalogue["/Lang"]).lower().startswith("vi")
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả H12.96-261121-0007"
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in catalogue["/Metadata"].get_data()


def test_the_same_content_gives_the_same_bytes() -> None:
    assert pdf_of(specimens.acceptance()) == pdf_of(specimens.acceptance())


def test_the_qr_code_on_paper_is_the_tracking_address() -> None:
    address = specimens.SUBJECT.tracking_url
    modules = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    side = len(modules) + 4
    source = (
        '#set page(width: %dpt, height: %dpt, margin: 0pt)\n#image(bytes(sys.inputs.qr), format: "svg", width: 100%%)'
    )
    png = typst.compile((source % (side, side)).encode(), format="png", ppi=72 * 8, sys_inputs={"qr": qr_code(address)})
    image: Any = Image.open(BytesIO(png)).convert("L")
    drawn = [
        bytes(image.getpixel(((column + 2) * 8 + 4, (row + 2) * 8 + 4)) < 128 for column in range(len(modules)))
        for row in range(len(modules))
    ]
    assert drawn == modules


@pytest.mark.parametrize("forms", [FORMS_2018, FORMS_2025], ids=lambda forms: forms.key)
@pytest.mark.parametrize(
    ("kind", "make"),
    [
        (FormKind.ACCEPTANCE, specimens.acceptance),
        (FormKind.SUPPLEMENT_REQUEST, specimens.supplement),
        (FormKind.REFUSAL, specimens.refusal),
        (FormKind.APOLOGY, specimens.apology),
        (FormKind.CONTROL_SLIP, specimens.control_slip),
        (FormKind.REGISTER, lambda forms: specimens.register(3, forms)),
    ],
)
def test_each_regime_has_its_own_numbers_and_titles(forms, kind: FormKind, make) -> None:
    form = forms.form(kind)
    found = squeezed(text_of(pdf_of(make(forms))))
    assert squeezed(f"Mẫu số {form.number} ({specimens.form_source(forms)})") in found
    assert squeezed(form.name.upper()) in found


def test_the_apology_of_2018_asks_for_no_extension() -> None:
    assert "đề nghị gia hạn" not in text_of(pdf_of(specimens.apology(FORMS_2018)))


HOSTILE = [
    '#import "official.typ": *',
    '#sys.inputs #panic() #read("/etc/passwd") #{ while true {} }',
    "*đậm* _nghiêng_ `mã` $x^2$ \\u{41} <nhãn> @trích = Đầu đề",
    ']]]) }}} ]#[ /* // */ \\ \\\\ \\"',
    '"}, {"x": "',
    "{{ 7*7 }} <script>alert(1)</script> &amp; %s {0}",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_looks_like_markup_is_printed_as_it_was_typed(typed: str) -> None:
    party = replace(specimens.PARTY, name=typed, address=typed, email=typed)
    paper = replace(specimens.acceptance(), subject=replace(specimens.SUBJECT, party=party), return_at=typed)
    assert squeezed(text_of(pdf_of(paper))).count(squeezed(typed)) >= 3


@pytest.mark.parametrize("name", PAPERS)
def test_no_paper_breaks_on_pictures_nul_and_direction_marks(name: str) -> None:
    typed = "A\x00\u202e\ufeff\ud800🎉👨‍👩‍👧 漢字 \u0301\u0323ễ\r\n\x0b\x1fZ"
    party = replace(specimens.PARTY, name=typed, address=typed)
    paper: Any = PAPERS[name]
    if isinstance(paper, RegisterPaper):
        paper = replace(paper, lines=tuple(replace(line, party=typed, note=typed) for line in paper.lines))
    else:
        paper = replace(paper, subject=replace(paper.subject, party=party, procedure=typed))
    assert "□" in text_of(pdf_of(paper)) or name in {"result", "application"}


def test_a_name_of_three_thousand_letters_stays_inside_the_page() -> None:
    for typed in ("Ẩ" * 3_000, "Nguyễn " * 430):
        party = replace(specimens.PARTY, name=typed, email="x" * 300)
        paper = replace(
            specimens.acceptance(),
            subject=replace(specimens.SUBJECT, party=party),
            submitter=replace(specimens.SUBMITTER, name=typed),
        )
        pdf = pdf_of(paper)
        assert squeezed(text_of(pdf)).count(typed[0]) >= 2
        assert ink_stays_inside(pdf, paper)


def ink_stays_inside(pdf: bytes, paper: Paper) -> bool:
    """Tell whether nothing is drawn in the outer 5 mm at the left and right of any page."""
    assert PdfReader(BytesIO(pdf)).pages
    for number in range(len(PdfReader(BytesIO(pdf)).pages)):
        for words, x in words_with_place(pdf, number):
            if words.strip() and not 5 <= x / POINTS_PER_MM <= 143:
                return False
    return True


def words_with_place(pdf: bytes, number: int) -> list[tuple[str, float]]:
    """The text runs of a page and where each begins, in points from the left."""
    found: list[tuple[str, float]] = []

    def note(text: str, matrix: list[float], text_matrix: list[float], *_: object) -> None:
        found.append((text, matrix[4] + matrix[0] * text_matrix[4]))

    PdfReader(BytesIO(pdf)).pages[number].extract_text(visitor_text=note)
    return found


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_printed(typed: str) -> None:
    paper = specimens.supplement()
    line = replace(paper.items[0], name=typed, why=typed)
    pdf_of(replace(paper, items=(line,), reason=typed))


@given(st.text())
def test_printable_text_is_composed_and_stays_so(typed: str) -> None:
    clean = printable(typed)
    assert unicodedata.is_normalized("NFC", clean)
    assert "\x00" not in clean
    assert printable(clean) == clean


def test_a_long_register_repeats_its_head_and_numbers_its_pages() -> None:
    book = specimens.register(1_203)
    reader = PdfReader(BytesIO(pdf_of(book)))
    texts = [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
    assert len(texts) > 40
    assert all("Mã hồ sơ" in text and "Ký nhận" in text for text in texts)
    assert [text for number, text in enumerate(texts, start=1) if f"Trang {number}" not in text] == []
    found = " ".join(texts)
    assert all(line.code in found for line in book.lines)
    assert sum("SỔ THEO DÕI HỒ SƠ" in text for text in texts) == 1
    fonts = embedded_fonts(pdf_of(book))
    assert all("Tinos" in font and is_embedded for font, is_embedded in fonts)


def test_a_register_of_thousands_is_set_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No compilation gets more lines than a part, and none is asked for while the one before is not yet set."""
    log: list[tuple[str, int]] = []
    book = specimens.register(4_200)
    real = setting._compile

    def compile_noted(paper: RegisterPaper, **options: Any) -> bytes:
        log.append(("set", len(paper.lines)))
        return real(paper, **options)

    def parts() -> Iterator[tuple[RegisterLine, ...]]:
        for first in range(0, book.total, LINES_PER_PART):
            log.append(("read", first))
            yield book.lines[first : first + LINES_PER_PART]

    monkeypatch.setattr(setting, "_compile", compile_noted)
    before, target, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, BytesIO(), time.process_time()
    setting.write_book(replace(book, lines=()), parts(), target)
    assert [what for what, _ in log] == ["read", "set"] * 9
    assert max(number for what, number in log if what == "set") == LINES_PER_PART
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600 * 1024  # KiB; at once: over 1 GiB
    assert time.process_time() - began < 120
    assert len(PdfReader(target).pages) > 150


def test_money_stands_in_words_on_the_slip() -> None:
    assert money_in_words(1_325_000) == "Một triệu ba trăm hai mươi lăm nghìn đồng"
