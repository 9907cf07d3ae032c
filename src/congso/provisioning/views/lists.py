"""Pages of resources (RFC 7644 §3.4.2), asked for by address or by a message."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from scim2_models import Context, ListResponse, SearchRequest

from ..queries import Page
from .protocol import Call, answer

MOST = 200
"""A page at most; the configuration says so."""

LONGEST_WAY = 1_000_000

Ask = Callable[[str, int, int], Page]


def asked_by_address(request: HttpRequest, model: Any) -> SearchRequest[Any]:
    """Return what a GET asks for. Raises a pydantic ValidationError."""
    names = ("filter", "startIndex", "count", "attributes", "excludedAttributes", "sortBy", "sortOrder")
    given = {name: request.GET[name] for name in names if request.GET.get(name)}
    return SearchRequest[model].model_validate(given)


def asked_by_message(call: Call, model: Any) -> SearchRequest[Any]:
    """Return what a POST to `.search` asks for. Raises a pydantic ValidationError."""
    return SearchRequest[model].model_validate(call.body(), scim_ctx=Context.SEARCH_REQUEST)


def answer_list(asked: SearchRequest[Any], model: Any, ask: Ask) -> HttpResponse:
    """Answer with the page that was asked for: `ask(filter, offset, limit)`."""
    offset = min(max(0, (asked.start_index or 1) - 1), LONGEST_WAY)
    limit = MOST if asked.count is None else min(max(0, asked.count), MOST)
    page = ask(str(asked.filter or ""), offset, limit)
    told = ListResponse[model](
        total_results=page.total,
        start_index=offset + 1,
        items_per_page=len(page.resources),
        resources=page.resources or None,
    )
    return answer(told, scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked)
