"""Acting for others in a real browser, on a telephone and at a desk: the portal's pages, and the counter."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from congso.dossiers import commands, testing
from congso.dossiers.models import Dossier
from congso.dossiers.testing import NOW, PROCEDURE_CODE
from congso.identity.testing import sign_in
from congso.representation.testing import body_of, mandate_of, member_of
from congso.ui.testing import axe_violations, console_errors, sideways

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def enter(live_server: Any) -> Callable[[Any, int | None], None]:
    """Let a browser's page be an account's."""

    def entered(page: Any, account_id: int | None) -> None:
        client = Client()
        sign_in(client, account_id)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return entered


def test_pages_about_others_are_sound_and_the_counter_asks_what_belongs_to_the_choice(
    live_server: Any, phone: Any, desk: Any, enter: Any
) -> None:
    province = testing.plain_province()
    citizen, proxy = province.citizen, testing.citizen("Kiều Văn Thay", identity_number="096190000777")
    body = body_of(citizen.person_id, citizen.account_id, NOW)
    member_of(body, proxy.person_id, citizen.person_id, NOW, procedures=[PROCEDURE_CODE])
    mandate = mandate_of(citizen.person_id, proxy.person_id, NOW)
    dossier_id = testing.submitted(province)
    Dossier.objects.filter(id=dossier_id).update(mandate=mandate, submitter=proxy.person_id)
    draft_id = commands.start_draft(
        version_id=province.version_id, by=proxy, now=NOW, receiving_organisation_id=province.commune.id
    )
    for account_id, place in (
        (citizen.account_id, reverse("portal:acting_for")),
        (citizen.account_id, reverse("portal:body", args=[body.id])),
        (citizen.account_id, reverse("portal:mandates")),
        (citizen.account_id, reverse("portal:register_mandate")),
        (citizen.account_id, reverse("portal:declare_ward")),
        (proxy.account_id, reverse("portal:place", args=[draft_id])),
        (proxy.account_id, reverse("portal:dossier", args=[dossier_id])),
    ):
        for page in (phone, desk):
            enter(page, account_id)
            page.goto(live_server.url + place)
            assert axe_violations(page) == [], place
            assert console_errors(page) == [], place
            assert sideways(page) <= 0, place
    enter(desk, province.commune.counter.account_id)
    desk.goto(live_server.url + reverse("workspace:reception", args=[PROCEDURE_CODE]))
    desk.select_option("[name=nguoi-nop-capacity]", "authorisation")
    desk.wait_for_selector("[name=nguoi-nop-document_number]")
    desk.select_option("[name=nguoi-nop-capacity]", "body")
    desk.wait_for_selector("[name=nguoi-nop-body_code]")
    assert desk.locator("[name=nguoi-nop-document_number]").count() == 0
    assert axe_violations(desk) == []
    assert sideways(desk) <= 0
