"""`/scim/v2/Groups`: to be read only."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from scim2_models import Context, NotFoundException, ResponseParameters

from congso.audit.commands import MOST_SUBJECTS, record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.kernel import clock
from congso.kernel.refusals import NotAllowed

from .. import queries
from ..queries import Page
from ..rules.resources import Group
from .lists import answer_list, asked_by_address, asked_by_message
from .protocol import Call, answer_resource, scim


@scim("GET", "POST")
def groups(call: Call) -> HttpResponse:
    """List units and roles."""
    if call.request.method == "POST":
        raise _no()
    asked = asked_by_address(call.request, Group)
    wanted = not _leaves_out_members(asked.attributes, asked.excluded_attributes)
    return answer_list(asked, Group, lambda where, offset, limit: _read(call, where, offset, limit, wanted))


@scim("POST", reads_by_post=True)
def search(call: Call) -> HttpResponse:
    """List units and roles by a message."""
    return answer_list(asked_by_message(call, Group), Group, lambda *how: _read(call, *how))


@scim("GET", "PUT", "PATCH", "DELETE")
def group(call: Call, key: str) -> HttpResponse:
    """One unit or role with its members."""
    found = queries.group(call.client, key, clock.today())
    if found is None:
        raise NotFoundException(detail=_("Không có nhóm này."))
    if call.request.method not in {"GET", "HEAD"}:
        raise _no()
    names = ("attributes", "excludedAttributes")
    asked = ResponseParameters[Group].model_validate(
        {name: call.request.GET[name] for name in names if call.request.GET.get(name)}
    )
    note(call, [found])
    return answer_resource(call, found, scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked)


def _read(call: Call, where: str, offset: int, limit: int, with_members: bool = True) -> Page:
    page = queries.groups(
        call.client, where=where, offset=offset, limit=limit, on=clock.today(), with_members=with_members
    )
    note(call, page.resources)
    return page


def _leaves_out_members(attributes: object, excluded: object) -> bool:
    """Lists of groups are often asked for by name alone; then nobody is looked up."""
    kept = [str(one).lower() for one in attributes or ()]  # type: ignore[attr-defined]
    gone = [str(one).lower() for one in excluded or ()]  # type: ignore[attr-defined]
    return (bool(kept) and not any("members" in one for one in kept)) or any("members" in one for one in gone)


def _no() -> NotAllowed:
    return NotAllowed(
        _(
            "Nhóm là đơn vị và vai trò của vị trí công tác: muốn đổi phải có quyết định bổ nhiệm, điều động, ghi tại "
            "trang Cán bộ và tài khoản. SCIM không bổ nhiệm."
        ),
        code="takes_a_paper",
    )


def note(call: Call, shown: list[Group]) -> None:
    """Write into the trail whose positions a system has read."""
    people = sorted({UUID(member.value) for one in shown for member in one.members or () if member.value})
    for first in range(0, len(people), MOST_SUBJECTS):
        record(
            action="provisioning.read_groups",
            at=clock.now(),
            kind=Kind.READ,
            purpose=Purpose.EXCHANGE,
            client_id=call.client.id,
            officer_id=call.client.officer_id,
            subjects=people[first : first + MOST_SUBJECTS],
            object_kind="group",
            number=len(people),
        )
