"""The plainest province in which a dossier can live, for the tests of everybody above.

    province = plain_province()                       # two communes, their desks, divisions, leaders and clerks
    dossier_id = submitted(province)                  # a dossier of a citizen, waiting at the desk
    dossier_id = in_progress(province)                # … accepted and forwarded to the division
    dossier_id = finished(province)                   # … with an issued result

Every function calls the real commands; nothing is written behind their back. `NOW` is Monday 03/08/2026, 09:00.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from congso.catalogue import queries as catalogue
from congso.catalogue.commands import store_edition
from congso.catalogue.rules.content import Component, Deadline, Fee, Method, ProcedureContent, Result, Unit
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group
from congso.catalogue.rules.policy import ProcedurePolicy
from congso.identity.models import Account, Person
from congso.identity.queries import identity_index
from congso.kernel.clock import VIETNAM
from congso.kernel.normalise import fold, person_sort_key, sort_key
from congso.kernel.testing_rows import Kept
from congso.organisation import queries as organisation
from congso.organisation.models import (
    AdministrativeUnit,
    CalendarEdition,
    Officer,
    Organisation,
    OrganisationIdentifier,
    Position,
    Revision,
)
from congso.organisation.models import Unit as UnitRow
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

from . import commands
from .commands import Applicant, SupplementItem

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)
TODAY = NOW.date()
_LONG_AGO = date(2020, 1, 1)
_counter = count(1)

PROCEDURE_CODE = "1.001612"
FIELD = "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)"
ANSWERS = {
    "applicant_name": "Nguyễn Văn Bảo",
    "applicant_identity_number": "096095000123",
    "applicant_phone": "0912345678",
    "content": "Mở quán cà phê",
}


@dataclass(frozen=True)
class Agency:
    """A commune's committee with one officer per role, as they act on `TODAY`."""

    id: int
    desk: int
    division: int
    other_division: int
    leadership: int
    clerks: int
    counter: ActingOfficer
    specialist: ActingOfficer
    colleague: ActingOfficer
    unit_head: ActingOfficer
    neighbour: ActingOfficer
    neighbour_head: ActingOfficer
    leader: ActingOfficer
    clerk: ActingOfficer
    inspector: ActingOfficer
    administrator: ActingOfficer

    @property
    def officers(self) -> tuple[ActingOfficer, ...]:
        """Every officer of the agency."""
        return (
            self.counter,
            self.specialist,
            self.colleague,
            self.unit_head,
            self.neighbour,
            self.neighbour_head,
            self.leader,
            self.clerk,
            self.inspector,
            self.administrator,
        )


@dataclass(frozen=True)
class Province:
    """Two communes, a procedure they receive, a citizen and a stranger."""

    commune: Agency
    other_commune: Agency
    version_id: int
    citizen: Applicant
    stranger: Applicant

    @cached_property
    def citizen_person(self) -> Person:
        """The citizen as a person."""
        return Person.objects.get(id=self.citizen.person_id)


def person(full_name: str = "Trần Thị Mai", **fields: Any) -> Person:
    """A person of that name."""
    if number := fields.get("identity_number"):
        fields["identity_index"] = identity_index(number)
    return Person.objects.create(
        full_name=full_name, name_sort_key=person_sort_key(full_name), search_name=fold(full_name), **fields
    )


def citizen(full_name: str = "Nguyễn Văn Bảo", **fields: Any) -> Applicant:
    """A person with an account, signed in through VNeID at level 2."""
    who = person(full_name, **fields)
    account = Account.objects.create(username=f"dan-{next(_counter)}-{who.id}", kind="citizen", person=who)
    return Applicant(account.id, who.id, "vneid-2")


def officer(unit: UnitRow, title: str, *roles: Role, name: str = "Lê Minh Khôi", password: str = "") -> ActingOfficer:
    """Somebody holding a position with these roles, with an officer's account."""
    who = person(name)
    account = Account(username=f"cb-{next(_counter)}-{who.id}", kind="officer", person=who)
    if password:
        account.set_password(password)
    account.save()
    position = Position.objects.create(
        unit=unit, title=title, roles=[role.value for role in roles], valid_from=_LONG_AGO
    )
    row = Officer.objects.create(person=who, position=position, valid_from=_LONG_AGO)
    acting = organisation.acting_officer(row.pk, TODAY)
    assert acting is not None
    return acting


