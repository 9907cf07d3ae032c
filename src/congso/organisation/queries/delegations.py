"""Who may act in whose place today, and by which paper."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from congso.kernel.refusals import NotFound
from congso.kernel.rights import known
from congso.organisation.models import Delegation
from congso.organisation.rules import delegation as rules
from congso.organisation.rules.delegation import DelegationKind
from congso.organisation.rules.rights import BASIC

from .officers import ActingOfficer, OfficerLabel, OnBehalf, acting_officer, officer_labels
from .places import valid
from .remembered import remembered


@dataclass(frozen=True, slots=True)
class DelegationView:
    """A delegation as its page shows it."""

    id: int
    kind: DelegationKind
    giver_id: int
    receiver_id: int
    giver: OfficerLabel
    receiver: OfficerLabel
    rights: tuple[str, ...]
    fields_of_work: tuple[str, ...]
    unit_id: int | None
    unit_name: str
    document_number: str
    document_on: date
    document_issuer: str
    valid_from: date
    valid_to: date | None
    entered_as_administrator: bool
    revoked_at: datetime | None
    revoke_reason: str

    @property
    def form(self) -> str:
        """Return the words that stand before the signature."""
        return rules.KINDS[self.kind].form

    @property
    def document(self) -> str:
        """Return the paper in words: "số 12/QĐ-UBND ngày 01/08/2026"."""
        return f"số {self.document_number} ngày {self.document_on:%d/%m/%Y}"

    def stands(self, on: date) -> bool:
        """Tell whether it is in force on a day, as far as the paper says."""
        return self.revoked_at is None and self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def ahead(self, on: date) -> bool:
        """Tell whether it is still to come."""
        return self.revoked_at is None and on < self.valid_from

    @property
    def labels(self) -> list[str]:
        """Return the rights in words; empty for everything that may be passed on."""
        return [found.label for code in self.rights if (found := known(code))]


def _views(rows: QuerySet[Any, Any]) -> list[DelegationView]:
    found = list(rows.select_related("unit"))
    labels = officer_labels({one for row in found for one in (row.giver_id, row.receiver_id)})
    return [
        DelegationView(
            id=row.pk,
            kind=DelegationKind(row.kind),
            giver_id=row.giver_id,
            receiver_id=row.receiver_id,
            giver=labels[row.giver_id],
            receiver=labels[row.receiver_id],
            rights=tuple(row.rights),
            fields_of_work=tuple(row.fields_of_work),
            unit_id=row.unit_id,
            unit_name=row.unit.name if row.unit else "",
            document_number=row.document_number,
            document_on=row.document_on,
            document_issuer=row.document_issuer,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            entered_as_administrator=row.entered_as_administrator,
            revoked_at=row.revoked_at,
            revoke_reason=row.revoke_reason,
        )
        for row in found
    ]


def _in_force(on: date) -> Q:
    return valid(on) & Q(revoked_at__isnull=True)


def delegations_of(officer_id: int) -> list[DelegationView]:
    """Return what an appointment gave and received, the latest first."""
    return _views(Delegation.objects.filter(Q(giver=officer_id) | Q(receiver=officer_id)).order_by("-pk")[:200])


def delegations_in(organisation_id: int) -> list[DelegationView]:
    """Return the delegations of an agency, the latest first, for those who keep them."""
    rows = Delegation.objects.filter(giver__position__unit__organisation=organisation_id)
    return _views(rows.order_by("-pk")[:500])


def delegation(delegation_id: int) -> DelegationView:
    """Return one delegation. Raises NotFound."""
    found = _views(Delegation.objects.filter(pk=delegation_id))
    if not found:
        raise NotFound("Không có ủy quyền này.")
    return found[0]


@remembered(at_most=5_000)
def _received(receiver_ids: tuple[int, ...], on: date) -> tuple[DelegationView, ...]:
    return tuple(_views(Delegation.objects.filter(_in_force(on), receiver__in=receiver_ids).order_by("pk")))


def stand_ins(mine: list[ActingOfficer], on: date) -> list[ActingOfficer]:
    """Return as whom else somebody may act on a day, holding these positions: one for each delegation in force.

    What the giver has lost is not there either: a delegation whose giver's post has ended gives nobody anything.
    """
    found = []
    by_id = {one.id: one for one in mine}
    for one in _received(tuple(sorted(by_id)), on):
        giver = acting_officer(one.giver_id, on)
        if giver is not None:
            found.append(_standing_in(by_id[one.receiver_id], giver, one, on))
    return found


def stand_in(mine: list[ActingOfficer], delegation_id: int, on: date) -> ActingOfficer | None:
    """Return somebody as they act under one delegation; None when it is not theirs, or not in force."""
    found = (one for one in stand_ins(mine, on) if one.on_behalf and one.on_behalf.delegation_id == delegation_id)
    return next(found, None)


def _standing_in(own: ActingOfficer, giver: ActingOfficer, paper: DelegationView, on: date) -> ActingOfficer:
    given = rules.passed_on(giver.rights, paper.kind, paper.rights)
    return replace(
        giver,
        id=own.id,
        account_id=own.account_id,
        person_id=own.person_id,
        name=own.name,
        title=own.title,
        on_behalf=OnBehalf(
            delegation_id=paper.id,
            officer_id=giver.id,
            name=giver.name,
            title=giver.title,
            form=paper.form,
            rights=frozenset(right.value for right in given) | BASIC,
            on=on,
            fields_of_work=paper.fields_of_work,
            unit_id=paper.unit_id,
            document=paper.document,
        ),
    )
