from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_create_stored_files")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="uploaded_by_client_id",
            field=models.BigIntegerField(null=True, blank=True, db_index=True),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("uploaded_by_id__isnull", True), ("uploaded_by_client_id__isnull", True), _connector="OR"
                ),
                name="file_has_one_owner_at_most",
            ),
        ),
    ]
