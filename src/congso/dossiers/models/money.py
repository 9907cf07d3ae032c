"""Fees of a dossier."""

from django.db import models


class FeeCharge(models.Model):
    """A fee (phí) or charge (lệ phí) to be paid for a dossier, in whole đồng."""

    class State(models.TextChoices):
        DUE = "due", "Chưa nộp"
        PAID = "paid", "Đã nộp"
        WAIVED = "waived", "Miễn"

    class Method(models.TextChoices):
        CASH = "cash", "Tiền mặt tại quầy"
        TRANSFER = "transfer", "Chuyển khoản"

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="fees")
    name = models.CharField("khoản thu", max_length=300)
    amount_vnd = models.BigIntegerField("số tiền (đồng)")
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DUE)
    method = models.CharField(max_length=8, choices=Method.choices, blank=True)
    receipt_number = models.CharField("số biên lai", max_length=30, blank=True)
    requested_at = models.DateTimeField()
    waiver_basis = models.CharField("căn cứ miễn", max_length=600, blank=True, db_default="")
    waiver_evidence = models.CharField("giấy tờ chứng minh", max_length=300, blank=True, db_default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_fee_is_not_negative", condition=models.Q(amount_vnd__gte=0)),
            models.CheckConstraint(
                name="a_waived_fee_says_on_what_ground",
                condition=~models.Q(state="waived") | ~models.Q(waiver_basis=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount_vnd} đ"
