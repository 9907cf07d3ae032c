"""Everything a person sees, in English: whatever is not in English says that it is Vietnamese."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congso.dossiers import commands, testing
from congso.dossiers.testing import ANSWERS, NOW, PROCEDURE_CODE, Province
from congso.notifications.commands import notify
from congso.pages import commands as pages
from congso.privacy import commands as privacy
from congso.privacy.rules.requests import RequestKind
from congso.representation.testing import body_of, mandate_of, member_of

from .conftest import PDF

pytestmark = pytest.mark.django_db

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
PROPER = {
    "@placeholder For example: làm giấy khai sinh",
    "@placeholder For example: vneid, quá hẹn",
    "@placeholder For example: Tân Thành",
}
"""What an English text quotes where nothing can be marked: words to search for."""
PARTS = re.compile(r" · |, | – |: ")
DATA = {
    # of the portal
    "Tiếng Việt", "Cà Mau", "Tân Thành", "giấy khai sinh", "Bộ phận Một cửa", "NĐ-CP",
    # people and organisations
    "Nguyễn Văn Bảo", "Trần Văn Lạ", "Công ty TNHH Mũi Tôm", "Khóm", "Xã Phú Tân", "Xã Tân Hưng", "xã",
    "Ủy ban nhân dân Xã Phú Tân", "Ủy ban nhân dân Xã Tân Hưng", "Phòng Kinh tế", "Trưởng phòng",
    "Lãnh đạo Ủy ban nhân dân xã", "Trung tâm Phục vụ hành chính công xã",
    "Trung tâm Phục vụ hành chính công tỉnh Cà Mau", "1022", "hotro",
    # of the procedure: its words, its papers, its workflow
    "Đăng ký thành lập hộ kinh doanh", "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
    "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh) (1)", "Giấy chứng nhận đăng ký hộ kinh doanh",
    "Giấy đề nghị đăng ký hộ kinh doanh", "Bản sao biên bản họp thành viên", "Lệ phí đăng ký",
    "Nghị quyết của Hội đồng nhân dân", "Ngành nghề", "Kiểm tra", "chuyển hồ sơ", "Phân công", "Thẩm định", "dự thảo",
    "Lãnh đạo phòng xem xét", "Lãnh đạo duyệt", "Ban hành",
    # what somebody wrote
    "Mở quán cà phê", "Bản sao rõ nét", "Bản chụp mờ", "không đọc được", "Thiếu bản rõ nét", "Không thuộc thẩm quyền",
    "Đăng ký",
}  # fmt: skip
"""What is Vietnamese on a page in English, as it was reviewed. A sentence of the program has no place here."""
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "use", "col", "wbr"}
SAYS_WORDS = ("aria-label", "title", "placeholder", "alt")


class Reader(HTMLParser):
    """What a page says outside of elements in Vietnamese; what it says inside of them; and its language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.left: list[str] = []
        self.marked: list[str] = []
        self.language = ""
        self.feed(page)

    @property
    def in_vietnamese(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        marked = given["lang"] == "vi" if "lang" in given else self.in_vietnamese
        for name in SAYS_WORDS:
            if VIETNAMESE.search(given.get(name) or "") and not marked:
                self.left.append(f"@{name} {given[name]}")
        if tag not in VOID:
            self.open.append((tag, marked))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        if VIETNAMESE.search(data) and self.open and self.open[-1][0] not in {"title", "textarea", "script", "style"}:
            (self.marked if self.in_vietnamese else self.left).append(data.strip())


def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def read(answer: Any) -> Reader:
    page = Reader(answer.content.decode())
    assert page.language == "en"
    assert [one for one in page.left if one not in PROPER] == []
    return page


OPEN_PAGES = [
    "/", "/thu-tuc/", "/thu-tuc/?q=khai", "/thu-tuc/?q=zzzz", f"/thu-tuc/{PROCEDURE_CODE}/", "/thu-tuc/khong-co/",
    "/thu-tuc/du-lieu-mo/", "/lien-he/", "/lien-he/?q=zzz", "/tra-cuu/", "/tra-cuu/?ma=sai",
    f"/nop-ho-so/bat-dau/{PROCEDURE_CODE}/", "/huong-dan/", "/hoi-dap/", "/hoi-dap/?q=zzz", "/bao-mat/", "/tro-nang/",
    "/gop-y/", "/tinh-trang/", "/dang-nhap/", "/dang-nhap/can-bo/", "/dang-nhap/da-huy/", "/khong-co/",
]  # fmt: skip


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_open_pages(province: Province, address: str) -> None:
    pages.keep_first_texts(now=NOW)
    read(english(Client()).get(address))


OWN_PAGES = [
    "mine", "acting_for", "mandates", "give", "register_mandate", "declare_ward", "who_read", "my_data", "my_copy",
    "ask_about_data",
]  # fmt: skip


@pytest.mark.parametrize("name", OWN_PAGES)
def test_ones_own_pages(province: Province, citizen: Client, name: str) -> None:
    body = body_of(province.citizen.person_id, province.citizen.account_id, NOW)
    member_of(body, province.stranger.person_id, province.citizen.person_id, NOW)
    mandate_of(province.citizen.person_id, province.stranger.person_id, NOW)
    mandate_of(province.stranger.person_id, province.citizen.person_id, NOW)
    testing.in_progress(province)
    asked_for_more(province)
    draft_of(province)
    told(province)
    privacy.lodge(
        person_id=province.citizen.person_id, kind=RequestKind.VIEW, words="", origin="thu", now=NOW,
        is_worked=lambda _day: True,
    )  # fmt: skip
    english(citizen)
    read(citizen.get(reverse(f"portal:{name}")))
    read(citizen.get(reverse("portal:body", args=[body.id])))


@pytest.mark.parametrize("name", ["notifications:inbox", "sso:agreements", "identity:sessions"])
def test_pages_of_the_one_signed_in(province: Province, citizen: Client, name: str) -> None:
    told(province)
    read(english(citizen).get(reverse(name)))


@pytest.mark.parametrize(
    "stage",
    ["submitted", "received", "forwarded", "in_progress", "to_approve", "finished", "returned", "asked", "refused"],
)
def test_a_dossier_at_each_stage(province: Province, citizen: Client, stage: str) -> None:
    made: Callable[[Province], UUID] = {"asked": asked_for_more, "refused": refused}.get(stage) or getattr(
        testing, stage
    )
    dossier_id = made(province)
    english(citizen)
    read(citizen.get(reverse("portal:dossier", args=[dossier_id])))
    read(citizen.get(reverse("portal:submitted", args=[dossier_id])))
    read(citizen.get(reverse("portal:mine")))


def test_every_step_of_applying_and_what_is_wrong_there(province: Province, citizen: Client) -> None:
    english(citizen)
    read(citizen.get(f"/nop-ho-so/bat-dau/{PROCEDURE_CODE}/"))
    draft_id = UUID(citizen.post(f"/nop-ho-so/bat-dau/{PROCEDURE_CODE}/")["Location"].split("/")[2])
    at = {name: reverse(f"portal:{name}", args=[draft_id]) for name in ("place", "papers", "review", "submit")}
    part = reverse("portal:form_part", args=[draft_id, "tat-ca"])
    read(citizen.get(at["place"]))
    read(citizen.post(at["place"], {}))
    citizen.post(at["place"], {"receiving_organisation": province.commune.id, "return_channel": "online"})
    read(citizen.get(part))
    read(citizen.post(part, {"applicant_identity_number": "12", "applicant_phone": "x"}))
    read(citizen.get(at["papers"]))
    read(citizen.get(at["review"]))
    read(citizen.post(at["submit"], {}))
    citizen.post(part, ANSWERS)
    upload = reverse("portal:upload", args=[draft_id, "TP02"])
    answer = citizen.post(upload, {"paper-TP02": SimpleUploadedFile("giấy.pdf", b"not a file")}).json()["title"]
    assert answer.startswith("The file “giấy.pdf” is an unknown kind of file; the system takes only ")
    citizen.post(upload, {"paper-TP02": SimpleUploadedFile("bien-ban.pdf", PDF, "application/pdf")})
    read(citizen.get(at["papers"]))
    read(citizen.get(at["review"]))
    read(citizen.post(at["submit"], {"truthful": "on"}, follow=True))


def asked_for_more(province: Province) -> UUID:
    dossier_id = testing.submitted(province)
    commands.ask_supplement(
        dossier_id=dossier_id, items=[testing.supplement_item()], reason="Thiếu bản rõ nét.",
        by=province.commune.counter, now=NOW,
    )  # fmt: skip
    return dossier_id


def refused(province: Province) -> UUID:
    dossier_id = testing.submitted(province)
    commands.refuse(dossier_id=dossier_id, reason="Không thuộc thẩm quyền.", by=province.commune.counter, now=NOW)
    return dossier_id


def draft_of(province: Province) -> None:
    draft_id = commands.start_draft(
        version_id=province.version_id, by=province.citizen, now=NOW, receiving_organisation_id=province.commune.id
    )
    commands.save_draft(draft_id=draft_id, answers=dict(ANSWERS), by=province.citizen, now=NOW)


def told(province: Province) -> None:
    context = {
        "code": "H12-1",
        "procedure": "Đăng ký",
        "due": "05/08/2026",
        "return_place": "Tại Bộ phận Một cửa nơi nộp hồ sơ",
    }
    for template in ("dossier_received", "dossier_submitted"):
        notify(
            key=f"thu:{template}", person_id=province.citizen.person_id, template=template, context=context, link="",
            now=NOW,
        )  # fmt: skip
