"""Several applicants of one application: who is invited while it is written, and who agreed once it is handed in."""

from django.db import models
from django.db.models import Q

from congso.dossiers.rules.co_applicants import Answer
from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedText


class ApplicationInvitation(models.Model):
    """Somebody asked to apply together with whom prepares a draft (lời mời cùng đề nghị); it goes with the draft.

    Of the link only a digest is kept. It opens the invitation once: whoever opens it signed in becomes its `person`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey("dossiers.ApplicationDraft", on_delete=models.CASCADE, related_name="invitations")
    full_name = models.CharField("họ và tên", max_length=120)
    # As the inviter knows it; whoever opens the invitation must be that person. "" asks for nobody in particular.
    identity_number = SealedText("số định danh", label="invitation.identity_number", default="")
    email = SealedText(label="invitation.email", default="")
    phone = SealedText(label="invitation.phone", default="")
    token_digest = models.CharField(max_length=64, unique=True)
    valid_until = models.DateTimeField()
    created_at = models.DateTimeField()
    letters = models.PositiveSmallIntegerField("số lần đã gửi", default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("trả lời", max_length=9, choices=Answer.choices, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Of how many answers this is the last: names each of them for ever.
    round = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField("lý do từ chối", max_length=500, blank=True)
    level = models.CharField("mức đăng nhập", max_length=40, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_asked_once_for_a_draft",
                fields=["draft", "person"],
                condition=Q(person__isnull=False) & ~Q(answer="withdrawn"),
            ),
            models.CheckConstraint(
                name="an_agreement_says_whose_and_to_what",
                condition=~Q(answer="agreed") | (Q(person__isnull=False) & ~Q(content_hash="") & ~Q(level="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}: {self.answer}"


class CoApplicant(models.Model):
    """Somebody who applies together with the applicant (người cùng đề nghị): when and to what they agreed.

    Written once, when the application is handed in, under the id of the invitation; the database refuses any change.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="co_applicants")
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="dossiers_together", db_index=False
    )
    full_name = models.CharField("họ và tên", max_length=160)
    agreed_at = models.DateTimeField("đồng ý lúc")
    level = models.CharField("mức đăng nhập", max_length=40)
    content_hash = models.CharField("giá trị băm nội dung", max_length=64)
    token_digest = models.CharField(max_length=64, unique=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_applies_once_in_a_dossier", fields=["dossier", "person"]),
        ]
        indexes = [models.Index(fields=["person", "-submitted_at", "-dossier"], name="dossiers_of_a_co_applicant")]

    def __str__(self) -> str:
        return self.full_name
