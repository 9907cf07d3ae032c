"""Slips of the desk as they were signed for the agency."""

from django.db import models


class SignedSlip(models.Model):
    """A slip (Mẫu số 01–05) with the agency's signature, as it was when it was issued; never changed afterwards."""

    class Kind(models.TextChoices):
        ACCEPTANCE = "acceptance", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
        SUPPLEMENT = "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
        REFUSAL = "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
        EXTENSION = "extension", "Văn bản xin lỗi và hẹn lại ngày trả"
        STOP = "stop", "Thông báo dừng giải quyết hồ sơ"

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="signed_slips")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Its number as printed: another notice of the same kind is another slip.
    number = models.CharField("số", max_length=60)
    paper = models.ForeignKey("signatures.SignedPaper", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "number"], name="each_slip_is_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
