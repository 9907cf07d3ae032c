"""Rights are named once, documented, and come from roles alone."""

import pytest

from congso.kernel import rights
from congso.kernel.rights import Right, Vocabulary
from congso.organisation.rules.rights import OrganisationRight
from congso.organisation.rules.roles import Role


def test_every_right_is_documented_and_named_once() -> None:
    every = [right for vocabulary in rights.vocabularies() for right in vocabulary.rights]
    assert len({right.value for right in every}) == len(every) > 40
    for right in every:
        assert right.label, right
        assert right.description.endswith("."), right
        assert rights.known(right.value) is right


def test_every_role_of_the_tables_exists_and_every_right_is_somebodys() -> None:
    for vocabulary in rights.vocabularies():
        assert set(vocabulary.held_by) <= set(Role.values)
        if vocabulary.held_by:
            held = {right for some in vocabulary.held_by.values() for right in some}
            assert held == set(vocabulary.rights), vocabulary.context


def test_a_position_has_the_rights_of_its_roles_together_and_no_others() -> None:
    counter, head = rights.rights_of(frozenset({Role.COUNTER})), rights.rights_of(frozenset({Role.UNIT_HEAD}))
    assert rights.rights_of(frozenset({Role.COUNTER, Role.UNIT_HEAD})) == counter | head
    assert OrganisationRight.DELEGATE in head - counter
    assert rights.rights_of(frozenset()) == frozenset()


def test_administering_gives_no_right_to_read_a_dossier() -> None:
    for right in rights.rights_of(frozenset({Role.ADMINISTRATOR})):
        assert not right.value.startswith("dossiers.") or right.value == "dossiers.see_readers"


def test_two_contexts_cannot_own_a_right() -> None:
    class Stolen(Right):
        LOOK = ("organisation.look", "Xem", "Xem.")

    with pytest.raises(ValueError, match="belongs to organisation"):
        rights.register(Vocabulary("other", "Khác", tuple(Stolen), {}))


def test_a_table_cannot_give_what_its_context_does_not_name() -> None:
    with pytest.raises(ValueError, match="does not name"):
        rights.register(Vocabulary("other", "Khác", (), {"leader": frozenset({OrganisationRight.LOOK})}))
