"""The table of rights and the table of moves say the same."""

from congso.dossiers.rules.rights import HELD_BY, OF_ACTION, DossierRight
from congso.dossiers.rules.states import TRANSITIONS, Action, Doer
from congso.organisation.rules.roles import Role

OFFICERS = {
    Doer.COUNTER: Role.COUNTER,
    Doer.SPECIALIST: Role.SPECIALIST,
    Doer.UNIT_HEAD: Role.UNIT_HEAD,
    Doer.LEADER: Role.LEADER,
    Doer.CLERK: Role.CLERK,
}


def test_a_role_has_the_right_to_exactly_the_acts_that_the_moves_give_it() -> None:
    for doer, role in OFFICERS.items():
        moves = {action for (_, action), line in TRANSITIONS.items() if doer in line.roles}
        granted = {action for action, right in OF_ACTION.items() if right in HELD_BY[role]}
        assert granted == moves, role


def test_every_act_of_officers_needs_a_right_of_its_own() -> None:
    by_officers = {action for (_, action), line in TRANSITIONS.items() if line.roles & OFFICERS.keys()}
    assert by_officers == set(OF_ACTION)
    assert len(set(OF_ACTION.values())) == len(OF_ACTION)


def test_who_only_looks_may_do_nothing() -> None:
    acts = set(OF_ACTION.values()) | {DossierRight.JUDGE_PAPER, DossierRight.COLLECT_FEES}
    for role in (Role.INSPECTOR, Role.ADMINISTRATOR):
        assert not HELD_BY[role] & acts
    assert Role.CATALOGUE_EDITOR not in HELD_BY


def test_what_decides_in_the_agencys_name_is_marked_so() -> None:
    signing = {right for right in DossierRight if right.signs}
    assert signing == {
        OF_ACTION[one]
        for one in (
            Action.APPROVE,
            Action.ISSUE,
            Action.DECLINE,
            Action.STOP,
            Action.EXTEND,
            Action.RECALL_RESULT,
            Action.WAIVE_FEES,
        )
    }
