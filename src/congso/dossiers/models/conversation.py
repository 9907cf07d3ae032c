"""The conversation about a dossier: messages that stay with the case, their files, and who has seen them."""

from django.db import models
from django.db.models import Q

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedText


class CaseMessage(models.Model):
    """One message about a dossier (trao đổi về hồ sơ), by a person or an officer. It is never changed nor taken back.

    The database refuses to change or delete a row; only `text` may be written anew, for sealing it with a newer key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="conversation", db_index=False
    )
    text = SealedText("nội dung", label="case_message.text")
    written_at = models.DateTimeField()
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    on_behalf_of = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Who asked for this row with which key: a second click is the same message.
    origin = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_case_message_has_one_author",
                condition=Q(person__isnull=False, officer__isnull=True) | Q(person__isnull=True, officer__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="conversation_of_a_dossier")]

    def __str__(self) -> str:
        return f"Trao đổi {self.id}"


class CaseMessageFile(models.Model):
    """A file that goes with a message. It is no paper of the dossier."""

    message = models.ForeignKey(CaseMessage, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_file_goes_once_with_a_message", fields=["message", "file"]),
        ]

    def __str__(self) -> str:
        return str(self.file_id)


class ConversationReading(models.Model):
    """Until when somebody has seen the conversation of a dossier; without a person: the unit that has the dossier."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_reader_has_one_mark_in_a_conversation", fields=["dossier", "person"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.read_at}"
