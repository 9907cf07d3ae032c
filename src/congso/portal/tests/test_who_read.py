"""Each person sees who looked at their data: unit and post, when, what for, with which dossier."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from congso.dossiers import queries, testing
from congso.dossiers.testing import NOW, Province

pytestmark = pytest.mark.django_db


def test_a_person_sees_unit_post_purpose_and_dossier_of_each_reading_and_nobody_elses(
    province: Province, citizen: Client
) -> None:
    mine = testing.submitted(province)
    testing.submitted(
        province,
        by=province.stranger,
        answers={**testing.ANSWERS, "applicant_name": "Trần Lạ", "applicant_identity_number": "096095000555"},
    )
    counter = province.commune.counter
    for number in range(3):
        queries.dossier_for_officer(counter, mine, now=NOW + timedelta(minutes=number))
        queries.dossier_for_officer(province.commune.leader, mine, now=NOW + timedelta(minutes=number, seconds=1))
    words = citizen.get(reverse("portal:who_read")).content.decode()
    code = queries.dossier_for_person(province.citizen.person_id, mine, now=NOW).row.shown_code
    assert counter.title in words
    assert counter.unit_name in words
    assert "Giải quyết thủ tục hành chính" in words
    assert code in words
    assert words.count("3 lần") == 2, "alike on a day is one line, whoever else came between"
    assert "09:00–09:02" in words
    assert counter.organisation_name in words
    assert counter.name not in words, "the post answers, not the name"
    assert "Chính bạn" not in words
    assert "Chính bạn" in citizen.get(reverse("portal:who_read") + "?ca=1").content.decode()


def test_a_wrong_cursor_shows_the_first_page(citizen: Client) -> None:
    for wrong in ("x", "1.x", "9" * 30 + ".1", "..", "1"):
        assert citizen.get(reverse("portal:who_read"), {"sau": wrong}).status_code == 200
