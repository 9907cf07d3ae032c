"""Asks a restored place, as the application: is the trail whole, do the figures agree, can a person read their dossier?

Run by `python -m congso.cli.backup.probe [--read]` in an environment that leads to the restored place; prints JSON.
With `--read` it signs in as somebody and reads, which leaves traces: only for a place that is thrown away.
"""

import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Answers:
    """What was found; `wrong` is empty when everything holds."""

    wrong: list[str] = field(default_factory=list)
    entries: int = 0
    seals: int = 0
    dossiers: int = 0
    figures: int = 0
    dossier_read: str = ""
    file_read: str = ""


_FIGURES = (
    "dashboards_counteddossier",
    "dashboards_dailyfigure",
    "dashboards_monthlyfigure",
    "dashboards_durationfigure",
)

# A person reads their own dossier; where nobody has signed in through VNeID yet, an officer reads one of their unit.
_READERS = """
(SELECT a.id, 'citizen', d.id, f.id FROM dossiers_dossier d
JOIN identity_account a ON a.person_id = d.applicant_id AND a.kind = 'citizen' AND a.is_active
LEFT JOIN dossiers_dossierpaper p ON p.dossier_id = d.id AND p.file_id IS NOT NULL
LEFT JOIN files_storedfile f ON f.id = p.file_id
ORDER BY (f.id IS NULL), d.id DESC LIMIT 1)
UNION ALL
(SELECT a.id, 'officer', d.id, f.id FROM dossiers_dossier d
JOIN organisation_position p ON p.unit_id = d.waiting_unit_id
JOIN organisation_officer o ON o.position_id = p.id AND o.valid_from <= current_date
    AND (o.valid_to IS NULL OR o.valid_to > current_date)
JOIN identity_account a ON a.person_id = o.person_id AND a.kind = 'officer' AND a.is_active
LEFT JOIN dossiers_dossierpaper g ON g.dossier_id = d.id AND g.file_id IS NOT NULL
LEFT JOIN files_storedfile f ON f.id = g.file_id
WHERE d.is_open ORDER BY (f.id IS NULL), d.id DESC LIMIT 1)
"""


def ask(*, reads: bool) -> Answers:
    """Ask everything; Django is set up."""
    answers = Answers()
    _ask_trail(answers)
    _ask_figures(answers)
    if reads:
        _read_one(answers)
    return answers


def _ask_trail(answers: Answers) -> None:
    from django.conf import settings

    from congso.audit.queries import verification

    folder = settings.AUDIT_SEALS_DIR
    keys = verification.known_keys(own=settings.AUDIT_KEY, more=settings.AUDIT_PUBLIC_KEYS, folder=folder)
    report = verification.verify(public_keys=keys, folder=folder)
    answers.entries, answers.seals = report.entries, report.seals
    answers.wrong += [f"nhật ký: {one}" for one in report.found]


def _ask_figures(answers: Answers) -> None:
    from django.db import connection

    from congso.dashboards import commands

    def told() -> list[Any]:
        found = []
        with connection.cursor() as cursor:
            for table in _FIGURES:
                cursor.execute(
                    "SELECT count(*), sum(hashtextextended((to_jsonb(one) - 'id')::text, 0)::numeric) "  # noqa: S608
                    f"FROM {table} one"
                )
                found.append((table, *cursor.fetchone()))
        return found

    while commands.fold():
        pass
    before = told()
    answers.dossiers = commands.recompute()
    for kept, anew in zip(before, told(), strict=True):
        answers.figures += anew[1]
        if kept != anew:
            answers.wrong.append(f"số liệu: {kept[0]} khác khi tính lại từ hồ sơ")


def _read_one(answers: Answers) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_READERS)
        readers = cursor.fetchall()
    if not readers:
        return  # nobody has handed anything in
    account_id, kind, dossier_id, file_id = readers[0]
    client = _signed_in(account_id, kind)
    place = f"/cua-toi/ho-so/{dossier_id}/" if kind == "citizen" else f"/can-bo/ho-so/{dossier_id}/"
    page = client.get(place)
    if page.status_code == 200:
        answers.dossier_read = str(dossier_id)
    else:
        answers.wrong.append(f"ứng dụng: không mở được hồ sơ {dossier_id} (mã {page.status_code})")
    if file_id is None:
        return
    answer = client.get(f"/tep/{file_id}/")
    if answer.status_code == 302:  # files stand on an origin of their own
        link = urlsplit(answer["Location"])
        answer = client.get(link.path, headers={"host": link.netloc})
    if answer.status_code == 200 and b"".join(answer):  # the bytes themselves were compared before
        answers.file_read = str(file_id)
    else:
        answers.wrong.append(f"ứng dụng: không đọc được tệp {file_id} (mã {answer.status_code})")


def _signed_in(account_id: int, kind: str) -> Any:
    """Return a browser in which an account has signed in: nobody's password is known, so the session is made here."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from congso.identity import sessions
    from congso.identity.rules.assurance import TWO_FACTORS
    from congso.kernel import clock

    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    client = Client(raise_request_exception=False, headers={"host": host})
    client.defaults["wsgi.url_scheme"] = urlsplit(settings.SITE_URL).scheme
    client.force_login(get_user_model().objects.get(pk=account_id), settings.AUTHENTICATION_BACKENDS[0])
    now, session = int(clock.now().timestamp()), client.session
    session.update(
        {
            sessions.ASSURANCE: "vneid-2" if kind == "citizen" else TWO_FACTORS,
            sessions.AMR: ["pwd", "otp"] if kind == "citizen" else ["pwd", "otp", "mfa"],
            sessions.BEGAN_AT: now,
            sessions.SEEN_AT: now,
            sessions.PROVED_AT: now,
        }
    )
    session.save()
    return client


def main() -> None:
    """Ask, and print the answers."""
    import django

    django.setup()
    sys.stdout.write(json.dumps(asdict(ask(reads="--read" in sys.argv[1:]))) + "\n")


if __name__ == "__main__":
    main()
