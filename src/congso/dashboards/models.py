"""Counters that are folded from the history of dossiers, and what each dossier has added to them.

Organisations and units stand here as plain numbers: a figure stays a figure when what it names is gone. Days are days
in Vietnam. See docs/adr/0012-figures.md.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class TouchedDossier(models.Model):
    """A dossier that something happened to since the figures were last folded.

    A trigger on the dossiers' events writes the line in the same transaction as the event; folding deletes it.
    """

    dossier_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.dossier_id)


class Cell(models.Model):
    """Where a number belongs. `unit_id` is the division that works on the dossier; 0 before it has one."""

    receiving_id = models.BigIntegerField("cơ quan tiếp nhận")
    processing_id = models.BigIntegerField("cơ quan giải quyết")
    unit_id = models.BigIntegerField("phòng chuyên môn", default=0)
    procedure_code = models.CharField("mã thủ tục", max_length=12)
    channel = models.CharField("kênh nộp", max_length=9)

    class Meta:
        abstract = True


class CountedDossier(Cell):
    """What one dossier stands for in the figures: its days, as they were when it was last folded.

    Folding takes these numbers off and adds the new ones, so folding twice changes nothing. Lists behind numbers read
    this table, so a list is always as long as its number says.
    """

    class Timeliness(models.TextChoices):
        EARLY = "early", "Trước hạn"
        ON_TIME = "on_time", "Đúng hạn"
        LATE = "overdue", "Quá hạn"
        UNDATED = "undated", "Không có ngày hẹn trả"

    dossier_id = models.UUIDField(primary_key=True)
    received_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    timeliness = models.CharField(max_length=7, choices=Timeliness.choices, blank=True)
    days = models.IntegerField("số ngày giải quyết", null=True)
    refused_on = models.DateField("không được tiếp nhận", null=True)
    dropped_on = models.DateField("rút hoặc dừng khi chưa tiếp nhận", null=True)
    withdrawn_on = models.DateField("rút sau khi tiếp nhận", null=True)
    stopped_on = models.DateField("dừng sau khi tiếp nhận", null=True)
    ended_on = models.DateField("hết giải quyết", null=True)
    supplemented_on = ArrayField(models.DateField(), default=list)
    extended_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    rated_on = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["received_on", "dossier_id"], name="counted_by_reception"),
            models.Index(fields=["finished_on", "dossier_id"], name="counted_by_end"),
            models.Index(fields=["processing_id", "received_on", "dossier_id"], name="counted_received_of_agency"),
            models.Index(fields=["processing_id", "finished_on", "dossier_id"], name="counted_finished_of_agency"),
            models.Index(
                fields=["processing_id", "finished_on", "dossier_id"],
                name="counted_late_of_agency",
                condition=Q(timeliness="overdue"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)


class Figure(Cell):
    """How many of what happened. Finished means state 9; refused means not received; dropped means ended before
    reception; withdrawn and stopped ended after it."""

    received = models.IntegerField("tiếp nhận", default=0)
    early = models.IntegerField("trước hạn", default=0)
    on_time = models.IntegerField("đúng hạn", default=0)
    late = models.IntegerField("quá hạn", default=0)
    undated = models.IntegerField("không có ngày hẹn", default=0)
    refused = models.IntegerField("không được tiếp nhận", default=0)
    dropped = models.IntegerField("rút, dừng khi chưa tiếp nhận", default=0)
    withdrawn = models.IntegerField("rút", default=0)
    stopped = models.IntegerField("dừng", default=0)
    supplemented = models.IntegerField("yêu cầu bổ sung", default=0)
    extended = models.IntegerField("xin lỗi, hẹn lại", default=0)
    returned = models.IntegerField("đã trả kết quả", default=0)
    rated = models.IntegerField("được đánh giá", default=0)
    rating_sum = models.IntegerField("tổng điểm đánh giá", default=0)

    class Meta:
        abstract = True


def _every_count(condition: str) -> Q:
    found = Q()
    for name in MEASURES:
        found &= Q(**{f"{name}{condition}": 0})
    return found


MEASURES = tuple(
    field.name for field in Figure._meta.local_fields if field.name not in {one.name for one in Cell._meta.local_fields}
)
CELL = ("processing_id", "receiving_id", "unit_id", "procedure_code", "channel")


class DailyFigure(Figure):
    """The counters of one day."""

    day = models.DateField("ngày")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["processing_id", "day", *CELL[1:]], name="one_daily_figure_per_cell"),
            models.CheckConstraint(name="no_daily_figure_is_negative", condition=_every_count("__gte")),
        ]
        indexes = [
            models.Index(fields=["day"], name="daily_figures_by_day"),
            models.Index(fields=["id"], name="empty_daily_figures", condition=_every_count("")),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class MonthlyFigure(Figure):
    """The sum of the daily figures of a month (`day` is its first), so that long periods are read quickly."""

    day = models.DateField("tháng")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["processing_id", "day", *CELL[1:]], name="one_monthly_figure_per_cell"),
            models.CheckConstraint(name="no_monthly_figure_is_negative", condition=_every_count("__gte")),
        ]
        indexes = [
            models.Index(fields=["day"], name="monthly_figures_by_month"),
            models.Index(fields=["id"], name="empty_monthly_figures", condition=_every_count("")),
        ]

    def __str__(self) -> str:
        return f"{self.day:%m/%Y}"


class DurationFigure(models.Model):
    """How many dossiers finished on a day took so many days: enough for a median and a ninth decile of any period."""

    processing_id = models.BigIntegerField()
    receiving_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    day = models.DateField("ngày xử lý xong")
    days = models.IntegerField("số ngày giải quyết")
    count = models.IntegerField("số hồ sơ")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["processing_id", "day", "receiving_id", "unit_id", "days"], name="one_duration_figure_per_cell"
            ),
            models.CheckConstraint(name="no_duration_is_counted_negatively", condition=Q(count__gte=0)),
        ]
        indexes = [
            models.Index(fields=["day"], name="durations_by_day"),
            models.Index(fields=["id"], name="empty_durations", condition=Q(count=0)),
        ]

    def __str__(self) -> str:
        return f"{self.days} ngày: {self.count}"


class CountedProcedure(models.Model):
    """The name under which the figures show a procedure: that of the dossier folded last."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=1200)

    def __str__(self) -> str:
        return self.code
