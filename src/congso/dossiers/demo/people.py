"""Synthetic people: names by frequency of their parts, numbers of the official shape, none of them real."""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from congso.kernel.normalise import fold, person_sort_key

# A small list of our own, used where no table of frequencies is given; weights are rough shares in per mille.
FAMILY = {
    "Nguyễn": 270, "Trần": 97, "Lê": 89, "Phạm": 65, "Huỳnh": 60, "Võ": 45, "Phan": 42, "Trương": 28, "Bùi": 20,
    "Đặng": 24, "Đỗ": 16, "Ngô": 20, "Hồ": 22, "Dương": 22, "Lý": 18, "Lâm": 24, "Châu": 12, "Quách": 10, "Thạch": 12,
    "Sơn": 6, "Danh": 9, "Kim": 6, "Trịnh": 9, "Đoàn": 12, "Mai": 9, "Tô": 12, "Tạ": 8, "Cao": 10, "Hà": 8, "Thái": 9,
}  # fmt: skip
MIDDLE = {
    "male": {"Văn": 130, "Minh": 45, "Hữu": 30, "Quốc": 32, "Hoàng": 34, "Thanh": 28, "Công": 20, "Đức": 24, "Chí": 14,
             "Trung": 12, "Tấn": 18, "Nhật": 14, "Gia": 16, "Phước": 12, "Hoài": 8, "Vũ": 9},
    "female": {"Thị": 160, "Thị Ngọc": 30, "Thị Mỹ": 22, "Ngọc": 40, "Thanh": 26, "Kim": 24, "Thùy": 18, "Mỹ": 20,
               "Bích": 12, "Hồng": 16, "Thị Kim": 18, "Tuyết": 8, "Cẩm": 12, "Diễm": 9, "Yến": 8, "Thị Cẩm": 7},
}  # fmt: skip
GIVEN = {
    "male": {"Anh": 22, "Hùng": 20, "Dũng": 18, "Tuấn": 24, "Khang": 20, "Huy": 22, "Phúc": 20, "Khánh": 14, "Nam": 16,
             "Tài": 16, "Lộc": 13, "Thịnh": 13, "Đạt": 18, "Toàn": 13, "Nghĩa": 12, "Quân": 14, "Vinh": 12, "Sang": 12,
             "Hậu": 11, "Thái": 9, "Tâm": 11, "Trí": 11, "Phong": 13, "Bảo": 14, "Long": 14, "Kiệt": 12, "Cường": 14},
    "female": {"Linh": 32, "Anh": 30, "Hương": 16, "Lan": 16, "Nhi": 24, "Trang": 22, "Thảo": 22, "Ngân": 20,
               "Hân": 14, "My": 18, "Vy": 22, "Trâm": 16, "Tiên": 13, "Phương": 20, "Thư": 18, "Quyên": 11, "Loan": 11,
               "Hằng": 13, "Nga": 9, "Yến": 14, "Xuân": 8, "Hoa": 11, "Đào": 6, "Oanh": 8, "Diệu": 6, "Ngọc": 20},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A full name with what lists and searches need of it."""

    full: str
    sort_key: str
    folded: str
    gender: str


def names(count: int, *, seed: int, tables: Path | None = None) -> list[Name]:
    """Return `count` names drawn by frequency; from the tables of name parts in `tables`, or from our own list."""
    chance = random.Random(f"names:{seed}")
    family, middle, given = _read(tables) if tables else (FAMILY, MIDDLE, GIVEN)
    made: list[Name] = []
    for gender in ("male", "female"):
        share = count // 2 if gender == "male" else count - count // 2
        parts = zip(
            chance.choices(list(family), list(family.values()), k=share),
            chance.choices(list(middle[gender]), list(middle[gender].values()), k=share),
            chance.choices(list(given[gender]), list(given[gender].values()), k=share),
            strict=True,
        )
        for words in parts:
            full = " ".join(words)
            made.append(Name(full, person_sort_key(full), fold(full), gender))
    chance.shuffle(made)
    return made


def _read(tables: Path) -> tuple[dict[str, float], dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    def rows(name: str) -> list[dict[str, str]]:
        with (tables / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def by_gender(name: str, column: str) -> dict[str, dict[str, float]]:
        return {
            gender: {row[column]: float(row[f"count_{gender}"]) for row in rows(name) if float(row[f"count_{gender}"])}
            for gender in ("male", "female")
        }

    family = {row["family_name"]: float(row["share_rosters"] or 0) for row in rows("family_names.csv")}
    return (
        {name: share for name, share in family.items() if share > 0},
        by_gender("middle_names.csv", "middle_name"),
        by_gender("given_names.csv", "given_name"),
    )


class IdentityNumbers:
    """Makes twelve-digit numbers (NĐ 137/2015/NĐ-CP Điều 13: place, century and sex, year, six digits), each once.

    `taken` is the last serial used per head of six digits. Of several makers side by side, the one at `place` of
    `makers` uses every `makers`-th serial.
    """

    def __init__(self, taken: dict[str, int], *, place: int = 0, makers: int = 1) -> None:
        self._next = {head: serial + 1 + place for head, serial in taken.items()}
        self._first, self._step = 1 + place, makers

    def draw(self, *, place: str, gender: str, born: int) -> str:
        """Return a number of somebody born in year `born` (1900–2099). Raises OverflowError when all are used."""
        century = (born - 1900) // 100 * 2 + (gender == "female")
        head = f"{place}{century}{born % 100:02}"
        serial = self._next.get(head, self._first)
        if serial > 999_999:
            raise OverflowError(f"no more numbers for {head}")
        self._next[head] = serial + self._step
        return f"{head}{serial:06}"
