"""Advice on a form before people meet it: plain words, what a screen reader needs, how long it takes to fill.

These are the house's own measures, not law, except where a source is named. Advice never stops a publication.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .form_language import Field, FieldType, FormDefinition, unprinted

LONG_LABEL = 90
LONG_SENTENCE = 30
"""Words a sentence; longer ones are read twice."""
MANY_FIELDS = 12
MANY_CHOICES = 15
SECONDS: dict[FieldType, int] = {
    FieldType.TEXT: 15,
    FieldType.TEXTAREA: 60,
    FieldType.ADDRESS: 35,
    FieldType.CITIZEN_NUMBER: 20,
    FieldType.FILE: 45,
    FieldType.REPEATED: 60,
    FieldType.INFORMATION: 10,
    FieldType.YES_NO: 5,
}
OTHERWISE_SECONDS = 12
PREFILLED_SECONDS = 3
# Words of offices, and what people say instead.
PLAIN_WORDS = {
    "đương sự": "người có yêu cầu",
    "nêu trên": "nói rõ điều gì",
    "theo quy định hiện hành": "nói rõ quy định nào",
    "trường thông tin": "mục",
    "vui lòng": "bỏ được: câu ngắn hơn",
    "quý khách": "bạn",
    "user": "người dùng",
    "upload": "tải lên",
    "submit": "nộp",
    "email": "thư điện tử",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice. `path` names the field it is about ("" for the whole form)."""

    path: str
    sentence: str


def minutes_to_fill(definition: FormDefinition) -> int:
    """Return how many minutes somebody needs who has the papers at hand, at least 1; an estimate by kind of field.

    Questions under a condition count half: few meet them all.
    """
    seconds = 0.0
    for group in definition.groups:
        for field in group.fields:
            share = 0.5 if group.when is not None or field.when is not None else 1.0
            seconds += share * (PREFILLED_SECONDS if field.prefill else SECONDS.get(field.type, OTHERWISE_SECONDS))
    return max(1, round(seconds / 60 + 0.4))


def advice(definition: FormDefinition) -> list[Advice]:
    """Return what could be plainer or easier to use, in the order of the form."""
    found: list[Advice] = []
    labels: dict[str, str] = {}
    for group in definition.groups:
        if len(group.fields) > MANY_FIELDS:
            found.append(
                Advice("", f"Nhóm “{group.title}” có {len(group.fields)} câu hỏi; chia làm hai nhóm để dễ theo dõi.")
            )
        for field in group.fields:
            for path, one in ((field.key, field), *((f"{field.key}.{part.key}", part) for part in field.fields)):
                found += (Advice(path, sentence) for sentence in _of_field(one))
            name = field.label.strip().lower()
            if name in labels and field.type is not FieldType.INFORMATION:
                found.append(
                    Advice(
                        field.key,
                        f"Hai câu hỏi cùng tên “{field.label}”: người dùng trình đọc màn hình không phân biệt được.",
                    )
                )
            labels.setdefault(name, field.key)
    if definition.paper is None:
        found.append(Advice("", "Chưa có tờ khai in ra; hệ thống sẽ in theo thứ tự câu hỏi."))
    elif left := unprinted(definition.paper, definition.fields):
        names = ", ".join(f"“{field.label}”" for field in left[:8])
        found.append(
            Advice(
                "",
                f"Tờ khai in ra chưa có: {names}. Biểu mẫu tương tác và mẫu giấy phải khớp "
                "(Nghị định 224/2026/NĐ-CP Điều 3 khoản 22).",
            )
        )
    if definition.minutes is not None and abs(definition.minutes - minutes_to_fill(definition)) > 10:
        found.append(
            Advice(
                "",
                f"Thời gian khai ghi {definition.minutes} phút, ước tính {minutes_to_fill(definition)} phút: xem lại.",
            )
        )
    return found


def _of_field(field: Field) -> Iterator[str]:
    label = field.label.strip()
    if len(label) > LONG_LABEL:
        yield f"Tên câu hỏi dài {len(label)} ký tự; rút còn một ý, phần còn lại đưa vào hướng dẫn."
    if label.endswith((":", ".")):
        yield f"“{label}”: bỏ dấu ở cuối tên câu hỏi."
    letters = [one for one in label if one.isalpha()]
    if len(letters) > 6 and all(one.isupper() for one in letters):
        yield f"“{label}”: viết thường dễ đọc hơn viết hoa."
    if len(re.findall(r"\bkhông\b", label.lower())) > 1:
        yield f"“{label}”: hai lần phủ định khó hiểu."
    for words in (label, field.help, field.text):
        for jargon, plain in PLAIN_WORDS.items():
            if f" {jargon} " in " ".join(("", *re.findall(r"\w+", words.lower()), "")):
                yield f"“{label}”: thay “{jargon}” bằng “{plain}”."
        for sentence in re.split(r"[.!?;\n]+", words):
            if len(sentence.split()) > LONG_SENTENCE:
                yield f"“{label}”: có câu dài {len(sentence.split())} chữ; tách thành câu ngắn."
    if field.type is FieldType.CHOICE and len(field.choices) > MANY_CHOICES and len(field.choices) < 40:
        yield f"“{label}”: {len(field.choices)} lựa chọn; gộp bớt nếu được."
    if field.type in {FieldType.CHOICE, FieldType.CHOICES} and len(field.choices) == 1:
        yield f"“{label}” chỉ có một lựa chọn."
    if field.pattern and not (field.example or field.help):
        yield f"“{label}” kiểm tra cách ghi nhưng không có ví dụ hoặc hướng dẫn."
    if field.type in {FieldType.NUMBER, FieldType.MONEY} and not (field.unit or field.type is FieldType.MONEY):
        yield f"“{label}”: ghi đơn vị của số."
