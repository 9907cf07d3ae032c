from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_claim_messages_before_handing_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="attachment",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
