"""An apology after the day keeps the day that was missed; a recalled refusal stays as a void notice."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models

VOID_RECALLED = """
UPDATE dossiers_refusalnotice AS notice
   SET voided_at = coalesce(
           (SELECT max(e.at) FROM dossiers_dossierevent e
             WHERE e.dossier_id = notice.dossier_id AND e.action = 'recall_result'), notice.refused_at),
       void_reason = recalled.recall_reason
  FROM dossiers_result AS recalled
 WHERE recalled.dossier_id = notice.dossier_id AND recalled.declined AND recalled.state = 'recalled'
   AND NOT EXISTS (SELECT FROM dossiers_result r
                    WHERE r.dossier_id = notice.dossier_id AND r.declined AND r.state = 'issued')
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_index_words_within_each_scope")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="missed_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả đã lỡ"),
        ),
        migrations.AddField(
            model_name="supplementshortfall",
            name="until_before",
            field=models.DateTimeField(default=datetime(2026, 1, 1, tzinfo=UTC), verbose_name="hạn bổ sung trước đó"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="refusalnotice",
            name="voided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="hết hiệu lực"),
        ),
        migrations.AddField(
            model_name="refusalnotice",
            name="void_reason",
            field=models.TextField(blank=True, db_default="", verbose_name="lý do hết hiệu lực"),
        ),
        migrations.AlterField(
            model_name="refusalnotice",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refusals", to="dossiers.dossier"
            ),
        ),
        migrations.RunSQL(VOID_RECALLED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="refusalnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("dossier",),
                name="one_refusal_in_force_per_dossier",
            ),
        ),
    ]
