"""Who may do what, and who may know of it: every command and query against everybody who is not meant."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from congso.dossiers import commands, queries, testing
from congso.dossiers.commands import Actor, Client, FeeInput
from congso.dossiers.models import Dossier
from congso.dossiers.printing import gather
from congso.dossiers.rules.states import Action
from congso.dossiers.testing import NOW, Province, plain_province, supplement_item
from congso.identity.models import Person
from congso.identity.queries import identity_index
from congso.kernel.refusals import NotAllowed, NotFound, NotPossibleNow
from congso.organisation.queries import ActingOfficer

from .test_transitions import ask, charge

pytestmark = pytest.mark.django_db
Build = Callable[[Province], UUID]
Act = Callable[[Province, UUID, Actor], object]


@pytest.fixture
def province() -> Province:
    return plain_province()


ROLES = (
    "counter",
    "specialist",
    "colleague",
    "unit_head",
    "neighbour",
    "neighbour_head",
    "leader",
    "clerk",
    "inspector",
    "administrator",
)


def everybody(province: Province) -> Iterator[tuple[str, Actor]]:
    for role in ROLES:
        yield role, getattr(province.commune, role)
        yield f"other {role}", getattr(province.other_commune, role)
    yield "citizen", province.citizen
    yield "stranger", province.stranger
    yield "system of another agency", Client(1, province.other_commune.id)


def answer(province: Province, dossier_id: UUID) -> UUID:
    commands.answer_supplement(dossier_id=dossier_id, answers={"content": "Phở"}, by=province.citizen, now=NOW)
    return dossier_id


def withdrawal_asked(province: Province) -> UUID:
    dossier_id = testing.in_progress(province)
    commands.ask_withdrawal(dossier_id=dossier_id, by=province.citizen, now=NOW)
    return dossier_id


CASE = {"specialist", "unit_head"}
COMMANDS: dict[str, tuple[Build, Act, set[str]]] = {
    "accept": (testing.submitted, lambda p, d, by: commands.accept(dossier_id=d, by=by, now=NOW), {"counter"}),
    "ask_supplement at the door": (
        testing.submitted,
        lambda p, d, by: commands.ask_supplement(
            dossier_id=d, items=[supplement_item("TP01")], reason="Thiếu", by=by, now=NOW
        ),
        {"counter"},
    ),
    "ask_supplement in the work": (
        testing.in_progress,
        lambda p, d, by: commands.ask_supplement(
            dossier_id=d, items=[supplement_item("TP01")], reason="Thiếu", by=by, now=NOW
        ),
        CASE,
    ),
    "answer_supplement": (
        lambda p: ask(p, testing.in_progress(p)),
        lambda p, d, by: commands.answer_supplement(dossier_id=d, answers={"content": "Phở"}, by=by, now=NOW),
        {"citizen", "counter"},
    ),
    "report_incomplete": (
        lambda p: answer(p, ask(p, testing.in_progress(p))),
        lambda p, d, by: commands.report_incomplete(dossier_id=d, missing=[supplement_item("TP01")], by=by, now=NOW),
        {"counter"},
    ),
    "confirm_supplement": (
        lambda p: ask(p, testing.in_progress(p)),
        lambda p, d, by: commands.confirm_supplement(dossier_id=d, by=by, now=NOW),
        {"counter"},
    ),
    "expire_supplement": (
        lambda p: ask(p, testing.in_progress(p)),
        lambda p, d, by: commands.expire_supplement(dossier_id=d, by=by, now=NOW + timedelta(days=90)),
        {"counter"},
    ),
    "refuse": (
        testing.submitted,
        lambda p, d, by: commands.refuse(dossier_id=d, reason="Sai", by=by, now=NOW),
        {"counter"},
    ),
    "request_payment": (
        testing.in_progress,
        lambda p, d, by: commands.request_payment(dossier_id=d, fees=[FeeInput("Phí", 1)], by=by, now=NOW),
        CASE,
    ),
    "confirm_payment": (
        lambda p: charge(p, testing.in_progress(p)),
        lambda p, d, by: commands.confirm_payment(dossier_id=d, by=by, now=NOW),
        {"counter"},
    ),
    "forward from the desk": (
        testing.received,
        lambda p, d, by: commands.forward(dossier_id=d, by=by, now=NOW),
        {"counter"},
    ),
    "forward to another unit": (
        testing.in_progress,
        lambda p, d, by: commands.forward(dossier_id=d, by=by, now=NOW, unit_id=p.commune.other_division),
        CASE,
    ),
    "assign": (
        testing.forwarded,
        lambda p, d, by: commands.assign(dossier_id=d, officer_id=p.commune.specialist.id, by=by, now=NOW),
        {"unit_head", "leader"},
    ),
    "take": (testing.forwarded, lambda p, d, by: commands.take(dossier_id=d, by=by, now=NOW), {"unit_head"}),
    "advance": (testing.drafted, lambda p, d, by: commands.advance(dossier_id=d, by=by, now=NOW), CASE),
    "send_back": (
        testing.in_progress,
        lambda p, d, by: commands.send_back(dossier_id=d, to_step="assign", reason="Nhầm", by=by, now=NOW),
        CASE,
    ),
    "draft_result": (
        testing.in_progress,
        lambda p, d, by: commands.draft_result(dossier_id=d, title="Giấy", by=by, now=NOW),
        CASE,
    ),
    "approve": (testing.to_approve, lambda p, d, by: commands.approve(dossier_id=d, by=by, now=NOW), {"leader"}),
    "decline": (
        testing.to_approve,
        lambda p, d, by: commands.decline(dossier_id=d, reason="Không đủ", by=by, now=NOW),
        {"leader"},
    ),
    "issue": (testing.approved, lambda p, d, by: commands.issue(dossier_id=d, by=by, now=NOW), {"clerk"}),
    "stop": (
        testing.in_progress,
        lambda p, d, by: commands.stop(dossier_id=d, reason="Luật mới", by=by, now=NOW),
        {"leader"},
    ),
    "extend": (
        testing.in_progress,
        lambda p, d, by: commands.extend(dossier_id=d, working_days=1, reason="Chờ", by=by, now=NOW),
        {"leader"},
    ),
    "ask_withdrawal": (
        testing.in_progress,
        lambda p, d, by: commands.ask_withdrawal(dossier_id=d, by=by, now=NOW),
        {"citizen"},
    ),
    "confirm_withdrawal": (
        withdrawal_asked,
        lambda p, d, by: commands.confirm_withdrawal(dossier_id=d, by=by, now=NOW),
        {"counter"},
    ),
    "return_result": (
        testing.finished,
        lambda p, d, by: commands.return_result(dossier_id=d, by=by, now=NOW, receiver_name="Bảo"),
        {"counter"},
    ),
    "recall_result": (
        testing.finished,
        lambda p, d, by: commands.recall_result(dossier_id=d, reason="Sai", by=by, now=NOW),
        {"leader"},
    ),
    "rate": (
        testing.returned,
        lambda p, d, by: commands.rate(dossier_id=d, overall=3, by=by, now=NOW),
        {"citizen"},
    ),
}


class UndoneError(Exception):
    """Rolls one try back."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_obeys_those_it_is_meant_for_and_nobody_else(province: Province, name: str) -> None:
    build, act, meant = COMMANDS[name]
    dossier_id = build(province)
    before = Dossier.objects.values("state", "event_count", "waiting_unit_id").get(id=dossier_id)
    obeyed, told = set(), set()
    for who, actor in everybody(province):
        with suppress(UndoneError), transaction.atomic():
            try:
                act(province, dossier_id, actor)
                obeyed.add(who)
            except (NotFound, NotAllowed):
                pass
            except NotPossibleNow as refusal:
                told.add(refusal.code)
            if who not in obeyed:
                assert Dossier.objects.values("state", "event_count", "waiting_unit_id").get(id=dossier_id) == before
            raise UndoneError
    assert obeyed == meant
    assert told <= {"with_a_colleague"}


