"""The modules that keep what a person wrote, in Chromium with a server that answers as we say."""

from typing import Any
from urllib.parse import unquote_plus

import pytest

from congso.ui.testing import console_errors

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIZARD = "/giao-dien/trang/to-khai/"


def autosave_on(page: Any) -> None:
    page.evaluate(
        """() => {
            const form = document.querySelector("main form.form");
            form.dataset.autosave = "/luu/";
            form.dataset.autosaveKey = "thu";
            return import("/static/ui/js/autosave.js");
        }"""
    )


def test_changes_are_saved_kept_while_offline_and_sent_again(live_server: Any, desk: Any) -> None:
    received: list[str] = []
    answers = {"up": True}

    def save(route: Any) -> None:
        if answers["up"]:
            received.append(unquote_plus(route.request.post_data))
            route.fulfill(status=204)
        else:
            route.abort("internetdisconnected")

    desk.route("**/luu/", save)
    desk.goto(live_server.url + WIZARD, wait_until="networkidle")
    autosave_on(desk)
    desk.fill("#id_full_name", "Trần Thị Mận")
    desk.locator(".saved[data-state=saved]").wait_for()
    assert "Đã lưu lúc" in desk.locator(".saved").inner_text()
    assert len(received) == 1
    assert "full_name" in received[0]
    assert desk.evaluate("localStorage.getItem('congso.autosave.thu')") is None

    answers["up"] = False
    desk.fill("#id_reason", "Mất mạng giữa chừng")
    desk.locator(".saved[data-state=offline]").wait_for()
    assert "Mất mạng" in desk.evaluate("localStorage.getItem('congso.autosave.thu')")

    answers["up"] = True
    desk.goto(live_server.url + WIZARD, wait_until="networkidle")
    autosave_on(desk)
    desk.locator(".saved[data-state=saved]").wait_for()
    assert desk.locator("#id_reason").input_value() == "Mất mạng giữa chừng"
    assert len(received) == 2
    assert desk.evaluate("localStorage.getItem('congso.autosave.thu')") is None


def test_a_refused_change_says_why(live_server: Any, desk: Any) -> None:
    desk.route("**/luu/", lambda route: route.fulfill(status=409, json={"title": "Hồ sơ đã nộp nên không sửa được."}))
    desk.goto(live_server.url + WIZARD, wait_until="networkidle")
    autosave_on(desk)
    desk.fill("#id_full_name", "Trần Thị Mận")
    desk.locator(".saved[data-state=refused]").wait_for()
    assert "không sửa được" in desk.locator(".saved").inner_text()


def test_a_form_is_sent_once_however_often_one_clicks(live_server: Any, desk: Any) -> None:
    desk.goto(live_server.url + WIZARD, wait_until="networkidle")
    desk.evaluate(
        """() => {
            window.prevented = [];
            document.addEventListener("submit", (event) => {
                window.prevented.push(event.defaultPrevented);
                event.preventDefault();
            });
            const button = document.querySelector("main form.form button");
            for (let click = 0; click < 3; click += 1) button.click();
        }"""
    )
    assert desk.evaluate("window.prevented") == [False, True, True]


def test_a_file_is_uploaded_at_once_and_a_lost_connection_can_be_tried_again(live_server: Any, desk: Any) -> None:
    answers = iter(["lost", "ok", "wrong"])

    def take(route: Any) -> None:
        match next(answers):
            case "lost":
                route.abort("internetdisconnected")
            case "ok":
                route.fulfill(status=200, body='<li><span></span><span class="filelist__name">giay.pdf</span></li>')
            case "wrong":
                route.fulfill(status=422, json={"title": "Tệp không phải PDF hay ảnh."})

    desk.route("**/tai-len/", take)
    desk.goto(live_server.url + "/giao-dien/", wait_until="networkidle")
    desk.evaluate(
        """() => {
            document.querySelector("#tep-paper").closest(".filepick").dataset.upload = "/tai-len/";
            return import("/static/ui/js/upload.js");
        }"""
    )
    area = desk.locator(".filepick:has(#tep-paper)")
    desk.set_input_files("#tep-paper", {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    area.get_by_role("button", name="Thử lại").click()
    area.locator(".filelist__name", has_text="giay.pdf").wait_for()
    assert area.locator("[data-failed]").count() == 0
    desk.set_input_files("#tep-paper", {"name": "b.exe", "mimeType": "application/x", "buffer": b"MZ"})
    area.get_by_text("Tệp không phải PDF hay ảnh.").wait_for()
    assert [words for words in console_errors(desk) if "ERR_" not in words] == []


def test_htmx_swaps_a_refusal_into_the_message_area_and_sends_the_token(live_server: Any, desk: Any) -> None:
    sent: list[dict[str, str]] = []

    def refuse(route: Any) -> None:
        sent.append(route.request.headers)
        route.fulfill(
            status=409,
            headers={"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"},
            content_type="text/html; charset=utf-8",
            body="<p>Hồ sơ đã trả kết quả.</p>",
        )

    desk.route("**/rut/", refuse)
    desk.route("**/mat-mang/", lambda route: route.abort("internetdisconnected"))
    desk.goto(live_server.url + WIZARD, wait_until="networkidle")
    desk.evaluate(
        """() => {
            const meta = document.createElement("meta");
            meta.name = "csrf-token";
            meta.content = "dau-hieu";
            document.head.append(meta);
            for (const [id, address] of [["rut", "/rut/"], ["mat", "/mat-mang/"]]) {
                const button = document.createElement("button");
                button.id = id;
                button.textContent = id;
                button.setAttribute("hx-post", address);
                document.querySelector("main .wrap").append(button);
                htmx.process(button);
            }
        }"""
    )
    desk.click("#rut")
    desk.locator("#messages", has_text="Hồ sơ đã trả kết quả.").wait_for()
    assert sent[0]["x-csrftoken"] == "dau-hieu"
    assert console_errors(desk) == []
    desk.click("#mat")
    desk.locator("#messages", has_text="Mất kết nối mạng").wait_for()


def test_communes_follow_the_province(live_server: Any, desk: Any) -> None:
    units = {
        "96": [{"code": "31999", "name": "Phường An Xuyên"}],
        "01": [{"code": "00070", "name": "Phường Hoàn Kiếm"}],
    }
    desk.route("**/xa/*", lambda route: route.fulfill(json=units[route.request.url.rsplit("/", 1)[1]]))
    desk.goto(live_server.url + WIZARD, wait_until="networkidle")
    desk.evaluate(
        """() => {
            const province = document.createElement("select");
            province.id = "tinh";
            for (const code of ["", "96", "01"]) province.append(new Option(code, code));
            province.dataset.address = "id_ward";
            province.dataset.addressUrl = "/xa/";
            document.querySelector("main form.form").prepend(province);
            return import("/static/ui/js/address.js");
        }"""
    )
    desk.select_option("#tinh", "01")
    desk.locator("#id_ward option[value='00070']").wait_for(state="attached")
    assert desk.locator("#id_ward option").all_inner_texts() == ["Chọn xã, phường", "Phường Hoàn Kiếm"]
    desk.select_option("#tinh", "96")
    desk.locator("#id_ward option[value='31999']").wait_for(state="attached")
    assert desk.locator("#id_ward").input_value() == ""
