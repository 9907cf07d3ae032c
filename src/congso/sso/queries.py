"""Reading connected systems and the sessions there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Client
from django.db.models import Count, Q

from congso.identity import queries as identity
from congso.organisation import queries as organisation

from .models import Agreement, ConnectedSystem, RemoteSession, SigningKey


@dataclass(frozen=True, slots=True)
class SystemView:
    """A connected system as its administrator sees it."""

    id: str
    name: str
    audience: str
    audience_label: str
    is_public: bool
    asks_consent: bool
    pkce_required: bool
    may_introspect: bool
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    post_logout_uris: tuple[str, ...]
    logout_uri: str
    owner_id: int
    owner_name: str
    registered_at: datetime
    disabled_at: datetime | None
    last_used_at: datetime | None
    living_sessions: int = 0
    untold: int = 0

    def is_for(self, kind: str) -> bool:
        """Tell whether accounts of this kind (`officer`, `citizen`) may sign in there."""
        return self.audience == "everyone" or self.audience == {"officer": "officers", "citizen": "people"}.get(kind)


@dataclass(frozen=True, slots=True)
class AgreementView:
    """What somebody shares with a system."""

    client_id: str
    system_name: str
    scopes: tuple[str, ...]
    given_at: datetime


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A signing key, its private half still encrypted."""

    kid: str
    sealed_pem: str
    made_at: datetime
    signs_from: datetime
    retires_at: datetime | None


def systems() -> list[SystemView]:
    """Return every connected system by name, disabled ones too."""
    rows = (
        ConnectedSystem.objects.select_related("client", "owner", "owner__organisation")
        .annotate(
            living=Count("client__remote_sessions", filter=Q(client__remote_sessions__ended_at__isnull=True)),
            untold=Count(
                "client__remote_sessions",
                filter=Q(
                    client__remote_sessions__ended_at__isnull=False,
                    client__remote_sessions__told_at__isnull=True,
                    client__remote_sessions__attempts__gt=0,
                ),
            ),
        )
        .order_by("client__name", "client_id")
    )
    return [system_view(row, row.living, row.untold) for row in rows]


def system(client_id: str) -> SystemView | None:
    """Return one connected system, or None."""
    if "\0" in client_id:
        return None
    row = (
        ConnectedSystem.objects.select_related("client", "owner", "owner__organisation")
        .filter(client_id=client_id)
        .first()
    )
    return system_view(row) if row else None


def open_system(client_id: str) -> SystemView | None:
    """Return a connected system that is not disabled, or None."""
    found = system(client_id)
    return found if found and found.disabled_at is None else None


def living(session_id: UUID | str | None, *, now: datetime, today: date) -> RemoteSession | None:
    """Return a session that still holds: here, in the account, in the appointment and in the system; else None."""
    if not session_id:
        return None
    row = (
        RemoteSession.objects.select_related("client__system", "account", "officer")
        .filter(
            id=session_id,
            ended_at__isnull=True,
            expires_at__gt=now,
            account__is_active=True,
            client__system__disabled_at__isnull=True,
        )
        .first()
    )
    if row is None or (row.officer_id and acting_in(row, today) is None):
        return None
    return row


def acting_in(session: RemoteSession, today: date) -> organisation.ActingOfficer | None:
    """Return as whom an officer acts in a session, on behalf of somebody or not; None when that has ended."""
    officer = organisation.acting_officer(session.officer_id, today) if session.officer_id else None
    if officer and session.delegation_id:
        return organisation.stand_in([officer], session.delegation_id, today)
    return officer


def facts_of(session: RemoteSession, *, today: date) -> dict[str, Any]:
    """Return everything that may be told about who is in a session; the scopes decide how much of it is."""
    account = session.account
    person = identity.person_of_account(account.pk)
    facts: dict[str, Any] = {"account_kind": account.kind}
    if person:
        facts |= {
            "name": person.full_name,
            "email": person.email,
            "email_verified": False if person.email else None,
            "phone_number": person.phone,
            "phone_number_verified": False if person.phone else None,
            "identity_number": person.identity_number,
            "birthdate": person.born_on.isoformat() if person.born_on else None,
            "gender": person.gender,
        }
    if account.kind == "officer":
        facts["preferred_username"] = account.username
    officer = acting_in(session, today)
    if officer:
        behalf = officer.on_behalf
        facts |= {
            "organisation": {
                "id": officer.organisation_id,
                "name": officer.organisation_name,
                "tier": officer.tier,
                **({"code": code} if (code := organisation.identifier(officer.organisation_id, "new", today)) else {}),
            },
            "unit": {"id": officer.unit_id, "name": officer.unit_name},
            "position": officer.title,
            "appointment": str(officer.id),
            "on_behalf": behalf
            and {
                "appointment": str(behalf.officer_id),
                "name": behalf.name,
                "position": behalf.title,
                "form": behalf.form,
                "document": behalf.document,
            },
            "roles": sorted(role.value for role in officer.roles),
        }
    return facts


def agreed_scopes(client_id: str, account_id: int) -> frozenset[str]:
    """Return what somebody agreed to share with a system."""
    row = Agreement.objects.filter(client_id=client_id, account_id=account_id, withdrawn_at__isnull=True).first()
    return frozenset(row.scopes) if row else frozenset()


def agreements(account_id: int) -> list[AgreementView]:
    """Return with whom somebody shares what, the newest first."""
    rows = (
        Agreement.objects.filter(account_id=account_id, withdrawn_at__isnull=True)
        .select_related("client")
        .order_by("-given_at", "id")
    )
    return [AgreementView(row.client_id, row.client.name, tuple(row.scopes), row.given_at) for row in rows]


def keys(now: datetime) -> list[SealedKey]:
    """Return the keys that are published at an instant, the oldest first."""
    rows = SigningKey.objects.filter(Q(retires_at__isnull=True) | Q(retires_at__gt=now)).order_by("made_at", "kid")
    return [SealedKey(row.kid, row.sealed_pem, row.made_at, row.signs_from, row.retires_at) for row in rows]


def account_of_subject(client_id: str, subject: str) -> int | None:
    """Return whose `sub` this is in a system: of whoever had a session there under it."""
    found = (
        RemoteSession.objects.filter(client_id=client_id, subject=subject[:64])
        .values_list("account_id", flat=True)
        .first()
    )
    return int(found) if found is not None else None


def system_view(row: ConnectedSystem, living_sessions: int = 0, untold: int = 0) -> SystemView:
    client: Any = row.client
    owner: Any = row.owner
    return SystemView(
        id=client.id,
        name=client.name,
        audience=row.audience,
        audience_label=row.get_audience_display(),
        is_public=client.type == Client.Type.PUBLIC,
        asks_consent=not client.skip_consent,
        pkce_required=row.pkce_required,
        may_introspect=row.may_introspect,
        scopes=tuple(client.get_scopes()),
        redirect_uris=tuple(client.get_redirect_uris()),
        post_logout_uris=tuple(client.get_post_logout_redirect_uris()),
        logout_uri=row.logout_uri,
        owner_id=row.owner_id,
        owner_name=f"{owner.name}, {owner.organisation.name}",
        registered_at=row.registered_at,
        disabled_at=row.disabled_at,
        last_used_at=row.last_used_at,
        living_sessions=living_sessions,
        untold=untold,
    )
