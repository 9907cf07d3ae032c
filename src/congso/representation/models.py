"""Organisations outside government, who acts for them, and who acts for another person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from congso.kernel.ids import uuid7
from congso.kernel.protected_fields import SealedText

from .rules.bodies import BodyKind, MemberRole
from .rules.mandates import Ground, Proof


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")))


class Body(models.Model):
    """An organisation outside government (tổ chức): enterprise, cooperative, household business, association.

    Known by its tax code. It signs in through nobody's password: a person acts for it (`Membership`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("mã số thuế", max_length=13, unique=True)
    name = models.CharField("tên tổ chức", max_length=300)
    kind = models.CharField("loại hình", max_length=11, choices=BodyKind.choices)
    address = models.CharField("trụ sở", max_length=300, blank=True)
    # When VNeID last vouched for it; None for one that only a counter knows.
    vouched_at = models.DateTimeField("VNeID xác nhận lúc", null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_organisation_has_a_tax_code", condition=Q(code__regex=r"^\d{10}(\d{3})?$")),
            models.CheckConstraint(name="an_organisation_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That somebody acts for an organisation, from a day to a day, in some procedures or all (`procedures` empty)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("tư cách", max_length=14, choices=MemberRole.choices)
    procedures = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="thủ tục")
    document_number = models.CharField("số văn bản ủy quyền", max_length=60, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    # None: VNeID says that they represent the organisation.
    entered_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships_entered"
    )
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships_ended"
    )

    class Meta:
        constraints = [
            _ends_after_it_begins("membership_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["body", "person", "role"], condition=Q(ended_at=None), name="one_open_membership_of_each_role"
            ),
            models.CheckConstraint(
                name="only_vneid_names_a_representative",
                condition=Q(role=MemberRole.AUTHORISED, entered_by__isnull=False)
                | Q(role=MemberRole.REPRESENTATIVE, entered_by__isnull=True, procedures__len=0, valid_to__isnull=True),
            ),
            models.CheckConstraint(name="nobody_authorises_themselves", condition=~Q(person=F("entered_by"))),
            models.CheckConstraint(
                name="an_ended_membership_has_its_author",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.body_id} ({self.role})"


class Mandate(models.Model):
    """That `receiver` may act for `giver` before the administration: by authorisation, or by law for a ward.

    An authorisation proved electronically gives nothing before the giver has confirmed it from their own account. One
    on paper is looked at by whoever receives a dossier handed in under it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ground = models.CharField("căn cứ", max_length=14, choices=Ground.choices)
    giver = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="mandates_given")
    receiver = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="mandates_received")
    procedures = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="thủ tục")
    proof = models.CharField("giấy tờ chứng minh", max_length=12, choices=Proof.choices)
    document_number = SealedText("số giấy tờ", label="mandate.document_number", default="", blank=True)
    document_on = models.DateField("ngày giấy tờ", null=True, blank=True)
    document_issuer = models.CharField("nơi cấp, nơi chứng thực", max_length=160, blank=True)
    paper = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    entered_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="mandates_entered"
    )
    entered_at_counter_by = models.ForeignKey(
        "organisation.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField("người ủy quyền xác nhận lúc", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="mandates_revoked"
    )

    class Meta:
        constraints = [
            _ends_after_it_begins("mandate_ends_after_it_begins"),
            models.CheckConstraint(name="nobody_has_a_mandate_from_themselves", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="an_authorisation_of_a_person_ends",
                condition=~Q(ground=Ground.AUTHORISATION) | Q(valid_to__isnull=False),
            ),
            models.CheckConstraint(
                name="a_mandate_is_entered_by_its_parties_or_at_a_counter",
                condition=Q(entered_at_counter_by__isnull=False, entered_by__isnull=True)
                | (
                    Q(entered_at_counter_by__isnull=True, entered_by__isnull=False)
                    & (Q(entered_by=F("giver")) | Q(entered_by=F("receiver")))
                ),
            ),
            models.CheckConstraint(
                name="a_revoked_mandate_has_its_author",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | (
                    Q(revoked_at__isnull=False, revoked_by__isnull=False)
                    & (Q(revoked_by=F("giver")) | Q(revoked_by=F("receiver")))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "-entered_at"], name="mandates_of_a_receiver"),
            models.Index(fields=["giver", "-entered_at"], name="mandates_of_a_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.receiver_id} ({self.ground})"
