"""The registers of personal data: consents, requests of data subjects, breaches, legal holds."""

from django.db import models
from django.db.models import F, Q

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedJSON, SealedText
from congso.privacy.rules.breaches import BreachState
from congso.privacy.rules.requests import RefusalGround, RequestKind, RequestState


class Consent(models.Model):
    """A consent to one purpose (sự đồng ý): to which text, when, by which channel, with which proof.

    State bodies need none for what a law charges them with; this is for what they offer beyond. A withdrawal ends it,
    nothing removes it: it stays the proof of what was lawful until then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField("mục đích", max_length=60)
    notice_version = models.CharField("bản thông báo", max_length=20)
    notice_digest = models.CharField(max_length=64)
    is_sensitive = models.BooleanField("có dữ liệu nhạy cảm", default=False)
    channel = models.CharField("hình thức", max_length=20)
    proof = models.CharField("chứng cứ", max_length=120)
    given_at = models.DateTimeField("đồng ý lúc")
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at=None), name="one_consent_in_force_per_purpose"
            ),
            models.CheckConstraint(
                name="a_consent_is_withdrawn_after_it_is_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%d/%m/%Y}"


class NoticeShown(models.Model):
    """That a person read a version of a notice (thông báo xử lý dữ liệu); no consent, and nothing hangs on it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="notices_shown")
    notice = models.CharField("thông báo", max_length=20)
    version = models.CharField("bản", max_length=20)
    shown_at = models.DateTimeField("đã đọc lúc")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "notice", "version"], name="a_notice_is_read_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.version}"


class SubjectRequest(models.Model):
    """What a person asks about their data (yêu cầu của chủ thể dữ liệu), with the days by which it is answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField("loại yêu cầu", max_length=8, choices=RequestKind.choices)
    state = models.CharField("trạng thái", max_length=8, choices=RequestState.choices, default=RequestState.LODGED)
    words = SealedText("nội dung", label="subject_request.words", default="", blank=True)
    answer = SealedText("trả lời", label="subject_request.answer", default="", blank=True)
    refusal_ground = models.CharField("căn cứ từ chối", max_length=16, choices=RefusalGround.choices, blank=True)
    lodged_at = models.DateTimeField("gửi lúc")
    acknowledge_by = models.DateField("hạn xác nhận")
    answer_by = models.DateField("hạn trả lời")
    acknowledged_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    extended_at = models.DateTimeField("gia hạn lúc", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    # Asking twice with the same key lodges once.
    origin = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_refused_request_names_its_ground",
                condition=~Q(state="refused") | ~Q(refusal_ground=""),
            ),
            models.CheckConstraint(
                name="an_ended_request_has_its_time",
                condition=Q(state__in=["done", "refused"], ended_at__isnull=False)
                | Q(state__in=["lodged", "in_hand"], ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(ended_at=None), name="open_data_requests"),
            models.Index(fields=["person", "-lodged_at"], name="data_requests_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.lodged_at:%d/%m/%Y}"


class Restriction(models.Model):
    """A person's data may be kept and not otherwise processed (hạn chế xử lý), because they asked and it was granted.

    What a law charges a State body with goes on: a dossier in hand, an inspection, the person's own requests.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="restrictions")
    request = models.OneToOneField(SubjectRequest, on_delete=models.PROTECT, related_name="restriction")
    placed_at = models.DateTimeField("từ lúc")
    placed_by_id = models.BigIntegerField("người thực hiện")
    lifted_at = models.DateTimeField("gỡ lúc", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at=None), name="one_restriction_in_force_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.placed_at:%d/%m/%Y}"


class Breach(models.Model):
    """Personal data that got out, was lost or altered (vi phạm quy định về bảo vệ dữ liệu cá nhân)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = SealedText("diễn biến", label="breach.what")
    state = models.CharField("trạng thái", max_length=9, choices=BreachState.choices, default=BreachState.FOUND)
    is_serious = models.BooleanField("nghiêm trọng", default=False)
    people_at_most = models.PositiveIntegerField("số người bị ảnh hưởng, nhiều nhất", default=0)
    found_at = models.DateTimeField("phát hiện lúc")
    opened_by_id = models.BigIntegerField("người ghi nhận")
    incident_told_at = models.DateTimeField("báo sự cố lúc", null=True, blank=True)
    notified_at = models.DateTimeField("thông báo lúc", null=True, blank=True)
    reported_at = models.DateTimeField("báo cáo lúc", null=True, blank=True)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    # [{at, state, by, note}], oldest first: what was found out and done.
    course = SealedJSON("quá trình xử lý", label="breach.course", default=list, blank=True)
    # Which clocks the responsible were reminded of: "notice:near", "notice:late".
    reminded = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [models.Index(fields=["found_at"], condition=Q(closed_at=None), name="open_breaches")]

    def __str__(self) -> str:
        return f"Sự cố {self.found_at:%d/%m/%Y %H:%M}"


class LegalHold(models.Model):
    """A person's data must stay as they are (giữ dữ liệu), by a paper of a competent authority."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="legal_holds")
    document_number = models.CharField("số văn bản", max_length=60)
    placed_at = models.DateTimeField("từ lúc")
    placed_by_id = models.BigIntegerField("người đặt")
    lifted_at = models.DateTimeField("gỡ lúc", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_hold_names_its_paper", condition=~Q(document_number="")),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(lifted_at=None), name="holds_in_force")]

    def __str__(self) -> str:
        return self.document_number
