"""Who is invited to apply together gets a link; who asked, and who must look again, is told."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers.commands import Letter, draw_invitation_letter
from congso.dossiers.events import CoApplicantAnswered, CoApplicantInvited, CoSigningLapsed, InvitationWithdrawn
from congso.dossiers.queries import invitation_told
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.kernel.ids import uuid7
from congso.notifications.commands import notify
from congso.notifications.connectors import Outgoing, Undeliverable
from congso.notifications.connectors.sms import SmsConnector
from congso.notifications.rules.sms import without_marks

from . import words

RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)


@reacts_to(CoApplicantInvited)
@app.task(name="processes.send_co_applicant_letter", queue="processes", retry=RETRY)
def send_letter(*, invitation_id: str, **_later_fields: object) -> None:
    """Send the link. Its secret is made now and stands nowhere else; of two letters the later one's link is good."""
    letter = draw_invitation_letter(invitation_id=invitation_id, now=clock.now())
    if letter is None:
        return
    place = f"{settings.SITE_URL}{reverse('portal:invited', args=[letter.token])}"
    if letter.by_email:
        _by_email(letter, place)
    else:
        _by_sms(letter, place)


def _by_email(letter: Letter, place: str) -> None:
    said = _(
        "Kính gửi %(name)s,\n\n%(inviter)s đang soạn hồ sơ “%(procedure)s” trên Cổng dịch vụ công và mời ông/bà cùng "
        "đứng tên đề nghị.\n\nMở đường dẫn này trước %(until)s, đăng nhập bằng VNeID của mình, xem nội dung rồi đồng ý "
        "hoặc từ chối:\n%(place)s\n\nChưa đồng ý thì chưa có gì được nộp nhân danh ông/bà. Không quen người mời thì "
        "hãy bỏ qua thư này."
    )
    facts = {
        "name": letter.full_name,
        "inviter": letter.inviter_name,
        "procedure": words.short(letter.procedure_name),
        "until": words.hour(letter.valid_until),
        "place": place,
    }
    send_mail(_("Lời mời cùng đề nghị một hồ sơ"), said % facts, None, [letter.address])


def _by_sms(letter: Letter, place: str) -> None:
    """A gateway that can never deliver is no reason to try again: the inviter still has the link to pass on."""
    text = without_marks(f"{letter.inviter_name} moi ban cung dung ten ho so tren Cong dich vu cong: {place}")
    try:
        SmsConnector().hand_over(Outgoing(id=str(uuid7()), address=letter.address, subject="", body=text, link=""))
    except Undeliverable:
        return


@reacts_to(CoApplicantAnswered)
@app.task(name="processes.tell_inviter", queue="processes", retry=RETRY)
def tell_inviter(*, invitation_id: str, round: int, agreed: bool, **_later_fields: object) -> None:
    """Tell who prepares the application what somebody they invited has answered."""
    about = invitation_told(invitation_id)
    if about is None or about.round != round:
        return  # handed in, thrown away or answered anew meanwhile
    notify(
        key=f"invitation:{invitation_id}:{round}:answered",
        person_id=about.inviter_id,
        template="co_applicant_agreed" if agreed else "co_applicant_declined",
        context={"who": about.full_name, "procedure": words.short(about.procedure_name), "reason": about.reason},
        link=f"/nop-ho-so/{about.draft_id}/cung-de-nghi/",
        now=clock.now(),
    )


@reacts_to(CoSigningLapsed)
@app.task(name="processes.tell_co_signing_lapsed", queue="processes", retry=RETRY)
def tell_lapsed(*, invitation_id: str, round: int, **_later_fields: object) -> None:
    """Tell somebody that what they agreed to was changed, and ask them again."""
    about = invitation_told(invitation_id)
    if about is None or about.person_id is None or about.round != round or about.answer != "lapsed":
        return
    notify(
        key=f"invitation:{invitation_id}:{round}:lapsed",
        person_id=about.person_id,
        template="co_signing_lapsed",
        context={"who": about.inviter_name, "procedure": words.short(about.procedure_name)},
        link=f"/cua-toi/cung-de-nghi/{invitation_id}/",
        now=clock.now(),
    )


@reacts_to(InvitationWithdrawn)
@app.task(name="processes.tell_invitation_withdrawn", queue="processes", retry=RETRY)
def tell_withdrawn(*, invitation_id: str, **_later_fields: object) -> None:
    """Tell somebody who had opened an invitation that they are needed no more."""
    about = invitation_told(invitation_id)
    if about is None or about.person_id is None:
        return
    notify(
        key=f"invitation:{invitation_id}:withdrawn",
        person_id=about.person_id,
        template="co_signing_withdrawn",
        context={"who": about.inviter_name, "procedure": words.short(about.procedure_name)},
        link="/cua-toi/",
        now=clock.now(),
    )
