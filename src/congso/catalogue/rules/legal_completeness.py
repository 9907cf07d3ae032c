"""Which parts the law wants of a published procedure, and which of them are missing.

Source: Decree 63/2010/NĐ-CP art. 8 clause 2: parts a to g always; forms, results, conditions and fees when the
procedure has them, so their absence is named only where something else in the content shows that they exist.
"""

from dataclasses import dataclass

from .content import ProcedureContent

SOURCE = "Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2"


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A part that is missing: its letter in the law, a stable code, and the sentence for an editor."""

    letter: str
    code: str
    sentence: str


def missing_parts(content: ProcedureContent) -> tuple[MissingPart, ...]:
    """Return each missing part of `content`, in the order of the law; empty when it is complete."""
    papers = [one for one in content.components if not one.is_note]
    checks = (
        ("a", "name", bool(content.name.strip()), "Thiếu tên thủ tục."),
        ("b", "steps", bool(content.steps), "Thiếu trình tự thực hiện."),
        ("c", "methods", bool(content.methods), "Thiếu cách thức thực hiện."),
        ("d", "components", bool(papers or content.components_text), "Thiếu thành phần hồ sơ."),
        (
            "d",
            "number_of_sets",
            content.number_of_sets is not None,
            "Thiếu số lượng hồ sơ (bộ).",
        ),
        (
            "đ",
            "deadline",
            bool(content.methods)
            and all(method.deadline.value is not None or method.deadline.unit for method in content.methods),
            "Thiếu thời hạn giải quyết ở ít nhất một cách thức thực hiện.",
        ),
        (
            "đ",
            "deadline_unit",
            all(method.deadline.value is None or method.deadline.unit for method in content.methods),
            "Có thời hạn giải quyết không ghi đơn vị thời gian.",
        ),
        ("e", "subjects", bool(content.subjects), "Thiếu đối tượng thực hiện."),
        ("g", "executing_unit", bool(content.units.executing), "Thiếu cơ quan giải quyết."),
        (
            "h",
            "form_file",
            all(one.form_file or one.form_code for one in content.components if one.has_form) or bool(content.forms),
            "Có thành phần hồ sơ theo mẫu nhưng thiếu mẫu đơn, tờ khai.",
        ),
        ("h", "results", bool(content.results), "Thiếu kết quả thực hiện thủ tục."),
        (
            "h",
            "fee_amount",
            all(
                fee.amount_vnd is not None or fee.formula or fee.set_by
                for method in content.methods
                for fee in method.fees
            ),
            "Có phí, lệ phí chưa xác định được mức thu hoặc cơ quan quy định mức thu.",
        ),
        ("khoản 1", "legal_bases", bool(content.legal_bases or content.legal_basis_text), "Thiếu căn cứ pháp lý."),
    )
    return tuple(MissingPart(letter, code, sentence) for letter, code, present, sentence in checks if not present)


def may_be_published(content: ProcedureContent) -> bool:
    """Tell whether every part that the law always wants is there."""
    always = {"a", "b", "c", "d", "đ", "e", "g"}
    excused = {"number_of_sets", "deadline_unit"}
    return not any(part.letter in always and part.code not in excused for part in missing_parts(content))
