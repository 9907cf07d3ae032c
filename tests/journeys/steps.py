"""What people do on several journeys, in their words."""

import io
import re
from typing import Any
from uuid import UUID, uuid4

from congso.catalogue import queries as catalogue
from congso.catalogue.forms import prefilled, read_answers
from congso.dossiers import commands
from congso.files.commands import store
from congso.identity.queries import account_of_person, find_by_identity_number
from congso.kernel import clock
from congso.organisation import queries as organisation
from congso.organisation.rules.roles import Role

from .applications import Act, Application
from .house import COMMUNE, House
from .visitor import Visitor

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOST_PAGES = 15


def id_in(address: str) -> UUID:
    """Return the identifier in an address."""
    found = ID.search(address)
    assert found, address
    return UUID(found[0])


def find_and_begin(citizen: Visitor, application: Application) -> None:
    """From the front page: search without marks, read, sign in through VNeID, come back, begin."""
    citizen.go("/")
    citizen.fill({"q": application.search})
    citizen.press("Tìm", within="main, .hero")
    citizen.follow(application.name, within="main")
    citizen.follow("Nộp hồ sơ", within="main")
    sign_in(citizen, application.citizen)
    citizen.press(re.compile("Bắt đầu|Soạn hồ sơ mới"), within="main")


def sign_in(citizen: Visitor, number: str) -> None:
    """Press the button that leads to VNeID, on whatever page it stands, and come back."""
    button = citizen.page.get_by_role("button", name=re.compile("Đăng nhập bằng VNeID|VNeID"))
    if not button.count():
        return
    citizen.act(lambda: citizen._touch(button.first))
    citizen.sign_in_as_citizen(number)


def choose_place(citizen: Visitor, application: Application) -> None:
    """The case and the place."""
    citizen.fill(application.place)
    place = citizen.page.locator('main [name="receiving_organisation"]')
    if place.count() and place.first.evaluate("e => e.tagName") == "SELECT":
        place.select_option(label="Ủy ban nhân dân phường Tân Thành")
    citizen.press("Tiếp tục", within="main")


def fill_the_form(citizen: Visitor, application: Application) -> None:
    """Every page of the form."""
    for _ in range(MOST_PAGES):
        if "/to-khai/" not in citizen.page.url:
            return
        before = citizen.page.url
        citizen.fill(application.answers)
        citizen.press("Tiếp tục", within="main")
        assert citizen.page.url != before, citizen.text()
    raise AssertionError("the form does not end")


def attach_papers(citizen: Visitor, application: Application) -> None:
    """Every paper that is needed; with scripts each is sent at once."""
    for key, paper in application.papers.items():
        picker = citizen.page.locator(f'input[type=file][name="paper-{key}"]')
        picker.set_input_files(paper)
        if citizen.scripted:
            mine = f'[formaction*="/{key}/"]:not([formaction$="/dung-lai/"])'
            attached = citizen.page.locator(f'[action*="/{key}/"], {mine}')
            citizen.until(attached.count)
    citizen.look("attached")
    citizen.press("Tiếp tục", within="main")


def hand_in(citizen: Visitor) -> UUID:
    """Promise that it is true, and hand in."""
    assert "/kiem-tra/" in citizen.page.url, citizen.text()
    citizen.fill({"commitment": True, "truthful": True})
    citizen.press("Nộp hồ sơ", within="main")
    assert "/da-nop/" in citizen.page.url, citizen.text()
    return id_in(citizen.page.url)


def apply(citizen: Visitor, application: Application) -> UUID:
    """All of it, from the front page to the dossier."""
    find_and_begin(citizen, application)
    choose_place(citizen, application)
    fill_the_form(citizen, application)
    attach_papers(citizen, application)
    return hand_in(citizen)


