"""Agencies and units: founding, opening, closing, and what becomes of them."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from congso.kernel.normalise import fold, sort_key, tidy
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation.models import (
    AdministrativeUnit,
    OfficeHoursPlan,
    Officer,
    Organisation,
    OrganisationIdentifier,
    Position,
    Succession,
    Unit,
)
from congso.organisation.queries import forget
from congso.organisation.rules.roles import Role


@transaction.atomic
def found(
    *,
    kind: str,
    name: str,
    tier: str,
    place_code: str,
    on: date,
    parent_id: int | None = None,
    address: str = "",
    phone: str = "",
    identifiers: Iterable[tuple[str, str]] = (),
) -> int:
    """Found an agency in the place that has `place_code` on a day; return its id. Raises NotFound without the place."""
    place = AdministrativeUnit.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), tier=tier, code=place_code, valid_from__lte=on
    ).first()
    if place is None:
        raise NotFound(f"Không có đơn vị hành chính mang mã {place_code} vào ngày {on:%d/%m/%Y}.")
    agency = Organisation.objects.create(
        kind=kind,
        name=tidy(name),
        sort_key=sort_key(name),
        search_name=fold(name),
        tier=tier,
        place=place,
        parent_id=parent_id,
        address=tidy(address),
        phone=phone.strip(),
        valid_from=on,
    )
    for scheme, value in identifiers:
        identify(organisation_id=agency.pk, scheme=scheme, value=value, on=on)
    forget()
    return agency.pk


@transaction.atomic
def identify(*, organisation_id: int, scheme: str, value: str, on: date) -> None:
    """Give an agency an identifier from a day on; the one it had in the same scheme ends."""
    known = OrganisationIdentifier.objects.select_for_update().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), organisation=organisation_id, scheme=scheme
    )
    for one in known:
        if one.value == value:
            return
        if one.valid_from >= on:
            raise NotPossibleNow(f"Cơ quan đã có mã {one.value} từ ngày {one.valid_from:%d/%m/%Y}.")
        one.valid_to = on
        one.save(update_fields=["valid_to"])
    OrganisationIdentifier.objects.create(organisation_id=organisation_id, scheme=scheme, value=value, valid_from=on)
    forget()


@transaction.atomic
def open_unit(
    *,
    organisation_id: int,
    kind: str,
    name: str,
    on: date,
    fields_of_work: Sequence[str] = (),
    parent_id: int | None = None,
) -> int:
    """Open a unit in an agency; return its id."""
    agency = _agency(organisation_id)
    if agency.valid_to is not None or on < agency.valid_from:
        raise NotPossibleNow(f"{agency.name} không hoạt động từ ngày {on:%d/%m/%Y} trở đi.")
    unit = Unit.objects.create(
        organisation=agency,
        kind=kind,
        name=tidy(name),
        sort_key=sort_key(name),
        fields_of_work=[tidy(field) for field in fields_of_work],
        parent_id=parent_id,
        valid_from=on,
    )
    forget()
    return unit.pk


@transaction.atomic
def close_unit(*, unit_id: int, on: date) -> None:
    """Close a unit from a day on, with the positions in it and the appointments to them."""
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("Không có đơn vị này.")
    if unit.valid_to is not None:
        if unit.valid_to == on:
            return
        raise NotPossibleNow(f"{unit.name} đã đóng từ ngày {unit.valid_to:%d/%m/%Y}.")
    if Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), parent=unit).exists():
        raise NotPossibleNow(f"{unit.name} còn đơn vị trực thuộc: hãy đóng hoặc chuyển các đơn vị đó trước.")
    _close_units([unit], on)
    forget()


@transaction.atomic
def open_position(*, unit_id: int, title: str, roles: Sequence[Role], on: date) -> int:
    """Open a position in a unit with the roles it gives; return its id."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("Không có đơn vị này.")
    if unit.valid_to is not None or on < unit.valid_from:
        raise NotPossibleNow(f"{unit.name} không hoạt động từ ngày {on:%d/%m/%Y} trở đi.")
    return Position.objects.create(
        unit=unit, title=tidy(title), roles=[Role(role).value for role in roles], valid_from=on
    ).pk


