"""Papers of an application in Chromium: cut and turned, handed in again, and read."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from congso.dossiers.models import ApplicationDraft
from congso.dossiers.testing import NOW, Province
from congso.files.models import FileRecognition
from congso.files.queries import open_bytes
from congso.files.rules.recognised import RecognisedLine, kept
from congso.files.testing import as_jpeg, page_picture
from congso.ui.testing import sound

from .test_applying import begin
from .test_own_papers import handed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_photograph_is_cut_turned_and_takes_the_place_of_the_first(
    live_server: Any, open_page: Callable[..., Any], citizen: Client, province: Province
) -> None:
    handed_in(province, citizen)
    draft_id = begin(citizen)
    page = open_page(360)
    cookie = citizen.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    expect = pytest.importorskip("playwright.sync_api").expect
    papers = live_server.url + reverse("portal:papers", args=[draft_id])
    page.goto(papers, wait_until="networkidle")
    page.get_by_text("Dùng giấy tờ đã có (1)").click()
    sound(page, "papers-360")
    picture = as_jpeg(page_picture(size=(1000, 1400)))
    page.set_input_files("#tep-TP02", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": picture})
    page.get_by_role("button", name="Cắt, xoay ảnh: anh.jpg").click()
    box = page.get_by_role("dialog")
    expect(box.get_by_role("button", name="Góc trên bên trái")).to_be_focused()
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    expect(box.get_by_role("status")).to_have_text("Giữ lại 100 phần trăm chiều ngang, 80 phần trăm chiều dọc.")
    corner = box.get_by_role("button", name="Góc dưới bên phải").bounding_box()
    canvas = box.locator("canvas").bounding_box()
    page.mouse.move(corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    page.mouse.down()
    page.mouse.move(canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"], steps=4)
    page.mouse.up()
    expect(box.get_by_role("status")).to_have_text("Giữ lại 50 phần trăm chiều ngang, 80 phần trăm chiều dọc.")
    box.get_by_role("button", name="Xoay phải").click()
    expect(box.get_by_role("status")).to_have_text("Giữ lại 80 phần trăm chiều ngang, 50 phần trăm chiều dọc.")
    sound(page, "crop-360")
    box.get_by_role("button", name="Dùng ảnh này").click()
    expect(page.locator(".filelist__name")).to_have_text(["anh-da-cat.jpg"])
    paper = ApplicationDraft.objects.get(id=draft_id).papers.select_related("file").get()
    assert paper.file.name == "anh-da-cat.jpg"
    with open_bytes(paper.file_id) as stream, Image.open(io.BytesIO(stream.read())) as cut:
        assert abs(cut.width - 1120) <= 12
        assert abs(cut.height - 500) <= 12

    page.goto(papers, wait_until="networkidle")
    page.get_by_text("Dùng giấy tờ đã có (1)").click()
    page.get_by_role("button", name="Dùng Biên bản họp thành viên").click()
    expect(page.locator(".filelist__name")).to_have_count(2)
    page.goto(live_server.url + reverse("portal:own_papers"), wait_until="networkidle")
    expect(page.get_by_role("heading", name="Biên bản họp thành viên")).to_be_visible()
    sound(page, "own-papers-360")

    words = kept([RecognisedLine(1, "Ngành nghề: Bán cà phê", 90.0)])
    FileRecognition.objects.create(file=paper.file, state="done", asked_at=NOW, lines=words)
    address = reverse("portal:recognised", args=[draft_id, "TP02", paper.file_id])
    page.goto(live_server.url + address, wait_until="networkidle")
    expect(page.get_by_label("Điền vào mục: Bán cà phê")).to_have_value("content")
    sound(page, "recognised-360")
