"""Every change to a dossier leaves its entry in the trail, with whose data it was."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.apps import apps

from congso.dossiers import commands, testing
from congso.dossiers.models import DossierEvent, DossierPaper
from congso.dossiers.testing import NOW, Province, plain_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return plain_province()


def entries(object_kind: str, object_id: object):
    return apps.get_model("audit", "AuditEntry").objects.filter(object_kind=object_kind, object_id=str(object_id))


@pytest.mark.parametrize("build", [testing.submitted, testing.in_progress, testing.returned])
def test_every_event_of_a_dossiers_life_has_its_entry(province: Province, build: Callable[[Province], UUID]) -> None:
    dossier_id = build(province)
    happened = [
        (f"dossiers.{one.action}", one.sequence, one.officer_id, one.unit_id)
        for one in DossierEvent.objects.filter(dossier_id=dossier_id).order_by("sequence")
    ]
    noted = [
        (one.action, one.detail["sequence"], one.officer_id, one.unit_id)
        for one in entries("dossier", dossier_id).filter(kind="change").order_by("number")
        if "sequence" in one.detail
    ]
    assert noted == happened
    for one in entries("dossier", dossier_id):
        assert province.citizen.person_id in one.subject_ids
        assert one.purpose


def test_what_is_no_event_leaves_an_entry_too(province: Province) -> None:
    by = province.citizen
    draft_id = commands.start_draft(version_id=province.version_id, by=by, now=NOW)
    commands.save_draft(draft_id=draft_id, answers={"content": "Phở"}, by=by, now=NOW)
    commands.choose(draft_id=draft_id, by=by, now=NOW, return_channel="counter")
    commands.discard_draft(draft_id=draft_id, by=by, now=NOW)
    actions = list(entries("draft", draft_id).order_by("number").values_list("action", flat=True))
    assert actions == ["dossiers.start_draft", "dossiers.save_draft", "dossiers.choose", "dossiers.discard_draft"]
    dossier_id = testing.in_progress(province)
    paper = DossierPaper.objects.create(dossier_id=dossier_id, component_key="TP02", name="Giấy", added_at=NOW)
    commands.judge_paper(
        dossier_id=dossier_id, paper_id=paper.id, verdict="good", remark="", by=province.commune.specialist, now=NOW
    )
    assert entries("dossier", dossier_id).filter(action="dossiers.judge_paper").count() == 1
