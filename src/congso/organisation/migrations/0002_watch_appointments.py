from django.db import migrations

# Appointments are remembered too: who acts is asked at every request of an officer.
TRIGGER = (
    "CREATE TRIGGER new_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {} "
    "FOR EACH STATEMENT EXECUTE FUNCTION organisation_new_revision()"
)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_create_organisation")]

    operations = [
        migrations.RunSQL(TRIGGER.format(table), f"DROP TRIGGER new_revision ON {table}")
        for table in ("organisation_position", "organisation_officer")
    ]
