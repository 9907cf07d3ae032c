"""A round of signing in a browser: each paper is seen before it is decided on, at any width."""

from typing import Any

import pytest

from congso.dossiers import commands, testing
from congso.dossiers.testing import Province
from congso.ui.testing import sound

from .conftest import LATER, SignIn

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_each_paper_is_seen(
    live_server: Any, request: pytest.FixtureRequest, width: str, province: Province, as_officer: SignIn, settings: Any
) -> None:
    ids = [testing.to_approve(province) for _ in range(2)]
    leader = province.commune.leader
    round_id = commands.begin_round(dossier_ids=ids, by=leader, now=LATER)
    page = request.getfixturevalue(width)
    cookie = as_officer(leader).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/can-bo/ky-nhieu/{round_id}/")
    sound(page, f"round-{width}")
    page.get_by_role("link", name="Xem tiếp").click()
    page.get_by_role("heading", name="Ký nhiều văn bản").wait_for()
    assert page.locator("iframe.result__paper").is_visible() is (width == "desk")
    sound(page, f"round-item-{width}")
    page.get_by_role("button", name="Sẽ ký văn bản này").click()
    page.get_by_role("button", name="Để lại").click()
    page.get_by_role("button", name="Ký tất cả").wait_for()
    sound(page, f"round-decided-{width}")
