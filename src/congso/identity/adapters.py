"""Where allauth asks us: who may sign in, who they become, and where they land."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Officers sign in with a password; nobody signs up here."""


class VNeIDAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People come from VNeID."""
