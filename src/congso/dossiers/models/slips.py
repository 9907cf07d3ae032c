"""The official papers about a dossier; each is a row (TT 01/2018/TT-VPCP Điều 9; TT 03/2025/TT-VPCP Phụ lục I)."""

from django.db import models


class AcceptanceSlip(models.Model):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu số 01)."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="slip")
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, db_index=False)
    received_at = models.DateTimeField("thời gian nhận")
    due_at = models.DateTimeField("thời gian trả kết quả")
    received_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="slip_numbers_are_used_once"),
            models.CheckConstraint(
                name="slip_promises_no_past_moment", condition=models.Q(due_at__gte=models.F("received_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/TNHS"


class SupplementRequest(models.Model):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu số 02). `items` are {component_key, name, wanted, why}."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="supplement_requests", db_index=False
    )
    round = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, db_index=False)
    at_intake = models.BooleanField("khi tiếp nhận")
    items = models.JSONField("nội dung yêu cầu")
    reason = models.TextField("lý do")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT)
    answer_until = models.DateTimeField("hạn bổ sung")
    answered_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "round"], name="supplement_rounds_are_numbered_once"),
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="supplement_numbers_are_used_once"),
        ]
        indexes = [
            models.Index(
                fields=["answer_until"],
                name="supplements_not_answered",
                condition=models.Q(answered_at__isnull=True, confirmed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}/YCBS"


class SupplementShortfall(models.Model):
    """That an answer to a request was not enough (bổ sung chưa đủ). `items` are {component_key, name, why}.

    No official form: the same request goes on, until `answer_until`. `answered_at` is the answer that was looked at.
    """

    request = models.ForeignKey(SupplementRequest, on_delete=models.PROTECT, related_name="shortfalls")
    items = models.JSONField("còn thiếu")
    answered_at = models.DateTimeField("nộp bổ sung")
    # The day that the request said until then: the paper that was issued goes on saying it.
    until_before = models.DateTimeField("hạn bổ sung trước đó")
    answer_until = models.DateTimeField("hạn bổ sung")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "answered_at"], name="an_answer_is_found_short_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request}: còn thiếu {len(self.items)}"


class RefusalNotice(models.Model):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu số 03); also after appraisal.

    A notice whose result was recalled stays as it was, void and with the reason; the next one has its own number.
    """

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="refusals")
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, db_index=False)
    reason = models.TextField("lý do")
    refused_at = models.DateTimeField()
    refused_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT)
    voided_at = models.DateTimeField("hết hiệu lực", null=True, blank=True)
    void_reason = models.TextField("lý do hết hiệu lực", blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="refusal_numbers_are_used_once"),
            models.UniqueConstraint(
                fields=["dossier"], name="one_refusal_in_force_per_dossier", condition=models.Q(voided_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/TCHS"


class Extension(models.Model):
    """Văn bản xin lỗi và đề nghị gia hạn (Mẫu số 04): at most once, told before the old date expires."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="extension")
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, db_index=False)
    reason = models.TextField("lý do")
    old_due_at = models.DateTimeField("hẹn trả cũ")
    new_due_at = models.DateTimeField("hẹn trả mới")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="extension_numbers_are_used_once"),
            models.CheckConstraint(
                name="an_extension_moves_the_date_later", condition=models.Q(new_due_at__gt=models.F("old_due_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/XLGH"


class StopNotice(models.Model):
    """Thông báo dừng giải quyết hồ sơ (Mẫu số 05): on withdrawal or stop."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="stop_notice")
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, db_index=False)
    ground = models.TextField("căn cứ dừng")
    withdrawn = models.BooleanField("theo đề nghị của người nộp")
    papers_returned = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="stop_numbers_are_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}/TBD"


class RegisterEntry(models.Model):
    """A line of the Sổ theo dõi hồ sơ (Mẫu số 07): continuous numbers per agency and year."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="register_entry")
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField("số thứ tự")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="register_lines_are_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"
