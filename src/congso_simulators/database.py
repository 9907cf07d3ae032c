"""Makes the tables and the demo citizens, quickly; starts anew when the models have changed."""

from hashlib import sha256
from pathlib import Path

import allauth
from django.core.management import call_command

from . import configuration


def prepare() -> None:
    """Bring the database to what the models say. Data from older models is thrown away: it is a simulation."""
    path = configuration.DATABASE
    mark = path.with_suffix(".schema")
    wanted = _fingerprint()
    if not path.exists() or not mark.exists() or mark.read_text() != wanted:
        for old in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            old.unlink(missing_ok=True)
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
        mark.write_text(wanted)
    _settle()


def _fingerprint() -> str:
    models = (Path(__file__).parent / "models.py").read_bytes()
    return sha256(models + allauth.__version__.encode()).hexdigest()


def _settle() -> None:
    """The citizens and the one client, as the environment says today."""
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password

    from .citizens import CITIZENS, ORGANISATIONS, PASSCODE
    from .models import Citizen

    passcode = make_password(PASSCODE)
    for one in CITIZENS:
        facts = {name: value for name, value in vars(one).items() if name != "number"}
        Citizen.objects.update_or_create(number=one.number, defaults={**facts, "password": passcode})
    people = {one.number: one for one in CITIZENS}
    for body in ORGANISATIONS:
        facts = {name: value for name, value in vars(people[body.representative]).items() if name != "number"}
        Citizen.objects.update_or_create(
            number=body.code,
            defaults={
                **facts,
                "person_number": body.representative,
                "organisation": body.name,
                "organisation_kind": body.kind,
                "organisation_address": body.address,
                "password": passcode,
            },
        )

    homes = _twins(configuration.SITE_URL)
    client = Client.objects.filter(id=configuration.CLIENT_ID).first() or Client(id=configuration.CLIENT_ID)
    client.name = "Cổng dịch vụ công tỉnh Cà Mau"
    client.type, client.skip_consent = Client.Type.CONFIDENTIAL, True
    client.set_scopes(["openid", "profile", "email", "phone", "address", "identity", "organization"])
    client.set_redirect_uris([home + configuration.RETURN_PATH for home in homes])
    client.set_post_logout_redirect_uris([f"{home}/" for home in homes])
    client.set_secret(configuration.CLIENT_SECRET)
    client.save()


def _twins(url: str) -> list[str]:
    """The same site by name and by number: people type both."""
    other = url.replace("127.0.0.1", "localhost") if "127.0.0.1" in url else url.replace("localhost", "127.0.0.1")
    return sorted({url, other})
