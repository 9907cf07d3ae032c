from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_offer_words_people_use")]

    operations = [
        migrations.CreateModel(
            name="PublicFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure_code", models.CharField(max_length=12, verbose_name="mã thủ tục")),
                ("organisation_id", models.BigIntegerField(default=0, verbose_name="cơ quan giải quyết")),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(verbose_name="đến ngày")),
                ("made_at", models.DateTimeField(verbose_name="tính lúc")),
                ("received_this_year", models.IntegerField(default=0, verbose_name="tiếp nhận từ đầu năm")),
                ("received_online", models.IntegerField(default=0, verbose_name="trong đó nộp trực tuyến")),
                ("finished", models.IntegerField(default=0, verbose_name="đã giải quyết")),
                ("timed", models.IntegerField(default=0, verbose_name="có ngày hẹn trả")),
                ("in_time", models.IntegerField(default=0, verbose_name="đúng hạn")),
                ("median_days", models.IntegerField(null=True, verbose_name="một nửa xong trong (ngày)")),
                ("ninth_days", models.IntegerField(null=True, verbose_name="90 % xong trong (ngày)")),
                ("rated", models.IntegerField(default=0, verbose_name="lượt đánh giá")),
                ("rating_sum", models.IntegerField(default=0, verbose_name="tổng điểm đánh giá")),
            ],
        ),
        migrations.AddConstraint(
            model_name="publicfigure",
            constraint=models.UniqueConstraint(
                fields=("procedure_code", "organisation_id"), name="one_public_figure_per_procedure_and_agency"
            ),
        ),
    ]
