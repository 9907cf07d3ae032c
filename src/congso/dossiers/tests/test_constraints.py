"""What must never be false is refused by the database itself, whoever writes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from congso.dossiers import commands, queries, testing
from congso.dossiers.models import (
    AcceptanceSlip,
    Dossier,
    DossierDeadline,
    DossierPause,
    DraftPaper,
    FeeCharge,
    RegisterEntry,
    Result,
)
from congso.dossiers.testing import NOW, Province, plain_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return plain_province()


def again(row: Any, **changes: Any) -> None:
    """Write the row once more, as another."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


BROKEN: dict[str, Callable[[Dossier, Dossier], object]] = {
    "an_open_dossier_waits_for_somebody": lambda one, two: Dossier.objects.filter(id=one.id).update(waiting_unit=None),
    "a_received_dossier_has_a_code": lambda one, two: Dossier.objects.filter(id=one.id).update(code=None),
    "dossiers_dossier_code_key": lambda one, two: Dossier.objects.filter(id=two.id).update(code=one.code),
    "dossiers_dossier_registration_code_key": lambda one, two: Dossier.objects.filter(id=two.id).update(
        registration_code=one.registration_code
    ),
    "dossiers_dossier_origin_key": lambda one, two: Dossier.objects.filter(id=two.id).update(origin=one.origin),
    "slip_numbers_are_used_once": lambda one, two: AcceptanceSlip.objects.filter(dossier=two).update(number=1),
    "slip_promises_no_past_moment": lambda one, two: AcceptanceSlip.objects.filter(dossier=two).update(
        due_at=NOW - timedelta(days=1)
    ),
    "register_lines_are_numbered_once": lambda one, two: RegisterEntry.objects.filter(dossier=two).update(number=1),
    "deadlines_are_numbered_once": lambda one, two: again(DossierDeadline.objects.get(dossier=one)),
    "the_clock_is_paused_once_at_a_time": lambda one, two: [
        DossierPause.objects.create(dossier=one, cause="payment", from_at=NOW) for _ in range(2)
    ],
    "a_pause_ends_after_it_begins": lambda one, two: DossierPause.objects.create(
        dossier=one, cause="payment", from_at=NOW, to_at=NOW - timedelta(hours=1)
    ),
    "a_fee_is_not_negative": lambda one, two: FeeCharge.objects.create(
        dossier=one, name="Phí", amount_vnd=-1, requested_at=NOW
    ),
    "one_result_in_force_per_dossier": lambda one, two: [
        Result.objects.create(
            dossier=one,
            title="Giấy",
            drafted_at=NOW,
            drafted_by_id=AcceptanceSlip.objects.get(dossier=one).received_by_id,
        )
        for _ in range(2)
    ],
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(province: Province, name: str) -> None:
    one = Dossier.objects.get(id=testing.in_progress(province))
    two = Dossier.objects.get(id=testing.in_progress(province))
    with pytest.raises(IntegrityError, match=name.removesuffix("_key")), transaction.atomic():
        BROKEN[name](one, two)


def test_a_file_is_attached_once_to_a_component_of_a_draft(province: Province) -> None:
    by = province.citizen
    draft_id = commands.start_draft(version_id=province.version_id, by=by, now=NOW)
    file = apps.get_model("files", "StoredFile").objects.create(
        sha256="0" * 64, size_bytes=1, media_type="application/pdf", name="a.pdf", uploaded_at=NOW
    )
    twice = [DraftPaper(draft_id=draft_id, component_key="TP02", file=file, added_at=NOW) for _ in range(2)]
    with pytest.raises(IntegrityError, match="a_file_is_attached_once"), transaction.atomic():
        DraftPaper.objects.bulk_create(twice)


@pytest.mark.parametrize(
    ("view", "role", "index"),
    [
        ("unit", "specialist", "queue_of_a_unit"),
        ("overdue", "specialist", "queue_of_a_unit"),
        ("mine", "specialist", "queue_of_an_officer"),
        ("organisation", "leader", "open_of_an_organisation"),
        ("waiting_return", "counter", "results_waiting_for_people"),
        ("questions", "specialist", "questions_not_answered"),
        ("questions", "counter", "questions_not_answered"),
    ],
)
def test_each_list_can_be_read_from_its_own_index_in_order(
    province: Province, view: str, role: str, index: str
) -> None:
    testing.in_progress(province)
    found, column = queries.lists._queue(getattr(province.commune, role), queries.QueueView(view), NOW)
    with connection.cursor() as cursor:
        # On a handful of rows the planner would rather read the table: here only the possibility is checked.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    plan = found.order_by(column, "id")[:21].explain()
    assert index in plan
    assert "Sort" not in plan
