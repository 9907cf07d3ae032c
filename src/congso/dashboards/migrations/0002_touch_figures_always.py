from django.db import migrations


class Migration(migrations.Migration):
    """Mass loads silence triggers (`session_replication_role = replica`); the figures must hear of them all the same."""

    dependencies = [("dashboards", "0001_create_figures")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE dossiers_dossierevent ENABLE ALWAYS TRIGGER events_touch_figures",
            "ALTER TABLE dossiers_dossierevent ENABLE TRIGGER events_touch_figures",
        )
    ]