def merge(
    *, organisation_ids: Sequence[int], into_id: int, on: date, basis: str = "", units: dict[int, int] | None = None
) -> None:
    """Merge agencies into another (hợp nhất, sáp nhập): see `succeed`."""
    for organisation_id in sorted(organisation_ids):
        succeed(
            organisation_id=organisation_id,
            successor_ids=[into_id],
            on=on,
            kind=Succession.Kind.MERGE,
            basis=basis,
            units=units,
        )


def split(
    *, organisation_id: int, into_ids: Sequence[int], on: date, basis: str = "", units: dict[int, int] | None = None
) -> None:
    """Split an agency into others (chia, tách): see `succeed`."""
    succeed(
        organisation_id=organisation_id,
        successor_ids=into_ids,
        on=on,
        kind=Succession.Kind.SPLIT,
        basis=basis,
        units=units,
    )


def abolish(*, organisation_id: int, tasks_to_id: int, on: date, basis: str = "") -> None:
    """Abolish an agency and give its tasks to another (giải thể, chuyển nhiệm vụ): see `succeed`."""
    succeed(
        organisation_id=organisation_id,
        successor_ids=[tasks_to_id],
        on=on,
        kind=Succession.Kind.ABOLISH,
        basis=basis,
    )


@transaction.atomic
def rename(*, organisation_id: int, name: str, on: date, basis: str = "") -> int:
    """Rename an agency from a day on; return the id of the agency under its new name, to which all units move."""
    old = _agency(organisation_id)
    new = Organisation.objects.create(
        kind=old.kind,
        name=tidy(name),
        sort_key=sort_key(name),
        search_name=fold(name),
        tier=old.tier,
        place=old.place,
        parent=old.parent,
        address=old.address,
        phone=old.phone,
        valid_from=on,
    )
    succeed(organisation_id=old.pk, successor_ids=[new.pk], on=on, kind=Succession.Kind.RENAME, basis=basis)
    return new.pk


@transaction.atomic
def succeed(
    *,
    organisation_id: int,
    successor_ids: Sequence[int],
    on: date,
    kind: str,
    basis: str = "",
    units: dict[int, int] | None = None,
) -> None:
    """End an agency on a day and pass everything on, in one transaction.

    `units` says which running unit moves to which successor. Units not named there move to the only successor when the
    kind is a merger or a renaming, and are closed, with their positions and appointments, in a split or an abolition.
    A unit that moves keeps its id, and so do its positions and appointments: the work waiting there moves along. What
    it was in the old agency stays there as a closed record. Identifiers and office hours end; in a renaming the
    successor takes them over.
    """
    if not successor_ids:
        raise Incorrect("Phải có ít nhất một cơ quan kế thừa.")
    every = {
        one.pk: one
        for one in Organisation.objects.select_for_update()
        .filter(pk__in=[organisation_id, *successor_ids])
        .order_by("pk")
    }
    if organisation_id not in every or any(one not in every for one in successor_ids):
        raise NotFound("Không có cơ quan này.")
    old = every[organisation_id]
    if organisation_id in successor_ids:
        raise Incorrect("Một cơ quan không thể kế thừa chính mình.")
    if old.valid_to is not None:
        raise NotPossibleNow(f"{old.name} đã kết thúc hoạt động từ ngày {old.valid_to:%d/%m/%Y}.")
    for successor in (every[one] for one in successor_ids):
        if successor.valid_to is not None or successor.valid_from > on:
            raise NotPossibleNow(f"{successor.name} không hoạt động vào ngày {on:%d/%m/%Y}.")
    goes = units or {}
    strangers = set(goes.values()) - set(successor_ids)
    if strangers:
        raise Incorrect("Đơn vị chỉ được chuyển về một trong các cơ quan kế thừa.")
    moves_by_default = kind in {Succession.Kind.MERGE, Succession.Kind.RENAME} and len(successor_ids) == 1
    closing = []
    for unit in Unit.objects.select_for_update().filter(organisation=old, valid_to__isnull=True).order_by("pk"):
        new_home = goes.get(unit.pk, successor_ids[0] if moves_by_default else None)
        if new_home is None:
            closing.append(unit)
        else:
            _move_unit(unit, new_home, on)
    _close_units(closing, on)
    _pass_identifiers_on(old, successor_ids[0] if kind == Succession.Kind.RENAME else None, on)
    for plan in OfficeHoursPlan.objects.filter(organisation=old, valid_to__isnull=True, valid_from__lt=on):
        plan.valid_to = on
        plan.save(update_fields=["valid_to"])
        if kind == Succession.Kind.RENAME:
            OfficeHoursPlan.objects.create(
                organisation_id=successor_ids[0], hours=plan.hours, basis=plan.basis, valid_from=on
            )
    Organisation.objects.filter(parent=old, valid_to__isnull=True).update(parent=successor_ids[0])
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    Succession.objects.bulk_create(
        Succession(from_organisation=old, to_organisation_id=one, on=on, kind=kind, basis=basis[:200])
        for one in successor_ids
    )
    forget()


