"""One sign-in per role, for the table that `congso up` prints."""

from collections.abc import Sequence
from typing import NamedTuple

from django.apps import apps
from django.conf import settings

from congso.organisation.rules.roles import Role

from .agencies import Agency, agencies_2021, agencies_2026
from .people import DEMO_PASSWORD, chairs_of

DEMO_CITIZEN = ("Nguyễn Văn An", "096085000101", "123456")
"""Name, number and passcode of one of the people the stand-in of VNeID knows; signing in makes them known here."""
SHOWN_COMMUNE = {"2026": "32025", "2021": "32025"}
"""The commune whose sign-ins are printed: phường Tân Thành."""
SHOWN_DISTRICT = "964"
SHOWN_FIELD = "Hộ tịch"


class SignIn(NamedTuple):
    """One line of the table that `congso up` prints."""

    role: str
    name: str
    username: str
    password: str
    where: str


def sign_ins() -> list[SignIn]:
    """Return one sign-in per role: in a commune (in 2021 a district too), in the province; and a citizen."""
    regime = settings.REGIME
    agencies = agencies_2026() if regime == "2026" else agencies_2021()
    shown: list[tuple[tuple[str, str], str]] = [(("commune", SHOWN_COMMUNE[regime]), "")]
    if regime == "2021":
        shown.append((("district", SHOWN_DISTRICT), ""))
    usernames: list[tuple[str, str, str]] = []
    for place, _ in shown:
        agency = next(one for one in agencies if one.place == place)
        usernames += _one_per_role(agency, (Role.COUNTER, Role.UNIT_HEAD, Role.SPECIALIST, Role.LEADER, Role.CLERK))
    at_province = {agency.slug: agency for agency in agencies if agency.tier == "province"}
    usernames += _one_per_role(at_province["trungtam"], (Role.COUNTER,))
    usernames += _one_per_role(at_province["sotuphap"], (Role.UNIT_HEAD, Role.SPECIALIST, Role.LEADER, Role.CLERK))
    usernames += _one_per_role(at_province["thanhtra"], (Role.INSPECTOR,))
    usernames += _one_per_role(at_province["vpubnd"], (Role.CATALOGUE_EDITOR, Role.ADMINISTRATOR))
    account = apps.get_model("identity", "Account")
    names = dict(
        account.objects.filter(username__in=[username for _, username, _ in usernames]).values_list(
            "username", "person__full_name"
        )
    )
    found = [
        SignIn(role, names[username], username, DEMO_PASSWORD, where)
        for role, username, where in usernames
        if username in names
    ]
    return [*found, SignIn("Người dân (VNeID mô phỏng)", *DEMO_CITIZEN, "Đăng nhập bằng VNeID")]


def _one_per_role(agency: Agency, roles: Sequence[Role]) -> list[tuple[str, str, str]]:
    chairs = list(chairs_of([agency]))
    found = []
    for role in roles:
        # The plainest holder of the role, where births are registered if there is a choice.
        holders = [chair for chair in chairs if role in chair[2].roles]
        _, office, _, _, username = min(
            holders, key=lambda chair: (SHOWN_FIELD not in chair[1].fields, len(chair[2].roles))
        )
        found.append((str(role.label), username, f"{office.name}, {agency.name}"))
    return found
