"""Who asks, as the commands of dossiers want to know it."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import OwnDossiers
from congso.identity.queries import PersonView
from congso.kernel import clock
from congso.kernel.refusals import NotAllowed
from congso.representation import queries as representation
from congso.representation.queries import BodyView


def person_of(request: HttpRequest) -> PersonView:
    """Return the person who signed in to act for themselves.

    Raises NotAllowed for an officer's account: at the desk one acts for the agency, never for oneself.
    """
    asker = cast(Any, request)
    if asker.user.kind == "officer" or not asker.person:
        raise NotAllowed(
            _("Bạn đang đăng nhập bằng tài khoản cán bộ; trang này dành cho người nộp hồ sơ."),
            code="officers_account",
            remedy=_("Để nộp hồ sơ cho mình, hãy đăng xuất rồi đăng nhập bằng VNeID."),
        )
    return cast(PersonView, asker.person)


def applicant_of(request: HttpRequest) -> Applicant:
    """Return the asker as an applicant, with the level they signed in at."""
    person = person_of(request)
    assert request.user.pk is not None
    standing = representation.standing(person.id, clock.today())
    return Applicant(request.user.pk, person.id, str(request.session.get("assurance", "")), standing)


def own_dossiers(request: HttpRequest) -> OwnDossiers:
    """Return the asker's dossiers, as a form asks about them."""
    return OwnDossiers(person_of(request).id, clock.today(), clock.now())


def body_of(request: HttpRequest) -> BodyView | None:
    """Return the organisation the asker works for just now, or None: for themselves."""
    return cast(Any, request).acting_for or None


def is_person(request: HttpRequest) -> bool:
    """Tell whether somebody signed in to act for themselves."""
    asker = cast(Any, request)
    return bool(request.user.is_authenticated and asker.user.kind != "officer" and asker.person)
