from django.apps import AppConfig

from congso.kernel.rights import register

from .rules.rights import VOCABULARY


class SsoConfig(AppConfig):
    name = "congso.sso"
    label = "sso"

    def ready(self) -> None:
        register(VOCABULARY)
        # allauth has a setting for the adapter and none for the validator, where it is too lenient for us (ADR 0017).
        from allauth.idp.oidc.internal.oauthlib import server

        from .provider.validator import ProvincialValidator

        server.OAuthLibRequestValidator = ProvincialValidator
