"""The law of acting for another, by tables."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from congso.kernel.refusals import Incorrect
from congso.representation.rules.bodies import BodyClaimNames, BodyKind, read_body, tidy_code
from congso.representation.rules.mandates import (
    GROUNDS,
    Ground,
    MandatePolicy,
    Proof,
    check_proof,
    comes_of_age,
    term,
)
from congso.representation.rules.standing import Standing

TODAY = date(2026, 7, 6)
POLICY = MandatePolicy()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9900002020", "9900002020"), (" 99000 02020 ", "9900002020"), ("0100233488-001", "0100233488001")],
)
def test_a_tax_code_has_one_form(typed: str, kept: str) -> None:
    assert tidy_code(typed) == kept


@pytest.mark.parametrize("typed", ["", "9900002021", "99000020", "096085000101", "\u0669900002020", "9900002020x"])
def test_a_tax_code_without_its_check_digit_is_refused(typed: str) -> None:
    with pytest.raises(Incorrect, match="Mã số thuế chưa đúng"):
        tidy_code(typed)


def test_what_vneid_tells_of_an_organisation_is_read_under_the_configured_names() -> None:
    names = BodyClaimNames(code="mst", name="ten")
    assert read_body({"sub": "1"}, names) is None, "a person's own sign-in"
    facts = read_body({"mst": "9900002020", "ten": "  Công ty  A ", "organization_type": "la"}, names)
    assert facts is not None
    assert (facts.code, facts.name, facts.kind) == ("9900002020", "Công ty A", BodyKind.OTHER)
    for wrong in ({"mst": "9900002020"}, {"mst": "123", "ten": "A"}):
        with pytest.raises(Incorrect):
            read_body(wrong, names)


@pytest.mark.parametrize(
    ("ground", "first", "until", "born_on", "end"),
    [
        (Ground.AUTHORISATION, TODAY, None, None, date(2027, 7, 6)),
        (Ground.AUTHORISATION, TODAY, date(2026, 8, 1), None, date(2026, 8, 1)),
        (Ground.AUTHORISATION, date(2026, 1, 1), None, None, date(2027, 1, 1)),
        (Ground.PARENT, TODAY, None, date(2020, 2, 29), date(2038, 3, 1)),
        (Ground.PARENT, TODAY, date(2027, 1, 1), date(2020, 5, 4), date(2027, 1, 1)),
        (Ground.GUARDIAN_OF_MINOR, TODAY, date(2060, 1, 1), date(2020, 5, 4), date(2038, 5, 4)),
        (Ground.GUARDIAN_OF_ADULT, TODAY, None, date(1950, 5, 4), None),
    ],
)
def test_how_long_a_ground_lasts(
    ground: Ground, first: date, until: date | None, born_on: date | None, end: date | None
) -> None:
    assert term(ground, first=first, until=until, born_on=born_on, today=TODAY, policy=POLICY) == end


@pytest.mark.parametrize(
    ("ground", "first", "until", "born_on", "field"),
    [
        (Ground.AUTHORISATION, TODAY, TODAY, None, "valid_to"),
        (Ground.AUTHORISATION, date(2025, 1, 1), date(2026, 1, 1), None, "valid_to"),
        (Ground.AUTHORISATION, date(2025, 1, 1), None, None, "valid_to"),
        (Ground.PARENT, TODAY, None, None, "born_on"),
        (Ground.PARENT, TODAY, None, date(2008, 7, 6), "born_on"),
        (Ground.PARENT, TODAY, None, date(2026, 7, 7), "born_on"),
        (Ground.GUARDIAN_OF_ADULT, date(2020, 1, 1), date(2021, 1, 1), None, "valid_to"),
    ],
)
def test_a_ground_that_is_over_or_does_not_apply_is_refused(
    ground: Ground, first: date, until: date | None, born_on: date | None, field: str
) -> None:
    with pytest.raises(Incorrect) as refused:
        term(ground, first=first, until=until, born_on=born_on, today=TODAY, policy=POLICY)
    assert field in refused.value.fields


def test_a_province_may_limit_how_long_an_authorisation_lasts() -> None:
    with pytest.raises(Incorrect, match="90 ngày"):
        term(
            Ground.AUTHORISATION, first=TODAY, until=date(2027, 1, 1), born_on=None, today=TODAY,
            policy=MandatePolicy(longest_days=90),
        )  # fmt: skip


def test_seventeen_is_not_of_age() -> None:
    assert comes_of_age(date(2008, 7, 7)) == date(2026, 7, 7)


@pytest.mark.parametrize("ground", list(Ground))
def test_each_ground_is_proved_by_its_own_papers_only(ground: Ground) -> None:
    for proof in Proof:
        given: dict[str, Any] = {"number": "12", "has_paper": True, "by_giver": False, "seen": False}
        if proof in GROUNDS[ground].proofs:
            check_proof(ground, proof, **given)
        else:
            with pytest.raises(Incorrect):
                check_proof(ground, proof, **given)


@pytest.mark.parametrize(
    ("number", "has_paper", "seen", "field"),
    [("", True, False, "document_number"), ("12", False, False, "paper"), ("12", False, True, None)],
)
def test_a_paper_has_a_number_and_is_shown(number: str, has_paper: bool, seen: bool, field: str | None) -> None:
    given: dict[str, Any] = {"number": number, "has_paper": has_paper, "by_giver": False, "seen": seen}
    if field is None:
        check_proof(Ground.AUTHORISATION, Proof.PRIVATE, **given)
        return
    with pytest.raises(Incorrect) as refused:
        check_proof(Ground.AUTHORISATION, Proof.PRIVATE, **given)
    assert field in refused.value.fields


def test_an_empty_scope_reaches_every_procedure() -> None:
    wide, narrow, foreign = UUID(int=1), UUID(int=2), UUID(int=3)
    standing = Standing(TODAY, {wide: frozenset(), narrow: frozenset({"1.000001"})})
    assert standing.acts_for_body(wide, "9.999999")
    assert standing.acts_for_body(narrow, "1.000001")
    assert not standing.acts_for_body(narrow, "9.999999")
    assert not standing.acts_for_body(foreign, "1.000001")
