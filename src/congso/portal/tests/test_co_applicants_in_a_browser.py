"""Two people on their phones: one invites, the other reads and agrees, the first hands in; seen by axe."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from congso.dossiers import commands, testing
from congso.dossiers.models import CoApplicant
from congso.dossiers.testing import ANSWERS, NOW, plain_province
from congso.ui.testing import sound

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1440])
def test_two_people_apply_together(
    live_server: Any, open_page: Callable[..., Any], signed_in: Callable[..., Client], settings: Any, width: int
) -> None:
    settings.SITE_URL = live_server.url
    province = plain_province()
    mai = testing.citizen("Trần Thị Mai", identity_number="096190000888")
    draft_id = commands.start_draft(
        version_id=province.version_id, by=province.citizen, now=NOW, receiving_organisation_id=province.commune.id
    )
    commands.save_draft(draft_id=draft_id, answers=dict(ANSWERS), by=province.citizen, now=NOW)

    def browser_of(applicant: Any) -> Any:
        page = open_page(width)
        cookie = signed_in(applicant).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    ours, theirs = browser_of(province.citizen), browser_of(mai)
    ours.goto(live_server.url + reverse("portal:review", args=[draft_id]))
    ours.get_by_role("link", name="Mời người cùng đề nghị").click()
    ours.fill("#id_full_name", "Trần Thị Mai")
    ours.get_by_role("button", name="Mời", exact=True).click()
    sound(ours, f"invited-{width}")
    ours.get_by_role("button", name="Lấy đường dẫn").click()
    link = ours.locator("#duong-dan").input_value()
    sound(ours, f"link-{width}")

    theirs.goto(link)
    sound(theirs, f"landing-{width}")
    theirs.get_by_role("button", name="Xem nội dung và trả lời").click()
    sound(theirs, f"reading-{width}")
    theirs.get_by_role("button", name="Đồng ý cùng đề nghị").click()
    theirs.get_by_text("Bạn đã đồng ý", exact=True).wait_for()
    sound(theirs, f"agreed-{width}")

    ours.goto(live_server.url + reverse("portal:review", args=[draft_id]))
    sound(ours, f"review-together-{width}")
    ours.check("#id_truthful")
    ours.get_by_role("button", name="Nộp hồ sơ").click()
    ours.wait_for_url("**/da-nop/")
    assert CoApplicant.objects.get().full_name == "Trần Thị Mai"
    theirs.goto(link)
    theirs.get_by_text("Bạn cùng đề nghị trong hồ sơ này").wait_for()
    sound(theirs, f"followed-{width}")
