"""Planned interruptions are announced seven working days before; repairs of faults say why they cannot wait."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congso.audit.models import AuditEntry
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.rules.calendar import STANDARD_HOURS, WorkingCalendar
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_calendar, make_officer, make_organisation, make_unit
from congso.pages import commands, queries
from congso.pages.models import Interruption
from congso.pages.rules.interruptions import defects, told_until

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)  # a Monday
CALENDAR = WorkingCalendar(edition="1", hours=STANDARD_HOURS)
HOLIDAY = WorkingCalendar(edition="2", hours=STANDARD_HOURS, off={date(2026, 8, 5): "Nghỉ"})


@pytest.mark.parametrize(
    ("calendar", "starts_on", "urgent", "is_told"),
    [
        (CALENDAR, date(2026, 8, 12), "", False),  # the seventh working day itself
        (CALENDAR, date(2026, 8, 13), "", True),  # seven whole working days lie between
        (CALENDAR, date(2026, 8, 15), "", True),  # a Saturday after them
        (HOLIDAY, date(2026, 8, 13), "", False),
        (HOLIDAY, date(2026, 8, 14), "", True),
        (CALENDAR, date(2026, 8, 3), "Máy chủ hỏng", True),
    ],
)
def test_planned_interruptions_are_announced_seven_working_days_before(
    calendar: WorkingCalendar, starts_on: date, urgent: str, is_told: bool
) -> None:
    starts_at = datetime(starts_on.year, starts_on.month, starts_on.day, 22, 0, tzinfo=VIETNAM)
    found = defects(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=6), urgent_reason=urgent, announced_at=NOW,
        working_days=7, calendar=calendar,
    )  # fmt: skip
    assert (found == {}) is is_told
    if not is_told:
        assert "NĐ 224/2026/NĐ-CP Điều 13" in found["starts_on"]


def test_an_interruption_ends_after_it_begins_and_lies_ahead() -> None:
    given: dict[str, Any] = {"urgent_reason": "x", "announced_at": NOW, "working_days": 7, "calendar": CALENDAR}
    assert "ends_on" in defects(starts_at=NOW, ends_at=NOW, **given)
    assert "ends_on" in defects(starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1), **given)
    assert told_until(NOW.date(), working_days=0, calendar=CALENDAR) == NOW.date()


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    make_calendar()
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    return SimpleNamespace(
        admin=make_officer(Role.ADMINISTRATOR, unit=make_unit(agency)),
        of_commune=make_officer(Role.ADMINISTRATOR),
        clerk=make_officer(Role.CLERK, unit=make_unit(agency)),
    )


def announce(
    by: Any, *, days: int = 20, hours: int = 6, urgent_reason: str = "", now: datetime = NOW, **more: Any
) -> Any:
    starts_at = NOW + timedelta(days=days)
    given: dict[str, Any] = {
        "what": "Toàn bộ cổng", "reason": "Nâng cấp máy chủ", "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours), "urgent_reason": urgent_reason, "by": by, "now": now,
        "working_days": 7, "calendar": CALENDAR,
    }  # fmt: skip
    return commands.announce(**given | more)


def browser(officer: Any) -> Client:
    client = Client()
    sign_in(client, officer.account_id)
    return client


def test_only_administrators_of_the_province_announce(house: SimpleNamespace) -> None:
    for officer in (house.of_commune, house.clerk):
        with pytest.raises(NotAllowed):
            announce(officer)
        assert browser(officer).get(reverse("pages:interruptions")).status_code == 403
    announce(house.admin)
    assert AuditEntry.objects.filter(action="pages.announce_interruption", officer_id=house.admin.id).count() == 1


def test_the_same_announcement_twice_is_one(house: SimpleNamespace) -> None:
    assert announce(house.admin) == announce(house.admin)
    assert Interruption.objects.count() == 1


def test_what_is_wrong_is_said_field_by_field(house: SimpleNamespace) -> None:
    with pytest.raises(Incorrect) as refused:
        announce(house.admin, days=2, what=" ", reason="x" * 501, urgent_reason="")
    assert set(refused.value.fields) == {"what", "reason", "starts_on"}
    with pytest.raises(Incorrect):
        announce(house.admin, days=2, urgent_reason="x" * 501)


def test_an_interruption_is_withdrawn_once(house: SimpleNamespace) -> None:
    one = announce(house.admin)
    with pytest.raises(NotAllowed):
        commands.end_interruption(interruption_id=one, by=house.clerk, now=NOW)
    with pytest.raises(NotFound):
        commands.end_interruption(interruption_id=uuid4(), by=house.admin, now=NOW)
    commands.end_interruption(interruption_id=one, by=house.admin, now=NOW)
    with pytest.raises(NotPossibleNow):
        commands.end_interruption(interruption_id=one, by=house.admin, now=NOW)
    assert queries.announced(NOW) == ()
    [past] = queries.past_interruptions(NOW)
    assert past.was_withdrawn


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("interruption_ends_after_it_starts", {"ends_at": NOW}),
        ("interruption_is_ended_by_somebody", {"ended_at": NOW}),
    ],
)
def test_the_database_agrees(house: SimpleNamespace, name: str, wrong: dict[str, Any]) -> None:
    one = announce(house.admin)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Interruption.objects.filter(id=one).update(**wrong)


def test_every_page_says_so_from_the_announcement_to_the_end(
    house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, anybody = browser(house.clerk), Client()
    addresses = [(anybody, "/"), (anybody, "/thu-tuc/"), (anybody, "/dang-nhap/can-bo/"), (desk, "/can-bo/")]
    assert all("Toàn bộ cổng" not in who.get(path).content.decode() for who, path in addresses)
    cache.delete(queries.ANNOUNCED_KEY)
    announce(house.admin)
    for who, path in addresses:
        page = who.get(path).content.decode()
        assert "Tạm ngừng có kế hoạch: Toàn bộ cổng." in " ".join(page.split()), path
        assert "Từ 09:00 23/08/2026, dự kiến hoạt động trở lại lúc 15:00 23/08/2026." in page
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20, hours=1))
    assert "Đang tạm ngừng:" in Client().get("/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20, hours=6))
    assert "Toàn bộ cổng" not in Client().get("/").content.decode()


def test_the_banner_costs_no_question_once_it_is_known(house: SimpleNamespace) -> None:
    announce(house.admin)
    client = Client()
    client.get("/gop-y/")
    with CaptureQueriesContext(connection) as asked:
        assert "Toàn bộ cổng" in client.get("/gop-y/").content.decode()
    assert len(asked) == 0


def form(**changes: str) -> dict[str, str]:
    return {
        "what": "Nộp hồ sơ trực tuyến", "starts_on": "20/08/2026", "starts_time": "22:00", "ends_on": "21/08/2026",
        "ends_time": "05:00", "reason": "Thay đĩa", "urgent_reason": "",
    } | changes  # fmt: skip


def test_the_form_announces_and_refuses_what_comes_too_late(house: SimpleNamespace) -> None:
    client = browser(house.admin)
    place = reverse("pages:interruptions")
    late = client.post(place, form(starts_on="05/08/2026"))
    assert late.status_code == 422
    assert "bắt đầu sớm nhất sau ngày 12/08/2026" in late.content.decode()
    assert client.post(place, form(starts_time="25:00")).status_code == 422
    assert client.post(place, form()).status_code == 302
    urgent = form(starts_on="03/08/2026", ends_on="03/08/2026", starts_time="10:00", ends_time="11:00")
    assert client.post(place, urgent | {"urgent_reason": "Cơ sở dữ liệu hỏng"}).status_code == 302
    first, second = Interruption.objects.order_by("starts_at")
    assert first.urgent_reason == "Cơ sở dữ liệu hỏng"
    assert second.starts_at == datetime(2026, 8, 20, 22, 0, tzinfo=VIETNAM)
    cache.delete(queries.ANNOUNCED_KEY)
    page = client.get(place).content.decode()
    assert "Khắc phục sự cố" in page
    assert client.post(reverse("pages:end_interruption", args=[first.id])).status_code == 302
    first.refresh_from_db()
    assert first.ended_at == NOW
