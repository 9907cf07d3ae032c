"""What the inspector's search needs: entries by time, and by what is rare, newest first.

Where most entries are alike (reads, cases), the index holds only the others: the index by time finds the common ones.
Building them reads the whole trail; recording waits while one is built.
"""

from django.db import migrations

CREATE = """
CREATE INDEX audit_entries_by_time ON audit_auditentry (at, number);
CREATE INDEX audit_entries_of_an_action ON audit_auditentry (action, at);
CREATE INDEX audit_entries_of_an_officer ON audit_auditentry (officer_id, at) WHERE officer_id IS NOT NULL;
CREATE INDEX audit_entries_from_an_address ON audit_auditentry (address, at) WHERE address IS NOT NULL;
CREATE INDEX audit_entries_of_a_rare_kind ON audit_auditentry (kind, at) WHERE kind <> 'read';
CREATE INDEX audit_entries_for_a_rare_purpose ON audit_auditentry (purpose, at) WHERE purpose <> 'case';
CREATE INDEX audit_entries_on_behalf ON audit_auditentry (on_behalf_of_officer_id, at)
    WHERE on_behalf_of_officer_id IS NOT NULL;
CREATE INDEX audit_entries_of_a_system ON audit_auditentry (client_id, at) WHERE client_id IS NOT NULL;
CREATE INDEX audit_entries_of_a_person ON audit_auditentry (person_id, at) WHERE person_id IS NOT NULL;
"""

DROP = """
DROP INDEX audit_entries_of_a_person, audit_entries_of_a_system, audit_entries_on_behalf,
    audit_entries_for_a_rare_purpose, audit_entries_of_a_rare_kind, audit_entries_from_an_address,
    audit_entries_of_an_officer, audit_entries_of_an_action, audit_entries_by_time;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_stamp_the_seals")]

    operations = [migrations.RunSQL(CREATE, DROP)]
