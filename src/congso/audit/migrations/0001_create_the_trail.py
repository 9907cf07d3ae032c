"""The trail: partitioned by month, and refusing every change to what was written."""

from datetime import date

from django.db import migrations, models

import congso.kernel.ids
from congso.kernel.partitions import ensure_months

CREATE = """
CREATE TABLE audit_auditentry (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    action varchar(60) NOT NULL,
    account_id bigint,
    officer_id bigint,
    client_id bigint,
    person_id uuid,
    object_kind varchar(40) NOT NULL DEFAULT '',
    object_id varchar(40) NOT NULL DEFAULT '',
    address inet,
    detail jsonb NOT NULL DEFAULT '{}'::jsonb,
    CONSTRAINT audit_entry_is_written_once PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE INDEX audit_entries_of_an_object ON audit_auditentry (object_kind, object_id, at) WHERE object_id <> '';
CREATE INDEX audit_entries_of_an_account ON audit_auditentry (account_id, at) WHERE account_id IS NOT NULL;

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Nhật ký chỉ được ghi thêm: không được % (bảng %).', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'The audit trail is append-only; write a new entry that corrects the old one.';
END;
$$;

-- Per row: PostgreSQL gives this trigger to every partition, so a partition cannot be changed directly either.
CREATE TRIGGER audit_entries_do_not_change BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_trail_is_not_emptied BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- TRUNCATE triggers are not handed down: each partition gets its own, when it is made.
CREATE FUNCTION audit_guard_partition(partition regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER audit_trail_is_not_emptied BEFORE TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', partition);
END;
$$;

CREATE TABLE audit_auditentry_default PARTITION OF audit_auditentry DEFAULT;
SELECT audit_guard_partition('audit_auditentry_default');
"""

DROP = """
DROP TABLE audit_auditentry;
DROP FUNCTION audit_guard_partition(regclass);
DROP FUNCTION audit_refuse_change();
"""


def create_first_months(apps, schema_editor):
    created = ensure_months("audit_auditentry", date(2020, 1, 1), date(2027, 12, 1))
    with schema_editor.connection.cursor() as cursor:
        for partition in created:
            cursor.execute(
                "SELECT audit_guard_partition(%(name)s::regclass) WHERE NOT EXISTS (SELECT FROM pg_trigger "
                "WHERE tgrelid = %(name)s::regclass AND tgname = 'audit_trail_is_not_emptied')",
                {"name": partition},
            )


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(CREATE, DROP),
                migrations.RunPython(create_first_months, migrations.RunPython.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=congso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("action", models.CharField(max_length=60)),
                        ("account_id", models.BigIntegerField(null=True)),
                        ("officer_id", models.BigIntegerField(null=True)),
                        ("client_id", models.BigIntegerField(null=True)),
                        ("person_id", models.UUIDField(null=True)),
                        ("object_kind", models.CharField(blank=True, max_length=40)),
                        ("object_id", models.CharField(blank=True, max_length=40)),
                        ("address", models.GenericIPAddressField(null=True)),
                        ("detail", models.JSONField(default=dict)),
                    ],
                    options={"managed": False},
                ),
            ],
        ),
    ]
