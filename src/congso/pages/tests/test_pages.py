"""Pages that anybody reads and editors of the province write: versions, none written over."""

import re
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from congso.audit.models import AuditEntry
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound
from congso.kernel.testing import at_once
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_officer, make_organisation, make_unit
from congso.pages import commands, demo, queries
from congso.pages.models import PageVersion
from congso.pages.rules.texts import Page

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)


def people() -> SimpleNamespace:
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    return SimpleNamespace(
        admin=make_officer(Role.ADMINISTRATOR, unit=make_unit(agency), name="Lý Thị Vân"),
        of_commune=make_officer(Role.ADMINISTRATOR),
        clerk=make_officer(Role.CLERK, unit=make_unit(agency)),
    )


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    return people()


def write(by: Any, text: str = "Mới.", *, page: Page = Page.GUIDE, seen: int = 0, note: str = "") -> int:
    return commands.write(page=page, text=text, note=note, seen=seen, by=by, now=NOW)


def browser(officer: Any) -> Client:
    client = Client()
    sign_in(client, officer.account_id)
    return client


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/huong-dan/", "Chuẩn bị"),
        ("/hoi-dap/", "Tôi đăng nhập bằng gì?"),
        ("/lien-he/", "nơi nộp hồ sơ trực tiếp"),
        ("/tro-nang/", "WCAG 2.2"),
        ("/bao-mat/", "Cookie"),
    ],
)
def test_a_fresh_installation_is_not_empty(db: None, address: str, said: str) -> None:
    answer = Client().get(address)
    page = answer.content.decode()
    assert said in page
    assert "Cập nhật ngày" not in page
    assert "{" not in page.partition("<main")[2].partition("</main>")[0]
    assert "no-store" not in answer.get("Cache-Control", "")
    assert len(answer.content) < 150 * 1024


def test_what_is_saved_is_what_people_read(house: SimpleNamespace) -> None:
    assert write(house.admin, "## Mới\n\nGọi {điện thoại}. <b>x</b>", note="Viết lại") == 1
    page = Client().get("/huong-dan/").content.decode()
    assert "<h2>Mới</h2>" in page
    assert "Gọi 1022. &lt;b&gt;x&lt;/b&gt;" in page
    assert "Cập nhật ngày 03/08/2026" in page
    entry = AuditEntry.objects.get(action="pages.write")
    assert (entry.officer_id, entry.object_id, entry.detail["version"]) == (house.admin.id, "huong-dan", 1)


def test_only_administrators_of_the_province_write(house: SimpleNamespace) -> None:
    for officer in (house.of_commune, house.clerk):
        with pytest.raises(NotAllowed):
            write(officer)
        for name, place in (("overview", []), ("edit", ["huong-dan"]), ("versions", ["huong-dan"])):
            assert browser(officer).get(reverse(f"pages:{name}", args=place)).status_code == 403
    assert Client().get(reverse("pages:overview")).status_code == 302


@pytest.mark.parametrize(
    ("text", "field"),
    [(" \n ", "text"), ("x" * 40_001, "text"), (queries.first_text(Page.GUIDE), "text")],
    ids=["empty", "too long", "unchanged"],
)
def test_what_cannot_be_kept_is_refused(house: SimpleNamespace, text: str, field: str) -> None:
    with pytest.raises(Incorrect) as refused:
        write(house.admin, text)
    assert set(refused.value.fields) == {field}


