"""Certificates for the demo: whoever signs gets one from the simulated authority, with a picture that is drawn here.

A province registers certificates that a real authority issued; nothing here runs without an address of a simulated one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from congso.kernel import outgoing
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect
from congso.organisation import queries as organisation
from congso.organisation.rules.roles import Role

from ..making import pictures
from ..models import SigningCredential
from ..rules.keys import Medium
from ..rules.places import SIGNATURE_SIZE
from .credentials import Holder, register, set_picture

log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Certificates that one run asks for."""
LONGEST_NAME = 64
"""X.520: a common name and a name of an organisation have at most 64 characters."""


@dataclass(frozen=True, slots=True)
class _Signer:
    """Somebody, or an agency, that signs and has no certificate."""

    holder: Holder
    authority: str
    name: str
    organisation: str


def enrol_missing(*, now: datetime, most: int = AT_ONCE, organisation_id: int | None = None) -> int:
    """Have certificates issued to leaders and agencies that have none; return how many. An authority that is away,
    or refuses, ends the run; the next one goes on. With an `organisation_id` only that agency and its leaders.
    """
    if not settings.SIGNATURE_AUTHORITY_URL:
        return 0
    session = outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE, seconds=60)
    done = 0
    try:
        for one in _without(now, organisation_id):
            if done == most:
                break
            _enrol(one, session, now)
            done += 1
    except (outgoing.Trouble, ValueError, KeyError, Incorrect) as trouble:
        log.warning("signatures.not_enrolled", why=str(trouble)[:200])
    finally:
        session.close()
    return done


def _without(now: datetime, organisation_id: int | None) -> Iterator[_Signer]:
    """Yield leaders, then their agencies; those of the smallest agencies first, where the demo's visitors sign in."""
    on = now.astimezone(VIETNAM).date()
    people = set(SigningCredential.objects.filter(person__isnull=False).values_list("person_id", flat=True))
    agencies = set(
        SigningCredential.objects.filter(organisation__isnull=False).values_list("organisation_id", flat=True)
    )
    leaders = sorted(
        (one for listed in organisation.officers_by_unit(on).values() for one in listed if one.has(Role.LEADER)),
        key=lambda one: (one.organisation_id, one.id),
    )
    met: set[UUID] = set()
    for one in leaders:
        if organisation_id not in (None, one.organisation_id):
            continue
        if one.person_id not in people | met:
            met.add(one.person_id)
            yield _Signer(Holder(person_id=one.person_id), "can-bo", one.name, one.organisation_name)
        if one.organisation_id not in agencies:
            agencies.add(one.organisation_id)
            yield _Signer(
                Holder(organisation_id=one.organisation_id), "co-quan", one.organisation_name, one.organisation_name
            )


def _enrol(one: _Signer, session: outgoing.Session, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    told = _asked(session, one, request.public_bytes(serialization.Encoding.PEM).decode())
    held = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    chain = "".join([told["certificate"], *told["chain"]])
    kept = register(holder=one.holder, medium=Medium.SOFTWARE, chain=chain, key=held, now=now)
    is_agency = one.holder.organisation_id is not None
    set_picture(
        credential_id=kept,
        png=pictures.seal(one.name) if is_agency else pictures.handwriting(one.name),
        width_mm=settings.SEAL_MM if is_agency else SIGNATURE_SIZE[0],
        now=now,
        officer_id=None,
    )


def _asked(session: outgoing.Session, one: _Signer, request: str) -> dict[str, Any]:
    answer = session.post(
        f"{settings.SIGNATURE_AUTHORITY_URL}/chung-thu/cap",
        json={
            "csr": request,
            "ca": one.authority,
            "name": one.name[:LONGEST_NAME],
            "organisation": one.organisation[:LONGEST_NAME],
        },
        headers={"Authorization": f"Bearer {settings.SIGNATURE_AUTHORITY_TOKEN}"},
    )
    told = answer.json()
    if answer.status_code != 201:
        raise ValueError(str(told.get("error_description", answer.status_code)))
    assert isinstance(told, dict)
    return told
