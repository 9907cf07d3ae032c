"""Copies of the register, printed in the background and kept for some days."""

from django.db import models

from congso.kernel.ids import uuid7


class RegisterPrint(models.Model):
    """A copy of Sổ theo dõi hồ sơ of an agency and year as it stood at `as_of`: asked for, then made by a job."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    as_of = models.DateTimeField("số liệu đến")
    asked_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True)
    lines = models.PositiveIntegerField("số dòng", null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField("lần lập không thành gần nhất", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="register_prints_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "as_of"], name="a_register_is_printed_once_for_a_moment"
            ),
            models.CheckConstraint(
                name="a_register_that_was_printed_is_there",
                condition=models.Q(made_at__isnull=True, file__isnull=True)
                | models.Q(made_at__isnull=False, file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} ({self.as_of:%d/%m/%Y %H:%M})"