def test_whoever_saves_second_reads_first(house: SimpleNamespace) -> None:
    write(house.admin, "Một.")
    with pytest.raises(commands.PageChanged, match="Lý Thị Vân đã lưu trang này lúc 09:00") as refused:
        write(house.admin, "Hai.")
    assert refused.value.number == 1
    assert write(house.admin, "Hai.", seen=1) == 2
    assert [one.text for one in queries.history(Page.GUIDE)[0]] == ["Hai.\n", "Một.\n"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_told() -> None:
    admin = people().admin
    results = at_once([partial(write, admin, "Một."), partial(write, admin, "Hai.")])
    assert sorted(isinstance(one, commands.PageChanged) for one in results) == [False, True]
    assert PageVersion.objects.count() == 1


def test_versions_are_neither_changed_nor_removed(house: SimpleNamespace) -> None:
    write(house.admin)
    for change in (lambda: PageVersion.objects.update(text="x"), lambda: PageVersion.objects.all().delete()):
        with pytest.raises(DatabaseError, match="không sửa, không xóa"), transaction.atomic():
            change()


def test_an_older_text_is_read_and_restored(house: SimpleNamespace) -> None:
    write(house.admin, "Một.")
    write(house.admin, "Hai.", seen=1)
    client = browser(house.admin)
    assert "Một." in client.get(reverse("pages:version", args=["huong-dan", 1])).content.decode()
    place = reverse("pages:restore", args=["huong-dan", 1])
    assert client.post(place, {"seen": "1"}).status_code == 409
    assert client.post(place, {"seen": "2"}).status_code == 302
    newest = queries.page(Page.GUIDE)
    assert (newest.number, newest.text, newest.note) == (3, "Một.\n", "Khôi phục bản 1")
    with pytest.raises(NotFound):
        commands.restore(page=Page.GUIDE, number=9, seen=3, by=house.admin, now=NOW)


def test_the_first_texts_are_kept_once(db: None) -> None:
    assert commands.keep_first_texts(now=NOW) == len(Page)
    demo.load("2026")
    assert PageVersion.objects.count() == len(Page)
    assert queries.page(Page.PRIVACY).number == 1


def test_history_goes_on(house: SimpleNamespace) -> None:
    for number in range(4):
        write(house.admin, f"Bản {number}.", seen=number)
    rows, more = queries.history(Page.GUIDE, limit=3)
    assert ([one.number for one in rows], more) == ([4, 3, 2], 2)
    assert [one.number for one in queries.history(Page.GUIDE, before=more)[0]] == [1]
    assert (
        "Bản"
        in browser(house.admin).get(reverse("pages:versions", args=["huong-dan"]), {"truoc": "3"}).content.decode()
    )


def test_an_editor_looks_first_then_saves(house: SimpleNamespace) -> None:
    client = browser(house.admin)
    place = reverse("pages:edit", args=["huong-dan"])
    assert "Từ lúc tìm thủ tục" in client.get(place).content.decode()
    given = {"text": "## Thử\n\nXem.", "note": "", "seen": "0"}
    preview = client.post(place, given | {"action": "preview"})
    assert "<h2>Thử</h2>" in preview.content.decode()
    assert not PageVersion.objects.exists()
    assert client.post(place, given | {"text": ""}).status_code == 422
    assert client.post(place, given | {"seen": "x"}).status_code == 422
    assert client.post(place, given | {"action": "save"}).status_code == 302
    same = client.post(place, given | {"seen": "1", "action": "save"})
    assert same.status_code == 422
    assert "chưa có gì thay đổi" in same.content.decode()
    assert client.get(reverse("pages:edit", args=["khong-co"])).status_code == 404


def test_an_overtaken_editor_keeps_what_was_typed(house: SimpleNamespace) -> None:
    client = browser(house.admin)
    write(house.admin, "Của người kia.")
    place = reverse("pages:edit", args=["huong-dan"])
    answer = client.post(place, {"text": "Của tôi.", "note": "", "seen": "0", "action": "save"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Của tôi." in page
    assert reverse("pages:version", args=["huong-dan", 1]) in page
    assert 'name="seen" value="1"' in page
    assert PageVersion.objects.count() == 1


def test_questions_are_grouped_searched_and_previewed(house: SimpleNamespace) -> None:
    write(house.admin, "## Nhóm A\n\n### Sổ đỏ?\n\nĐáp một.\n\n### Khác?\n\nĐáp hai.", page=Page.QUESTIONS)
    everything = Client().get("/hoi-dap/").content.decode()
    assert "Nhóm A" in everything
    assert "Đáp hai." in everything
    found = Client().get("/hoi-dap/", {"q": "so do"}).content.decode()
    assert "Đáp một." in found
    assert "Đáp hai." not in found
    assert "Không có câu hỏi nào khớp" in Client().get("/hoi-dap/", {"q": "zzz"}).content.decode()
    place = reverse("pages:edit", args=["hoi-dap"])
    preview = browser(house.admin).post(
        place, {"text": "### Thử?\n\nĐáp.", "note": "", "seen": "1", "action": "preview"}
    )
    assert "<summary>Thử?</summary>" in preview.content.decode()


def test_the_overview_says_who_wrote_what(house: SimpleNamespace) -> None:
    write(house.admin, note="Viết lại")
    page = browser(house.admin).get(reverse("pages:overview")).content.decode()
    assert "Viết lại" in page
    assert "Lý Thị Vân" in page
    assert page.count("Bản có sẵn của chương trình") == len(Page) - 1
    assert queries.page(Page.GUIDE).written_at == NOW


@pytest.mark.parametrize("page", list(Page))
def test_each_text_has_its_english_with_the_same_gaps_and_links(page: Page) -> None:
    vietnamese, english = queries.first_text(page), queries.translated_text(page, "en")
    assert english
    for found in (r"\{[^}]+\}", r"\]\(([^)]+)\)", r"(?m)^#+"):
        assert sorted(re.findall(found, english)) == sorted(re.findall(found, vietnamese))


def test_the_english_of_a_text_is_shown_until_somebody_writes_their_own(client: Client, house: SimpleNamespace) -> None:
    commands.keep_first_texts(now=NOW)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "From finding a procedure to holding the result." in client.get("/huong-dan/").content.decode()
    write(house.admin, "Hướng dẫn của tỉnh.", seen=1)
    shown = client.get("/huong-dan/").content.decode()
    assert '<p lang="vi">Hướng dẫn của tỉnh.</p>' in shown
    assert "From finding" not in shown
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    assert "<p>Hướng dẫn của tỉnh.</p>" in client.get("/huong-dan/").content.decode()