def _move_unit(unit: Unit, new_home: int, on: date) -> None:
    if unit.valid_from < on:
        _leave_record(unit, on)
    Unit.objects.filter(pk=unit.pk).update(organisation=new_home, valid_from=max(on, unit.valid_from), parent=None)


def _leave_record(unit: Unit, on: date) -> None:
    """Leave in the old agency what the unit was until `on`; what goes on begins on that day."""
    record = Unit.objects.create(
        organisation=unit.organisation,
        kind=unit.kind,
        name=unit.name,
        sort_key=unit.sort_key,
        fields_of_work=unit.fields_of_work,
        valid_from=unit.valid_from,
        valid_to=on,
    )
    positions = list(Position.objects.filter(unit=unit, valid_from__lt=on))
    copies = Position.objects.bulk_create(
        Position(
            unit=record,
            title=one.title,
            roles=one.roles,
            valid_from=one.valid_from,
            valid_to=min(one.valid_to, on) if one.valid_to else on,
        )
        for one in positions
    )
    copy_of = {one.pk: copy for one, copy in zip(positions, copies, strict=True)}
    Officer.objects.bulk_create(
        Officer(
            person_id=one.person_id,
            position=copy_of[one.position_id],
            substitute=one.substitute,
            basis=one.basis,
            valid_from=one.valid_from,
            valid_to=min(one.valid_to, on) if one.valid_to else on,
        )
        for one in Officer.objects.filter(position__in=copy_of, valid_from__lt=on)
    )
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    Officer.objects.filter(goes_on, position__in=copy_of, valid_from__lt=on).update(valid_from=on)
    Position.objects.filter(goes_on, pk__in=copy_of, valid_from__lt=on).update(valid_from=on)


def _pass_identifiers_on(old: Organisation, heir_id: int | None, on: date) -> None:
    for one in OrganisationIdentifier.objects.filter(organisation=old, valid_to__isnull=True, valid_from__lt=on):
        one.valid_to = on
        one.save(update_fields=["valid_to"])
        if heir_id is not None:
            OrganisationIdentifier.objects.create(
                organisation_id=heir_id, scheme=one.scheme, value=one.value, valid_from=on
            )


def _close_units(units: Sequence[Unit], on: date) -> None:
    open_still = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    ids = [unit.pk for unit in units]
    # Appointments and positions that would begin later never come to be: they are taken back.
    Officer.objects.filter(position__unit__in=ids, valid_from__gte=on).delete()
    Officer.objects.filter(open_still, position__unit__in=ids).update(valid_to=on)
    Position.objects.filter(unit__in=ids, valid_from__gte=on).delete()
    Position.objects.filter(open_still, unit__in=ids).update(valid_to=on)
    Unit.objects.filter(pk__in=ids).update(valid_to=on)


def _agency(organisation_id: int) -> Organisation:
    agency = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if agency is None:
        raise NotFound("Không có cơ quan này.")
    return agency
