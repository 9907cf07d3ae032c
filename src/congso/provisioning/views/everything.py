"""`/scim/v2/.search`: users and groups in one list (RFC 7644 §3.4.3)."""

from collections.abc import Callable

from django.http import HttpResponse
from scim2_models import InvalidFilterException

from congso.kernel import clock

from .. import queries
from ..queries import Page
from ..rules.resources import Group, User
from . import groups, users
from .lists import answer_list, asked_by_message
from .protocol import Call, scim


@scim("POST", reads_by_post=True)
def search(call: Call) -> HttpResponse:
    """List users, then groups. A filter over what only one of them has finds only these."""
    both = User | Group
    return answer_list(asked_by_message(call, both), both, lambda *how: _read(call, *how))


def _read(call: Call, where: str, offset: int, limit: int) -> Page:
    on, refused = clock.today(), []
    found = Page(0, [])
    asks: list[Callable[[int, int], Page]] = [
        lambda first, most: queries.users(call.client, where=where, offset=first, limit=most, on=on),
        lambda first, most: queries.groups(call.client, where=where, offset=first, limit=most, on=on),
    ]
    for ask in asks:
        try:
            part = ask(max(0, offset - found.total), limit - len(found.resources))
        except InvalidFilterException as error:
            refused.append(error)
            continue
        found = Page(found.total + part.total, found.resources + part.resources)
    if len(refused) == len(asks):
        raise refused[0]
    users.note(call, [one for one in found.resources if isinstance(one, User)])
    groups.note(call, [one for one in found.resources if isinstance(one, Group)])
    return found
