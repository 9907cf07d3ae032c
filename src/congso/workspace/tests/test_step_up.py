"""Who approves or issues proves anew who they are; nothing that was typed is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from congso.dossiers import queries as dossiers
from congso.dossiers import testing
from congso.dossiers.testing import Province
from congso.identity import queries as identity
from congso.identity.testing import current_code, give_totp, signed_in
from congso.kernel import clock

pytestmark = pytest.mark.django_db
NOTE = "Đồng ý, ban hành trong ngày."


@pytest.fixture
def later(an_hour_later: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A function that lets twenty minutes pass."""
    return lambda: monkeypatch.setattr(clock, "now", lambda: an_hour_later + timedelta(minutes=20))


def notes(province: Province, dossier_id: UUID) -> list[str]:
    view = dossiers.dossier_for_officer(province.commune.leader, dossier_id, now=clock.now())
    return [str(event.reason) for event in view.events]


def approval(province: Province, dossier_id: UUID) -> dict[str, str]:
    """What the form of an approval sends: the note, and the mark of the draft that stood above it."""
    result = dossiers.dossier_for_officer(province.commune.leader, dossier_id, now=clock.now()).result
    assert result is not None
    return {"phe-duyet-note": NOTE, "phe-duyet-seen": result.fingerprint}


def test_a_leader_who_signed_in_a_while_ago_is_asked_before_approving(province: Province, an_hour_later, later) -> None:
    leader = province.commune.leader
    assert leader.account_id is not None
    give_totp(leader.account_id, an_hour_later)
    account = identity.account(leader.account_id)
    assert account is not None
    dossier_id = testing.to_approve(province)
    page = reverse("workspace:dossier", args=[dossier_id])
    client = signed_in(leader.account_id)
    later()
    asked = client.post(
        reverse("workspace:act", args=[dossier_id, "phe-duyet"]),
        approval(province, dossier_id),
        headers={"referer": f"http://testserver{page}"},
    )
    assert asked["Location"].startswith("/xac-thuc-lai/?next=")
    assert NOTE not in notes(province, dossier_id)
    client.post("/xac-thuc-lai/", {"code": current_code(account.username), "next": page})
    assert NOTE in notes(province, dossier_id)


def test_a_leader_who_has_just_signed_in_is_not_asked(province: Province, an_hour_later) -> None:
    dossier_id = testing.to_approve(province)
    client = signed_in(province.commune.leader.account_id)
    client.post(reverse("workspace:act", args=[dossier_id, "phe-duyet"]), approval(province, dossier_id))
    assert NOTE in notes(province, dossier_id)


def test_a_leader_without_a_second_factor_comes_no_further_than_the_page_that_gives_one(province: Province) -> None:
    client = signed_in(province.commune.leader.account_id, amr=("pwd",), level="password")
    for path in ("/can-bo/", "/can-bo/so-theo-doi/", "/cua-toi/thong-bao/"):
        assert client.get(path)["Location"].startswith("/tai-khoan/bao-mat/?next="), path
    partial = client.get("/can-bo/", headers={"HX-Request": "true"})
    assert partial["HX-Redirect"].startswith("/tai-khoan/bao-mat/")
    page = client.get("/tai-khoan/bao-mat/?next=/can-bo/")
    assert "bắt buộc có yếu tố thứ hai" in page.content.decode()
    assert client.get("/thu-tuc/").status_code == 200, "what everybody may see stays open"


def test_a_role_that_signs_nothing_works_with_a_password(province: Province) -> None:
    client = signed_in(province.commune.specialist.account_id, amr=("pwd",), level="password")
    assert client.get("/can-bo/").status_code == 200
