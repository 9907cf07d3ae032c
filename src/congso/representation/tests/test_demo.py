"""The demo's organisations and mandates: twice is as good as once, and each is of use."""

import pytest

from congso.identity import queries as identity
from congso.kernel import clock
from congso.representation import demo
from congso.representation import queries as representation
from congso.representation.models import Body, Mandate, Membership

pytestmark = pytest.mark.django_db


def test_loading_twice_makes_everything_once_and_gives_an_his_two_mandates_and_a_company() -> None:
    demo.load("2026")
    before = [model.objects.count() for model in (Body, Membership, Mandate)]
    demo.load("2026")
    assert [model.objects.count() for model in (Body, Membership, Mandate)] == before == [3, 5, 3]
    an = identity.find_by_identity_number("096085000101")
    assert an is not None
    standing = representation.standing(an.id, clock.today())
    assert (len(standing.bodies), len(standing.mandates)) == (1, 2)
