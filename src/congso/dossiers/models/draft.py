"""An application that is being written."""

from django.db import models

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedJSON


class ApplicationDraft(models.Model):
    """An application not yet handed in (hồ sơ đang soạn): saved at each step, resumable on any device."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="drafts")
    procedure_version = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT)
    form_version = models.ForeignKey("catalogue.FormVersion", on_delete=models.PROTECT)
    case_code = models.CharField(max_length=20, blank=True)
    receiving_organisation = models.ForeignKey(
        "organisation.Organisation", on_delete=models.PROTECT, null=True, blank=True
    )
    return_channel = models.CharField(max_length=10, blank=True)
    body = models.ForeignKey("representation.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mandate = models.ForeignKey(
        "representation.Mandate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Somebody else's, without a mandate (nộp hộ): nothing is filled in from the account.
    for_another = models.BooleanField("nộp hộ", default=False)
    answers = SealedJSON(label="draft.answers", default=dict)
    step = models.CharField(max_length=40, default="start")
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-updated_at"], name="drafts_of_an_account")]

    def __str__(self) -> str:
        return f"Bản nháp {self.id}"


class DraftPaper(models.Model):
    """A paper attached to a draft."""

    draft = models.ForeignKey(ApplicationDraft, on_delete=models.CASCADE, related_name="papers")
    component_key = models.CharField(max_length=20)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "component_key", "file"], name="a_file_is_attached_once_to_a_draft_component"
            )
        ]

    def __str__(self) -> str:
        return f"{self.component_key}: {self.file}"
