"""Who can see a dossier, and why: worked out by the same rule that lets them in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from congso.dossiers import permissions
from congso.dossiers.models import Dossier
from congso.dossiers.rules.rights import DossierRight
from congso.identity import queries as identity
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.representation import queries as representation

from .noting import note, people_of

NOT_FOUND = "Không tìm thấy hồ sơ này, hoặc hồ sơ không thuộc cơ quan của bạn."


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can see the dossier: who, where, by which rule."""

    name: str
    place: str
    why: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class ReadersView:
    """Everybody who can see one dossier today. `opens`: whether the asker may open it too."""

    dossier_id: UUID
    shown_code: str
    procedure_name: str
    people: tuple[Reader, ...]
    officers: tuple[Reader, ...]
    opens: bool


def readers(officer: ActingOfficer, dossier_id: UUID, *, now: datetime) -> ReadersView:
    """Return who can see a dossier today: for heads, inspectors, and administrators of its agencies.

    An administrator learns who, never what: the names of the people stay hidden from those who may not see the
    dossier. Raises NotFound for a dossier of other agencies. A constant number of queries per agency.
    """
    dossier = Dossier.objects.filter(id=dossier_id).first()
    if dossier is None or not _may_ask(officer, dossier):
        raise NotFound(NOT_FOUND)
    opens = permissions.may_see(officer, dossier)
    on = now.astimezone(VIETNAM).date()
    subjects = people_of(dossier) if opens else ()
    note(officer, "dossiers.readers", now=now, subjects=subjects, object_kind="dossier", object_id=dossier.id)
    return ReadersView(
        dossier.id, str(dossier), dossier.procedure_name, _people(dossier, opens, on), _officers(dossier, on), opens
    )


def code_to_id(officer: ActingOfficer, code: str) -> UUID:
    """Return the dossier that a code means, for those who may ask who sees it. Raises NotFound."""
    bare = "".join(code.split()).upper()[:40]
    dossier = Dossier.objects.filter(Q(code=bare) | Q(registration_code=bare)).first() if bare.isprintable() else None
    if dossier is None or not _may_ask(officer, dossier):
        raise NotFound(NOT_FOUND)
    return dossier.id


def _may_ask(officer: ActingOfficer, dossier: Dossier) -> bool:
    if not officer.may(DossierRight.SEE_READERS):
        return False
    of_its_agencies = officer.organisation_id in (
        dossier.receiving_organisation_id,
        dossier.processing_organisation_id,
    )
    # Who sees nothing else of dossiers keeps the agency's rights; a head looks after what they may see themselves.
    return permissions.may_see(officer, dossier) or (of_its_agencies and not officer.may(*permissions.SEEING))


def _people(dossier: Dossier, opens: bool, on: date) -> tuple[Reader, ...]:
    parts = _parts(dossier, on)
    known = identity.persons([one for one, _part, _why in parts]) if opens else {}
    return tuple(
        Reader(
            known[one].full_name if one in known else part,
            "Người dân, doanh nghiệp",
            f"{part}: {why}",
            "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15",
        )
        for one, part, why in parts
    )


def _parts(dossier: Dossier, on: date) -> list[tuple[UUID, str, str]]:
    """Return which people see a dossier on a day, as what, and why: the same lines as `permissions.may_follow`."""
    together = [
        (one, "Người cùng đề nghị", "xem hồ sơ mình cùng đứng tên.")
        for one in dossier.co_applicant_ids
        if one not in (dossier.applicant_id, dossier.submitter_id)
    ]
    return [*_whose(dossier, on), *together]


def _whose(dossier: Dossier, on: date) -> list[tuple[UUID, str, str]]:
    if dossier.body_id is not None:
        members = representation.who_acts_for(dossier.body_id, dossier.procedure_code, on)
        acting = {one.person_id: str(one.role.label) for one in reversed(members)}
        return [(one, part, "xem hồ sơ của tổ chức mình thay mặt.") for one, part in acting.items()]
    parts = [(dossier.applicant_id, "Chủ hồ sơ", "xem hồ sơ của chính mình.")]
    submitter = dossier.submitter_id
    if submitter is None or submitter == dossier.applicant_id:
        return parts
    if permissions.is_person_of(submitter, dossier, representation.standing(submitter, on)):
        parts.append((submitter, "Người nộp thay", "xem hồ sơ mình đã nộp thay."))
    return parts


def _officers(dossier: Dossier, on: date) -> tuple[Reader, ...]:
    agencies = {dossier.receiving_organisation_id, dossier.processing_organisation_id}
    agencies |= {organisation.unit(unit_id).organisation_id for unit_id in dossier.unit_ids}
    holders = [
        holder
        for agency in sorted(agencies)
        for position in organisation.positions(agency, on)
        for holder in position.holders
    ]
    found = []
    for one in [*holders, *organisation.stand_ins(holders, on)]:
        right = permissions.why_seen(one, dossier)
        if right is not None:
            name = f"{one.name}, {one.title}" + (f", {one.on_behalf.said}" if one.on_behalf else "")
            found.append(Reader(name, f"{one.unit_name}, {one.organisation_name}", right.label, right.law))
    return tuple(found)
