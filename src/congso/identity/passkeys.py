"""Passkeys (WebAuthn): what the browser is asked, and whether what it answers is true.

allauth keeps the keys; the checks are made here, because ours are stricter: the page's origin must be exactly the
canonical one, the device must have verified its holder (fingerprint, face or PIN), and it must not count backwards.
"""

import ipaddress
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from congso.kernel.refusals import Incorrect

from . import commands

STATE = "passkey_state"
_HANDLE = "congso-"


def origin(request: HttpRequest) -> str:
    """Return the origin passkeys are bound to: the canonical one. In a demo, the one that was used to come here."""
    if settings.DEMO:
        return f"{request.scheme}://{request.get_host()}"
    return str(settings.SITE_URL)


def are_possible(request: HttpRequest) -> bool:
    """Whether browsers offer passkeys on this address: a name, over HTTPS or on the very machine; never a number."""
    parts = urlsplit(origin(request))
    try:
        ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return parts.scheme == "https" or parts.hostname == "localhost"
    return False


def ask_to_register(request: HttpRequest, *, account_id: int, username: str, full_name: str) -> dict[str, Any]:
    """Return the options with which the browser makes a new key."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(name=username, id=f"{_HANDLE}{account_id}".encode(), display_name=full_name),
        credentials=[key for _factor, key in _keys_of(account_id)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[STATE] = state
    return dict(options)


def register(request: HttpRequest, *, account_id: int, name: str, answer: str, now: datetime) -> None:
    """Keep the key a browser has made. Raises Incorrect."""
    state = request.session.pop(STATE, None)
    try:
        told = json.loads(answer)
        made = _server(request).register_complete(state, RegistrationResponse.from_dict(told))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _untrue() from None
    commands.add_passkey(account_id=account_id, name=name, credential=told, counter=made.counter, now=now)


def ask_to_prove(request: HttpRequest, account_id: int | None) -> dict[str, Any]:
    """Return the options with which the browser uses a key: of an account, or (None) any it has for us."""
    options, state = _server(request).authenticate_begin(
        credentials=[key for _factor, key in _keys_of(account_id)] if account_id is not None else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[STATE] = state
    return dict(options)


def prove(request: HttpRequest, *, account_id: int | None, answer: str, now: datetime) -> int:
    """Return the account whose key the browser has used. Raises Incorrect, NotPossibleNow.

    Without `account_id` the key says whose it is.
    """
    state = request.session.pop(STATE, None)
    try:
        told = AuthenticationResponse.from_dict(json.loads(answer))
        if account_id is None:
            account_id = int((told.response.user_handle or b"").decode().removeprefix(_HANDLE))
        keys = _keys_of(account_id)
        used = _server(request).authenticate_complete(state, [key for _factor, key in keys], told)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _untrue() from None
    factor = next(factor for factor, key in keys if key.credential_id == used.credential_id)
    return commands.prove_by_passkey(factor_id=factor, counter=told.response.authenticator_data.counter, now=now)


def _server(request: HttpRequest) -> Fido2Server:
    here = origin(request)
    place = PublicKeyCredentialRpEntity(name=f"Công số {settings.PROVINCE_NAME}", id=urlsplit(here).hostname)
    return Fido2Server(place, verify_origin=lambda told: told == here)


def _keys_of(account_id: int) -> list[tuple[int, AttestedCredentialData]]:
    found = []
    for factor in Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN).order_by("id"):
        made = RegistrationResponse.from_dict(factor.data["credential"])
        key = made.response.attestation_object.auth_data.credential_data
        if key is not None:
            found.append((factor.id, key))
    return found


def _untrue() -> Incorrect:
    return Incorrect(_("Khóa truy cập không được chấp nhận. Hãy thử lại, hoặc dùng cách khác."), code="wrong_passkey")
