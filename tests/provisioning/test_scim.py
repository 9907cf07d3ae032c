"""Accounts for other systems by SCIM 2.0 (RFC 7643, RFC 7644)."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from congso.audit.models import AuditEntry
from congso.config.wsgi import application
from congso.dossiers.testing import Province
from congso.identity import testing as identity_testing
from congso.identity.models import Account, Invitation, SignInSession
from congso.kernel import clock
from congso.organisation import commands as organisation
from congso.provisioning.rules.resources import OfficerUser

from .conftest import CORE, OFFICER, System, somebody

pytestmark = pytest.mark.django_db

Make = Callable[..., System]
BEARER = "urn:ietf:params:scim:api:messages:2.0"


@pytest.fixture
def in_process() -> Iterator[None]:
    """Let a client call the web application here: the connection belongs to the test, not to the request."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [f"{BEARER}:PatchOp"], "Operations": list(operations)}


def opened(system: System, **changes: Any) -> dict[str, Any]:
    response = system.ask("POST", "Users", somebody(**changes))
    assert response.status_code == 201, response.content.decode()
    made: dict[str, Any] = response.json()
    return made


def test_a_foreign_tester_finds_users_as_the_standard_has_them(
    system: Make, settings: Any, in_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every check that scim2-tester has for users: discovery, create, read, query, replace, patch, delete."""
    settings.SITE_URL = "http://testserver"
    # It fills in what it likes, and takes an example for a hint of what is liked.
    monkeypatch.setattr(OfficerUser.model_fields["identity_number"], "examples", ["096095000555"])
    token = system("scim:write").token
    client = WSGISCIMClient(
        application,
        base_url="http://testserver/scim/v2",
        environ={"HTTP_AUTHORIZATION": f"Bearer {token}"},
    )
    results = check_server(client, resource_types=["User"])
    # It adds extensions of which it may fill nothing; an empty one is the same as none.
    empty = {OFFICER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"}
    bad = [
        one
        for one in results
        if one.status in (Status.ERROR, Status.CRITICAL)
        and not (isinstance(one.data, dict) and one.data.get("urn") in empty)
    ]
    assert bad == [], "\n".join(f"{one.title}: {one.reason}" for one in bad)
    assert sum(one.status == Status.SUCCESS for one in results) > 20


def test_a_system_opens_an_account_that_may_do_nothing_yet(system: Make, province: Province) -> None:
    personnel = system("scim:write")
    made = opened(personnel)
    assert (made["userName"], made["active"], made["externalId"]) == ("ngan.le", True, "NS-0077")
    assert "identityNumber" not in json.dumps(made)
    account = Account.objects.get(username="ngan.le")
    assert str(account.person_id) == made["id"]
    assert Invitation.objects.filter(account=account, used_at=None).exists()
    assert not account.has_usable_password()
    browser = identity_testing.signed_in(account.pk)
    assert browser.get("/can-bo/").status_code in (302, 403), "no position, no desk"
    entry = AuditEntry.objects.get(action="provisioning.open_user")
    assert (entry.client_id is not None, entry.purpose, entry.subject_ids) == (True, "exchange", [account.person_id])


def test_opening_twice_is_refused_and_repeating_with_a_key_is_harmless(system: Make) -> None:
    personnel = system("scim:write")
    made = opened(personnel)
    again = personnel.ask("POST", "Users", somebody(userName="khac"))
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    named = personnel.ask("POST", "Users", somebody(number="096095000778", externalId="NS-2"))
    assert (named.status_code, named.json()["scimType"]) == (409, "uniqueness")
    called = personnel.ask("POST", "Users", somebody(number="096095000778", userName="khac"))
    assert (called.status_code, called.json()["scimType"]) == (409, "uniqueness"), "one name for one account"
    keyed = {"Idempotency-Key": "lan-1"}
    other = somebody(number="096095000779", userName="binh.vo", externalId="NS-3")
    first = personnel.ask("POST", "Users", other, **keyed)
    assert personnel.ask("POST", "Users", other, **keyed).json()["id"] == first.json()["id"] != made["id"]
    assert personnel.ask("POST", "Users", somebody(), **keyed).status_code == 409


def test_a_locked_account_loses_its_sessions_at_once(system: Make, province: Province) -> None:
    officer = province.commune.specialist
    browser = identity_testing.signed_in(officer.account_id)
    assert browser.get("/can-bo/").status_code == 200
    personnel = system("scim:write")
    response = personnel.ask(
        "PATCH", f"Users/{officer.person_id}", patch({"op": "replace", "path": "active", "value": False})
    )
    assert (response.status_code, response.json()["active"]) == (200, False)
    account = Account.objects.get(id=officer.account_id or 0)
    assert not account.is_active
    assert "SCIM" in account.lock_reason
    assert not SignInSession.objects.filter(account=account, ended_at=None).exists()
    assert browser.get("/can-bo/").status_code == 302
    personnel.ask("PATCH", f"Users/{officer.person_id}", patch({"op": "replace", "value": {"active": True}}))
    account.refresh_from_db()
    assert account.is_active


def test_letting_go_locks_and_hides_and_opening_again_brings_back(system: Make, province: Province) -> None:
    personnel = system("scim:write")
    made = opened(personnel)
    assert personnel.ask("DELETE", f"Users/{made['id']}").status_code == 204
    assert personnel.ask("GET", f"Users/{made['id']}").status_code == 404
    assert personnel.get('Users?filter=userName eq "ngan.le"')["totalResults"] == 0
    assert not Account.objects.get(username="ngan.le").is_active
    assert opened(personnel)["id"] == made["id"], "the same person"
    assert Account.objects.get(username="ngan.le").is_active


def test_the_account_of_an_administrator_is_not_locked_from_here(system: Make, province: Province) -> None:
    personnel, admin = system("scim:write"), province.commune.administrator
    for method, content in (
        ("DELETE", None),
        ("PATCH", patch({"op": "replace", "path": "active", "value": False})),
    ):
        response = personnel.ask(method, f"Users/{admin.person_id}", content)
        assert response.status_code == 403
        assert "quản trị khác" in response.json()["detail"]
    assert Account.objects.get(id=admin.account_id or 0).is_active


def test_what_a_position_gives_is_read_and_never_written(system: Make, province: Province) -> None:
    personnel, officer = system("scim:write"), province.commune.specialist
    shown = personnel.get(f"Users/{officer.person_id}")
    assert shown["title"] == officer.title
    place = shown["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]
    assert (place["organization"], place["department"]) == (officer.organisation_name, officer.unit_name)
    assert shown[OFFICER]["positions"][0]["roles"] == "specialist"
    assert {one["value"] for one in shown["groups"]} == {f"unit-{officer.unit_id}", "role-specialist"}
    refused = personnel.ask(
        "PATCH", f"Users/{officer.person_id}", patch({"op": "replace", "path": "title", "value": "Chủ tịch"})
    )
    assert (refused.status_code, refused.json()["scimType"]) == (400, "mutability")
    for method, path in (
        ("POST", "Groups"),
        ("PUT", "Groups/role-leader"),
        ("PATCH", "Groups/role-leader"),
        ("DELETE", f"Groups/unit-{officer.unit_id}"),
    ):
        response = personnel.ask(method, path, {"members": [{"value": str(officer.person_id)}]})
        assert response.status_code == 403
        assert "quyết định bổ nhiệm" in response.json()["detail"]


def test_groups_have_the_holders_of_today(system: Make, province: Province) -> None:
    reader, officer = system("scim:read"), province.commune.specialist
    key = f"unit-{officer.unit_id}"
    assert str(officer.person_id) in {one["value"] for one in reader.get(f"Groups/{key}")["members"]}
    found = reader.get(f'Groups?filter=members.value eq "{officer.person_id}"&attributes=displayName')
    assert {one["id"] for one in found["Resources"]} == {key, "role-specialist"}
    assert "members" not in json.dumps(found["Resources"])
    organisation.end_appointment(officer_id=officer.id, on=clock.today(), now=clock.now())
    assert str(officer.person_id) not in json.dumps(reader.get(f"Groups/{key}"))
    assert not reader.get(f"Users/{officer.person_id}").get("groups")


def test_one_search_finds_users_and_groups(system: Make, province: Province) -> None:
    reader, officer = system("scim:read"), province.commune.specialist
    sent = {"schemas": [f"{BEARER}:SearchRequest"], "attributes": ["id"]}
    whole = reader.ask("POST", ".search", {**sent, "count": 200}).json()
    assert whole["totalResults"] == reader.get("Users")["totalResults"] + reader.get("Groups")["totalResults"]
    page = reader.ask("POST", ".search", {**sent, "startIndex": reader.get("Users")["totalResults"], "count": 2}).json()
    kinds = [one["schemas"][0].rpartition(":")[2] for one in page["Resources"]]
    assert kinds == ["User", "Group"], "the last of these, the first of those"
    only = reader.ask("POST", ".search", {**sent, "filter": f'members.value eq "{officer.person_id}"'}).json()
    assert {one["id"] for one in only["Resources"]} == {f"unit-{officer.unit_id}", "role-specialist"}
    assert reader.ask("POST", ".search", {**sent, "filter": 'nickName eq "a"'}).status_code == 400


def test_pages_cover_everybody_once(system: Make, province: Province) -> None:
    reader = system("scim:read")
    whole = reader.get("Users")
    assert whole["totalResults"] == len(whole["Resources"]) > 5
    seen: list[str] = []
    for start in range(1, whole["totalResults"] + 1, 3):
        page = reader.get(f"Users?startIndex={start}&count=3&attributes=userName")
        assert (page["startIndex"], page["totalResults"]) == (start, whole["totalResults"])
        assert page["itemsPerPage"] == len(page["Resources"])
        seen += [one["id"] for one in page["Resources"]]
    assert seen == [one["id"] for one in whole["Resources"]]
    assert reader.get("Users?count=0")["totalResults"] == whole["totalResults"]
    assert "Resources" not in reader.get("Users?count=0")
    assert not reader.get("Users?startIndex=9999").get("Resources")
    assert reader.get("Groups?count=2&startIndex=2")["itemsPerPage"] == 2


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ('userName eq "NGAN.LE"', 1),
        ('userName sw "ngan" and active eq true', 1),
        ('userName ew ".le" or userName eq "khong-co"', 1),
        ('not (userName eq "ngan.le") and externalId eq "NS-0077"', 0),
        ('externalId eq "NS-0077"', 1),
        ("externalId pr", 1),
        ('displayName co "Ngân"', 1),
        ('name.formatted eq "Lê Thị Ngân"', 1),
        ('emails.value eq "ngan.le@tinh.example.vn"', 1),
        ('emails co "ngan.le"', 1),
        ("active eq false", 0),
        ('id eq "khong-phai-uuid"', 0),
        ('meta.created gt "2000-01-01T00:00:00Z" and userName eq "ngan.le"', 1),
        ('title eq "Chuyên viên" and userName eq "ngan.le"', 0),
        (f'{CORE}:User:userName eq "ngan.le"', 1),
    ],
)
def test_users_are_found(system: Make, wanted: str, found: int) -> None:
    personnel = system("scim:write")
    opened(personnel)
    told = personnel.get(f"Users?filter={wanted}")
    assert told["totalResults"] == found
    sent = {"schemas": [f"{BEARER}:SearchRequest"], "filter": wanted}
    assert personnel.ask("POST", "Users/.search", sent).json()["totalResults"] == found


@pytest.mark.parametrize(
    "wanted",
    [
        'userName eq "a',
        "userName",
        'password eq "x"',
        'nickName eq "x"',
        'userName gt "a"',
        "active gt true",
        'emails[type eq "work"]',
        'meta.created gt "hôm qua"',
        "(" * 200 + 'userName eq "a"' + ")" * 200,
        " or ".join(['userName eq "a"'] * 60),
        'userName eq "' + "a" * 2000 + '"',
    ],
)
def test_a_filter_that_cannot_be_answered_is_refused_by_name(system: Make, wanted: str) -> None:
    response = system("scim:read").ask("GET", f"Users?filter={wanted}")
    assert (response.status_code, response.json()["scimType"]) == (400, "invalidFilter")


def test_a_change_on_stale_ground_is_refused(system: Make) -> None:
    personnel = system("scim:write")
    made = opened(personnel)
    path, version = f"Users/{made['id']}", made["meta"]["version"]
    assert personnel.ask("GET", path, **{"If-None-Match": version}).status_code == 304
    change = patch({"op": "replace", "path": "emails", "value": [{"value": "moi@tinh.example.vn"}]})
    changed = personnel.ask("PATCH", path, change, **{"If-Match": version})
    assert changed.status_code == 200
    assert changed["ETag"] != version
    assert personnel.ask("PATCH", path, change, **{"If-Match": version}).status_code == 412
    assert personnel.ask("DELETE", path, **{"If-Match": version}).status_code == 412
    assert Invitation.objects.filter(account__username="ngan.le", used_at=None).count() == 1, "only to the new address"


def test_what_is_given_once_stays(system: Make) -> None:
    personnel = system("scim:write")
    made = opened(personnel)
    for change in ({"userName": "khac"}, {"name": {"formatted": "Tên khác"}}, {"number": "096095000999"}):
        response = personnel.ask("PUT", f"Users/{made['id']}", somebody(**change))
        assert (response.status_code, response.json()["scimType"]) == (400, "mutability"), change
    whole = personnel.ask("PUT", f"Users/{made['id']}", somebody(externalId="NS-9", active=False))
    assert (whole.json()["externalId"], whole.json()["active"]) == ("NS-9", False)


def test_a_system_of_one_agency_sees_its_own_and_whom_it_opened(system: Make, province: Province) -> None:
    own = system("scim:write", organisation_id=province.commune.id)
    made = opened(own)
    seen = {one["id"] for one in own.get("Users")["Resources"]}
    assert {made["id"], str(province.commune.specialist.person_id)} <= seen
    stranger = province.other_commune.specialist
    assert str(stranger.person_id) not in seen
    assert own.ask("GET", f"Users/{stranger.person_id}").status_code == 404
    assert own.ask("DELETE", f"Users/{stranger.person_id}").status_code == 404
    assert own.ask("GET", f"Groups/unit-{stranger.unit_id}").status_code == 404
    members = own.get("Groups/role-specialist")["members"]
    assert str(stranger.person_id) not in {one["value"] for one in members}
    other = system("scim:write", name="Khác", organisation_id=province.other_commune.id)
    own.ask("DELETE", f"Users/{made['id']}")
    assert other.ask("POST", "Users", somebody()).status_code == 403


def test_each_scope_opens_its_own_door_only(system: Make, province: Province) -> None:
    reader, other = system("scim:read"), system("dossiers:read", name="Khác")
    for path in ("Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig"):
        assert reader.ask("GET", path).status_code == 200
        assert other.ask("GET", path).status_code == 403
        answer = Client().get(f"/scim/v2/{path}")
        assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert reader.ask("POST", "Users", somebody()).status_code == 403
    assert reader.ask("DELETE", f"Users/{province.commune.specialist.person_id}").status_code == 403
    browser = identity_testing.signed_in(province.commune.administrator.account_id)
    assert browser.get("/scim/v2/Users").status_code == 401, "a session is no token"


def test_every_read_of_people_is_in_the_trail(system: Make, province: Province) -> None:
    reader, officer = system("scim:read"), province.commune.specialist
    for path in (f"Users/{officer.person_id}", "Users", f"Groups/unit-{officer.unit_id}"):
        AuditEntry.objects.all().count()
        before = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
        reader.get(path)
        entry = AuditEntry.objects.get(number__gt=before)
        assert (entry.kind, entry.purpose) == ("read", "exchange")
        assert UUID(str(officer.person_id)) in entry.subject_ids


def test_who_calls_too_often_waits(system: Make, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SCIM_CALLS_PER_MINUTE = 3
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    reader, other = system("scim:read"), system("scim:read", name="Khác")
    assert [reader.ask("GET", "Schemas").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert reader.ask("GET", "Schemas")["Retry-After"] == "60"
    assert other.ask("GET", "Schemas").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    assert reader.ask("GET", "Schemas").status_code == 200


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('"\\ud800"', 400),
        ('{"userName": "a\\u0000"}', 400),
        ("{}", 400),
        (somebody(number="12"), 400),
        (somebody(userName="Có dấu"), 400),
        (somebody(emails=[{"value": "khong-phai-thu"}]), 400),
        (somebody(name={"formatted": "  "}), 400),
        (somebody(schemas=["urn:khac"]), 400),
        ('{"a":' * 10_000, 400),
        ("x" * 70_000, 413),
    ],
)
def test_a_malformed_user_is_refused(system: Make, content: Any, status: int) -> None:
    assert system("scim:write").ask("POST", "Users", content).status_code == status


@pytest.mark.parametrize("length", ["A" * 5_000, "²", "-1", "9" * 5_000])
def test_a_length_that_is_none_is_refused_and_fails_nothing(system: Make, length: str) -> None:
    token = system("scim:write").token
    answer = Client().post(
        "/scim/v2/Users", "{}", content_type="application/scim+json", CONTENT_LENGTH=length,
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert answer.status_code in (400, 413)


def test_the_provider_says_what_it_does_not_do(system: Make) -> None:
    told = system("scim:read").get("ServiceProviderConfig")
    offered = {name for name, said in told.items() if isinstance(said, dict) and said.get("supported")}
    assert offered == {"patch", "filter", "etag"}
    assert {"bulk", "sort", "changePassword"} <= set(told)
    group = system("scim:read").get(f"Schemas/{CORE}:Group")
    assert {one["mutability"] for one in group["attributes"]} == {"readOnly"}
