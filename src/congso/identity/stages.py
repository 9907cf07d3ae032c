"""The second step of signing in. allauth stops the sign-in here until the page of the second factor lets it go on."""

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from . import queries


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """Asks accounts that have a second factor for it; a passkey that signed in alone has given both at once."""

    key = "second_factor"
    urlname = "identity:second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user: Any = self.login.user
        by_passkey = getattr(self.request, "passkey_alone", False)
        if user is None or by_passkey or user.kind != "officer" or not queries.has_second_factor(user.pk):
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True
