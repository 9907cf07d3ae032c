"""Applying together: a link for one person, an agreement bound to what would be handed in, and who is missing named."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from congso.audit.models import AuditEntry
from congso.dossiers import commands, printing, queries, testing
from congso.dossiers.commands.co_applicants import check_everybody_agreed
from congso.dossiers.models import ApplicationDraft, ApplicationInvitation, CoApplicant, Dossier
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries.co_applicants import digest_of
from congso.dossiers.rules.co_applicants import Answer, content_hash, obstacle
from congso.dossiers.testing import ANSWERS, NOW, Province, plain_province
from congso.files.commands import store
from congso.files.testing import text_pdf
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.representation.rules.standing import Capacity

pytestmark = pytest.mark.django_db

MAI = "096190000888"


@dataclass
class Together:
    """A draft of the citizen, and somebody who may be invited to it."""

    province: Province
    draft_id: UUID
    mai: Applicant

    @property
    def by(self) -> dict[str, Any]:
        return {"draft_id": self.draft_id, "by": self.province.citizen, "now": NOW}

    def invite(self, name: str = "Trần Thị Mai", **more: Any) -> UUID:
        return commands.invite_co_applicant(full_name=name, **self.by, **more)

    def opened(self, by: Applicant | None = None, **more: Any) -> UUID:
        invitation_id = self.invite(**more)
        token = commands.draw_invitation_link(invitation_id=invitation_id, **self.by)
        return commands.open_invitation(token=token, by=by or self.mai, now=NOW)

    def agreed(self, **more: Any) -> UUID:
        invitation_id = self.opened(**more)
        self.agree(invitation_id)
        return invitation_id

    def agree(self, invitation_id: UUID, by: Applicant | None = None) -> None:
        person = by or self.mai
        seen = queries.invited(person.person_id, invitation_id, now=NOW).content_hash
        commands.agree_to_apply(invitation_id=invitation_id, seen=seen, by=person, now=NOW)

    def save(self, **answers: Any) -> None:
        commands.save_draft(draft_id=self.draft_id, answers=answers, by=self.province.citizen, now=NOW)

    def submit(self) -> UUID:
        return commands.submit(draft_id=self.draft_id, by=self.province.citizen, now=NOW)


def answer_of(invitation_id: UUID) -> str:
    return ApplicationInvitation.objects.get(id=invitation_id).answer


@pytest.fixture
def together(db: None, settings: Any, tmp_path: Path) -> Together:
    settings.STORED_FILES_DIR = tmp_path
    province = plain_province()
    draft_id = commands.start_draft(
        version_id=province.version_id, by=province.citizen, now=NOW, receiving_organisation_id=province.commune.id
    )
    made = Together(province, draft_id, testing.citizen("Trần Thị Mai", identity_number=MAI))
    made.save(**ANSWERS)
    return made


def test_whoever_agreed_stands_in_the_dossier_and_everybody_reads_who_when_and_how(together: Together) -> None:
    invitation_id = together.agreed(identity_number=MAI)
    dossier_id = together.submit()
    kept = CoApplicant.objects.get(dossier=dossier_id)
    assert (kept.id, kept.person_id, kept.full_name, kept.level) == (
        invitation_id, together.mai.person_id, "Trần Thị Mai", "vneid-2",
    )  # fmt: skip
    assert len(kept.content_hash) == 64
    for view in (
        queries.dossier_for_officer(together.province.commune.counter, dossier_id, now=NOW),
        queries.dossier_for_person(together.province.citizen.person_id, dossier_id, now=NOW),
        queries.dossier_for_person(together.mai.person_id, dossier_id, now=NOW),
    ):
        assert [(one.full_name, one.level) for one in view.co_applicants] == [("Trần Thị Mai", "VNeID mức độ 2")]
    assert not ApplicationDraft.objects.exists(), "the invitation went with the draft"
    assert queries.became(together.mai.person_id, invitation_id) == dossier_id


@pytest.mark.parametrize("made", [printing.application_pdf, printing.declaration_pdf])
def test_the_papers_name_whoever_applies_together(together: Together, made: Callable[[UUID], bytes]) -> None:
    together.agreed()
    pages = PdfReader(io.BytesIO(made(together.submit()))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Người cùng đề nghị" in said
    assert "Trần Thị Mai, đồng ý lúc 09:00 03/08/2026, VNeID mức độ 2" in said


def test_the_desk_finds_the_dossier_by_either_of_them(together: Together) -> None:
    together.agreed()
    dossier_id = together.submit()
    for asked in ("trần thị mai", MAI, "nguyễn văn bảo"):
        found = queries.find(together.province.commune.counter, asked, now=NOW).rows
        assert [row.id for row in found] == [dossier_id], asked
    assert not queries.find(together.province.other_commune.counter, "trần thị mai", now=NOW).rows


def test_a_co_applicant_reads_and_is_told_and_does_not_act(together: Together) -> None:
    together.agreed()
    dossier_id = together.submit()
    listed = queries.dossiers_of_person(together.mai.person_id, now=NOW).rows
    assert [row.id for row in listed] == [dossier_id]
    assert together.mai.person_id in queries.concerned(dossier_id, NOW.date())
    view = queries.dossier_for_person(together.mai.person_id, dossier_id, now=NOW)
    assert view.follows_only
    assert view.actions == frozenset()
    for act in (
        lambda: commands.ask_withdrawal(dossier_id=dossier_id, by=together.mai, now=NOW, reason="Thôi"),
        lambda: commands.duplicate(dossier_id=dossier_id, by=together.mai, now=NOW),
        lambda: commands.rate(dossier_id=dossier_id, overall=3, by=together.mai, now=NOW),
    ):
        with pytest.raises((NotAllowed, NotPossibleNow)):
            act()
    assert Dossier.objects.get(id=dossier_id).state == "submitted"
    with pytest.raises(NotFound):
        queries.dossier_for_person(together.province.stranger.person_id, dossier_id, now=NOW)


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_the_list_of_dossiers_goes_on_page_by_page_through_both_kinds(together: Together, pages: int) -> None:
    together.agreed()
    mine = [
        testing.submitted(together.province, by=together.mai, now=NOW + timedelta(minutes=number), answers={
            **ANSWERS, "applicant_name": "Trần Thị Mai", "applicant_identity_number": MAI,
        })
        for number in (-1, 1)
    ]  # fmt: skip
    joint = together.submit()
    found: list[UUID] = []
    after = None
    for _ in range(4):
        page = queries.dossiers_of_person(together.mai.person_id, now=NOW, after=after, limit=pages)
        found += [row.id for row in page.rows]
        after = page.next_cursor
        if after is None:
            break
    assert found == [mine[1], joint, mine[0]]


def test_nothing_is_handed_in_while_somebody_has_not_agreed_and_the_sentence_says_who(together: Together) -> None:
    waiting = together.invite("Lê Văn Tám")
    declined = together.opened()
    commands.decline_to_apply(invitation_id=declined, reason="Sai diện tích", by=together.mai, now=NOW)
    with pytest.raises(NotPossibleNow, match=r"Lê Văn Tám chưa đồng ý\. Trần Thị Mai đã từ chối\.") as refused:
        together.submit()
    assert refused.value.code == "not_everybody_agreed"
    for one in (waiting, declined):
        commands.withdraw_invitation(invitation_id=one, **together.by)
    assert CoApplicant.objects.filter(dossier=together.submit()).count() == 0


CHANGES = {
    "an answer": lambda one: one.save(content="Mở quán ăn"),
    "an answer taken out": lambda one: one.save(applicant_phone=""),
    "how the result comes": lambda one: commands.choose(return_channel="postal", **one.by),
    "for whom": lambda one: commands.choose_for_whom(
        capacity=Capacity(), for_another=True, **one.by
    ),
    "a file": lambda one: commands.attach_paper(component_key="TP02", file_id=_file(one), **one.by),
}  # fmt: skip


def _file(one: Together) -> UUID:
    content = io.BytesIO(text_pdf("Bien ban"))
    return store(stream=content, name="a.pdf", account_id=one.province.citizen.account_id, now=NOW).id


@pytest.mark.parametrize("what", CHANGES)
def test_an_agreement_lapses_with_any_change_and_is_asked_for_again(together: Together, what: str) -> None:
    invitation_id = together.agreed()
    CHANGES[what](together)
    assert answer_of(invitation_id) == Answer.LAPSED
    with pytest.raises(NotPossibleNow, match="Trần Thị Mai phải đồng ý lại"):
        together.submit()
    together.agree(invitation_id)
    assert answer_of(invitation_id) == Answer.AGREED


def test_what_changes_nothing_leaves_the_agreement(together: Together) -> None:
    invitation_id = together.agreed()
    together.save(**ANSWERS)
    together.save(applicant_email="", members=[])
    commands.save_draft(draft_id=together.draft_id, answers={}, by=together.province.citizen, now=NOW, step="review")
    assert answer_of(invitation_id) == Answer.AGREED
    assert together.submit()


def test_even_an_agreement_nobody_let_lapse_does_not_carry_other_words(together: Together) -> None:
    invitation_id = together.agreed()
    draft = ApplicationDraft.objects.get()
    draft.answers = {**draft.answers, "content": "Bán vé số"}
    draft.save(update_fields=["answers"])
    assert answer_of(invitation_id) == Answer.AGREED
    with pytest.raises(NotPossibleNow, match="phải đồng ý lại"):
        check_everybody_agreed(draft)


def test_one_agrees_to_what_one_has_read(together: Together) -> None:
    invitation_id = together.opened()
    seen = queries.invited(together.mai.person_id, invitation_id, now=NOW).content_hash
    together.save(content="Mở quán ăn")
    with pytest.raises(NotPossibleNow) as refused:
        commands.agree_to_apply(invitation_id=invitation_id, seen=seen, by=together.mai, now=NOW)
    assert refused.value.code == "changed_meanwhile"
    assert answer_of(invitation_id) == Answer.WAITING


def test_the_sign_in_must_be_as_strong_as_the_procedure_asks(together: Together) -> None:
    invitation_id = together.opened()
    seen = queries.invited(together.mai.person_id, invitation_id, now=NOW).content_hash
    weak = replace(together.mai, assurance="vneid-1")
    with pytest.raises(NotPossibleNow, match="mức 2"):
        commands.agree_to_apply(invitation_id=invitation_id, seen=seen, by=weak, now=NOW)


def test_the_link_is_of_one_person_and_a_new_one_replaces_the_old(together: Together) -> None:
    invitation_id = together.invite(identity_number=MAI)
    old = commands.draw_invitation_link(invitation_id=invitation_id, **together.by)
    new = commands.draw_invitation_link(invitation_id=invitation_id, **together.by)
    stored = ApplicationInvitation.objects.get().token_digest
    assert stored == digest_of(new)
    assert new not in stored
    other = together.province.stranger
    with pytest.raises(NotFound):
        commands.open_invitation(token=old, by=together.mai, now=NOW)
    with pytest.raises(NotAllowed, match="Bạn đang đăng nhập là Trần Văn Lạ"):
        commands.open_invitation(token=new, by=other, now=NOW)
    with pytest.raises(NotAllowed, match="bạn gửi cho người khác"):
        commands.open_invitation(token=new, by=together.province.citizen, now=NOW)
    assert commands.open_invitation(token=new, by=together.mai, now=NOW) == invitation_id
    assert commands.open_invitation(token=new, by=together.mai, now=NOW) == invitation_id, "their own link, again"
    with pytest.raises(NotAllowed, match="đã được người khác mở"):
        commands.open_invitation(token=new, by=other, now=NOW)
    with pytest.raises(NotFound):
        queries.invited(other.person_id, invitation_id, now=NOW)


def test_a_link_ends_by_time_by_withdrawal_and_with_its_draft(together: Together) -> None:
    def link_of() -> tuple[UUID, str]:
        invitation_id = together.invite()
        return invitation_id, commands.draw_invitation_link(invitation_id=invitation_id, **together.by)

    _, late = link_of()
    withdrawn_id, withdrawn = link_of()
    commands.withdraw_invitation(invitation_id=withdrawn_id, **together.by)
    _, orphaned = link_of()
    for token, at in ((late, NOW + timedelta(days=14)), (withdrawn, NOW)):
        with pytest.raises(NotFound) as refused:
            queries.invitation_link(token, now=at)
        assert refused.value.code == "link_over"
        with pytest.raises(NotFound):
            commands.open_invitation(token=token, by=together.mai, now=at)
    commands.discard_draft(**together.by)
    with pytest.raises(NotFound):
        queries.invitation_link(orphaned, now=NOW)


def test_oneself_and_the_same_person_twice_are_not_invited(together: Together) -> None:
    with pytest.raises(Incorrect, match="số định danh của bạn"):
        together.invite("Nguyễn Văn Bảo", identity_number="096095000123")
    together.opened(identity_number=MAI)
    with pytest.raises(Incorrect, match="đã được mời"):
        together.invite("Mai", identity_number=MAI)
    again = together.invite("Mai")
    token = commands.draw_invitation_link(invitation_id=again, **together.by)
    with pytest.raises(NotPossibleNow, match="một lời mời khác"):
        commands.open_invitation(token=token, by=together.mai, now=NOW)


def test_only_so_many_are_invited_and_written_to(together: Together, settings: Any) -> None:
    settings.CO_APPLICANTS = replace(settings.CO_APPLICANTS, at_most=2, letters_each=2)
    one = together.invite(email="mai@example.vn")
    together.invite("Lê Văn Tám")
    with pytest.raises(NotPossibleNow, match="tối đa 2 người"):
        together.invite("Lý Thị Chín")
    commands.send_invitation_again(invitation_id=one, **together.by)
    with pytest.raises(NotPossibleNow, match="quá nhiều lời mời"):
        commands.send_invitation_again(invitation_id=one, **together.by)


def test_a_stranger_does_nothing_to_another_s_invitations(together: Together) -> None:
    invitation_id = together.invite()
    theirs: dict[str, Any] = {
        "draft_id": together.draft_id,
        "invitation_id": invitation_id,
        "by": together.mai,
        "now": NOW,
    }
    acts: tuple[Any, ...] = (
        commands.withdraw_invitation,
        commands.draw_invitation_link,
        commands.send_invitation_again,
    )
    for act in acts:
        with pytest.raises(NotFound):
            act(**theirs)
    with pytest.raises(NotFound):
        commands.decline_to_apply(invitation_id=invitation_id, reason="x", by=together.mai, now=NOW)


def test_declining_after_the_sending_is_too_late_and_says_so(together: Together) -> None:
    invitation_id = together.agreed()
    together.submit()
    with pytest.raises(NotPossibleNow) as refused:
        commands.decline_to_apply(invitation_id=invitation_id, reason="Thôi", by=together.mai, now=NOW)
    assert refused.value.code == "handed_in_already"


def test_whoever_is_invited_reads_the_files_of_that_draft_only_while_invited(together: Together) -> None:
    file_id = _file(together)
    commands.attach_paper(component_key="TP02", file_id=file_id, **together.by)
    assert not queries.may_read_file(together.mai, file_id)
    invitation_id = together.opened()
    assert queries.may_read_file(together.mai, file_id)
    assert not queries.may_read_file(together.province.stranger, file_id)
    commands.withdraw_invitation(invitation_id=invitation_id, **together.by)
    assert not queries.may_read_file(together.mai, file_id)


def test_reads_and_acts_are_written_down_about_both(together: Together) -> None:
    together.agreed()
    dossier_id = together.submit()
    queries.dossier_for_officer(together.province.commune.counter, dossier_id, now=NOW)
    about_mai = set(
        AuditEntry.objects.filter(subject_ids__contains=[together.mai.person_id]).values_list("action", flat=True)
    )
    assert about_mai >= {
        "dossiers.open_invitation", "dossiers.read_invited", "dossiers.agree_to_apply", "dossiers.submit",
        "dossiers.read",
    }  # fmt: skip


def test_the_database_keeps_what_was_agreed(together: Together) -> None:
    together.agreed()
    together.submit()
    for change in (lambda: CoApplicant.objects.update(level="vneid-1"), lambda: CoApplicant.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_constraints_refuse_an_agreement_of_nobody_and_two_of_one(together: Together) -> None:
    invitation_id = together.opened()
    with pytest.raises(IntegrityError, match="an_agreement_says_whose_and_to_what"), transaction.atomic():
        ApplicationInvitation.objects.filter(id=invitation_id).update(answer=Answer.AGREED)
    second = together.invite("Mai")
    with pytest.raises(IntegrityError, match="a_person_is_asked_once_for_a_draft"), transaction.atomic():
        ApplicationInvitation.objects.filter(id=second).update(person=together.mai.person_id)


# The hash

WORDS = st.text(max_size=6)
ANSWERED = st.dictionaries(WORDS, st.one_of(WORDS, st.integers(0, 3), st.booleans(), st.none()), max_size=4)
PAPERS = st.lists(st.tuples(WORDS, WORDS), max_size=3)


def hashed(answers: dict[str, Any], papers: Any = (), version_id: int = 1, place: Any = ("",), unread: Any = ()) -> str:
    return content_hash(version_id=version_id, answers=answers, unread=unread, papers=papers, place=place)


@given(ANSWERED, PAPERS)
def test_order_and_what_says_nothing_do_not_matter(answers: dict[str, Any], papers: list[tuple[str, str]]) -> None:
    turned = dict(reversed(answers.items()))
    assert hashed(answers, papers) == hashed(turned | {"none": None, "empty": "", "no": False}, papers[::-1])


@given(ANSWERED, PAPERS, WORDS.filter(bool))
def test_every_part_matters(answers: dict[str, Any], papers: list[tuple[str, str]], word: str) -> None:
    before = hashed(answers, papers)
    assert before != hashed({**answers, "mới": word}, papers)
    assert before != hashed(answers, [*papers, ("TP", word)])
    assert before != hashed(answers, papers, version_id=2)
    assert before != hashed(answers, papers, place=(word,))
    assert before == hashed({**answers, "cam đoan": word}, papers, unread=["cam đoan"])


def test_nought_is_an_answer() -> None:
    assert hashed({"a": 0}) != hashed({})


@pytest.mark.parametrize("answer", Answer)
def test_every_answer_but_agreement_and_withdrawal_stands_in_the_way(answer: Answer) -> None:
    assert bool(obstacle("Mai", answer)) == (answer not in (Answer.AGREED, Answer.WITHDRAWN))


def test_an_unknown_link_is_over(together: Together) -> None:
    with pytest.raises(NotFound):
        queries.invitation_link("sai", now=NOW)
    with pytest.raises(NotFound):
        queries.invited(together.mai.person_id, uuid4(), now=NOW)
