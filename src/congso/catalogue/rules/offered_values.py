"""What the words of a paper could mean for a form: values to offer, never to take by themselves.

A line such as “Họ và tên mẹ: NGUYỄN THỊ SEN” is an entry: a label and a value. Label and question are compared by what
they ask for (a name, a day of birth) and of whom (mother, child); the value must be one that the question takes. What
fits several questions is left to the person to place, what fits none is not shown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from congso.kernel.normalise import fold, search_words, tidy

from .form_language import Field, FieldType, FormDefinition, read_answer, shown_value, visible_fields
from .form_language.conditions import is_filled

APART = "   "
"""Between two entries on one line of what was read."""

ENOUGH = 0.5
"""Least likeness of label and question, of 1.5, from which the question is offered."""
CLEARLY = 0.15
"""By so much must the likest question lead the next to be chosen beforehand."""
MOST_OFFERS = 40
LONGEST_VALUE = 120

CONCEPTS: Mapping[str, str] = {
    phrase: concept
    for concept, phrases in {
        "NAME": "ho chu dem ten khai sinh, ho chu dem va ten, ho chu dem ten, ho va ten khai sinh, ho va ten, ho ten, "
        "full name, dat ten, ten goi",
        "BORN": "ngay thang nam sinh, ngay sinh, sinh ngay, nam sinh, date of birth, da sinh con vao luc, "
        "sinh con vao luc, da sinh vao luc",
        "DIED": "da chet vao luc, ngay thang nam chet, da chet luc, chet luc, ngay chet, da tu vong luc, tu vong luc",
        "NUMBER": "so no, so dinh danh ca nhan, so dinh danh, so can cuoc cong dan, so can cuoc, can cuoc cong dan so, "
        "can cuoc so, so cccd, cccd so, cccd, personal identification number, so cmnd, cmnd",
        "ISSUED": "ngay thang nam cap, ngay cap, cap ngay, date of issue",
        "EXPIRES": "co gia tri den ngay, co gia tri den, date of expiry, het han ngay",
        "GENDER": "gioi tinh, sex",
        "ETHNICITY": "dan toc",
        "NATIONALITY": "quoc tich, nationality",
        "ORIGIN": "que quan, place of origin",
        "HOME": "noi dang ky thuong tru, noi thuong tru, dia chi thuong tru, noi cu tru, noi o hien nay, noi o, "
        "place of residence, dia chi",
        "PHONE": "so dien thoai, dien thoai",
        "EMAIL": "thu dien tu, email",
        "TAX_CODE": "ma so thue, ma so doanh nghiep",
        "PLATE": "bien so xe, bien so, bien kiem soat",
        "CHASSIS": "so khung",
        "ENGINE": "so may",
    }.items()
    for phrase in phrases.split(", ")
}
"""What labels of papers call the things that forms ask for, folded. The longest phrase wins."""

PEOPLE: Mapping[str, str] = {
    phrase: person
    for person, phrases in {
        "mother": "nguoi me, me",
        "father": "nguoi cha, cha, bo",
        "child": "nguoi duoc khai sinh, nguoi con, cua con, ten con, tre em, tre, con",
        "husband": "ben nam, nguoi chong, chong",
        "wife": "ben nu, nguoi vo, vo",
        "dead": "nguoi da chet, nguoi chet, nguoi mat, nguoi tu vong",
        "owner": "chu ho, chu ho kinh doanh, chu so huu, chu xe",
        "applicant": "nguoi yeu cau, nguoi de nghi, nguoi nop, nguoi khai",
    }.items()
    for phrase in phrases.split(", ")
}
"""Whom a label or a heading speaks of, folded."""

_IDLE = frozenset(
    "cua nguoi va cac hoac hay ghi theo tren so no neu co the nay duoc vao luc ngay voi tai la".split()  # noqa: SIM905
)
"""Words of labels that tell nothing apart."""

_DAY = re.compile(
    r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})|ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})"
)
_TWELVE = re.compile(r"(?<!\d)\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)|(?<!\d)\d{12}(?!\d)")
_FOUND_BY_ITSELF = re.compile(
    r"(?<!\d)\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)|(?<!\d)\d{12}(?!\d)|(?<!\d)\d{1,2}/\d{1,2}/\d{4}(?!\d)"
)
_IN_VALUE: Mapping[FieldType, re.Pattern[str]] = {
    FieldType.CITIZEN_NUMBER: _TWELVE,
    FieldType.OLD_IDENTITY_NUMBER: re.compile(r"(?<!\d)\d{9}(?!\d)"),
    FieldType.PHONE: re.compile(r"(?:\+84|0)[\d .]{8,13}\d"),
    FieldType.EMAIL: re.compile(r"\S+@\S+\.\w+"),
    FieldType.TAX_CODE: re.compile(r"(?<!\d)\d{10}(?:-?\d{3})?(?!\d)"),
    FieldType.NUMBER: re.compile(r"\d[\d.]*(?:,\d+)?"),
    FieldType.MONEY: re.compile(r"\d[\d.]*"),
}
_NAME = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+)+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form that a value could answer, with the heading it stands under."""

    key: str
    label: str
    value: Any
    shown: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A value read on a paper. `words` is the line it stood on, `shown` the value as it reads.

    `questions` are those still without an answer, likeliest first; `chosen` is the key of the one it clearly answers,
    "" when the person must say. `agrees` and `differs` name the questions it was answered in already, with that answer.
    """

    number: int
    words: str
    shown: str
    questions: tuple[Question, ...]
    chosen: str = ""
    agrees: tuple[str, ...] = ()
    differs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str
    value: str
    words: str
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Meaning:
    concepts: frozenset[str]
    people: frozenset[str]
    rest: frozenset[str]


def offers(definition: FormDefinition, answers: Mapping[str, Any], lines: Iterable[str], on: date) -> tuple[Offer, ...]:
    """Return what lines of a paper offer for the fields that are shown with these answers, in the order of the paper.

    `answers` are as they were read by `check`. Nothing that stands on a paper makes this raise.
    """
    fields = _askable(definition, answers)
    found: list[Offer] = []
    seen: set[tuple[str, str]] = set()
    taken: set[str] = set()
    for entry in _entries(list(lines)):
        offer = _offer(entry, fields, answers, on, taken)
        if offer is None or (fold(entry.label), offer.shown) in seen:
            continue
        seen.add((fold(entry.label), offer.shown))
        taken |= {offer.chosen} - {""}
        found.append(replace(offer, number=len(found) + 1))
        if len(found) == MOST_OFFERS:
            break
    return tuple(found)


def _askable(definition: FormDefinition, answers: Mapping[str, Any]) -> list[tuple[Field, str, _Meaning]]:
    shown = {field.key for field in visible_fields(definition, answers)}
    found = []
    for group in definition.groups:
        for field in group.fields:
            if field.key in shown and field.type in _TYPES:
                meaning = _meaning(field.label)
                if not meaning.people:
                    meaning = replace(meaning, people=_meaning(group.title).people)
                found.append((field, group.title, meaning))
    return found


def _offer(
    entry: _Entry,
    fields: Sequence[tuple[Field, str, _Meaning]],
    answers: Mapping[str, Any],
    on: date,
    taken: set[str],
) -> Offer | None:
    said = _meaning(entry.label)
    if not said.people:
        said = replace(said, people=entry.people)
    liked: list[tuple[float, Question]] = []
    for field, title, wanted in fields:
        likeness = _likeness(said, wanted, field)
        value = _value(field, entry, said, on) if likeness >= ENOUGH else None
        if value is not None:
            label = field.label if fold(title) in fold(field.label) else f"{field.label} ({title})"
            liked.append((likeness, Question(field.key, label, value, shown_value(field, value, on=on))))
    if not liked:
        return None
    liked.sort(key=lambda one: -one[0])
    likeliest = [question for likeness, question in liked if likeness > liked[0][0] - CLEARLY]
    agrees = tuple(one.label for _, one in liked if _same(answers.get(one.key), one.value))
    shown_fields = {field.key: field for field, _, _ in fields}
    differs = tuple(
        (one.label, str(shown_value(shown_fields[one.key], answers[one.key], on=on)))
        for one in likeliest
        if len(likeliest) == 1 and is_filled(answers.get(one.key)) and not _same(answers[one.key], one.value)
    )
    open_ones = tuple(one for _, one in liked if not is_filled(answers.get(one.key)))
    if not open_ones and not agrees and not differs:
        return None
    clear = len(likeliest) == 1 and likeliest[0] in open_ones and likeliest[0].key not in taken
    return Offer(
        number=0,
        words=tidy(entry.words)[:200],
        shown=liked[0][1].shown,
        questions=() if agrees and not open_ones else open_ones,
        chosen=likeliest[0].key if clear and not agrees else "",
        agrees=agrees,
        differs=differs,
    )


def _entries(lines: Sequence[str]) -> Iterator[_Entry]:
    """Yield labels with their values, each with whom the lines before speak of."""
    parts = [(part, line) for line in lines for part in line.split(APART) if part.strip()]
    people = frozenset[str]()
    for place, (part, line) in enumerate(parts):
        label, colon, value = part.partition(":")
        named = _meaning(label).people
        people = named or people
        if colon and not value.strip() and place + 1 < len(parts) and ":" not in parts[place + 1][0]:
            value = parts[place + 1][0]
            line = f"{line} {value}"
        if colon and value.strip():
            yield _Entry(label, value.strip(" .;,"), line, people)
            continue
        alone = _FOUND_BY_ITSELF.search(part)
        if alone is not None:
            yield _Entry(part[: alone.start()], part[alone.start() :], line, people)


def _meaning(label: str) -> _Meaning:
    words = f" {' '.join(search_words(label))} "
    people = {person for phrase, person in PEOPLE.items() if f" {phrase} " in words}
    concepts = set()
    for phrase, concept in _CONCEPTS:
        if f" {phrase} " in words:
            concepts.add(concept)
            words = words.replace(f" {phrase} ", " ")
    rest = frozenset(words.split()) - _IDLE - {word for phrase in PEOPLE for word in phrase.split()}
    return _Meaning(frozenset(concepts), frozenset(people), rest)


def _likeness(said: _Meaning, wanted: _Meaning, field: Field) -> float:
    if said.people and wanted.people and not said.people & wanted.people:
        return 0.0
    if said.concepts & wanted.concepts:
        likeness = 1.0
    elif field.type is FieldType.CITIZEN_NUMBER and not said.concepts:
        likeness = ENOUGH + 0.2
    elif said.concepts or wanted.concepts or not said.rest or not wanted.rest:
        return 0.0
    else:
        likeness = len(said.rest & wanted.rest) / len(said.rest | wanted.rest)
        if not likeness:
            return 0.0
    if said.people & wanted.people:
        return likeness + 0.5
    return likeness - 0.2 if said.people or wanted.people else likeness


def _value(field: Field, entry: _Entry, said: _Meaning, on: date) -> Any:
    """Return what the field would take of an entry, as it is kept; None when it takes nothing."""
    given = _given(field, entry.value, said)
    if not given:
        return None
    value = read_answer(field, given, on)
    return value if is_filled(value) else None


def _given(field: Field, value: str, said: _Meaning) -> str:
    if field.type is FieldType.DATE:
        day = _DAY.search(fold(value))
        return "/".join(part.zfill(2) for part in day.groups() if part) if day else ""
    if field.type is FieldType.CHOICE:
        words = fold(value)
        return next((one[0] for one in field.choices if len(one) > 1 and fold(one[1]) == words), "")
    if field.type in _IN_VALUE:
        found = _IN_VALUE[field.type].search(value)
        if found is None or (field.type in _BARE_NUMBERS and not said.rest):
            return ""
        return re.sub(r"\D", "", found[0]) if field.type is FieldType.CITIZEN_NUMBER else found[0]
    text = tidy(value)
    if len(text) > LONGEST_VALUE:
        return ""
    if "NAME" in said.concepts:
        name = _NAME.match(text)
        text = name[0] if name is not None else ""
        return " ".join(word.capitalize() for word in text.split()) if text.isupper() else text
    return text


def _same(answer: Any, value: Any) -> bool:
    return is_filled(answer) and fold(str(answer)) == fold(str(value))


_CONCEPTS = sorted(CONCEPTS.items(), key=lambda one: -len(one[0]))
_BARE_NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY})
_TYPES = frozenset({FieldType.TEXT, FieldType.DATE, FieldType.CHOICE, *_IN_VALUE})
