"""What an editor may do with one key about a problem of an import. Nothing is done unasked, no value is guessed.

A fix either accepts the text as published, or changes one row of the draft. Rows are found again by what they say, for
the draft may have been worked on since the record was read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .content import Case, Component, Fee, Method, ProcedureContent

_PLACE = re.compile(r"^(components|methods)\[(\d{1,4})\]")
_FILE = re.compile(r"(?i)\s*[(\[]?\s*([^()\[\]\n;]{1,180}\.(?:docx?|pdf|xlsx?|rtf|odt))\s*[)\]]?\s*$")
_THOUSAND = re.compile(r"(\d[\d.,]*)")


@dataclass(frozen=True, slots=True)
class Fix:
    """A fix: its code, the key that does it, and its words; `accepts` says that the text stays as published."""

    code: str
    key: str
    label: str
    settlement: str
    accepts: bool = False


ACCEPT_AS_IS = Fix("accept", "c", "Đúng như công bố", "Đã đối chiếu: nội dung công bố là đúng.", accepts=True)
_NOTE = Fix("is_note", "1", "Đúng, chỉ là lưu ý", "Đã xác nhận: dòng này là lưu ý, không phải giấy tờ.", accepts=True)
_PAPER = Fix("is_paper", "2", "Là giấy tờ phải nộp", "Đã đưa vào dự thảo: giấy tờ phải nộp, 1 bản chính.")
_ORIGINAL = Fix("one_original", "1", "1 bản chính", "Đã đưa vào dự thảo: 1 bản chính.")
_COPY = Fix("one_copy", "2", "1 bản sao", "Đã đưa vào dự thảo: 1 bản sao.")
_BOTH = Fix("original_and_copy", "3", "1 bản chính, 1 bản sao", "Đã đưa vào dự thảo: 1 bản chính, 1 bản sao.")
_THOUSANDS = Fix("times_thousand", "1", "Nhân với 1.000", "Đã đưa vào dự thảo: số tiền tính theo nghìn đồng.")
_COUNCIL = Fix("set_by_council", "2", "Do HĐND tỉnh quy định", "Đã đưa vào dự thảo: mức thu do HĐND tỉnh quy định.")
_FREE = Fix("free", "3", "Miễn phí", "Đã đưa vào dự thảo: không thu.")
_SPLIT = Fix("split_file", "1", "Tách tên tệp mẫu", "Đã đưa vào dự thảo: tên tệp mẫu tách khỏi tên giấy tờ.")
_CASES = Fix("make_cases", "1", "Lập danh mục trường hợp", "Đã đưa vào dự thảo: danh mục trường hợp từ tiêu đề.")
_ONE_SET = Fix("one_set", "1", "01 bộ hồ sơ", "Đã đưa vào dự thảo: 01 bộ.")

FIXES: dict[str, tuple[Fix, ...]] = {
    "component_is_note": (_NOTE, _PAPER),
    "component_quantity_missing": (_ORIGINAL, _COPY, _BOTH, ACCEPT_AS_IS),
    "fee_in_thousands": (_THOUSANDS, _COUNCIL, ACCEPT_AS_IS),
    "fee_amount_doubtful": (_THOUSANDS, _COUNCIL, ACCEPT_AS_IS),
    "fee_set_by_council": (_COUNCIL, _FREE, ACCEPT_AS_IS),
    "fee_not_free": (_COUNCIL, _FREE, ACCEPT_AS_IS),
    "form_file_in_name": (_SPLIT, ACCEPT_AS_IS),
    "case_headings": (_CASES, ACCEPT_AS_IS),
    "quantities_missing": (_ONE_SET, ACCEPT_AS_IS),
    "deadline_differs_by_channel": (ACCEPT_AS_IS,),
    "deadline_text_says_more": (ACCEPT_AS_IS,),
    "component_name_too_long": (ACCEPT_AS_IS,),
    "name_too_long": (ACCEPT_AS_IS,),
    "field_unknown": (ACCEPT_AS_IS,),
    "result_code_doubtful": (ACCEPT_AS_IS,),
}
"""The fixes that are offered for each code of `import_reading.PROBLEMS`; the others need words."""
PART_OF = {
    "agency_missing": "co-quan",
    "case_headings": "truong-hop",
    "channel_unknown": "cach-thuc",
    "components_missing": "giay-to",
    "deadline_difficult_area": "cach-thuc",
    "deadline_differs_by_channel": "cach-thuc",
    "deadline_missing": "cach-thuc",
    "deadline_several": "cach-thuc",
    "deadline_text_says_more": "cach-thuc",
    "deadline_unit_missing": "cach-thuc",
    "deadline_unit_unknown": "cach-thuc",
    "fee_currency": "phi",
    "fee_text_only": "phi",
    "field_missing": "chung",
    "legal_basis_missing": "can-cu",
    "methods_missing": "cach-thuc",
    "name_too_long": "chung",
    "results_missing": "ket-qua",
    "steps_missing": "trinh-tu",
    "subjects_missing": "chung",
    "tier_missing": "chung",
    "tier_unknown": "chung",
}
"""Which part of a draft settles a problem that no key can."""


def part_of(code: str) -> str:
    """Return the part of a draft in which a problem is settled by hand; "" for none."""
    if code in PART_OF:
        return PART_OF[code]
    return "giay-to" if code.startswith(("component", "quantit", "form_")) else "phi" if code.startswith("fee_") else ""


def fix_of(problem: str, fix: str) -> Fix | None:
    """Return a fix that is offered for a problem, by its code."""
    return next((one for one in FIXES.get(problem, ()) if one.code == fix), None)


def apply(fix: Fix, place: str, read: ProcedureContent, draft: ProcedureContent) -> ProcedureContent | None:
    """Return the draft with one row changed; None when it no longer has the row that the problem is about.

    `place` is where the problem was found in `read` ("components[3]", "methods[0].fee_text").
    """
    if fix.accepts:
        return draft
    if fix.code == "make_cases":
        return _with_cases(draft)
    if fix.code == "one_set":
        return replace(draft, number_of_sets=1)
    found = _PLACE.match(place)
    if found is None:
        return None
    if found[1] == "components":
        return _with_component(draft, read, int(found[2]), _COMPONENT_FIXES[fix.code])
    return _with_fee(draft, read, int(found[2]), _FEE_FIXES[fix.code])


def _split(one: Component) -> Component:
    found = _FILE.search(one.name)
    if found is None or not one.name[: found.start()].strip():
        return one
    return replace(one, name=one.name[: found.start()].strip(), form_file=found[1].strip(), has_form=True)


_COMPONENT_FIXES: dict[str, Callable[[Component], Component]] = {
    "is_paper": lambda one: replace(one, required="yes", mode="submit", originals=max(one.originals, 1)),
    "one_original": lambda one: replace(one, originals=1, copies=0, required=_asked(one)),
    "one_copy": lambda one: replace(one, originals=0, copies=1, required=_asked(one)),
    "original_and_copy": lambda one: replace(one, originals=1, copies=1, required=_asked(one)),
    "split_file": _split,
}


def _asked(one: Component) -> str:
    """Return whether a paper is needed now that its number is known: a condition in its words stays one."""
    return "yes" if one.required == "note" else one.required


def _thousand(fee: Fee) -> Fee:
    found = _THOUSAND.search(fee.text)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return replace(fee, amount_vnd=int(digits) * 1_000) if digits and len(digits) < 7 else fee


_FEE_FIXES: dict[str, Callable[[Fee], Fee]] = {
    "times_thousand": _thousand,
    "set_by_council": lambda fee: replace(fee, amount_vnd=None, set_by="provincial_council"),
    "free": lambda fee: replace(fee, amount_vnd=0, set_by=""),
}


def _with_component(
    draft: ProcedureContent, read: ProcedureContent, row: int, change: Callable[[Component], Component]
) -> ProcedureContent | None:
    # The reading skips nameless rows, so the row of the record and the key of the component agree, not the index.
    about = next((one for one in read.components if one.key == f"TP{row + 1:02d}"), None)
    if about is None:
        return None
    if not any(one.key == about.key and one.name == about.name for one in draft.components):
        return None
    changed = tuple(change(one) if (one.key, one.name) == (about.key, about.name) else one for one in draft.components)
    return replace(draft, components=changed) if changed != draft.components else None


def _with_fee(
    draft: ProcedureContent, read: ProcedureContent, row: int, change: Callable[[Fee], Fee]
) -> ProcedureContent | None:
    if row >= len(read.methods) or not read.methods[row].fees:
        return None
    about = read.methods[row].fees[0]

    def mended(method: Method) -> Method:
        fees = tuple(change(fee) if fee == about else fee for fee in method.fees)
        return replace(method, fees=fees) if method.channel == read.methods[row].channel else method

    changed = tuple(mended(method) for method in draft.methods)
    return replace(draft, methods=changed) if changed != draft.methods else None


def _with_cases(draft: ProcedureContent) -> ProcedureContent | None:
    """Make a case of every heading that speaks of one, and let the papers under it belong to it."""
    headings = [one.group for one in draft.components if re.search(r"(?i)\b(trường hợp|đối với)\b", one.group)]
    names = list(dict.fromkeys(headings))
    if not names or draft.cases:
        return None
    codes = {name: f"{draft.code}.{number:02d}" for number, name in enumerate(names, start=1)}
    cases = tuple(Case(codes[name], name.strip(" *:.-–+")[:300]) for name in names)
    components = tuple(
        replace(one, case=codes[one.group], required="yes" if one.required == "conditional" else one.required)
        if one.group in codes
        else one
        for one in draft.components
    )
    return replace(draft, cases=cases, components=components)
