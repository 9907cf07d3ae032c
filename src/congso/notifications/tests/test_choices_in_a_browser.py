"""Choosing how messages come, on a phone as cards and at a desk as a table, without script; seen by axe."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from congso.identity.commands import ensure_person
from congso.identity.testing import sign_in
from congso.notifications import queries
from congso.ui.testing import axe_violations, console_errors, sideways

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("CONGSO_PICTURES", "")


@pytest.mark.parametrize("width", [360, 1440])
def test_choosing_how_messages_come(
    live_server: Any, open_page: Callable[..., Any], settings: Any, django_user_model: Any, width: int
) -> None:
    person = ensure_person(
        full_name="Lê Văn Tư", identity_number="096080000002", phone="+84912345678", email="tu@vidu.vn"
    )
    account = django_user_model.objects.create(username="dan-1", kind="citizen", person_id=person.id)
    client = Client()
    sign_in(client, account.id)
    page = open_page(width, script=False)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(live_server.url + reverse("notifications:choices"))
    page.uncheck("#draft-email")
    page.uncheck("#supplement-email")
    page.uncheck("#supplement-sms")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("phải giữ ít nhất một cách").first.wait_for()
    assert not page.is_checked("#draft-email"), "what was chosen stays on the page"
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"choices-{width}.png", full_page=True)
    page.check("#supplement-email")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã lưu cách nhận thông báo.").wait_for()
    assert queries.wanted(person.id, "draft") == ()
    scripted = open_page(width)
    scripted.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    scripted.goto(live_server.url + reverse("notifications:choices"))
    assert axe_violations(scripted) == []
    assert console_errors(scripted) == []
    assert sideways(scripted) <= 0
