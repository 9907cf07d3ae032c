"""Documents that wait for a signature from the signer's own machine."""

from django.db import models

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedJSON

from .credentials import SigningCredential


class PreparedSignature(models.Model):
    """A document made ready for one signature: by whom, with which certificate, of what, and until when.

    Gone once it is used, or some time after it ran out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey("organisation.Officer", on_delete=models.PROTECT, related_name="+")
    credential = models.ForeignKey(SigningCredential, on_delete=models.PROTECT, related_name="+")
    # What is signed, so that the signature is never used for anything else: purpose, object, fingerprint.
    about = models.CharField(max_length=300)
    # The document, where its signature goes, the signed attributes; and what the officer had asked for.
    content = SealedJSON(label="prepared_signature.content")
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="prepared_that_ran_out")]

    def __str__(self) -> str:
        return self.about
