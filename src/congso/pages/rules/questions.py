"""Questions and answers out of one text: `## Nhóm`, below it `### Câu hỏi`, below it the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from congso.kernel.normalise import fold

from . import markdown


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answer, as the editor wrote it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about one matter; `lead` is what stands above the first of them."""

    title: str
    lead: str
    questions: tuple[Question, ...]


def read(text: str) -> tuple[str, tuple[Group, ...]]:
    """Return what stands above the first heading, and the groups in their order.

    A question outside of any group comes into one without a title.
    """
    lead, groups = [], list[_Open]()
    for line in text.splitlines():
        if line.startswith("### "):
            if not groups:
                groups.append(_Open(""))
            groups[-1].questions.append((line[4:].strip(" #"), []))
        elif line.startswith(("## ", "# ")):
            groups.append(_Open(line.lstrip("#").strip(" #")))
        elif not groups:
            lead.append(line)
        elif groups[-1].questions:
            groups[-1].questions[-1][1].append(line)
        else:
            groups[-1].lead.append(line)
    return "\n".join(lead).strip(), tuple(one.closed() for one in groups)


def search(groups: Sequence[Group], words: str) -> tuple[Group, ...]:
    """Return the groups with the questions in which every word stands, with or without marks; all without words."""
    wanted = fold(words).split()
    if not wanted:
        return tuple(groups)
    found = []
    for group in groups:
        hits = tuple(one for one in group.questions if _holds(one, wanted))
        if hits:
            found.append(Group(group.title, "", hits))
    return tuple(found)


def _holds(one: Question, wanted: Sequence[str]) -> bool:
    text = fold(f"{one.question} {markdown.plain(one.answer)}")
    return all(word in text for word in wanted)


class _Open:
    """A group that is still being read."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.lead: list[str] = []
        self.questions: list[tuple[str, list[str]]] = []

    def closed(self) -> Group:
        asked = tuple(Question(question, "\n".join(lines).strip()) for question, lines in self.questions)
        return Group(self.title, "\n".join(self.lead).strip(), asked)
