"""A fee that is waived says on what ground, and what proved it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_seal_answers_and_numbers")]

    operations = [
        migrations.AddField(
            model_name="feecharge",
            name="waiver_basis",
            field=models.CharField(blank=True, db_default="", max_length=600, verbose_name="căn cứ miễn"),
        ),
        migrations.AddField(
            model_name="feecharge",
            name="waiver_evidence",
            field=models.CharField(blank=True, db_default="", max_length=300, verbose_name="giấy tờ chứng minh"),
        ),
        # Fees waived before this version were waived by hand in the database: say so rather than nothing.
        migrations.RunSQL(
            "UPDATE dossiers_feecharge SET waiver_basis = 'Miễn trước khi ghi căn cứ' WHERE state = 'waived'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="feecharge",
            constraint=models.CheckConstraint(
                name="a_waived_fee_says_on_what_ground",
                condition=~models.Q(state="waived") | ~models.Q(waiver_basis=""),
            ),
        ),
    ]
