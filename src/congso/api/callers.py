"""Who calls, as the contexts below know them; and how a repeated call is made harmless."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest

from congso.dossiers.permissions import Client
from congso.identity.queries import ClientView
from congso.kernel import clock, idempotency
from congso.kernel.refusals import NotAllowed
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer


def caller(request: HttpRequest) -> Client:
    """Return the calling system as an actor. The officer it acts as counts only while their post lasts."""
    view = cast(ClientView, request.auth)  # type: ignore[attr-defined]
    officer = organisation.acting_officer(view.officer_id, clock.today()) if view.officer_id else None
    return Client(view.id, view.organisation_id, officer)


def acting(request: HttpRequest) -> tuple[Client, ActingOfficer]:
    """Return the calling system and the officer it acts as. Raises NotAllowed for one without an officer."""
    client = caller(request)
    if client.officer is None:
        raise NotAllowed(
            "Hệ thống này không được gắn với một cán bộ đang giữ vị trí, nên không xử lý hồ sơ được.",
            code="no_officer",
        )
    return client, client.officer


def scopes_of(request: HttpRequest) -> frozenset[str]:
    """Return what the calling system's token allows."""
    return cast(ClientView, request.auth).scopes  # type: ignore[attr-defined]


def once(request: HttpRequest, key: str | None, content: Any, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do something once per key of this client and path: a repetition gets the first answer and changes nothing."""
    if not key:
        return do()
    view = cast(ClientView, request.auth)  # type: ignore[attr-defined]
    mark = hashlib.sha256(json.dumps([request.path, content], sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic():
        found = idempotency.claim(f"client:{view.id}", key, mark, now=clock.now())
        if found is not None:
            return found
        answer = do()
        idempotency.answer(f"client:{view.id}", key, answer)
        return answer
