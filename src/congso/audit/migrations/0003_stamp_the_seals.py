"""Time-stamp tokens for the last seal of each day (ADR 0020). A seal may have several; one that holds is enough."""

from django.db import migrations

CREATE = """
CREATE TABLE audit_stamp (
    id uuid PRIMARY KEY,
    seal bigint NOT NULL,
    day date NOT NULL,
    token bytea NOT NULL,
    stamped_at timestamptz NOT NULL,
    authority varchar(200) NOT NULL,
    obtained_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX audit_stamps_of_a_day ON audit_stamp (day, seal);
CREATE INDEX audit_stamps_of_a_seal ON audit_stamp (seal);
CREATE TRIGGER audit_entries_do_not_change BEFORE UPDATE OR DELETE ON audit_stamp
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_trail_is_not_emptied BEFORE TRUNCATE ON audit_stamp
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_say_what_for_and_seal")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE audit_stamp;")]
