"""What the checks say about real papers, and about none at all."""

from datetime import date

import pytest
from PIL import Image, ImageFilter

from congso.files.rules import findings, legibility, pages, validity
from congso.files.rules.findings import Finding
from congso.files.rules.thresholds import Thresholds
from congso.files.testing import page_picture
from congso.kernel.testing import shared_data

BOUNDS = Thresholds()
FORMATS = ("ETSI.CAdES.detached", "adbe.pkcs7.detached")


def codes(image: Image.Image) -> list[str]:
    return [one.code for one in legibility.judged(legibility.measured(image), BOUNDS)]


@pytest.mark.parametrize("width", [700, 1240, 2480])
def test_a_page_is_read_at_every_usual_size_and_by_every_mode(width: int) -> None:
    page = page_picture(size=(width, width * 1754 // 1240))
    assert codes(page) == []
    assert codes(page.convert("RGB")) == []
    assert codes(page.rotate(180)) == []


def test_a_line_of_writing_is_not_blank_and_grain_is() -> None:
    assert codes(page_picture(lines=("Nguyễn Văn Bảo, xã Phú Tân",) + ("",) * 28)) == []
    assert codes(Image.effect_noise((1240, 1754), 12).point(lambda value: min(255, value + 90))) == ["blank"]
    assert codes(Image.linear_gradient("L").resize((1240, 1754))) == ["blank"]


def test_the_more_blurred_the_worse() -> None:
    page = page_picture()
    found = [codes(page.filter(ImageFilter.GaussianBlur(radius))) for radius in (0, 1, 3, 6, 12)]
    assert found == [[], [], ["blurred"], ["too_blurred"], ["too_blurred"]]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Có giá trị đến: 01/02/2026", date(2026, 2, 1)),
        ("Giấy này có giá trị đến hết ngày 05 tháng 9 năm 2027.", date(2027, 9, 5)),
        ("Có giá trị đến / Date of expiry: 15/08/2030", date(2030, 8, 15)),
        ("Ngày hết hạn 1-3-2025", date(2025, 3, 1)),
        ("Có giá trị đến 31/02/2026", None),
        ("Ngày cấp 01/02/2026", None),
        ("Có giá trị đến 01/02/2026. Phụ lục có giá trị đến 01/02/2027.", None),
        ("", None),
    ],
)
def test_validity_is_read_only_where_it_is_said(text: str, day: date | None) -> None:
    assert validity.valid_until(text) == day


def test_a_paper_is_valid_on_its_last_day() -> None:
    last = date(2026, 8, 3)
    assert findings.remarks([], valid_until=last, today=last, picture=False) == []
    said = findings.remarks([], valid_until=last, today=date(2026, 8, 4), picture=False)
    assert [one.code for one in said] == ["expired"]


def test_what_was_found_is_read_back_and_codes_of_a_later_edition_are_passed_over() -> None:
    found = [Finding("blank_page", (2, 4)), Finding("signature_format", detail="adbe.x509.rsa_sha1")]
    assert findings.read(findings.kept(found, date(2026, 8, 3))) == (found, date(2026, 8, 3))
    assert findings.read(None) == ([], None)
    assert findings.remarks([Finding("of_2031")], valid_until=None, today=date(2026, 8, 3), picture=True) == []


def test_every_kind_says_what_is_wrong_and_how_to_mend_it() -> None:
    for code in findings.KINDS:
        said = findings.remark(Finding(code, (3,), "x"))
        assert said is not None
        assert said.what.endswith(".")
        assert said.remedy.endswith(".")
        assert "{" not in said.words


def test_thresholds_are_read_by_name() -> None:
    assert Thresholds.read("dark=50, pages=3") == Thresholds(dark=50, pages=3)
    for wrong in ("drak=50", "dark=x"):
        with pytest.raises(ValueError, match=r"drak|x"):
            Thresholds.read(wrong)


def test_real_signed_documents_are_judged_as_known() -> None:
    def found(name: str) -> list[str]:
        return [one.code for one in pages.looked_at(shared_data("signed_pdfs", name), BOUNDS, FORMATS)[0]]

    assert found("vn_official_letter_six_signatures.pdf") == []
    assert found("vn_circular_51_2025_TT-BCA_scan.pdf") == []
    assert found("pades-lta-dss-indirect-arrs-test.pdf") == []
    assert found("tampered-one-byte.pdf") == ["signature_broken"]
    assert found("EmptyPage.pdf") == ["blank"]