def test_those_who_may_not_know_are_told_that_there_is_nothing(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    sees = set()
    for who, actor in everybody(province):
        try:
            if isinstance(actor, ActingOfficer):
                queries.dossier_for_officer(actor, dossier_id, now=NOW)
            elif isinstance(actor, commands.Applicant):
                queries.dossier_for_person(actor.person_id, dossier_id, now=NOW)
            else:
                continue
            sees.add(who)
        except NotFound:
            continue
    assert sees == {"counter", "specialist", "colleague", "unit_head", "leader", "inspector", "citizen"}


def test_a_clerk_sees_what_is_finished_and_a_neighbour_unit_never_does(province: Province) -> None:
    dossier_id = testing.finished(province)
    assert queries.dossier_for_officer(province.commune.clerk, dossier_id, now=NOW).id == dossier_id
    for officer in (province.commune.neighbour, province.commune.neighbour_head, province.other_commune.leader):
        with pytest.raises(NotFound):
            queries.dossier_for_officer(officer, dossier_id, now=NOW)


def test_the_query_and_the_predicate_draw_the_same_line(province: Province) -> None:
    from congso.dossiers import permissions

    made = [
        testing.submitted(province),
        testing.received(province),
        testing.in_progress(province),
        testing.to_approve(province),
        testing.finished(province),
        testing.returned(province),
    ]
    for who, actor in everybody(province):
        if not isinstance(actor, ActingOfficer):
            continue
        by_query = set(queries.visible_to(actor).values_list("id", flat=True))
        by_predicate = {row.id for row in Dossier.objects.filter(id__in=made) if permissions.may_see(actor, row)}
        assert by_query == by_predicate, who


def test_buttons_and_commands_agree(province: Province) -> None:
    """What a page offers is what the command accepts: no button leads to a refusal, none is missing."""
    for name, action in (
        ("accept", Action.ACCEPT),
        ("forward from the desk", Action.FORWARD),
        ("assign", Action.ASSIGN),
        ("advance", Action.ADVANCE),
        ("approve", Action.APPROVE),
        ("issue", Action.ISSUE),
        ("return_result", Action.RETURN_RESULT),
        ("extend", Action.EXTEND),
    ):
        build, _, meant = COMMANDS[name]
        dossier_id = build(province)
        offered = set()
        for who, actor in everybody(province):
            with suppress(NotFound):
                if isinstance(actor, ActingOfficer):
                    if action in queries.dossier_for_officer(actor, dossier_id, now=NOW).actions:
                        offered.add(who)
                elif isinstance(actor, commands.Applicant):
                    view = queries.dossier_for_person(actor.person_id, dossier_id, now=NOW)
                    if action in view.actions:
                        offered.add(who)
        assert offered == meant, name


def test_only_the_counter_of_an_agency_receives_there(province: Province) -> None:
    received = set()
    for who, actor in everybody(province):
        if not isinstance(actor, ActingOfficer):
            continue
        with suppress(UndoneError), transaction.atomic():
            with suppress(NotAllowed):
                dossier_id = commands.receive_at_counter(
                    version_id=province.version_id, answers=testing.ANSWERS, by=actor, now=NOW, key="k"
                )
                assert Dossier.objects.get(id=dossier_id).receiving_organisation_id == actor.organisation_id
                received.add(who)
            raise UndoneError
    assert received == {"counter", "other counter"}


def test_a_system_of_an_agency_hands_in_to_that_agency_only(province: Province) -> None:
    with pytest.raises(NotAllowed):
        testing.submitted(province, by=Client(1, province.other_commune.id))
    assert testing.submitted(province, by=Client(1, province.commune.id))
    assert testing.submitted(province, by=Client(2))


@pytest.mark.parametrize(
    ("view", "meant"),
    [
        ("intake", {"counter"}),
        ("waiting_return", {"counter", "leader", "inspector"}),
        ("organisation", {"leader", "inspector"}),
        ("mine", set(ROLES) - {"administrator"}),
    ],
)
def test_lists_are_for_their_roles(province: Province, view: str, meant: set[str]) -> None:
    shown = set()
    for role in ROLES:
        with suppress(NotAllowed):
            queries.queue(getattr(province.commune, role), view=view, now=NOW)
            shown.add(role)
    assert shown == meant


def test_handing_in_for_somebody_else_opens_nothing_the_province_knows_of_them(province: Province) -> None:
    known = testing.person("Lê Thị Kín", identity_number="096095000777", phone="0987654321", email="kin@thudientu.vn")
    dossier_id = testing.submitted(
        province,
        by=province.stranger,
        answers={
            "applicant_name": "Lê Thị Kín",
            "applicant_identity_number": known.identity_number,
            "content": "Bán phở",
        },
    )
    told = queries.dossier_for_person(province.stranger.person_id, dossier_id, now=NOW).applicant
    assert (told.phone, told.email, told.address, told.born_on) == ("", "", "", "")
    printed = gather.application(dossier_id).subject.party
    assert (printed.phone, printed.email, printed.address) == ("", "", "")
    own = queries.dossier_for_person(known.id, dossier_id, now=NOW).applicant
    at_the_desk = queries.dossier_revealed(province.commune.counter, dossier_id, None, now=NOW).applicant
    assert own.phone == at_the_desk.phone == "0987654321"


def test_what_a_stranger_types_beside_a_number_does_not_become_how_that_person_is_reached(province: Province) -> None:
    answers = {**testing.ANSWERS, "applicant_name": "Lê Thị Mới", "applicant_identity_number": "096095000888"}
    dossier_id = testing.submitted(province, by=province.stranger, answers=answers)
    made = Person.objects.get(identity_index=identity_index("096095000888"))
    assert (made.phone, made.email, made.address) == ("", "", "")
    # In the matter itself the number typed serves.
    assert queries.dossier_for_system(dossier_id, now=NOW).applicant.phone == testing.ANSWERS["applicant_phone"]
    at_the_counter = {**answers, "applicant_identity_number": "096095000999"}
    commands.receive_at_counter(
        version_id=province.version_id, answers=at_the_counter, by=province.commune.counter, now=NOW, key="a"
    )
    assert Person.objects.get(identity_index=identity_index("096095000999")).phone == testing.ANSWERS["applicant_phone"]
