from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.identity import commands as identity
from congso.notifications import commands, queries
from congso.notifications.connectors import Outgoing, TryAgain, Undeliverable
from congso.notifications.models import Message
from congso.notifications.rules.attempts import LEASE, MOST_ATTEMPTS

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
CONTEXT = {"code": "H12-1", "procedure": "Đăng ký khai sinh", "due": "25/11/2026"}

pytestmark = pytest.mark.django_db


class Gateway:
    """A gateway that keeps one message per key, as ours must."""

    def __init__(self) -> None:
        self.effects: dict[str, Outgoing] = {}
        self.calls = 0
        self.trouble: Exception | None = None

    def hand_over(self, message: Outgoing) -> dict[str, str]:
        self.calls += 1
        if self.trouble:
            raise self.trouble
        self.effects.setdefault(message.id, message)
        return {"gateway_id": str(len(self.effects))}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    stand_in = Gateway()
    monkeypatch.setitem(commands.CONNECTORS, "sms", lambda: stand_in)
    monkeypatch.setitem(commands.CONNECTORS, "email", lambda: stand_in)
    return stand_in


@pytest.fixture
def person():
    return identity.ensure_person(
        full_name="Lê Văn Tư", identity_number="096080000002", phone="+84 912 345 678", email="tu@vidu.vn"
    )


def tell(person, key: str = "dossier:1:1", **more):
    return commands.notify(
        key=key, person_id=person.id, template="dossier_received", context=CONTEXT, link="/cua-toi/1/", now=NOW, **more
    )


def send(message_id, holder: str = "job-1", now: datetime = NOW) -> str:
    return commands.send(message_id=message_id, holder=holder, clock=lambda: now)


def by_channel() -> dict[str, Message]:
    return {message.channel: message for message in Message.objects.all()}


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=commands.SEND).count()


def test_a_person_is_told_on_every_way_they_can_be_reached(person) -> None:
    tell(person)
    told = by_channel()
    assert {channel: message.state for channel, message in told.items()} == {
        "in_app": "sent",
        "email": "waiting",
        "sms": "waiting",
    }
    assert told["sms"].address == "0912345678"
    assert told["sms"].body == "Ho so H12-1 da duoc tiep nhan. Hen tra ket qua: 25/11/2026."
    assert "http://127.0.0.1:8000/cua-toi/1/" in told["email"].body
    assert jobs() == 2


def test_asking_twice_tells_once(person) -> None:
    assert len(tell(person)) == 3
    assert tell(person) == []
    assert Message.objects.count() == 3
    assert jobs() == 2


def test_without_address_or_telephone_only_the_inbox_is_used() -> None:
    tell(identity.ensure_person(full_name="Người Không Điện Thoại"))
    assert set(by_channel()) == {"in_app"}


def test_the_contact_given_in_the_application_wins(person) -> None:
    tell(person, email="nop-ho@vidu.vn", phone="")
    told = by_channel()
    assert told["email"].address == "nop-ho@vidu.vn"
    assert "sms" not in told


def test_a_message_is_sent_with_evidence_and_never_again(person, gateway: Gateway) -> None:
    tell(person, channels=["sms"])
    message = by_channel()["sms"]
    assert send(message.id) == "sent"
    assert send(message.id, holder="job-2") == ""
    message.refresh_from_db()
    assert message.evidence["gateway_id"] == "1"
    assert message.sent_at == NOW
    assert gateway.calls == 1


def test_a_worker_killed_before_the_hand_over_loses_nothing(person, gateway: Gateway) -> None:
    tell(person, channels=["sms"])
    message = by_channel()["sms"]
    assert commands.claim(message_id=message.id, holder="job-1", now=NOW)  # and here it dies
    assert send(message.id) == "sent"
    assert len(gateway.effects) == 1


def test_a_worker_killed_after_the_hand_over_doubles_nothing_in_effect(person, gateway: Gateway) -> None:
    tell(person, channels=["sms"])
    message = by_channel()["sms"]
    claimed = commands.claim(message_id=message.id, holder="job-1", now=NOW)
    assert claimed
    gateway.hand_over(Outgoing(str(claimed.id), claimed.address, "", claimed.body, ""))  # and here it dies
    assert send(message.id, holder="job-2") == "", "another job waits until the lease is over"
    assert send(message.id, holder="job-2", now=NOW + LEASE) == "sent"
    assert gateway.calls == 2
    assert len(gateway.effects) == 1


def test_a_worker_that_was_only_slow_does_not_overwrite_the_one_that_took_over(person, gateway: Gateway) -> None:
    tell(person, channels=["sms"])
    slow = commands.claim(message_id=by_channel()["sms"].id, holder="job-1", now=NOW)
    assert slow
    assert send(slow.id, holder="job-2", now=NOW + LEASE) == "sent"
    assert commands.put_back(message_id=slow.id, claim_of=slow.claim, reason="late", now=NOW) == ""
    assert by_channel()["sms"].state == "sent"


