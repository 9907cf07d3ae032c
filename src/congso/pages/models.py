"""What the portal says about itself, and what people say about it."""

from django.db import models
from django.db.models import F, Q

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedText

from .rules.feedback import LONGEST_PLACE, FeedbackKind, FeedbackState
from .rules.interruptions import LONGEST_REASON, LONGEST_WHAT
from .rules.texts import LONGEST_NOTE, Page


class PageVersion(models.Model):
    """One text of a page (bản của một trang). A trigger refuses to change or remove it: the newest is shown."""

    page = models.CharField("trang", max_length=20, choices=[(one.value, one.heading) for one in Page])
    number = models.PositiveIntegerField("bản số")
    text = models.TextField("nội dung")
    note = models.CharField("sửa gì", max_length=LONGEST_NOTE, blank=True)
    written_at = models.DateTimeField("lưu lúc")
    # Nobody for the first text that the demo brings.
    written_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_has_its_number"),
            models.CheckConstraint(name="page_versions_are_numbered_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.number}"


class Interruption(models.Model):
    """A time in which the portal, or a part of it, stops on purpose (tạm ngừng có kế hoạch, khắc phục sự cố)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField("ngừng những gì", max_length=LONGEST_WHAT)
    reason = models.CharField("lý do", max_length=LONGEST_REASON)
    starts_at = models.DateTimeField("từ")
    ends_at = models.DateTimeField("dự kiến hoạt động trở lại")
    # Why it could not wait for the days of notice; empty for a planned one.
    urgent_reason = models.CharField("vì sao không thể chờ", max_length=LONGEST_REASON, blank=True)
    announced_at = models.DateTimeField("thông báo lúc")
    announced_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("rút, kết thúc sớm lúc", null=True, blank=True)
    ended_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="interruption_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="interruption_is_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["-ends_at"], name="interruptions_by_their_end")]

    def __str__(self) -> str:
        return f"{self.what} {self.starts_at:%Y-%m-%d %H:%M}"


class Feedback(models.Model):
    """What somebody said about the portal (góp ý về cổng); it is nobody's dossier and no petition."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=10, choices=FeedbackKind.choices)
    place = models.CharField("trang", max_length=LONGEST_PLACE, blank=True)
    words = SealedText("nội dung", label="pages.Feedback.words")
    email = SealedText("thư điện tử", label="pages.Feedback.email", blank=True, default="")
    sent_at = models.DateTimeField("gửi lúc")
    state = models.CharField("trạng thái", max_length=12, choices=FeedbackState.choices, default=FeedbackState.NEW)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    answer = SealedText("trả lời", label="pages.Feedback.answer", blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answered_feedback_says_when_and_by_whom",
                condition=Q(state=FeedbackState.ANSWERED, answered_at__isnull=False, answered_by__isnull=False)
                | (~Q(state=FeedbackState.ANSWERED) & Q(answered_at__isnull=True, answered_by__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="feedback_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
