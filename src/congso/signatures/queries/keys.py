"""Who has which key: what is shown before signing, and to the administrator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..models import SigningCredential
from ..rules.keys import ENDINGS, WARN_BEFORE, KeyState, Medium, ends_soon, state_of, warning_due


@dataclass(frozen=True, slots=True)
class KeyView:
    """A certificate to sign with; `person_id` or `organisation_id` says whose. `ending` in words, "" while in use."""

    id: UUID
    person_id: UUID | None
    organisation_id: int | None
    medium: str
    subject: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    has_picture: bool
    picture_mm: float | None
    reference: str
    registered_at: datetime
    ended_at: datetime | None
    ending: str
    was_lost: bool
    warned_at: datetime | None

    @property
    def medium_label(self) -> str:
        """Where the key is, in words."""
        return str(Medium(self.medium).label)

    @property
    def signs_alone(self) -> bool:
        """Tell whether it signs without its holder typing anything: only then a job can use it."""
        return self.medium in {Medium.SOFTWARE, Medium.TOKEN}

    def state(self, now: datetime) -> KeyState:
        """Tell how it stands."""
        return state_of(self.valid_from, self.valid_to, self.ended_at, now)

    def must_be_warned_of(self, now: datetime) -> bool:
        """Tell whether people are to be warned now that it ends."""
        return self.ended_at is None and warning_due(self.valid_to, self.warned_at, now)

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether it may sign now."""
        return self.ended_at is None and self.valid_from <= now < self.valid_to

    def ends_soon(self, now: datetime) -> bool:
        """Tell whether it ends within the time in which one is warned."""
        return self.ended_at is None and ends_soon(self.valid_to, now)


def key_of_person(person_id: UUID, now: datetime) -> KeyView | None:
    """Return the certificate somebody can sign with now."""
    return _in_force(SigningCredential.objects.filter(person_id=person_id, ended_at=None).first(), now)


def key_of_agency(organisation_id: int, now: datetime) -> KeyView | None:
    """Return the certificate an agency signs with now, instead of its seal."""
    return _in_force(SigningCredential.objects.filter(organisation_id=organisation_id, ended_at=None).first(), now)


def key(credential_id: UUID) -> KeyView | None:
    """Return one, whether it is still in use or not."""
    row = SigningCredential.objects.filter(id=credential_id).first()
    return _view(row) if row is not None else None


def keys(*, person_ids: Iterable[UUID] | None = None, organisation_ids: Iterable[int] | None = None) -> list[KeyView]:
    """Return certificates of some people or agencies, of all without either; in use and ending soonest come first."""
    found = SigningCredential.objects.all()
    if person_ids is not None:
        found = found.filter(person_id__in=list(person_ids))
    if organisation_ids is not None:
        found = found.filter(organisation_id__in=list(organisation_ids))
    return sorted(key_views(found), key=lambda one: (one.ended_at is not None, one.valid_to, one.subject))


def key_views(rows: Iterable[SigningCredential]) -> list[KeyView]:
    """Return rows as they are told."""
    return [_view(row) for row in rows]


def keys_ending(now: datetime) -> list[KeyView]:
    """Return the certificates in use that end within the time in which one is warned, the soonest first."""
    found = SigningCredential.objects.filter(ended_at=None, valid_to__gt=now, valid_to__lte=now + WARN_BEFORE)
    return key_views(found.order_by("valid_to", "subject"))


def _in_force(row: SigningCredential | None, now: datetime) -> KeyView | None:
    view = _view(row) if row is not None else None
    return view if view is not None and view.is_in_force(now) else None


def _view(row: SigningCredential) -> KeyView:
    return KeyView(
        id=row.id,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        medium=row.medium,
        subject=row.subject,
        issuer=row.issuer,
        serial=row.serial,
        fingerprint=row.fingerprint,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        has_picture=bool(row.picture),
        picture_mm=row.picture_mm,
        reference=row.reference,
        registered_at=row.registered_at,
        ended_at=row.ended_at,
        ending=ENDINGS.get(row.ending, row.ending),
        was_lost=row.ending == "lost",
        warned_at=row.expiry_told_at,
    )
