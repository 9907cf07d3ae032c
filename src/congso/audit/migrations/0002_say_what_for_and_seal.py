"""Entries say whose data and what for; they have an order that no late commit upsets; seals bind them (ADR 0013).

Adding the columns writes the table anew: on a large trail this takes its time, during which nothing is recorded.
"""

from django.db import migrations

CREATE = """
CREATE SEQUENCE audit_entry_number;

ALTER TABLE audit_auditentry
    ADD COLUMN kind varchar(8) NOT NULL DEFAULT 'change',
    ADD COLUMN purpose varchar(20) NOT NULL DEFAULT '',
    ADD COLUMN unit_id bigint,
    ADD COLUMN on_behalf_of_officer_id bigint,
    ADD COLUMN delegation_id varchar(40),
    ADD COLUMN mandate_id varchar(40),
    ADD COLUMN subject_ids uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN session varchar(16) NOT NULL DEFAULT '',
    ADD COLUMN agent varchar(16) NOT NULL DEFAULT '',
    ADD COLUMN request varchar(32) NOT NULL DEFAULT '',
    -- The database fills in these four; the application's role may not write them.
    ADD COLUMN number bigint NOT NULL DEFAULT nextval('audit_entry_number'),
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ADD COLUMN era smallint NOT NULL DEFAULT 1;

-- The order in which entries are sealed and verified.
CREATE INDEX audit_entries_in_order ON audit_auditentry (era, txid, number);
-- “Who looked at my data”, and the inspector's questions.
CREATE INDEX audit_entries_about_a_person ON audit_auditentry USING gin (subject_ids);
CREATE INDEX audit_entries_of_a_unit ON audit_auditentry (unit_id, at) WHERE unit_id IS NOT NULL;

-- Transaction ids mean something within one database system only. After a restore into another one (a new system
-- identifier) `congso migrate` opens a new era.
CREATE TABLE audit_era (
    era smallint PRIMARY KEY,
    system_identifier bigint NOT NULL,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO audit_era (era, system_identifier) SELECT 1, system_identifier FROM pg_control_system();

CREATE TABLE audit_seal (
    number bigint PRIMARY KEY,
    day date NOT NULL,
    partition varchar(63) NOT NULL,
    header text NOT NULL,
    entry_ids bytea NOT NULL,
    links bytea NOT NULL,
    head bytea NOT NULL,
    signature bytea NOT NULL
);
CREATE INDEX audit_seals_of_a_partition ON audit_seal (partition, number);
CREATE INDEX audit_seals_of_a_day ON audit_seal (day, number);

CREATE TABLE audit_removal (
    partition varchar(63) PRIMARY KEY,
    removed_at timestamptz NOT NULL,
    content text NOT NULL,
    signature bytea NOT NULL
);

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['audit_era', 'audit_seal', 'audit_removal'] LOOP
        EXECUTE format('CREATE TRIGGER audit_entries_do_not_change BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()', guarded);
        EXECUTE format('CREATE TRIGGER audit_trail_is_not_emptied BEFORE TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', guarded);
    END LOOP;
END;
$$;
"""

DROP = """
DROP TABLE audit_removal, audit_seal, audit_era;
DROP INDEX audit_entries_of_a_unit, audit_entries_about_a_person, audit_entries_in_order;
ALTER TABLE audit_auditentry
    DROP COLUMN era, DROP COLUMN txid, DROP COLUMN recorded_at, DROP COLUMN number, DROP COLUMN request,
    DROP COLUMN agent, DROP COLUMN session, DROP COLUMN subject_ids, DROP COLUMN mandate_id,
    DROP COLUMN delegation_id, DROP COLUMN on_behalf_of_officer_id, DROP COLUMN unit_id, DROP COLUMN purpose,
    DROP COLUMN kind;
DROP SEQUENCE audit_entry_number;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_create_the_trail"), ("kernel", "0003_make_months_for_those_who_may_not")]

    operations = [migrations.RunSQL(CREATE, DROP)]
