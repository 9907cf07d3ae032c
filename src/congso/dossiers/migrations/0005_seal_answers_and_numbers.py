"""Seal what applicants answered, and keep identity and telephone numbers among the search words as blind words only."""

from typing import Any

from django.db import connection, migrations

import congso.kernel.protected_fields
from congso.dossiers.queries.words import words_of_numbers
from congso.kernel.protection import seal_json, unseal_json
from congso.kernel.rewriting import rewrite

LABELS = {"dossiers_dossierform": "dossier_form.answers", "dossiers_applicationdraft": "draft.answers"}
KEYS = {"dossiers_dossierform": "dossier_id", "dossiers_applicationdraft": "id"}


def seal_answers(apps: Any, schema_editor: Any) -> None:
    for table, label in LABELS.items():
        rewrite(
            table=table,
            key=KEYS[table],
            read=["answers"],
            write=["sealed"],
            change=lambda answers, label=label: [seal_json(answers, label)],
        )


def late_comers(apps: Any, schema_editor: Any) -> None:
    for table, label in LABELS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        rewrite(
            table=table,
            key=KEYS[table],
            read=["answers"],
            write=["sealed"],
            change=lambda answers, label=label: [seal_json(answers, label)],
            where="sealed = ''",
        )


def unseal_answers(apps: Any, schema_editor: Any) -> None:
    for table, label in LABELS.items():
        rewrite(
            table=table,
            key=KEYS[table],
            read=["sealed"],
            write=["answers"],
            change=lambda sealed, label=label: [_jsonb(unseal_json(sealed, label))],
        )


def _jsonb(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value)


DROP_INDEX = "DROP INDEX dossiers_by_scoped_words"
MAKE_INDEX = (
    "CREATE INDEX dossiers_by_scoped_words ON dossiers_dossiersearch USING gin (dossiers_scoped(words));"
    "ALTER INDEX dossiers_by_scoped_words ALTER COLUMN 1 SET STATISTICS 1000;"
)


def blind_words(apps: Any, schema_editor: Any) -> None:
    """Replace numbers of nine digits and more; what else has so many (nothing we know of) is blinded with them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE blinded (word text PRIMARY KEY, blind text)")
        cursor.execute(
            "SELECT DISTINCT word FROM dossiers_dossiersearch, unnest(tsvector_to_array(words)) AS w (word) "
            "WHERE word ~ '^[0-9]{9,12}$'"
        )
        numbers = cursor.fetchall()
        with cursor.copy("COPY blinded FROM STDIN") as copy:
            for (number,) in numbers:
                copy.write_row((number, *words_of_numbers(number)))
        cursor.execute("ANALYZE blinded")
        cursor.execute(
            "UPDATE dossiers_dossiersearch s SET words = array_to_tsvector(changed.words) FROM ("
            " SELECT dossier_id, array_agg(coalesce(b.blind, w.word)) AS words"
            " FROM dossiers_dossiersearch, unnest(tsvector_to_array(words)) AS w (word)"
            " LEFT JOIN blinded b ON b.word = w.word GROUP BY dossier_id HAVING count(b.word) > 0"
            ") AS changed WHERE changed.dossier_id = s.dossier_id"
        )
        cursor.execute("DROP TABLE blinded")


def sealed_json(label: str) -> Any:
    return congso.kernel.protected_fields.SealedJSON(default=dict, label=label)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dossiers", "0004_keep_missed_days_and_void_refusals")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE dossiers_dossierform ADD COLUMN sealed bytea NOT NULL DEFAULT '';"
            "ALTER TABLE dossiers_applicationdraft ADD COLUMN sealed bytea NOT NULL DEFAULT '';",
            "ALTER TABLE dossiers_dossierform DROP COLUMN sealed;"
            "ALTER TABLE dossiers_applicationdraft DROP COLUMN sealed;",
        ),
        migrations.RunPython(seal_answers, unseal_answers),
        migrations.RunPython(late_comers, migrations.RunPython.noop, atomic=True),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [
                        f"ALTER TABLE {table} DROP COLUMN answers;"
                        f"ALTER TABLE {table} ALTER COLUMN sealed DROP DEFAULT;"
                        f"ALTER TABLE {table} RENAME COLUMN sealed TO answers;"
                        for table in LABELS
                    ],
                    [
                        f"ALTER TABLE {table} RENAME COLUMN answers TO sealed;"
                        f"ALTER TABLE {table} ALTER COLUMN sealed SET DEFAULT '';"
                        f"ALTER TABLE {table} ADD COLUMN answers jsonb NOT NULL DEFAULT '{{}}';"
                        f"ALTER TABLE {table} ALTER COLUMN answers DROP DEFAULT;"
                        for table in LABELS
                    ],
                )
            ],
            state_operations=[
                migrations.AlterField("dossierform", "answers", sealed_json("dossier_form.answers")),
                migrations.AlterField("applicationdraft", "answers", sealed_json("draft.answers")),
            ],
        ),
        # A million changed rows are written faster beside no index; searching is slow until it is back.
        migrations.RunSQL(DROP_INDEX, migrations.RunSQL.noop),
        migrations.RunPython(blind_words, migrations.RunPython.noop, atomic=True),
        migrations.RunSQL(MAKE_INDEX, migrations.RunSQL.noop),
    ]
