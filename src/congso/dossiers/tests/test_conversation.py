"""Asking about a case: within the case, kept as written, answered by who has it, and never a demand for papers."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from congso.audit.models import AuditEntry
from congso.dossiers import commands, permissions, queries, testing
from congso.dossiers.models import CaseMessage, CaseMessageFile, Dossier
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import QueueView
from congso.dossiers.rules.conversation import ASKING_WORDS, ConversationPolicy, asks_for_papers, closes_at
from congso.dossiers.testing import NOW, Province, plain_province
from congso.files.commands import store
from congso.files.testing import text_pdf
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation import commands as organisation_commands
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.delegation import DelegationKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None, settings: Any, tmp_path: Path) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    return plain_province()


def ask(dossier_id: UUID, by: Applicant, text: str = "Bao giờ có kết quả?", **more: Any) -> UUID:
    return commands.ask(**{"dossier_id": dossier_id, "text": text, "by": by, "now": NOW, "key": str(uuid4()), **more})


def answer(dossier_id: UUID, by: ActingOfficer, text: str = "Đúng hẹn.", **more: Any) -> UUID:
    return commands.answer(
        **{"dossier_id": dossier_id, "text": text, "by": by, "now": NOW, "key": str(uuid4()), **more}
    )


def waiting(officer: ActingOfficer) -> list[UUID]:
    return [row.id for row in queries.queue(officer, view=QueueView.QUESTIONS, now=NOW).rows]


def test_a_question_waits_in_the_queue_of_who_has_the_dossier_until_it_is_answered(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    commune = province.commune
    assert waiting(commune.specialist) == []
    ask(dossier_id, province.citizen)
    ask(dossier_id, province.citizen, "Tôi hỏi thêm.", now=NOW + timedelta(minutes=1))
    assert waiting(commune.specialist) == waiting(commune.unit_head) == [dossier_id]
    assert queries.queue_counts(commune.specialist, now=NOW)["questions"] == 1
    assert waiting(commune.counter) == waiting(commune.neighbour) == [], "another unit's"
    assert Dossier.objects.get(id=dossier_id).question_at == NOW, "since the first that was not answered"
    answer(dossier_id, commune.specialist)
    assert waiting(commune.specialist) == []
    ask(dossier_id, province.citizen, "Cảm ơn.")
    commands.needs_no_answer(dossier_id=dossier_id, by=commune.specialist, now=NOW)
    assert waiting(commune.specialist) == []


def test_after_its_end_the_desk_answers(province: Province) -> None:
    dossier_id = testing.finished(province)
    ask(dossier_id, province.citizen)
    assert waiting(province.commune.counter) == [dossier_id]
    assert waiting(province.commune.specialist) == []
    with pytest.raises(NotAllowed):
        answer(dossier_id, province.commune.specialist)
    answer(dossier_id, province.commune.counter)


def test_the_queue_goes_on_page_by_page_the_longest_waiting_first(province: Province) -> None:
    asked = [testing.in_progress(province) for _ in range(3)]
    for number, dossier_id in enumerate(reversed(asked)):
        ask(dossier_id, province.citizen, now=NOW + timedelta(minutes=number))
    first = queries.queue(province.commune.specialist, view=QueueView.QUESTIONS, now=NOW, limit=2)
    second = queries.queue(
        province.commune.specialist, view=QueueView.QUESTIONS, now=NOW, limit=2, after=first.next_cursor
    )
    assert [row.id for row in (*first.rows, *second.rows)] == asked[::-1]


def test_who_has_nothing_to_do_with_the_dossier_reads_and_writes_nothing(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    commune, other = province.commune, province.other_commune
    with pytest.raises(NotFound):
        ask(dossier_id, province.stranger)
    for officer in (other.specialist, commune.neighbour):
        with pytest.raises(NotFound):
            answer(dossier_id, officer)
    for officer in (commune.counter, commune.inspector, commune.leader):
        with pytest.raises(NotAllowed):
            answer(dossier_id, officer)
    assert not CaseMessage.objects.exists()


def test_both_sides_see_who_wrote_when_and_what_was_seen(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    citizen, specialist = province.citizen, province.commune.specialist
    ask(dossier_id, citizen, "Số của tôi là 096095000123.")
    answer(dossier_id, specialist, now=NOW + timedelta(minutes=1))
    view = queries.dossier_for_officer(specialist, dossier_id, now=NOW)
    first, second = queries.conversation(view, now=NOW).messages
    assert (first.text, first.by_person, first.who) == ("Số của tôi là 096095000123.", True, "Nguyễn Văn Bảo")
    assert (second.who, second.officer_name, second.by_person) == ("Chuyên viên", "Lê Minh Khôi", False)
    assert not first.seen
    assert not second.seen
    assert queries.new_answers(citizen.person_id, [dossier_id])[dossier_id] == 1
    later = NOW + timedelta(minutes=2)
    for reader in (citizen.person_id, None):
        commands.mark_conversation_read(dossier_id=dossier_id, person_id=reader, now=later)
    assert all(one.seen for one in queries.conversation(view, now=later).messages)
    assert queries.new_answers(citizen.person_id, [dossier_id]) == {}


def test_an_answer_on_behalf_names_for_whom_and_by_which_paper(province: Province) -> None:
    commune = province.commune
    dossier_id = testing.to_approve(province)
    ask(dossier_id, province.citizen)
    made = organisation_commands.delegate(
        giver_id=commune.leader.id, receiver_id=commune.unit_head.id, kind=DelegationKind.AUTHORISATION,
        rights=["dossiers.see_agency", "dossiers.answer_question"], valid_from=NOW.date(),
        valid_to=NOW.date() + timedelta(days=30), document_number="12/GUQ-UBND", document_on=NOW.date(),
        document_issuer="UBND xã", by=commune.leader, today=NOW.date(), now=NOW,
    )  # fmt: skip
    acting = organisation.stand_in([commune.unit_head], made, NOW.date())
    assert acting is not None
    answer(dossier_id, acting)
    view = queries.dossier_for_officer(commune.leader, dossier_id, now=NOW)
    told = queries.conversation(view, now=NOW).messages[-1]
    assert (told.officer_name, told.stands_in) == ("Võ Thành Nam", "Chủ tịch, Lãnh đạo Ủy ban nhân dân xã")
    entry = AuditEntry.objects.get(action="dossiers.answer_question")
    assert (entry.on_behalf_of_officer_id, str(entry.delegation_id)) == (commune.leader.id, str(made))
    organisation_commands.revoke(delegation_id=made, by=commune.leader, now=NOW)
    with pytest.raises((NotAllowed, NotPossibleNow)):
        answer(dossier_id, acting)


def test_a_second_click_is_the_same_message(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    key = str(uuid4())
    assert ask(dossier_id, province.citizen, key=key) == ask(dossier_id, province.citizen, key=key)
    specialist = province.commune.specialist
    assert answer(dossier_id, specialist, key=key) == answer(dossier_id, specialist, key=key)
    assert CaseMessage.objects.count() == 2


def test_so_much_an_hour_and_not_more(province: Province, settings: Any) -> None:
    settings.CONVERSATION = replace(settings.CONVERSATION, messages_an_hour=2)
    one, other = testing.in_progress(province), testing.in_progress(province)
    ask(one, province.citizen)
    ask(other, province.citizen)
    with pytest.raises(NotPossibleNow) as refused:
        ask(one, province.citizen)
    assert refused.value.code == "too_many_messages"
    assert ask(one, province.citizen, now=NOW + timedelta(hours=1, minutes=1))


@pytest.mark.parametrize(("text", "sentence"), [("  ", "Ghi nội dung"), ("a" * 4_001, "dài quá 4000 chữ")])
def test_something_is_said_and_not_too_much(province: Province, text: str, sentence: str) -> None:
    dossier_id = testing.in_progress(province)
    with pytest.raises(Incorrect, match=sentence):
        ask(dossier_id, province.citizen, text)


def test_some_days_after_its_end_the_conversation_closes(province: Province) -> None:
    dossier_id = testing.returned(province)
    ask(dossier_id, province.citizen, now=NOW + timedelta(days=29))
    commands.rate(dossier_id=dossier_id, overall=3, by=province.citizen, now=NOW + timedelta(days=30))
    after = NOW + timedelta(days=31)
    view = queries.dossier_for_person(province.citizen.person_id, dossier_id, now=after)
    assert not queries.conversation(view, now=after).is_open, "an opinion does not open it anew"
    with pytest.raises(NotPossibleNow) as refused:
        ask(dossier_id, province.citizen, now=after)
    assert refused.value.code == "conversation_closed"


def test_files_go_along_are_no_papers_and_are_read_by_whoever_sees_the_dossier(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    citizen = province.citizen

    def upload(by: Applicant) -> UUID:
        return store(stream=io.BytesIO(text_pdf("Anh")), name="anh.pdf", account_id=by.account_id, now=NOW).id

    file_id, foreign = upload(citizen), upload(province.stranger)
    ask(dossier_id, citizen, file_ids=[file_id, file_id])
    view = queries.dossier_for_officer(province.commune.specialist, dossier_id, now=NOW)
    assert [one.name for one in queries.conversation(view, now=NOW).messages[0].files] == ["anh.pdf"]
    assert not any(paper.file_id == file_id for part in view.components for paper in part.papers)
    assert queries.may_read_file(province.commune.specialist, file_id)
    assert not queries.may_read_file(province.commune.neighbour, file_id)
    assert not queries.may_read_file(province.stranger, file_id)
    with pytest.raises(NotFound):
        ask(dossier_id, citizen, file_ids=[foreign])
    with pytest.raises(Incorrect, match="tối đa 5 tệp"):
        ask(dossier_id, citizen, file_ids=[file_id] * 6)


def test_the_database_keeps_what_was_written(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    file_id = store(stream=io.BytesIO(text_pdf("x")), name="a.pdf", account_id=province.citizen.account_id, now=NOW).id
    ask(dossier_id, province.citizen, file_ids=[file_id])
    changes: list[Any] = [
        lambda: CaseMessage.objects.all().delete(),
        lambda: CaseMessage.objects.update(written_at=NOW + timedelta(days=1)),
        lambda: CaseMessageFile.objects.all().delete(),
    ]
    for change in changes:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            change()
    sealed = CaseMessage.objects.get().text
    assert CaseMessage.objects.update(text=sealed) == 1, "it can be sealed with a newer key"
    with pytest.raises(IntegrityError, match="a_case_message_has_one_author"), transaction.atomic():
        CaseMessage.objects.create(dossier_id=dossier_id, text="x", written_at=NOW, origin="không ai")
    assert CaseMessage.objects.count() == 1


def test_writing_leaves_its_lines_about_everybody_of_the_dossier(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    ask(dossier_id, province.citizen)
    answer(dossier_id, province.commune.specialist)
    acts = AuditEntry.objects.filter(object_id=str(dossier_id), subject_ids__contains=[province.citizen.person_id])
    asked, answered = acts.get(action="dossiers.ask"), acts.get(action="dossiers.answer_question")
    assert asked.person_id == province.citizen.person_id
    assert answered.officer_id == province.commune.specialist.id
    assert "Bao giờ" not in str(asked.detail)


def test_an_act_of_the_case_is_not_disturbed_by_a_message(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    seen = Dossier.objects.get(id=dossier_id).event_count
    ask(dossier_id, province.citizen)
    commands.ask_supplement(
        dossier_id=dossier_id, items=[testing.supplement_item()], reason="Mờ", by=province.commune.specialist, now=NOW,
        expected_event_count=seen,
    )  # fmt: skip
    assert Dossier.objects.get(id=dossier_id).question_at == NOW, "and an act does not answer a question"


ASKS = [
    ("Anh bổ sung giúp tôi sổ đỏ", ["bổ sung"]),
    ("De nghi ong BO SUNG ban sao", ["bổ sung"]),
    ("Hồ sơ còn thiếu giấy khai sinh, chị chụp lại nhé", ["chụp lại", "còn thiếu", "thiếu giấy"]),
    ("Kết quả có vào thứ Sáu.", []),
    ("Hồ sơ của bà đang chờ lãnh đạo ký.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "found"), ASKS)
def test_words_that_ask_for_papers_are_found_with_and_without_marks(text: str, found: list[str]) -> None:
    assert sorted(asks_for_papers(text, ASKING_WORDS)) == sorted(found)


def test_only_whole_words_count_and_the_list_is_the_provinces() -> None:
    assert asks_for_papers("Tôi photocopy rồi", ["photo"]) == []
    assert asks_for_papers("Mang thẻ theo", ["mang thẻ", " ", ""]) == ["mang thẻ"]
    assert ConversationPolicy().asking_words == ASKING_WORDS


def test_a_running_dossier_has_no_end_of_its_conversation() -> None:
    policy = ConversationPolicy(days_after_end=7)
    assert closes_at(None, policy) is None
    assert closes_at(NOW, policy) == NOW + timedelta(days=7)


def test_seeing_alone_does_not_let_answer(province: Province) -> None:
    dossier = Dossier.objects.get(id=testing.in_progress(province))
    commune = province.commune
    answering = [one.title for one in commune.officers if permissions.may_answer(one, dossier)]
    assert sorted(answering) == ["Chuyên viên", "Chuyên viên", "Trưởng phòng"]