def _unit(agency: Organisation, kind: str, name: str, fields: tuple[str, ...] = ()) -> UnitRow:
    return UnitRow.objects.create(
        organisation=agency,
        kind=kind,
        name=name,
        sort_key=sort_key(name),
        fields_of_work=list(fields),
        valid_from=_LONG_AGO,
    )


def place(tier: str, code: str, name: str, parent: AdministrativeUnit | None = None) -> AdministrativeUnit:
    """A place that has always been there."""
    return AdministrativeUnit.objects.create(
        tier=tier,
        code=code,
        kind={"province": "tỉnh", "commune": "xã"}.get(tier, tier),
        name=name,
        full_name=name,
        sort_key=sort_key(name),
        search_name=fold(name),
        parent=parent,
        province_code=code[:2] if tier == "province" else (parent.code if parent else "96"),
        valid_from=_LONG_AGO,
    )


def agency(where: AdministrativeUnit, identifier: str) -> Agency:
    """The committee of a commune with its desk, two divisions, leaders and clerks."""
    name = f"Ủy ban nhân dân {where.name}"
    row = Organisation.objects.create(
        kind="commune_committee",
        name=name,
        sort_key=sort_key(name),
        search_name=fold(name),
        tier="commune",
        place=where,
        valid_from=_LONG_AGO,
    )
    OrganisationIdentifier.objects.create(organisation=row, scheme="new", value=identifier, valid_from=_LONG_AGO)
    desk = _unit(row, "one_stop_desk", "Trung tâm Phục vụ hành chính công xã")
    division = _unit(row, "division", "Phòng Kinh tế", (FIELD,))
    other = _unit(row, "division", "Phòng Văn hóa – Xã hội", ("Văn hóa",))
    leadership = _unit(row, "leadership", "Lãnh đạo Ủy ban nhân dân xã")
    clerks = _unit(row, "clerks", "Văn thư")
    administration = _unit(row, "administration", "Quản trị")
    return Agency(
        id=row.pk,
        desk=desk.pk,
        division=division.pk,
        other_division=other.pk,
        leadership=leadership.pk,
        clerks=clerks.pk,
        counter=officer(desk, "Cán bộ tiếp nhận", Role.COUNTER, name="Phạm Thu Hà"),
        specialist=officer(division, "Chuyên viên", Role.SPECIALIST, name="Lê Minh Khôi"),
        colleague=officer(division, "Chuyên viên", Role.SPECIALIST, name="Đỗ Ngọc Anh"),
        unit_head=officer(division, "Trưởng phòng", Role.UNIT_HEAD, name="Võ Thành Nam"),
        neighbour=officer(other, "Chuyên viên", Role.SPECIALIST, name="Bùi Thị Lan"),
        neighbour_head=officer(other, "Trưởng phòng", Role.UNIT_HEAD, name="Ngô Văn Tài"),
        leader=officer(leadership, "Chủ tịch", Role.LEADER, name="Huỳnh Quốc Việt"),
        clerk=officer(clerks, "Văn thư", Role.CLERK, name="Mai Thị Yến"),
        inspector=officer(leadership, "Thanh tra", Role.INSPECTOR, name="Cao Văn Lộc"),
        administrator=officer(administration, "Quản trị", Role.ADMINISTRATOR, name="Tạ Đình Phúc"),
    )


def plain_content(code: str = PROCEDURE_CODE, *, working_days: float | None = 3, **changes: Any) -> ProcedureContent:
    """A procedure of the communes: two papers, a fee, `working_days` to decide (None: not published)."""
    deadline = Deadline(working_days, Unit.WORKING_DAY if working_days is not None else None)
    fee = Fee(kind="charge", amount_vnd=100_000, text="Lệ phí đăng ký", basis="Nghị quyết của Hội đồng nhân dân")
    content: dict[str, Any] = {
        "code": code,
        "name": "Đăng ký thành lập hộ kinh doanh",
        "field": FIELD,
        "tiers": ("commune",),
        "methods": tuple(
            Method(channel=channel, deadline=deadline, fees=(fee,)) for channel in ("online", "in_person", "postal")
        ),
        "components": (
            Component(key="TP01", name="Giấy đề nghị đăng ký hộ kinh doanh", originals=1, has_form=True),
            Component(key="TP02", name="Bản sao biên bản họp thành viên", copies=1, required="if_any"),
        ),
        "results": (Result(name="Giấy chứng nhận đăng ký hộ kinh doanh", code="KQ.01"),),
        **changes,
    }
    return ProcedureContent(**content)


