"""The result of a dossier and its way into the person's hands."""

from django.db import models


class Result(models.Model):
    """A result (kết quả giải quyết), from draft to issue. A recalled one stays, with its reason."""

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        APPROVED = "approved", "Đã duyệt"
        ISSUED = "issued", "Đã ban hành"
        RECALLED = "recalled", "Đã thu hồi"

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="results")
    round = models.PositiveSmallIntegerField(default=1)
    declined = models.BooleanField("từ chối giải quyết", default=False)
    result_code = models.CharField("mã kết quả", max_length=30, blank=True)
    title = models.CharField("tên kết quả", max_length=600)
    body = models.TextField("nội dung", blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    reference_number = models.CharField("số và ký hiệu", max_length=60, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    # Signed by the one who approved, then by the agency; null for what was issued without signatures.
    signed_paper = models.ForeignKey(
        "signatures.SignedPaper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recall_reason = models.TextField("lý do thu hồi", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                name="one_result_in_force_per_dossier",
                condition=~models.Q(state="recalled"),
            )
        ]

    def __str__(self) -> str:
        return self.reference_number or self.title


class Handover(models.Model):
    """The result given to the person (trả kết quả): channel, receiver, proof."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="handover")
    channel = models.CharField(max_length=10)
    receiver_name = models.CharField("người nhận", max_length=160)
    receiver_paper = models.CharField("giấy tờ của người nhận", max_length=60, blank=True)
    on_behalf = models.BooleanField("nhận thay", default=False)
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.receiver_name} {self.handed_at:%d/%m/%Y}"