def test_trouble_is_tried_again_later_and_not_before(person, gateway: Gateway) -> None:
    tell(person, channels=["email"])
    message = by_channel()["email"]
    gateway.trouble = TryAgain("gateway 503")
    assert send(message.id) == "waiting"
    assert send(message.id) == "", "it is not due yet"
    assert jobs() == 2
    message.refresh_from_db()
    assert message.evidence == {"last_error": "gateway 503"}
    gateway.trouble = None
    assert send(message.id, now=NOW + timedelta(seconds=10)) == "sent"


def test_after_the_last_attempt_it_is_given_up(person, gateway: Gateway) -> None:
    tell(person, channels=["email"])
    message = by_channel()["email"]
    gateway.trouble = TryAgain("gateway 503")
    states = [send(message.id, now=NOW + timedelta(days=day)) for day in range(MOST_ATTEMPTS)]
    assert states == ["waiting"] * (MOST_ATTEMPTS - 1) + ["failed"]


def test_a_wrong_address_is_not_tried_again(person, gateway: Gateway) -> None:
    tell(person, channels=["email"])
    gateway.trouble = Undeliverable("recipient refused: 550")
    assert send(by_channel()["email"].id) == "failed"


def test_the_sweeper_finds_messages_that_lost_their_job(person, gateway: Gateway) -> None:
    tell(person, channels=["email", "sms"])
    commands.claim(message_id=by_channel()["sms"].id, holder="job-1", now=NOW)
    before = jobs()
    assert commands.sweep(now=NOW) == 0
    assert commands.sweep(now=NOW + LEASE) == 2
    assert jobs() == before + 2


def test_a_letter_carries_the_same_id_at_every_attempt(person) -> None:
    tell(person, channels=["email"])
    message = by_channel()["email"]
    assert send(message.id) == "sent"
    letter = mail.outbox[0]
    assert isinstance(letter, mail.EmailMultiAlternatives)
    assert letter.extra_headers["Message-ID"] == f"<{message.id}@congso.localhost>"
    assert letter.to == ["tu@vidu.vn"]
    assert '<a href="http://127.0.0.1:8000/cua-toi/1/">' in str(letter.alternatives[0][0])


def test_the_inbox_shows_own_messages_page_by_page(person) -> None:
    for number in range(23):
        tell(person, key=f"dossier:1:{number}", channels=["in_app"])
    tell(identity.ensure_person(full_name="Người Khác", identity_number="096080000003"), key="other")
    first = queries.messages_of(person.id)
    rest = queries.messages_of(person.id, after=str(first[-1].id))
    assert (len(first), len(rest)) == (20, 3)
    assert not {message.id for message in first} & {message.id for message in rest}
    assert queries.unread_count(person.id) == 23
    assert queries.unread_count(person.id, limit=10) == 10


def test_the_page_of_messages_marks_and_leads_on(client: Client, person, django_user_model) -> None:
    account = django_user_model.objects.create_user("tu", kind="citizen", person_id=person.id)
    tell(person, channels=["in_app"])
    client.force_login(account)
    page = client.get("/cua-toi/thong-bao/")
    assert "Đã tiếp nhận hồ sơ H12-1" in page.content.decode()
    message = queries.messages_of(person.id)[0]
    assert client.post(f"/cua-toi/thong-bao/{message.id}/")["Location"] == "/cua-toi/1/"
    assert queries.unread_count(person.id) == 0
    assert client.post(f"/cua-toi/thong-bao/{uuid4()}/").status_code == 404


def test_a_message_of_somebody_else_is_not_found(client: Client, person, django_user_model) -> None:
    other = identity.ensure_person(full_name="Người Khác", identity_number="096080000003")
    client.force_login(django_user_model.objects.create_user("khac", kind="citizen", person_id=other.id))
    tell(person, channels=["in_app"])
    message = queries.messages_of(person.id)[0]
    assert client.post(f"/cua-toi/thong-bao/{message.id}/").status_code == 404
    assert queries.unread_count(person.id) == 1


def test_counting_what_waits_reads_only_open_rows(person) -> None:
    tell(person)
    assert queries.counts_by_state() == {("email", "waiting"): 1, ("sms", "waiting"): 1}
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'notifications_message'")
        assert "messages_not_yet_sent" in {name for (name,) in cursor.fetchall()}


def test_messages_about_work_stay_at_work(client: Client, person, django_user_model) -> None:
    commands.notify(key="w", person_id=person.id, template="work_assigned", context=CONTEXT, now=NOW)
    assert queries.unread_count(person.id) == 1
    assert queries.unread_count(person.id, at_work=False) == 0
    for kind, shown in (("citizen", False), ("officer", True)):
        client.force_login(django_user_model.objects.create_user(f"tu-{kind}", kind=kind, person_id=person.id))
        page = client.get("/cua-toi/thong-bao/").content.decode()
        assert ("được phân công hồ sơ H12-1" in page) is shown
        # Reading all at home says nothing about what waits at work.
        client.post("/cua-toi/thong-bao/da-doc/")
        assert queries.unread_count(person.id) == (0 if shown else 1)
