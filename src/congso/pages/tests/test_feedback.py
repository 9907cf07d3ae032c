"""Feedback about the portal: anybody sends it, once; it is sealed, answered once, and the answer goes out by letter."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from congso.audit.models import AuditEntry
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.kernel.testing import at_once
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_officer, make_organisation, make_unit
from congso.pages import commands, queries
from congso.pages.models import Feedback
from congso.pages.rules import feedback as rules
from congso.pages.rules.feedback import FeedbackAct, FeedbackKind, FeedbackState

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize("state", list(FeedbackState))
@pytest.mark.parametrize("act", list(FeedbackAct))
def test_feedback_moves_only_as_the_table_says(state: FeedbackState, act: FeedbackAct) -> None:
    if (state, act) in rules.TRANSITIONS:
        assert rules.next_state(state, act) is rules.TRANSITIONS[state, act]
    else:
        with pytest.raises(NotPossibleNow, match=state.label):
            rules.next_state(state, act)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/thu-tuc/1.001193/?q=so%20do#a", "/thu-tuc/1.001193/"),
        (" /lien-he/ ", "/lien-he/"),
        ("https://example.com/x", ""),
        ("//example.com", ""),
        ("/a\nb", ""),
        ("", ""),
        ("/" + "x" * 300, "/" + "x" * 199),
    ],
)
def test_the_page_it_is_about_is_a_place_of_this_site(typed: str, kept: str) -> None:
    assert rules.place(typed) == kept


def people() -> SimpleNamespace:
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    return SimpleNamespace(
        admin=make_officer(Role.ADMINISTRATOR, unit=make_unit(agency), name="Lý Thị Vân"),
        of_commune=make_officer(Role.ADMINISTRATOR),
    )


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    return people()


def send(*, key: str = "k", now: datetime = NOW, **changes: Any) -> str:
    given: dict[str, Any] = {
        "kind": FeedbackKind.FAULT, "words": "Nút không bấm được", "email": "dan@example.vn", "place": "/thu-tuc/",
        "address": "203.0.113.7",
    }  # fmt: skip
    return commands.send_feedback(key=key, now=now, **given | changes)


def kept() -> UUID:
    return Feedback.objects.latest("id").id


def browser(officer: Any) -> Client:
    client = Client()
    sign_in(client, officer.account_id)
    return client


def test_what_was_said_and_the_address_are_sealed(house: SimpleNamespace) -> None:
    send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, email FROM pages_feedback")
        [stored] = cursor.fetchall()
    assert all(b"bam" not in bytes(one) and b"dan@" not in bytes(one) for one in stored)
    assert queries.feedback(kept()).words == "Nút không bấm được"


def test_the_same_sending_twice_is_kept_once(house: SimpleNamespace) -> None:
    assert send() == send()
    assert Feedback.objects.count() == 1
    with pytest.raises(NotPossibleNow):
        send(words="Khác")


@pytest.mark.django_db(transaction=True)
def test_the_same_sending_at_the_same_moment_is_kept_once() -> None:
    first, second = at_once([send, send])
    assert first == second
    assert Feedback.objects.count() == 1


def test_one_network_sends_no_flood_and_others_do_not_wait_for_it(house: SimpleNamespace) -> None:
    for number in range(rules.BORNE_FROM_ONE_ADDRESS):
        send(key=f"k{number}")
    with pytest.raises(NotPossibleNow, match="Hãy gửi lại sau 1 phút") as refused:
        send(key="zu viel")
    assert refused.value.status == 429
    send(key="other", address="198.51.100.9")
    send(key="later", now=NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("wrong", "field"), [({"words": "  "}, "words"), ({"words": "x" * 3_001}, "words"), ({"email": "dan@"}, "email")]
)
def test_what_cannot_be_kept_is_refused(house: SimpleNamespace, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Incorrect) as refused:
        send(**wrong)
    assert set(refused.value.fields) == {field}


def test_it_is_taken_and_answered_once(house: SimpleNamespace) -> None:
    send()
    one = kept()
    for act in (commands.take_feedback, lambda **given: commands.answer_feedback(answer="Đã sửa.", **given)):
        with pytest.raises(NotAllowed):
            act(feedback_id=one, by=house.of_commune, now=NOW)
    commands.take_feedback(feedback_id=one, by=house.admin, now=NOW)
    with pytest.raises(Incorrect):
        commands.answer_feedback(feedback_id=one, answer=" ", by=house.admin, now=NOW)
    assert commands.answer_feedback(feedback_id=one, answer="Đã sửa.", by=house.admin, now=NOW)
    with pytest.raises(NotPossibleNow, match="Đã trả lời"):
        commands.answer_feedback(feedback_id=one, answer="Lại.", by=house.admin, now=NOW)


def test_without_an_address_no_letter_goes_out(house: SimpleNamespace) -> None:
    send(email="")
    assert not commands.answer_feedback(feedback_id=kept(), answer="Đã sửa.", by=house.admin, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_the_same_moment_one_is_told() -> None:
    admin = people().admin
    send()
    one = kept()
    results = at_once(
        [lambda: commands.answer_feedback(feedback_id=one, answer="Đã sửa.", by=admin, now=NOW) for _ in range(2)]
    )
    assert sorted(isinstance(result, NotPossibleNow) for result in results) == [False, True]


def test_the_database_agrees(house: SimpleNamespace) -> None:
    send()
    name = "answered_feedback_says_when_and_by_whom"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Feedback.objects.update(state=FeedbackState.ANSWERED)


def test_old_feedback_is_forgotten(house: SimpleNamespace) -> None:
    send()
    assert commands.forget_feedback(before=NOW) == 0
    Feedback.objects.update(id=UUID(int=7 << 76), sent_at=NOW - timedelta(days=731))
    assert commands.forget_feedback(before=NOW - timedelta(days=730)) == 1


def test_anybody_sends_it_from_the_foot_of_a_page(house: SimpleNamespace) -> None:
    client = Client()
    assert "/gop-y/?trang=%2Fthu-tuc%2F" in client.get("/thu-tuc/").content.decode()
    page = client.get("/gop-y/", {"trang": "/thu-tuc/"}).content.decode()
    assert 'value="/thu-tuc/"' in page
    given = {"kind": "wish", "words": "Thêm bản đồ", "email": "", "place": "/thu-tuc/", "key": "abc"}
    assert client.post("/gop-y/", given | {"words": ""}).status_code == 422
    assert client.post("/gop-y/", given | {"email": "x"}).status_code == 422
    answer = client.post("/gop-y/", given, follow=True)
    one = queries.feedback(kept())
    assert one.reference in answer.content.decode()
    assert (one.kind, one.place, one.state) == (FeedbackKind.WISH, "/thu-tuc/", FeedbackState.NEW)
    again = client.post("/gop-y/", given)
    assert again.url.endswith(f"{one.reference}/")  # type: ignore[attr-defined]
    assert Feedback.objects.count() == 1


def test_administrators_read_and_answer_it(house: SimpleNamespace) -> None:
    send()
    one = kept()
    place = reverse("pages:one_feedback", args=[one])
    for path in (reverse("pages:feedback_inbox"), place):
        assert Client().get(path).status_code == 302
        assert browser(house.of_commune).get(path).status_code == 403
    client = browser(house.admin)
    assert "Nút không bấm được" in client.get(reverse("pages:feedback_inbox")).content.decode()
    assert "dan@example.vn" in client.get(place).content.decode()
    assert AuditEntry.objects.filter(action="pages.read_feedback", object_id=str(one)).count() == 1
    assert client.post(place, {"action": "take"}).status_code == 302
    assert client.post(place, {"action": "answer", "answer": ""}).status_code == 422
    assert client.post(place, {"action": "answer", "answer": "Đã sửa."}).status_code == 302
    assert "Đã sửa." in client.get(place).content.decode()
    done = client.get(reverse("pages:feedback_inbox"), {"buoc": "answered"}).content.decode()
    assert "Nút không bấm được" in done
    assert client.get(reverse("pages:one_feedback", args=[uuid4()])).status_code == 404
    with pytest.raises(NotFound):
        queries.feedback(uuid4())


def test_the_list_goes_on(house: SimpleNamespace) -> None:
    for number in range(3):
        send(key=f"k{number}", words=f"Góp ý {number}")
    rows = queries.feedback_in(FeedbackState.NEW, limit=1)
    assert [one.words for one in rows] == ["Góp ý 2", "Góp ý 1"]
    assert [one.words for one in queries.feedback_in(None, before=rows[0].id)] == ["Góp ý 1", "Góp ý 0"]
    assert queries.feedback_counts() == {"new": 3, "looked_into": 0}
