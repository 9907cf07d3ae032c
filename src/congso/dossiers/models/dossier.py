"""The dossier row: where it stands, who has it, until when; and the columns that lists need."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from congso.dossiers.rules.states import DossierState
from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedJSON


class Dossier(models.Model):
    """A dossier (hồ sơ thủ tục hành chính). Its state is what its events say; this row only remembers it.

    Scope is a column: `waiting_unit` (and `waiting_officer` once assigned) is who must act next, `waits_until` the
    instant by which (the earlier of the step's quota and the due date); both are set while `is_open`. Lists read the
    partial indexes below and nothing else. `unit_ids` are all units that have had the dossier: they may still see it.

    `is_open` ends when processing ends (Đã xử lý xong): lateness is measured there, and the queues of those who work
    must not fill with results that nobody fetches. A finished dossier has its own partial index, for the desk.
    """

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", "Trực tiếp"
        ONLINE = "online", "Trực tuyến"
        POSTAL = "postal", "Bưu chính công ích"

    class Outcome(models.TextChoices):
        NONE = "", "Chưa có kết quả"
        GRANTED = "granted", "Đã giải quyết"
        DECLINED = "declined", "Từ chối giải quyết"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    registration_code = models.CharField("mã đăng ký", max_length=40, unique=True)
    code = models.CharField("mã hồ sơ", max_length=40, null=True, blank=True, unique=True)

    procedure_version = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT)
    procedure_code = models.CharField(max_length=12)
    procedure_name = models.CharField(max_length=1200)
    case_code = models.CharField(max_length=20, blank=True)
    form_version = models.ForeignKey("catalogue.FormVersion", on_delete=models.PROTECT)
    workflow_version = models.ForeignKey("catalogue.WorkflowVersion", on_delete=models.PROTECT)
    calendar_edition = models.ForeignKey("organisation.CalendarEdition", on_delete=models.PROTECT, null=True)
    policy = models.JSONField(default=dict)

    channel = models.CharField("kênh nộp", max_length=9, choices=Channel.choices)
    state = models.CharField("trạng thái", max_length=24, choices=DossierState.choices)
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    is_open = models.BooleanField(default=True)

    receiving_organisation = models.ForeignKey(
        "organisation.Organisation", on_delete=models.PROTECT, related_name="dossiers_received", db_index=False
    )
    processing_organisation = models.ForeignKey(
        "organisation.Organisation", on_delete=models.PROTECT, related_name="dossiers_processed", db_index=False
    )
    waiting_unit = models.ForeignKey(
        "organisation.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers_waiting"
    )
    waiting_officer = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers_waiting"
    )
    waits_until = models.DateTimeField(null=True, blank=True)
    step_key = models.CharField(max_length=40, blank=True)
    step_since = models.DateTimeField(null=True, blank=True)
    unit_ids = ArrayField(models.BigIntegerField(), default=list)
    # Who agreed to apply together with the applicant (see CoApplicant): they read, they do not act.
    co_applicant_ids = ArrayField(models.UUIDField(), default=list, db_default=[])

    applicant = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="dossiers", db_index=False)
    applicant_name = models.CharField("chủ hồ sơ", max_length=160)
    applicant_sort_key = models.CharField(max_length=500)
    submitter = models.ForeignKey(
        "identity.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers_submitted",
        db_index=False,
    )
    # Whose dossier it is when that is an organisation: then `applicant` is the person who speaks for it.
    body = models.ForeignKey(
        "representation.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        db_index=False,
    )
    # By what the submitter acted for the applicant; without one they merely handed it in (nộp hộ).
    mandate = models.ForeignKey(
        "representation.Mandate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        db_index=False,
    )
    assurance_level = models.CharField(max_length=40, blank=True)
    return_channel = models.CharField("nhận kết quả", max_length=10, default="counter")

    submitted_at = models.DateTimeField("thời điểm nộp")
    received_at = models.DateTimeField("thời điểm tiếp nhận", null=True, blank=True)
    due_at = models.DateTimeField("hẹn trả", null=True, blank=True)
    original_due_at = models.DateTimeField("hẹn trả ban đầu", null=True, blank=True)
    # Set by an apology that came after the day had passed: lateness is judged by the day that was missed.
    missed_due_at = models.DateTimeField("hẹn trả đã lỡ", null=True, blank=True)
    # The rule the promise was made with: {"value", "unit", "source"} as in rules.deadlines.DeadlineRule.
    deadline_rule = models.JSONField("thời hạn áp dụng", null=True, blank=True)
    scoring_due_at = models.DateTimeField("hạn theo cách chấm điểm", null=True, blank=True)
    finished_at = models.DateTimeField("xử lý xong", null=True, blank=True)
    returned_at = models.DateTimeField("trả kết quả", null=True, blank=True)

    withdrawal_asked_at = models.DateTimeField("đề nghị rút", null=True, blank=True)
    # Since when a question of the person waits for an answer (see CaseMessage).
    question_at = models.DateTimeField("có câu hỏi từ", null=True, blank=True)
    # Set while an answered supplement waits for the desk to look at it.
    supplement_answered_at = models.DateTimeField(null=True, blank=True)

    supplement_count = models.PositiveSmallIntegerField(default=0)
    extension_count = models.PositiveSmallIntegerField(default=0)
    event_count = models.PositiveIntegerField(default=0)

    # Who asked for this row with which key; the same key never makes a second dossier.
    origin = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_open_dossier_waits_for_somebody",
                condition=Q(is_open=False) | Q(waiting_unit__isnull=False, waits_until__isnull=False),
            ),
            models.CheckConstraint(
                name="a_received_dossier_has_a_code",
                condition=Q(received_at__isnull=True) | Q(code__isnull=False),
            ),
            models.CheckConstraint(
                name="a_dossier_is_handed_in_for_one_other",
                condition=Q(body__isnull=True) | Q(mandate__isnull=True),
            ),
            models.CheckConstraint(
                name="a_mandate_needs_somebody_who_hands_in",
                condition=Q(mandate__isnull=True) | Q(submitter__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["waiting_unit", "waits_until", "id"], name="queue_of_a_unit", condition=Q(is_open=True)
            ),
            models.Index(
                fields=["waiting_officer", "waits_until", "id"], name="queue_of_an_officer", condition=Q(is_open=True)
            ),
            models.Index(
                fields=["processing_organisation", "waits_until", "id"],
                name="open_of_an_organisation",
                condition=Q(is_open=True),
            ),
            models.Index(fields=["due_at", "id"], name="open_by_due_date", condition=Q(is_open=True)),
            models.Index(fields=["receiving_organisation", "-submitted_at", "-id"], name="received_by_organisation"),
            models.Index(fields=["processing_organisation", "-submitted_at", "-id"], name="processed_by_organisation"),
            models.Index(fields=["applicant", "-submitted_at"], name="dossiers_of_a_person"),
            models.Index(fields=["submitter", "-submitted_at"], name="dossiers_of_a_submitter"),
            models.Index(
                fields=["body", "-submitted_at", "-id"], name="dossiers_of_a_body", condition=Q(body__isnull=False)
            ),
            models.Index(
                fields=["mandate", "-submitted_at"],
                name="dossiers_under_a_mandate",
                condition=Q(mandate__isnull=False),
            ),
            models.Index(
                fields=["question_at", "id"], name="questions_not_answered", condition=Q(question_at__isnull=False)
            ),
            models.Index(
                fields=["receiving_organisation", "finished_at", "id"],
                name="results_waiting_for_people",
                condition=Q(state="finished"),
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.registration_code


class DossierForm(models.Model):
    """What the applicant answered, sealed whole. Kept apart from the row that lists read."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, primary_key=True, related_name="form")
    answers = SealedJSON(label="dossier_form.answers", default=dict)

    def __str__(self) -> str:
        return f"Tờ khai của {self.dossier_id}"


class DossierSearch(models.Model):
    """What a dossier can be found by. The scope is a word: `o<organisation id>` and `u<unit id>` stand among the words.

    The index holds each word once with each scope (`o30/nguyen`), so a search reads the postings of one commune or of
    one division only, however large the province is. Words are folded (no marks, lower case): the codes, the names.
    The identity number and the telephone number stand there as blind words (`kernel.protection.blind_word`).
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, primary_key=True, related_name="search")
    words = SearchVectorField()
    submitted_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(
                models.Func("words", function="dossiers_scoped", output_field=SearchVectorField()),
                name="dossiers_by_scoped_words",
            ),
            models.Index(fields=["-submitted_at", "-dossier"], name="searchable_newest_first"),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
