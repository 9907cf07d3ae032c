"""The answer to feedback goes to the address that was left, once."""

from datetime import datetime
from typing import Any

import pytest

from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.notifications.models import Message
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_officer, make_organisation, make_unit
from congso.pages import commands, queries
from congso.pages.rules.feedback import FeedbackKind, FeedbackState
from congso.processes.answer_feedback import answer_feedback

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)


@pytest.fixture
def admin(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    return make_officer(Role.ADMINISTRATOR, unit=make_unit(agency))


def answered(admin: Any, email: str) -> queries.FeedbackView:
    commands.send_feedback(
        kind=FeedbackKind.WISH, words="Thêm bản đồ", email=email, place="/", key="k", address="203.0.113.7", now=NOW
    )
    [one] = queries.feedback_in(FeedbackState.NEW)
    commands.answer_feedback(feedback_id=one.id, answer="Đã thêm.", by=admin, now=NOW)
    return one


def test_the_answer_goes_out_once_however_often_the_job_runs(admin: Any) -> None:
    one = answered(admin, "dan@example.vn")
    answer_feedback(feedback_id=str(one.id))
    answer_feedback(feedback_id=str(one.id), later="unknown")
    [letter] = Message.objects.all()
    assert (letter.channel, letter.address, letter.person_id) == ("email", "dan@example.vn", None)
    assert "Đã thêm." in letter.body
    assert "Thêm bản đồ" not in letter.body
    assert one.reference in letter.subject


def test_without_an_address_no_letter_is_written(admin: Any) -> None:
    answer_feedback(feedback_id=str(answered(admin, "").id))
    assert not Message.objects.exists()
