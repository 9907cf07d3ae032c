"""An identity provider as VNeID is one: OpenID Connect by allauth, with a page to pick a demo citizen."""

from datetime import UTC, datetime
from typing import Any, cast

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from . import configuration
from .models import Citizen


class Provider(DefaultOIDCAdapter):  # type: ignore[misc]
    """Says about a person what VNeID would: number, name, birthday, contact, and how surely."""

    def get_issuer(self) -> str:
        return configuration.ISSUER or str(super().get_issuer())

    def get_user_sub(self, client: Any, user: Any) -> str:
        """A pseudonym per person, as the real one gives; not the identity number."""
        return f"vneid-{user.pk}"

    def get_user_by_sub(self, client: Any, sub: str) -> Any:
        return Citizen.objects.filter(pk=sub.removeprefix("vneid-"), is_active=True).first()

    def get_claims(self, purpose: str, user: Any, client: Any, scopes: Any, email: Any = None, **more: Any) -> Any:
        citizen = cast(Citizen, user)
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user), **_how_they_signed_in(citizen)}
        if purpose == "id_token":
            return claims  # it travels in addresses when signing out: no personal facts in it
        if "profile" in scopes:
            claims |= {"name": citizen.name, "birthdate": citizen.born_on.isoformat(), "gender": citizen.gender}
        if "email" in scopes:
            claims |= {"email": citizen.email, "email_verified": True}
        if "phone" in scopes:
            claims |= {"phone_number": "+84" + citizen.phone[1:], "phone_number_verified": True}
        if "address" in scopes:
            claims |= {"address": {"formatted": citizen.address}, "commune_code": citizen.commune_code}
        if "identity" in scopes:
            claims["identity_number"] = citizen.person_number or citizen.number
        if "organization" in scopes and citizen.organisation:
            claims |= {
                "organization_code": citizen.number,
                "organization_name": citizen.organisation,
                "organization_type": citizen.organisation_kind,
                "organization_address": citizen.organisation_address,
            }
        return claims

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        data["scopes_supported"] = ["openid", "profile", "email", "phone", "address", "identity", "organization"]
        data["acr_values_supported"] = ["1", "2"]
        data["claims_supported"] = ["sub", "name", "birthdate", "gender", "identity_number", "acr", "amr", "auth_time"]


def _how_they_signed_in(citizen: Citizen) -> dict[str, Any]:
    signed_in = citizen.last_login or datetime.now(tz=UTC)
    return {
        "acr": str(citizen.level),
        "amr": ["pwd"] if citizen.level == 1 else ["pwd", "otp"],
        "auth_time": int(signed_in.timestamp()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Pick a person by one click, or type number and passcode."""
    place = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(place, {request.get_host()}):
        place = "/"
    wrong = False
    if request.method == "POST":
        if number := request.POST.get("pick"):
            citizen = Citizen.objects.filter(number=number, is_active=True).first()
        else:
            number = request.POST.get("number", "").strip()
            citizen = authenticate(request, username=number, password=request.POST.get("passcode", ""))
        if citizen is not None:
            login(request, citizen, backend="django.contrib.auth.backends.ModelBackend")
            return HttpResponseRedirect(place)
        wrong = True
    context = {
        "citizens": Citizen.objects.filter(organisation="").order_by("id"),
        "organisations": Citizen.objects.exclude(organisation="").order_by("id"),
        "next": place,
        "wrong": wrong,
        "site": configuration.SITE_URL,
    }
    return render(request, "sim/sign_in.html", context, status=422 if wrong else 200)
