"""What was found about the signatures of stored files."""

from django.db import models

from congso.kernel.protected_fields import SealedJSON

from ..rules.judging import WORDS, Indication


class SignedFile(models.Model):
    """The verdict on a stored file that bears signatures (kết quả kiểm tra chữ ký số); goes with its file."""

    file = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="signatures")
    indication = models.CharField(
        "kết luận", max_length=13, choices=[(one.value, words) for one, words in WORDS.items()]
    )
    # The whole report (rules.reports.Report.to_json): it names the signers.
    report = SealedJSON(label="signed_file.report", default=dict)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_verdict_is_one_of_three",
                condition=models.Q(indication__in=[one.value for one in Indication]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file}: {self.get_indication_display()}"
