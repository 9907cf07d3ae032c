from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0005_scan_for_malware"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="looked_at",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
