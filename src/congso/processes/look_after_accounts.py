"""Accounts of officers: invitations are sent, and what came with a position ends with it."""

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.identity.commands import draw_invitation_token, forget_ended_sessions
from congso.identity.events import AccountInvited
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.organisation.commands import tell_ended_positions

log = structlog.get_logger(__name__)


@reacts_to(AccountInvited)
@app.task(name="processes.send_invitation", queue="processes", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def send_invitation(*, invitation_id: str, **_later_fields: object) -> None:
    """Send the link. Its token is made now and stands nowhere else; of two letters the later one's link is good."""
    drawn = draw_invitation_token(invitation_id=invitation_id, now=clock.now())
    if drawn is None:
        return
    address, purpose, token = drawn
    place = f"{settings.SITE_URL}{reverse('identity:accept_invitation', args=[token])}"
    subject = _("Kích hoạt tài khoản cán bộ") if purpose == "open" else _("Đặt lại mật khẩu tài khoản cán bộ")
    words = _(
        "Bạn được mời lập mật khẩu cho tài khoản cán bộ trên Công số.\n\n"
        "Mở đường dẫn này trong vòng %(hours)s giờ, một lần duy nhất:\n%(place)s\n\n"
        "Nếu bạn không chờ thư này, hãy bỏ qua và báo quản trị hệ thống của cơ quan."
    )
    send_mail(subject, words % {"hours": settings.INVITATION_HOURS, "place": place}, None, [address])


@app.periodic(cron="* * * * *")
@app.task(name="house.end_positions", queue="house", queueing_lock="house.end_positions")
def end_positions(timestamp: int = 0, **_later_fields: object) -> None:
    """At the turn of the day, end the sessions of those whose appointment has ended with it."""
    while ended := tell_ended_positions(today=clock.today(), now=clock.now()):
        log.info("organisation.positions_ended", number=ended)


@app.periodic(cron="41 18 * * *")
@app.task(name="house.forget_sessions", queue="house", queueing_lock="house.forget_sessions")
def forget_sessions(timestamp: int = 0, **_later_fields: object) -> None:
    """Forget what is known of sessions of three months ago."""
    forget_ended_sessions(before=clock.now() - settings.SESSIONS_KEPT)
