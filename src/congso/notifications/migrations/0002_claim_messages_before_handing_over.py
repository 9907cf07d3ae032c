from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_create_persons_and_accounts"),
        ("notifications", "0001_create_messages"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="message",
            name="messages_of_a_person",
        ),
        migrations.AddField(
            model_name="message",
            name="claim",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="message",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("channel", "in_app")),
                fields=["person", "-created_at", "-id"],
                name="inbox_of_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("channel", "in_app"), ("read_at__isnull", True)),
                fields=["person"],
                name="unread_of_a_person",
            ),
        ),
    ]
