"""Every sign-in, read of personal data, change and export leaves its entry: what is done, by whom, and what is kept.

`tests/test_permissions.py` walks every address for reads; this table says for each sort of act, on each surface, what
the entry must name. `who` is the columns that must say who it was.
"""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Max
from django.test import Client

from congso.audit.models import AuditEntry
from congso.audit.rules.kinds import Kind
from congso.dossiers import commands as dossiers
from congso.dossiers import testing
from congso.dossiers.testing import ANSWERS, NOW, PROCEDURE_CODE, Province
from congso.files.commands import keep_made
from congso.identity.commands import issue_client_token, revoke_client
from congso.identity.models import Account
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.organisation import commands as organisation
from congso.processes.export_trail import export_trail

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
PASSWORD = "con-nuoc-rong-mot-cua-2026"
OFFICER, PERSON, SYSTEM = ("account_id", "officer_id", "unit_id"), ("person_id",), ("client_id",)
ACCOUNT = ("account_id",)


class World:
    """A commune at its work, and browsers and systems that do something there."""

    def __init__(self) -> None:
        self.province: Province = testing.plain_province()
        self.dossier: UUID = testing.submitted(self.province)

    def officer(self, role: str) -> Client:
        return self._signed_in(getattr(self.province.commune, role).account_id)

    def citizen(self) -> Client:
        return self._signed_in(self.province.citizen.account_id)

    @staticmethod
    def _signed_in(account_id: int | None) -> Client:
        client = Client()
        sign_in(client, account_id)
        return client

    def system(self, *scopes: str, with_officer: bool = True) -> Client:
        officer_id = self.province.commune.counter.id if with_officer else None
        self.system_id, token = issue_client_token(name="he-thong", scopes=scopes, now=LATER, officer_id=officer_id)
        return Client(headers={"Authorization": f"Bearer {token}"})

    def password(self) -> str:
        """Give the counter's officer a password, and return the name to sign in with."""
        account = Account.objects.get(person_id=self.province.commune.counter.person_id)
        account.set_password(PASSWORD)
        account.save()
        return account.username

    def received(self) -> UUID:
        dossiers.accept(dossier_id=self.dossier, by=self.province.commune.counter, now=NOW)
        return self.dossier


@dataclass(frozen=True)
class Row:
    """What is done, and the entry it must leave. `about`: the citizen's data is concerned."""

    name: str
    do: Callable[[World], Any]
    action: str
    kind: Kind
    who: tuple[str, ...]
    about: bool = True


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(path, json.dumps(body or {}), content_type="application/json", headers=headers)


def sign_in_with(world: World, password: str) -> Any:
    return Client().post("/dang-nhap/can-bo/", {"login": world.password(), "password": password})


def searched(world: World) -> Any:
    form = {"purpose_of_search": "inspection", "ground": "Kế hoạch 1/KH", "since": "01/08/2026", "until": "03/08/2026"}
    form["subject"] = ANSWERS["applicant_identity_number"]
    client = world.officer("inspector")
    return client, client.post("/can-bo/nhat-ky/", form, follow=True)


def exported(world: World, *, taken: bool) -> None:
    client, found = searched(world)
    token = found.context["token"]
    page = client.post("/can-bo/nhat-ky/ket-xuat/", {"t": token, "dang": "csv"})["Location"]
    if taken:
        export_trail(export_id=page.rstrip("/").rsplit("/", 1)[-1])
        list(client.get(f"{page}tep/"))


def register_taken(world: World) -> None:
    world.received()
    print_id = dossiers.ask_register_print(year=2026, by=world.province.commune.counter, now=NOW)
    printed = keep_made(stream=io.BytesIO(b"%PDF"), name="so.pdf", media_type="application/pdf", now=NOW)
    dossiers.keep_register_print(print_id=print_id, file_id=printed.id, lines=1, now=NOW)
    list(world.officer("counter").get(f"/can-bo/so-theo-doi/ban-in/{print_id}/tep/"))


def api_submit(world: World) -> Any:
    body = {"procedure": PROCEDURE_CODE, "organisation": world.province.commune.id, "answers": dict(ANSWERS)}
    return post(
        world.system("dossiers:submit", with_officer=False), "/api/v1/dossiers", body, **{"Idempotency-Key": "a"}
    )


def appointed(world: World) -> None:
    organisation.end_appointment(
        officer_id=world.province.commune.clerk.id,
        on=LATER.date() + timedelta(days=1),
        basis="QĐ 1",
        now=LATER,
        account_id=world.province.commune.administrator.account_id,
    )


