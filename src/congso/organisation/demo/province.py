"""Builds the demo province in few statements; running it again adds only what is missing."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from congso.kernel import statistics
from congso.organisation.commands import PlaceLink, PlaceRow, keep_place_links, keep_places, load_places_2025
from congso.organisation.commands.places import LISTED_SINCE, TWO_TIERS_SINCE
from congso.organisation.models import (
    CalendarEdition,
    OfficeHoursPlan,
    Organisation,
)
from congso.organisation.queries import forget
from congso.organisation.rules.calendar import MORNING, STANDARD_WEEK, OfficeHours, WorkingCalendar
from congso.organisation.seed_calendar import seed_calendar

from .agencies import Kind, agencies_2021, agencies_2026
from .keeping import keep_agencies, keep_former_agencies
from .people import keep_people
from .places import FORMER_DISTRICTS, PROVINCE, former_communes, former_provinces, links_of_communes

SINCE = {"2026": TWO_TIERS_SINCE, "2021": date(2021, 1, 1)}
CALENDAR_YEARS = range(2020, 2028)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LOADED = (
    "identity_person",
    "identity_account",
    "organisation_administrativeunit",
    "organisation_organisation",
    "organisation_organisationidentifier",
    "organisation_unit",
    "organisation_position",
    "organisation_officer",
)


def load(regime: str) -> None:
    """Store the demo province of a regime, `2026` or `2021`: about a thousand officers with their accounts."""
    if not settings.DEMO:
        raise RuntimeError(
            "Tỉnh trình diễn chỉ được nạp khi CONGSO_DEMO=1: tài khoản của nó dùng mật khẩu ai cũng biết."
        )
    with transaction.atomic():
        if regime == "2026":
            load_places_2025()
            _keep_former_places()
            agencies = agencies_2026()
        else:
            _keep_places_2021()
            agencies = agencies_2021()
        keep_agencies(agencies, SINCE[regime], regime)
        if regime == "2026":
            keep_former_agencies(agencies)
        _keep_calendar(regime)
        keep_people(agencies, SINCE[regime])
    statistics.refresh(*LOADED)
    forget()


def _keep_former_places() -> None:
    provinces = [
        PlaceRow("province", code, kind, name, f"{kind} {name}", "", code) for code, kind, name in former_provinces()
    ]
    rows = [*provinces, *_districts(), *_communes()]
    keep_places(rows, valid_from=LISTED_SINCE, valid_to=TWO_TIERS_SINCE, overwrite=False)
    links = [PlaceLink("commune", old, new, kind, quality="ok") for old, new, kind in links_of_communes()]
    links += [PlaceLink("province", old, PROVINCE, "whole", quality="ok") for old in ("95", PROVINCE)]
    keep_place_links(links, on=TWO_TIERS_SINCE)


def _keep_places_2021() -> None:
    provinces = [
        PlaceRow("province", code, kind, name, f"{kind} {name}", "", code)
        for code, kind, name in former_provinces(of_2021=True)
    ]
    districts = [one for one in _districts() if one.province_code == PROVINCE]
    keep_places(
        [*provinces, *districts, *_communes(of_2021=True)], valid_from=SINCE["2021"], valid_to=None, overwrite=False
    )


def _districts() -> list[PlaceRow]:
    return [
        PlaceRow("district", code, kind, name, f"{kind} {name}", province, province)
        for code, (province, kind, name) in FORMER_DISTRICTS.items()
    ]


def _communes(of_2021: bool = False) -> list[PlaceRow]:
    return [
        PlaceRow("commune", one.code, one.kind, one.name, one.full_name, one.district_code, one.province_code)
        for one in former_communes(of_2021)
    ]


def _keep_calendar(regime: str) -> None:
    since = SINCE[regime]
    if not CalendarEdition.objects.exists():
        stored = seed_calendar("1", CALENDAR_YEARS).to_json()
        CalendarEdition.objects.create(
            number=1,
            published_at=datetime.combine(since, time(), VIETNAM),
            note="Lịch nghỉ lễ, tết và làm bù 2020–2026; năm 2027 là dự kiến",
            days={"off": stored["off"], "extra_work": stored["extra_work"]},
        )
    if not OfficeHoursPlan.objects.exists():
        saturday = OfficeHours(STANDARD_WEEK, reception={6: (MORNING,)})
        centre = Organisation.objects.get(kind=Kind.PROVINCIAL_CENTRE, valid_to__isnull=True)
        for of, hours, basis in (
            (None, OfficeHours(), "Quyết định về giờ làm việc của các cơ quan trong tỉnh (trình diễn)"),
            (centre, saturday, "Tiếp nhận hồ sơ sáng Thứ Bảy (Quyết định 14/2010/QĐ-TTg)"),
        ):
            OfficeHoursPlan.objects.create(
                organisation=of,
                hours=WorkingCalendar("", hours=hours).to_json()["hours"],
                basis=basis,
                valid_from=since,
            )
