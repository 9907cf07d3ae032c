"""How signing stands: what was signed and how far it is proven, what was issued unsigned, which keys end."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from congso.dossiers import testing
from congso.dossiers.testing import NOW, Province
from congso.signatures.models import SignedPaper
from congso.signatures.testing import credential
from congso.ui.testing import sound

from .conftest import SignIn

pytestmark = pytest.mark.django_db
ADDRESS = "/can-bo/quan-tri/ky-so/"


@pytest.fixture
def signed(province: Province, settings: Any, tmp_path: Path) -> SignedPaper:
    """One result issued with signatures, one without."""
    settings.STORED_FILES_DIR = tmp_path
    testing.finished(province)
    credential(person_id=province.commune.leader.person_id, valid_to=NOW + timedelta(days=20), now=NOW)
    credential(organisation_id=province.commune.id, name="UBND xã Phú Tân", now=NOW)
    testing.finished(province)
    return SignedPaper.objects.get()


def test_an_administrator_reads_how_signing_stands(province: Province, signed: SignedPaper, as_officer: SignIn) -> None:
    SignedPaper.objects.update(strengthen_trouble="tsa_unreachable", strengthen_tries=3)
    page = as_officer(province.commune.administrator).get(ADDRESS)
    text = page.content.decode()
    assert {level: number for level, _words, number in page.context["levels"]}["B-B"] == 1
    assert "Dịch vụ cấp dấu thời gian không trả lời" in text
    assert page.context["unsigned_number"] == 1
    assert [one.holder for one in page.context["ending"]] == [province.commune.leader.name]
    assert signed.reference_number in text
    assert signed.title not in text


def test_another_agency_sees_nothing_of_it(province: Province, signed: SignedPaper, as_officer: SignIn) -> None:
    other = as_officer(province.other_commune.administrator)
    page = other.get(ADDRESS)
    assert (page.context["signed"], page.context["unsigned_number"], page.context["ending"]) == (0, 0, [])
    assert other.get(f"{ADDRESS}?co-quan={province.commune.id}").status_code == 403
    assert as_officer(province.commune.leader).get(ADDRESS).status_code == 403


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_in_a_browser(
    live_server: Any, request: pytest.FixtureRequest, width: str, province: Province, signed: SignedPaper,
    as_officer: SignIn, settings: Any,
) -> None:  # fmt: skip
    SignedPaper.objects.update(strengthen_trouble="no_revocation_answer", strengthen_tries=1)
    page = request.getfixturevalue(width)
    cookie = as_officer(province.commune.administrator).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}{ADDRESS}")
    sound(page, f"signing-overview-{width}")
