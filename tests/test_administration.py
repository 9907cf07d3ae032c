"""What an administrator does from the command line."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from typer.testing import CliRunner

from congso.cli.program import build
from congso.identity import queries
from congso.identity.commands import client_of_token
from congso.identity.models import Account
from congso.kernel import clock
from congso.organisation.tests.factories import make_commune_office

pytestmark = pytest.mark.django_db


def run(*arguments: str):
    return CliRunner().invoke(build(), list(arguments))


def test_a_new_password_is_printed_once_and_ends_the_open_sessions() -> None:
    account = Account(username="motcua.thu", kind="officer")
    account.set_password("mat-khau-cu-rat-dai")
    account.save()
    browser = Client()
    browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    done = run("account", "password", "motcua.thu")
    assert done.exit_code == 0, done.output
    fresh = done.output.strip().rsplit(" ", 1)[-1]
    assert authenticate(username="motcua.thu", password=fresh) is not None
    assert authenticate(username="motcua.thu", password="mat-khau-cu-rat-dai") is None
    assert browser.get("/can-bo/").status_code == 302


def test_a_citizen_account_has_no_password_to_reset() -> None:
    assert run("account", "password", "khong-co-ai").exit_code == 1


def test_a_token_is_issued_works_and_is_revoked() -> None:
    done = run("token", "issue", "Hệ thống thử", "--scope", "dossiers:submit")
    assert done.exit_code == 0, done.output
    token = done.output.strip()
    client = client_of_token(token, now=clock.now())
    assert client is not None
    assert client.scopes == {"dossiers:submit"}
    assert queries.client_named("Hệ thống thử") is not None
    assert run("token", "revoke", "Hệ thống thử").exit_code == 0
    assert client_of_token(token, now=clock.now()) is None


def test_a_token_for_an_unknown_officer_or_scope_is_refused_in_words() -> None:
    make_commune_office()
    assert run("token", "issue", "A", "--scope", "dossiers:act", "--officer", "ai-do").exit_code == 1
    assert run("token", "issue", "A", "--scope", "moi-thu").exit_code == 1
    assert run("token", "revoke", "chưa từng có").exit_code == 1
