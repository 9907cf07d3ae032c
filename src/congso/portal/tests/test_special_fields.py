"""Applying with fields that are calculated, signed, pointed at on a map, name another dossier, or hold a file."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from congso.catalogue.rules.content import Case
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group
from congso.dossiers import queries as dossiers
from congso.dossiers.commands import PaperInput
from congso.dossiers.models import ApplicationDraft, Dossier
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import OwnDossiers
from congso.dossiers.testing import FORM, NOW, Province, plain_content, plain_province, submitted
from congso.files.commands import store
from congso.identity import queries as identity

from .conftest import PDF
from .test_applying import FORM_PAGE, begin, pdf

pytestmark = pytest.mark.django_db

DRAWN = "10,20 60,80 120,40;200,100 260,60 320,120"
LINE = (
    Field("what", FieldType.TEXT, "Mặt hàng"),
    Field("count", FieldType.NUMBER, "Số lượng"),
    Field("price", FieldType.MONEY, "Đơn giá"),
    Field("line", FieldType.CALCULATED, "Thành tiền", formula={"product": ["count", "price"]}, unit="đồng"),
)
WHERE = Group(
    "where",
    "Địa điểm, vốn",
    fields=(
        Field("area", FieldType.NUMBER, "Diện tích", unit="m²"),
        Field("price", FieldType.MONEY, "Đơn giá thuê"),
        Field("rent", FieldType.CALCULATED, "Tiền thuê", formula={"product": ["area", "price"]}, unit="đồng"),
        Field("why", FieldType.TEXT, "Vì sao thuê đắt", when={"field": "rent", "op": "gt", "value": 10_000_000}),
        Field("goods", FieldType.REPEATED, "Hàng hóa", fields=LINE, max_rows=3),
        Field("stock", FieldType.CALCULATED, "Vốn hàng", formula={"sum_rows": ["goods", "line"]}, unit="đồng"),
        Field("place", FieldType.MAP_POINT, "Vị trí cửa hàng", required=True),
        Field("front", FieldType.FILE, "Ảnh mặt tiền", required=True),
        Field("before", FieldType.DOSSIER, "Hồ sơ trước đây"),
    ),
)
SIGNED = Group(
    "signed",
    "Ký tên",
    fields=(
        Field("total", FieldType.CALCULATED, "Tổng vốn", formula={"sum": ["rent", "stock"]}, unit="đồng"),
        Field("signature", FieldType.SIGNATURE, "Chữ ký người khai", required=True),
    ),
)
SPECIAL = FormDefinition(title=FORM.title, groups=(*FORM.groups, WHERE, SIGNED))
WHERE_PAGE = {
    "area": "20,5", "price": "1.000.000", "rent": "1", "why": "Mặt đường",
    "goods-0-what": "Gạo", "goods-0-count": "10", "goods-0-price": "20.000", "goods-0-line": "7",
    "place": "9°10'36.84\"N 105°9'8.64\"E",
}  # fmt: skip


@pytest.fixture
def province(db: None) -> Province:
    """The procedure asks with every special field."""
    return plain_province(form=SPECIAL)


def part(draft_id: UUID, key: str) -> str:
    return reverse("portal:form_part", args=[draft_id, key])


def draft_of(citizen: Client, province: Province) -> UUID:
    """Begin; the applicant and the request are filled in."""
    draft_id = begin(citizen)
    place = {"receiving_organisation": province.commune.id, "return_channel": "online"}
    assert citizen.post(reverse("portal:place", args=[draft_id]), place).status_code == 302
    for key in ("applicant", "request"):
        assert citizen.post(part(draft_id, key), FORM_PAGE).status_code == 302
    return draft_id


def earlier_of(province: Province, by: Applicant) -> Dossier:
    """A dossier that somebody handed in for themselves."""
    person = identity.person(by.person_id)
    assert person is not None
    answers = {
        "applicant_name": person.full_name,
        "applicant_identity_number": person.identity_number or "096085001234",
        "content": "Bán tạp hóa",
        "place": "9.1769, 105.1524",
        "signature": {"typed": person.full_name},
    }
    kept = store(stream=BytesIO(PDF), name="mat-tien.pdf", account_id=by.account_id, now=NOW)
    return Dossier.objects.get(
        id=submitted(province, by=by, answers=answers, papers=[PaperInput("front", file_id=kept.id)])
    )


def answers_of(draft_id: UUID) -> Any:
    return ApplicationDraft.objects.get(id=draft_id).answers


def test_without_script_every_field_is_answered_shown_and_handed_in(province: Province, citizen: Client) -> None:
    earlier = str(earlier_of(province, province.citizen))
    draft_id = draft_of(citizen, province)
    page = citizen.get(part(draft_id, "where")).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert f'value="{earlier}"' in page, "one's own dossiers are there to choose from"
    answer = citizen.post(
        part(draft_id, "where"), {**WHERE_PAGE, "before-chosen": earlier, "front": pdf("mat-tien.pdf")}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    kept = answers_of(draft_id)
    assert (kept["rent"], kept["stock"], kept["before"]) == (20_500_000, 200_000, earlier)
    assert kept["goods"] == [{"what": "Gạo", "count": 10, "price": 20_000, "line": 200_000}]
    assert kept["place"] == {"lat": 9.1769, "lng": 105.1524}

    page = citizen.get(part(draft_id, "signed")).content.decode()
    assert "20.700.000 đ" in page
    assert json.loads(citizen.get(part(draft_id, "signed")).context["elsewhere"]) == {
        "rent": 20_500_000,
        "stock": 200_000,
    }
    assert citizen.post(part(draft_id, "signed"), {}).status_code == 422
    assert citizen.post(part(draft_id, "signed"), {"signature-drawn": DRAWN}).status_code == 302

    review = citizen.get(reverse("portal:review", args=[draft_id]))
    shown = review.content.decode()
    assert review.context["ready"], review.context["defects"]
    for words in (
        "20.500.000 đ",
        "20.700.000 đ",
        'd="M10 20L60 80L120 40M200 100',
        "geo:9.176900,105.152400",
        "mat-tien.pdf",
    ):
        assert words in shown
    assert citizen.post(reverse("portal:submit", args=[draft_id]), {"truthful": "on"}).status_code == 302
    handed_in = Dossier.objects.order_by("-submitted_at").first()
    assert handed_in is not None
    assert handed_in.form.answers["total"] == 20_700_000
    whole = dossiers.dossier_for_officer(province.commune.counter, handed_in.id, now=NOW)
    front = next(one for one in whole.components if one.key == "front")
    assert [paper.file_name for paper in front.papers] == ["mat-tien.pdf"]
    assert dict(whole.summary[-1][1])["Chữ ký người khai"] == "••••••"
    revealed = dossiers.dossier_revealed(province.commune.counter, handed_in.id, None, now=NOW)
    assert dict(revealed.summary[-1][1])["Chữ ký người khai"] == "Đã ký bằng nét vẽ"
    assert 'd="M10 20L60 80' in citizen.get(reverse("portal:dossier", args=[handed_in.id])).content.decode()
    assert citizen.get(reverse("portal:paper", args=[handed_in.id, "to-khai"])).content.startswith(b"%PDF")
    again = UUID(citizen.post(reverse("portal:duplicate", args=[handed_in.id]))["Location"].split("/")[2])
    assert "signature" not in answers_of(again), "one signs anew"
    assert answers_of(again)["place"] == {"lat": 9.1769, "lng": 105.1524}


# Files of the form


def test_a_file_of_the_form_is_uploaded_kept_and_removed(province: Province, citizen: Client) -> None:
    draft_id = draft_of(citizen, province)
    refused = citizen.post(part(draft_id, "where"), {**WHERE_PAGE, "front": "mat-tien.pdf"})
    assert refused.status_code == 422, "a name is no file"
    assert "Cần đính kèm tệp cho mục “Ảnh mặt tiền”." in refused.content.decode()
    revision = citizen.get(part(draft_id, "where")).context["revision"]
    sent = citizen.post(reverse("portal:upload", args=[draft_id, "front"]), {"front": pdf("mat-tien.pdf")})
    assert sent.status_code == 200
    saved = citizen.post(
        reverse("portal:autosave", args=[draft_id]), {"_changed": ["area"], "area": "21", "revision": revision}
    )
    assert saved.status_code == 200, "a file that came meanwhile is no newer copy of the answers"
    page = citizen.get(part(draft_id, "where")).content.decode()
    assert "mat-tien.pdf" in page
    assert citizen.get(reverse("portal:papers", args=[draft_id])).content.decode().count("mat-tien.pdf") == 0

    kept = dossiers.draft(province.citizen.account_id, draft_id).papers[0]
    removal = reverse("portal:remove", args=[draft_id, "front", kept.file_id])
    away = citizen.post(removal, {**WHERE_PAGE, "area": "33", "revision": saved.json()["revision"]})
    assert away["Location"].startswith(part(draft_id, "where"))
    assert not dossiers.draft(province.citizen.account_id, draft_id).papers
    assert answers_of(draft_id)["area"] == "33", "what was typed on the page is kept"
    defects = citizen.get(reverse("portal:review", args=[draft_id])).context["defects"]
    assert any("Ảnh mặt tiền" in words and "/where/" in address for words, address in defects)


def test_a_bad_file_is_named_at_its_question_and_one_nobody_asks_for_is_refused(
    province: Province, citizen: Client
) -> None:
    draft_id = draft_of(citizen, province)
    page = citizen.post(part(draft_id, "where"), {**WHERE_PAGE, "front": pdf(content=b"MZ\x90 a program")})
    assert page.status_code == 422
    assert "chỉ nhận" in str(page.context["form"].errors["front"])
    assert citizen.post(reverse("portal:upload", args=[draft_id, "back"]), {"back": pdf()}).status_code == 422


def test_another_case_keeps_the_files_of_the_form(signed_in: Callable[..., Client], db: None) -> None:
    content = plain_content(cases=(Case("A", "Trường hợp A"), Case("B", "Trường hợp B")))
    province = plain_province(form=SPECIAL, content=content)
    citizen = signed_in(province.citizen)
    draft_id = begin(citizen)
    place = {"receiving_organisation": province.commune.id, "return_channel": "online"}
    citizen.post(reverse("portal:place", args=[draft_id]), {**place, "case": "A"})
    citizen.post(reverse("portal:upload", args=[draft_id, "front"]), {"front": pdf()})
    citizen.post(reverse("portal:place", args=[draft_id]), {**place, "case": "B"})
    assert [one.component_key for one in dossiers.draft(province.citizen.account_id, draft_id).papers] == ["front"]


# Other dossiers


def test_another_persons_dossier_and_none_are_refused_alike(province: Province, citizen: Client) -> None:
    theirs = earlier_of(province, province.stranger)
    draft_id = draft_of(citizen, province)
    said = set()
    for code in (theirs.registration_code, "DK260814-7K3Q-9XPM-2ATB", "H12.34-261130-0001"):
        page = citizen.post(part(draft_id, "where"), {**WHERE_PAGE, "before-typed": code})
        assert page.status_code == 422
        said.add(str(page.context["form"].errors["before-typed"].as_text()))
    assert said == {"* “Hồ sơ trước đây”: người nộp không có hồ sơ nào mang mã này."}


def test_whose_a_dossier_is_decides_and_nothing_else(province: Province) -> None:
    mine, on = earlier_of(province, province.citizen), NOW.date()
    own, others = OwnDossiers(province.citizen.person_id, on), OwnDossiers(province.stranger.person_id, on)
    assert own.own(mine.registration_code) == own.own(mine.registration_code.lower().replace("-", "")) == str(mine)
    assert others.own(mine.registration_code) is None
    assert OwnDossiers(None, on).own(mine.registration_code) is None
    assert own.own("\x00") is None
    assert own.recent() == others.recent() == ()


# Autosave, the browser's position


def test_autosave_takes_the_parts_of_an_answer_and_nothing_that_is_calculated(
    province: Province, citizen: Client
) -> None:
    draft_id = draft_of(citizen, province)
    address = reverse("portal:autosave", args=[draft_id])

    def save(**sent: str) -> None:
        assert citizen.post(address, {"_changed": [*sent], **sent}).status_code == 200

    save(
        **{
            "signature-drawn": DRAWN,
            "rent": "9",
            "front": "x",
            "goods-0-line": "9",
            "goods-0-count": "3",
            "place": "9,1 105",
        }
    )
    kept = answers_of(draft_id)
    assert kept["signature"] == {"drawn": DRAWN}
    assert (kept["goods"], kept["place"]) == ([{"count": "3"}], "9,1 105")
    assert not {"rent", "front"} & set(kept)
    save(**{"signature-typed": "Nguyễn Văn Bảo", "signature-drawn": "", "signature-other": "x"})
    assert answers_of(draft_id)["signature"] == {"typed": "Nguyễn Văn Bảo"}
    save(**{"before-chosen": "DK260814-7K3Q-9XPM-2ATB"})
    save(**{"before-typed": "DK"})
    assert answers_of(draft_id)["before"] == {"chosen": "DK260814-7K3Q-9XPM-2ATB", "typed": "DK"}


def test_only_a_page_that_asks_for_a_point_may_ask_the_browser_where_it_is(province: Province, citizen: Client) -> None:
    draft_id = draft_of(citizen, province)
    assert "geolocation=(self)" in citizen.get(part(draft_id, "where"))["Permissions-Policy"]
    for address in (part(draft_id, "signed"), reverse("portal:review", args=[draft_id]), "/"):
        policy = citizen.get(address)["Permissions-Policy"]
        assert "geolocation=()" in policy
        assert "camera=(self)" in policy
