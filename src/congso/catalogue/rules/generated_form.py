"""A sensible form for a procedure whose own form nobody has made yet, from what its publication says.

It asks who applies, for what, and whether the published conditions are met, and names the official papers to fill in;
papers themselves are handed in as components of the dossier. It never claims to be an official form.
"""

from . import blocks
from .content import ProcedureContent
from .form_language import Field, FieldType, FormDefinition, Group

ORIGIN = "generated"
LONGEST_CONDITIONS = 3_000

_ORGANISATIONS = ("doanh nghiệp", "tổ chức", "hợp tác xã", "cơ quan")
_PEOPLE = ("công dân", "cá nhân", "người", "cán bộ", "hộ gia đình", "đảng viên")


def speaks_of(subjects: tuple[str, ...]) -> tuple[bool, bool]:
    """Return whether people, and whether organisations, are among the subjects; both when nothing is said."""
    words = " ".join(subjects).lower()
    people = any(word in words for word in _PEOPLE)
    organisations = any(word in words for word in _ORGANISATIONS)
    return (people or not organisations, organisations or not words)


def generated_form(content: ProcedureContent) -> FormDefinition:
    """Return the form for `content`; the same content gives the same form."""
    people, organisations = speaks_of(content.subjects)
    groups = [blocks.applicant()]
    if organisations:
        groups.append(_organisation(always=not people))
    groups.append(_request(content))
    conditions = "\n".join(content.conditions).strip()
    if conditions:
        groups.append(_conditions(conditions))
    groups.append(blocks.statements())
    return FormDefinition(
        title=f"Đề nghị: {content.name}"[:300],
        groups=tuple(groups),
        source=content.decisions[-1].number if content.decisions else "",
        origin=ORIGIN,
    )


def _organisation(*, always: bool) -> Group:
    shown = None if always else {"field": "on_behalf", "op": "eq", "value": "organisation"}
    behalf = (
        ()
        if always
        else (
            Field(
                "on_behalf",
                FieldType.CHOICE,
                "Nộp hồ sơ cho",
                required=True,
                choices=(("self", "Cá nhân tôi"), ("organisation", "Doanh nghiệp, tổ chức mà tôi đại diện")),
                default="self",
            ),
        )
    )
    return Group(
        key="organisation",
        title="Doanh nghiệp, tổ chức",
        fields=(
            *behalf,
            Field("organisation_name", FieldType.TEXT, "Tên đầy đủ", required=True, max_length=300, when=shown),
            Field(
                "organisation_tax_code",
                FieldType.TAX_CODE,
                "Mã số thuế, mã số doanh nghiệp",
                help="Bỏ trống nếu chưa có.",
                example="2000123456",
                when=shown,
            ),
            Field("organisation_address", FieldType.TEXT, "Địa chỉ trụ sở", required=True, max_length=300, when=shown),
            Field(
                "organisation_position",
                FieldType.TEXT,
                "Chức vụ của người nộp",
                max_length=120,
                example="Giám đốc",
                when=shown,
            ),
        ),
    )


def _request(content: ProcedureContent) -> Group:
    templates = [one.name for one in content.components if one.has_form and not one.is_note]
    papers = (
        (
            Field(
                "official_forms",
                FieldType.INFORMATION,
                "Giấy tờ theo mẫu",
                text="Thủ tục này có giấy tờ phải lập theo mẫu đã công bố; điền mẫu và đính kèm ở bước giấy tờ: "
                + "; ".join(name if len(name) <= 160 else name[:157] + "…" for name in templates[:6]),
            ),
        )
        if templates
        else ()
    )
    return Group(
        key="request",
        title="Nội dung đề nghị",
        fields=(
            *papers,
            Field(
                "request",
                FieldType.TEXTAREA,
                "Nội dung đề nghị giải quyết",
                help="Ghi ngắn gọn việc cần giải quyết và các thông tin liên quan.",
                required=True,
                min_length=10,
                max_length=2_000,
            ),
            Field("reason", FieldType.TEXTAREA, "Lý do, căn cứ", help="Không bắt buộc.", max_length=2_000),
        ),
    )


def _conditions(conditions: str) -> Group:
    shown = conditions if len(conditions) <= LONGEST_CONDITIONS else conditions[: LONGEST_CONDITIONS - 1] + "…"
    return Group(
        key="conditions",
        title="Yêu cầu, điều kiện",
        fields=(
            Field("conditions_text", FieldType.INFORMATION, "Điều kiện đã công bố", text=shown),
            Field(
                "meets_conditions",
                FieldType.YES_NO,
                "Tôi đã đọc và đáp ứng các yêu cầu, điều kiện trên",
                required=True,
            ),
        ),
    )