TABLE = [
    Row("an officer signs in", lambda w: sign_in_with(w, PASSWORD), "identity.sign_in", Kind.SIGN_IN, ACCOUNT, False),
    Row("a wrong password", lambda w: sign_in_with(w, "sai"), "identity.sign_in_failed", Kind.SIGN_IN, (), False),
    Row(
        "an officer signs out",
        lambda w: w.officer("counter").post("/dang-xuat/"),
        "identity.sign_out",
        Kind.SIGN_IN,
        ACCOUNT,
        False,
    ),
    Row("a list", lambda w: w.officer("counter").get("/can-bo/"), "dossiers.list", Kind.READ, OFFICER),
    Row(
        "a search",
        lambda w: w.officer("counter").get("/can-bo/tim/?q=Nguyễn Văn Bảo"),
        "dossiers.search",
        Kind.READ,
        OFFICER,
    ),
    Row(
        "a dossier opened",
        lambda w: w.officer("counter").get(f"/can-bo/ho-so/{w.dossier}/"),
        "dossiers.read",
        Kind.READ,
        OFFICER,
    ),
    Row(
        "the register",
        lambda w: (w.received(), w.officer("counter").get("/can-bo/so-theo-doi/?nam=2026")),
        "dossiers.register",
        Kind.READ,
        OFFICER,
    ),
    Row(
        "who may see a dossier",
        lambda w: w.officer("leader").get(f"/can-bo/ho-so/{w.dossier}/ai-xem-duoc/"),
        "dossiers.readers",
        Kind.READ,
        OFFICER,
    ),
    Row(
        "a slip printed",
        lambda w: w.officer("counter").get(f"/can-bo/ho-so/{w.received()}/in/tiep-nhan/"),
        "dossiers.print",
        Kind.EXPORT,
        OFFICER,
    ),
    Row("the register taken along", register_taken, "dossiers.register_pdf", Kind.EXPORT, OFFICER),
    Row("an officer accepts", lambda w: w.received(), "dossiers.accept", Kind.CHANGE, OFFICER),
    Row(
        "a person reads their own",
        lambda w: w.citizen().get(f"/cua-toi/ho-so/{w.dossier}/"),
        "dossiers.own",
        Kind.READ,
        PERSON,
    ),
    Row("a person reads who read", lambda w: w.citizen().get("/cua-toi/ai-da-xem/"), "audit.own", Kind.READ, PERSON),
    Row(
        "a person withdraws",
        lambda w: dossiers.ask_withdrawal(dossier_id=w.dossier, by=w.province.citizen, reason="Đổi ý", now=LATER),
        "dossiers.withdraw",
        Kind.CHANGE,
        PERSON,
    ),
    Row("a system hands in", api_submit, "dossiers.submit", Kind.CHANGE, SYSTEM, False),
    Row(
        "a system lists",
        lambda w: w.system("dossiers:read").get("/api/v1/dossiers?view=intake"),
        "dossiers.list",
        Kind.READ,
        (*SYSTEM, "officer_id"),
    ),
    Row(
        "a system reads",
        lambda w: w.system("dossiers:read").get(f"/api/v1/dossiers/{w.dossier}"),
        "dossiers.read",
        Kind.READ,
        (*SYSTEM, "officer_id"),
    ),
    Row(
        "a system accepts",
        lambda w: post(w.system("dossiers:act"), f"/api/v1/dossiers/{w.dossier}/accept"),
        "dossiers.accept",
        Kind.CHANGE,
        (*SYSTEM, "officer_id"),
    ),
    Row("a position ends", appointed, "organisation.end_appointment", Kind.CHANGE, ACCOUNT, False),
    Row(
        "a system loses its access",
        lambda w: (w.system("dossiers:read"), revoke_client(client_id=w.system_id, now=LATER)),
        "identity.revoke_client",
        Kind.CHANGE,
        (),
        False,
    ),
    Row("the trail searched", searched, "inspection.search", Kind.READ, OFFICER),
    Row("an export asked for", lambda w: exported(w, taken=False), "inspection.ask_export", Kind.EXPORT, OFFICER),
    Row("an export taken", lambda w: exported(w, taken=True), "inspection.take_export", Kind.EXPORT, OFFICER, False),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_what_is_done_leaves_its_entry(row: Row, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    monkeypatch.setattr(clock, "today", LATER.date)
    settings.STORED_FILES_DIR = tmp_path
    settings.AUDIT_KEY = "only-for-tests-0123456789abcdefghijklmnop"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = World()
    before = AuditEntry.objects.aggregate(last=Max("number"))["last"] or 0
    row.do(world)
    left = AuditEntry.objects.filter(number__gt=before, action=row.action, kind=row.kind.value)
    if row.about:
        left = left.filter(subject_ids__contains=[world.province.citizen.person_id])
    entry = left.order_by("-number").first()
    assert entry is not None, list(AuditEntry.objects.filter(number__gt=before).values_list("action", "kind"))
    assert [column for column in row.who if getattr(entry, column) is None] == []
    assert entry.purpose or row.kind is Kind.CHANGE
