"""Keys to sign with, and their certificates."""

from django.db import models
from django.db.models import Q

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedText

from ..rules.keys import Medium


class SigningCredential(models.Model):
    """A certificate and where its key is (chứng thư chữ ký số): of a person, or of an agency instead of its seal.

    The private key is here only for `software`, and then sealed. Never removed: what was signed with it stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="signing_credentials"
    )
    organisation = models.ForeignKey(
        "organisation.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="signing_credentials"
    )
    medium = models.CharField("nơi giữ khóa", max_length=8, choices=Medium.choices)
    # The certificate, then those it hangs on, as PEM.
    chain = models.TextField("chứng thư")
    subject = models.CharField("tên trên chứng thư", max_length=300)
    issuer = models.CharField("nơi cấp", max_length=300)
    serial = models.CharField("số hiệu", max_length=60)
    fingerprint = models.CharField("dấu vân tay SHA-256", max_length=64, unique=True)
    valid_from = models.DateTimeField("có hiệu lực từ")
    valid_to = models.DateTimeField("hết hiệu lực lúc")
    # The private key (PKCS#8, PEM) of a software key; "" for every other medium.
    key = SealedText(label="signing_credential.key", default="")
    # Where another medium finds its key: label of the token and of the key, id at the remote service.
    reference = models.CharField("mã khóa", max_length=200, blank=True)
    # The picture that is shown where it signs (PNG, base64), and how wide it is in truth.
    picture = SealedText(label="signing_credential.picture", default="")
    picture_mm = models.FloatField("bề rộng hình, mm", null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When it was no longer to be used, and why: a key of rules.keys.ENDINGS.
    ended_at = models.DateTimeField("ngừng dùng lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ending = models.CharField("lý do ngừng", max_length=20, blank=True)
    expiry_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["valid_to"], name="keys_that_end", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(
                name="a_key_has_one_holder",
                condition=Q(person__isnull=False, organisation=None) | Q(person=None, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="a_key_that_ended_says_why", condition=Q(ended_at=None, ending="") | ~Q(ended_at=None, ending="")
            ),
            models.UniqueConstraint(
                fields=["person"], name="one_key_in_use_of_a_person", condition=Q(ended_at=None, person__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                name="one_key_in_use_of_an_agency",
                condition=Q(ended_at=None, organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
