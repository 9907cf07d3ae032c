"""A person asks on a telephone, the province answers at a desk: both pages are looked at in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from congso.dossiers import testing
from congso.dossiers.testing import NOW
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.ui.testing import axe_violations, console_errors, sideways

from .test_personal_data import LATER, keeper

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000
"""Milliseconds a page may take: these two wait for nothing but the machine."""


@pytest.fixture
def enter(live_server: Any) -> Callable[[Any, int | None, str], None]:
    """Let a page be somebody's and go somewhere."""

    def entered(page: Any, account_id: int | None, place: str) -> None:
        page.set_default_timeout(PATIENCE)
        client = Client()
        sign_in(client, account_id)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + place)

    return entered


def sound(page: Any) -> None:
    assert axe_violations(page) == []
    assert console_errors(page) == []
    assert sideways(page) <= 0


def test_a_person_asks_about_their_data_and_the_province_answers(
    phone: Any, desk: Any, enter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    monkeypatch.setattr(clock, "today", LATER.date)
    province = testing.plain_province()
    testing.received(province, now=NOW)
    officer = keeper()

    enter(phone, province.citizen.account_id, "/cua-toi/du-lieu/")
    sound(phone)
    phone.click("main a[href='/cua-toi/du-lieu/yeu-cau/']")
    phone.check("[name=kind][value=restrict]", force=True)
    phone.click("main form button[type=submit]")
    phone.wait_for_url("**/yeu-cau/*-*/")
    own = phone.url

    enter(desk, officer.account_id, "/can-bo/du-lieu-ca-nhan/")
    sound(desk)
    desk.click("main tbody a")
    desk.click("main form[action$='/xac-nhan/'] button")
    desk.fill("#id_hoan-thanh-answer", "Đã hạn chế xử lý dữ liệu của bạn.")
    sound(desk)
    desk.click("main form[action$='/hoan-thanh/'] button")
    desk.wait_for_selector("text=Đã thực hiện")

    phone.goto(own)
    assert "Đã hạn chế xử lý dữ liệu của bạn." in phone.inner_text("main")