FORM = FormDefinition(
    title="Giấy đề nghị đăng ký hộ kinh doanh",
    groups=(
        Group(
            "applicant",
            "Người đề nghị",
            fields=(
                Field("applicant_name", FieldType.TEXT, "Họ và tên", required=True),
                Field("applicant_identity_number", FieldType.CITIZEN_NUMBER, "Số định danh cá nhân", required=True),
                Field("applicant_phone", FieldType.PHONE, "Số điện thoại"),
            ),
        ),
        Group("request", "Nội dung", fields=(Field("content", FieldType.TEXT, "Ngành nghề", required=True),)),
    ),
)


def step(
    key: str,
    name: str,
    kind: str,
    party: str,
    unit_kind: str,
    role: str,
    quota_hours: str,
    following: str | None,
    *,
    back: tuple[str, ...] = (),
    branches: tuple[dict[str, str], ...] = (),
) -> dict[str, Any]:
    """One step of a workflow, as it is stored."""
    return {
        "key": key,
        "name": name,
        "kind": kind,
        "organisation": party,
        "unit_kind": unit_kind,
        "role": role,
        "quota_hours": quota_hours,
        "output": "",
        "next": following,
        "branches": list(branches),
        "may_return_to": list(back),
    }


WORKFLOW: dict[str, Any] = {
    "format": 1,
    "procedure_code": PROCEDURE_CODE,
    "version": 1,
    "name": "Quy trình thử",
    "total_hours": "24",
    "committed_hours": None,
    "decision_number": "",
    "source": "",
    "steps": [
        step("receive", "Kiểm tra, chuyển hồ sơ", "process", "receiving", "one_stop", "counter", "1", "assign"),
        step("assign", "Phân công", "process", "processing", "specialised", "unit_head", "1", "process",
             back=("receive",)),
        step(
            "process",
            "Thẩm định, dự thảo",
            "process",
            "processing",
            "specialised",
            "specialist",
            "14",
            "review",
            back=("assign",),
            branches=({"key": "verify", "condition": "Phải xác minh", "to": "verify", "extends_hours": "16"},),
        ),
        step("verify", "Xác minh", "process", "processing", "specialised", "specialist", "16", "review"),
        step("review", "Lãnh đạo phòng xem xét", "review", "processing", "specialised", "unit_head", "2", "approve",
             back=("process",)),
        step("approve", "Lãnh đạo duyệt", "approve", "deciding", "leaders", "leader", "2", "issue",
             back=("process", "review")),
        step("issue", "Ban hành", "issue", "deciding", "clerical", "clerk", "2", "return", back=("approve",)),
        step("return", "Trả kết quả", "return", "receiving", "one_stop", "counter", "2", None),
    ],
}  # fmt: skip


def procedure(
    *,
    content: ProcedureContent | None = None,
    policy: ProcedurePolicy | None = None,
    form: FormDefinition = FORM,
    workflow: dict[str, Any] | None = None,
) -> int:
    """A published version of a procedure; returns its id."""
    return store_edition(
        content=content or plain_content(),
        source=f"thu-{next(_counter)}",
        now=NOW - timedelta(days=365),
        policy=policy or ProcedurePolicy(receiving_tiers=("commune",), fee_timing="none"),
        form=form,
        workflow=workflow or WORKFLOW,
        effective_from=_LONG_AGO,
        adopted=True,
    )


def calendar() -> CalendarEdition:
    """The first edition of the calendar: weekends off, and National Day 2026."""
    found, _ = CalendarEdition.objects.get_or_create(
        number=1,
        defaults={
            "published_at": datetime(2020, 1, 1, tzinfo=VIETNAM),
            "days": {
                "off": {"2026-09-01": "Nghỉ lễ Quốc khánh", "2026-09-02": "Nghỉ lễ Quốc khánh"},
                "extra_work": {},
            },
        },
    )
    return found


