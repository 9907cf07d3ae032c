"""What identifies people and how to reach them is masked for officers, and shown whole for a purpose that is kept."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from congso.audit.queries import about_person
from congso.dossiers import commands, queries, testing
from congso.dossiers.models import Dossier
from congso.dossiers.testing import ANSWERS, NOW, Province
from congso.kernel import masking
from congso.kernel.refusals import Incorrect
from congso.representation.models import Mandate
from congso.representation.rules.mandates import Proof
from congso.representation.testing import mandate_of

from .conftest import LATER, SignIn

pytestmark = pytest.mark.django_db
NUMBER, PHONE = ANSWERS["applicant_identity_number"], ANSWERS["applicant_phone"]


def page(client: Client, dossier_id: UUID) -> str:
    return client.get(reverse("workspace:dossier", args=[dossier_id])).content.decode()


def reveal(client: Client, dossier_id: UUID, purpose: str = "", *, htmx: bool = False) -> Any:
    address, headers = reverse("workspace:reveal", args=[dossier_id]), {"HX-Request": "true"} if htmx else {}
    return client.post(address, {"muc-dich": purpose}, headers=headers)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Số 096095000123 của ông A", "Số 096•••••0123 của ông A"),
        ("gọi 0912345678, +84912345678", "gọi 091••••678, +84••••••678"),
        ("thư nam@example.vn", "thư n•••@example.vn"),
        (
            "mã 1234567890123, 15.000.000 đ, hồ sơ H12-260801-096095",
            "mã 1234567890123, 15.000.000 đ, hồ sơ H12-260801-096095",
        ),
    ],
)
def test_numbers_in_a_text_are_masked_and_other_digits_stay(text: str, shown: str) -> None:
    assert masking.in_text(text) == shown
    assert masking.written_out(shown, masking.masked_in_text(text)) == text


def test_a_masked_value_that_may_mean_two_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="096•••••0123"):
        masking.written_out("số 096•••••0123", {"096•••••0123": {"096095000123", "096195000123"}})
    with pytest.raises(ValueError, match="012•••••9999"):
        masking.written_out("số 012•••••9999", {})


@pytest.mark.parametrize("role", ["counter", "unit_head", "leader", "inspector"])
def test_an_officers_page_masks_until_they_ask(role: str, province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    client = as_officer(getattr(province.commune, role))
    if role == "unit_head":
        commands.forward(dossier_id=dossier_id, by=province.commune.counter, now=LATER)
    before = page(client, dossier_id)
    assert "096•••••0123" in before
    assert NUMBER not in before
    assert PHONE not in before
    purpose = queries.dossier_for_officer(getattr(province.commune, role), dossier_id, now=LATER).reveal_purposes[0]
    shown = reveal(client, dossier_id, purpose.value)
    assert shown.status_code == 200
    assert NUMBER in shown.content.decode()
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert NUMBER not in page(client, dossier_id), "it lasts for that view of the page only"


def test_who_has_the_dossier_in_hand_asks_with_one_click_and_the_person_reads_why(
    province: Province, as_officer: SignIn, as_citizen: Client
) -> None:
    dossier_id = testing.received(province)
    client = as_officer(province.commune.counter)
    assert 'name="muc-dich" value="case"' in page(client, dossier_id)
    assert NUMBER in reveal(client, dossier_id).content.decode()
    [entry] = [one for one in about_person(province.citizen.person_id, own=False)[0] if one.action == "dossiers.reveal"]
    assert (entry.purpose, entry.officer_id, entry.object_id) == ("case", province.commune.counter.id, str(dossier_id))
    told = as_citizen.get(reverse("portal:who_read")).content.decode()
    assert "Xem đầy đủ số định danh" in told


def test_whoever_has_it_not_in_hand_chooses_a_purpose(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    leader = as_officer(province.commune.leader)
    assert "Chọn mục đích" in page(leader, dossier_id)
    assert reveal(leader, dossier_id).status_code == 422
    assert reveal(leader, dossier_id, "exchange").status_code == 422
    assert NUMBER in reveal(leader, dossier_id, "supervision").content.decode()


def test_asking_in_the_pane_swaps_the_dossier_alone(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    shown = reveal(as_officer(province.commune.counter), dossier_id, "case", htmx=True)
    assert shown.content.decode().lstrip().startswith("<article")
    assert NUMBER in shown.content.decode()


def test_nobody_outside_the_dossier_is_shown_anything(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.received(province)
    assert reveal(as_officer(province.other_commune.counter), dossier_id, "case").status_code == 404


def test_the_number_of_a_proxys_paper_is_masked_until_they_ask(province: Province) -> None:
    dossier_id = testing.received(province)
    given = mandate_of(province.citizen.person_id, province.stranger.person_id, NOW)
    Mandate.objects.filter(id=given.id).update(proof=Proof.NOTARISED, document_number=f"CC {NUMBER}")
    Dossier.objects.filter(id=dossier_id).update(mandate=given, submitter=given.receiver_id)
    officer = province.commune.counter
    seen = queries.dossier_for_officer(officer, dossier_id, now=LATER).behalf
    whole = queries.dossier_revealed(officer, dossier_id, None, now=LATER).behalf
    assert seen is not None
    assert whole is not None
    assert NUMBER not in seen.document
    assert NUMBER in whole.document


def test_a_draft_written_with_masked_numbers_stands_whole_on_the_paper(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    given: dict[str, Any] = {
        "dossier_id": dossier_id,
        "by": province.commune.specialist,
        "now": LATER,
        "title": "Giấy xác nhận",
    }
    commands.draft_result(body="Ông Bảo, số 096•••••0123, cùng bà Hoa, số 012345678901", **given)
    result = queries.dossier_for_system(dossier_id, now=LATER).result
    assert result is not None
    assert result.body == f"Ông Bảo, số {NUMBER}, cùng bà Hoa, số 012345678901"
    commands.draft_result(body=masking.in_text(result.body), **given)
    again = queries.dossier_for_system(dossier_id, now=LATER).result
    assert again is not None
    assert again.body == result.body
    with pytest.raises(Incorrect, match="999•••••0000"):
        commands.draft_result(body="số 999•••••0000", **given)
