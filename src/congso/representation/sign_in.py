"""A sign-in through VNeID with an organisation's identity: its representative acts for it from then on."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.kernel import clock
from congso.kernel.refusals import Incorrect

from . import commands
from .acting import act_for
from .rules.bodies import read_body


def take_body(request: HttpRequest, *, account_id: int, person_id: Any, claims: Mapping[str, Any]) -> None:
    """Keep the organisation that the claims speak of, and act for it in this session; nothing for a person's own.

    When the organisation cannot be told from others, the person is signed in for themselves and reads why.
    """
    now = clock.now()
    act_for(request, None)
    try:
        facts = read_body(claims, settings.VNEID_BODY_CLAIMS)
    except Incorrect as refusal:
        record(
            action="representation.body_refused",
            at=now,
            kind=Kind.SIGN_IN,
            purpose=Purpose.SECURITY,
            account_id=account_id,
            person_id=person_id,
            reason=refusal.code,
        )
        messages.warning(request, refusal.message)
        return
    if facts is not None:
        body = commands.sign_in_for_body(facts=facts, person_id=person_id, account_id=account_id, now=now)
        act_for(request, body)
