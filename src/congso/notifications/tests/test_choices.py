"""Whoever chooses gets exactly what they chose, and nothing that must not be missed can be switched off."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from congso.audit.models import AuditEntry
from congso.identity import commands as identity
from congso.identity.queries import PersonView
from congso.identity.testing import sign_in
from congso.kernel.refusals import Incorrect, NotFound
from congso.notifications import commands, queries
from congso.notifications.models import Choice, Message
from congso.notifications.rules.choices import (
    BY_KEY,
    BY_TEMPLATE,
    KINDS,
    OUTSIDE,
    TO_NO_ACCOUNT,
    Kind,
    is_allowed,
    kinds,
    ways_out,
)  # fmt: skip
from congso.notifications.rules.templates import EMAIL, IN_APP, SMS, TEMPLATES

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PAGE = "/cua-toi/thong-bao/cach-nhan/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> PersonView:
    return identity.ensure_person(
        full_name="Lê Văn Tư", identity_number="096080000002", phone="+84 912 345 678", email="tu@vidu.vn"
    )


def tell(person: PersonView, template: str, **more: Any) -> set[str]:
    """Tell somebody something and return on which ways it goes."""
    ids = commands.notify(
        key=f"{template}:{Message.objects.count()}", person_id=person.id, template=template, context={}, link="/x/",
        now=NOW, **more,
    )  # fmt: skip
    return set(Message.objects.filter(id__in=ids).values_list("channel", flat=True))


def choose(person_id: UUID, at_work: bool = False, **choices: tuple[str, ...]) -> None:
    commands.choose(person_id=person_id, choices=choices, at_work=at_work, account_id=None, now=NOW)


# The table


def test_every_template_is_of_one_kind() -> None:
    named = [name for one in KINDS for name in one.templates]
    assert sorted(named) == sorted(set(TEMPLATES) - TO_NO_ACCOUNT)
    assert len(BY_KEY) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_what_is_required_has_a_way_out_and_stays_on_at_first(kind: Kind) -> None:
    assert kind.offers, "a page with nothing to choose"
    if kind.required:
        assert set(kind.defaults) & set(kind.offers)


@pytest.mark.parametrize(
    "template",
    [
        "supplement_asked",
        "supplement_incomplete",
        "dossier_refused",
        "dossier_stopped",
        "result_ready",
        "result_declined",
    ],
)
def test_what_law_or_prudence_demands_is_required(template: str) -> None:
    assert BY_TEMPLATE[template].required


CHANNELS = st.sets(st.sampled_from(OUTSIDE))


@given(kind=st.sampled_from(KINDS), wanted=CHANNELS, possible=CHANNELS)
def test_a_choice_is_kept_exactly_and_never_silences_what_is_required(
    kind: Kind, wanted: set[str], possible: set[str]
) -> None:
    goes = set(ways_out(kind, wanted, possible))
    assert goes <= possible
    if wanted & possible or not kind.required:
        assert goes == wanted & possible
    else:
        assert len(goes) == min(1, len(possible)), "one way out stays while there is any"


# On the way out


@pytest.mark.parametrize("template", sorted(set(TEMPLATES) - TO_NO_ACCOUNT))
def test_each_allowed_combination_sends_exactly_what_was_chosen(person: PersonView, template: str) -> None:
    kind = BY_TEMPLATE[template]
    has_words = {one for one in TEMPLATES[template].channels if one != SMS or TEMPLATES[template].sms}
    assert tell(person, template) - {IN_APP} == has_words & set(kind.defaults)
    for wanted in (set(), {EMAIL}, {SMS}, {EMAIL, SMS}):
        if not is_allowed(kind, wanted):
            with pytest.raises(Incorrect) as refused:
                choose(person.id, kind.at_work, **{kind.key: tuple(wanted)})
            assert kind.required in refused.value.fields[kind.key][0]
            continue
        choose(person.id, kind.at_work, **{kind.key: tuple(wanted)})
        sent = tell(person, template)
        assert IN_APP in sent
        if kind.required and not wanted & has_words:
            assert len(sent - {IN_APP}) == 1
        else:
            assert sent - {IN_APP} == wanted & has_words


@pytest.mark.parametrize("kind", [one for one in KINDS if one.required], ids=lambda kind: kind.key)
def test_not_even_a_row_that_nobody_let_in_switches_off_what_is_required(person: PersonView, kind: Kind) -> None:
    Choice.objects.create(person_id=person.id, kind=kind.key, by_email=False, by_sms=False, chosen_at=NOW)
    for template in kind.templates:
        assert tell(person, template) == {IN_APP, EMAIL}
        assert tell(person, template, email="") == ({IN_APP, SMS} if TEMPLATES[template].sms else {IN_APP})


def test_whoever_chose_only_sms_and_left_no_number_is_written_to(person: PersonView) -> None:
    choose(person.id, result=(SMS,))
    assert tell(person, "result_ready") == {IN_APP, SMS}
    assert tell(person, "result_ready", phone="") == {IN_APP, EMAIL}


# The page


@pytest.fixture
def signed_in(person: PersonView, django_user_model: Any) -> Client:
    account = django_user_model.objects.create(username="dan-1", kind="citizen", person_id=person.id)
    client = Client()
    sign_in(client, account.id)
    return client


def everything(*, without: str = "") -> dict[str, list[str]]:
    return {one.key: list(one.offers) if one.key != without else [] for one in kinds(at_work=False)}


def test_the_page_shows_what_is_on_and_keeps_what_is_chosen(signed_in: Client, person: PersonView) -> None:
    page = signed_in.get(PAGE).content.decode()
    assert "t•••@vidu.vn" in page
    assert "tu@vidu.vn" not in page
    assert all(one.label in page for one in kinds(at_work=False))
    assert not any(one.label in page for one in kinds(at_work=True))
    assert signed_in.post(PAGE, everything(without="draft"))["Location"] == PAGE
    chosen = {one.kind.key: one.by_email for one in queries.choices_of(person.id, at_work=False)}
    assert not chosen.pop("draft")
    assert all(chosen.values())
    assert AuditEntry.objects.filter(action="notifications.choose", subject_ids__contains=[person.id]).exists()


def test_the_page_refuses_to_silence_what_is_required_and_keeps_the_rest_as_it_was(
    signed_in: Client, person: PersonView
) -> None:
    refused = signed_in.post(PAGE, everything(without="supplement"))
    assert refused.status_code == 422
    assert "Hết hạn bổ sung thì hồ sơ dừng giải quyết." in refused.content.decode()
    assert not Choice.objects.exists()


def test_an_officer_chooses_about_work(client: Client, person: PersonView, django_user_model: Any) -> None:
    account = django_user_model.objects.create(username="cb-1", kind="officer", person_id=person.id)
    sign_in(client, account.id)
    page = client.get(PAGE).content.decode()
    assert "Hồ sơ mới, được phân công, chuyển đến" in page
    assert "Bản nháp sắp bị xóa" not in page
    client.post(PAGE, {one.key: list(one.offers) for one in kinds(at_work=True)})
    assert queries.wanted(person.id, "work_incoming") == (EMAIL,)


def test_one_persons_choice_is_nobody_elses(person: PersonView) -> None:
    other = identity.ensure_person(full_name="Trần Văn Lạ")
    choose(person.id, draft=())
    assert queries.wanted(other.id, "draft") is None


# The link in a letter


def letter(person: PersonView, template: str) -> Any:
    mail.outbox.clear()
    commands.notify(
        key=f"thư:{template}", person_id=person.id, template=template, context={"who": "Mai"}, link="/cua-toi/",
        now=NOW,
    )  # fmt: skip
    message = Message.objects.get(channel=EMAIL, template=template)
    assert commands.send(message_id=message.id, holder="job-1", clock=lambda: NOW) == "sent"
    return mail.outbox[0]


def test_each_letter_leads_to_the_page_and_optional_ones_to_their_end(person: PersonView, client: Client) -> None:
    optional, required = letter(person, "co_applicant_agreed"), letter(person, "supplement_asked")
    for one in (optional, required):
        assert PAGE in str(one.body)
        assert f'{PAGE}">' in str(one.alternatives[0][0])
    assert "/thoi-nhan-thu/" not in str(required.body)
    assert "List-Unsubscribe" not in required.extra_headers
    found = re.search(r"/thoi-nhan-thu/[^/\s]+/", str(optional.body))
    assert found
    assert found[0] in optional.extra_headers["List-Unsubscribe"]
    link = found[0]
    assert "/thoi-nhan-thu/" not in Message.objects.get(template="co_applicant_agreed", channel=EMAIL).body
    assert client.get(link).status_code == 200
    assert tell(person, "co_applicant_agreed") == {IN_APP, EMAIL}, "looking changes nothing"
    for _ in range(2):
        assert "Từ nay không gửi thư loại" in client.post(link).content.decode()
    assert tell(person, "co_applicant_agreed") == {IN_APP}
    assert tell(person, "draft_expires") == {IN_APP, EMAIL}, "the other kinds stay"


def test_the_link_leaves_sms_as_it_was(person: PersonView) -> None:
    commands.stop_emails(token=queries.stop_token(person.id, "reminder"), now=NOW)
    assert tell(person, "supplement_reminder") == {IN_APP, SMS}
    choose(person.id, returned=(EMAIL,))
    commands.stop_emails(token=queries.stop_token(person.id, "returned"), now=NOW)
    assert tell(person, "result_returned") == {IN_APP}


@pytest.mark.parametrize("required", [one.key for one in KINDS if one.required])
def test_no_link_ends_what_is_required(person: PersonView, client: Client, required: str) -> None:
    token = queries.stop_token(person.id, required)
    with pytest.raises(NotFound):
        commands.stop_emails(token=token, now=NOW)
    assert client.post(reverse("notifications:stop", args=[token])).status_code == 404


@pytest.mark.parametrize("token", ["sai", "WyJhIiwiYiJd:1x:y", "", ":", "W10:1tZbJ0:abc"])
def test_a_link_of_somebody_elses_making_is_refused(token: str, client: Client) -> None:
    with pytest.raises(NotFound):
        queries.stopped_by(token)


def test_what_people_wrote_becomes_no_link(person: PersonView) -> None:
    commands.notify(
        key="thư", person_id=person.id, template="dossier_refused", link="/cua-toi/", now=NOW,
        context={"code": "H12", "procedure": "x", "reason": "<a href='http://lua.example'>http://lua.example</a>"},
    )  # fmt: skip
    message = Message.objects.get(channel=EMAIL)
    commands.send(message_id=message.id, holder="job-1", clock=lambda: NOW)
    sent: Any = mail.outbox[0]
    html = str(sent.alternatives[0][0])
    assert "<a href='http://lua" not in html
    assert html.count("<a ") == 2
