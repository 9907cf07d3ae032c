"""What is offered, and in which shapes (RFC 7644 §4): only what is really there."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    Filter,
    ListResponse,
    Meta,
    NotFoundException,
    Patch,
    ResourceType,
    Schema,
    ServiceProviderConfig,
    Sort,
)

from ..rules.resources import EnterpriseUser, Group, OfficerUser, User
from .lists import MOST
from .protocol import Answered, Call, answer, scim

RESOURCES = (User, Group)
SCHEMAS = (User, EnterpriseUser, OfficerUser, Group)


@scim("GET")
def configuration(call: Call) -> HttpResponse:
    """What this provider can do."""
    told = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer",
                description=_("Mã truy cập do quản trị của tỉnh cấp, phạm vi scim:read hoặc scim:write."),
                primary=True,
            )
        ],
    )
    return answer(_placed(told, "ServiceProviderConfig", ""), scim_ctx=Context.RESOURCE_QUERY_RESPONSE)


@scim("GET")
def resource_types(call: Call, name: str = "") -> HttpResponse:
    """What there is: users and groups."""
    return _listed(call, name, ResourceType, {one.__name__: ResourceType.from_resource(one) for one in RESOURCES})


@scim("GET")
def schemas(call: Call, name: str = "") -> HttpResponse:
    """Of which shape they are, and what of it may be written."""
    found = {str(one.__schema__): one.to_schema() for one in SCHEMAS}
    return _listed(call, name, Schema, found)


@scim("GET", "POST", "PUT", "PATCH", "DELETE")
def nothing(call: Call, rest: str = "") -> HttpResponse:
    """Any other address."""
    raise NotFoundException(detail=_("Không có địa chỉ này trong giao diện SCIM."))


def _listed(call: Call, name: str, model: Any, found: dict[str, Any]) -> HttpResponse:
    if "filter" in call.request.GET:
        raise Answered(403, _("Ở đây không lọc được."))  # RFC 7644 §4
    kind = model.__name__
    if name:
        if name not in found:
            raise NotFoundException(detail=_("Không có mục này."))
        return answer(_placed(found[name], kind, name), scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    told = ListResponse[model](
        total_results=len(found),
        start_index=1,
        items_per_page=len(found),
        resources=[_placed(one, kind, key) for key, one in found.items()],
    )
    return answer(told, scim_ctx=Context.RESOURCE_QUERY_RESPONSE)


def _placed(resource: Any, kind: str, name: str) -> Any:
    place = kind if kind == "ServiceProviderConfig" else f"{kind}s/{name}"
    resource.meta = Meta(resource_type=kind, location=f"{settings.SITE_URL}/scim/v2/{place}")
    return resource
