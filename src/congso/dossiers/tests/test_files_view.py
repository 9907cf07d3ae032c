"""Stored files are sent to those who may read them, and do not exist for anybody else."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client as Browser

from congso.catalogue.rules.policy import ProcedurePolicy
from congso.dossiers import commands, queries, testing
from congso.dossiers.commands import PaperInput
from congso.dossiers.testing import NOW, Province, plain_province
from congso.files import commands as files
from congso.files.testing import fetched, text_pdf
from congso.kernel.ids import uuid7
from congso.kernel.refusals import Incorrect

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    return plain_province()


def upload(account_id: int | None, name: str = "Giấy tờ.pdf") -> UUID:
    return files.store(stream=io.BytesIO(text_pdf()), name=name, account_id=account_id, now=NOW).id


def signed_in(account_id: int | None) -> Browser:
    browser = Browser()
    if account_id is not None:
        browser.force_login(get_user_model().objects.get(pk=account_id))
    return browser


def ask(account_id: int | None, file_id: UUID, query: str = "") -> Any:
    """Ask for the file, read it, and let it go."""
    return fetched(signed_in(account_id).get(f"/tep/{file_id}/{query}"))


def with_paper(province: Province) -> tuple[UUID, UUID]:
    file_id = upload(province.citizen.account_id)
    dossier_id = testing.submitted(province, papers=[PaperInput("TP02", file_id)])
    return dossier_id, file_id


def test_a_paper_is_read_by_its_owner_and_those_who_work_on_it(province: Province) -> None:
    _, file_id = with_paper(province)
    for officer in province.commune.officers:
        allowed = officer in (province.commune.counter, province.commune.leader, province.commune.inspector)
        assert queries.may_read_file(officer, file_id) == allowed, officer.title
    strangers: list[commands.Actor] = [*province.other_commune.officers, province.stranger]
    for stranger in strangers:
        assert not queries.may_read_file(stranger, file_id)
    assert queries.may_read_file(province.citizen, file_id)


def test_the_page_answers_the_same(province: Province) -> None:
    _, file_id = with_paper(province)
    answer = ask(province.citizen.account_id, file_id)
    assert answer.status_code == 200
    assert answer.body.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''Gi%E1%BA%A5y%20t%E1%BB%9D.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    shown = ask(province.commune.counter.account_id, file_id, "?xem=1")
    assert shown["Content-Disposition"].startswith("inline;")
    for nobody in (province.stranger.account_id, province.other_commune.counter.account_id):
        assert ask(nobody, file_id).status_code == 404
    assert ask(province.citizen.account_id, uuid7()).status_code == 404
    assert ask(None, file_id).status_code == 302


def test_reading_a_file_is_in_the_trail_with_its_dossier_and_whose_it_is(province: Province) -> None:
    trail = apps.get_model("audit", "AuditEntry").objects.filter(action="files.read").order_by("number")
    dossier_id, file_id = with_paper(province)
    ask(province.citizen.account_id, file_id)
    ask(province.commune.counter.account_id, file_id)
    own, officers = trail
    assert (own.purpose, officers.purpose, officers.officer_id) == ("own", "case", province.commune.counter.id)
    for entry in (own, officers):
        assert entry.object_id == str(file_id)
        assert entry.detail["dossiers"] == [str(dossier_id)]
        assert province.citizen.person_id in entry.subject_ids


def test_a_result_is_the_persons_only_once_it_is_issued(province: Province) -> None:
    file_id = upload(province.commune.specialist.account_id, "Kết quả.pdf")
    dossier_id = testing.in_progress(province)
    specialist, head = province.commune.specialist, province.commune.unit_head
    commands.draft_result(dossier_id=dossier_id, title="Giấy", file_id=file_id, by=specialist, now=NOW)
    assert not queries.may_read_file(province.citizen, file_id)
    commands.advance(dossier_id=dossier_id, by=specialist, now=NOW)
    commands.advance(dossier_id=dossier_id, by=head, now=NOW)
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    assert not queries.may_read_file(province.citizen, file_id)
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=NOW)
    assert queries.may_read_file(province.citizen, file_id)
    assert not queries.may_read_file(province.stranger, file_id)


def test_a_result_with_a_fee_due_is_kept_from_the_person_with_a_word_about_what_to_do(
    settings: Any, tmp_path: Path
) -> None:
    settings.STORED_FILES_DIR = tmp_path
    province = plain_province(policy=ProcedurePolicy(receiving_tiers=("commune",), fee_timing="on_acceptance"))
    file_id = upload(province.commune.specialist.account_id, "Kết quả.pdf")
    dossier_id = testing.in_progress(province)
    specialist = province.commune.specialist
    commands.draft_result(dossier_id=dossier_id, title="Giấy", file_id=file_id, by=specialist, now=NOW)
    commands.advance(dossier_id=dossier_id, by=specialist, now=NOW)
    commands.advance(dossier_id=dossier_id, by=province.commune.unit_head, now=NOW)
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=NOW)
    for query in ("", "?xem=1"):
        held = ask(province.citizen.account_id, file_id, query)
        assert held.status_code == 409
        assert "còn 100.000 đ phí, lệ phí chưa nộp" in held.content.decode()
        assert "Nộp tại quầy" in held.content.decode()
    assert ask(province.commune.counter.account_id, file_id).status_code == 200
    assert ask(province.stranger.account_id, file_id).status_code == 404
    commands.collect_fees(dossier_id=dossier_id, by=province.commune.counter, now=NOW)
    assert ask(province.citizen.account_id, file_id).status_code == 200


def test_nobody_attaches_somebody_elses_file(province: Province) -> None:
    theirs = upload(province.stranger.account_id)
    with pytest.raises(Incorrect):
        testing.submitted(province, papers=[PaperInput("TP02", theirs)])
    with pytest.raises(Incorrect):
        testing.submitted(province, papers=[PaperInput("TP99", upload(province.citizen.account_id))])


def test_a_draft_keeps_its_papers_and_hands_them_in(province: Province) -> None:
    by, file_id = province.citizen, upload(province.citizen.account_id)
    draft_id = commands.start_draft(
        version_id=province.version_id, by=by, now=NOW, receiving_organisation_id=province.commune.id
    )
    for _ in range(2):
        commands.attach_paper(draft_id=draft_id, component_key="TP02", file_id=file_id, by=by, now=NOW)
    assert [paper.file_id for paper in queries.draft(by.account_id, draft_id).papers] == [file_id]
    commands.save_draft(draft_id=draft_id, answers=testing.ANSWERS, by=by, now=NOW)
    dossier_id = commands.submit(draft_id=draft_id, by=by, now=NOW)
    view = queries.dossier_for_person(by.person_id, dossier_id, now=NOW)
    papers = [paper.file_id for component in view.components for paper in component.papers]
    assert papers == [file_id]
