"""Procedures as dated, immutable versions. A procedure is a code; everything else stands on its versions.

A published version is a legal document, so its parts are kept as one JSON document (`content`, shape in
`rules/content.py`) with a hash: it is compared, exported and pinned whole, and a trigger refuses to change it.
What lists and searches need stands beside it as columns.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from .rules.amending import OPEN, Kind, Stage
from .rules.publication_clock import Publisher


class Field(models.Model):
    """A field of administration (lĩnh vực), e.g. Hộ tịch."""

    name = models.CharField("tên", max_length=200)
    ministry = models.CharField("bộ, ngành", max_length=120, blank=True)
    code = models.CharField("mã", max_length=20, blank=True)
    sort_key = models.CharField(max_length=500)
    search_name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "ministry"], name="one_field_per_name_and_ministry")]

    def __str__(self) -> str:
        return self.name


class Form(models.Model):
    """An electronic form (biểu mẫu điện tử) across its versions."""

    code = models.CharField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=300)

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """One version of a form as data: groups, fields, conditions, validation (shape in `rules/form_language.py`)."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    definition_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="form_version_is_numbered_once")]

    def __str__(self) -> str:
        return f"{self.form} (bản {self.number})"


class WorkflowVersion(models.Model):
    """One version of an internal workflow (quy trình nội bộ, TT 01/2018/TT-VPCP Điều 8) as data."""

    code = models.CharField("mã", max_length=60)
    number = models.PositiveIntegerField()
    name = models.CharField("tên", max_length=300)
    definition = models.JSONField()
    definition_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="workflow_version_is_numbered_once")]

    def __str__(self) -> str:
        return f"{self.name} (bản {self.number})"


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính): a national code that survives every amendment."""

    code = models.CharField("mã thủ tục", max_length=12, unique=True)
    is_internal = models.BooleanField("thủ tục nội bộ", default=False)
    current = models.ForeignKey(
        "ProcedureVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    # Of the version in force, for lists and searches; rewritten whenever `current` changes.
    name = models.CharField("tên", max_length=1200, blank=True)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, null=True, blank=True, related_name="procedures")
    tiers = ArrayField(models.CharField(max_length=10), default=list, verbose_name="cấp thực hiện")
    # The province has adopted it with its own form and workflow; others are served by a generated form.
    is_adopted = models.BooleanField("đã cấu hình tại tỉnh", default=False)
    popularity = models.PositiveIntegerField(default=0)
    search = SearchVectorField(null=True)
    search_name = models.CharField(max_length=1200, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="thay bằng"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="procedure_is_not_its_own_successor", condition=~Q(replaced_by=F("id"))),
            models.CheckConstraint(name="procedure_code_has_national_form", condition=Q(code__regex=r"^[1-6]\.\d{6}$")),
        ]
        indexes = [
            GinIndex(fields=["search"], name="procedures_by_words"),
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="procedures_by_letters"),
            models.Index(fields=["field", "code"], name="procedures_of_a_field"),
            GinIndex(fields=["tiers"], name="procedures_of_a_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureVersion(models.Model):
    """A dated edition of a procedure. Draft revisions are edited; published ones never (see the first migration)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        PROPOSED = "proposed", "Trình thẩm định"
        SIGNED = "signed", "Đã ký, chưa hiệu lực"
        IN_FORCE = "in_force", "Đang hiệu lực"
        SUSPENDED = "suspended", "Tạm ngừng nộp trực tuyến"
        EXPIRED = "expired", "Hết hiệu lực"
        ABOLISHED = "abolished", "Bãi bỏ"

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("bản số")
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.DRAFT)
    source = models.CharField("nguồn", max_length=60)
    decision_number = models.CharField("số quyết định công bố", max_length=120, blank=True)
    effective_from = models.DateField("hiệu lực từ", null=True, blank=True)
    effective_to = models.DateField("hết hiệu lực từ", null=True, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    # The province's own choices for this version: form, workflow, policies. See rules/policy.py.
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, blank=True)
    workflow_version = models.ForeignKey(WorkflowVersion, on_delete=models.PROTECT, null=True, blank=True)
    policy = models.JSONField(default=dict)
    # The decisions that published it and, if one did, that abolished it.
    decision = models.ForeignKey(
        "PublicationDecision", on_delete=models.PROTECT, null=True, blank=True, related_name="published"
    )
    ended_by = models.ForeignKey(
        "PublicationDecision", on_delete=models.PROTECT, null=True, blank=True, related_name="abolished"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_what_ends_names_what_ended_it",
                condition=Q(ended_by__isnull=True) | Q(effective_to__isnull=False),
            ),
            models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_is_numbered_once"),
            models.CheckConstraint(
                name="version_ends_after_it_begins",
                condition=Q(effective_to__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} (bản {self.number})"


class ImportRun(models.Model):
    """One reading of a file of procedures."""

    file_name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.started_at:%d/%m/%Y %H:%M})"


