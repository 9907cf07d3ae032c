"""The parts of a procedure in which editors work: each is shown, compared and saved by itself.

Source: Decree 63/2010/NĐ-CP art. 8 clause 2 names the parts; a letter says which of them a part holds.
"""

from dataclasses import dataclass, replace

from . import records
from .content import ProcedureContent


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its key in addresses, title, letters of art. 8 clause 2, and the fields of the content it holds."""

    key: str
    title: str
    letters: tuple[str, ...]
    fields: tuple[str, ...]


PARTS = (
    Part(
        "chung",
        "Thông tin chung",
        ("a", "e"),
        (
            *("name", "field", "ministry", "publisher", "type_text", "tiers", "tiers_text", "subjects"),
            *("service_level", "partial_reason", "in_person_only", "non_geographic", "summary", "source_url"),
        ),
    ),
    Part("trinh-tu", "Trình tự thực hiện", ("b",), ("steps",)),
    Part("truong-hop", "Trường hợp", (), ("cases",)),
    Part("cach-thuc", "Cách thức, thời hạn", ("c", "đ"), ("methods", "methods_text", "deadline_modifiers")),
    Part("phi", "Phí, lệ phí", ("h",), ("methods",)),
    Part("giay-to", "Thành phần hồ sơ", ("d",), ("components", "components_text", "number_of_sets")),
    Part("co-quan", "Cơ quan giải quyết", ("g",), ("units", "reception_address")),
    Part("mau-don", "Mẫu đơn, tờ khai", ("h",), ("forms",)),
    Part("ket-qua", "Kết quả", ("h",), ("results", "returning_methods")),
    Part(
        "can-cu",
        "Căn cứ, điều kiện",
        ("khoản 1", "h"),
        ("legal_bases", "legal_basis_text", "conditions", "related"),
    ),
)
BY_KEY = {part.key: part for part in PARTS}
FORM_PART = "bieu-mau"
FORM_TITLE = "Biểu mẫu điện tử"
"""The form of a procedure is worked on beside these parts: it is not among those of art. 8."""
WHERE_MISSING = {
    "name": "chung",
    "subjects": "chung",
    "steps": "trinh-tu",
    "methods": "cach-thuc",
    "deadline": "cach-thuc",
    "deadline_unit": "cach-thuc",
    "components": "giay-to",
    "number_of_sets": "giay-to",
    "executing_unit": "co-quan",
    "form_file": "giay-to",
    "results": "ket-qua",
    "fee_amount": "phi",
    "legal_bases": "can-cu",
}
"""Which part an editor opens for each code of `legal_completeness.missing_parts`."""


def seen(content: ProcedureContent, part: Part) -> str:
    """Return a mark of what a part says, by which a later save notices that somebody changed it meanwhile."""
    stored = content.to_json()
    return records.fingerprint({name: stored.get(name) for name in part.fields})[:16]


def with_part(content: ProcedureContent, part: Part, edited: ProcedureContent) -> ProcedureContent:
    """Return `content` with one part as `edited` has it; every other part stays."""
    return replace(content, **{name: getattr(edited, name) for name in part.fields})