class Desk:
    """The officers of a commune, each at a browser of their own."""

    def __init__(self, house: House, somebody: Any, size: dict[str, int], application: Application) -> None:
        self.house, self.somebody, self.size, self.application = house, somebody, size, application
        self.officers: dict[Role, Visitor] = {}

    def officer(self, role: Role) -> Visitor:
        """The officer with this role; signs in when first needed."""
        if role not in self.officers:
            visitor: Visitor = self.somebody(role.value, on=self.size)
            visitor.sign_in_as_officer(self.house.officer(role, self.application.field_of_work))
            self.officers[role] = visitor
        return self.officers[role]

    def open(self, role: Role, dossier_id: UUID) -> Visitor:
        """Find the dossier in the officer's lists, as one who comes to work does."""
        officer = self.officer(role)
        officer.go("/can-bo/")
        link = officer.page.locator(f'a[href="/can-bo/ho-so/{dossier_id}/"]')
        tabs = officer.page.locator(".tabs a")
        for number in range(tabs.count()):
            if link.count():
                break
            officer.act(tabs.nth(number).click)
            officer.look(f"tab-{number}")
        assert link.count(), f"{role} does not find the dossier: {officer.text()[:600]}"
        officer.act(lambda: officer._touch(link.first))
        officer.look("opened")
        return officer

    def do(self, act: Act, dossier_id: UUID) -> Visitor:
        """One act, after taking the dossier where nobody has it yet."""
        officer = self.open(act.role, dossier_id)
        take = officer.page.locator("#ho-so").get_by_role("button", name="Nhận thụ lý", exact=True)
        if take.count() and act.button != "Nhận thụ lý" and act.role is Role.SPECIALIST:
            officer.press("Nhận thụ lý", within="#ho-so")
        form = unfold(officer, act.button)
        answers = dict(act.answers)
        if answers.pop("phan-cong-officer", None):
            chosen = self.house.officers(Role.SPECIALIST, self.application.field_of_work)[0]
            answers["phan-cong-officer"] = chosen.id
        officer.fill(answers, within=form)
        officer.press(act.button, within=form)
        return officer


SLUGS = {
    "Tiếp nhận hồ sơ": "tiep-nhan",
    "Chuyển xử lý": "chuyen-xu-ly",
    "Phân công thụ lý": "phan-cong",
    "Nhận thụ lý": "nhan",
    "Phê duyệt": "phe-duyet",
    "Ban hành kết quả": "ban-hanh",
    "Dự thảo kết quả": "du-thao",
    "Chuyển bước tiếp theo": "chuyen-buoc",
    "Trả kết quả": "tra-ket-qua",
    "Yêu cầu bổ sung": "yeu-cau-bo-sung",
    "Xác nhận đã bổ sung đủ": "xac-nhan-bo-sung",
    "Yêu cầu nộp tiền": "yeu-cau-nop-tien",
    "Xác nhận đã nộp tiền": "xac-nhan-nop-tien",
    "Xác nhận rút hồ sơ": "xac-nhan-rut",
    "Thu tiền": "thu-tien",
}


def unfold(officer: Visitor, button: str) -> str:
    """Unfold the form of an act where it is folded away; return how to find it."""
    slug = SLUGS[button]
    form = f'#ho-so form[action$="/{slug}/"]'
    assert officer.page.locator(form).count(), f"no “{button}” for {officer.name}: {officer.text()[:800]}"
    folded = officer.page.locator(f"details#viec-{slug}:not([open]) > summary")
    if folded.count():
        folded.first.click()
        officer.look(f"unfolded-{slug}")
    return form


def already_handed_in(citizen: Visitor, application: Application) -> UUID:
    """Hand in behind the scenes, for journeys about what comes afterwards; the citizen signs in at the browser."""
    house = citizen.house
    citizen.go("/dang-nhap/?next=/cua-toi/")
    sign_in(citizen, application.citizen)
    person = find_by_identity_number(application.citizen)
    assert person is not None
    account = account_of_person(person.id, kind="citizen")
    assert account is not None
    now, today = clock.now(), clock.today()
    version = catalogue.current(application.code, today)
    committee = organisation.committee_of("commune", COMMUNE, today)
    assert committee is not None
    given = {key: "yes" if value is True else str(value) for key, value in application.answers.items()}
    posted = {**DEFAULTS, **given, "commitment": "yes"}
    by = commands.Applicant(account.id, person.id, "vneid-2")
    papers = []
    for key, paper in application.papers.items():
        kept = store(stream=io.BytesIO(paper["buffer"]), name=paper["name"], account_id=account.id, now=now)
        papers.append(commands.PaperInput(key, file_id=kept.id))
    dossier_id = commands.submit_direct(
        version_id=version.id,
        answers={**prefilled(version.form, person), **read_answers(version.form, posted)},
        receiving_organisation_id=committee.id,
        by=by,
        now=now,
        key=f"hanh-trinh-{uuid4()}",
        papers=papers,
        case_code=str(application.place.get("case", "")),
    )
    house.work()
    return dossier_id


DEFAULTS = {
    "for_whom": "self",
    "nationality": "Việt Nam",
    "number_of_copies": "1",
    "child_nationality": "Việt Nam",
    "mother_known": "yes",
    "father_known": "yes",
    "mother_nationality": "Việt Nam",
    "father_nationality": "Việt Nam",
    "wants_copies": "no",
    "founded_by": "person",
    "tax_notice_same_address": "yes",
}
"""Answers that the forms hold from the beginning."""
