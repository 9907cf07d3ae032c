"""The officers' pages in a real browser: with keys, with htmx, without script, on a telephone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from congso.dossiers import commands, queries, testing
from congso.dossiers.rules.states import DossierState
from congso.identity.models import Account
from congso.organisation.queries import ActingOfficer
from congso.ui.testing import axe_violations, console_errors, sideways

from .conftest import LATER, SignIn

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def enter(live_server: Any, as_officer: SignIn) -> Callable[[Any, ActingOfficer, str], None]:
    """Let a page be an officer's and go somewhere."""

    def entered(page: Any, officer: ActingOfficer, place: str) -> None:
        assert Account.objects.filter(id=officer.account_id or 0).exists()
        cookie = as_officer(officer).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + place)

    return entered


def sound(page: Any) -> None:
    """Nothing that axe finds, nothing in the console, nothing wider than the window."""
    assert axe_violations(page) == []
    assert console_errors(page) == []
    assert sideways(page) <= 0


def test_a_morning_at_the_desk(live_server: Any, desk: Any, phone: Any, open_page: Any, enter: Any) -> None:
    province = testing.plain_province()
    commune = province.commune
    first, second = testing.submitted(province), testing.submitted(province)

    def state(officer: ActingOfficer, dossier_id: Any) -> DossierState:
        return queries.dossier_for_officer(officer, dossier_id, now=LATER).row.state

    expect = pytest.importorskip("playwright.sync_api").expect

    # With keys alone: down, open beside the list, accept; the list knows.
    enter(desk, commune.counter, "/can-bo/")
    sound(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#chi-tiet #ho-so")
    assert str(first) in desk.url
    sound(desk)
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("t")
    desk.wait_for_selector("#ho-so .alert--success")
    expect(desk.locator("a[data-pane]")).to_have_count(1)
    assert state(commune.counter, first) is DossierState.RECEIVED

    # Somebody was faster: who it was, and the words typed, are on the page.
    enter(desk, commune.counter, f"/can-bo/ho-so/{second}/")
    desk.click("#viec-tu-choi > summary")
    desk.fill("#id_tu-choi-reason", "Không thuộc thẩm quyền của xã.")
    sound(desk)
    queries_before = queries.dossier_for_officer(commune.counter, second, now=LATER).row.event_count
    commands.accept(dossier_id=second, by=commune.counter, now=testing.NOW)
    desk.click("#viec-tu-choi button[type=submit]")
    desk.wait_for_selector("#ho-so .alert--danger")
    words = desk.inner_text("#ho-so .alert--danger")
    assert "Phạm Thu Hà" in words
    assert "Không thuộc thẩm quyền của xã." in words
    assert queries.dossier_for_officer(commune.counter, second, now=LATER).row.event_count == queries_before + 1

    # At the counter a scanner types a card and Enter; two fast clicks make one dossier.
    enter(desk, commune.counter, "/can-bo/quay/")
    sound(desk)
    desk.keyboard.type("ho kinh doanh")
    desk.click("#thu-tuc-thay a")
    desk.wait_for_selector("#tiep-nhan")
    desk.keyboard.type("096090000999|381234567|Lê Thị Út|20051990|Nữ|Ấp 5, Xã Phú Tân|15082021")
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=applicant_name]")).to_have_value("Lê Thị Út")
    sound(desk)
    desk.fill("[name=content]", "Bán nước giải khát")
    desk.click("[data-all-usual]")
    desk.dblclick(".reception__go button")
    desk.wait_for_selector(".slip__code")
    sound(desk)
    assert len(queries.register_book(commune.counter, 2026, now=testing.NOW).rows) == 3

    # Without script everything is a page.
    plain = open_page(1440, script=False)
    third = testing.submitted(province)
    enter(plain, commune.counter, "/can-bo/")
    plain.click("a[data-pane]")
    plain.wait_for_selector("h1#ten-ho-so")
    plain.click(".next button[type=submit]")
    plain.wait_for_selector(".alert--success")
    assert state(commune.counter, third) is DossierState.RECEIVED

    # A leader signs from the telephone in two taps.
    signing = testing.to_approve(province)
    enter(phone, commune.leader, "/can-bo/")
    sound(phone)
    phone.tap(f"a[href='/can-bo/ho-so/{signing}/']")
    phone.wait_for_selector("h1#ten-ho-so")
    sound(phone)
    phone.tap(".next button[type=submit]")
    phone.wait_for_selector(".alert--success")
    assert queries.dossier_for_officer(commune.leader, signing, now=LATER).row.step_key == "issue"

    # The other pages hold on a telephone as well.
    testing.finished(province)
    enter(phone, commune.counter, "/can-bo/tra-ket-qua/")
    sound(phone)
    phone.tap("td a.code")
    phone.wait_for_selector("form[action*='tra-ket-qua?'], form[action*='tra-ket-qua/?']")
    sound(phone)
    for officer, place in (
        (commune.counter, f"/can-bo/quay/{testing.PROCEDURE_CODE}/"),
        (commune.counter, "/can-bo/so-theo-doi/"),
        (commune.counter, "/can-bo/tim/?q=bao"),
        (commune.unit_head, "/can-bo/don-vi/"),
        (commune.administrator, "/can-bo/"),
    ):
        enter(phone, officer, place)
        sound(phone)
