"""What is found in an application before it is sent: what an officer would reject, each with how to mend it.

Source: Decree 61/2018/NĐ-CP art. 15 clause 3, art. 17 (what the desk checks at reception, and its answers: supplement,
or refusal with reasons); the same questions are asked here first, so that nobody waits a day for an answer that was
known at once. What only a human can judge is named as such (`for_a_human`), never guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from congso.catalogue.rules.content import Component, ProcedureContent
from congso.files.rules.findings import Level, Remark

PLACE, FORM, PAPERS = "place", "form", "papers"
MOST_CONDITIONS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: how much it weighs, the step where it is mended, and the field or component it is about."""

    code: str
    level: Level
    step: str
    key: str
    words: str

    @property
    def is_defect(self) -> bool:
        """Tell whether it stops the sending; a doubt may be overruled."""
        return self.level is Level.DEFECT

    @property
    def mark(self) -> str:
        """What tells it from others: by this one says which doubts were seen."""
        return f"{self.step}:{self.key}:{self.code}"


@dataclass(frozen=True, slots=True)
class AttachedPaper:
    """A file of the application: for which component, under which name, and what the checks say about it."""

    component_key: str
    name: str
    sha256: str
    remarks: tuple[Remark, ...] = ()
    is_quarantined: bool = False


def of_papers(components: Iterable[Component], attached: Iterable[AttachedPaper], *, malware: str) -> list[Found]:
    """Return what is wrong with the papers of a case: missing, not asked for, unreadable, the same one twice."""
    asked = {one.key: one for one in components}
    papers = list(attached)
    given = {one.component_key for one in papers}
    found = [
        Found("missing", Level.DEFECT, PAPERS, one.key, f"Thiếu giấy tờ: {one.name[:200]}.")
        for one in asked.values()
        if one.needs_file and one.key not in given
    ]
    first_use: dict[str, str] = {}
    for paper in papers:
        component = asked.get(paper.component_key)
        if component is None:
            found.append(
                Found(
                    "not_asked",
                    Level.DEFECT,
                    PAPERS,
                    paper.component_key,
                    f"“{paper.name}” không thuộc thành phần hồ sơ của trường hợp này. Hãy bỏ tệp này.",
                )
            )
            continue
        where = f"“{paper.name}” ({_short(component.name)}): "
        if paper.is_quarantined:
            found.append(Found("malware", Level.DEFECT, PAPERS, component.key, where + malware))
            continue
        found += [Found(one.code, one.level, PAPERS, component.key, where + _small(one.words)) for one in paper.remarks]
        before = first_use.setdefault(paper.sha256, component.key)
        if before != component.key:
            words = (
                f"{where}cùng một tệp đã nộp cho “{_short(asked[before].name)}”. "
                "Nếu chọn nhầm, hãy thay bằng đúng giấy tờ."
            )
            found.append(Found("same_file", Level.DOUBT, PAPERS, component.key, words))
    return found


def of_names(answers: Mapping[str, object], *, own_number: str, same_name: bool) -> list[Found]:
    """Return a doubt when somebody gives their own identity number beside another name."""
    number = answers.get("applicant_identity_number")
    if own_number and number == own_number and answers.get("applicant_name") and not same_name:
        words = (
            "Số định danh là của bạn nhưng họ tên khi khai khác với họ tên trên tài khoản VNeID. "
            "Hãy sửa cho khớp với thẻ căn cước."
        )
        return [Found("name_differs", Level.DOUBT, FORM, "applicant_name", words)]
    return []


def of_residence(key: str, residence: str, *, chosen: str, is_chosen: bool) -> list[Found]:
    """Return a doubt when the application goes to another commune than the one of the residence it names."""
    if not residence or is_chosen:
        return []
    words = (
        f"Nơi cư trú đã khai thuộc {residence}, còn hồ sơ nộp tại {chosen}. "
        "Nếu chọn nhầm, hãy đổi nơi nộp; nếu cố ý nộp ở nơi khác thì giữ nguyên."
    )
    return [Found("elsewhere", Level.DOUBT, PLACE, key, words)]


def in_order(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return each thing once, defects first, and the steps in their order."""
    steps = (PLACE, FORM, PAPERS)
    once = {one.mark + one.words: one for one in found}
    return tuple(sorted(once.values(), key=lambda one: (not one.is_defect, steps.index(one.step))))


def for_a_human(content: ProcedureContent, components: Iterable[Component], given: Iterable[str]) -> list[str]:
    """Return what no program has judged and an officer will: in words for who hands in."""
    with_file, listed = set(given), list(components)
    said = ["Nội dung khai có đúng thực tế không."]
    if with_file:
        said.append("Giấy tờ có đúng loại, đúng người, đủ trang không; chữ ký, con dấu trên giấy có thật không.")
    if any(one.key in with_file and one.copies for one in listed):
        said.append("Bản chụp có khớp bản chính không: cán bộ có thể mời bạn mang bản chính đến đối chiếu.")
    said += [
        f"“{one.name[:120]}” có cần cho trường hợp của bạn không."
        for one in listed
        if one.required == "conditional" and one.key not in with_file
    ]
    conditions = [" ".join(one.split()) for one in content.conditions if one.strip()]
    said += [f"Yêu cầu, điều kiện: {one[:300]}" for one in conditions[:MOST_CONDITIONS]]
    return said


def _short(name: str, letters: int = 60) -> str:
    return name if len(name) <= letters else name[:letters].rsplit(" ", 1)[0].rstrip(" ,;:(") + "…"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