class ReviewItem(models.Model):
    """Something in an imported record that a human must settle; the import never guesses."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ rà soát"
        SETTLED = "settled", "Đã xử lý"
        WAIVED = "waived", "Chấp nhận như công bố"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    procedure_code = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60, blank=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, null=True, blank=True)
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=160)
    reason = models.TextField()
    rejected = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    settlement = models.TextField("cách xử lý", blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_settled_review_item_says_when", condition=Q(state="open") | Q(settled_at__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["state", "code", "id"], name="review_items_by_state"),
            models.Index(fields=["procedure_code"], name="review_items_of_a_procedure"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code} {self.code}: {self.field}"


class PublicationDecision(models.Model):
    """A decision that publishes procedures (quyết định công bố), and the legal text whose coming it follows."""

    class By(models.TextChoices):
        PROVINCE = Publisher.PROVINCE.value, "Chủ tịch Ủy ban nhân dân tỉnh"
        MINISTRY = Publisher.MINISTRY.value, "Bộ, cơ quan ngang bộ"

    number = models.CharField("số quyết định", max_length=120)
    signed_on = models.DateField("ngày ký")
    publisher = models.CharField("cấp công bố", max_length=8, choices=By.choices, default=By.PROVINCE)
    law_signed_on = models.DateField("văn bản quy phạm ký ngày", null=True, blank=True)
    law_effective_on = models.DateField("văn bản quy phạm có hiệu lực từ", null=True, blank=True)
    simplified = models.BooleanField("ban hành theo thủ tục rút gọn", default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "signed_on"], name="publication_decision_is_entered_once"),
            models.CheckConstraint(name="publication_decision_has_a_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.signed_on:%d/%m/%Y})"


class AmendmentBatch(models.Model):
    """One change over many procedures, made, reviewed and published together."""

    said = models.CharField("nội dung", max_length=500)
    change = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.said


class Amendment(models.Model):
    """Work on one procedure from the first draft to the decision: what is new, amended or abolished."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="amendments")
    kind = models.CharField("loại", max_length=7, choices=Kind.choices)
    stage = models.CharField("bước", max_length=9, choices=Stage.choices, default=Stage.DRAFTING)
    version = models.OneToOneField(
        ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="amendment"
    )
    based_on = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaced_by = models.ForeignKey(Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(
        AmendmentBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    decision = models.ForeignKey(
        PublicationDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    publisher = models.CharField(max_length=8, choices=PublicationDecision.By.choices, default="province")
    law_signed_on = models.DateField(null=True, blank=True)
    law_effective_on = models.DateField(null=True, blank=True)
    simplified = models.BooleanField(default=False)
    effective_from = models.DateField("hiệu lực từ", null=True, blank=True)
    publish_on = models.DateField("ngày công bố", null=True, blank=True)
    proposed_by = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(stage__in=[stage.value for stage in OPEN]),
                name="one_open_amendment_per_procedure",
            ),
            models.CheckConstraint(
                name="an_abolition_has_no_draft",
                condition=Q(kind="abolish", version__isnull=True) | (~Q(kind="abolish") & Q(version__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_amendment_is_reviewed_by_a_second_person",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="what_is_approved_was_reviewed",
                condition=~Q(stage__in=["approved", "scheduled", "done"]) | Q(reviewed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_published_has_a_decision",
                condition=~Q(stage__in=["scheduled", "done"])
                | Q(decision__isnull=False, effective_from__isnull=False, publish_on__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_published_says_when", condition=Q(stage="done", done_at__isnull=False) | ~Q(stage="done")
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "publish_on"], name="amendments_by_stage"),
            models.Index(fields=["-changed_at"], name="amendments_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} ({self.get_kind_display()})"


class AmendmentStep(models.Model):
    """What was done with an amendment, by whom; never rewritten (a trigger refuses it)."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=10)
    officer = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["amendment", "id"], name="steps_of_an_amendment")]

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.act}"


class CatalogueDump(models.Model):
    """The whole public catalogue as a file (dữ liệu mở), made when something was published since the last one."""

    form = models.CharField("dạng", max_length=5)
    mark = models.CharField(max_length=64)
    procedures = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="catalogue_dumps")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_catalogue_dump_is_json_lines_or_xlsx", condition=Q(form__in=["jsonl", "xlsx"])
            ),
            models.UniqueConstraint(fields=["form"], name="one_catalogue_dump_of_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form} ({self.made_at:%d/%m/%Y %H:%M})"


class SearchTerm(models.Model):
    """A word, or two neighbouring words, of the catalogue, and how many public procedures have it.

    A trigger on procedures counts (see the third migration): a rare word tells more than a common one, and a word that
    is not here is perhaps a slip. The term `#` is every procedure.
    """

    term = models.CharField(max_length=200, primary_key=True)
    uses = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.term


class Synonym(models.Model):
    """Words that people use for words of the catalogue, or for one procedure (từ khóa tìm kiếm)."""

    phrase = models.CharField("người dân gọi là", max_length=80)
    folded = models.CharField(max_length=80)
    words = models.CharField("danh mục gọi là", max_length=160, blank=True)
    procedure_code = models.CharField("mã thủ tục", max_length=12, blank=True)
    # Words and neighbouring words of the phrase, by which slips in it are mended.
    terms = ArrayField(models.CharField(max_length=80), default=list)
    changed_at = models.DateTimeField("cập nhật lúc", null=True, blank=True)
    changed_by = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folded", "words", "procedure_code"], name="synonym_is_kept_once"),
            models.CheckConstraint(name="synonym_means_something", condition=~Q(words="", procedure_code="")),
        ]
        indexes = [GinIndex(fields=["terms"], name="synonyms_by_terms")]

    def __str__(self) -> str:
        return f"{self.phrase} = {self.words or self.procedure_code}"


class PublicFigure(models.Model):
    """How one procedure went at one agency (0: in the whole province); a job writes all of them anew.

    Days are calendar days from reception to the end. What of it is shown decides `rules/public_figures.py`.
    """

    procedure_code = models.CharField("mã thủ tục", max_length=12)
    organisation_id = models.BigIntegerField("cơ quan giải quyết", default=0)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày")
    made_at = models.DateTimeField("tính lúc")
    received_this_year = models.IntegerField("tiếp nhận từ đầu năm", default=0)
    received_online = models.IntegerField("trong đó nộp trực tuyến", default=0)
    finished = models.IntegerField("đã giải quyết", default=0)
    timed = models.IntegerField("có ngày hẹn trả", default=0)
    in_time = models.IntegerField("đúng hạn", default=0)
    median_days = models.IntegerField("một nửa xong trong (ngày)", null=True)
    ninth_days = models.IntegerField("90 % xong trong (ngày)", null=True)
    rated = models.IntegerField("lượt đánh giá", default=0)
    rating_sum = models.IntegerField("tổng điểm đánh giá", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure_code", "organisation_id"], name="one_public_figure_per_procedure_and_agency"
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code} ({self.organisation_id})"
