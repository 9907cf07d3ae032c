"""`/scim/v2/Users`."""

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from scim2_models import Context, NotFoundException, PatchOp, ResponseParameters

from congso.audit.commands import MOST_SUBJECTS, record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.identity import queries as persons
from congso.identity.queries import OfficerAccount
from congso.kernel import clock, idempotency

from .. import commands, queries
from ..commands import NewUser
from ..queries import Page
from ..rules.resources import OfficerUser, User
from .lists import answer_list, asked_by_address, asked_by_message
from .protocol import Call, answer_resource, scim


@scim("GET", "POST")
def users(call: Call) -> HttpResponse:
    """List users, or open an account for one."""
    if call.request.method == "POST":
        return _open(call)
    return answer_list(asked_by_address(call.request, User), User, lambda *how: _read(call, *how))


@scim("POST", reads_by_post=True)
def search(call: Call) -> HttpResponse:
    """List users by a message."""
    return answer_list(asked_by_message(call, User), User, lambda *how: _read(call, *how))


@scim("GET", "PUT", "PATCH", "DELETE")
def user(call: Call, person_id: UUID) -> HttpResponse:
    """One user: read, replaced, changed, let go."""
    if call.request.method in {"GET", "HEAD"}:
        asked = ResponseParameters[User].model_validate(_chosen(call.request))
        _account, found = _there(call, person_id, clock.today())
        note(call, [found])
        return _shown(call, found, asked=asked)
    commands.hold(person_id)
    account, found = _there(call, person_id, clock.today())
    call.check_version(found)
    match call.request.method:
        case "PUT":
            return _change(call, account, found, _replacement(call, account, found))
        case "PATCH":
            sent = PatchOp[User].model_validate(call.body(), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
            wanted = found.model_copy(deep=True)
            sent.patch(wanted)
            return _change(call, account, found, wanted)
    commands.let_go(
        client=call.client, account_id=account.id, person_id=person_id, today=clock.today(), now=clock.now()
    )
    return HttpResponse(status=204)


def _read(call: Call, where: str, offset: int, limit: int) -> Page:
    page = queries.users(call.client, where=where, offset=offset, limit=limit, on=clock.today())
    note(call, page.resources)
    return page


def _open(call: Call) -> HttpResponse:
    content = call.body()
    sent = User.model_validate(content, scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    now, today = clock.now(), clock.today()
    scope, key = f"scim:{call.client.id}", call.request.headers.get("Idempotency-Key", "")
    known: dict[str, Any] | None = None
    if key:
        mark = hashlib.sha256(call.request.body).hexdigest()
        known = idempotency.claim(scope, key, mark, now=now)
    if known is not None:
        person_id = UUID(known["id"])
    else:
        person_id = commands.open_user(client=call.client, facts=_facts(sent), today=today, now=now)
        if key:
            idempotency.answer(scope, key, {"id": str(person_id)})
    _account, made = _there(call, person_id, today)
    return answer_resource(call, made, 201, scim_ctx=Context.RESOURCE_CREATION_RESPONSE)


def _facts(sent: User) -> NewUser:
    extension = sent[OfficerUser]
    return NewUser(
        username=sent.user_name or "",
        full_name=(sent.name and sent.name.formatted) or "",
        identity_number=(extension and extension.identity_number) or "",
        email=_address(sent),
        external_id=sent.external_id or "",
        active=sent.active is not False,
    )


def _replacement(call: Call, account: OfficerAccount, found: User) -> User:
    """Return what a PUT wants; what is given once must be as it is (RFC 7644 §3.5.1)."""
    wanted = User.model_validate(call.body(), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    whole, person = found.model_copy(deep=True), persons.person(account.person_id)
    extension = whole[OfficerUser] or OfficerUser()
    extension.identity_number = person.identity_number if person else None
    whole[OfficerUser] = extension
    wanted.replace(whole)
    return wanted


def _change(call: Call, account: OfficerAccount, found: User, wanted: User) -> HttpResponse:
    today = clock.today()
    active = account.is_active if wanted.active is None else wanted.active
    same = (active, wanted.external_id, _address(wanted)) == (account.is_active, found.external_id, account.email)
    if not same:
        commands.change_user(
            client=call.client,
            account_id=account.id,
            person_id=account.person_id,
            email=_address(wanted),
            active=active,
            external_id=wanted.external_id or "",
            today=today,
            now=clock.now(),
        )
    _account, now_there = _there(call, account.person_id, today)
    return answer_resource(call, now_there, scim_ctx=Context.RESOURCE_REPLACEMENT_RESPONSE)


def _there(call: Call, person_id: UUID, today: date) -> tuple[OfficerAccount, User]:
    found = queries.user(call.client, person_id, today)
    if found is None:
        raise NotFoundException(detail=_("Không có tài khoản cán bộ này."))
    return found


def _address(wanted: User) -> str:
    return str((wanted.emails[0].value if wanted.emails else "") or "")


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("attributes", "excludedAttributes") if request.GET.get(name)}


def _shown(call: Call, found: User, *, asked: ResponseParameters[User]) -> HttpResponse:
    return answer_resource(call, found, scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked)


def note(call: Call, shown: list[User]) -> None:
    """Write into the trail whose accounts a system has read."""
    people = [UUID(one.id) for one in shown]
    for first in range(0, len(people), MOST_SUBJECTS):
        record(
            action="provisioning.read_users",
            at=clock.now(),
            kind=Kind.READ,
            purpose=Purpose.EXCHANGE,
            client_id=call.client.id,
            officer_id=call.client.officer_id,
            subjects=people[first : first + MOST_SUBJECTS],
            object_kind="account",
            number=len(people),
        )
