"""The administration in time. A row is valid from `valid_from` (included) to `valid_to` (excluded; null = still)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from .rules.delegation import DelegationKind
from .rules.roles import Role


class DateRange(Func):
    """`daterange(valid_from, valid_to)`: half-open, as the columns are read."""

    function = "DATERANGE"
    output_field = DateRangeField()


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")))


class AdministrativeUnit(models.Model):
    """A place with a government (đơn vị hành chính) under the codes of the Statistics Office; a code needs a date."""

    class Tier(models.TextChoices):
        PROVINCE = "province", "Cấp tỉnh"
        DISTRICT = "district", "Cấp huyện"
        COMMUNE = "commune", "Cấp xã"

    tier = models.CharField("cấp", max_length=8, choices=Tier.choices)
    code = models.CharField("mã", max_length=5)
    kind = models.CharField("loại", max_length=40)
    name = models.CharField("tên", max_length=80)
    full_name = models.CharField("tên đầy đủ", max_length=120)
    sort_key = models.CharField(max_length=300)
    search_name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    province_code = models.CharField(max_length=2)
    valid_from = models.DateField("có hiệu lực từ")
    valid_to = models.DateField("hết hiệu lực từ", null=True, blank=True)

    class Meta:
        constraints = [
            _ends_after_it_begins("place_ends_after_it_begins"),
            ExclusionConstraint(
                name="one_place_per_code_at_a_time",
                expressions=[
                    ("tier", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["province_code", "tier", "sort_key"], name="places_of_a_province")]

    def __str__(self) -> str:
        return self.full_name


class PlaceSuccession(models.Model):
    """What became of a place on a day (sắp xếp đơn vị hành chính)."""

    from_place = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="successions")
    to_place = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="predecessions")
    on = models.DateField("ngày")
    kind = models.CharField(max_length=30)
    note = models.CharField(max_length=300, blank=True)
    quality = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_place", "to_place", "on"], name="a_place_becomes_another_once")
        ]

    def __str__(self) -> str:
        return f"{self.from_place} → {self.to_place} ({self.on})"


class Organisation(models.Model):
    """An agency (cơ quan): it decides, receives or processes. Survives changes of name through `Succession`."""

    class Kind(models.TextChoices):
        PROVINCIAL_COMMITTEE = "provincial_committee", "Ủy ban nhân dân tỉnh"
        PROVINCIAL_CENTRE = "provincial_centre", "Trung tâm Phục vụ hành chính công tỉnh"
        DEPARTMENT = "department", "Sở, cơ quan ngang sở"
        DISTRICT_COMMITTEE = "district_committee", "Ủy ban nhân dân huyện"
        COMMUNE_COMMITTEE = "commune_committee", "Ủy ban nhân dân xã"
        SECTOR_AGENCY = "sector_agency", "Cơ quan ngành dọc, đơn vị sự nghiệp"

    kind = models.CharField("loại", max_length=24, choices=Kind.choices)
    name = models.CharField("tên", max_length=160)
    sort_key = models.CharField(max_length=400)
    search_name = models.CharField(max_length=160)
    tier = models.CharField("cấp", max_length=8, choices=AdministrativeUnit.Tier.choices)
    place = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="organisations")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    valid_from = models.DateField("có hiệu lực từ")
    valid_to = models.DateField("hết hiệu lực từ", null=True, blank=True)

    class Meta:
        constraints = [_ends_after_it_begins("organisation_ends_after_it_begins")]
        indexes = [models.Index(fields=["place", "kind"], name="organisations_of_a_place")]

    def __str__(self) -> str:
        return self.name


class OrganisationIdentifier(models.Model):
    """An identifier of an agency in one scheme for a time: old `000.00.12.H56`, new `H56.12` (QĐ 20/2020/QĐ-TTg)."""

    class Scheme(models.TextChoices):
        OLD = "old", "QCVN 102:2016/BTTTT"
        NEW = "new", "QĐ 20/2020/QĐ-TTg"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=3, choices=Scheme.choices)
    value = models.CharField(max_length=35)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _ends_after_it_begins("identifier_ends_after_it_begins"),
            ExclusionConstraint(
                name="one_organisation_per_identifier_at_a_time",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("value", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_identifier_per_scheme_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Succession(models.Model):
    """What became of an agency on a day: its running work, its archive and its answers pass to the successor."""

    class Kind(models.TextChoices):
        MERGE = "merge", "Hợp nhất, sáp nhập"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên"
        ABOLISH = "abolish", "Giải thể, chuyển nhiệm vụ"

    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="predecessions")
    on = models.DateField("ngày")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_organisation", "to_organisation", "on"], name="an_organisation_passes_on_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_organisation} → {self.to_organisation} ({self.on})"


class Unit(models.Model):
    """A unit inside an agency (phòng, bộ phận): the place where work waits."""

    class Kind(models.TextChoices):
        ONE_STOP_DESK = "one_stop_desk", "Bộ phận Một cửa"
        DIVISION = "division", "Phòng chuyên môn"
        LEADERSHIP = "leadership", "Lãnh đạo"
        CLERKS = "clerks", "Văn thư"
        ADMINISTRATION = "administration", "Quản trị hệ thống"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    kind = models.CharField("loại", max_length=16, choices=Kind.choices)
    name = models.CharField("tên", max_length=160)
    sort_key = models.CharField(max_length=400)
    fields_of_work = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name="lĩnh vực")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_ends_after_it_begins("unit_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """A post in a unit (vị trí, chức vụ). Its roles are all the rights its holder has."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    title = models.CharField("chức danh", max_length=120)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), verbose_name="vai trò")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_ends_after_it_begins("position_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class Officer(models.Model):
    """A person holding a position from a day to a day (cán bộ, công chức). Every act records the officer."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="posts")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="holders")
    substitute = models.BooleanField("người thay thế", default=False)
    basis = models.CharField("quyết định", max_length=120, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    end_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            _ends_after_it_begins("officer_ends_after_they_begin"),
            ExclusionConstraint(
                name="a_person_holds_a_position_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["person", "valid_from"], name="posts_of_a_person"),
            models.Index(fields=["valid_to"], name="ends_not_told_yet", condition=Q(end_told_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.position}"


class CalendarEdition(models.Model):
    """The working calendar as published at one moment; never changed, so that a promise can be re-derived.

    `days` is {"off": {iso day: reason}, "extra_work": {iso day: reason}}. Basis: yearly decisions on days off.
    """

    number = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    days = models.JSONField()

    def __str__(self) -> str:
        return f"Lịch làm việc số {self.number}"


class OfficeHoursPlan(models.Model):
    """Working and reception hours of an agency, or of all when `organisation` is null, for a time (giờ làm việc)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="office_hours"
    )
    hours = models.JSONField()
    basis = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _ends_after_it_begins("office_hours_end_after_they_begin"),
            ExclusionConstraint(
                name="one_office_hours_plan_at_a_time",
                expressions=[
                    (Coalesce("organisation", 0), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Giờ làm việc từ {self.valid_from}"


class Revision(models.Model):
    """One row that says which state of the organisation this is: what is remembered in a process is keyed by it.

    The database changes it (statement triggers of the first migration), so no writer can forget to.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(name="there_is_one_revision", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.stamp)


class Delegation(models.Model):
    """A paper by which an officer lets a colleague act in their place (ủy quyền, giao điều hành).

    It hangs on two appointments: when either ends, it gives nothing any more. There is no row that a receiver could
    have made: only the giver, or an administrator who has the signed paper, enters one.
    """

    kind = models.CharField("loại", max_length=13, choices=DelegationKind.choices)
    giver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="delegations_received")
    rights = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="quyền được giao")
    fields_of_work = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name="lĩnh vực")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document_number = models.CharField("số, ký hiệu văn bản", max_length=60)
    document_on = models.DateField("ngày văn bản")
    document_issuer = models.CharField("cơ quan ban hành", max_length=160)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    entered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    entered_as_administrator = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.CharField("lý do thu hồi", max_length=300, blank=True)

    class Meta:
        constraints = [
            _ends_after_it_begins("delegation_ends_after_it_begins"),
            models.CheckConstraint(name="nobody_delegates_to_themselves", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="only_the_giver_or_an_administrator_delegates",
                condition=Q(entered_by=F("giver")) | (Q(entered_as_administrator=True) & ~Q(entered_by=F("receiver"))),
            ),
            models.CheckConstraint(
                name="an_authorisation_ends", condition=Q(kind=DelegationKind.BY_ORDER) | Q(valid_to__isnull=False)
            ),
            models.CheckConstraint(
                name="an_authorisation_names_what_it_gives",
                condition=Q(kind=DelegationKind.ACTING) | Q(rights__len__gt=0),
            ),
            models.CheckConstraint(name="a_delegation_has_its_paper", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="a_revocation_has_its_author",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "valid_from"], name="delegations_received"),
            models.Index(fields=["giver", "valid_from"], name="delegations_given"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver} ({self.document_number})"
