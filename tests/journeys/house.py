"""A running house for journeys: the demo province behind a live server, with the outside world beside it.

It is built once for all journeys of a process. They share its data, so each journey makes its own dossier and knows it
by its code; nothing else in the database is anybody's business.
"""

import contextlib
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from procrastinate.contrib.django import app
from pytest_django.live_server_helper import LiveServer

from congso.catalogue import demo as catalogue_demo
from congso.dossiers import queries as dossiers
from congso.identity.models import Account
from congso.identity.queries import find_by_identity_number
from congso.kernel import clock
from congso.organisation import demo as organisation_demo
from congso.organisation import queries as organisation
from congso.organisation.demo import DEMO_PASSWORD
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role
from congso.signatures import commands as signatures
from congso_simulators.testing import Outside, outside

SECRET = "bi-mat-cua-hanh-trinh"
COMMUNE = "32025"
"""Phường Tân Thành, where the demo shows its sign-ins and two of its citizens live."""


@dataclass
class House:
    """The running house."""

    url: str
    outside: Outside
    cookies: dict[str, list[Any]] = field(default_factory=dict)
    """Sessions of officers who signed in once, by user name."""

    def work(self) -> None:
        """Do every job that waits, as a worker would, in a thread of its own."""
        trouble: list[BaseException] = []

        def do() -> None:
            try:
                connector: Any = app.connector
                worker = connector.get_worker_connector()
                with app.replace_connector(worker):
                    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)
            except BaseException as error:
                trouble.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=do)
        thread.start()
        thread.join(60)
        assert not thread.is_alive(), "the jobs do not end"
        if trouble:
            raise trouble[0]

    def officer(self, role: Role, field_of_work: str = "", other_than: str = "") -> str:
        """Return the user name of somebody in the commune with this role; of the division for a field of work."""
        names = [Account.objects.get(id=one.account_id or 0).username for one in self.officers(role, field_of_work)]
        return next(name for name in names if name != other_than)

    def officers(self, role: Role, field_of_work: str = "") -> list[ActingOfficer]:
        """Return who holds a role in the commune, the plainest position first."""
        today = clock.today()
        committee = organisation.committee_of("commune", COMMUNE, today)
        assert committee is not None
        if field_of_work and role in (Role.SPECIALIST, Role.UNIT_HEAD):
            units = [organisation.unit_for(committee.id, "division", today, field=field_of_work)]
        else:
            units = organisation.units(committee.id, today)
        holders = [one for unit in units for one in organisation.officers(unit.id, today) if role in one.roles]
        holders.sort(key=lambda one: (len(one.roles), one.id))
        return holders

    def messages_to(self, number: str) -> tuple[list[Any], list[Any]]:
        """Return the SMS and the letters that arrived for one of the people VNeID knows."""
        person = find_by_identity_number(number)
        assert person is not None
        digits = (person.phone or "").lstrip("+0")[-9:]
        texts = [text for text in self.outside.texts() if digits and digits in str(text)]
        letters = [letter for letter in self.outside.letters() if person.email and person.email in str(letter)]
        return texts, letters

    def dossiers_of(self, number: str) -> list[UUID]:
        """Return the dossiers of one of the people VNeID knows."""
        person = find_by_identity_number(number)
        if person is None:
            return []
        return [row.id for row in dossiers.dossiers_of_person(person.id, now=clock.now(), limit=100).rows]


def fill() -> None:
    """Load the demo province, without its dossiers. Never into a database that is not for tests."""
    assert str(connection.settings_dict["NAME"]).startswith("test_")
    organisation_demo.load("2026")
    catalogue_demo.load("2026")


def empty() -> None:
    """Take everything out again, so that the tests after the journeys find an empty database."""
    assert str(connection.settings_dict["NAME"]).startswith("test_")
    call_command("flush", verbosity=0, interactive=False, allow_cascade=True)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")
    cache.clear()
    organisation.forget()


@contextlib.contextmanager
def house() -> Iterator[House]:
    """Run the house until the block ends."""
    fill()
    server = LiveServer("localhost")
    try:
        with outside(site_url=server.url, CONGSO_VNEID_CLIENT_SECRET=SECRET) as world, _pointed_at(server.url, world):
            cache.clear()
            yield House(server.url, world)
    finally:
        server.stop()
        connections.close_all()
        empty()


@contextlib.contextmanager
def _pointed_at(url: str, world: Outside) -> Iterator[None]:
    providers: Any = deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    vneid = providers["openid_connect"]["APPS"][0]
    vneid["secret"] = SECRET
    vneid["settings"]["server_url"] = world.url
    policy: Any = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"] = ["'self'", world.url]
    files_origin = url.replace("://localhost", "://tep.localhost")
    policy["DIRECTIVES"]["frame-src"] = ["'self'", files_origin]
    policy["DIRECTIVES"]["img-src"] = ["'self'", "data:", files_origin]
    with override_settings(
        SOCIALACCOUNT_PROVIDERS=providers,
        VNEID_ISSUER=world.url,
        SITE_URL=url,
        FILES_ORIGIN=files_origin,
        SSO_LOOPBACK=True,
        CSRF_TRUSTED_ORIGINS=[url],
        CONTENT_SECURITY_POLICY=policy,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=world.smtp_port,
        SMS_GATEWAY_URL=world.sms_url,
        TSA_URL=world.tsa_url,
        TSA_ANCHORS=world.anchor,
        OUTGOING_HOSTS=["127.0.0.1"],
        OUTGOING_INSIDE=["127.0.0.1"],
        SIGNATURE_HOSTS=(f"127.0.0.1:{world.port}",),
    ):
        committee = organisation.committee_of("commune", COMMUNE, clock.today())
        assert committee is not None
        with override_settings(SIGNATURE_AUTHORITY_URL=world.url):  # the job that enrols everybody has no authority
            signatures.enrol_missing(now=clock.now(), organisation_id=committee.id)
        yield


__all__ = ["COMMUNE", "DEMO_PASSWORD", "House", "house"]