def _communes() -> Province:
    calendar()
    top = place("province", "96", "Tỉnh Cà Mau")
    first = agency(place("commune", "31813", "Xã Phú Tân", top), "H12.64.01")
    second = agency(place("commune", "31825", "Xã Tân Hưng", top), "H12.64.02")
    applicant = citizen("Nguyễn Văn Bảo", identity_number="096095000123", phone="0912345678")
    return Province(
        commune=first, other_commune=second, version_id=0, citizen=applicant, stranger=citizen("Trần Văn Lạ")
    )


def as_if_changed() -> None:
    """Let nobody answer from memory: rows that were put back look like the rows of the test before."""
    Revision.objects.update(stamp=uuid4())
    catalogue.forget()


RENEWED = ("organisation_revision",)
"""What `as_if_changed` renews."""

kept_communes = Kept(_communes, afterwards=as_if_changed, aside=RENEWED)
kept_province = Kept(lambda: replace(_communes(), version_id=procedure()), afterwards=as_if_changed, aside=RENEWED)


def plain_province(**of_procedure: Any) -> Province:
    """Two communes and a procedure; keyword arguments go to `procedure`."""
    if not of_procedure:
        return kept_province()
    return replace(kept_communes(), version_id=procedure(**of_procedure))


# Moving a dossier along


def submitted(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """A dossier handed in online by the citizen."""
    given: dict[str, Any] = {
        "version_id": province.version_id,
        "answers": ANSWERS,
        "receiving_organisation_id": province.commune.id,
        "by": province.citizen,
        "now": now,
        "key": f"thu-{next(_counter)}",
        **changes,
    }
    return commands.submit_direct(**given)


def received(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """… and accepted by the desk."""
    dossier_id = submitted(province, now=now, **changes)
    commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=now)
    return dossier_id


def forwarded(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """… and forwarded to the division, whose head must assign it."""
    dossier_id = received(province, now=now, **changes)
    commands.forward(dossier_id=dossier_id, by=province.commune.counter, now=now)
    return dossier_id


def in_progress(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """… and assigned to the specialist."""
    dossier_id = forwarded(province, now=now, **changes)
    commands.assign(
        dossier_id=dossier_id, officer_id=province.commune.specialist.id, by=province.commune.unit_head, now=now
    )
    return dossier_id


def drafted(province: Province, *, now: datetime = NOW, declined: bool = False, **changes: Any) -> UUID:
    """… and given a draft result by the specialist."""
    dossier_id = in_progress(province, now=now, **changes)
    commands.draft_result(
        dossier_id=dossier_id,
        title="Giấy chứng nhận đăng ký hộ kinh doanh",
        body="Không đủ điều kiện." if declined else "",
        declined=declined,
        by=province.commune.specialist,
        now=now,
    )
    return dossier_id


def to_approve(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """… and reviewed: the leader must approve."""
    dossier_id = drafted(province, now=now, **changes)
    commands.advance(dossier_id=dossier_id, by=province.commune.specialist, now=now)
    commands.advance(dossier_id=dossier_id, by=province.commune.unit_head, now=now)
    return dossier_id


def approved(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """… and approved: the clerk must issue."""
    dossier_id = to_approve(province, now=now, **changes)
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=now)
    return dossier_id


def issued_late(province: Province, dossier_id: UUID, *, now: datetime) -> None:
    """Issue an approved result after its day, with the apology that this takes."""
    commands.extend(dossier_id=dossier_id, working_days=1, reason="Chậm", by=province.commune.leader, now=now)
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=now)


def finished(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """… and issued: the desk must return it."""
    dossier_id = approved(province, now=now, **changes)
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=now)
    return dossier_id


def returned(province: Province, *, now: datetime = NOW, **changes: Any) -> UUID:
    """… and returned to the citizen."""
    dossier_id = finished(province, now=now, **changes)
    commands.return_result(dossier_id=dossier_id, by=province.commune.counter, now=now, receiver_name="Nguyễn Văn Bảo")
    return dossier_id


def supplement_item(key: str = "TP02", why: str = "Bản chụp mờ, không đọc được.") -> SupplementItem:
    """One thing to ask for."""
    return SupplementItem(component_key=key, name="", wanted="Bản sao rõ nét", why=why)
